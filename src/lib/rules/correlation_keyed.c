/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting per key: each correlation rule has a window of events for each
 * combination of its same_* fields. A rule needs frequency + 1 earlier events
 * of the same key within its timeframe; when it holds, the window starts anew.
 * Asking and adding cost the same however much is remembered.
 *
 * Memory is bounded by a budget in bytes. Windows that can no longer hold are
 * dropped silently, others, the longest untouched first, are counted.
 */
#include <stdlib.h>

#include "lib/base/hash.h"
#include "lib/rules/correlation_impl.h"

#define BUCKETS_MIN 1024
#define PRUNE_PER_ADD 2

struct seen {
	int64_t time;
	char *log; /* of the newest PREVIOUS_MAX only, else NULL */
	size_t log_len;
	char *differ; /* the different_* value, NULL: absent or not asked for */
	size_t differ_len;
};

struct window {
	struct window *chain;         /* same bucket */
	struct window *newer, *older; /* by last use */
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
	struct window *newest, *oldest;
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
	k->by_regex = xcalloc(rs->n_correlations + 1, sizeof(*k->by_regex));
	for (unsigned i = 0; i < rs->n_correlations; i++)
		if (rs->correlations[i].rule != NULL &&
		    rs->correlations[i].source == COUNT_REGEX)
			k->by_regex[k->n_by_regex++] = i;
	return k;
}

static void
seen_clear(struct seen *s)
{
	free(s->log);
	free(s->differ);
	*s = (struct seen){ 0 };
}

static void
window_clear(struct keyed *k, struct window *w)
{
	for (unsigned i = 0; i < w->cap; i++) {
		w->bytes -= w->seen[i].log_len + w->seen[i].differ_len;
		k->usage.bytes -= w->seen[i].log_len + w->seen[i].differ_len;
		seen_clear(&w->seen[i]);
	}
	w->n = 0;
}

static void
unlink_use(struct keyed *k, struct window *w)
{
	if (w->newer != NULL)
		w->newer->older = w->older;
	else
		k->newest = w->older;
	if (w->older != NULL)
		w->older->newer = w->newer;
	else
		k->oldest = w->newer;
}

static void
link_newest(struct keyed *k, struct window *w)
{
	w->newer = NULL;
	w->older = k->newest;
	if (k->newest != NULL)
		k->newest->newer = w;
	k->newest = w;
	if (k->oldest == NULL)
		k->oldest = w;
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
	while (k->oldest != NULL)
		window_free(k, k->oldest);
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

/* How many events a window of the rule keeps. */
static unsigned
window_size(const struct keyed *k, const struct correlation_rule *r)
{
	unsigned need = r->rule->frequency + 1;

	if ((r->same & (DIFFERENT_URL | DIFFERENT_SRCGEOIP)) &&
	    need < k->sid_list_size)
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

static struct str
differing(const struct event *ev, unsigned same)
{
	if (same & DIFFERENT_URL)
		return ev->field[FIELD_URL];
	if (same & DIFFERENT_SRCGEOIP)
		return ev->field[FIELD_SRCGEOIP];
	return STR_NONE;
}

static char *
copy(struct window *w, struct keyed *k, struct str s, size_t *len)
{
	char *p = xmalloc(s.len);

	if (s.len != 0)
		memcpy(p, s.p, s.len);
	*len = s.len;
	w->bytes += s.len;
	k->usage.bytes += s.len;
	return p;
}

static void
forget(struct keyed *k, struct window *w, char **p, size_t *len)
{
	free(*p);
	*p = NULL;
	w->bytes -= *len;
	k->usage.bytes -= *len;
	*len = 0;
}

static void
window_add(struct keyed *k, struct window *w, const struct event *ev)
{
	const struct correlation_rule *r = &k->rs->correlations[w->rule];
	unsigned limit = window_size(k, r);
	struct str differ = differing(ev, r->same);
	struct seen *s;

	if (w->n == w->cap && w->cap < limit)
		window_grow(k, w, limit);
	s = &w->seen[w->next];
	forget(k, w, &s->log, &s->log_len);
	forget(k, w, &s->differ, &s->differ_len);
	s->time = ev->time;
	s->log = copy(w, k, ev->full_log, &s->log_len);
	if (differ.p != NULL)
		s->differ = copy(w, k, differ, &s->differ_len);
	w->next = (w->next + 1) % w->cap;
	if (w->n < w->cap)
		w->n++;
	if (w->n > PREVIOUS_MAX &&
	    !(r->same & (DIFFERENT_URL | DIFFERENT_SRCGEOIP))) {
		struct seen *old = nth_newest(w, PREVIOUS_MAX);

		forget(k, w, &old->log, &old->log_len);
	}
}

/* Windows at the old end that can hold no more go first, for nothing. */
static void
prune(struct keyed *k, int64_t now)
{
	for (unsigned i = 0; i < PRUNE_PER_ADD && k->oldest != NULL; i++) {
		struct window *w = k->oldest;
		const struct rule *r = k->rs->correlations[w->rule].rule;

		if (w->n != 0 && now - nth_newest(w, 0)->time <= r->timeframe)
			break;
		window_free(k, w);
	}
	while (k->usage.bytes > k->budget && k->oldest != k->newest) {
		window_free(k, k->oldest);
		k->usage.evicted++;
	}
}

static void
add_for(struct keyed *k, unsigned rule, const struct event *ev)
{
	struct window *w;
	uint64_t hash;

	if (!make_key(k, rule, ev))
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
	prune(k, ev->time);
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

		if (pattern_match(
			k->rs->correlations[rule].regex, ctx, ev->log, NULL))
			add_for(k, rule, ev);
	}
}

static bool
is_different(const struct seen *s, struct str now)
{
	return s->differ != NULL && now.p != NULL &&
	    !str_eq(str_slice(s->differ, s->differ_len), now);
}

bool
keyed_holds(
    struct keyed *k, unsigned rule, const struct event *ev, struct found *found)
{
	const struct correlation_rule *r = &k->rs->correlations[rule];
	unsigned need = r->rule->frequency + 1, counted = 0;
	unsigned shown = previous_shown(r), n_hits = 0;
	bool differ = (r->same & (DIFFERENT_URL | DIFFERENT_SRCGEOIP)) != 0;
	struct str now = differing(ev, r->same);
	const struct seen *hits[PREVIOUS_MAX];
	struct window *w;

	if (!make_key(k, rule, ev))
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
		if (differ && !is_different(s, now))
			continue;
		if (n_hits < shown && s->log != NULL)
			hits[n_hits++] = s;
		counted++;
		if (!differ && n_hits == shown)
			counted = need; /* the rest is known to be in time */
	}
	if (counted < need)
		return false;
	found->n = 0;
	for (unsigned i = 0; i < n_hits; i++)
		found->log[found->n++] = arena_str(
		    found->arena, str_slice(hits[i]->log, hits[i]->log_len));
	window_clear(k, w);
	return true;
}

void
keyed_usage(const struct keyed *k, struct correlator_usage *u)
{
	*u = k->usage;
}
