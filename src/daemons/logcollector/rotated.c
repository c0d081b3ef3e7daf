/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/rotated.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/base/array.h"

/* "auth.log.1", "auth.log-20261122", "auth.log.2026-11-22" of "auth.log" */
static bool
is_numbered(struct str name, struct str base)
{
	struct str rest = str_skip(name, base.len);

	if (!str_starts(name, base) || rest.len < 2 ||
	    (rest.p[0] != '.' && rest.p[0] != '-'))
		return false;
	for (size_t i = 1; i < rest.len; i++)
		if (!ascii_isdigit(rest.p[i]) && rest.p[i] != '-')
			return false;
	return true;
}

static void
add(struct rotated_list *list, int dir_fd, struct str dir, const char *name,
    struct str base)
{
	struct rotated *r;
	struct stat st;

	if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
	    !S_ISREG(st.st_mode))
		return;
	r = ARRAY_ADD(list->v, list->n, list->cap);
	*r = (struct rotated){
		.path = xasprintf("%.*s/%s", STR_FMT(dir), name),
		.id = { st.st_dev, st.st_ino },
		.mtime = (int64_t)st.st_mtim.tv_sec * 1000000000 +
		    st.st_mtim.tv_nsec,
		.numbered = is_numbered(str_from(name), base),
	};
}

static int
older_first(const void *a, const void *b)
{
	const struct rotated *x = a, *y = b;

	if (x->mtime != y->mtime)
		return x->mtime < y->mtime ? -1 : 1;
	/* a.log.2 is older than a.log.1 */
	return -str_cmp(str_from(x->path), str_from(y->path));
}

void
rotated_find(const char *path, ino_t ino, struct rotated_list *list)
{
	const char *slash = strrchr(path, '/');
	struct str dir, base, stem;
	struct dirent *e;
	char *dir_name;
	DIR *d;

	*list = (struct rotated_list){ 0 };
	if (slash == NULL)
		return;
	dir = str_slice(path, (size_t)(slash - path));
	base = str_from(slash + 1);
	stem = str_head(base, str_chr(base, '.'));
	dir_name = xasprintf("%.*s/", STR_FMT(dir));
	d = opendir(dir_name);
	free(dir_name);
	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL) {
		struct str name = str_from(e->d_name);

		if (!str_eq(name, base) &&
		    (str_starts(name, stem) || (ino != 0 && e->d_ino == ino)))
			add(list, dirfd(d), dir, e->d_name, base);
	}
	closedir(d);
	if (list->n > 1)
		qsort(list->v, list->n, sizeof(list->v[0]), older_first);
}

void
rotated_free(struct rotated_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i].path);
	free(list->v);
	*list = (struct rotated_list){ 0 };
}
