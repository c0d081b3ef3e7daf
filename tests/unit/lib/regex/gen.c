/* SPDX-License-Identifier: Apache-2.0 */
#include "gen.h"

/* Few letters, so that things meet; k and s fold beyond ASCII. */
static const char *const letters[] = { "a", "b", "A", "k", "S", "s", "1", "2",
	" ", "-", ":", ".", "/", "a", "b", "1" };
static const char *const foreign[] = { "\xc3\xa9", "\xc3\x89", "\xe2\x84\xaa",
	"\xc5\xbf", "\xf0\x9f\x98\x80", "\xff", "\xc3", "\x80" };

static unsigned
rnd(struct gen *g, unsigned n)
{
	g->state ^= g->state << 13;
	g->state ^= g->state >> 7;
	g->state ^= g->state << 17;
	return (unsigned)((g->state >> 11) % n);
}

static bool
chance(struct gen *g, unsigned percent)
{
	return rnd(g, 100) < percent;
}

#define PICK(g, list) ((list)[rnd((g), NELEM(list))])

static const char *
random_text(struct gen *g, unsigned foreign_percent)
{
	return chance(g, foreign_percent) ? PICK(g, foreign) : PICK(g, letters);
}

/* A class of either regex language, and texts it takes. */
struct class
{
	const char *spelling;
	const char *examples[3];
};

static const struct class os_classes[] = {
	{ "\\d", { "1", "2", "0" } },
	{ "\\D", { "a", " ", "\xc3\xa9" } },
	{ "\\w", { "a", "_", "1" } },
	{ "\\w", { "k", "s", "b" } },
	{ "\\W", { " ", ":", "\xc3\xa9" } },
	{ "\\s", { " ", " ", " " } },
	{ "\\S", { "a", "1", "\xe2\x84\xaa" } },
	{ "\\S", { ":", "b", "\n" } },
	{ "\\p", { "-", ":", "." } },
	{ "\\.", { "\n", "a", "\xc3\xa9" } },
};

static const struct class pcre_classes[] = {
	{ "\\d", { "1", "2", "0" } },
	{ "\\D", { "a", " ", "\xff" } },
	{ "\\w", { "a", "_", "1" } },
	{ "\\W", { " ", ":", "\xff" } },
	{ "\\s", { " ", "\n", "\t" } },
	{ "\\S", { "a", "1", "\xff" } },
	{ ".", { "a", " ", ":" } },
	{ "[ab]", { "a", "b", "A" } },
	{ "[^ ]", { "a", "\n", "\xff" } },
	{ "[^ab\\n]", { "1", " ", "k" } },
	{ "[a-k1-]", { "b", "-", "1" } },
	{ "[[:alpha:]_]", { "a", "_", "k" } },
	{ "[^[:^digit:]]", { "1", "2", "0" } },
	{ "[]\\x2e\\d]", { "]", ".", "1" } },
	{ "[Y-b]", { "Y", "_", "a" } },
};

/* In reach of a quantifier in OS_Regex, like a class. */
static const struct class os_escapes[] = {
	{ "\\(", { "(", "(", "(" } },
	{ "\\\\", { "\\", "\\", "\\" } },
	{ "\\$", { "$", "$", "$" } },
	{ "\\|", { "|", "|", "|" } },
	{ "\\\\a", { "\\a", "\\a", "\\A" } },
};

static void
add_examples(struct gen *g, const struct class *c, unsigned times)
{
	while (times-- > 0)
		buf_add_cstr(&g->example, PICK(g, c->examples));
}

static void
os_element(struct gen *g)
{
	const struct class *c =
	    chance(g, 85) ? &PICK(g, os_classes) : &PICK(g, os_escapes);

	buf_add_cstr(&g->pattern, c->spelling);
	if (chance(g, 60)) {
		bool star = chance(g, 40);

		buf_add_char(&g->pattern, star ? '*' : '+');
		add_examples(g, c, rnd(g, 4) + !star);
	} else {
		add_examples(g, c, 1);
	}
}

static void
literal(struct gen *g, bool quote)
{
	const char *s = random_text(g, 4);

	if (quote && (*s == '.' || *s == '-'))
		buf_add_char(&g->pattern, '\\');
	buf_add_cstr(&g->pattern, s);
	buf_add_cstr(&g->example, s);
}

static const char *
pcre_quantifier(struct gen *g, unsigned *times)
{
	static const struct {
		const char *text;
		unsigned min, max;
	} q[] = { { "*", 0, 4 }, { "+", 1, 4 }, { "?", 0, 1 }, { "{2}", 2, 2 },
		{ "{1,3}", 1, 3 }, { "{2,}", 2, 4 }, { "*?", 0, 4 },
		{ "+?", 1, 4 }, { "??", 0, 1 }, { "{1,2}?", 1, 2 },
		{ "{2,}?", 2, 4 }, { "++", 1, 4 }, { "*+", 0, 4 },
		{ "{0,2}", 0, 2 }, { "{0}", 0, 0 } };
	unsigned i = rnd(g, NELEM(q));

	*times = q[i].min + rnd(g, q[i].max - q[i].min + 1);
	return q[i].text;
}

static void
pcre_element(struct gen *g)
{
	const struct class *c = &PICK(g, pcre_classes);
	unsigned times = 1;
	const char *q = chance(g, 60) ? pcre_quantifier(g, &times) : "";

	buf_add_cstr(&g->pattern, c->spelling);
	buf_add_cstr(&g->pattern, q);
	add_examples(g, c, times);
}

static void alternatives(struct gen *g, bool os, unsigned depth);

static void
pcre_group(struct gen *g, unsigned depth)
{
	static const char *const opens[] = { "(", "(?:", "(?:", "(?<n" };
	const char *open = PICK(g, opens);
	size_t from = g->example.len, len;
	unsigned times;

	buf_add_cstr(&g->pattern, open);
	if (strlen(open) > 3)
		buf_printf(&g->pattern, "%zu>", g->pattern.len);
	alternatives(g, false, depth - 1);
	buf_add_char(&g->pattern, ')');
	if (chance(g, 50))
		return;
	buf_add_cstr(&g->pattern, pcre_quantifier(g, &times));
	len = g->example.len - from;
	if (times == 0)
		g->example.len = from;
	while (times-- > 1 && len > 0 && len < 64) {
		char copy[64];

		memcpy(copy, g->example.p + from, len);
		buf_add(&g->example, copy, len);
	}
}

static void
element(struct gen *g, bool os, unsigned depth)
{
	static const char *const rare[] = { "^", "$", "\\b", "\\B", "\\A",
		"\\z", "\\Z", "(?=a)", "(a)\\1" };
	unsigned what = rnd(g, 100);

	if (what < 40) {
		literal(g, !os);
	} else if (what < 80 || depth == 0) {
		if (os)
			os_element(g);
		else
			pcre_element(g);
	} else if (what < 97) {
		if (!os) {
			pcre_group(g, depth);
			return;
		}
		buf_add_char(&g->pattern, '(');
		alternatives(g, os, depth - 1);
		buf_add_char(&g->pattern, ')');
	} else if (os) {
		buf_add_char(&g->pattern, chance(g, 50) ? '^' : '$');
	} else {
		buf_add_cstr(&g->pattern, PICK(g, rare));
	}
}

static void
branch(struct gen *g, bool os, unsigned depth)
{
	for (unsigned n = rnd(g, 5); n > 0; n--)
		element(g, os, depth);
	if (chance(g, 10))
		buf_add_char(&g->pattern, '$');
}

/* The example is for one of them. */
static void
alternatives(struct gen *g, bool os, unsigned depth)
{
	size_t from = g->example.len;
	unsigned n = chance(g, 70) ? 1 : 2 + rnd(g, 2);

	for (unsigned i = 0; i < n; i++) {
		if (i != 0)
			buf_add_char(&g->pattern, '|');
		if (i != 0 && chance(g, 50)) {
			size_t keep = g->example.len;

			branch(g, os, depth);
			g->example.len = keep;
		} else {
			g->example.len = from;
			branch(g, os, depth);
		}
	}
}

static void
os_match(struct gen *g)
{
	for (unsigned n = chance(g, 40) ? 1 : 1 + rnd(g, 4); n > 0; n--) {
		size_t keep = g->example.len;

		buf_add_cstr(&g->pattern, chance(g, 20) ? "^" : "");
		for (unsigned k = rnd(g, 6); k > 0; k--)
			literal(g, false);
		if (chance(g, 3))
			buf_add_char(&g->pattern, chance(g, 50) ? '^' : '$');
		buf_add_cstr(&g->pattern, chance(g, 20) ? "$" : "");
		if (n > 1)
			buf_add_char(&g->pattern, '|');
		if (keep != 0 && chance(g, 50))
			g->example.len = keep;
	}
}

void
gen_pattern(struct gen *g, enum pattern_dialect dialect)
{
	buf_clear(&g->pattern);
	buf_clear(&g->example);
	if (dialect == PATTERN_OSMATCH) {
		os_match(g);
		return;
	}
	if (chance(g, 15))
		buf_add_char(&g->pattern, '^');
	alternatives(g, dialect == PATTERN_OSREGEX, 3);
}

static void
add_noise(struct gen *g, unsigned max, unsigned foreign_percent)
{
	for (unsigned n = rnd(g, max + 1); n > 0; n--)
		buf_add_cstr(&g->subject, random_text(g, foreign_percent));
}

void
gen_subject(struct gen *g)
{
	unsigned foreign_percent = chance(g, 75) ? 0 : 15;

	buf_clear(&g->subject);
	if (chance(g, 70))
		add_noise(g, chance(g, 10) ? 60 : 6, foreign_percent);
	for (size_t i = 0; i < g->example.len; i++) {
		if (chance(g, 97))
			buf_add_char(&g->subject, g->example.p[i]);
		if (chance(g, 3))
			add_noise(g, 2, foreign_percent);
	}
	if (chance(g, 60))
		add_noise(g, 6, foreign_percent);
	if (chance(g, 5))
		buf_add_char(&g->subject, '\n');
}

void
gen_free(struct gen *g)
{
	buf_free(&g->pattern);
	buf_free(&g->example);
	buf_free(&g->subject);
}
