/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout_walk() and layout_trusted() of layout.h. Never follows a symbolic link
 * at the end of a path: in a home of the reference, daemons could have planted
 * one.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/xalloc.h"
#include "lib/service/layout.h"

struct walk {
	bool fix, root;
	void (*tell)(const char *text, void *arg);
	void *arg;
	int left;
};

static void PRINTFLIKE(2, 3) tell(struct walk *w, const char *fmt, ...)
{
	char text[PATH_MAX + 256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	w->tell(text, w->arg);
}

static int
failed(struct walk *w, const char *what, const char *path)
{
	tell(w, "cannot %s %s: %s", what, path, strerror(errno));
	return OS_ERR_SYS;
}

static int
identity(struct walk *w, const struct layout_entry *e, uid_t *uid, gid_t *gid)
{
	const struct passwd *pw = getpwnam(e->owner);
	const struct group *gr = getgrnam(e->group);

	if (pw == NULL || gr == NULL) {
		tell(w, "%s: there is no %s '%s'; ossec-install -u creates it",
		    e->path, pw == NULL ? "user" : "group",
		    pw == NULL ? e->owner : e->group);
		return OS_ERR_NOTFOUND;
	}
	*uid = pw->pw_uid;
	*gid = gr->gr_gid;
	return OS_OK;
}

static int
fix_owner(struct walk *w, int fd, const char *path,
    const struct layout_entry *e, const struct stat *st)
{
	uid_t uid;
	gid_t gid;
	int r;

	if (!w->root)
		return OS_OK; /* a home for development belongs to one user */
	if ((r = identity(w, e, &uid, &gid)) != OS_OK)
		return r;
	if (st->st_uid == uid && st->st_gid == gid)
		return OS_OK;
	tell(w, "%s: belongs to %u:%u, should be %s:%s", path, st->st_uid,
	    st->st_gid, e->owner, e->group);
	if (!w->fix) {
		w->left++;
		return OS_OK;
	}
	return fchown(fd, uid, gid) == -1 ? failed(w, "change owner of", path)
					  : OS_OK;
}

/* The administrator may be stricter with files, never with less. */
static bool
mode_fits(const struct walk *w, mode_t have, mode_t want, bool dir)
{
	have &= 07777;
	return have == want || (!w->fix && !dir && (have & ~want) == 0);
}

static int
fix_mode(struct walk *w, int fd, const char *path, mode_t mode)
{
	struct stat st;

	/* again: a change of owner may have cleared bits */
	if (fstat(fd, &st) == -1)
		return failed(w, "examine", path);
	if (!w->root && S_ISDIR(st.st_mode))
		mode |= S_IWUSR; /* or its user could not work in it */
	if (mode_fits(w, st.st_mode, mode, S_ISDIR(st.st_mode)))
		return OS_OK;
	tell(w, "%s: mode %04o, should be %04o", path, st.st_mode & 07777U,
	    mode);
	if (!w->fix) {
		w->left++;
		return OS_OK;
	}
	return fchmod(fd, mode) == -1 ? failed(w, "change mode of", path)
				      : OS_OK;
}

static int
fix_both(
    struct walk *w, const char *path, const struct layout_entry *e, bool dir)
{
	struct stat st;
	int fd, r;

	fd = open(path,
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY |
		(dir ? O_DIRECTORY : 0));
	if (fd == -1 || fstat(fd, &st) == -1) {
		r = failed(w, "open", path);
	} else if (!dir && (!S_ISREG(st.st_mode) || st.st_nlink > 1)) {
		tell(w, "%s: is not a plain file with one name: remove it",
		    path);
		r = OS_ERR_REFUSED;
	} else {
		r = fix_owner(w, fd, path, e, &st);
		if (r == OS_OK)
			r = fix_mode(w, fd, path, e->mode);
	}
	if (fd != -1)
		close(fd);
	return r;
}

/* Is it there? *make: it is not, and shall be made now. */
static int
present(struct walk *w, const char *path, bool *make)
{
	struct stat st;

	*make = false;
	if (lstat(path, &st) == 0)
		return OS_OK;
	if (errno != ENOENT)
		return failed(w, "examine", path);
	tell(w, "%s: %s", path, w->fix ? "made" : "is missing");
	if (!w->fix) {
		w->left++;
		return OS_ERR_NOTFOUND;
	}
	*make = true;
	return OS_OK;
}

static int
walk_dir(struct walk *w, const struct layout_entry *e)
{
	bool make;
	int r = present(w, e->path, &make);

	if (r != OS_OK)
		return r;
	if (make && mkdir(e->path, 0700) == -1)
		return failed(w, "make", e->path);
	return fix_both(w, e->path, e, true);
}

static int
walk_file(struct walk *w, const struct layout_entry *e)
{
	bool make;
	int r = present(w, e->path, &make), fd;

	if (r != OS_OK)
		return r;
	if (make) {
		fd = open(e->path,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd == -1)
			return failed(w, "make", e->path);
		close(fd);
	}
	return fix_both(w, e->path, e, false);
}

static int
walk_link(struct walk *w, const struct layout_entry *e)
{
	char target[PATH_MAX];
	bool make;
	int r = present(w, e->path, &make);
	ssize_t n;

	if (r != OS_OK)
		return r;
	if (!make) {
		n = readlink(e->path, target, sizeof(target) - 1);
		target[n > 0 ? n : 0] = '\0';
		if (strcmp(target, e->target) == 0)
			return OS_OK;
		tell(w, "%s: should be a link to %s", e->path, e->target);
		if (!w->fix) {
			w->left++;
			return OS_OK;
		}
		if (unlink(e->path) == -1)
			return failed(w, "remove", e->path);
	}
	return symlink(e->target, e->path) == -1 ? failed(w, "make", e->path)
						 : OS_OK;
}

static int
walk_files(struct walk *w, const struct layout_entry *e)
{
	char path[PATH_MAX];
	const struct dirent *f;
	struct stat st;
	DIR *d = opendir(e->path);
	int r = OS_OK;

	if (d == NULL)
		return errno == ENOENT ? OS_OK : failed(w, "read", e->path);
	while (r == OS_OK && (f = readdir(d)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", e->path, f->d_name);
		if (lstat(path, &st) == 0 && S_ISREG(st.st_mode))
			r = fix_both(w, path, e, false);
	}
	closedir(d);
	return r;
}

static int (*const walkers[])(struct walk *, const struct layout_entry *) = {
	[LAYOUT_DIR] = walk_dir,
	[LAYOUT_FILE] = walk_file,
	[LAYOUT_LINK] = walk_link,
	[LAYOUT_FILES] = walk_files,
};

bool
layout_trusted(const char **path)
{
	struct stat st;

	if (geteuid() != 0)
		return true;
	for (size_t i = 0; i < layout_count; i++) {
		const struct layout_entry *e = &layout_entries[i];

		if (e->type != LAYOUT_DIR || strcmp(e->owner, "root") != 0 ||
		    stat(e->path, &st) == -1 ||
		    (st.st_uid == 0 && (st.st_mode & (S_IWGRP | S_IWOTH)) == 0))
			continue;
		*path = e->path;
		return false;
	}
	return true;
}

int
layout_walk(unsigned install, bool fix, void (*fn)(const char *text, void *arg),
    void *arg)
{
	struct walk w = { fix, geteuid() == 0, fn, arg, 0 };

	for (size_t i = 0; i < layout_count; i++) {
		const struct layout_entry *e = &layout_entries[i];
		int r;

		if ((e->installs & install) == 0)
			continue;
		r = walkers[e->type](&w, e);
		if (r != OS_OK && fix)
			return OS_ERR_SYS;
		if (r != OS_OK && r != OS_ERR_NOTFOUND)
			w.left++;
	}
	return w.left;
}
