/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Word from the kernel that files changed (inotify). Only a hint: everything is
 * looked at from time to time anyway, so running out of watches costs latency.
 */
#ifndef NOTIFY_H
#define NOTIFY_H

struct notify;

enum {
	NOTIFY_FILE =
	    1, /* the watched file has more text, or was cut or moved */
	NOTIFY_DIR = 2,  /* a name in the watched directory came or went */
	NOTIFY_LOST = 4, /* events were lost: look at everything */
};

/* watch: -1 with NOTIFY_LOST. name: in the directory; NULL for a file. */
typedef void notify_fn(void *arg, int watch, unsigned what, const char *name);

/* NULL: see errno. */
struct notify *notify_new(void);
void notify_free(struct notify **n);
int notify_fd(const struct notify *n);

/* A watch, or -1. The same file watched twice gives the same number, which then
 * must be given back twice. n may be NULL. */
int notify_open_file(struct notify *n, int fd);
int notify_dir_of(struct notify *n, const char *path);
void notify_unwatch(struct notify *n, int wd);

/* Calls fn for what has happened; does not wait. */
void notify_read(struct notify *n, notify_fn *fn, void *arg);

#endif
