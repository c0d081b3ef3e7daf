/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an event came to: the result of the engine, the input of every output.
 */
#ifndef ALERT_H
#define ALERT_H

#include "lib/rules/event.h"
#include "lib/rules/rule.h"

enum {
	PREVIOUS_MAX = 11, /* earlier events shown with an alert */
};

/* Why an event ended without trace (analysis-events, section 1). */
enum drop_reason {
	DROP_NONE,
	DROP_FORMAT,   /* location or message malformed */
	DROP_INTERNAL, /* an internal decoder had nothing to report */
	DROP_FIREWALL, /* a firewall event without action, addresses, protocol
			*/
	DROP_REPEATED, /* the flood filter */
	DROP_PLUGIN,   /* a forwarded alert that could not be read */
	DROP_REASONS,
};
const char *drop_reason_name(enum drop_reason r);

/* An alert; texts live as long as the event and the ruleset. */
struct alert {
	const struct rule *rule;
	uint64_t fired; /* how often the rule has fired, this time included */
	struct str full_log; /* the event's, or the statistics text */
	struct str previous[PREVIOUS_MAX]; /* newest first */
	unsigned n_previous;
	bool previous_is_output; /* check_diff: previous[0] is the old output */
};

/* A response to be sent (lists-and-outputs, section 8.3). */
struct response {
	const struct response_def *def;   /* response.h */
	struct str user, srcip, filename; /* absent: "-" on the wire */
};

struct outcome {
	enum drop_reason drop;
	bool archived; /* reached the rules: belongs into the archives */
	bool firewall; /* belongs into the firewall log */

	/* The rule that won, also at level 0 or silenced; NULL: none. */
	const struct rule *rule;
	bool silenced;  /* by ignore or check_if_ignored */
	bool has_alert; /* alert is filled in and is to be written */
	struct alert alert;

	bool has_stats_alert; /* comes before the event's own */
	struct alert stats_alert;

	struct response *responses;
	size_t n_responses;
	/* refused ones: an argument looked like an attack on the log */
	struct str bad_user, bad_srcip; /* absent: none */
};

#endif
