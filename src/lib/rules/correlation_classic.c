/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting as the reference does it, decision for decision (spec: rules, 10.2
 * to 10.5), but without its walks. A rule searches one list of events, newest
 * first, and stops at the first event that is marked with at least its level,
 * whatever that event's source; what it found, the newest event of the list and
 * the current event are then marked.
 *
 * Each list numbers its entries. For each search an index chains the entries of
 * equal key, so that only those are visited; "newest entry marked with level L
 * or more", one number per list and level, stands in for the stopping rule.
 * tests/unit/lib/rules/test_correlation.c holds this against a literal walk.
 */
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/hash.h"
#include "lib/rules/correlation_impl.h"

#define NO_ENTRY 0 /* numbers start at 1 */
#define EVICT_MIN 10

struct membership {
	struct event_list *list;
	uint64_t number;
};

/* A remembered event; freed when the last list lets go of it. */
struct record {
	unsigned refs;
	int64_t time;
	unsigned rule; /* index */
	unsigned category;
	struct str log;
	struct str value[8]; /* by bit number of SAME_* and DIFFERENT_* */
	struct membership *in;
	size_t n_in, in_cap;
	char text[];
};

struct entry {
	struct record *record;
	/* for each index of the list: the entry before of the same bucket */
	uint64_t *before;
};

struct search_index {
	unsigned rule; /* of ruleset->correlations */
	uint64_t *heads;
	size_t n_heads; /* a power of two */
};

struct event_list {
	struct entry *ring;
	size_t cap;           /* a power of two */
	uint64_t first, next; /* numbers: first <= entry < next */
	uint64_t *barrier;    /* by mark */
	struct search_index *indexes;
	size_t n_indexes, indexes_cap;
	size_t limit; /* 0: none */
};

struct classic {
	const struct ruleset *rs;
	struct hash_seed seed;
	size_t memory_size;
	int64_t max_frequency;
	struct event_list memory;
	struct event_list **by_sid;   /* by rule index; NULL: not counted */
	struct event_list **by_group; /* by correlation; NULL */
	struct event_list **searched; /* by correlation: the list it walks */
	unsigned *index_of;           /* by correlation: its index there */
	/* Marks are levels of rules that count, numbered from 1; 0: none. */
	unsigned *mark_of; /* by correlation; 0: level 0, which never holds */
	unsigned n_marks;
	unsigned current_mark;
	struct buf key;
};

static void
event_list_init(struct event_list *l, const struct classic *c, size_t limit)
{
	l->first = l->next = 1;
	l->limit = limit;
	l->barrier = xcalloc(c->n_marks + 1, sizeof(*l->barrier));
}

static struct event_list *
event_list_new(const struct classic *c, size_t limit)
{
	struct event_list *l = xcalloc(1, sizeof(*l));

	event_list_init(l, c, limit);
	return l;
}

static unsigned
add_index(struct event_list *l, unsigned rule, size_t heads)
{
	struct search_index *x =
	    ARRAY_ADD(l->indexes, l->n_indexes, l->indexes_cap);

	x->rule = rule;
	for (x->n_heads = 64; x->n_heads < 2 * heads;)
		x->n_heads *= 2;
	x->heads = xcalloc(x->n_heads, sizeof(*x->heads));
	return (unsigned)l->n_indexes - 1;
}

static struct event_list *
list_of(struct classic *c, unsigned i, const struct correlator_options *opt)
{
	const struct correlation_rule *r = &c->rs->correlations[i];

	if (r->source == COUNT_REGEX)
		return &c->memory;
	if (r->source == COUNT_GROUP)
		return c->by_group[i] = event_list_new(c, 0);
	for (size_t rule = 0; rule < c->rs->n_rules; rule++) {
		const struct correlation_feed *f = &c->rs->feeds[rule];

		for (size_t k = 0; k < f->n; k++) {
			if (f->rules[k] != i)
				continue;
			if (c->by_sid[rule] == NULL)
				c->by_sid[rule] =
				    event_list_new(c, opt->sid_list_size);
			return c->by_sid[rule];
		}
	}
	return NULL; /* it counts a rule that is not there */
}

static int
by_number(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return x < y ? -1 : x > y;
}

/* Only the order of levels counts, and there are few. */
static void
number_marks(struct classic *c)
{
	size_t n = c->rs->n_correlations;
	unsigned *levels = xcalloc(n + 1, sizeof(*levels));
	const struct rule *r;

	for (size_t i = 0; i < n; i++)
		if ((r = c->rs->correlations[i].rule) != NULL)
			levels[i] = r->level;
	qsort(levels, n, sizeof(*levels), by_number);
	for (size_t i = 0; i < n; i++)
		if (levels[i] != 0 &&
		    (c->n_marks == 0 || levels[i] != levels[c->n_marks - 1]))
			levels[c->n_marks++] = levels[i];
	for (size_t i = 0; i < n; i++) {
		if ((r = c->rs->correlations[i].rule) == NULL)
			continue;
		while (c->mark_of[i] < c->n_marks &&
		    levels[c->mark_of[i]] <= r->level)
			c->mark_of[i]++;
	}
	free(levels);
}

struct classic *
classic_new(const struct ruleset *rs, const struct correlator_options *opt)
{
	struct classic *c = xcalloc(1, sizeof(*c));

	c->rs = rs;
	hash_seed_random(&c->seed);
	c->memory_size = opt->memory_size;
	c->by_sid = xcalloc(rs->n_rules + 1, sizeof(*c->by_sid));
	c->by_group = xcalloc(rs->n_correlations + 1, sizeof(*c->by_group));
	c->searched = xcalloc(rs->n_correlations + 1, sizeof(*c->searched));
	c->index_of = xcalloc(rs->n_correlations + 1, sizeof(*c->index_of));
	c->mark_of = xcalloc(rs->n_correlations + 1, sizeof(*c->mark_of));
	number_marks(c);
	event_list_init(&c->memory, c, 0);
	for (size_t i = 0; i < rs->n_rules; i++)
		if (rs->rules[i]->frequency > c->max_frequency)
			c->max_frequency = rs->rules[i]->frequency;
	for (unsigned i = 0; i < rs->n_correlations; i++) {
		struct event_list *l;

		if (rs->correlations[i].rule == NULL ||
		    (l = list_of(c, i, opt)) == NULL)
			continue;
		c->searched[i] = l;
		c->index_of[i] = add_index(
		    l, i, l->limit != 0 ? l->limit : opt->memory_size);
	}
	return c;
}

static void
record_release(struct record *r)
{
	if (--r->refs != 0)
		return;
	free(r->in);
	free(r);
}

static struct entry *
entry_at(const struct event_list *l, uint64_t number)
{
	return &l->ring[number & (l->cap - 1)];
}

static void
drop_oldest(struct event_list *l)
{
	struct entry *e;

	if (l->first == l->next)
		return;
	e = entry_at(l, l->first);
	record_release(e->record);
	e->record = NULL;
	l->first++;
}

static void
event_list_clear(struct event_list *l)
{
	while (l->first != l->next)
		drop_oldest(l);
	for (size_t i = 0; i < l->cap; i++)
		free(l->ring[i].before);
	for (size_t i = 0; i < l->n_indexes; i++)
		free(l->indexes[i].heads);
	free(l->indexes);
	free(l->barrier);
	free(l->ring);
}

static void
event_list_free(struct event_list *l)
{
	if (l == NULL)
		return;
	event_list_clear(l);
	free(l);
}

void
classic_free(struct classic **cp)
{
	struct classic *c = *cp;

	if (c == NULL)
		return;
	event_list_clear(&c->memory);
	for (size_t i = 0; i < c->rs->n_rules; i++)
		event_list_free(c->by_sid[i]);
	for (size_t i = 0; i < c->rs->n_correlations; i++)
		event_list_free(c->by_group[i]);
	free(c->by_sid);
	free(c->by_group);
	free(c->searched);
	free(c->index_of);
	free(c->mark_of);
	buf_free(&c->key);
	free(c);
	*cp = NULL;
}

void
classic_begin(struct classic *c)
{
	c->current_mark = 0;
}

static void
ring_grow(struct event_list *l)
{
	size_t cap = l->cap != 0 ? l->cap * 2 : 16;
	struct entry *ring = xcalloc(cap, sizeof(*ring));

	for (uint64_t n = l->first; n < l->next; n++)
		ring[n & (cap - 1)] = l->ring[n & (l->cap - 1)];
	/* links of slots that held no entry */
	for (size_t i = 0; i < l->cap; i++)
		if (l->ring[i].record == NULL)
			free(l->ring[i].before);
	free(l->ring);
	l->ring = ring;
	l->cap = cap;
}

static void
raise_barrier(struct event_list *l, unsigned mark, uint64_t number)
{
	for (unsigned i = 1; i <= mark; i++)
		if (l->barrier[i] < number)
			l->barrier[i] = number;
}

/* Marks a remembered event, in every list it is in. */
static void
mark_record(struct record *r, unsigned mark)
{
	for (size_t i = 0; i < r->n_in; i++)
		raise_barrier(r->in[i].list, mark, r->in[i].number);
}

static bool
record_key(
    struct classic *c, const struct correlation_rule *r, const struct event *ev)
{
	buf_clear(&c->key);
	if (r->source == COUNT_REGEX)
		buf_add(&c->key, &ev->category, sizeof(ev->category));
	return same_key(&c->key, ev, r->same);
}

/* Chains the newest entry of l into its indexes. */
static void
index_newest(struct classic *c, struct event_list *l, const struct event *ev,
    struct pattern_ctx *ctx)
{
	uint64_t number = l->next - 1;
	struct entry *e = entry_at(l, number);

	if (e->before == NULL && l->n_indexes != 0)
		e->before = xcalloc(l->n_indexes, sizeof(*e->before));
	for (size_t i = 0; i < l->n_indexes; i++) {
		struct search_index *x = &l->indexes[i];
		const struct correlation_rule *r =
		    &c->rs->correlations[x->rule];
		uint64_t *head;

		e->before[i] = NO_ENTRY;
		if (r->source == COUNT_REGEX && !log_counts(r, ctx, ev->log))
			continue;
		if (!record_key(c, r, ev))
			continue;
		head = &x->heads[hash_str(&c->seed, buf_str(&c->key)) &
		    (x->n_heads - 1)];
		e->before[i] = *head;
		*head = number;
	}
}

static void
event_list_add(struct classic *c, struct event_list *l, struct record *rec,
    const struct event *ev, struct pattern_ctx *ctx)
{
	struct membership *m;

	if (l->next - l->first == l->cap)
		ring_grow(l);
	entry_at(l, l->next)->record = rec;
	rec->refs++;
	m = ARRAY_ADD(rec->in, rec->n_in, rec->in_cap);
	m->list = l;
	m->number = l->next++;
	raise_barrier(l, c->current_mark, m->number);
	index_newest(c, l, ev, ctx);
	if (l->limit != 0 && l->next - l->first > l->limit)
		drop_oldest(l);
}

static struct record *
record_new(const struct event *ev, const struct rule *won)
{
	size_t len = ev->full_log.len;
	struct record *r;
	char *p;

	for (unsigned i = 0; i < 8; i++)
		len += same_value(ev, 1u << i).len;
	r = xcalloc(1, sizeof(*r) + len);
	r->refs = 1; /* of whoever made it */
	r->time = ev->time;
	r->rule = won->index;
	r->category = ev->category;
	p = r->text;
	memcpy(p, ev->full_log.p, ev->full_log.len);
	r->log = str_slice(p, ev->full_log.len);
	p += ev->full_log.len;
	for (unsigned i = 0; i < 8; i++) {
		struct str v = same_value(ev, 1u << i);

		if (v.p == NULL)
			continue;
		memcpy(p, v.p, v.len);
		r->value[i] = str_slice(p, v.len);
		p += v.len;
	}
	return r;
}

/* The oldest event leaves the memory, and with it its other lists. */
static void
evict_oldest(struct classic *c)
{
	struct record *r = entry_at(&c->memory, c->memory.first)->record;
	const struct correlation_feed *f = &c->rs->feeds[r->rule];
	struct event_list *sid = c->by_sid[r->rule];

	if (sid != NULL) {
		/* it may have gone from a full list before */
		if (sid->first != sid->next &&
		    entry_at(sid, sid->first)->record == r)
			drop_oldest(sid);
	} else {
		for (size_t i = 0; i < f->n; i++) {
			struct event_list *l = c->by_group[f->rules[i]];

			for (unsigned k = 0; l != NULL && k < f->weights[i];
			     k++)
				drop_oldest(l);
		}
	}
	drop_oldest(&c->memory);
}

static void
make_room(struct classic *c, int64_t now)
{
	unsigned gone = 0;

	if (c->memory.next - c->memory.first <= c->memory_size)
		return;
	while (c->memory.first != c->memory.next) {
		const struct record *r =
		    entry_at(&c->memory, c->memory.first)->record;

		if (gone >= EVICT_MIN && now - r->time <= c->max_frequency)
			break;
		evict_oldest(c);
		gone++;
	}
}

void
classic_add(struct classic *c, const struct rule *won, const struct event *ev,
    struct pattern_ctx *ctx)
{
	const struct correlation_feed *f = &c->rs->feeds[won->index];
	struct record *r = record_new(ev, won);

	if (c->by_sid[won->index] != NULL) {
		event_list_add(c, c->by_sid[won->index], r, ev, ctx);
	} else {
		for (size_t i = 0; i < f->n; i++) {
			struct event_list *l = c->by_group[f->rules[i]];

			for (unsigned k = 0; l != NULL && k < f->weights[i];
			     k++)
				event_list_add(c, l, r, ev, ctx);
		}
	}
	event_list_add(c, &c->memory, r, ev, ctx);
	record_release(r);
	make_room(c, ev->time);
}

/* Do all filters of the rule let e through? Equal buckets are not yet equal
 * keys. */
static bool
passes(const struct correlation_rule *r, const struct record *e,
    const struct event *ev)
{
	if (r->source == COUNT_REGEX && e->category != ev->category)
		return false;
	for (unsigned i = 0; i < 8; i++) {
		struct str now;

		if (!(r->same & 1u << i))
			continue;
		now = same_value(ev, 1u << i);
		if (now.p == NULL || e->value[i].p == NULL)
			return false;
		if (str_eq(now, e->value[i]) != (1u << i <= SAME_ID))
			return false;
	}
	return true;
}

static void
mark_match(
    struct classic *c, struct event_list *l, struct record *last, unsigned mark)
{
	mark_record(last, mark);
	mark_record(entry_at(l, l->next - 1)->record, mark);
	c->current_mark = mark;
}

bool
classic_holds(struct classic *c, unsigned rule, const struct event *ev,
    struct found *found)
{
	const struct correlation_rule *r = &c->rs->correlations[rule];
	struct event_list *l = c->searched[rule];
	unsigned mark = c->mark_of[rule];
	unsigned counted = 0, shown = previous_shown(r), n = 0;
	struct str logs[PREVIOUS_MAX];
	struct search_index *x;
	uint64_t number;

	/* every event is marked with at least 0 */
	if (l == NULL || mark == 0 || !record_key(c, r, ev))
		return false;
	x = &l->indexes[c->index_of[rule]];
	number =
	    x->heads[hash_str(&c->seed, buf_str(&c->key)) & (x->n_heads - 1)];
	while (number >= l->first && number > l->barrier[mark]) {
		struct record *e = entry_at(l, number)->record;

		if (ev->time - e->time > r->rule->timeframe)
			return false;
		if (passes(r, e, ev)) {
			if (n < shown)
				logs[n++] = e->log;
			if (counted++ == r->rule->frequency) {
				found->n = 0;
				for (unsigned i = 0; i < n; i++)
					found->log[found->n++] =
					    arena_str(found->arena, logs[i]);
				mark_match(c, l, e, mark);
				return true;
			}
		}
		number = entry_at(l, number)->before[c->index_of[rule]];
	}
	return false;
}
