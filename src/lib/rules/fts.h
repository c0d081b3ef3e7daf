/* SPDX-License-Identifier: Apache-2.0 */
/*
 * First time seen and the ignore file (spec: analysis-events, section 11).
 */
#ifndef FTS_H
#define FTS_H

#include "lib/base/buf.h"
#include "lib/rules/event.h"

enum fts_bits {
	FTS_NAME = 1 << 0,
	FTS_DSTUSER = 1 << 1,
	FTS_SRCUSER = 1 << 2,
	FTS_SRCIP = 1 << 3,
	FTS_DSTIP = 1 << 4,
	FTS_ID = 1 << 5,
	FTS_LOCATION = 1 << 6,
	FTS_DATA = 1 << 7,
	FTS_SYSTEM_NAME = 1 << 8,
};

enum { FTS_LINE_MAX = 255 };

struct state;
struct fts;

/* Lines known so far come from the state, new ones go there. size and
 * min_similar: analysisd.fts_list_size, analysisd.fts_min_size_for_str. */
struct fts *fts_new(struct state *state, size_t size, size_t min_similar);
void fts_free(struct fts **f);

/* Is this the first time? Looking consumes the novelty. */
bool fts_first_time(struct fts *f, const struct event *ev);

/* The line of ev for those fields: "<decoder> <id> <dstuser> ..." */
void fts_line(struct buf *b, const struct event *ev, unsigned bits);
/* Likewise for the ignore file. */
void ignore_line(struct buf *b, const struct event *ev, unsigned bits);

#endif
