/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/port/port_dir.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void
port_dir_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
read_names(DIR *dir, char ***names, size_t *n)
{
	size_t cap = 0, count = 0;
	char **v = NULL, **grown;
	struct dirent *e;

	while (errno = 0, (e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (count == cap) {
			cap = cap != 0 ? cap * 2 : 64;
			if ((grown = reallocarray(v, cap, sizeof(*v))) == NULL)
				break;
			v = grown;
		}
		if ((v[count] = strdup(e->d_name)) == NULL)
			break;
		count++;
	}
	if (errno != 0) {
		port_dir_free(v, count);
		return -1;
	}
	if (count != 0)
		qsort(v, count, sizeof(*v), by_bytes);
	*names = v;
	*n = count;
	return 0;
}

int
port_dir_names(const char *path, char ***names, size_t *n)
{
	DIR *dir = opendir(path);
	int r, saved;

	if (dir == NULL)
		return -1;
	r = read_names(dir, names, n);
	saved = errno;
	closedir(dir);
	errno = saved;
	return r;
}

bool
port_dir_is_file(const char *path, int64_t *mtime)
{
	struct stat st;

	if (stat(path, &st) == -1 || !S_ISREG(st.st_mode))
		return false;
	if (mtime != NULL)
		*mtime = (int64_t)st.st_mtim.tv_sec * 1000000000 +
		    st.st_mtim.tv_nsec;
	return true;
}
