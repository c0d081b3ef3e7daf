/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A closed gate is a promise: the pattern does not match. Held against the
 * patterns themselves on random texts made of their own pieces.
 */
#include "lib/rules/prefilter.h"

#include "check.h"
#include "lib/base/buf.h"

static const struct {
	enum pattern_dialect dialect;
	const char *text;
} patterns[] = {
	{ PATTERN_OSMATCH, "failed|refused|^denied" },
	{ PATTERN_OSMATCH, "login incorrect" },
	{ PATTERN_OSREGEX, "^Failed \\S+ for (\\S+) from" },
	{ PATTERN_OSREGEX, "user=(\\w*)|uid \\d+" },
	{ PATTERN_PCRE2, "authentication (?:failure|error)s?" },
	{ PATTERN_PCRE2, "(?:ab|cd)+ef" },
	{ PATTERN_PCRE2, "\\d{3} x?" },
	{ PATTERN_PCRE2, "^\\S+ .*refused connect" },
	{ PATTERN_PCRE2, "a?b?c?" },
	{ PATTERN_PCRE2, "fail(?:ed|ure)|fatal:" },
	{ PATTERN_PCRE2, "Kernel: k" },
};

static const char *const pieces[] = { "fail", "ed", "FAILED", "ure", "refused",
	" ", "denied", "login", " incorrect", "Failed ", "password", " for ",
	"root", " from", "user=", "uid ", "12", "authentication ", "failure",
	"error", "s", "ab", "cd", "ef", "123 ", "x", "connect",
	"fatal:", "kernel", ": k", "Kernel: K", "\xe2\x84\xaa", "\xff", "ref",
	"use" };

static uint64_t rng = 362436069;

static size_t
rnd(size_t n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return rng % n;
}

struct set {
	struct prefilter *filter;
	struct pattern *p[NELEM(patterns)];
	unsigned gate[NELEM(patterns)];
};

static void
set_make(struct set *s)
{
	struct buf why = { 0 };

	s->filter = prefilter_new();
	for (size_t i = 0; i < NELEM(patterns); i++) {
		CHECK_INT(pattern_compile(&s->p[i], patterns[i].dialect,
			      str_from(patterns[i].text),
			      PATTERN_ENGINE_DEFAULT, &why),
		    0, i);
		s->gate[i] = prefilter_add(s->filter, s->p[i]);
	}
	prefilter_build(s->filter);
	buf_free(&why);
}

static void
set_free(struct set *s)
{
	for (size_t i = 0; i < NELEM(patterns); i++)
		pattern_free(&s->p[i]);
	prefilter_free(&s->filter);
}

static bool
is_open(const uint64_t *open, unsigned gate)
{
	return gate == PREFILTER_NONE || (open[gate / 64] >> (gate % 64) & 1);
}

TEST(closed_gates_keep_nothing_out)
{
	struct arena *a = arena_new(0);
	struct pattern_ctx ctx;
	struct buf text = { 0 };
	unsigned closed = 0, matched = 0;
	struct set s;

	set_make(&s);
	pattern_ctx_init(&ctx);
	for (unsigned round = 0; round < 20000; round++) {
		const uint64_t *open;

		arena_reset(a);
		buf_clear(&text);
		for (size_t n = rnd(8); n > 0; n--)
			buf_add_cstr(&text, pieces[rnd(NELEM(pieces))]);
		if (!str_ascii(buf_str(&text)))
			continue; /* not asked for such */
		open = prefilter_scan(s.filter, buf_str(&text), a);
		for (size_t i = 0; i < NELEM(patterns); i++) {
			bool match =
			    pattern_match(s.p[i], &ctx, buf_str(&text), NULL);

			matched += match;
			closed += !is_open(open, s.gate[i]);
			if (match && !is_open(open, s.gate[i]))
				CHECK_STR(buf_str(&text), patterns[i].text, i);
		}
	}
	/* it is of use, and the texts did match something */
	CHECK(closed > 20000);
	CHECK(matched > 10000);
	pattern_ctx_free(&ctx);
	buf_free(&text);
	arena_free(&a);
	set_free(&s);
}

TEST(patterns_without_literals_have_no_gate)
{
	struct set s;

	set_make(&s);
	CHECK_INT(prefilter_add(s.filter, NULL), PREFILTER_NONE, 0);
	CHECK_INT(s.gate[8], PREFILTER_NONE, 8);
	CHECK(s.gate[1] != PREFILTER_NONE);
	set_free(&s);
}

/* A full arena must not close anything. */
TEST(no_memory_no_answer)
{
	struct arena *a = arena_new(64);
	struct set s;

	set_make(&s);
	CHECK(arena_alloc(a, 64) != NULL);
	CHECK(prefilter_scan(s.filter, STR_LIT("failed"), a) == NULL);
	arena_free(&a);
	set_free(&s);
}
