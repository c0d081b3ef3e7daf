/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnostics about files a person wrote: every error of a run is collected,
 * then all are shown, each as
 *
 *	etc/ossec.conf:42:3: <frequency>: expected 1 to 86400, found "x"
 *
 * Say what is wrong, what was expected and, where known, the cure.
 */
#ifndef DIAG_H
#define DIAG_H

#include <stdarg.h>
#include <stddef.h>

#include "lib/base/str.h"
#include "lib/base/xalloc.h"

enum diag_severity {
	DIAG_UNUSED, /* a warning that one program gives for all: it is right,
		      * but nothing here uses it */
	DIAG_NOTE,
	DIAG_WARNING,
	DIAG_ERROR,
};

/* Where a thing stands. line and col count from 1; 0 means not known. */
struct src_pos {
	const char *file; /* owned by whoever made the position */
	unsigned line, col;
};

struct diag {
	enum diag_severity severity;
	int code;         /* the reference's message number, or 0 */
	const char *file; /* owned by the collection */
	unsigned line, col;
	const char *text;
	size_t rank; /* of the file; diags_sort() */
};

struct diags;

struct diags *diags_new(void);
void diags_free(struct diags **ds);

/* code: the reference's message number for it (1230, 1235, ...) or 0. */
void diag_add(struct diags *ds, enum diag_severity severity, int code,
    struct src_pos pos, const char *fmt, ...) PRINTFLIKE(5, 6);
#define diag_error(ds, code, pos, ...) \
	diag_add(ds, DIAG_ERROR, code, pos, __VA_ARGS__)
#define diag_warning(ds, code, pos, ...) \
	diag_add(ds, DIAG_WARNING, code, pos, __VA_ARGS__)

size_t diags_count(const struct diags *ds);
size_t diags_errors(const struct diags *ds);
const struct diag *diags_at(const struct diags *ds, size_t i);

/* Brings what was added from the first-th on into the order of the files as
 * they first appear, and of the lines in each. */
void diags_sort(struct diags *ds, size_t first);

/* "file:line:col: text" into b, no severity, no newline. */
struct buf;
void diag_format(const struct diag *d, struct buf *b);

/* Those of at least that severity to the log, with their codes; errors as
 * ERROR, warnings as WARN. */
void diags_log(const struct diags *ds, enum diag_severity least);

/*
 * The entry of names (ended by NULL) most like word, or NULL if none is close:
 * for "did you mean ...?".
 */
const char *suggest(struct str word, const char *const *names);

#endif
