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

/* Each form of section 4: at its shortest, one byte less, and with each byte
 * that is looked at changed. */
TEST(forms)
{
	static const struct {
		const char *line; /* long enough */
		size_t min;
		unsigned char checked[12]; /* positions; ended by 0 */
		bool first;                /* position 0 is checked, too */
	} c[] = {
		{ "Dec 29 10:00:01 h", 17, { 3, 6, 9, 12, 15 }, false },
		{ "2015-04-16 21:51:02,805 x", 24, { 4, 7, 10, 13, 16, 19 },
		    false },
		{ "2007-06-14T15:48:55-04:00 host x: y", 33,
		    { 4, 7, 10, 13, 16, 22, 25 }, false },
		{ "2007-06-14T15:48:55.3352-04:00 h: x", 33,
		    { 4, 7, 10, 13, 16, 19, 27 }, false },
		{ "2015 Dec 29 10:00:01 ", 21, { 4, 8, 11, 14, 17, 20 }, true },
		{ "2019:11:06-00:08:03 ", 20, { 4, 7, 10, 13, 16 }, true },
		{ "Mon Apr 17 18:27:14 2006 1 64", 28,
		    { 3, 7, 10, 13, 16, 19, 24, 26 }, false },
		{ "01/28-09:13:16.240702  [", 24, { 2, 5, 8, 11, 14, 21 },
		    false },
		{ "01/28/1979-09:13:16.240702  [", 27,
		    { 2, 5, 10, 13, 16, 19, 26 }, false },
		{ "[Fri Feb 11 18:06:35 2004] x", 27,
		    { 4, 8, 11, 14, 17, 20, 25 }, true },
		{ "1140804070.368  11623 10.0.0.1 TCP", 32,
		    { 1, 2, 3, 10, 13, 14, 21 }, true },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct header h;
		struct str whole = str_head(str_from(c[i].line), c[i].min);
		char *copy = xstrndup(whole.p, whole.len);

		predecode(whole, &h);
		CHECK_ROW(h.log.len < whole.len, i);
		predecode(str_head(whole, c[i].min - 1), &h);
		CHECK_INT(h.log.len, c[i].min - 1, i);
		for (size_t k = c[i].first ? 0 : 1; k <= NELEM(c[i].checked);
		     k++) {
			size_t at = k == 0 ? 0 : c[i].checked[k - 1];

			if (k != 0 && at == 0)
				break;
			copy[at] = '~';
			predecode(str_slice(copy, whole.len), &h);
			CHECK_INT(h.log.len, whole.len, i * 100 + at);
			copy[at] = whole.p[at];
		}
		free(copy);
	}
}

/* Of the two places where Squid has its second blank, one is enough. */
TEST(odd_headers)
{
	static const struct {
		const char *line, *host, *program, *log;
	} c[] = {
		{ "1140804070.368 1126234 10.0.0.1 TCP_x", NULL, NULL,
		    "1126234 10.0.0.1 TCP_x" },
		{ "Dec 29 10:00:01 : x", NULL, "", "x" },
		{ "Dec 29 10:00:01 h : x", "h", "", "x" },
		{ "Dec 29 10:00:01 h p[1] x", "h", "p", "x" },
		{ "Dec 29 10:00:01 h p[1]", "h", NULL, "p[1]" },
		{ "Dec 29 10:00:01 h p[1", "h", NULL, "p[1" },
		{ "Dec 29 10:00:01 h p[]: x", "h", NULL, "p[]: x" },
		{ "Dec 29 10:00:01 h p|a:b q[3]: x", "h", "q", "x" },
		{ "Dec 29 10:00:01 h p|a:b q[3]:x", "h", NULL, "p|a:b q[3]:x" },
		{ "Dec 29 10:00:01 h p|A:b q: x", "h", NULL, "p|A:b q: x" },
		{ "Dec 29 10:00:01 h p|a b q: x", "h", NULL, "p|a b q: x" },
		{ "Dec 29 10:00:01 h p|a:b", "h", NULL, "p|a:b" },
		{ "Dec 29 10:00:01 h p: [ID a]b] c", "h", "p", "c" },
		{ "Dec 29 10:00:01 p: [ID a] c", NULL, "p", "c" },
		{ "[Time 2006.12.28 15:53:55 UTC] [Sender a] [Sender b] "
		  "[Message m [Host h]",
		    NULL, "a", "m [Host h" },
		{ "[Time 2006.12.28 15:53:55 UTC] [Host h] [Message m]", "h",
		    NULL,
		    "[Time 2006.12.28 15:53:55 UTC] [Host h] [Message m]" },
		{ "[Time 2006.12.28 15:53:55 UTC] [Message m] [Host h", NULL,
		    NULL, "m" },
		{ "M\xc3\xa4r 2 17:30:52 h p: x", NULL, NULL,
		    "M\xc3\xa4r 2 17:30:52 h p: x" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct header h;

		predecode(str_from(c[i].line), &h);
		CHECK_STR(h.host, c[i].host, i);
		CHECK_STR(h.program, c[i].program, i);
		CHECK_STR(h.log, c[i].log, i);
	}
}
