/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting per key: each correlation rule has a window of events for each
 * combination of its same_* fields. A rule needs frequency + 1 earlier events
 * of the same key within its timeframe; when it holds, the window starts anew.
 * Asking and adding cost the same however much is remembered.
 *
 * Memory is bounded by a budget in bytes. Windows that can no longer hold are
 * dropped silently, others, the longest untouched first, are counted. Windows
 * of one rule expire in the order of their last use, those of all rules do not:
 * hence two orders of use, one per rule and one of all.
 */
#include <stdlib.h>

#include "lib/base/hash.h"
#include "lib/rules/correlation_impl.h"

#define BUCKETS_MIN 1024
#define PRUNE_PER_ADD 2

enum {
	TEXT_LOG, /* of the newest PREVIOUS_MAX only */
	/* what a different_* asks for; absent: the event has none */
	TEXT_URL,
	TEXT_SRCGEOIP,
	SEEN_TEXTS,
};

struct seen {
	int64_t time;
	struct str text[SEEN_TEXTS]; /* owned */
};

struct window;

enum { USE_ALL, USE_RULE, USES };

struct use_order {
	struct window *newest, *oldest;
};

struct window {
	struct window *chain; /* same bucket */
	struct {
		struct window *newer, *older;
	} use[USES];
	uint64_t hash;
	unsigned rule;
	unsigned next, n, cap; /* ring: next is where the next one goes */
	size_t key_len, bytes;
	struct seen *seen;
	char key[];
};

struct keyed {
	const struct ruleset *rs;
	struct hash_seed seed;
	struct window **buckets;
	size_t n_buckets; /* a power of two */
	struct use_order all, *by_rule;
	/* by rule: the number of the event for which it last held */
	uint64_t *held, event;
	unsigned sweep; /* the rule whose old windows are looked at next */
	size_t sid_list_size, budget;
	struct correlator_usage usage;
	struct buf key;
	/* rules that count by regex, looked at for every event */
	unsigned *by_regex;
	size_t n_by_regex;
};

struct keyed *
keyed_new(const struct ruleset *rs, const struct correlator_options *opt)
{
	struct keyed *k = xcalloc(1, sizeof(*k));

	k->rs = rs;
	hash_seed_random(&k->seed);
	k->n_buckets = BUCKETS_MIN;
	k->buckets = xcalloc(k->n_buckets, sizeof(struct window *));
	k->sid_list_size = opt->sid_list_size;
	k->budget = opt->keyed_budget;
	k->by_rule = xcalloc(rs->n_correlations + 1, sizeof(*k->by_rule));
	k->held = xcalloc(rs->n_correlations + 1, sizeof(*k->held));
	k->by_regex = xcalloc(rs->n_correlations + 1, sizeof(*k->by_regex));
	for (unsigned i = 0; i < rs->n_correlations; i++)
		if (rs->correlations[i].rule != NULL &&
		    rs->correlations[i].source == COUNT_REGEX)
			k->by_regex[k->n_by_regex++] = i;
	return k;
}

static void
forget(struct keyed *k, struct window *w, struct str *text)
{
	free((char *)(uintptr_t)text->p);
	w->bytes -= text->len;
	k->usage.bytes -= text->len;
	*text = STR_NONE;
}

static void
seen_clear(struct keyed *k, struct window *w, struct seen *s)
{
	for (unsigned i = 0; i < SEEN_TEXTS; i++)
		forget(k, w, &s->text[i]);
}

static void
window_clear(struct keyed *k, struct window *w)
{
	for (unsigned i = 0; i < w->cap; i++)
		seen_clear(k, w, &w->seen[i]);
	w->n = 0;
}

static void
use_unlink(struct use_order *o, struct window *w, unsigned i)
{
	struct window *newer = w->use[i].newer, *older = w->use[i].older;

	if (newer != NULL)
		newer->use[i].older = older;
	else
		o->newest = older;
	if (older != NULL)
		older->use[i].newer = newer;
	else
		o->oldest = newer;
}

static void
use_link_newest(struct use_order *o, struct window *w, unsigned i)
{
	w->use[i].newer = NULL;
	w->use[i].older = o->newest;
	if (o->newest != NULL)
		o->newest->use[i].newer = w;
	else
		o->oldest = w;
	o->newest = w;
}

static void
unlink_use(struct keyed *k, struct window *w)
{
	use_unlink(&k->all, w, USE_ALL);
	use_unlink(&k->by_rule[w->rule], w, USE_RULE);
}

static void
link_newest(struct keyed *k, struct window *w)
{
	use_link_newest(&k->all, w, USE_ALL);
	use_link_newest(&k->by_rule[w->rule], w, USE_RULE);
}

static void
window_free(struct keyed *k, struct window *w)
{
	struct window **at = &k->buckets[w->hash & (k->n_buckets - 1)];

	while (*at != w)
		at = &(*at)->chain;
	*at = w->chain;
	unlink_use(k, w);
	window_clear(k, w);
	k->usage.bytes -= w->bytes;
	k->usage.windows--;
	free(w->seen);
	free(w);
}

void
keyed_free(struct keyed **kp)
{
	struct keyed *k = *kp;

	if (k == NULL)
		return;
	while (k->all.oldest != NULL)
		window_free(k, k->all.oldest);
	free(k->by_rule);
	free(k->held);
	free(k->buckets);
	free(k->by_regex);
	buf_free(&k->key);
	free(k);
	*kp = NULL;
}

/* The key of ev for the rule into k->key; false: it has none. */
static bool
make_key(struct keyed *k, unsigned rule, const struct event *ev)
{
	const struct correlation_rule *r = &k->rs->correlations[rule];

	buf_clear(&k->key);
	buf_add(&k->key, &rule, sizeof(rule));
	if (r->source == COUNT_REGEX)
		buf_add(&k->key, &ev->category, sizeof(ev->category));
	return same_key(&k->key, ev, r->same);
}

static struct window *
find(const struct keyed *k, uint64_t hash)
{
	struct window *w = k->buckets[hash & (k->n_buckets - 1)];

	for (; w != NULL; w = w->chain)
		if (w->hash == hash && w->key_len == k->key.len &&
		    memcmp(w->key, k->key.p, w->key_len) == 0)
			return w;
	return NULL;
}

static void
grow_buckets(struct keyed *k)
{
	size_t n = k->n_buckets * 2;
	struct window **buckets = xcalloc(n, sizeof(struct window *));

	for (size_t i = 0; i < k->n_buckets; i++) {
		struct window *w, *next;

		for (w = k->buckets[i]; w != NULL; w = next) {
			next = w->chain;
			w->chain = buckets[w->hash & (n - 1)];
			buckets[w->hash & (n - 1)] = w;
		}
	}
	free(k->buckets);
	k->buckets = buckets;
	k->n_buckets = n;
}

static bool
has_differ(const struct correlation_rule *r)
{
	return (r->same & (DIFFERENT_URL | DIFFERENT_SRCGEOIP)) != 0;
}

/* How many events a window of the rule keeps. */
static unsigned
window_size(const struct keyed *k, const struct correlation_rule *r)
{
	unsigned need = r->rule->frequency + 1;

	if (has_differ(r) && need < k->sid_list_size)
		need = (unsigned)k->sid_list_size;
	return need;
}

static struct window *
window_new(struct keyed *k, unsigned rule, uint64_t hash)
{
	struct window *w = xcalloc(1, sizeof(*w) + k->key.len);
	struct window **bucket;

	if (k->usage.windows >= k->n_buckets)
		grow_buckets(k);
	bucket = &k->buckets[hash & (k->n_buckets - 1)];
	w->hash = hash;
	w->rule = rule;
	w->key_len = k->key.len;
	memcpy(w->key, k->key.p, k->key.len);
	w->bytes = sizeof(*w) + k->key.len;
	w->chain = *bucket;
	*bucket = w;
	k->usage.windows++;
	k->usage.bytes += w->bytes;
	link_newest(k, w);
	return w;
}

/* Rings start small: most windows only ever see one or two events. */
static void
window_grow(struct keyed *k, struct window *w, unsigned limit)
{
	unsigned cap = w->cap == 0 ? 2 : w->cap * 2;
	struct seen *seen;

	if (cap > limit)
		cap = limit;
	seen = xcalloc(cap, sizeof(*seen));
	for (unsigned i = 0; i < w->n; i++)
		/* NOLINTNEXTLINE: cap is not 0 where n is not */
		seen[i] = w->seen[(w->next + w->cap - w->n + i) % w->cap];
	free(w->seen);
	w->seen = seen;
	w->bytes += (cap - w->cap) * sizeof(*seen);
	k->usage.bytes += (cap - w->cap) * sizeof(*seen);
	w->cap = cap;
	w->next = w->n % cap;
}

/* The i-th newest, from 0. */
static struct seen *
nth_newest(const struct window *w, unsigned i)
{
	return &w->seen[(w->next + w->cap - 1 - i) % w->cap];
}

static void
keep(struct keyed *k, struct window *w, struct str *text, struct str s)
{
	char *p;

	if (s.p == NULL)
		return;
	p = xmalloc(s.len + 1);
	if (s.len != 0)
		memcpy(p, s.p, s.len);
	*text = str_slice(p, s.len);
	w->bytes += s.len;
	k->usage.bytes += s.len;
}

static void
window_add(struct keyed *k, struct window *w, const struct event *ev)
{
	const struct correlation_rule *r = &k->rs->correlations[w->rule];
	unsigned limit = window_size(k, r);
	struct seen *s;

	if (w->n == w->cap && w->cap < limit)
		window_grow(k, w, limit);
	s = &w->seen[w->next];
	seen_clear(k, w, s);
	s->time = ev->time;
	keep(k, w, &s->text[TEXT_LOG], ev->full_log);
	if (r->same & DIFFERENT_URL)
		keep(k, w, &s->text[TEXT_URL], ev->field[FIELD_URL]);
	if (r->same & DIFFERENT_SRCGEOIP)
		keep(k, w, &s->text[TEXT_SRCGEOIP], ev->field[FIELD_SRCGEOIP]);
	w->next = (w->next + 1) % w->cap;
	if (w->n < w->cap)
		w->n++;
	if (w->n > PREVIOUS_MAX && !has_differ(r))
		forget(k, w, &nth_newest(w, PREVIOUS_MAX)->text[TEXT_LOG]);
}

/* Windows of the rule that can hold no more go, for nothing. */
static void
prune_rule(struct keyed *k, unsigned rule, int64_t now)
{
	const struct rule *r = k->rs->correlations[rule].rule;

	for (unsigned i = 0; i < PRUNE_PER_ADD; i++) {
		struct window *w = k->by_rule[rule].oldest;

		if (w == NULL ||
		    (w->n != 0 && now - nth_newest(w, 0)->time <= r->timeframe))
			return;
		window_free(k, w);
	}
}

static void
prune(struct keyed *k, unsigned rule, int64_t now)
{
	prune_rule(k, rule, now);
	/* and one other rule in turn, lest it keep what nobody adds to */
	k->sweep = (k->sweep + 1) % (unsigned)k->rs->n_correlations;
	prune_rule(k, k->sweep, now);
	while (k->usage.bytes > k->budget && k->all.oldest != k->all.newest) {
		window_free(k, k->all.oldest);
		k->usage.evicted++;
	}
}

void
keyed_begin(struct keyed *k)
{
	k->event++;
}

static void
add_for(struct keyed *k, unsigned rule, const struct event *ev)
{
	struct window *w;
	uint64_t hash;

	/* an event that completed a window does not begin the next one */
	if (k->held[rule] == k->event || !make_key(k, rule, ev))
		return;
	hash = hash_str(&k->seed, buf_str(&k->key));
	w = find(k, hash);
	if (w == NULL) {
		w = window_new(k, rule, hash);
	} else {
		unlink_use(k, w);
		link_newest(k, w);
	}
	window_add(k, w, ev);
	prune(k, rule, ev->time);
}

void
keyed_add(struct keyed *k, const struct rule *won, const struct event *ev,
    struct pattern_ctx *ctx)
{
	const struct correlation_feed *feed = &k->rs->feeds[won->index];

	for (size_t i = 0; i < feed->n; i++)
		add_for(k, feed->rules[i], ev);
	for (size_t i = 0; i < k->n_by_regex; i++) {
		unsigned rule = k->by_regex[i];

		if (log_counts(&k->rs->correlations[rule], ctx, ev->log))
			add_for(k, rule, ev);
	}
}

static bool
differs(struct str a, struct str b)
{
	return a.p != NULL && b.p != NULL && !str_eq(a, b);
}

/* Do the different_* of the rule let s through? */
static bool
is_different(const struct correlation_rule *r, const struct seen *s,
    const struct event *ev)
{
	return (!(r->same & DIFFERENT_URL) ||
		   differs(s->text[TEXT_URL], ev->field[FIELD_URL])) &&
	    (!(r->same & DIFFERENT_SRCGEOIP) ||
		differs(s->text[TEXT_SRCGEOIP], ev->field[FIELD_SRCGEOIP]));
}

bool
keyed_holds(
    struct keyed *k, unsigned rule, const struct event *ev, struct found *found)
{
	const struct correlation_rule *r = &k->rs->correlations[rule];
	unsigned need = r->rule->frequency + 1, counted = 0;
	unsigned shown = previous_shown(r), n_hits = 0;
	bool differ = has_differ(r);
	const struct seen *hits[PREVIOUS_MAX];
	struct window *w;

	/* In the reference every event is marked with 0, where a rule of level
	 * 0 stops. Kept: such a rule would silence every so many alerts. */
	if (r->rule->level == 0 || !make_key(k, rule, ev))
		return false;
	w = find(k, hash_str(&k->seed, buf_str(&k->key)));
	if (w == NULL || w->n < need)
		return false;
	/* without different_* only the oldest needed one is of interest */
	if (!differ &&
	    ev->time - nth_newest(w, need - 1)->time > r->rule->timeframe)
		return false;
	for (unsigned i = 0; i < w->n && counted < need; i++) {
		const struct seen *s = nth_newest(w, i);

		if (ev->time - s->time > r->rule->timeframe)
			break;
		if (differ && !is_different(r, s, ev))
			continue;
		if (n_hits < shown && s->text[TEXT_LOG].p != NULL)
			hits[n_hits++] = s;
		counted++;
		if (!differ && n_hits == shown)
			counted = need; /* the rest is known to be in time */
	}
	if (counted < need)
		return false;
	found->n = 0;
	for (unsigned i = 0; i < n_hits; i++)
		found->log[found->n++] =
		    arena_str(found->arena, hits[i]->text[TEXT_LOG]);
	window_clear(k, w);
	k->held[rule] = k->event;
	return true;
}

void
keyed_usage(const struct keyed *k, struct correlator_usage *u)
{
	*u = k->usage;
}
