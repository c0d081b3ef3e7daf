/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/journal_peek.h"

#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/test-journal-peek-XXXXXX";

/* As much of a journal file as is looked at. */
static void
set_entries(const char *name, unsigned char n)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/machine/%s", root, name);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	CHECK(fd != -1);
	CHECK_INT(pwrite(fd, "LPKSHHRH", 8, 0), 8, -1);
	CHECK_INT(pwrite(fd, (char[8]){ (char)n }, 8, 152), 8, -1);
	close(fd);
}

static void
remove_all(void)
{
	static const char *const names[] = { "system.journal",
		"user-1000.journal", "system@0001.journal", "other" };
	char path[128];

	for (size_t i = 0; i < NELEM(names); i++) {
		snprintf(path, sizeof(path), "%s/machine/%s", root, names[i]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/machine", root);
	rmdir(path);
	rmdir(root);
}

TEST(entries_of_the_files_in_use)
{
	struct journal_peek p = { 0 };
	char dir[64];

	CHECK(mkdtemp(root) != NULL);
	snprintf(dir, sizeof(dir), "%s/machine", root);
	CHECK_INT(mkdir(dir, 0700), 0, -1);
	set_entries("system.journal", 1);
	set_entries("user-1000.journal", 0);
	set_entries("system@0001.journal", 0);
	set_entries("other", 0);
	journal_peek_scan(&p, "/nowhere");
	CHECK(!journal_peek_changed(&p));
	journal_peek_scan(&p, root);
	CHECK_INT(p.n, 2, -1);
	CHECK(journal_peek_changed(&p));
	CHECK(!journal_peek_changed(&p));
	set_entries("system.journal", 2);
	CHECK(journal_peek_changed(&p));
	CHECK(!journal_peek_changed(&p));
	set_entries("user-1000.journal", 1);
	CHECK(journal_peek_changed(&p));
	set_entries("system@0001.journal", 7);
	set_entries("other", 7);
	CHECK(!journal_peek_changed(&p));
	journal_peek_close(&p);
	CHECK_INT(p.n, 0, -1);
	CHECK(journal_peek_changed(&p)); /* they are gone */
	remove_all();
}
