/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a text must contain for a pattern to match it: found from the tree, so
 * that a text without it need not be tried at all.
 */
#ifndef RE_LITERALS_H
#define RE_LITERALS_H

#include "lib/regex/pattern.h"
#include "lib/regex/re.h"

/*
 * Every matching text contains at least one of them, letters in either ASCII
 * case. n is 0 if there is nothing to name. The longest there are. They live in
 * a.
 */
void re_literals(
    struct pattern_literals *out, struct arena *a, const struct re_node *tree);

#endif
