/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The OS_Match language ("sregex") of OSSEC 4.3 (regex-dialects, section 3):
 * literals separated by |, each anchored or not. Bytewise, ASCII folding; the
 * caller sends what needs Unicode folding to PCRE2.
 */
#ifndef OSMATCH_H
#define OSMATCH_H

#include "lib/base/arena.h"
#include "lib/base/buf.h"
#include "lib/regex/lit.h"
#include "lib/regex/pattern.h"

struct osmatch_alt {
	struct lit lit;
	struct str text;
	bool at_start, at_end;
	bool never; /* ^ or $ inside: cannot match */
};

struct osmatch {
	struct osmatch_alt *alts;
	size_t n;
	/*
	 * Kept quirk: $ allows a newline after it when there are several
	 * alternatives, not when there is one (M035, M036).
	 */
	bool before_newline;
};

/* Lives in a. Returns OS_ERR_LIMIT when too long, with the reason in *why. */
int osmatch_parse(
    struct osmatch **out, struct arena *a, struct str text, struct buf *why);

/* One literal with an anchor: compared as bytes whatever the subject is. */
bool osmatch_is_anchored(const struct osmatch *m);

/* What a text must contain one of; out->n is 0 if there is nothing. */
void osmatch_literals(const struct osmatch *m, struct pattern_literals *out);

void osmatch_to_pcre2(struct buf *out, const struct osmatch *m);

/* end may be NULL; else it is set just after the leftmost match. */
bool osmatch_match(const struct osmatch *m, struct str subject, size_t *end);

#endif
