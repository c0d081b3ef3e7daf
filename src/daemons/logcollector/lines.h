/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts a stream of bytes into lines, whatever pieces it comes in. Only the line
 * feed goes; a carriage return stays. A NUL must not hide the text after it and
 * becomes a space. Of a line longer than LINES_TEXT_MAX only that much is kept.
 */
#ifndef LINES_H
#define LINES_H

#include "lib/base/buf.h"
#include "lib/base/str.h"

/* The reference's buffer of 6144, less 256 for the header, less one. */
enum { LINES_TEXT_MAX = 5887 };

/* All zero is ready to use. */
struct lines {
	struct buf head;    /* of the line whose end has not come */
	uint64_t discarded; /* bytes of it behind the head */
	bool taken;         /* head was handed out: the next call clears it */
};

struct line {
	struct str text;    /* valid until the next call */
	uint64_t discarded; /* bytes of it that text lacks */
	uint64_t taken;     /* bytes of the stream, with the line feed */
};

/*
 * Takes the next line from the *n bytes at *p (NULs in it are replaced where
 * they stand) and moves both behind it. False: all of it was taken and the end
 * of the line has not come.
 */
bool lines_next(struct lines *l, char **p, size_t *n, struct line *line);

/* The line without an end, at the end of a stream; false: there is none. */
bool lines_rest(struct lines *l, struct line *line);

void lines_clear(struct lines *l);
void lines_free(struct lines *l);

#endif
