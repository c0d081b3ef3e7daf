/* SPDX-License-Identifier: Apache-2.0 */
#include "plain.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/port/port_time.h"
#include "lib/rules/decoder_set.h"
#include "lib/rules/rule_conds.h"

/* ---- remembered events ---- */

struct remembered {
	int64_t time;
	unsigned rule; /* index */
	unsigned mark;
	unsigned refs;
	enum category category;
	struct str value[8]; /* by bit of SAME_* and DIFFERENT_* */
	struct str log;
	char text[];
};

struct walk_list {
	struct remembered **v; /* a ring of cap entries; oldest at head */
	size_t head, n, cap;
};

struct plain {
	const struct ruleset *rs;
	struct plain_options opt;
	struct pattern_ctx ctx;
	struct walk_list memory, *sid, *group; /* by rule, by correlation */
	unsigned current_mark;
	int64_t longest; /* largest frequency of any rule */
};

static struct remembered *
nth(const struct walk_list *l, size_t i)
{
	return l->v[(l->head + i) % l->cap];
}

static void
walk_add(struct walk_list *l, struct remembered *r)
{
	if (l->n == l->cap) {
		size_t cap = l->cap != 0 ? l->cap * 2 : 64;
		struct remembered **v = xcalloc(cap, sizeof(*v));

		for (size_t i = 0; i < l->n; i++)
			v[i] = nth(l, i);
		free(l->v);
		l->v = v;
		l->head = 0;
		l->cap = cap;
	}
	l->v[(l->head + l->n++) % l->cap] = r;
	r->refs++;
}

static void
walk_drop_oldest(struct walk_list *l)
{
	struct remembered *r;

	if (l->n == 0)
		return;
	r = nth(l, 0);
	l->head = (l->head + 1) % l->cap;
	l->n--;
	if (--r->refs == 0)
		free(r);
}

static void
walk_free(struct walk_list *l)
{
	while (l->n != 0)
		walk_drop_oldest(l);
	free(l->v);
}

static struct str
value_of(const struct event *ev, unsigned bit)
{
	static const enum field_id fields[8] = { FIELD_SRCIP, FIELD_SRCPORT,
		FIELD_DSTPORT, FIELD_DSTUSER, FIELD_COUNT, FIELD_ID, FIELD_URL,
		FIELD_SRCGEOIP };

	return fields[bit] == FIELD_COUNT ? ev->hostname
					  : ev->field[fields[bit]];
}

static struct remembered *
remember(const struct event *ev, const struct rule *won, unsigned mark)
{
	size_t len = ev->log.len;
	struct remembered *r;
	char *p;

	for (unsigned i = 0; i < 8; i++)
		len += value_of(ev, i).len;
	r = xcalloc(1, sizeof(*r) + len);
	r->time = ev->time;
	r->rule = won->index;
	r->mark = mark;
	r->category = ev->category;
	p = r->text;
	memcpy(p, ev->log.p, ev->log.len);
	r->log = str_slice(p, ev->log.len);
	p += ev->log.len;
	for (unsigned i = 0; i < 8; i++) {
		struct str v = value_of(ev, i);

		if (v.p == NULL)
			continue;
		memcpy(p, v.p, v.len);
		r->value[i] = str_slice(p, v.len);
		p += v.len;
	}
	return r;
}

/* ---- the search ---- */

static bool
lets_through(struct plain *p, const struct correlation_rule *r,
    const struct remembered *e, const struct event *ev)
{
	if (r->source == COUNT_REGEX &&
	    (e->category != ev->category ||
		(r->regex != NULL &&
		    !pattern_match(r->regex, &p->ctx, e->log, NULL))))
		return false;
	for (unsigned i = 0; i < 8; i++) {
		bool same = 1u << i <= SAME_ID;
		struct str now;

		if (!(r->same & 1u << i))
			continue;
		now = value_of(ev, i);
		if (now.p == NULL || e->value[i].p == NULL ||
		    str_eq(now, e->value[i]) != same)
			return false;
	}
	return true;
}

static struct walk_list *
list_for(struct plain *p, unsigned rule)
{
	const struct correlation_rule *r = &p->rs->correlations[rule];

	if (r->source == COUNT_REGEX)
		return &p->memory;
	if (r->source == COUNT_GROUP)
		return &p->group[rule];
	for (size_t i = 0; i < p->rs->n_rules; i++)
		for (size_t k = 0; k < p->rs->feeds[i].n; k++)
			if (p->rs->feeds[i].rules[k] == rule)
				return &p->sid[i];
	return NULL;
}

static bool
search(struct plain *p, unsigned rule, const struct event *ev)
{
	const struct correlation_rule *r = &p->rs->correlations[rule];
	struct walk_list *l = list_for(p, rule);
	unsigned counted = 0;

	for (size_t i = l != NULL ? l->n : 0; i > 0; i--) {
		struct remembered *e = nth(l, i - 1);

		if (ev->time - e->time > r->rule->timeframe ||
		    e->mark >= r->rule->level)
			return false;
		if (!lets_through(p, r, e, ev))
			continue;
		if (counted++ < r->rule->frequency)
			continue;
		p->current_mark = r->rule->level;
		e->mark = r->rule->level;
		nth(l, l->n - 1)->mark = r->rule->level;
		return true;
	}
	return false;
}

static void
make_room(struct plain *p, int64_t now)
{
	unsigned gone = 0;

	if (p->memory.n <= p->opt.memory_size)
		return;
	while (p->memory.n != 0) {
		struct remembered *e = nth(&p->memory, 0);
		const struct correlation_feed *f = &p->rs->feeds[e->rule];

		if (gone++ >= 10 && now - e->time <= p->longest)
			return;
		if (f->has_sid_list) {
			if (p->sid[e->rule].n != 0 &&
			    nth(&p->sid[e->rule], 0) == e)
				walk_drop_oldest(&p->sid[e->rule]);
		} else {
			for (size_t i = 0; i < f->n; i++)
				for (unsigned k = 0; k < f->weights[i]; k++)
					walk_drop_oldest(
					    &p->group[f->rules[i]]);
		}
		walk_drop_oldest(&p->memory);
	}
}

static void
add(struct plain *p, const struct rule *won, const struct event *ev)
{
	const struct correlation_feed *f = &p->rs->feeds[won->index];
	struct remembered *e = remember(ev, won, p->current_mark);

	if (f->has_sid_list) {
		walk_add(&p->sid[won->index], e);
		if (p->sid[won->index].n > p->opt.sid_list_size)
			walk_drop_oldest(&p->sid[won->index]);
	} else {
		for (size_t i = 0; i < f->n; i++)
			for (unsigned k = 0; k < f->weights[i]; k++)
				walk_add(&p->group[f->rules[i]], e);
	}
	walk_add(&p->memory, e);
	make_room(p, ev->time);
}

/* ---- rules ---- */

static bool
all_hold(
    struct plain *p, const struct cond *v, size_t n, const struct event *ev)
{
	for (size_t i = 0; i < n; i++)
		if (!cond_holds(&v[i], &p->ctx, ev))
			return false;
	return true;
}

static const struct rule *
try_node(struct plain *p, const struct rule_node *n, const struct event *ev)
{
	const struct rule_conds *c = n->rule->conds;

	if (!all_hold(p, c->stateless, c->n_stateless, ev) || c->check_diff ||
	    c->if_fts || !all_hold(p, c->lists, c->n_lists, ev) ||
	    (c->correlation >= 0 && !search(p, (unsigned)c->correlation, ev)))
		return NULL;
	for (unsigned i = 0; i < n->n_children; i++) {
		const struct rule *r =
		    try_node(p, &p->rs->nodes[n->first_child + i], ev);

		if (r != NULL)
			return r;
	}
	return n->rule->noalert ? NULL : n->rule;
}

const struct rule *
plain_decide(struct plain *p, const struct event *ev)
{
	const struct rule *won = NULL;

	p->current_mark = 0;
	for (size_t i = 0; i < p->rs->n_roots && won == NULL; i++)
		if (p->rs->root_categories[i] == ev->category)
			won = try_node(p, &p->rs->nodes[i], ev);
	if (won != NULL && won->level != 0)
		add(p, won, ev);
	return won;
}

/* ---- decoders ---- */

struct at {
	size_t parent, child, regex;
	bool has_regex;
};

static size_t
start(const struct at *at, enum decoder_offset offset, bool top)
{
	if (offset == OFFSET_AFTER_PARENT)
		return at->parent;
	if (offset == OFFSET_AFTER_PREMATCH)
		return top ? at->parent : at->child;
	if (offset == OFFSET_AFTER_REGEX)
		return at->has_regex ? at->regex : at->child;
	return 0;
}

static bool
match_at(struct plain *p, const struct pattern *pattern, struct str log,
    size_t from, struct pattern_match *m)
{
	if (!pattern_match(pattern, &p->ctx, str_skip(log, from), m))
		return false;
	m->end += from;
	return true;
}

static const struct decoder *
find_top(struct plain *p, const struct event *ev, struct at *at)
{
	const struct decoder_set *ds = p->rs->decoders;
	const struct decoder_list *list =
	    ev->program.p != NULL ? &ds->with_program : &ds->without_program;
	struct pattern_match m;

	for (size_t i = 0; i < list->n; i++) {
		const struct decoder *d = &list->v[i]->d;

		if (d->program != NULL &&
		    !pattern_match(d->program, &p->ctx, ev->program, NULL))
			continue;
		at->parent = 0;
		if (d->prematch != NULL) {
			if (!match_at(p, d->prematch, ev->log, 0, &m))
				continue;
			at->parent = m.end;
		}
		return d;
	}
	return NULL;
}

static size_t
find_child(
    struct plain *p, const struct decoder *top, struct event *ev, struct at *at)
{
	struct pattern_match m;
	size_t i = 0;

	while (i < top->n_children) {
		const struct decoder *d = top->children[i];

		at->child = at->parent;
		if (d->prematch == NULL)
			return i;
		if (match_at(p, d->prematch, ev->log,
			start(at, d->prematch_offset, false), &m)) {
			at->child = m.end;
			ev->decoder = d;
			return i;
		}
		while (i < top->n_children && top->children[i]->continues)
			i++;
		i++;
	}
	return i;
}

static void
extract(struct plain *p, const struct decoder *d, struct event *ev,
    struct at *at, bool top)
{
	struct pattern_match m;

	at->has_regex =
	    match_at(p, d->regex, ev->log, start(at, d->regex_offset, top), &m);
	if (!at->has_regex)
		return;
	at->regex = m.end;
	ev->decoder = d;
	for (size_t i = 0; i < m.n && i < d->n_order; i++) {
		if (d->order[i].field == FIELD_DYNAMIC)
			event_set_dynamic(ev, d->order[i].name, m.cap[i]);
		else
			event_set(ev, d->order[i].field, m.cap[i]);
	}
}

static void
plain_decode(struct plain *p, struct event *ev)
{
	struct at at = { 0 };
	const struct decoder *top = find_top(p, ev, &at);
	size_t i;

	ev->decoder = top != NULL ? top : &p->rs->decoders->null;
	if (top != NULL && top->n_children == 0) {
		if (top->regex != NULL)
			extract(p, top, ev, &at, true);
	} else if (top != NULL) {
		for (i = find_child(p, top, ev, &at); i < top->n_children;
		     i++) {
			if (top->children[i]->regex == NULL)
				break;
			extract(p, top->children[i], ev, &at, false);
			if (!top->children[i]->continues)
				break;
		}
	}
	ev->category = ev->decoder->category;
}

const struct rule *
plain_event(struct plain *p, const struct raw_event *raw, struct event *ev)
{
	event_init(ev, 0);
	ev->time_ns = raw->time_ns;
	ev->time = raw->time_ns / 1000000000;
	port_localtime(ev->time, &ev->tm);
	event_predecode(
	    ev, raw->queue, raw->location, raw->text, str_from(p->opt.server));
	plain_decode(p, ev);
	return plain_decide(p, ev);
}

struct plain *
plain_new(const struct ruleset *rs, const struct plain_options *opt)
{
	struct plain *p = xcalloc(1, sizeof(*p));

	p->rs = rs;
	p->opt = *opt;
	p->sid = xcalloc(rs->n_rules + 1, sizeof(*p->sid));
	p->group = xcalloc(rs->n_correlations + 1, sizeof(*p->group));
	pattern_ctx_init(&p->ctx);
	for (size_t i = 0; i < rs->n_rules; i++)
		if (rs->rules[i]->frequency > p->longest)
			p->longest = rs->rules[i]->frequency;
	return p;
}

void
plain_free(struct plain **pp)
{
	struct plain *p = *pp;

	if (p == NULL)
		return;
	walk_free(&p->memory);
	for (size_t i = 0; i < p->rs->n_rules; i++)
		walk_free(&p->sid[i]);
	for (size_t i = 0; i < p->rs->n_correlations; i++)
		walk_free(&p->group[i]);
	free(p->sid);
	free(p->group);
	pattern_ctx_free(&p->ctx);
	free(p);
	*pp = NULL;
}
