/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the two ways of counting share.
 */
#ifndef CORRELATION_IMPL_H
#define CORRELATION_IMPL_H

#include "lib/rules/correlation.h"
#include "lib/rules/ruleset.h"

/* Logs of the events a search found, newest first. */
struct found {
	struct arena *arena;
	struct str log[PREVIOUS_MAX];
	unsigned n;
};

/* How many of the events it counts a rule shows: all of a search by id, but
 * not the last one of the others. */
static inline unsigned
previous_shown(const struct correlation_rule *r)
{
	unsigned n = r->rule->frequency + (r->source == COUNT_SID ? 1 : 0);

	return n < PREVIOUS_MAX ? n : PREVIOUS_MAX;
}

/* COUNT_REGEX: is an event with this log counted? */
static inline bool
log_counts(
    const struct correlation_rule *r, struct pattern_ctx *ctx, struct str log)
{
	return r->regex == NULL || pattern_match(r->regex, ctx, log, NULL);
}

/* The field a SAME_* bit compares; absent if the event has none. */
struct str same_value(const struct event *ev, unsigned bit);

/* Appends the values of the fields in same to key; false if one is absent. */
bool same_key(struct buf *key, const struct event *ev, unsigned same);

struct keyed;
struct keyed *
keyed_new(const struct ruleset *rs, const struct correlator_options *opt);
void keyed_free(struct keyed **k);
void keyed_begin(struct keyed *k);
bool keyed_holds(struct keyed *k, unsigned rule, const struct event *ev,
    struct found *found);
void keyed_add(struct keyed *k, const struct rule *won, const struct event *ev,
    struct pattern_ctx *ctx);
void keyed_usage(const struct keyed *k, struct correlator_usage *u);

struct classic;
struct classic *
classic_new(const struct ruleset *rs, const struct correlator_options *opt);
void classic_free(struct classic **c);
void classic_begin(struct classic *c);
bool classic_holds(struct classic *c, unsigned rule, const struct event *ev,
    struct found *found);
void classic_add(struct classic *c, const struct rule *won,
    const struct event *ev, struct pattern_ctx *ctx);

#endif
