/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/word_match.h"

bool
word_match(struct str pattern, struct str text)
{
	struct str rest = pattern, word;

	if (pattern.len == 0)
		return false;
	while (str_split(&rest, '|', &word)) {
		bool found;

		if (word.len > 0 && word.p[0] == '^')
			found = str_istarts(text, str_skip(word, 1));
		else
			found = str_ifind(text, word) != SIZE_MAX;
		if (found)
			return true;
	}
	return false;
}
