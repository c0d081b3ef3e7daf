/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Turns what was read into what is run: patterns compiled, the tree laid out
 * breadth first so that the children of a node are one range in evaluation
 * order, correlation rules and the rules that feed them numbered.
 */
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/rules/rule_conds.h"
#include "lib/rules/rule_def.h"

enum { E_REGEX = 1450 };

/* The conditions of one rule while they are collected. */
struct collector {
	struct builder *b;
	const struct rule_def *def;
	struct cond *v;
	size_t n, cap;
};

static struct cond *
add_cond(struct collector *c, enum cond_kind kind, const char *element)
{
	struct cond *cond = ARRAY_ADD(c->v, c->n, c->cap);

	cond->kind = kind;
	cond->element = element;
	return cond;
}

static const struct pattern *
compile(struct collector *c, enum pattern_dialect dialect, struct str text,
    struct src_pos pos, const char *element)
{
	struct builder *b = c->b;
	struct pattern *p = NULL;
	struct buf why = { 0 };

	if (pattern_compile(&p, dialect, text, b->opt->engine, &why) == 0)
		*ARRAY_ADD(b->patterns, b->n_patterns, b->patterns_cap) = p;
	else
		RULE_BAD(b, c->def, E_REGEX, pos, "<%s>: %s", element,
		    buf_cstr(&why));
	buf_free(&why);
	return p;
}

static void
add_pattern(struct collector *c, enum rule_text t, enum pattern_dialect dialect,
    unsigned subject, const char *element)
{
	const struct pattern *p = compile(
	    c, dialect, def_text(c->def, t), c->def->text[t].pos, element);

	if (p != NULL) {
		struct cond *cond = add_cond(c, COND_PATTERN, element);

		cond->subject = subject;
		cond->pattern = p;
		if (subject == SUBJECT_LOG)
			cond->gate = prefilter_add(c->b->rs->prefilter, p);
		if (subject == SUBJECT_PROGRAM)
			cond->program =
			    program_patterns_add(&c->b->rs->programs, p);
	}
}

/* The plain form if it is there, else the PCRE2 form; both: they are ANDed. */
struct pair {
	enum rule_text plain, pcre2;
	enum pattern_dialect dialect;
	unsigned subject;
	const char *name, *pcre2_name;
	bool both;
};

static void
add_pair(struct collector *c, const struct pair *p)
{
	bool plain = def_has(c->def, p->plain);

	if (plain)
		add_pattern(c, p->plain, p->dialect, p->subject, p->name);
	if (def_has(c->def, p->pcre2) && (!plain || p->both))
		add_pattern(
		    c, p->pcre2, PATTERN_PCRE2, p->subject, p->pcre2_name);
}

#define PAIR(text, dialect, subject, name, both)                              \
	{                                                                     \
		TEXT_##text, TEXT_##text##_PCRE2, PATTERN_##dialect, subject, \
		    name, name "_pcre2", both                                 \
	}

static const struct pair early_pairs[] = {
	PAIR(PROGRAM, OSMATCH, SUBJECT_PROGRAM, "program_name", false),
	PAIR(ID, OSMATCH, FIELD_ID, "id", false),
	PAIR(MATCH, OSMATCH, SUBJECT_LOG, "match", false),
	{ TEXT_REGEX, TEXT_PCRE2, PATTERN_OSREGEX, SUBJECT_LOG, "regex",
	    "pcre2", false },
};
static const struct pair url_pair = PAIR(URL, OSMATCH, FIELD_URL, "url", true);
static const struct pair port_pairs[] = {
	PAIR(SRCPORT, OSMATCH, FIELD_SRCPORT, "srcport", false),
	PAIR(DSTPORT, OSMATCH, FIELD_DSTPORT, "dstport", false),
};
static const struct pair late_pairs[] = {
	PAIR(USER, OSMATCH, SUBJECT_USER, "user", false),
	PAIR(SRCGEOIP, OSMATCH, FIELD_SRCGEOIP, "srcgeoip", false),
	PAIR(DSTGEOIP, OSMATCH, FIELD_DSTGEOIP, "dstgeoip", false),
};
static const struct pair last_pairs[] = {
	PAIR(DATA, OSMATCH, FIELD_DATA, "extra_data", false),
	PAIR(HOSTNAME, OSMATCH, SUBJECT_HOSTNAME, "hostname", false),
	PAIR(STATUS, OSMATCH, FIELD_STATUS, "status", false),
};

static void
add_pairs(struct collector *c, const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_pair(c, &pairs[i]);
}

static void
add_decoded_as(struct collector *c)
{
	struct str name = def_text(c->def, TEXT_DECODED_AS);
	const struct decoder_set *ds = c->b->rs->decoders;
	unsigned id;
	const char *like;

	if (!def_has(c->def, TEXT_DECODED_AS))
		return;
	id = decoder_set_id(ds, name);
	if (id == 0) {
		like = suggest(name, decoder_set_names(ds));
		RULE_BAD(c->b, c->def, 0, c->def->text[TEXT_DECODED_AS].pos,
		    "<decoded_as>: there is no decoder '%.*s'%s%s%s",
		    STR_FMT(name), like != NULL ? " (did you mean " : "",
		    like != NULL ? like : "", like != NULL ? "?)" : "");
		return;
	}
	add_cond(c, COND_DECODED_AS, "decoded_as")->decoder_id = id;
}

static void
add_action(struct collector *c)
{
	if (def_has(c->def, TEXT_ACTION))
		add_cond(c, COND_ACTION, "action")->text =
		    arena_str(c->b->arena, def_text(c->def, TEXT_ACTION));
}

static void
add_fields(struct collector *c)
{
	for (size_t i = 0; i < c->def->n_fields; i++) {
		const struct def_field *f = &c->def->fields[i];
		const struct pattern *p =
		    compile(c, PATTERN_OSREGEX, f->pattern, f->pos, "field");
		struct cond *cond;

		if (p == NULL)
			continue;
		cond = add_cond(c, COND_DYNAMIC, "field");
		cond->dynamic.name = f->name;
		cond->dynamic.pattern = p;
	}
}

static void
add_addresses(struct collector *c, const struct def_address *v, size_t n,
    unsigned field, const char *element)
{
	struct builder *b = c->b;
	struct ip_list *list;
	struct buf why = { 0 };
	struct cond *cond;

	if (n == 0)
		return;
	list = arena_alloc(b->arena, sizeof(*list));
	*ARRAY_ADD(b->addresses, b->n_addresses, b->addresses_cap) = list;
	for (size_t i = 0; i < n; i++) {
		buf_clear(&why);
		if (ip_list_add(list, v[i].text, &why) != 0)
			RULE_BAD(b, c->def, 1237, v[i].pos, "<%s>: %s", element,
			    buf_cstr(&why));
	}
	buf_free(&why);
	cond = add_cond(c, COND_ADDRESS, element);
	cond->subject = field;
	cond->addresses = list;
}

static void
add_compiled(struct collector *c)
{
	struct str name = def_text(c->def, TEXT_COMPILED);
	bool (*fn)(const struct event *ev);
	const char *like;

	if (!def_has(c->def, TEXT_COMPILED))
		return;
	fn = compiled_rule_find(name);
	if (fn != NULL) {
		add_cond(c, COND_COMPILED, "compiled_rule")->compiled = fn;
		return;
	}
	like = suggest(name, compiled_rule_names());
	RULE_BAD(c->b, c->def, 0, c->def->text[TEXT_COMPILED].pos,
	    "<compiled_rule>: '%.*s' is not built in%s%s%s", STR_FMT(name),
	    like != NULL ? " (did you mean " : "", like != NULL ? like : "",
	    like != NULL ? "?)" : "");
}

static void
add_times(struct collector *c)
{
	struct builder *b = c->b;
	struct buf why = { 0 };
	struct timeofday *t;
	uint8_t days;

	if (def_has(c->def, TEXT_TIME)) {
		t = arena_alloc(b->arena, sizeof(*t));
		if (timeofday_parse(t, def_text(c->def, TEXT_TIME), &why) == 0)
			add_cond(c, COND_TIME, "time")->time = t;
		else
			RULE_BAD(b, c->def, 1240, c->def->text[TEXT_TIME].pos,
			    "<time>: %s", buf_cstr(&why));
	}
	buf_clear(&why);
	if (def_has(c->def, TEXT_WEEKDAY)) {
		if (weekday_parse(
			&days, def_text(c->def, TEXT_WEEKDAY), &why) == 0)
			add_cond(c, COND_WEEKDAY, "weekday")->weekdays = days;
		else
			RULE_BAD(b, c->def, 1241,
			    c->def->text[TEXT_WEEKDAY].pos, "<weekday>: %s",
			    buf_cstr(&why));
	}
	buf_free(&why);
}

/* Nothing is known of a list that could not be read, so nothing holds; but the
 * reference takes its error for "not found" in one place and for the opposite
 * in another (spec: lists-and-outputs, 1.5). */
static bool
unreadable_answer(bool classic, enum list_lookup lookup)
{
	return classic &&
	    (lookup == LOOKUP_NOT_KEY || lookup == LOOKUP_ADDRESS ||
		lookup == LOOKUP_ADDRESS_VALUE);
}

static void
add_list(struct collector *c, const struct def_list *l)
{
	bool classic = c->b->opt->classic;
	struct cond *cond = add_cond(c, COND_LIST, "list");
	const struct list *list = list_set_get(c->b->rs->lists, l->name);

	cond->subject = l->subject;
	cond->list.lookup = l->lookup;
	if (list == NULL)
		RULE_WARN(c->b, c->def, l->pos,
		    "<list>: no list '%.*s' is configured, so it never holds "
		    "(add <list>%.*s</list> to <rules> in ossec.conf)",
		    STR_FMT(l->name), STR_FMT(l->name));
	else if (!list_is_readable(list))
		cond->list.unreadable = unreadable_answer(classic, l->lookup);
	else
		cond->list.list = list;
	/* the reference's defect, which decides */
	if (classic && l->lookup == LOOKUP_ADDRESS_VALUE)
		cond->list.lookup = LOOKUP_NOT_ADDRESS_VALUE;
	if (l->value.p != NULL)
		cond->list.value =
		    compile(c, PATTERN_OSMATCH, l->value, l->pos, "list");
}

/* The reference keeps the last two of a rule. */
static void
add_lists(struct collector *c)
{
	const struct rule_def *d = c->def;
	size_t first =
	    c->b->opt->classic && d->n_lists > 2 ? d->n_lists - 2 : 0;

	for (size_t i = first; i < d->n_lists; i++)
		add_list(c, &d->lists[i]);
}

static const struct cond *
move_to_arena(struct collector *c, size_t *n)
{
	struct cond *v = arena_calloc(c->b->arena, c->n, sizeof(*v));

	if (c->n != 0)
		memcpy(v, c->v, c->n * sizeof(*v));
	*n = c->n;
	c->n = 0;
	return v;
}

/* In the order of evaluation (spec: rules, section 8). */
static void
compile_conds(
    struct builder *b, const struct rule_def *def, struct rule_conds *out)
{
	struct collector c = { .b = b, .def = def };

	add_decoded_as(&c);
	add_pairs(&c, early_pairs, NELEM(early_pairs));
	add_action(&c);
	add_pair(&c, &url_pair);
	add_fields(&c);
	add_addresses(&c, def->srcip, def->n_srcip, FIELD_SRCIP, "srcip");
	add_addresses(&c, def->dstip, def->n_dstip, FIELD_DSTIP, "dstip");
	add_pairs(&c, port_pairs, NELEM(port_pairs));
	add_compiled(&c);
	add_pairs(&c, late_pairs, NELEM(late_pairs));
	if (def->maxsize != 0)
		add_cond(&c, COND_MAXSIZE, "maxsize")->maxsize = def->maxsize;
	add_times(&c);
	add_pairs(&c, last_pairs, NELEM(last_pairs));
	out->stateless = move_to_arena(&c, &out->n_stateless);
	out->check_diff = def->check_diff;
	out->if_fts = def->if_fts;
	add_lists(&c);
	out->lists = move_to_arena(&c, &out->n_lists);
	/* with check_diff the search is skipped entirely */
	out->correlation = def->check_diff ? -1 : def->correlation;
	free(c.v);
}

static void
copy_info(struct builder *b, const struct rule_def *def, struct rule *r)
{
	struct buf all = { 0 };

	r->n_info = def->n_info;
	r->info = arena_calloc(b->arena, def->n_info, sizeof(*r->info));
	for (size_t i = 0; i < def->n_info; i++) {
		r->info[i] = def->info[i];
		buf_add_str(&all, def->info[i].text);
	}
	if (def->n_info != 0)
		r->info_text = arena_str(b->arena, buf_str(&all));
	buf_free(&all);
}

static void
bind_responses(struct builder *b, const struct rule_def *def, struct rule *r)
{
	unsigned *v = arena_calloc(b->arena, b->opt->n_responses, sizeof(*v));
	struct pattern_ctx ctx;

	if (r->level == 0 || def->low_accuracy || def->no_ar)
		return;
	pattern_ctx_init(&ctx);
	for (size_t i = 0; i < b->opt->n_responses; i++)
		if (response_binds(&b->opt->responses[i], r, &ctx))
			v[r->n_responses++] = (unsigned)i;
	pattern_ctx_free(&ctx);
	r->responses = v;
}

static struct rule *
make_rule(struct builder *b, const struct rule_def *def)
{
	struct rule *r = arena_alloc(b->arena, sizeof(*r));
	struct rule_conds *conds = arena_alloc(b->arena, sizeof(*conds));

	r->id = def->id;
	r->level = def->level;
	r->index = (unsigned)def->index;
	r->description = arena_str(b->arena, def_text(def, TEXT_DESCRIPTION));
	r->group = def->group;
	r->cve = def_has(def, TEXT_CVE)
	    ? arena_str(b->arena, def_text(def, TEXT_CVE))
	    : STR_NONE;
	r->frequency = def->frequency;
	r->timeframe = def->timeframe;
	r->maxsize = def->maxsize;
	r->ignore_secs = def->ignore_secs;
	r->noalert = def->noalert;
	r->log = def->log;
	r->mail = def->mail;
	r->no_ar = def->no_ar;
	r->low_accuracy = def->low_accuracy;
	r->check_if_ignored = def->check_if_ignored;
	r->ignore_fields = def->ignore_fields;
	r->pos = def->pos;
	copy_info(b, def, r);
	bind_responses(b, def, r);
	compile_conds(b, def, conds);
	r->conds = conds;
	return r;
}

/* ---- the tree ---- */

static void
lay_out_tree(struct builder *b)
{
	struct ruleset *rs = b->rs;
	struct tree_node **queue =
	    xcalloc(b->n_nodes != 0 ? b->n_nodes : 1, sizeof(*queue));
	enum category *categories;
	size_t n = 0;

	rs->nodes = arena_calloc(b->arena, b->n_nodes, sizeof(*rs->nodes));
	for (struct tree_node *t = b->roots; t != NULL; t = t->next)
		queue[n++] = t;
	rs->n_roots = n;
	categories = arena_calloc(b->arena, n, sizeof(*categories));
	for (size_t i = 0; i < n; i++)
		categories[i] = queue[i]->def->category;
	rs->root_categories = categories;
	for (size_t i = 0; i < n; i++) {
		struct rule_node *node = &rs->nodes[i];

		node->rule = rs->rules[queue[i]->def->index];
		node->first_child = (unsigned)n;
		for (struct tree_node *t = queue[i]->first; t != NULL;
		     t = t->next)
			queue[n++] = t;
		node->n_children = (unsigned)n - node->first_child;
	}
	rs->n_nodes = n;
	free(queue);
}

/* ---- correlation ---- */

static void
compile_correlations(struct builder *b)
{
	struct correlation_rule *v =
	    arena_calloc(b->arena, b->n_corrs, sizeof(*v));

	for (size_t i = 0; i < b->n_corrs; i++) {
		const struct corr_def *cd = &b->corrs[i];
		struct collector c = { .b = b, .def = cd->def };

		if (cd->def == NULL)
			continue; /* overwritten */
		v[i].rule = b->rs->rules[cd->def->index];
		v[i].source = cd->source;
		v[i].same = cd->def->same;
		if (cd->source == COUNT_REGEX) {
			/* classic: an overwrite may have taken it away */
			if (def_has(cd->def, TEXT_IF_MATCHED_REGEX))
				v[i].regex = compile(&c, PATTERN_OSREGEX,
				    def_text(cd->def, TEXT_IF_MATCHED_REGEX),
				    cd->def->text[TEXT_IF_MATCHED_REGEX].pos,
				    "if_matched_regex");
			/* these have no effect on this kind of search */
			v[i].same &= SAME_USER | SAME_ID | SAME_SRCIP |
			    DIFFERENT_URL | DIFFERENT_SRCGEOIP;
		}
	}
	b->rs->correlations = v;
	b->rs->n_correlations = b->n_corrs;
}

/* A rule that is counted by its id is never counted for a group. */
static bool
is_fed(const struct corr_def *cd, const struct correlation_feed *f)
{
	return cd->def != NULL && (cd->source == COUNT_SID || !f->has_sid_list);
}

/* Room for each rule's correlations, f->n of them; f->n starts anew. */
static void
reserve_feeds(struct builder *b, struct correlation_feed *feeds)
{
	for (size_t i = 0; i < b->n_defs; i++) {
		struct correlation_feed *f = &feeds[i];

		if (f->n == 0)
			continue;
		f->rules = arena_calloc(b->arena, f->n, sizeof(*f->rules));
		f->weights = arena_calloc(b->arena, f->n, sizeof(*f->weights));
		f->n = 0;
	}
}

static void
count_feeds(struct builder *b, struct correlation_feed *feeds)
{
	for (size_t i = 0; i < b->n_corrs; i++)
		for (size_t k = 0; k < b->corrs[i].n_feeders; k++)
			if (is_fed(&b->corrs[i],
				&feeds[b->corrs[i].feeders[k].rule]))
				feeds[b->corrs[i].feeders[k].rule].n++;
}

static void
fill_feeds(struct builder *b, struct correlation_feed *feeds)
{
	for (size_t i = 0; i < b->n_corrs; i++) {
		const struct corr_def *cd = &b->corrs[i];

		for (size_t k = 0; k < cd->n_feeders; k++) {
			struct correlation_feed *f =
			    &feeds[cd->feeders[k].rule];

			if (!is_fed(cd, f))
				continue;
			f->rules[f->n] = (unsigned)i;
			f->weights[f->n++] = cd->feeders[k].nodes;
		}
	}
}

static void
compile_feeds(struct builder *b)
{
	struct correlation_feed *feeds =
	    arena_calloc(b->arena, b->n_defs, sizeof(*feeds));

	for (size_t i = 0; i < b->n_corrs; i++)
		if (b->corrs[i].def != NULL && b->corrs[i].source == COUNT_SID)
			for (size_t k = 0; k < b->corrs[i].n_feeders; k++)
				feeds[b->corrs[i].feeders[k].rule]
				    .has_sid_list = true;
	count_feeds(b, feeds);
	reserve_feeds(b, feeds);
	fill_feeds(b, feeds);
	b->rs->feeds = feeds;
}

void
rule_compile_all(struct builder *b)
{
	struct ruleset *rs = b->rs;

	rs->n_rules = b->n_defs;
	rs->rules = arena_calloc(b->arena, b->n_defs, sizeof(*rs->rules));
	for (size_t i = 0; i < b->n_defs; i++)
		rs->rules[i] = make_rule(b, b->defs[i]);
	lay_out_tree(b);
	compile_correlations(b);
	compile_feeds(b);
	rs->patterns = b->patterns;
	rs->n_patterns = b->n_patterns;
	rs->addresses = b->addresses;
	rs->n_addresses = b->n_addresses;
}
