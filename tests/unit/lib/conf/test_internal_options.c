/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/conf/internal_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "lib/base/buf.h"
#include "lib/port/port_file.h"

static struct internal_options io;

/* The warnings of a text, one per line, each with its code in front. */
static void
check_parse(const char *text, const char *want, long row)
{
	struct diags *ds = diags_new();
	struct buf b = { 0 };

	internal_options_init(&io);
	internal_options_parse(&io, str_from(text), "io.conf", ds);
	CHECK_INT(diags_errors(ds), 0, row);
	for (size_t i = 0; i < diags_count(ds); i++) {
		buf_printf(
		    &b, "%s%d ", i != 0 ? "\n" : "", diags_at(ds, i)->code);
		diag_format(diags_at(ds, i), &b);
	}
	CHECK_STR(str_from(buf_cstr(&b)), want, row);
	buf_free(&b);
	diags_free(&ds);
}

TEST(internal_options_lines)
{
	static const struct {
		const char *text, *want;
		unsigned debug;
	} c[] = {
		{ "", "", 0 },
		{ "# analysisd.debug=1\n\n analysisd.debug=1\n", "", 0 },
		{ "analysisd.debug=2", "", 2 },
		{ "analysisd.debug=2\r\n", "", 2 },
		{ "analysisd.debug=1\nanalysisd.debug=2\n",
		    "0 io.conf:2: analysisd.debug is set above already; the "
		    "first holds",
		    1 },
		{ "\nanalysisd.debug=3",
		    "2302 io.conf:2: analysisd.debug: expected 0 to 2 (digits "
		    "only, no blanks), found \"3\"; 0 is used",
		    0 },
		{ "analysisd.debug=1 ",
		    "2302 io.conf:1: analysisd.debug: expected 0 to 2 (digits "
		    "only, no blanks), found \"1 \"; 0 is used",
		    0 },
		{ "analysisd.debug=",
		    "2302 io.conf:1: analysisd.debug: expected 0 to 2 (digits "
		    "only, no blanks), found \"\"; 0 is used",
		    0 },
		{ "analysisd.debug =1",
		    "0 io.conf:1: unknown option analysisd.debug , ignored; "
		    "did you mean analysisd.debug?",
		    0 },
		{ "analysid.debug=1",
		    "0 io.conf:1: unknown option analysid.debug, ignored; did "
		    "you mean analysisd.debug?",
		    0 },
		{ "analysisd.debug\nx=1\n\tx",
		    "1119 io.conf:1: expected section.name=number, found "
		    "\"analysisd.debug\"; the line is ignored\n"
		    "1119 io.conf:2: expected section.name=number, found "
		    "\"x=1\"; the line is ignored\n"
		    "1119 io.conf:3: expected section.name=number, found "
		    "\"\tx\"; the line is ignored",
		    0 },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		check_parse(c[i].text, c[i].want, (long)i);
		CHECK_INT(
		    internal_option(&io, IO_ANALYSISD_DEBUG), c[i].debug, i);
	}
}

static void
write_file(const char *dir, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
	free(path);
}

static void
remove_file(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);

	unlink(path);
	free(path);
}

TEST(internal_options_local_file_wins)
{
	char dir[] = "/tmp/ossec-io-XXXXXX";
	struct diags *ds = diags_new();

	CHECK(mkdtemp(dir) != NULL);
	internal_options_load(&io, dir, ds);
	CHECK_INT(diags_count(ds), 0, -1);
	CHECK_INT(internal_option(&io, IO_LOGCOLLECTOR_LOOP_TIMEOUT), 2, -1);
	write_file(dir, "internal_options.conf",
	    "logcollector.loop_timeout=5\nlogcollector.open_attempts=9\n");
	write_file(dir, "local_internal_options.conf",
	    "logcollector.loop_timeout=7\n");
	internal_options_load(&io, dir, ds);
	CHECK_INT(diags_count(ds), 0, -1);
	CHECK_INT(internal_option(&io, IO_LOGCOLLECTOR_LOOP_TIMEOUT), 7, -1);
	CHECK_INT(internal_option(&io, IO_LOGCOLLECTOR_OPEN_ATTEMPTS), 9, -1);
	remove_file(dir, "internal_options.conf");
	remove_file(dir, "local_internal_options.conf");
	rmdir(dir);
	diags_free(&ds);
}

TEST(internal_options_table)
{
	for (size_t i = 0; i < IO_COUNT; i++) {
		const struct internal_option_info *o =
		    &internal_option_table[i];

		CHECK_ROW(o->name != NULL && o->what != NULL, i);
		CHECK_ROW(o->min <= o->def && o->def <= o->max, i);
	}
}

/* The shipped file lists every option with its default; the manual page names
 * it with default and range. */
TEST(internal_options_are_documented)
{
	char *shipped, *page;
	size_t len;

	CHECK_INT(port_file_read(
		      "etc/internal_options.conf", 1 << 20, &shipped, &len),
	    0, -1);
	CHECK_INT(port_file_read(
		      "docs/man/internal_options.conf.5", 1 << 20, &page, &len),
	    0, -1);
	check_parse(shipped, "", -1);
	for (size_t i = 0; i < IO_COUNT; i++) {
		const struct internal_option_info *o =
		    &internal_option_table[i];
		char *line = xasprintf("\n%s=%u\n", o->name, o->def);
		char *item = xasprintf("\n.It Ic %s No = %u Pq %u to %u\n",
		    o->name, o->def, o->min, o->max);

		if (strstr(shipped, line) == NULL || strstr(page, item) == NULL)
			unit_fail(__FILE__, __LINE__, (long)i,
			    "%s is missing in etc/internal_options.conf or "
			    "internal_options.conf(5)",
			    o->name);
		free(line);
		free(item);
	}
	free(shipped);
	free(page);
}
