/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/pid_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/base/str.h"
#include "lib/port/port_file.h"
#include "lib/port/port_process.h"

#define PATH_BYTES 256
#define LOCK_WAIT_MS 500
#define LOCK_NAP_MS 20

static void
path_of(char *path, const char *name, pid_t pid)
{
	snprintf(
	    path, PATH_BYTES, PID_FILE_DIR "/%.64s-%d.pid", name, (int)pid);
}

/* Is file <name>-<number>.pid? */
static bool
parse_name(const char *file, const char *name, pid_t *pid)
{
	struct str s = str_from(file);
	uint64_t n;

	if (!str_starts(s, str_from(name)) || !str_ends(s, STR_LIT(".pid")))
		return false;
	s = str_skip(str_head(s, s.len - 4), strlen(name));
	if (s.len < 2 || s.p[0] != '-' ||
	    !str_to_u64(str_skip(s, 1), INT32_MAX, &n))
		return false;
	*pid = (pid_t)n;
	return true;
}

/* Calls fn for each pid file of name, until it returns true. */
static bool
each(const char *name, bool (*fn)(pid_t pid, void *arg), void *arg)
{
	DIR *d = opendir(PID_FILE_DIR);
	const struct dirent *e;
	bool done = false;
	pid_t pid;

	if (d == NULL)
		return false;
	while (!done && (e = readdir(d)) != NULL) {
		if (parse_name(e->d_name, name, &pid))
			done = fn(pid, arg);
	}
	closedir(d);
	return done;
}

static bool
remove_one(pid_t pid, void *arg)
{
	char path[PATH_BYTES];

	path_of(path, arg, pid);
	unlink(path);
	return false;
}

/* One that is just ending may hold it for a moment longer than its entry in
 * /proc can be recognised. */
static bool
lock_within(int fd, int ms)
{
	const struct timespec nap = { 0, LOCK_NAP_MS * 1000000L };

	for (; flock(fd, LOCK_EX | LOCK_NB) == -1; ms -= LOCK_NAP_MS) {
		if (ms <= 0)
			return false;
		nanosleep(&nap, NULL);
	}
	return true;
}

static int
take_lock(const char *name, int *lock)
{
	char path[PATH_BYTES];
	int fd;

	snprintf(path, sizeof(path), PID_FILE_DIR "/%.64s.lock", name);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1) {
		log_error_code(
		    1212, "cannot create %s: %s", path, strerror(errno));
		return OS_ERR_SYS;
	}
	if (!lock_within(fd, LOCK_WAIT_MS)) {
		log_errorx("already running: another process holds %s", path);
		close(fd);
		return OS_ERR_REFUSED;
	}
	*lock = fd;
	return OS_OK;
}

int
pid_file_write(const char *name, int *lock)
{
	char path[PATH_BYTES], text[32];
	int fd, r, n;

	if ((r = take_lock(name, lock)) != OS_OK)
		return r;
	each(name, remove_one, (void *)(uintptr_t)name);
	path_of(path, name, getpid());
	n = snprintf(text, sizeof(text), "%d\n", (int)getpid());
	fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd == -1 || port_file_write(fd, text, (size_t)n) == -1) {
		log_error_code(1212, "cannot create pid file %s: %s", path,
		    strerror(errno));
		if (fd != -1)
			close(fd);
		return OS_ERR_SYS;
	}
	close(fd);
	return OS_OK;
}

void
pid_file_remove(const char *name)
{
	char path[PATH_BYTES];

	path_of(path, name, getpid());
	unlink(path);
}

struct search {
	const char *name, *exe;
	pid_t pid;
	int pidfd;
};

static bool
is_running(pid_t pid, void *arg)
{
	struct search *s = arg;

	s->pid = pid;
	return port_process_open(pid, s->exe, &s->pidfd);
}

int
pid_file_find(const char *name, const char *exe, pid_t *pid, int *pidfd)
{
	struct search s = { name, exe, 0, -1 };

	if (!each(name, is_running, &s))
		return OS_ERR_NOTFOUND;
	*pid = s.pid;
	*pidfd = s.pidfd;
	return OS_OK;
}

static bool
sweep_one(pid_t pid, void *arg)
{
	const struct search *s = arg;
	int fd;

	if (port_process_open(pid, s->exe, &fd)) {
		close(fd);
		return false;
	}
	return remove_one(pid, (void *)(uintptr_t)s->name);
}

void
pid_file_sweep(const char *name, const char *exe)
{
	struct search s = { name, exe, 0, -1 };

	each(name, sweep_one, &s);
}
