/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemon log: one line per message, in the reference's layout
 * (daemons-and-privileges, section 11):
 *
 *	2026/11/25 10:00:01 ossec-analysisd: INFO: Started (pid: 12).
 *	2026/11/25 10:00:02 ossec-analysisd(1202): ERROR: Configuration error
 *...
 *
 * Messages name the thing and the consequence, without the program's name.
 * The functions without an x add strerror(errno). Control characters in a
 * message are written as \xNN, so that a line of input cannot forge one of
 *ours.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

#include "lib/base/xalloc.h"

/* name is kept, not copied. Until log_open() lines go to standard error only.
 */
void log_init(const char *name);
const char *log_name(void);

/* Appends to path from now on; 0 or OS_ERR_SYS. The descriptor stays valid in
 * a chroot. Without a usable file, lines go to standard error. */
int log_open(const char *path);
void log_stderr(bool on);
/* 0: no debug lines; 1, 2: more of them. */
void log_debug_level(int level);
int log_get_debug_level(void);

void log_info(const char *fmt, ...) PRINTFLIKE(1, 2);
void log_warn(const char *fmt, ...) PRINTFLIKE(1, 2);
void log_warnx(const char *fmt, ...) PRINTFLIKE(1, 2);
void log_error(const char *fmt, ...) PRINTFLIKE(1, 2);
void log_errorx(const char *fmt, ...) PRINTFLIKE(1, 2);
void log_debug(int level, const char *fmt, ...) PRINTFLIKE(2, 3);

/* The same with one of the reference's message numbers behind the name. */
void log_info_code(int code, const char *fmt, ...) PRINTFLIKE(2, 3);
void log_warn_code(int code, const char *fmt, ...) PRINTFLIKE(2, 3);
void log_error_code(int code, const char *fmt, ...) PRINTFLIKE(2, 3);

/* For start-up and broken invariants: log and exit with status 1. */
void fatal(const char *fmt, ...) PRINTFLIKE(1, 2) __attribute__((noreturn));
void fatalx(const char *fmt, ...) PRINTFLIKE(1, 2) __attribute__((noreturn));

/*
 * For what a peer can trigger: at most one message per interval seconds.
 * log_limit() says whether to log now and, through *skipped, how many were not
 * logged since the last one.
 */
struct log_limit {
	int interval;
	long long next;
	unsigned long skipped;
};
bool log_limit(struct log_limit *l, unsigned long *skipped);

#endif
