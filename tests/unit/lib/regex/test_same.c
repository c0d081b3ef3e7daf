/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random patterns on random subjects: our matchers and PCRE2 give the same
 * answers. SAME_SEED and SAME_PATTERNS in the environment vary the run.
 */
#include <stdlib.h>

#include "agree.h"
#include "check.h"
#include "gen.h"

enum {
	SUBJECTS = 12, /* per pattern */
};

/* The memo must change nothing, whenever it sets in. */
static const uint64_t budgets[] = { 0, 1, 4, 0, 12 };

static uint64_t
from_env(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);

	return s != NULL ? strtoull(s, NULL, 10) : otherwise;
}

static void
run(enum pattern_dialect dialect, uint64_t patterns, unsigned match_percent)
{
	struct gen g = { .state = from_env("SAME_SEED", 42) + dialect };
	uint64_t pairs = 0, matched = 0, skipped = 0;
	struct buf diff = { 0 };

	patterns = from_env("SAME_PATTERNS", patterns);
	for (uint64_t i = 0; i < patterns && diff.len == 0; i++) {
		struct agree ag;

		gen_pattern(&g, dialect);
		if (!agree_open(&ag, dialect, buf_str(&g.pattern), &diff))
			continue;
		for (int k = 0; k < SUBJECTS && diff.len == 0; k++) {
			struct str s;
			char *exact;

			gen_subject(&g);
			ag.budget = budgets[k % NELEM(budgets)];
			/* Its own memory: a read past the end shows. */
			s = buf_str(&g.subject);
			exact = xmalloc(s.len);
			memcpy(exact, s.p, s.len);
			agree_subject(&ag, str_slice(exact, s.len), &diff);
			free(exact);
			pairs++;
		}
		matched += ag.matched;
		skipped += ag.skipped;
		agree_close(&ag);
	}
	if (diff.len != 0)
		unit_fail(__FILE__, __LINE__, (long)pairs, "%s", diff.p);
	CHECK(pairs * 100 > patterns * SUBJECTS * 80);
	CHECK(matched * 100 > pairs * match_percent);
	CHECK(skipped * 1000 < pairs);
	buf_free(&diff);
	gen_free(&g);
}

TEST(osregex_same_as_pcre2)
{
	run(PATTERN_OSREGEX, 8000, 40);
}

TEST(osmatch_same_as_pcre2)
{
	run(PATTERN_OSMATCH, 4000, 40);
}

TEST(pcre2_same_as_pcre2)
{
	run(PATTERN_PCRE2, 8000, 40);
}
