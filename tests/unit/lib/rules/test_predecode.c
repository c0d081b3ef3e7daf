/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/predecode.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "lib/rules/event.h"

#define TABLE "tests/unit/lib/rules/predecode.tsv"

/* Where the reference's behaviour is a defect we take the specification's
 * advice: no program name, the log as it is. */
static const struct {
	const char *message, *host, *program, *log;
} mended[] = {
	{ "Dec 29 10:00:01 host auth|security:info sshd[12] msg aix", "host",
	    NULL, "auth|security:info sshd[12] msg aix" },
	{ "Dec 29 10:00:01 host auth|security:info msg aix nocolon", "host",
	    NULL, "auth|security:info msg aix nocolon" },
};

static bool
is_mended(const char *message)
{
	for (size_t i = 0; i < NELEM(mended); i++)
		if (strcmp(message, mended[i].message) == 0)
			return true;
	return false;
}

static void
check_row(char *line, long row)
{
	char *column[4];
	struct header h;

	for (int i = 0; i < 4; i++) {
		column[i] = strsep(&line, "\t");
		CHECK_ROW(column[i] != NULL, row);
	}
	if (is_mended(column[0]))
		return;
	predecode(str_from(column[0]), &h);
	if (strcmp(column[1], "(empty)") == 0)
		column[1][0] = '\0';
	CHECK_STR(h.host, strcmp(column[1], "-") == 0 ? NULL : column[1], row);
	CHECK_STR(
	    h.program, strcmp(column[2], "-") == 0 ? NULL : column[2], row);
	CHECK_STR(h.log, column[3], row);
}

TEST(header_probe_table)
{
	FILE *f = fopen(TABLE, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	long row = 0;

	CHECK(f != NULL);
	while ((n = getline(&line, &cap, f)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		if (row++ != 0) /* the first names the columns */
			check_row(line, row);
	}
	CHECK(row > 60);
	free(line);
	fclose(f);
}

TEST(header_defects_mended)
{
	for (size_t i = 0; i < NELEM(mended); i++) {
		struct header h;

		predecode(str_from(mended[i].message), &h);
		CHECK_STR(h.host, mended[i].host, i);
		CHECK_STR(h.program, mended[i].program, i);
		CHECK_STR(h.log, mended[i].log, i);
	}
}

/* Every prefix of every form: no read past the end (the sanitizer looks). */
TEST(header_truncated)
{
	static const char *const c[] = { "Dec 29 10:00:01 host a|b:c p[1]: x",
		"2007-06-14T15:48:55.33526-04:00 host prog[1]: iso f5",
		"01/28/1979-09:13:16.240702  [**] [1:1] x",
		"[Time 2006.12.28 15:53:55 UTC] [Sender s] [Message m] [Host "
		"h]",
		"1140804070.368  11623 10.0.0.1 TCP_MISS/200 xx",
		"M\xc3\xa4r 02 17:30:52 host prog[1]: [ID 7 a.b] umlaut" };

	for (size_t i = 0; i < NELEM(c); i++) {
		for (size_t n = 0; n <= strlen(c[i]); n++) {
			char *copy = xmalloc(n);
			struct header h;

			memcpy(copy, c[i], n);
			predecode(str_slice(copy, n), &h);
			CHECK_ROW(h.log.len <= n, i);
			free(copy);
		}
	}
}

TEST(event_texts)
{
	struct event ev = { 0 };

	event_init(&ev, 0);
	event_predecode(&ev, '1', STR_LIT("/var/log/x"),
	    STR_LIT("tabs\tinside\x7f\nmsg"), STR_LIT("here"));
	CHECK_STR(ev.full_log, "tabsinsidemsg", 0);
	CHECK_STR(ev.hostname, "here", 0);
	CHECK_INT(ev.size, 13, 0);
	event_init(&ev, 0);
	event_predecode(&ev, '1', STR_LIT("(web1) 10.0.0.1->/var/log/x"),
	    STR_LIT("Dec 29 10:00:01 host prog[12]: msg"), STR_LIT("here"));
	CHECK_STR(ev.hostname, "(web1) 10.0.0.1->/var/log/x", 1);
	CHECK_STR(ev.parsed_host, "host", 1);
	CHECK_STR(ev.program, "prog", 1);
	CHECK(ev.from_agent);
	event_free(&ev);
}
