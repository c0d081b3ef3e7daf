/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything analysisd writes about events: alerts, archives, firewall log, the
 * totals of the statistics.
 */
#ifndef OUTPUTS_H
#define OUTPUTS_H

#include "lib/conf/conf.h"
#include "lib/rules/engine.h"

struct outputs;

struct outputs_options {
	bool alerts_json, archives, archives_json;
	bool geoip;
	const char *custom_alert; /* format of alerts.log, or NULL */
};

/* Opens the files of day. OS_ERR_SYS after logging. */
int outputs_open(struct outputs **out, const struct outputs_options *opt,
    const struct tm *day);
/* Writes what is left. */
void outputs_close(struct outputs **o);

/* What ev came to; n is the number of its alert. Nothing reaches a file before
 * the flush, except that a new day goes on to new files. */
void outputs_alert(struct outputs *o, const struct event *ev,
    const struct alert *alert, uint64_t n);
void outputs_archive(struct outputs *o, const struct event *ev,
    const struct rule *rule, uint64_t fired);
void outputs_firewall(struct outputs *o, const struct event *ev);
void outputs_stats(struct outputs *o, const struct stats_output *stats);

/* Before the outputs of an event: goes on to the files of its day. */
void outputs_day(struct outputs *o, const struct tm *day);

/* OS_ERR_SYS: something stays in memory for the next time; it is logged. */
int outputs_flush(struct outputs *o);

/* Is so much waiting that no more events should be taken in? */
bool outputs_full(const struct outputs *o);

struct outputs_counters {
	uint64_t bytes, failures, kept;
};
void outputs_get_counters(const struct outputs *o, struct outputs_counters *c);

#endif
