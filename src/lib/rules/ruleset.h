/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One generation of decoders, rules and lists: compiled once, then immutable
 * and shared. A bad file never yields half a generation.
 */
#ifndef RULESET_H
#define RULESET_H

#include "lib/base/diag.h"
#include "lib/regex/pattern.h"
#include "lib/rules/decoder.h"
#include "lib/rules/list.h"
#include "lib/rules/response.h"
#include "lib/rules/rule.h"

/* A file's text with the name messages call it by; both stay the caller's. */
struct source {
	const char *name;
	struct str text;
};

struct ruleset_options {
	const struct source *decoders, *rules;
	size_t n_decoders, n_rules;
	const struct list_source *lists;
	size_t n_lists;
	const struct response_def *responses; /* kept by reference */
	size_t n_responses;
	unsigned log_alert_level, email_alert_level; /* 1, 7 */
	unsigned default_timeframe;                  /* 360 */
	/* analysisd.decoder_order_size: names of an <order>, and <field>s of a
	 * rule; 0: DECODER_ORDER_DEFAULT */
	unsigned decoder_order_size;
	/* Decisions of the reference that its text does not say (rules, 7). */
	bool classic;
	enum pattern_engine engine;
};

/* The tree, flattened: children of a node are one range, in evaluation order.
 */
struct rule_node {
	const struct rule *rule;
	unsigned first_child, n_children;
};

struct ruleset {
	struct arena *arena;
	struct decoder_set *decoders;
	struct list_set *lists;
	struct prefilter *prefilter;
	struct program_patterns programs;
	struct rule **rules; /* by index; load order */
	size_t n_rules;
	struct rule_node
	    *nodes; /* breadth first; the first n_roots are roots */
	size_t n_nodes, n_roots;
	const enum category *root_categories;        /* by root */
	const struct correlation_rule *correlations; /* correlation.h */
	size_t n_correlations;
	/* by rule index: what an event of that rule is counted for */
	const struct correlation_feed *feeds;
	const struct response_def *responses;
	size_t n_responses;
	const struct rule *stats_rule; /* the pseudo rule 11 */
	unsigned email_alert_level;
	struct pattern **patterns; /* owned */
	size_t n_patterns;
	struct ip_list **addresses; /* owned */
	size_t n_addresses;
	struct rule_index *by_id; /* sorted by id */
};

/* All errors of all files are added to ds; OS_ERR_FORMAT if there was one. */
int ruleset_compile(
    struct ruleset **out, const struct ruleset_options *opt, struct diags *ds);
void ruleset_free(struct ruleset **rs);

/* What a <rule> may hold, ended by NULL: for messages and for the manual. */
const char *const *rule_element_names(void);

/* NULL if there is no such rule. */
const struct rule *ruleset_rule(const struct ruleset *rs, unsigned id);

#endif
