/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Follows a text file that grows, is replaced by another of its name, or is cut
 * short. The caller asks again and again; nothing waits here.
 */
#ifndef ALERTS_FOLLOW_H
#define ALERTS_FOLLOW_H

#include <stdbool.h>
#include <sys/types.h>

#include "lib/base/buf.h"

struct alerts_follow {
	const char *path;
	int fd;   /* -1: there is no such file yet */
	off_t at; /* what has been read of it */
	dev_t dev;
	ino_t ino;
	struct buf text; /* read, and not yet drained by the caller */
};

void alerts_follow_init(struct alerts_follow *f, const char *path);
void alerts_follow_free(struct alerts_follow *f);

/* Goes on with another path; if that names the file being read, from where
 * reading stands. */
void alerts_follow_move(struct alerts_follow *f, const char *path);

/*
 * Adds a piece of what is new to text. False: nothing is new. After a change
 * of file the incomplete rest of the old one is dropped. OS_OK, or OS_ERR_SYS
 * (a file that is missing is no error).
 */
int alerts_follow_read(struct alerts_follow *f, bool *more);

#endif
