/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The OS_Regex language of OSSEC 4.3 (regex-dialects, section 2): text to tree,
 * and tree to the PCRE2 expression with the same meaning.
 */
#ifndef OSREGEX_H
#define OSREGEX_H

#include "lib/base/buf.h"
#include "lib/regex/re.h"

enum {
	OSREGEX_DEPTH_MAX = 250, /* parentheses within each other */
};

/*
 * *groups is the number of captures. On error returns OS_ERR_FORMAT or
 * OS_ERR_LIMIT and appends the reason and the cure to *why.
 */
int osregex_parse(struct re_node **out, unsigned *groups, struct arena *a,
    struct str text, struct buf *why);

/* For PCRE2_CASELESS | PCRE2_DOTALL, with or without PCRE2_UTF. */
void osregex_to_pcre2(struct buf *out, const struct re_node *n);

/* Appends a literal, with a backslash where PCRE2 needs one. */
void osregex_quote(struct buf *out, char c);

#endif
