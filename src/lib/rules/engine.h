/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine: an event in, an outcome out. No I/O, no clock, no globals: the
 * result is a function of the events so far, the ruleset and the options.
 */
#ifndef ENGINE_H
#define ENGINE_H

#include "lib/rules/alert.h"
#include "lib/rules/correlation.h"
#include "lib/rules/ruleset.h"
#include "lib/rules/state.h"

struct cond;

/* Told about every rule tried, for ossec-logtest -v and --explain. */
struct engine_trace {
	void *arg;
	/* failed: the first condition that did not hold; NULL: all did. */
	void (*tried)(void *arg, const struct rule *rule, bool matched,
	    const char *failed, bool has_children);
};

struct engine_options {
	const struct ruleset *rules;
	struct state *state; /* must outlive the engine */
	const char *server;  /* short host name of this machine */
	enum correlation_mode correlation;
	size_t memory_size;     /* 8192 */
	size_t sid_list_size;   /* analysisd.sid_prev_matched_max, 128 */
	size_t keyed_budget;    /* bytes for keyed windows, 64 MiB */
	size_t fts_list_size;   /* 32 */
	size_t fts_min_similar; /* 14 */
	bool log_fw;            /* 1 */
	bool flood_filter;      /* the daemon: on; ossec-logtest: off */
	bool ignore_resets;     /* ossec-logtest's ignore timer (rules 9.3) */
	unsigned stats_level;   /* 0: no statistics */
	unsigned stats_mindiff, stats_maxdiff, stats_percent;
	bool auto_ignore; /* syscheck */
	bool alert_new_files;
	const struct str *fim_ignore; /* beginnings of file names */
	size_t n_fim_ignore;
	const struct allow_list *allow;   /* NULL: none */
	const struct engine_trace *trace; /* NULL: none */
};

/* The defaults of the reference. */
void engine_options_init(struct engine_options *opt);

/* Keyed counters for the state file. */
struct engine_counters {
	uint64_t events, alerts, archived, firewall, syscheck;
	uint64_t dropped[DROP_REASONS];
	uint64_t keyed_evicted; /* windows given up for the budget */
	uint64_t keyed_windows, keyed_bytes;
	uint64_t pattern_exhausted;
};

struct engine;

struct engine *engine_new(const struct engine_options *opt);
void engine_free(struct engine **e);

/* Forgets what it remembers of earlier events, as after a restart: to be called
 * when their time is no longer comparable. Counters (of
 * windows: no) and what is in the state stay. What the last engine_event()
 * returned is gone. */
void engine_forget(struct engine *e);

struct raw_event {
	/* of reception; not less than the one before, see engine_forget() */
	int64_t time_ns;
	char queue;
	struct str location, text;
};

/*
 * Takes one event through all steps. ev and out are filled in; what out points
 * to lives until the next call with the same ev or engine. ev was made with
 * event_init() once.
 */
void engine_event(struct engine *e, const struct raw_event *raw,
    struct event *ev, struct outcome *out);

const struct engine_counters *engine_get_counters(struct engine *e);
/* How often the rule has fired since the start of the engine. */
uint64_t engine_fired(const struct engine *e, const struct rule *rule);

/*
 * Text of the statistics file for the hour and, at a day's end, the day that
 * the last event closed (analysis-events, section 12); false if none. name is
 * "<YYYY>/<Mon>/ossec-totals-<DD>.log" in the arena of ev.
 */
struct stats_output {
	struct str name, text;
};
bool engine_take_stats(struct engine *e, struct stats_output *out);

#endif
