/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules that count earlier events (spec: rules, section 10; design, section 4).
 *
 * keyed: a window per (rule, values of its same_* fields); what the rule's text
 * says. classic: the reference's lists and marks, decision for decision.
 */
#ifndef CORRELATION_H
#define CORRELATION_H

#include "lib/regex/pattern.h"
#include "lib/rules/alert.h"

enum correlation_mode {
	CORRELATION_KEYED,
	CORRELATION_CLASSIC,
};

enum same_bits {
	SAME_SRCIP = 1 << 0,
	SAME_SRCPORT = 1 << 1,
	SAME_DSTPORT = 1 << 2,
	SAME_USER = 1 << 3,     /* destination user */
	SAME_LOCATION = 1 << 4, /* compares the hostname */
	SAME_ID = 1 << 5,
	DIFFERENT_URL = 1 << 6,
	DIFFERENT_SRCGEOIP = 1 << 7,
};

enum correlation_source {
	COUNT_SID,   /* events of one rule */
	COUNT_GROUP, /* events of rules of a group */
	COUNT_REGEX, /* events whose log matches, same category */
};

struct correlation_rule {
	const struct rule *rule;
	enum correlation_source source;
	unsigned same; /* SAME_* and DIFFERENT_* bits that are in force */
	const struct pattern *regex; /* COUNT_REGEX; NULL: any log */
	unsigned list;               /* classic: which list it searches */
};

/* One rule's events are counted for these. */
struct correlation_feed {
	bool has_sid_list; /* then never for groups */
	unsigned *rules;   /* indices into ruleset->correlations */
	unsigned *weights; /* classic: how many entries per event */
	size_t n;
};

struct ruleset;
struct correlator;

struct correlator_options {
	enum correlation_mode mode;
	size_t memory_size, sid_list_size, keyed_budget;
};

struct correlator *
correlator_new(const struct ruleset *rs, const struct correlator_options *opt);
void correlator_free(struct correlator **c);

/* Before an event's rules are tried. */
void correlator_begin(struct correlator *c);

/* Does the rule (index into ruleset->correlations) hold for ev now? On true the
 * earlier events are remembered for correlator_previous(). */
bool
correlator_holds(struct correlator *c, unsigned rule, const struct event *ev);

/* The earlier events found while this event's rules were tried. */
void correlator_previous(const struct correlator *c, struct alert *alert);

/* ev ended as won, above level 0 and not silenced: remember it. */
void correlator_add(struct correlator *c, const struct rule *won,
    const struct event *ev, struct pattern_ctx *ctx);

struct correlator_usage {
	uint64_t evicted, windows, bytes;
};
void correlator_usage(const struct correlator *c, struct correlator_usage *u);

#endif
