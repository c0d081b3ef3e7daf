/* SPDX-License-Identifier: Apache-2.0 */
/* What the property test does not reach: which patterns are ours to run, and
 * that hostile subjects cost time in proportion to their length. */
#include <time.h>

#include "check.h"
#include "lib/regex/pattern.h"

TEST(native_or_not)
{
	static const struct {
		enum pattern_dialect dialect;
		const char *text;
		bool native;
	} c[] = {
		{ PATTERN_OSREGEX, "^(\\S+) from (\\S+) port (\\d+)", true },
		{ PATTERN_OSREGEX, "((a|b)c|(\\w+))$", true },
		{ PATTERN_OSMATCH, "a|b", true },
		{ PATTERN_PCRE2, "^(?:a|b+?)[^\\d ]{2,5}(?<n>x)*\\bz\\Z",
		    true },
		{ PATTERN_PCRE2, "(?i)a(?P<n>b)(?'m'c)[[:^xdigit:]]", true },
		{ PATTERN_PCRE2, "\\x41\\.\\/\\t[\\]\\-a]++", true },
		{ PATTERN_PCRE2, "(?=a)b", false },
		{ PATTERN_PCRE2, "(?<=a)b", false },
		{ PATTERN_PCRE2, "(a)\\1", false },
		{ PATTERN_PCRE2, "(?-i)a", false },
		{ PATTERN_PCRE2, "(?:a|b)++c", false },
		{ PATTERN_PCRE2, "(a*)*", false },
		{ PATTERN_PCRE2, "(a|b){0}c", false },
		{ PATTERN_PCRE2, "a{,3}", false },
		{ PATTERN_PCRE2, "\\Qa.b\\E", false },
		{ PATTERN_PCRE2, "(*UTF)a", false },
		{ PATTERN_PCRE2, "[[:<:]]a", false },
		{ PATTERN_PCRE2, "(?:(?:a|b){50}c){40}", false },
		{ PATTERN_PCRE2, "a\\Kb", false },
		{ PATTERN_PCRE2, "(?s)a.b", false },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf why = { 0 };
		struct pattern *p;

		CHECK_ROW(pattern_compile(&p, c[i].dialect, str_from(c[i].text),
			      PATTERN_ENGINE_DEFAULT, &why) == 0,
		    i);
		CHECK_INT(pattern_is_native(p), c[i].native, i);
		pattern_free(&p);
	}
}

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/*
 * 64 KiB that almost match. A backtracking matcher needs from quadratic time
 * (hours) up; all of these take milliseconds.
 */
TEST(hostile_subjects)
{
	static const struct {
		enum pattern_dialect dialect;
		const char *text, *unit, *tail;
		bool match;
	} c[] = {
		{ PATTERN_PCRE2, "^(?:a+)+$", "a", "b", false },
		{ PATTERN_PCRE2, "(?:a|aa)+$", "a", "b", false },
		{ PATTERN_PCRE2, "(?:a|ab|b)*c$", "ab", "d", false },
		{ PATTERN_PCRE2, "(\\w+\\s?)*:", "ab ", "", false },
		{ PATTERN_PCRE2, "\\d+\\d+\\d+x", "1", "y", false },
		{ PATTERN_PCRE2, "(.*)-(.*)-(.*)=x", "--", "", false },
		{ PATTERN_PCRE2, "(\\d{1,3}\\.){3}z", "1.2.", "", false },
		{ PATTERN_OSREGEX, "(\\S+)a(\\S+)a(\\S+)a(\\S+)=\\d", "a", "",
		    false },
		{ PATTERN_OSREGEX, "\\w+ \\.+ \\.+ \\.+ \\.+x$", "a ", "",
		    false },
		{ PATTERN_OSREGEX, "\\d+ foo", "1", " fo", false },
		{ PATTERN_OSREGEX, "(\\S+)a(\\S+)a(\\S+)a(\\S+)=\\d", "a", "=1",
		    true },
		{ PATTERN_OSREGEX, "(\\.+)\xc3\xa9|(\\.*)a(\\W+)-$", "a ", "",
		    false },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf why = { 0 }, subject = { 0 };
		struct pattern_ctx ctx;
		struct pattern_match m;
		struct pattern *p;
		double began;

		while (subject.len < 1 << 16)
			buf_add_cstr(&subject, c[i].unit);
		buf_add_cstr(&subject, c[i].tail);
		CHECK_ROW(pattern_compile(&p, c[i].dialect, str_from(c[i].text),
			      PATTERN_ENGINE_DEFAULT, &why) == 0,
		    i);
		pattern_ctx_init(&ctx);
		began = now();
		CHECK_INT(pattern_match(p, &ctx, buf_str(&subject), &m),
		    c[i].match, i);
		CHECK_ROW(now() - began < 5, i); /* under a sanitizer too */
		CHECK_INT(ctx.exhausted, 0, i);
		pattern_ctx_free(&ctx);
		pattern_free(&p);
		buf_free(&subject);
	}
}

/* Too many ways to remember: PCRE2 is asked, which may give up, counted. */
TEST(out_of_room)
{
	struct buf why = { 0 }, subject = { 0 };
	struct pattern_ctx ctx;
	struct pattern *p;

	while (subject.len < 1 << 22)
		buf_add_cstr(&subject, "ab");
	CHECK(pattern_compile(&p, PATTERN_PCRE2, STR_LIT("^(?:a|ab|b)*$"),
		  PATTERN_ENGINE_DEFAULT, &why) == 0);
	pattern_ctx_init(&ctx);
	CHECK(!pattern_match(p, &ctx, buf_str(&subject), NULL));
	CHECK_INT(ctx.exhausted, 1, -1);
	pattern_ctx_free(&ctx);
	pattern_free(&p);
	buf_free(&subject);
}
