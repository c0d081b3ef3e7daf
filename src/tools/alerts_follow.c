/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/alerts_follow.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/err.h"

enum { PIECE = 65536 };

void
alerts_follow_init(struct alerts_follow *f, const char *path)
{
	*f = (struct alerts_follow){ .path = path, .fd = -1 };
}

static void
close_file(struct alerts_follow *f)
{
	if (f->fd != -1)
		close(f->fd);
	f->fd = -1;
}

void
alerts_follow_free(struct alerts_follow *f)
{
	close_file(f);
	buf_free(&f->text);
}

void
alerts_follow_move(struct alerts_follow *f, const char *path)
{
	f->path = path; /* reading sees whether that is another file */
}

static int
open_file(struct alerts_follow *f)
{
	struct stat st;
	int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd == -1)
		return errno == ENOENT ? OS_OK : OS_ERR_SYS;
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		if (!S_ISREG(st.st_mode))
			errno = EINVAL;
		close(fd);
		return OS_ERR_SYS;
	}
	close_file(f);
	buf_clear(&f->text);
	f->fd = fd;
	f->at = 0;
	f->dev = st.st_dev;
	f->ino = st.st_ino;
	return OS_OK;
}

static bool
replaced(const struct alerts_follow *f)
{
	struct stat st;

	return stat(f->path, &st) == 0 &&
	    (st.st_dev != f->dev || st.st_ino != f->ino);
}

static int
read_piece(struct alerts_follow *f, bool *more)
{
	char piece[PIECE];
	ssize_t n = pread(f->fd, piece, sizeof(piece), f->at);

	if (n == -1)
		return OS_ERR_SYS;
	f->at += n;
	buf_add(&f->text, piece, (size_t)n);
	*more = n > 0;
	return OS_OK;
}

static void
start_over_if_cut(struct alerts_follow *f)
{
	struct stat st;

	if (fstat(f->fd, &st) == 0 && st.st_size < f->at) {
		f->at = 0;
		buf_clear(&f->text);
	}
}

int
alerts_follow_read(struct alerts_follow *f, bool *more)
{
	bool other;
	int r;

	*more = false;
	if (f->fd == -1) {
		if ((r = open_file(f)) != OS_OK || f->fd == -1)
			return r;
		return read_piece(f, more);
	}
	/* looked at before the last read: nothing comes after that */
	other = replaced(f);
	start_over_if_cut(f);
	if ((r = read_piece(f, more)) != OS_OK || *more || !other)
		return r;
	if ((r = open_file(f)) != OS_OK)
		return r;
	return read_piece(f, more);
}
