/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts events by hour and weekday, says when there are far more than usual
 * (spec: analysis-events, section 12), and writes the hourly totals.
 */
#ifndef STATS_H
#define STATS_H

#include "lib/base/buf.h"
#include "lib/rules/event.h"
#include "lib/rules/state.h"

struct stats_options {
	struct state *state;
	unsigned mindiff, maxdiff, percent;
};

struct stats_totals {
	uint64_t alerts, events, syscheck, firewall;
};

struct stats;

struct stats *stats_new(const struct stats_options *opt);
void stats_free(struct stats **s);

/* Does ev belong to another hour than the one before? Then the totals of that
 * hour are due: stats_close_hour(). */
bool stats_hour_over(const struct stats *s, const struct event *ev);

/* Appends the lines of the hour that is over to text; at the end of a day also
 * the day's, and the averages are brought up to date. fired: lines of the
 * rules, already formatted by the caller with the hour of stats_hour(). name
 * becomes "<YYYY>/<Mon>/ossec-totals-<DD>.log". */
int stats_hour(const struct stats *s);
void stats_close_hour(struct stats *s, const struct event *ev,
    const struct stats_totals *totals, struct buf *text, struct buf *name);

/* Counts ev; true if an alert is due, with its text appended to text. */
bool stats_count(struct stats *s, const struct event *ev, struct buf *text);

#endif
