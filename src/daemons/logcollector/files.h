/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All files that are followed: from the configured locations (plain names, date
 * patterns, wildcards) to paths, again and again, and whose turn it is.
 */
#ifndef FILES_H
#define FILES_H

#include "daemons/logcollector/follow.h"
#include "daemons/logcollector/notify.h"

struct location {
	const char *pattern; /* as configured */
	const struct format *format;
	unsigned group_lines;
	bool glob, date;
	bool from_end; /* its files are new to us: not what is in them now */
	bool told;     /* that nothing matches */
};

struct files {
	struct location *locations;
	size_t n_locations, cap_locations;
	struct follow *follows;
	size_t n_follows, follows_max;
	struct follow *turn; /* who is next */
	struct chunk chunk;
	struct sink sink;
	struct notify *notify;
	struct positions loaded; /* of the last run */
	struct str host;
	int64_t quiet_ns;
	int64_t expand_at, expand_cost;
	bool expand_asked, full_told;
	uint64_t rows_lost;
};

/* Everything outlives *files but what positions holds, which it takes over.
 * notify may be NULL: then only files_check() finds out. */
void files_init(struct files *files, const struct sink *sink,
    struct notify *notify, struct positions *loaded, int64_t quiet_ns);
void files_free(struct files *files);

/* pattern outlives files. */
void files_add(struct files *files, const char *pattern,
    const struct format *format, unsigned group_lines);

/* Opens what is there at start. */
void files_start(struct files *files, int64_t now);

/* Every loop_timeout: everything that notifications could have missed. */
void files_check(struct files *files, int64_t now);
/* What notifications asked for. */
void files_changed(struct files *files, int64_t now);
/* For the callback of notify: what happened to watch (-1: to anything). */
void
files_event(struct files *files, int watch, unsigned what, const char *name);

/* PUMP_MORE: there is more to do, but see to the rest of the world first. */
enum pump files_pump(struct files *files, int64_t now);
/* When files_pump() is wanted at the latest, or INT64_MAX. */
int64_t files_due(const struct files *files);

/* Positions of everything and what is to be kept of the last run's. */
void files_save(struct files *files, struct positions *p);

/* For follow.c. The stream with that file, if nobody else's path leads to it,
 * is taken from its owner; NULL: there is none. */
struct stream *
files_adopt(struct files *files, const struct follow *by, struct file_id id);
bool files_is_open(const struct files *files, struct file_id id);

#endif
