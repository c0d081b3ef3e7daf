/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A temporary directory as working directory, gone after the test (when the
 * test failed it stays, to be looked at).
 */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct scratch {
	char path[64];
	char *back;
};

static inline void
scratch_enter(struct scratch *s)
{
	snprintf(s->path, sizeof(s->path), "/tmp/unit-XXXXXX");
	s->back = getcwd(NULL, 0);
	if (s->back == NULL || mkdtemp(s->path) == NULL || chdir(s->path) == -1)
		abort();
}

static inline int
scratch_remove(const char *path, __attribute__((unused)) const struct stat *st,
    __attribute__((unused)) int type, __attribute__((unused)) struct FTW *ftw)
{
	return remove(path);
}

static inline void
scratch_leave(struct scratch *s)
{
	if (chdir(s->back) == -1 ||
	    nftw(s->path, scratch_remove, 16, FTW_DEPTH | FTW_PHYS) == -1)
		abort();
	free(s->back);
}

#endif
