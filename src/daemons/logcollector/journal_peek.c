/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/journal_peek.h"

#include <endian.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/str.h"
#include "lib/port/port_dir.h"

enum { N_ENTRIES_AT = 152 }; /* in the header, le64 */

static bool
is_written(const char *name)
{
	return str_ends(str_from(name), STR_LIT(".journal")) &&
	    strchr(name, '@') == NULL;
}

static void
add_file(struct journal_peek *p, const char *dir, const char *name)
{
	char path[PATH_MAX];
	int fd;

	if (p->n == JOURNAL_PEEK_FILES || !is_written(name) ||
	    snprintf(path, sizeof(path), "%s/%s", dir, name) >=
		(int)sizeof(path))
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	if (fd != -1)
		p->fd[p->n++] = fd;
}

static void
add_files(struct journal_peek *p, const char *dir)
{
	char **names;
	size_t n;

	if (port_dir_names(dir, &names, &n) == -1)
		return;
	for (size_t i = 0; i < n; i++)
		add_file(p, dir, names[i]);
	port_dir_free(names, n);
}

void
journal_peek_scan(struct journal_peek *p, const char *root)
{
	char dir[PATH_MAX], **names;
	size_t n;

	if (port_dir_names(root, &names, &n) == -1)
		return;
	for (size_t i = 0; i < n; i++) {
		if (snprintf(dir, sizeof(dir), "%s/%s", root, names[i]) <
		    (int)sizeof(dir))
			add_files(p, dir);
	}
	port_dir_free(names, n);
}

bool
journal_peek_changed(struct journal_peek *p)
{
	uint64_t sum = 0, entries;
	bool changed;

	for (size_t i = 0; i < p->n; i++) {
		if (pread(p->fd[i], &entries, sizeof(entries), N_ENTRIES_AT) ==
		    (ssize_t)sizeof(entries))
			sum += le64toh(entries);
	}
	changed = sum != p->entries;
	p->entries = sum;
	return changed;
}

void
journal_peek_close(struct journal_peek *p)
{
	while (p->n > 0)
		close(p->fd[--p->n]);
}
