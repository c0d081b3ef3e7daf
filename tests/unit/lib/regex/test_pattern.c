/* SPDX-License-Identifier: Apache-2.0 */
/* The probe tables for patterns, on every engine, and the error texts. */
#include "lib/regex/pattern.h"

#include "check.h"
#include "lib/base/err.h"
#include "probe.h"

static const enum pattern_engine engines[] = { PATTERN_ENGINE_DEFAULT,
	PATTERN_ENGINE_PCRE2, PATTERN_ENGINE_PCRE2_JIT };
static unsigned rows;

/*
 * Where OSSEC's own result is undefined (an invalid UTF-8 subject under an
 * unchecked UTF flag) the recommendation holds: bytewise.
 */
static const struct {
	const char *id, *result;
} instead[] = {
	{ "R120", "error:6" },
	{ "R127", "3" },
	{ "R128", "2" },
	{ "R129",
	    "4 \"\xff"
	    "abc\"" },
	{ "M051", "yes" },
};

static struct str
expected(const struct probe *row)
{
	for (size_t i = 0; i < NELEM(instead); i++)
		if (str_is(row->field[0], instead[i].id))
			return str_from(instead[i].result);
	return row->field[3];
}

/* The result as the tables write it. */
static void
describe(struct buf *b, enum pattern_dialect dialect, struct str text,
    struct str subject, enum pattern_engine engine)
{
	struct buf why = { 0 };
	struct pattern_ctx ctx;
	struct pattern_match m;
	struct pattern *p;
	int r;

	r = pattern_compile(&p, dialect, text, engine, &why);
	if (r != 0) {
		CHECK(why.len > 0 && p == NULL);
		buf_printf(
		    b, "error:%d", pattern_error_number(dialect, text, r));
		buf_free(&why);
		return;
	}
	pattern_ctx_init(&ctx);
	if (!pattern_match(p, &ctx, subject, &m)) {
		buf_add_cstr(b, "no");
	} else if (dialect == PATTERN_OSMATCH) {
		buf_add_cstr(b, "yes");
	} else {
		buf_printf(b, "%zu", m.end);
		for (unsigned i = 0; i < m.n; i++)
			buf_printf(b, " \"%.*s\"", STR_FMT(m.cap[i]));
	}
	CHECK_INT(pattern_match(p, &ctx, subject, NULL),
	    !str_is(buf_str(b), "no"), -1);
	pattern_ctx_free(&ctx);
	pattern_free(&p);
}

static void
probe_pattern(const struct probe *row, enum pattern_dialect dialect)
{
	struct str want = expected(row);

	for (size_t i = 0; i < NELEM(engines); i++) {
		struct buf got = { 0 };

		describe(
		    &got, dialect, row->field[1], row->field[2], engines[i]);
		if (!str_eq(buf_str(&got), want))
			unit_fail(__FILE__, __LINE__, probe_number(row),
			    "%.*s engine %d: \"%.*s\" on \"%.*s\": got %.*s, "
			    "expected %.*s",
			    STR_FMT(row->field[0]), (int)engines[i],
			    STR_FMT(row->field[1]), STR_FMT(row->field[2]),
			    STR_FMT(buf_str(&got)), STR_FMT(want));
		buf_free(&got);
	}
	rows++;
}

static void
probe_osregex(const struct probe *row)
{
	probe_pattern(row, PATTERN_OSREGEX);
}

static void
probe_osmatch(const struct probe *row)
{
	probe_pattern(row, PATTERN_OSMATCH);
}

static void
probe_pcre2(const struct probe *row)
{
	probe_pattern(row, PATTERN_PCRE2);
}

TEST(osregex_probes)
{
	rows = 0;
	CHECK(probe_each("osregex", probe_osregex));
	CHECK_INT(rows, 285, -1);
}

TEST(osmatch_probes)
{
	rows = 0;
	CHECK(probe_each("osmatch", probe_osmatch));
	CHECK_INT(rows, 54, -1);
}

TEST(pcre2_probes)
{
	rows = 0;
	CHECK(probe_each("pcre2", probe_pcre2));
	CHECK_INT(rows, 24, -1);
}

static void
probe_word(const struct probe *row)
{
	CHECK_INT(word_match(row->field[1], row->field[2]),
	    str_is(row->field[3], "yes"), probe_number(row));
	rows++;
}

TEST(word_probes)
{
	rows = 0;
	CHECK(probe_each("word", probe_word));
	CHECK_INT(rows, 13, -1);
}

/* What the tables do not show. */
TEST(osregex_corners)
{
	static const struct {
		const char *text, *subject, *result;
	} c[] = {
		{ "\\\\++", "\\\\+", "3" },       /* a second sign is literal */
		{ "(\\\\)+", "\\+", "2 \"\\\"" }, /* a group never repeats */
		{ "\\\\(*", "", "error:6" },
		{ "\\\\|+", "", "error:6" },
		{ "\\(*x", "((x", "3" },
		{ "(\\w+|x)-", "ab-", "3 \"ab\"" },
		{ "((\\w+))\\s*", "ab", "1 \"a\" \"a\"" },
		{ "(x\\w+)|b", "xab", "3 \"xab\"" },
		{ "\\w+\\|", "ab|", "3" },
		{ "^^a", "ab", "1" },
		{ "(^a|b$)c", "ac", "2 \"a\"" },
		{ "x\\", "", "error:6" },
		{ "\\.\\.", "\xc3\xa9", "no" },    /* one character */
		{ "\\.\\.", "\xc3\xa9\xff", "2" }, /* bytewise */
		/* U+212A and U+017F are not in \w, but fold as literals. */
		{ "(\\w+)", "\xe2\x84\xaa\xc5\xbf", "no" },
		{ "^kiss!", "\xe2\x84\xaaiss!", "no" },
		{ "(kis)", "\xe2\x84\xaaI\xc5\xbf",
		    "6 \"\xe2\x84\xaaI\xc5\xbf\"" },
		{ "\xe2\x84\xaa", "xK", "2" },
		{ "\xff", "x\xff", "2" }, /* the pattern is not UTF-8 */
		{ "\xff\\.", "\xff\xc3\xa9", "2" },
	};

	for (size_t i = 0; i < NELEM(c); i++)
		for (size_t e = 0; e < NELEM(engines); e++) {
			struct buf got = { 0 };

			describe(&got, PATTERN_OSREGEX, str_from(c[i].text),
			    str_from(c[i].subject), engines[e]);
			CHECK_STR(buf_str(&got), c[i].result, i);
			buf_free(&got);
		}
}

TEST(osmatch_ends)
{
	static const struct {
		const char *text, *subject;
		long end; /* -1: no match */
	} c[] = {
		{ "b|ab", "xab", 3 },
		{ "abc|b", "abd", 2 },
		{ "|a", "a", 0 },
		{ "a|", "a", 1 },
		{ "$|x", "ab", 2 },
		{ "^ab$|zz", "ab\n", 2 },
		{ "a\n$|zz", "a\n\n", 2 },
		{ "x^y|q", "q", 1 },
		{ "K", "\xe2\x84\xaa", 3 },
		{ "\xc5\xbf", "S", 1 },
		{ "\xc3\x89t\xc3\x89", "\xc3\xa9T\xc3\xa9", 5 },
		{ "t\xc3", "t\xc3\xa9", -1 + 3 },
	};

	for (size_t i = 0; i < NELEM(c); i++)
		for (size_t e = 0; e < NELEM(engines); e++) {
			struct buf why = { 0 };
			struct pattern_match m = { 0 };
			struct pattern_ctx ctx;
			struct pattern *p;
			bool hit;

			CHECK_ROW(
			    pattern_compile(&p, PATTERN_OSMATCH,
				str_from(c[i].text), engines[e], &why) == 0,
			    i);
			pattern_ctx_init(&ctx);
			hit =
			    pattern_match(p, &ctx, str_from(c[i].subject), &m);
			CHECK_INT(hit ? (long)m.end : -1, c[i].end, i);
			CHECK_INT(m.n, 0, i);
			pattern_ctx_free(&ctx);
			pattern_free(&p);
		}
}

TEST(limits)
{
	static char text[2 * PATTERN_OS_LEN_MAX];
	struct str s = { text, PATTERN_OS_LEN_MAX };
	struct buf why = { 0 };
	struct pattern *p;

	memset(text, 'a', sizeof(text));
	for (int d = PATTERN_OSREGEX; d <= PATTERN_OSMATCH; d++) {
		s.len = PATTERN_OS_LEN_MAX;
		CHECK_INT(pattern_compile(&p, (enum pattern_dialect)d, s,
			      PATTERN_ENGINE_DEFAULT, &why),
		    0, d);
		pattern_free(&p);
		s.len++;
		CHECK_INT(pattern_compile(&p, (enum pattern_dialect)d, s,
			      PATTERN_ENGINE_DEFAULT, &why),
		    OS_ERR_LIMIT, d);
	}
	memset(text, '(', 500);
	memset(text + 500, ')', 500);
	s.len = 1000;
	CHECK_INT(pattern_compile(
		      &p, PATTERN_OSREGEX, s, PATTERN_ENGINE_DEFAULT, &why),
	    OS_ERR_FORMAT, -1);
	buf_free(&why);
}

TEST(reasons)
{
	static const struct {
		enum pattern_dialect dialect;
		const char *text, *where, *what;
	} c[] = {
		{ PATTERN_OSREGEX, "ab\\n", "byte 3:", "no escape \\n" },
		{ PATTERN_OSREGEX, "a\\-", "byte 2:", "without the backslash" },
		{ PATTERN_OSREGEX, "a(b", "byte 2:", "write \\(" },
		{ PATTERN_OSREGEX, "ab)", "byte 3:", "write \\)" },
		{ PATTERN_OSREGEX, "ab\\", "byte 3:", "write \\\\" },
		{ PATTERN_OSREGEX, "", "", "empty pattern" },
		{ PATTERN_PCRE2, "(", "byte 2:", "missing closing" },
		{ PATTERN_PCRE2, "", "", "empty expression" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf why = { 0 };
		struct pattern *p;

		CHECK_INT(pattern_compile(&p, c[i].dialect, str_from(c[i].text),
			      PATTERN_ENGINE_DEFAULT, &why),
		    OS_ERR_FORMAT, i);
		CHECK_ROW(str_starts(buf_str(&why), str_from(c[i].where)), i);
		CHECK_ROW(
		    str_find(buf_str(&why), str_from(c[i].what)) != SIZE_MAX,
		    i);
		buf_free(&why);
	}
}

TEST(literals_of_a_pattern)
{
	static const struct {
		enum pattern_dialect dialect;
		const char *text, *literals;
	} c[] = {
		{ PATTERN_OSREGEX, "^Failed \\S+ for (\\S+)", "failed |" },
		{ PATTERN_OSREGEX, "(ab|\\d+cde)f", "ab|cde|" },
		{ PATTERN_OSREGEX, "(ab|\\d+cde)fgh", "fgh|" },
		{ PATTERN_OSREGEX, "(ab|\\d+)", "" },
		{ PATTERN_OSREGEX, "x\\(*", "x|" },
		{ PATTERN_OSREGEX,
		    "\xc5\xbf"
		    "abc",
		    "" },
		{ PATTERN_OSMATCH, "^Abc|d$|e^f", "abc|d|" },
		{ PATTERN_OSMATCH, "abc|", "" },
		{ PATTERN_PCRE2, "^abc$", "abc|" },
		{ PATTERN_PCRE2, "a(?:bc){2}d?", "bc|" },
		{ PATTERN_PCRE2, "a(?:bc){0,2}d", "a|" },
		{ PATTERN_PCRE2, "(?=abc)", "" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf why = { 0 }, got = { 0 };
		struct pattern *p;

		CHECK_ROW(pattern_compile(&p, c[i].dialect, str_from(c[i].text),
			      PATTERN_ENGINE_DEFAULT, &why) == 0,
		    i);
		for (unsigned k = 0; k < pattern_literals(p)->n; k++) {
			buf_add_str(&got, pattern_literals(p)->lit[k]);
			buf_add_char(&got, '|');
		}
		CHECK_STR(buf_str(&got), c[i].literals, i);
		buf_free(&got);
		pattern_free(&p);
	}
}

TEST(answers_about_a_pattern)
{
	static const struct {
		enum pattern_dialect dialect;
		const char *text;
		unsigned groups;
		bool literal;
	} c[] = {
		{ PATTERN_OSREGEX, "^abc", 0, true },
		{ PATTERN_OSREGEX, "abc", 0, false },
		{ PATTERN_OSREGEX, "^a.c", 0, false },
		{ PATTERN_OSREGEX, "(a)(\\d+)", 2, false },
		{ PATTERN_OSMATCH, "^a.c$", 0, true },
		{ PATTERN_OSMATCH, "^a|b", 0, false },
		{ PATTERN_PCRE2, "abc$", 0, true },
		{ PATTERN_PCRE2, "(?:a)(b(c))", 2, false },
	};

	for (size_t i = 0; i < NELEM(c); i++)
		for (size_t e = 0; e < NELEM(engines); e++) {
			struct buf why = { 0 };
			struct pattern *p;

			CHECK_ROW(
			    pattern_compile(&p, c[i].dialect,
				str_from(c[i].text), engines[e], &why) == 0,
			    i);
			CHECK_INT(pattern_groups(p), c[i].groups, i);
			CHECK_INT(
			    pattern_is_anchored_literal(p), c[i].literal, i);
			CHECK_STR(pattern_text(p), c[i].text, i);
			CHECK_INT(pattern_get_dialect(p), c[i].dialect, i);
			pattern_free(&p);
		}
}
