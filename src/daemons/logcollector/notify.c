/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/notify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/log.h"
#include "lib/base/xalloc.h"

enum {
	FILE_EVENTS = IN_MODIFY | IN_MOVE_SELF | IN_DELETE_SELF | IN_ATTRIB,
	DIR_EVENTS =
	    IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR,
};

struct notify {
	int fd;
	/* Users of each watch, by its number: the kernel counts up. */
	unsigned *users;
	size_t n, cap;
	bool told;
};

struct notify *
notify_new(void)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct notify *n;

	if (fd == -1)
		return NULL;
	n = xcalloc(1, sizeof(*n));
	n->fd = fd;
	return n;
}

void
notify_free(struct notify **np)
{
	struct notify *n = *np;

	*np = NULL;
	if (n == NULL)
		return;
	close(n->fd);
	free(n->users);
	free(n);
}

int
notify_fd(const struct notify *n)
{
	return n->fd;
}

static int
watch(struct notify *n, const char *path, unsigned events)
{
	int wd;

	if (n == NULL)
		return -1;
	/* IN_MASK_ADD: a file and its directory never are the same inode, but
	 * several of us may watch one. */
	wd = inotify_add_watch(n->fd, path, events | IN_MASK_ADD);
	if (wd < 0) {
		if (errno == ENOSPC && !n->told)
			log_warnx("the kernel has no more inotify watches "
				  "(fs.inotify.max_user_watches): files are "
				  "looked at every loop_timeout only");
		n->told |= errno == ENOSPC;
		return -1;
	}
	while (n->n <= (size_t)wd)
		*ARRAY_ADD(n->users, n->n, n->cap) = 0;
	n->users[wd]++;
	return wd;
}

int
notify_open_file(struct notify *n, int fd)
{
	char path[64];

	/* The open file itself, whatever its name leads to by now. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return watch(n, path, FILE_EVENTS);
}

int
notify_dir_of(struct notify *n, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	int wd;

	if (slash == NULL)
		return -1;
	dir = xasprintf("%.*s/", (int)(slash - path), path);
	wd = watch(n, dir, DIR_EVENTS);
	free(dir);
	return wd;
}

void
notify_unwatch(struct notify *n, int wd)
{
	if (n == NULL || wd < 0 || (size_t)wd >= n->n || n->users[wd] == 0)
		return;
	if (--n->users[wd] == 0)
		(void)inotify_rm_watch(n->fd, wd); /* may be gone already */
}

static void
tell(const struct inotify_event *e, notify_fn *fn, void *arg)
{
	if (e->mask & IN_Q_OVERFLOW)
		fn(arg, -1, NOTIFY_LOST, NULL);
	else if (e->mask & IN_IGNORED)
		return;
	else if (e->len > 0)
		fn(arg, e->wd, NOTIFY_DIR, e->name);
	else
		fn(arg, e->wd, NOTIFY_FILE, NULL);
}

void
notify_read(struct notify *n, notify_fn *fn, void *arg)
{
	_Alignas(struct inotify_event) char buf[16384];
	ssize_t len;

	while ((len = read(n->fd, buf, sizeof(buf))) > 0) {
		for (char *p = buf; p < buf + len;) {
			const struct inotify_event *e = (const void *)p;

			tell(e, fn, arg);
			p += sizeof(*e) + e->len;
		}
	}
}
