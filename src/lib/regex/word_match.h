/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Word match (regex-dialects, section 4): how <if_group> looks for groups in
 * the group text of a rule.
 */
#ifndef WORD_MATCH_H
#define WORD_MATCH_H

#include <stdbool.h>

#include "lib/base/str.h"

/*
 * Does text contain one of the alternatives of pattern, separated by |, in any
 * case? ^ ties one to the start; nothing else is special. Not words at all:
 * "auth" is found in "authentication_failed", and stock rules rely on it.
 */
bool word_match(struct str pattern, struct str text);

#endif
