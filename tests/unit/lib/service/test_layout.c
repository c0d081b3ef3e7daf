/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/layout.h"

#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "lib/base/err.h"
#include "lib/port/port_file.h"
#include "lib/service/install_info.h"
#include "scratch.h"

static bool
is_user(const char *name)
{
	if (strcmp(name, "root") == 0)
		return true;
	for (size_t i = 0; i < layout_user_count; i++) {
		if (strcmp(layout_users[i].name, name) == 0)
			return true;
	}
	return false;
}

static const struct layout_entry *
dir_entry(struct str path, unsigned install)
{
	for (size_t i = 0; i < layout_count; i++) {
		const struct layout_entry *e = &layout_entries[i];

		if (e->type == LAYOUT_DIR && (e->installs & install) != 0 &&
		    str_is(path, e->path))
			return e;
	}
	return NULL;
}

static struct str
parent_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? STR_LIT(".")
			     : str_slice(path, (size_t)(slash - path));
}

/* No two users may write into one directory, and nobody but root into one that
 * holds another's things. */
TEST(one_writer_per_directory)
{
	static const unsigned installs[] = { INSTALL_SERVER, INSTALL_LOCAL,
		INSTALL_AGENT };

	for (size_t i = 0; i < layout_count; i++) {
		const struct layout_entry *e = &layout_entries[i];

		CHECK_ROW(is_user(e->owner), i);
		if (e->type != LAYOUT_LINK)
			CHECK_INT(e->mode & 022, 0, i);
		if (strcmp(e->path, ".") == 0)
			continue;
		for (size_t k = 0; k < NELEM(installs); k++) {
			const struct layout_entry *above;

			if ((e->installs & installs[k]) == 0)
				continue;
			above = dir_entry(parent_of(e->path), installs[k]);
			CHECK_ROW(above != NULL && above <= e, i);
			CHECK_ROW(strcmp(above->owner, "root") == 0, i);
		}
	}
}

TEST(no_entry_twice)
{
	for (size_t i = 0; i < layout_count; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct layout_entry *a = &layout_entries[i],
						  *b = &layout_entries[k];

			CHECK_ROW(strcmp(a->path, b->path) != 0 ||
				a->type != b->type ||
				(a->installs & b->installs) == 0,
			    i);
		}
	}
}

/* etc/systemd/ossec-ng.sysusers.in creates the same users. */
TEST(sysusers_agree)
{
	struct str rest, line;
	size_t len, users = 0;
	char *text;

	CHECK_INT(port_file_read(
		      "etc/systemd/ossec-ng.sysusers.in", 65536, &text, &len),
	    0, -1);
	rest = str_slice(text, len);
	while (str_split(&rest, '\n', &line)) {
		char want[128];

		if (!str_starts(line, STR_LIT("u ")) ||
		    users >= layout_user_count)
			continue;
		snprintf(want, sizeof(want), " %s ", layout_users[users].name);
		CHECK_ROW(str_find(line, str_from(want)) != SIZE_MAX, users);
		snprintf(
		    want, sizeof(want), "\"%s\"", layout_users[users].comment);
		CHECK_ROW(str_find(line, str_from(want)) != SIZE_MAX, users);
		users++;
	}
	CHECK_INT(users, layout_user_count, -1);
	free(text);
}

static void
count_lines(__attribute__((unused)) const char *text, void *arg)
{
	++*(int *)arg;
}

/* As an ordinary user; as root the users would have to exist. */
TEST(made_and_mended)
{
	struct scratch s;
	struct stat st;
	int told = 0;

	if (geteuid() == 0)
		return;
	scratch_enter(&s);
	CHECK(layout_walk(INSTALL_LOCAL, false, count_lines, &told) > 20);
	CHECK_INT(layout_walk(INSTALL_LOCAL, true, count_lines, &told), 0, -1);
	CHECK_INT(stat("queue/ossec", &st), 0, -1);
	told = 0;
	CHECK_INT(layout_walk(INSTALL_LOCAL, false, count_lines, &told), 0, -1);
	CHECK_INT(told, 0, -1);
	CHECK_INT(chmod("logs", 0777), 0, -1);
	CHECK_INT(layout_walk(INSTALL_LOCAL, false, count_lines, &told), 1, -1);
	CHECK_INT(told, 1, -1);
	CHECK_INT(layout_walk(INSTALL_LOCAL, true, count_lines, &told), 0, -1);
	CHECK_INT(stat("logs", &st), 0, -1);
	CHECK_INT(st.st_mode & 022, 0, -1);
	scratch_leave(&s);
}

TEST(install_types)
{
	CHECK_INT(layout_install_parse("local"), INSTALL_LOCAL, -1);
	CHECK_INT(layout_install_parse("LOCAL"), 0, -1);
	CHECK_INT(layout_install_parse(""), 0, -1);
	CHECK_STR(str_from(layout_install_name(INSTALL_AGENT)), "agent", -1);
}

TEST(mark_of_a_home)
{
	static const struct {
		const char *text;
		int r;
		unsigned install;
		const char *directory;
	} c[] = {
		{ "DIRECTORY=\"/var/ossec\"\nTYPE=\"server\"\n", OS_OK,
		    INSTALL_SERVER, "/var/ossec" },
		{ "TYPE=local\r\nDIRECTORY=/x\n", OS_OK, INSTALL_LOCAL, "/x" },
		{ "TYPE=\"hybrid\"\n", OS_ERR_FORMAT, 0, "" },
		{ "", OS_ERR_FORMAT, 0, "" },
	};
	struct install_info info, again;
	struct scratch s;

	scratch_enter(&s);
	CHECK_INT(install_info_load(&info), OS_ERR_NOTFOUND, -1);
	CHECK_INT(mkdir("etc", 0700), 0, -1);
	CHECK_INT(install_info_load(&info), OS_ERR_NOTFOUND, -1);
	for (size_t i = 0; i < NELEM(c); i++) {
		CHECK_INT(port_file_replace(INSTALL_INFO_PATH, c[i].text,
			      strlen(c[i].text), 0600),
		    0, i);
		CHECK_INT(install_info_load(&info), c[i].r, i);
		CHECK_INT(info.install, c[i].install, i);
		CHECK_STR(str_from(info.directory), c[i].directory, i);
	}
	info = (struct install_info){ "/var/ossec", "v0.1.0", "today",
		INSTALL_AGENT };
	CHECK_INT(install_info_save(&info), OS_OK, -1);
	CHECK_INT(install_info_load(&again), OS_OK, -1);
	CHECK_INT(again.install, INSTALL_AGENT, -1);
	CHECK_STR(str_from(again.version), "v0.1.0", -1);
	CHECK_STR(str_from(again.date), "today", -1);
	scratch_leave(&s);
}
