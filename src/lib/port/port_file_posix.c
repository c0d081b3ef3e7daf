/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and descriptors on POSIX systems.
 */
#include "lib/port/port_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_READ 4096

/* Doubles *p, which holds cap bytes, up to max + 1 for the NUL. */
static int
grow(char **p, size_t *cap, size_t max)
{
	size_t want = *cap == 0 ? FIRST_READ : *cap * 2;
	char *q;

	if (want > max + 1)
		want = max + 1;
	if ((q = realloc(*p, want)) == NULL)
		return -1;
	*p = q;
	*cap = want;
	return 0;
}

int
port_file_read_fd(int fd, size_t max, char **out, size_t *len)
{
	char *p = NULL;
	size_t n = 0, cap = 0;
	ssize_t got;

	if (max >= SSIZE_MAX) {
		errno = EINVAL;
		return -1;
	}
	for (;;) {
		if (n + 1 >= cap && n < max && grow(&p, &cap, max) == -1)
			goto fail;
		if (n == max) {
			char more;

			/* full: is that also the end? */
			if ((got = read(fd, &more, 1)) > 0)
				errno = EFBIG;
			if (got > 0)
				goto fail;
		} else {
			got = read(fd, p + n, cap - 1 - n);
		}
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			goto fail;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	if (p == NULL && (p = malloc(1)) == NULL)
		return -1;
	p[n] = '\0';
	*out = p;
	*len = n;
	return 0;
fail:
	free(p);
	return -1;
}

static int
read_and_close(int fd, size_t max, char **out, size_t *len)
{
	int r = port_file_read_fd(fd, max, out, len), saved = errno;

	close(fd);
	errno = saved;
	return r;
}

int
port_file_read(const char *path, size_t max, char **out, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	return fd == -1 ? -1 : read_and_close(fd, max, out, len);
}

int
port_file_read_plain(const char *path, size_t max, char **out, size_t *len)
{
	int fd = open(
	    path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	return read_and_close(fd, max, out, len);
}

int
port_file_write(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

/* The rename is durable only once the directory is. */
static int
sync_parent(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	int fd, r;

	if (slash == NULL)
		dir = strdup(".");
	else
		dir = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (dir == NULL)
		return -1;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	if (fd == -1)
		return -1;
	r = fsync(fd);
	close(fd);
	return r;
}

static int
write_beside(const char *path, const void *data, size_t len, mode_t mode)
{
	int fd, saved;

	/* A left-over of a crash, or a trap: never write through it. */
	if (unlink(path) == -1 && errno != ENOENT)
		return -1;
	fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return -1;
	if (port_file_write(fd, data, len) == -1 || fchmod(fd, mode) == -1 ||
	    fsync(fd) == -1) {
		saved = errno;
		close(fd);
		unlink(path);
		errno = saved;
		return -1;
	}
	return close(fd);
}

int
port_file_replace(const char *path, const void *data, size_t len, mode_t mode)
{
	char beside[PATH_MAX];
	int saved;

	if ((size_t)snprintf(beside, sizeof(beside), "%s.new", path) >=
	    sizeof(beside)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (write_beside(beside, data, len, mode) == -1)
		return -1;
	if (rename(beside, path) == -1) {
		saved = errno;
		unlink(beside);
		errno = saved;
		return -1;
	}
	return sync_parent(path);
}

static int
make_dir(const char *path, mode_t mode)
{
	struct stat st;

	if (mkdir(path, 0700) == 0)
		return chmod(path, mode);
	if (errno != EEXIST)
		return -1;
	if (stat(path, &st) == -1)
		return -1;
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return -1;
	}
	return 0;
}

int
port_file_mkdirs(const char *path, mode_t mode)
{
	char part[PATH_MAX];
	size_t len = strlen(path);

	if (len == 0 || len >= sizeof(part)) {
		errno = len == 0 ? ENOENT : ENAMETOOLONG;
		return -1;
	}
	memcpy(part, path, len + 1);
	for (size_t i = 1; i < len; i++) {
		if (part[i] != '/')
			continue;
		part[i] = '\0';
		if (make_dir(part, mode) == -1)
			return -1;
		part[i] = '/';
	}
	return make_dir(part, mode);
}

int
port_file_set_nonblock(int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags == -1)
		return -1;
	flags = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
	return fcntl(fd, F_SETFL, flags);
}

int
port_file_set_inherit(int fd, bool on)
{
	return fcntl(fd, F_SETFD, on ? 0 : FD_CLOEXEC);
}

void
port_file_close_above(int above, int keep)
{
	unsigned from = (unsigned)above + 1;

	if (keep > above) {
		if (keep > above + 1)
			close_range(from, (unsigned)keep - 1, 0);
		from = (unsigned)keep + 1;
	}
	close_range(from, ~0U, 0);
}
