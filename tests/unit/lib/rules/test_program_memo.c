/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/program_memo.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "lib/base/buf.h"

static const char *const patterns[] = { "^sshd", "cron|anacron", "^su$", "d$",
	"a", "" };

/* More names than there are slots, known ones in between, and some that are
 * too long to be remembered: always what the pattern itself says. */
TEST(answers_are_the_patterns_own)
{
	struct program_patterns pp = { 0 };
	struct pattern *p[NELEM(patterns)];
	unsigned number[NELEM(patterns)];
	struct program_memo *m;
	struct pattern_ctx ctx;
	struct buf why = { 0 };
	unsigned remembered = 0;

	pattern_ctx_init(&ctx);
	for (size_t i = 0; i < NELEM(patterns); i++) {
		CHECK_INT(
		    pattern_compile(&p[i], PATTERN_OSMATCH,
			str_from(patterns[i]), PATTERN_ENGINE_DEFAULT, &why),
		    0, i);
		number[i] = program_patterns_add(&pp, p[i]);
		CHECK_ROW(number[i] != PROGRAM_NONE, i);
	}
	CHECK_INT(program_patterns_add(&pp, NULL), PROGRAM_NONE, 0);
	m = program_memo_new(&pp);
	for (unsigned round = 0; round < 20000; round++) {
		static const char *const known[] = { "sshd", "su", "SSHD(pam)",
			"", "anacron" };
		char name[80];
		const uint64_t *bits;

		if (round % 3 == 0)
			snprintf(name, sizeof(name), "%s",
			    known[round / 3 % NELEM(known)]);
		else
			snprintf(name, sizeof(name), "prog%0*ud",
			    round % 50 == 1 ? 50 : 1, round % 4000);
		bits = program_memo_get(m, &ctx, str_from(name));
		CHECK_ROW((bits == NULL) == (strlen(name) > 47), round);
		for (size_t i = 0; bits != NULL && i < NELEM(patterns); i++)
			CHECK_INT(bits[number[i] / 64] >> (number[i] % 64) & 1,
			    pattern_match(p[i], &ctx, str_from(name), NULL),
			    round);
		remembered += bits != NULL;
	}
	CHECK(remembered > 19000);
	program_memo_free(&m);
	program_patterns_free(&pp);
	for (size_t i = 0; i < NELEM(patterns); i++)
		pattern_free(&p[i]);
	pattern_ctx_free(&ctx);
	buf_free(&why);
}
