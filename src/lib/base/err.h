/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results of library functions: 0, or one of these. Libraries never exit and
 * never print; the caller says what failed and what to do about it.
 */
#ifndef ERR_H
#define ERR_H

enum {
	OS_OK = 0,
	OS_ERR_FORMAT = -1,   /* malformed input */
	OS_ERR_SYS = -2,      /* a system call failed: see errno */
	OS_ERR_LIMIT = -3,    /* larger than we accept */
	OS_ERR_NOTFOUND = -4, /* no such entry */
	OS_ERR_REFUSED = -5,  /* well-formed, but not allowed */
	OS_ERR_STATE = -6,    /* a database or state file failed */
	OS_ERR_BUSY = -7,     /* not now: it would have to wait */
	OS_ERR_CLOSED = -8,   /* the other side is gone */
};

/* A short lower-case text for a result, never NULL. */
const char *os_strerror(int err);

#endif
