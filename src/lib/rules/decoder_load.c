/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads <decoder> elements, checks them and builds the two-level tree (spec:
 * decoders, sections 3 to 7). Every error of every file is reported; a decoder
 * with an error is left out, and nothing runs with a set that had one.
 */
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/rules/decoder_set.h"
#include "lib/rules/fts.h"

/* The reference's message numbers (decoders, section 11). */
enum {
	E_PARENT = 2101,
	E_CHAIN_PREMATCH = 2102,
	E_CHAIN_FTS = 2103,
	E_CHAIN_KIND = 2104,
	E_CONFIG = 2107,
	E_NO_PREMATCH = 2108,
	E_SECOND_OFFSET = 2109,
	E_PLUGIN = 2110,
	E_PLUGIN_DATA = 2111,
	E_OFFSET = 2120,
	E_ATTRIBUTE = 2121,
	E_ELEMENT = 1230,
	E_NULL = 1231,
	E_REGEX = 1450,
	E_NO_GROUPS = 1451,
};

/* One pattern, collected from elements of the same name. */
struct pattern_text {
	struct buf text;
	struct src_pos pos; /* of the first piece; line 0: there is none */
	enum decoder_offset offset;
};

/* A <decoder> element as read, before its patterns are compiled. */
struct decoder_def {
	struct decoder_entry *entry;
	struct pattern_text program, program_pcre2;
	struct pattern_text prematch, prematch_pcre2;
	struct pattern_text regex, pcre2;
	struct src_pos pos, plugin_pos;
	struct str order, fts;
	struct src_pos order_pos, fts_pos;
	bool has_order, has_fts;
};

struct loader {
	struct decoder_set *ds;
	struct diags *diags;
	struct decoder_def *def;
	struct str name; /* of the decoder being read, for messages */
};

static const char *const element_names[] = { "accumulate", "fts", "ftscomment",
	"order", "parent", "pcre2", "plugin_decoder", "prematch",
	"prematch_pcre2", "program_name", "program_name_pcre2", "regex", "type",
	"use_own_name", NULL };

const char *const *
decoder_element_names(void)
{
	return element_names;
}

#define BAD(l, code, pos, fmt, ...)                             \
	diag_error((l)->diags, code, pos, "decoder %.*s: " fmt, \
	    STR_FMT((l)->name), ##__VA_ARGS__)

static bool
parse_offset(struct str value, enum decoder_offset *out)
{
	static const struct {
		const char *name;
		enum decoder_offset offset;
	} names[] = { { "after_parent", OFFSET_AFTER_PARENT },
		{ "after_prematch", OFFSET_AFTER_PREMATCH },
		{ "after_regex", OFFSET_AFTER_REGEX } };

	for (size_t i = 0; i < NELEM(names); i++) {
		if (str_is(value, names[i].name)) {
			*out = names[i].offset;
			return true;
		}
	}
	return false;
}

/* Adds a piece; offset_allowed: the element may carry the attribute. */
static void
add_piece(struct loader *l, struct pattern_text *t, const struct xml_node *n,
    bool offset_allowed)
{
	bool first = t->pos.line == 0;

	if (first)
		t->pos = n->content_pos;
	buf_add_str(&t->text, n->content);
	if (n->n_attrs == 0)
		return;
	if (!offset_allowed || !str_is(n->attrs[0].name, "offset")) {
		BAD(l, E_ATTRIBUTE, n->attrs[0].pos,
		    "<%.*s>: attribute '%.*s' is not known%s", STR_FMT(n->name),
		    STR_FMT(n->attrs[0].name),
		    offset_allowed ? " (expected offset)"
				   : " (expected no attribute)");
		return;
	}
	if (!first)
		BAD(l, E_SECOND_OFFSET, n->attrs[0].pos,
		    "<%.*s>: offset on a later piece of the pattern (put it on "
		    "the first)",
		    STR_FMT(n->name));
	else if (!parse_offset(n->attrs[0].value, &t->offset))
		BAD(l, E_OFFSET, n->attrs[0].pos,
		    "<%.*s>: offset '%.*s' is not known (expected "
		    "after_parent, "
		    "after_prematch or after_regex)",
		    STR_FMT(n->name), STR_FMT(n->attrs[0].value));
}

static void
on_parent(struct loader *l, const struct xml_node *n)
{
	struct decoder_entry *e = l->def->entry;
	struct buf b = { 0 };

	/* like every text element, a repeated one is joined */
	if (e->parent.p != NULL)
		buf_add_str(&b, e->parent);
	buf_add_str(&b, n->content);
	e->parent = arena_str(l->ds->arena, buf_str(&b));
	buf_free(&b);
}

static void
on_program(struct loader *l, const struct xml_node *n)
{
	add_piece(l, &l->def->program, n, false);
}

static void
on_program_pcre2(struct loader *l, const struct xml_node *n)
{
	add_piece(l, &l->def->program_pcre2, n, false);
}

static void
on_prematch(struct loader *l, const struct xml_node *n)
{
	add_piece(l, &l->def->prematch, n, true);
}

static void
on_prematch_pcre2(struct loader *l, const struct xml_node *n)
{
	add_piece(l, &l->def->prematch_pcre2, n, true);
}

static void
on_regex(struct loader *l, const struct xml_node *n)
{
	add_piece(l, &l->def->regex, n, true);
}

static void
on_pcre2(struct loader *l, const struct xml_node *n)
{
	add_piece(l, &l->def->pcre2, n, true);
}

static void
on_order(struct loader *l, const struct xml_node *n)
{
	l->def->has_order = true;
	l->def->order = n->content;
	l->def->order_pos = n->content_pos;
}

static const struct {
	const char *word;
	unsigned bit;
} fts_words[] = {
	/* The order of the tests is the reference's: "srcuser" contains "user"
	 * and so means the destination user. Kept; pinned by test_decoder. */
	{ "dstuser", FTS_DSTUSER },
	{ "user", FTS_DSTUSER },
	{ "srcip", FTS_SRCIP },
	{ "dstip", FTS_DSTIP },
	{ "id", FTS_ID },
	{ "location", FTS_LOCATION },
	{ "data", FTS_DATA },
	{ "system_name", FTS_SYSTEM_NAME },
	{ "name", FTS_NAME },
};

static void
on_fts(struct loader *l, const struct xml_node *n)
{
	struct str rest = n->content, word;
	unsigned count = 0;

	l->def->has_fts = true;
	l->def->fts_pos = n->content_pos;
	while (str_split(&rest, ',', &word)) {
		size_t i = 0;

		while (i < NELEM(fts_words) &&
		    str_find(word, str_from(fts_words[i].word)) == SIZE_MAX)
			i++;
		if (i == NELEM(fts_words)) {
			BAD(l, E_CONFIG, n->content_pos,
			    "<fts>: '%.*s' is not a field it can remember "
			    "(expected name, id, user, srcip, dstip, location, "
			    "data or system_name)",
			    STR_FMT(word));
			continue;
		}
		l->def->entry->d.fts |= fts_words[i].bit;
		if (++count > DECODER_FTS_MAX) {
			BAD(l, E_CONFIG, n->content_pos,
			    "<fts>: more than %d fields", DECODER_FTS_MAX);
			return;
		}
	}
}

static void
on_ftscomment(struct loader *l, const struct xml_node *n)
{
	l->def->entry->d.ftscomment = arena_str(l->ds->arena, n->content);
}

static void
on_use_own_name(struct loader *l, const struct xml_node *n)
{
	l->def->entry->use_own_name = str_is(n->content, "true");
}

static void
on_accumulate(struct loader *l, const struct xml_node *n)
{
	(void)n; /* any content, even none, sets it */
	l->def->entry->d.accumulate = true;
}

static void
on_plugin(struct loader *l, const struct xml_node *n)
{
	static const struct {
		const char *name;
		enum decoder_plugin plugin;
	} plugins[] = { { "PF_Decoder", PLUGIN_PF },
		{ "SymantecWS_Decoder", PLUGIN_SYMANTEC_WS },
		{ "SonicWall_Decoder", PLUGIN_SONICWALL },
		{ "OSSECAlert_Decoder", PLUGIN_OSSEC_ALERT } };

	l->def->plugin_pos = n->pos;
	for (size_t i = 0; i < NELEM(plugins); i++) {
		if (str_is(n->content, plugins[i].name)) {
			l->def->entry->d.plugin = plugins[i].plugin;
			return;
		}
	}
	BAD(l, E_PLUGIN, n->content_pos,
	    "<plugin_decoder>: '%.*s' is not built in (expected PF_Decoder, "
	    "SymantecWS_Decoder, SonicWall_Decoder or OSSECAlert_Decoder)",
	    STR_FMT(n->content));
}

static void
on_type(struct loader *l, const struct xml_node *n)
{
	enum category c;

	if (category_parse(n->content, &c))
		l->def->entry->d.category = c;
	else
		BAD(l, 0, n->content_pos,
		    "<type>: '%.*s' is not a category (expected firewall, ids, "
		    "web-log, syslog, squid, windows, host-information or "
		    "ossec)",
		    STR_FMT(n->content));
}

static const struct {
	const char *name;
	void (*read)(struct loader *l, const struct xml_node *n);
} elements[] = {
	{ "parent", on_parent },
	{ "program_name", on_program },
	{ "program_name_pcre2", on_program_pcre2 },
	{ "prematch", on_prematch },
	{ "prematch_pcre2", on_prematch_pcre2 },
	{ "regex", on_regex },
	{ "pcre2", on_pcre2 },
	{ "order", on_order },
	{ "fts", on_fts },
	{ "ftscomment", on_ftscomment },
	{ "use_own_name", on_use_own_name },
	{ "accumulate", on_accumulate },
	{ "plugin_decoder", on_plugin },
	{ "type", on_type },
};

static void
read_element(struct loader *l, const struct xml_node *n)
{
	for (size_t i = 0; i < NELEM(elements); i++) {
		/* "type" alone is compared with its case */
		bool hit = elements[i].read == on_type
		    ? str_is(n->name, elements[i].name)
		    : str_iis(n->name, elements[i].name);

		if (hit) {
			elements[i].read(l, n);
			return;
		}
	}
	const char *like = suggest(n->name, element_names);

	BAD(l, E_ELEMENT, n->pos, "<%.*s> is not an element of a decoder%s%s%s",
	    STR_FMT(n->name), like != NULL ? " (did you mean <" : "",
	    like != NULL ? like : "", like != NULL ? ">?)" : "");
}

static const struct {
	const char *word;
	enum field_id field;
} order_words[] = {
	{ "user", FIELD_DSTUSER },
	{ "dstuser", FIELD_DSTUSER },
	{ "srcuser", FIELD_SRCUSER },
	{ "srcip", FIELD_SRCIP },
	{ "dstip", FIELD_DSTIP },
	{ "srcport", FIELD_SRCPORT },
	{ "dstport", FIELD_DSTPORT },
	{ "protocol", FIELD_PROTOCOL },
	{ "action", FIELD_ACTION },
	{ "id", FIELD_ID },
	{ "url", FIELD_URL },
	{ "status", FIELD_STATUS },
	{ "data", FIELD_DATA },
	{ "extra_data", FIELD_DATA },
	{ "system_name", FIELD_SYSTEM_NAME },
};

static enum field_id
order_field(struct str word)
{
	for (size_t i = 0; i < NELEM(order_words); i++)
		if (str_is(word, order_words[i].word))
			return order_words[i].field;
	if (str_find(word, STR_LIT("filename")) != SIZE_MAX)
		return FIELD_FILENAME;
	return FIELD_DYNAMIC;
}

static size_t
count_names(struct str list)
{
	size_t n = 1;

	for (size_t i = 0; i < list.len; i++)
		n += list.p[i] == ',';
	return n;
}

static void
compile_order(struct loader *l)
{
	struct decoder *d = &l->def->entry->d;
	struct str rest = l->def->order, word;
	size_t n = count_names(rest);

	if (n > l->ds->order_size) {
		BAD(l, 0, l->def->order_pos,
		    "<order>: %zu names, at most %zu are allowed "
		    "(analysisd.decoder_order_size)",
		    n, l->ds->order_size);
		return;
	}
	d->order = arena_calloc(l->ds->arena, n, sizeof(*d->order));
	for (size_t i = 0; i < n; i++) {
		if (!str_split(&rest, ',', &word))
			word = STR_LIT("");
		word = str_trim(word);
		word = str_head(word, str_chr(word, ' '));
		if (word.len == 0) {
			BAD(l, 0, l->def->order_pos,
			    "<order>: an empty name (two commas, or one at the "
			    "end)");
			return;
		}
		d->order[i].field = order_field(word);
		d->order[i].name = arena_str(l->ds->arena, word);
	}
	d->n_order = n;
}

static struct pattern *
compile(struct loader *l, const struct pattern_text *t,
    enum pattern_dialect dialect, const char *element)
{
	struct pattern *p = NULL;
	struct buf why = { 0 };

	if (pattern_compile(
		&p, dialect, buf_str(&t->text), l->ds->engine, &why) != 0)
		BAD(l, E_REGEX, t->pos, "<%s>: %s", element, buf_cstr(&why));
	buf_free(&why);
	return p;
}

/* The plain form if it is there, else the PCRE2 form, else NULL. */
static struct pattern *
compile_either(struct loader *l, const struct pattern_text *plain,
    enum pattern_dialect dialect, const char *plain_name,
    const struct pattern_text *pcre2, const char *pcre2_name,
    enum decoder_offset *offset)
{
	const struct pattern_text *t = plain->pos.line != 0 ? plain : pcre2;

	if (t->pos.line == 0)
		return NULL;
	if (offset != NULL)
		*offset = t->offset;
	return t == plain ? compile(l, t, dialect, plain_name)
			  : compile(l, t, PATTERN_PCRE2, pcre2_name);
}

static void
check_offsets(struct loader *l)
{
	struct decoder_def *def = l->def;
	struct decoder *d = &def->entry->d;
	bool child = def->entry->parent.p != NULL;
	bool has_prematch =
	    def->prematch.pos.line != 0 || def->prematch_pcre2.pos.line != 0;

	if (d->prematch_offset == OFFSET_AFTER_PREMATCH ||
	    d->prematch_offset == OFFSET_AFTER_REGEX ||
	    (d->prematch_offset == OFFSET_AFTER_PARENT && !child))
		BAD(l, E_OFFSET, def->pos,
		    "a prematch may only have offset=\"after_parent\", and "
		    "only "
		    "with a <parent>");
	if (!child &&
	    (d->regex_offset == OFFSET_AFTER_PARENT ||
		d->regex_offset == OFFSET_AFTER_REGEX))
		BAD(l, E_OFFSET, def->pos,
		    "without <parent> a regex may only have "
		    "offset=\"after_prematch\"");
	if (child && d->regex_offset == OFFSET_AFTER_PREMATCH && !has_prematch)
		BAD(l, E_OFFSET, def->pos,
		    "offset=\"after_prematch\" needs a <prematch> in the same "
		    "decoder");
}

static void
check_whole(struct loader *l)
{
	struct decoder_def *def = l->def;
	bool has_regex = def->regex.pos.line != 0 || def->pcre2.pos.line != 0;
	bool has_prematch =
	    def->prematch.pos.line != 0 || def->prematch_pcre2.pos.line != 0;
	bool has_program =
	    def->program.pos.line != 0 || def->program_pcre2.pos.line != 0;

	if (!has_prematch && !has_program && def->entry->parent.p == NULL)
		BAD(l, E_NO_PREMATCH, def->pos,
		    "needs a <prematch>, a <program_name> or a <parent>");
	if (def->entry->d.plugin != PLUGIN_NONE) {
		if (has_regex || def->has_order)
			BAD(l, E_PLUGIN_DATA, def->plugin_pos,
			    "<plugin_decoder> goes without <regex> and "
			    "<order>");
		return;
	}
	if (has_regex != def->has_order)
		BAD(l, E_CONFIG, def->pos, "%s",
		    has_regex ? "a <regex> needs an <order> for its captures"
			      : "an <order> needs a <regex>");
	if (def->has_fts && !has_regex)
		BAD(l, E_CONFIG, def->fts_pos, "<fts> needs a <regex>");
	check_offsets(l);
}

static void
compile_patterns(struct loader *l)
{
	struct decoder_def *def = l->def;
	struct decoder *d = &def->entry->d;

	d->program = compile_either(l, &def->program, PATTERN_OSMATCH,
	    "program_name", &def->program_pcre2, "program_name_pcre2", NULL);
	d->prematch =
	    compile_either(l, &def->prematch, PATTERN_OSREGEX, "prematch",
		&def->prematch_pcre2, "prematch_pcre2", &d->prematch_offset);
	d->regex = compile_either(l, &def->regex, PATTERN_OSREGEX, "regex",
	    &def->pcre2, "pcre2", &d->regex_offset);
	if (d->regex != NULL && pattern_groups(d->regex) > l->ds->order_size)
		BAD(l, 0,
		    def->regex.pos.line != 0 ? def->regex.pos : def->pcre2.pos,
		    "<regex>: %u groups, at most %zu are allowed "
		    "(analysisd.decoder_order_size)",
		    pattern_groups(d->regex), l->ds->order_size);
	if (d->regex != NULL && pattern_is_anchored_literal(d->regex))
		BAD(l, E_NO_GROUPS,
		    def->regex.pos.line != 0 ? def->regex.pos : def->pcre2.pos,
		    "<regex>: a fixed text captures nothing (put what <order> "
		    "names into parentheses)");
}

static void
list_add(struct decoder_list *list, struct decoder_entry *e)
{
	*ARRAY_ADD(list->v, list->n, list->cap) = e;
}

/* Both continue with an OS_Regex, or both with a PCRE2 expression. */
static bool
same_kind(const struct decoder *a, const struct decoder *b)
{
	return a->regex != NULL && b->regex != NULL &&
	    pattern_get_dialect(a->regex) == pattern_get_dialect(b->regex);
}

static void
check_continuation(
    struct loader *l, const struct decoder *first, const struct decoder *d)
{
	if (d->prematch != NULL)
		BAD(l, E_CHAIN_PREMATCH, d->pos,
		    "continues the decoder of the same name at line %u and may "
		    "not have a <prematch>",
		    first->pos.line);
	if (d->fts != 0)
		BAD(l, E_CHAIN_FTS, d->pos,
		    "continues the decoder of the same name at line %u and may "
		    "not have <fts>",
		    first->pos.line);
	if (d->prematch == NULL && !same_kind(first, d))
		BAD(l, E_CHAIN_KIND, d->pos,
		    "continues the decoder of the same name at line %u: both "
		    "need a <regex>, or both a <pcre2>",
		    first->pos.line);
}

/* e becomes a child of top. check: nothing was said against it yet. */
static void
add_child(struct loader *l, struct decoder_entry *top, struct decoder_entry *e,
    bool check)
{
	const struct decoder *first = NULL;
	bool earlier_pattern = false;

	for (size_t i = 0; i < top->children.n; i++) {
		struct decoder *d = &top->children.v[i]->d;

		if (d == &e->d || !str_eq(d->own_name, e->d.own_name))
			continue;
		if (first == NULL)
			first = d;
		d->continues = true;
		earlier_pattern |= d->prematch != NULL || d->regex != NULL;
	}
	if (check && first != NULL)
		check_continuation(l, first, &e->d);
	if (check && e->d.regex_offset == OFFSET_AFTER_REGEX &&
	    !earlier_pattern)
		BAD(l, E_OFFSET, e->d.pos,
		    "offset=\"after_regex\" needs an earlier decoder of the "
		    "same "
		    "name with a <prematch> or <regex>");
	list_add(&top->children, e);
}

static void
attach(struct loader *l, struct decoder_entry *e)
{
	struct decoder_list *lists[] = { &l->ds->with_program,
		&l->ds->without_program };
	size_t errors = diags_errors(l->diags);
	bool found = false;

	if (e->parent.p == NULL) {
		list_add(e->d.program != NULL ? lists[0] : lists[1], e);
		return;
	}
	for (size_t k = 0; k < NELEM(lists); k++) {
		for (size_t i = 0; i < lists[k]->n; i++) {
			struct decoder_entry *top = lists[k]->v[i];

			if (!str_eq(top->d.own_name, e->parent))
				continue;
			add_child(l, top, e, diags_errors(l->diags) == errors);
			found = true;
		}
	}
	if (!found) {
		const char *like = suggest(e->parent, decoder_set_names(l->ds));

		BAD(l, E_PARENT, e->d.pos,
		    "there is no top-level decoder '%.*s' before it%s%s%s",
		    STR_FMT(e->parent), like != NULL ? " (did you mean " : "",
		    like != NULL ? like : "", like != NULL ? "?)" : "");
	}
}

static void
free_texts(struct decoder_def *def)
{
	buf_free(&def->program.text);
	buf_free(&def->program_pcre2.text);
	buf_free(&def->prematch.text);
	buf_free(&def->prematch_pcre2.text);
	buf_free(&def->regex.text);
	buf_free(&def->pcre2.text);
}

static void
read_decoder(struct loader *l, const struct xml_node *n, struct str name)
{
	struct decoder_set *ds = l->ds;
	struct decoder_entry *e = arena_alloc(ds->arena, sizeof(*e));
	struct decoder_def def = { .entry = e, .pos = n->pos };
	size_t errors = diags_errors(l->diags);

	l->def = &def;
	e->d.own_name = e->d.name = arena_str(ds->arena, name);
	e->d.pos = n->pos;
	e->d.pos.file = arena_strdup(ds->arena, str_from(n->pos.file));
	for (const struct xml_node *c = n->child; c != NULL; c = c->next)
		read_element(l, c);
	e->d.parent_name = e->parent;
	list_add(&ds->all, e);
	decoder_names_add(&ds->names, e->d.own_name);
	compile_patterns(l);
	if (def.has_order)
		compile_order(l);
	check_whole(l);
	/* a top-level decoder with errors still serves as a parent, so that
	 * its children do not add a message each */
	if (diags_errors(l->diags) == errors || e->parent.p == NULL)
		attach(l, e);
	free_texts(&def);
}

void
decoder_set_add_file(
    struct decoder_set *ds, const struct xml *file, struct diags *diags)
{
	struct loader l = { .ds = ds, .diags = diags };

	for (const struct xml_node *n = xml_root(file); n != NULL;
	     n = n->next) {
		struct str name = xml_iattr(n, "name");

		if (!str_iis(n->name, "decoder")) {
			diag_error(diags, E_ELEMENT, n->pos,
			    "<%.*s>: a decoder file holds only <decoder> "
			    "elements",
			    STR_FMT(n->name));
			continue;
		}
		if (n->n_attrs != 1 || name.p == NULL) {
			diag_error(diags, E_ELEMENT, n->pos,
			    "<decoder> needs exactly one attribute, name");
			continue;
		}
		l.name = name;
		if (n->child == NULL)
			BAD(&l, E_NULL, n->pos, "has no elements");
		else
			read_decoder(&l, n, name);
	}
}

struct decoder_set *
decoder_set_new(enum pattern_engine engine, size_t order_size)
{
	struct decoder_set *ds = xcalloc(1, sizeof(*ds));

	ds->arena = arena_new(0);
	ds->engine = engine;
	ds->order_size = order_size;
	ds->names.arena = ds->arena;
	decoder_set_add_internal(ds);
	return ds;
}

void
decoder_set_free(struct decoder_set **dsp)
{
	struct decoder_set *ds = *dsp;

	if (ds == NULL)
		return;
	for (size_t i = 0; i < ds->all.n; i++) {
		struct decoder_entry *e = ds->all.v[i];

		pattern_free(&e->d.program);
		pattern_free(&e->d.prematch);
		pattern_free(&e->d.regex);
		free(e->children.v);
	}
	free(ds->all.v);
	free(ds->with_program.v);
	free(ds->without_program.v);
	decoder_names_free(&ds->names);
	arena_free(&ds->arena);
	free(ds);
	*dsp = NULL;
}

static void
seal_children(struct decoder_set *ds, struct decoder_entry *top)
{
	const struct decoder **v =
	    arena_calloc(ds->arena, top->children.n, sizeof(struct decoder *));

	for (size_t i = 0; i < top->children.n; i++)
		v[i] = &top->children.v[i]->d;
	top->d.children = v;
	top->d.n_children = top->children.n;
}

void
decoder_set_seal(struct decoder_set *ds)
{
	for (size_t i = 0; i < ds->all.n; i++) {
		struct decoder_entry *e = ds->all.v[i];

		/* a child goes by its parent's name unless it insists */
		if (e->parent.p != NULL && !e->use_own_name)
			e->d.name = e->parent;
		e->d.id = decoder_names_id(&ds->names, e->d.name);
		seal_children(ds, e);
	}
	ds->sealed = true;
}

void
decoder_set_prepare(
    struct decoder_set *ds, struct prefilter *f, struct program_patterns *pp)
{
	for (size_t i = 0; i < ds->all.n; i++) {
		struct decoder *d = &ds->all.v[i]->d;

		d->program_number = program_patterns_add(pp, d->program);
		d->prematch_gate = prefilter_add(f, d->prematch);
		d->regex_gate = prefilter_add(f, d->regex);
	}
}

unsigned
decoder_set_id(const struct decoder_set *ds, struct str name)
{
	return decoder_names_id(&ds->names, name);
}

const char *const *
decoder_set_names(const struct decoder_set *ds)
{
	return ds->names.list;
}

bool
decoder_set_has(const struct decoder_set *ds, bool program)
{
	return program ? ds->with_program.n != 0 : ds->without_program.n != 0;
}
