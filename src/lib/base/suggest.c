/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Did you mean ...?": the nearest of a list of names by edit distance, with
 * a swap of two neighbours counted as one step.
 */
#include <stdint.h>

#include "lib/base/diag.h"

#define WORD_MAX 64

static unsigned
min2(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned
distance(struct str a, struct str b)
{
	unsigned d[3][WORD_MAX + 1];

	for (unsigned j = 0; j <= b.len; j++)
		d[1][j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned *two = d[(i + 2) % 3], *one = d[i % 3],
			 *now = d[(i + 1) % 3];

		now[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			char ca = ascii_lower(a.p[i - 1]),
			     cb = ascii_lower(b.p[j - 1]);

			now[j] = min2(min2(one[j], now[j - 1]) + 1,
			    one[j - 1] + (ca != cb));
			if (i > 1 && j > 1 && ca == ascii_lower(b.p[j - 2]) &&
			    cb == ascii_lower(a.p[i - 2]))
				now[j] = min2(now[j], two[j - 2] + 1);
		}
	}
	return d[(a.len + 1) % 3][b.len];
}

const char *
suggest(struct str word, const char *const *names)
{
	const char *best = NULL;
	unsigned best_d = 0;

	if (word.len == 0 || word.len > WORD_MAX)
		return NULL;
	for (; *names != NULL; names++) {
		struct str name = str_from(*names);
		unsigned d;

		if (name.len > WORD_MAX)
			continue;
		d = distance(word, name);
		if (d > 1 + name.len / 4 || d >= name.len)
			continue;
		if (best == NULL || d < best_d) {
			best = *names;
			best_d = d;
		}
	}
	return best;
}
