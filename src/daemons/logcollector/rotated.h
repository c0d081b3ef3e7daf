/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What became of a log file: the files beside it that may hold its earlier
 * text, under a name that a rotation gave them.
 */
#ifndef ROTATED_H
#define ROTATED_H

#include "daemons/logcollector/stream.h"

struct rotated {
	char *path;
	struct file_id id;
	int64_t mtime; /* ns */
	bool numbered; /* name plus "." or "-" and digits, as logrotate does */
};

/* Oldest first. */
struct rotated_list {
	struct rotated *v;
	size_t n, cap;
};

/*
 * Regular files (no links) in the directory of path, other than path, whose
 * names begin like its own up to the first dot, or whose inode is ino (0:
 * none). Empty when the directory cannot be read.
 */
void rotated_find(const char *path, ino_t ino, struct rotated_list *list);
void rotated_free(struct rotated_list *list);

#endif
