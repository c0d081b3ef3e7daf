/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the engine remembers beyond its own life: a few tables of bytes by key.
 * The library itself does no I/O; a daemon backs this with its database, tests
 * and ossec-logtest with memory.
 */
#ifndef STATE_H
#define STATE_H

#include "lib/base/str.h"

enum state_table {
	STATE_FTS,       /* lines seen */
	STATE_IGNORE,    /* lines of the ignore file */
	STATE_DIFF,      /* "<host>\0<rule id>" -> last output */
	STATE_SYSCHECK,  /* "<location>\0<file>" -> flags, sum, time */
	STATE_ROOTCHECK, /* "<location>\0<text>" -> first and last time */
	STATE_HOSTINFO,  /* "<ip>\0<ports>" -> (empty) */
	STATE_STATS,     /* "hour/<h>", "week/<d>/<h>", ... -> number */
	STATE_TABLES,
};

struct state {
	/* *value stays valid until the next call. OS_OK or OS_ERR_NOTFOUND; a
	 * failing store answers OS_ERR_STATE and has reported it itself. */
	int (*get)(struct state *s, enum state_table t, struct str key,
	    struct str *value);
	int (*put)(struct state *s, enum state_table t, struct str key,
	    struct str value);
	int (*del)(struct state *s, enum state_table t, struct str key);
	/* All keys that start with prefix, in byte order, until fn is false. */
	int (*each)(struct state *s, enum state_table t, struct str prefix,
	    bool (*fn)(void *arg, struct str key, struct str value), void *arg);
};

/* In memory. over: read through to this one, never write to it; or NULL. */
struct state *state_memory_new(struct state *over);
void state_memory_free(struct state **s);

#endif
