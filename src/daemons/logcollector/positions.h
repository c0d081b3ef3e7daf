/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the collector remembers over restarts: how far each file and the
 * journal was read. A text file, replaced as a whole:
 *
 *	ossec-logcollector positions 1
 *	location /var/log/\x2a.log
 *	file DEV INO OFFSET CHECK_AT CHECK_LEN CHECK_HASH SEEN /var/log/auth.log
 *	journal CURSOR
 *	end
 *
 * A path may have several rows: what was rotated away but not read to its end
 * comes first. Bytes that are not printable, and "\", are written as \xNN.
 */
#ifndef POSITIONS_H
#define POSITIONS_H

#include "daemons/logcollector/stream.h"
#include "lib/base/buf.h"

struct position {
	char *path;
	struct file_id id;
	struct place place;
	int64_t seen; /* seconds since 1970: when it was last so */
	bool used;    /* for loading: somebody goes on from here */
};

struct positions {
	struct position *v;
	size_t n, cap;
	char **locations; /* as configured, that were followed */
	size_t n_locations, cap_locations;
	char *journal; /* cursor, or NULL */
};

/* OS_ERR_NOTFOUND: there is none; OS_ERR_FORMAT: damaged, nothing is used;
 * OS_ERR_SYS. p is valid in any case. */
int positions_load(struct positions *p, const char *path);
/* By way of path with ".new" added. OS_ERR_SYS: see errno. */
int positions_save(const struct positions *p, const char *path);
void positions_free(struct positions *p);

void positions_add(struct positions *p, const char *path, struct file_id id,
    const struct place *place, int64_t seen);
void positions_add_location(struct positions *p, const char *text);
bool positions_has_location(const struct positions *p, const char *text);

/* The same text format in memory; parsing takes nothing on an error. */
void positions_write(const struct positions *p, struct buf *b);
int positions_parse(struct positions *p, struct str text);

#endif
