/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/install_stage.h"

#include <errno.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/str.h"
#include "lib/base/xalloc.h"
#include "lib/port/port_file.h"

#define FILE_MAX (256 * 1024 * 1024)

static int
failed(const char *what, const char *path)
{
	fprintf(stderr, "ossec-install: cannot %s %s: %s\n", what, path,
	    strerror(errno));
	return OS_ERR_SYS;
}

static bool
administrators(const char *path)
{
	static const char *const whole[] = { "etc/ossec.conf",
		"etc/client.keys", "etc/authd.pass" };
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < NELEM(whole); i++) {
		if (strcmp(path, whole[i]) == 0)
			return true;
	}
	return str_starts(
	    str_from(slash != NULL ? slash + 1 : path), STR_LIT("local_"));
}

/* Rules and decoders: what people edit although they should not. */
static bool
worth_a_backup(const char *path)
{
	struct str s = str_from(path);

	return str_ends(s, STR_LIT(".xml")) &&
	    (str_starts(s, STR_LIT("rules/")) ||
		str_starts(s, STR_LIT("ruleset/")) ||
		str_starts(s, STR_LIT("etc/")));
}

/* rules/sshd_rules.xml to backup/rules-sshd_rules.xml.20261125103000 */
static int
back_up(const struct install_stage *s, const char *path, const char *data,
    size_t len)
{
	char to[PATH_MAX];
	int at;

	if (port_file_mkdirs("backup", 0550) == -1)
		return failed("make", "backup");
	at = snprintf(to, sizeof(to), "backup/%s.%s", path, s->date);
	if (at < 0 || (size_t)at >= sizeof(to)) {
		errno = ENAMETOOLONG;
		return failed("back up", path);
	}
	for (char *p = to + strlen("backup/"); *p != '\0'; p++) {
		if (*p == '/')
			*p = '-';
	}
	return port_file_replace(to, data, len, 0640) == -1
	    ? failed("write", to)
	    : OS_OK;
}

/* The old content of path, NULL if there is none. */
static int
read_old(const char *path, char **old, size_t *len)
{
	struct stat st;

	*old = NULL;
	*len = 0;
	if (lstat(path, &st) == -1)
		return errno == ENOENT ? OS_OK : failed("examine", path);
	if (!S_ISREG(st.st_mode)) {
		errno = EEXIST;
		return failed("replace", path);
	}
	return port_file_read(path, FILE_MAX, old, len) == -1
	    ? failed("read", path)
	    : OS_OK;
}

static int
replace(struct install_stage *s, const char *path, const struct stat *st,
    struct str data)
{
	struct stat there;
	size_t len;
	char *old;
	int r;

	/* whatever it is: a link is fine as well */
	if (administrators(path) && lstat(path, &there) == 0) {
		s->kept++;
		return OS_OK;
	}
	if ((r = read_old(path, &old, &len)) != OS_OK)
		return r;
	if (old != NULL && str_eq(str_slice(old, len), data)) {
		s->same++;
	} else {
		if (old != NULL && worth_a_backup(path))
			r = back_up(s, path, old, len);
		if (r == OS_OK &&
		    port_file_replace(
			path, data.p, data.len, st->st_mode & 0777) == -1)
			r = failed("write", path);
		*(old != NULL ? &s->replaced : &s->added) += 1;
	}
	free(old);
	return r;
}

static int
copy_file(struct install_stage *s, const char *path, const FTSENT *e)
{
	char *data;
	size_t len;
	int r;

	if (port_file_read(e->fts_accpath, FILE_MAX, &data, &len) == -1)
		return failed("read", e->fts_path);
	r = replace(s, path, e->fts_statp, str_slice(data, len));
	free(data);
	return r;
}

/* A link would have us write somewhere else. */
static int
copy_dir(const char *path)
{
	struct stat st;

	if (*path == '\0')
		return OS_OK;
	if (lstat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return failed("use", path);
	}
	return port_file_mkdirs(path, 0750) == -1 ? failed("make", path)
						  : OS_OK;
}

static int
copy_one(struct install_stage *s, const FTSENT *e)
{
	const char *path = e->fts_path + strlen(s->from);

	while (*path == '/')
		path++;
	switch (e->fts_info) {
	case FTS_D:
		return copy_dir(path);
	case FTS_F:
		return copy_file(s, path, e);
	case FTS_DP:
		return OS_OK;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		errno = e->fts_errno;
		return failed("read", e->fts_path);
	default:
		fprintf(stderr,
		    "ossec-install: %s: not a plain file, left out\n",
		    e->fts_path);
		return OS_OK;
	}
}

/* Calls fn for all below top, parents first. */
static int
walk(struct install_stage *s, const char *top,
    int (*fn)(struct install_stage *, const FTSENT *))
{
	char *roots[] = { (char *)(uintptr_t)top, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	int r = OS_OK;
	FTSENT *e;

	if (fts == NULL)
		return failed("read", top);
	while (r == OS_OK && (errno = 0, e = fts_read(fts)) != NULL)
		r = fn(s, e);
	if (r == OS_OK && errno != 0)
		r = failed("read", top);
	fts_close(fts);
	return r;
}

static int
remove_one(struct install_stage *s, const FTSENT *e)
{
	char staged[PATH_MAX];
	const char *path = e->fts_path;
	size_t len;
	char *old;
	int r;

	snprintf(staged, sizeof(staged), "%s/%s", s->from, path);
	if (e->fts_info != FTS_F || access(staged, F_OK) == 0)
		return OS_OK;
	if ((r = read_old(path, &old, &len)) != OS_OK)
		return r;
	r = back_up(s, path, old, len);
	free(old);
	if (r == OS_OK && unlink(path) == -1)
		r = failed("remove", path);
	s->removed++;
	return r;
}

int
install_stage_copy(struct install_stage *s)
{
	char staged[PATH_MAX];
	int r = walk(s, s->from, copy_one);

	snprintf(staged, sizeof(staged), "%s/ruleset", s->from);
	if (r == OS_OK && access(staged, F_OK) == 0)
		r = walk(s, "ruleset", remove_one);
	return r;
}
