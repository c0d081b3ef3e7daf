/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The systemd journal of this host: one reader for all <localfile> entries of
 * the format, so that selections that overlap do not double a message.
 */
#ifndef SOURCE_JOURNALD_H
#define SOURCE_JOURNALD_H

#include "daemons/logcollector/sink.h"

struct journal;

/* Was the collector built with it? */
bool journal_supported(void);

/* Before seccomp, which no program code is loaded after. */
void journal_prepare(void);

/* Begins behind the entry with that cursor, or, with NULL, behind the newest.
 * Never NULL; what cannot be opened yet is tried again with journal_check(). */
struct journal *journal_new(const char *cursor);
void journal_free(struct journal **j);

/* Another <location>: "all", a path (both mean everything), or the
 * SYSLOG_IDENTIFIER of the entries wanted. Before the first journal_check(). */
void journal_add(struct journal *j, const char *location);

/* Opens it; also every loop_timeout, for what word from the kernel missed.
 * Stop watching journal_fd() before, it may be another one behind. */
void journal_check(struct journal *j);
/* For reading: something happened; -1: none yet. */
int journal_fd(const struct journal *j);
void journal_event(struct journal *j);
/* To be asked every JOURNAL_LOOK_MS: is there something to pump already, before
 * journald tells? */
enum { JOURNAL_LOOK_MS = 40 };
bool journal_grew(struct journal *j);

enum pump journal_pump(struct journal *j, const struct sink *sink);

/* Behind the last entry that was sent or skipped; NULL: nowhere yet. */
const char *journal_cursor(const struct journal *j);
const struct tally *journal_tally(const struct journal *j);

/*
 * "2026-11-22T06:16:49+01:00 HOST IDENT: MESSAGE", the header that analysis
 * knows, into b. Line feeds in the message become spaces.
 */
struct buf;
void journal_format(struct buf *b, int64_t usec, struct str host,
    struct str ident, struct str message);

#endif
