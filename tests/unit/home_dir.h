/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of its own as working directory, and gone afterwards. */
#ifndef HOME_DIR_H
#define HOME_DIR_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "lib/port/port_file.h"

struct home_dir {
	char path[64];
	int back;
};

static inline void
home_enter(struct home_dir *h)
{
	snprintf(h->path, sizeof(h->path), "/tmp/ossec-test-XXXXXX");
	h->back = open(".", O_RDONLY | O_DIRECTORY);
	CHECK(h->back != -1 && mkdtemp(h->path) != NULL);
	CHECK(chdir(h->path) == 0);
}

static inline int
home_remove_one(
    const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	(void)st;
	(void)what;
	(void)ftw;
	return remove(path);
}

static inline void
home_leave(struct home_dir *h)
{
	CHECK(fchdir(h->back) == 0);
	close(h->back);
	CHECK(nftw(h->path, home_remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

/* Makes what is missing above it. */
static inline void
home_write(const char *path, const char *text, size_t len)
{
	char dir[256];
	char *slash;
	FILE *f;

	snprintf(dir, sizeof(dir), "%s", path);
	if ((slash = strrchr(dir, '/')) != NULL) {
		*slash = '\0';
		CHECK(port_file_mkdirs(dir, 0755) == 0);
	}
	f = fopen(path, "w");
	CHECK(f != NULL && fwrite(text, 1, len, f) == len);
	fclose(f);
}

#endif
