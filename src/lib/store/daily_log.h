/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log with one file per day and a fixed name for today's (spec:
 * lists-and-outputs, section 5):
 *
 *	logs/alerts/2026/Nov/ossec-alerts-22.log
 *	logs/alerts/alerts.log			hard link to it
 *
 * Text is collected in memory and written when the caller says so, with one
 * write. What cannot be written (a full disk) stays in memory and is tried
 * again with every flush; a caller that stops taking in events while
 * daily_log_full() loses nothing. Paths are relative to the working directory.
 */
#ifndef DAILY_LOG_H
#define DAILY_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "lib/base/buf.h"

enum { DAILY_LOG_KEPT_MAX = 16 << 20 };

/* Of static storage. */
struct daily_log_name {
	const char *dir;     /* "logs/alerts" */
	const char *current; /* "alerts.log" */
	const char *daily;   /* "ossec-alerts": before the day */
	const char *suffix;  /* ".log" */
};

struct daily_log;

/* Makes directories (0750) and the file (0640) for day and links the current
 * name to it. OS_ERR_SYS after logging what failed. */
int daily_log_open(struct daily_log **out, const struct daily_log_name *name,
    const struct tm *day);
/* Flushes; text that still cannot be written is lost, which is logged. */
void daily_log_close(struct daily_log **l);

/* Append whole lines to this. */
struct buf *daily_log_text(struct daily_log *l);

/* Writes what was appended. OS_ERR_SYS: some of it is kept for the next time;
 * the reason is logged, at most once a minute. */
int daily_log_flush(struct daily_log *l);

/*
 * Goes on to the file of day if that is another one: the old file is flushed
 * and closed, removed if it is empty. OS_ERR_SYS after logging: the old file
 * stays in use; call again, it tries every ten seconds.
 */
int daily_log_day(struct daily_log *l, const struct tm *day);

/* Bytes that a failed flush left; full: more than DAILY_LOG_KEPT_MAX. */
size_t daily_log_kept(const struct daily_log *l);
bool daily_log_full(const struct daily_log *l);

struct daily_log_counters {
	uint64_t written;  /* bytes */
	uint64_t failures; /* flushes and rotations that failed */
};
void
daily_log_get_counters(const struct daily_log *l, struct daily_log_counters *c);

#endif
