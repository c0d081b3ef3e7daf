/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What does not come from files: output of commands and entries of the journal
 * as messages (spec: logcollector, sections 8.10, 8.11, 8.15), and which
 * <localfile> is read at all.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemons/logcollector/settings.h"
#include "daemons/logcollector/source_command.h"
#include "daemons/logcollector/source_journald.h"
#include "lib/base/err.h"

static void
messages(const char *output, size_t len, bool full, struct buf *all)
{
	struct command_output o = { 0 };
	struct str m;

	buf_add_cstr(&o.prefix, "P:");
	buf_add(&o.text, output, len);
	while (command_next(&o, full, &m)) {
		buf_add_str(all, m);
		buf_add_char(all, '|');
	}
	buf_free(&o.prefix);
	buf_free(&o.text);
	buf_free(&o.message);
}

TEST(command_output)
{
	static const struct {
		const char *output, *lines, *full;
	} c[] = {
		{ "", "", "" },
		{ "a", "P: a|", "P:\na|" },
		{ "a\n", "P: a|", "P:\na|" },
		{ "a\n\n\nb\n", "P: a|P: |P: |P: b|", "P:\na\n\nb|" },
		{ "a\n\nb", "P: a|P: |P: b|", "P:\na\nb|" },
		{ "\n", "P: |", "P:\n|" },
		{ "a\r\nb\r\n", "P: a\r|P: b\r|", "P:\na\nb|" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		for (int full = 0; full < 2; full++) {
			struct buf all = { 0 };

			messages(c[i].output, strlen(c[i].output), full, &all);
			CHECK_STR(
			    buf_str(&all), full ? c[i].full : c[i].lines, i);
			buf_free(&all);
		}
	}
}

TEST(command_output_limits)
{
	struct command_output o = { 0 };
	struct str m;

	for (int i = 0; i < 6000; i++)
		buf_add_char(&o.text, i == 5000 ? '\n' : 'x');
	CHECK(command_next(&o, true, &m));
	CHECK_INT(m.len, 5001, -1); /* whole lines only */
	CHECK(!command_next(&o, true, &m));
	buf_clear(&o.text);
	o.at = 0;
	for (int i = 0; i < 6000; i++)
		buf_add_char(&o.text, i == 7 ? '\0' : 'x');
	CHECK(command_next(&o, false, &m));
	CHECK_INT(m.len, 5632, -1);
	CHECK(m.p[8] == ' ');
	CHECK(command_next(&o, false, &m));
	CHECK_INT(m.len, 370, -1);
	CHECK(!command_next(&o, false, &m));
	buf_free(&o.text);
	buf_free(&o.message);
}

TEST(command_names)
{
	struct conf_localfile lf = { .command = "echo a:b:c" };
	char *name = command_name(&lf);

	CHECK_STR(str_from(name), "echo a\\b\\c", -1);
	free(name);
	lf.alias = "x:y";
	name = command_name(&lf);
	CHECK_STR(str_from(name), "x\\y", -1);
	free(name);
}

TEST(journal_messages)
{
	static const struct {
		const char *zone, *host, *ident, *message, *want;
	} c[] = {
		{ "UTC0", "web1", "sshd", "Failed password",
		    "2026-11-22T06:16:49+00:00 web1 sshd: Failed password" },
		{ "XXX-5:45", "h", "a", "two\nlines\n",
		    "2026-11-22T12:01:49+05:45 h a: two lines" },
		{ "XXX3:30", "h", "a b", "x\r\n",
		    "2026-11-22T02:46:49-03:30 h a b: x" },
		{ "XXX0:30", "h", "a", "", "2026-11-22T05:46:49-00:30 h a: " },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf b = { 0 };

		setenv("TZ", c[i].zone, 1);
		tzset();
		journal_format(&b, 1795328209 * INT64_C(1000000) + 999999,
		    str_from(c[i].host), str_from(c[i].ident),
		    str_from(c[i].message));
		CHECK_STR(buf_str(&b), c[i].want, i);
		buf_free(&b);
	}
	setenv("TZ", "UTC0", 1);
	tzset();
}

TEST(which_are_read)
{
	static const struct {
		const char *inner;
		int kind;
		const char *diag; /* NULL: none */
		int result;
	} c[] = {
		{ "<location>/a</location><log_format>syslog</log_format>",
		    SOURCE_FILE, NULL, OS_OK },
		{ "<location>/a/b/current</location>"
		  "<log_format>djb-multilog</log_format>",
		    SOURCE_FILE, NULL, OS_OK },
		{ "<location>/a/b/other</location>"
		  "<log_format>djb-multilog</log_format>",
		    SOURCE_NONE, "/service/PROGRAM/current", OS_OK },
		{ "<location>System</location>"
		  "<log_format>eventchannel</log_format>",
		    SOURCE_NONE, "Windows only", OS_OK },
		{ "<location>a</location><log_format>syslog</log_format>",
		    SOURCE_NONE, "absolute path", OS_OK },
		{ "<command>w</command><log_format>command</log_format>",
		    SOURCE_COMMAND, NULL, OS_OK },
		{ "<location>/%Y/%m/%d</location>"
		  "<log_format>syslog</log_format>",
		    SOURCE_FILE, NULL, OS_OK },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		char *text = xasprintf(
		    "<ossec_config><localfile>%s</localfile></ossec_config>",
		    c[i].inner);
		struct diags *ds = diags_new();
		struct conf *conf = NULL;
		size_t before;

		CHECK_INT(conf_parse(&conf, str_from(text), "c", ds), OS_OK, i);
		before = diags_count(ds);
		CHECK_INT(settings_check(conf, ds), c[i].result, i);
		CHECK_INT(settings_kind(&conf->localfiles.v[0]), c[i].kind, i);
		CHECK_INT(diags_count(ds) - before, c[i].diag != NULL, i);
		if (c[i].diag != NULL)
			CHECK_ROW(strstr(diags_at(ds, before)->text,
				      c[i].diag) != NULL,
			    i);
		conf_free(&conf);
		diags_free(&ds);
		free(text);
	}
}

TEST(bad_date_pattern)
{
	struct diags *ds = diags_new();
	struct conf *conf = NULL;
	char text[2048] = "<ossec_config><localfile><log_format>syslog"
			  "</log_format><location>/";

	for (int i = 0; i < 30; i++)
		strcat(text, "%Y-%m-%d");
	strcat(text, "</location></localfile></ossec_config>");
	CHECK_INT(conf_parse(&conf, str_from(text), "c", ds), OS_OK, -1);
	CHECK_INT(settings_check(conf, ds), OS_ERR_FORMAT, -1);
	CHECK_INT(diags_at(ds, diags_count(ds) - 1)->code, 1906, -1);
	conf_free(&conf);
	diags_free(&ds);
}
