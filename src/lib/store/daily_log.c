/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/store/daily_log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/port/port_file.h"
#include "lib/port/port_time.h"

#define DIR_MODE 0750
#define FILE_MODE 0640
#define COMPLAIN_EVERY 60 /* seconds */
#define RETRY_NS (10 * 1000000000LL)

struct daily_log {
	const struct daily_log_name *name;
	int fd;
	char path[PATH_MAX]; /* of the daily file that fd is */
	int year, yday;      /* of that file */
	struct buf text;
	size_t kept; /* of text: what a failed write left */
	bool failing;
	int64_t no_day_before; /* monotonic: when to try the new day again */
	struct log_limit complain;
	struct daily_log_counters counters;
};

static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* "logs/alerts/2026/Nov", and the file in it */
static int
make_paths(const struct daily_log_name *name, const struct tm *day, char *dir,
    char *path)
{
	int n, m;

	n = snprintf(dir, PATH_MAX, "%s/%d/%s", name->dir, day->tm_year + 1900,
	    months[day->tm_mon]);
	m = snprintf(path, PATH_MAX, "%s/%d/%s/%s-%02d%s", name->dir,
	    day->tm_year + 1900, months[day->tm_mon], name->daily, day->tm_mday,
	    name->suffix);
	return n < PATH_MAX && m < PATH_MAX ? OS_OK : OS_ERR_LIMIT;
}

static int
open_file(const char *path)
{
	int fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW,
	    FILE_MODE);
	struct stat st;

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

/*
 * The current name becomes a link to path. Readers see the old or the new
 * file, never none: linked beside, then renamed over. (Renaming one link of a
 * file over another does nothing at all, hence the comparison first.)
 */
static int
link_current(const struct daily_log_name *name, const char *path)
{
	char current[PATH_MAX], beside[PATH_MAX];
	struct stat a, b;

	snprintf(current, sizeof(current), "%s/%s", name->dir, name->current);
	snprintf(
	    beside, sizeof(beside), "%s/.%s.new", name->dir, name->current);
	if (stat(path, &a) == 0 && lstat(current, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		return OS_OK;
	unlink(beside);
	if (link(path, beside) == -1 || rename(beside, current) == -1) {
		log_error("cannot make %s a hard link to %s: readers would "
			  "miss what is written there; both must be on one "
			  "file system that has hard links",
		    current, path);
		unlink(beside);
		return OS_ERR_SYS;
	}
	return OS_OK;
}

static int
open_day(struct daily_log *l, const struct tm *day, int *fd, char *path)
{
	char dir[PATH_MAX];

	if (make_paths(l->name, day, dir, path) != OS_OK) {
		log_errorx("%s: the name is too long", l->name->dir);
		return OS_ERR_LIMIT;
	}
	if (port_file_mkdirs(dir, DIR_MODE) == -1) {
		log_error("cannot create the directory %s", dir);
		return OS_ERR_SYS;
	}
	if ((*fd = open_file(path)) == -1) {
		log_error("cannot open %s for appending", path);
		return OS_ERR_SYS;
	}
	if (link_current(l->name, path) != OS_OK) {
		close(*fd);
		return OS_ERR_SYS;
	}
	return OS_OK;
}

int
daily_log_open(struct daily_log **out, const struct daily_log_name *name,
    const struct tm *day)
{
	struct daily_log *l = xcalloc(1, sizeof(*l));
	int r;

	l->name = name;
	l->complain.interval = COMPLAIN_EVERY;
	if ((r = open_day(l, day, &l->fd, l->path)) != OS_OK) {
		free(l);
		return r;
	}
	l->year = day->tm_year;
	l->yday = day->tm_yday;
	*out = l;
	return OS_OK;
}

void
daily_log_close(struct daily_log **lp)
{
	struct daily_log *l = *lp;

	if (l == NULL)
		return;
	if (daily_log_flush(l) != OS_OK)
		log_errorx("%s/%s: the last %zu bytes could not be written "
			   "and are lost",
		    l->name->dir, l->name->current, l->text.len);
	close(l->fd);
	buf_free(&l->text);
	free(l);
	*lp = NULL;
}

struct buf *
daily_log_text(struct daily_log *l)
{
	return &l->text;
}

static void
complain(struct daily_log *l)
{
	unsigned long skipped;
	int saved = errno;

	l->failing = true;
	if (!log_limit(&l->complain, &skipped))
		return;
	errno = saved;
	log_error("cannot write %s: %zu bytes are kept in memory and tried "
		  "again; make room",
	    l->path, l->text.len);
}

int
daily_log_flush(struct daily_log *l)
{
	size_t done = 0;

	while (done < l->text.len) {
		ssize_t n = write(l->fd, l->text.p + done, l->text.len - done);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	l->counters.written += done;
	if (done < l->text.len) {
		int saved = errno;

		buf_drain(&l->text, done);
		l->kept = l->text.len;
		l->counters.failures++;
		errno = saved;
		complain(l);
		return OS_ERR_SYS;
	}
	if (l->failing) {
		l->failing = false;
		log_info("%s is written again, nothing is missing", l->path);
	}
	buf_clear(&l->text);
	l->kept = 0;
	return OS_OK;
}

/* The day's file that nothing was written to. */
static void
remove_empty(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0)
		unlink(path);
}

int
daily_log_day(struct daily_log *l, const struct tm *day)
{
	char path[PATH_MAX];
	int fd, r;

	if (day->tm_yday == l->yday && day->tm_year == l->year)
		return OS_OK;
	if ((r = daily_log_flush(l)) != OS_OK)
		return r;
	if (port_monotonic_ns() < l->no_day_before)
		return OS_ERR_SYS; /* each event may ask */
	if ((r = open_day(l, day, &fd, path)) != OS_OK) {
		l->no_day_before = port_monotonic_ns() + RETRY_NS;
		l->counters.failures++;
		return r;
	}
	close(l->fd);
	remove_empty(l->path);
	l->fd = fd;
	snprintf(l->path, sizeof(l->path), "%s", path);
	l->year = day->tm_year;
	l->yday = day->tm_yday;
	return OS_OK;
}

size_t
daily_log_kept(const struct daily_log *l)
{
	return l->kept;
}

bool
daily_log_full(const struct daily_log *l)
{
	return l->kept > DAILY_LOG_KEPT_MAX;
}

void
daily_log_get_counters(const struct daily_log *l, struct daily_log_counters *c)
{
	*c = l->counters;
}
