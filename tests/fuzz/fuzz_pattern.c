/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pattern of any dialect on any subject: our matchers and PCRE2 must agree.
 * Input: dialect, step budget, length of the pattern, pattern, subject.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/lib/regex/agree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf diff = { 0 };
	struct str text, subject;
	struct agree ag;

	if (len < 3)
		return 0;
	text = str_slice((const char *)data + 3, len - 3);
	subject = str_skip(text, data[2]);
	text = str_head(text, data[2]);
	if (agree_open(&ag, (enum pattern_dialect)(data[0] % 3), text, &diff)) {
		ag.budget = data[1] % 32;
		agree_subject(&ag, subject, &diff);
		agree_close(&ag);
	}
	if (diff.len != 0) {
		fprintf(stderr, "%s\n", diff.p);
		abort();
	}
	buf_free(&diff);
	return 0;
}
