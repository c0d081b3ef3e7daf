/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path that is followed: the file it leads to now and those it led to before,
 * until they are read to their end. Rotation, truncation, disappearance.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "daemons/logcollector/positions.h"
#include "daemons/logcollector/stream.h"

/* Files that were left are still looked at until they are quiet so long. */
#define FOLLOW_LINGER_NS (60 * (int64_t)1000000000)

struct files;

struct follow {
	struct follow *next;
	struct files *files;
	char *path;
	const struct format *format;
	unsigned group_lines;
	struct stream *current; /* NULL: the path leads nowhere */
	struct stream *old;     /* oldest first */
	struct tally tally;
	/* Text that is there when it is first seen is not read: from before the
	 * first start. */
	bool from_end;
	bool recovered;       /* positions of earlier runs were looked at */
	bool wanted;          /* a location leads to the path */
	bool listed;          /* so it did when locations were last expanded */
	bool dirty;           /* there may be something to read */
	bool check;           /* the path may lead elsewhere */
	bool told;            /* that it cannot be opened */
	int64_t rewritten_at; /* when current was last cut; 0: never */
	int dir_watch;        /* -1: none */
};

struct follow *follow_new(struct files *files, const char *path,
    const struct format *format, unsigned group_lines);
/* Accepts NULL, stores NULL. */
void follow_free(struct follow **f);

/* Looks where the path leads, opens what is new, marks what is to be read. */
void follow_check(struct follow *f, int64_t now);

/* Not wanted any more: what is open is read to its end. */
void follow_leave(struct follow *f, int64_t now);

/* PUMP_OVER: nothing is wanted or open, free it. */
enum pump follow_pump(struct follow *f, int64_t now);

/* When it wants follow_pump() without a change of the file, or INT64_MAX. */
int64_t follow_due(const struct follow *f);

/* Adds where it stands. */
void follow_save(const struct follow *f, struct positions *p, int64_t time);

#endif
