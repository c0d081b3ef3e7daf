/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holds our matchers against PCRE2: same match, same end, same captures. Used
 * by the property test and by the fuzz harness.
 */
#ifndef AGREE_H
#define AGREE_H

#include "lib/regex/pattern.h"

struct agree {
	enum pattern_dialect dialect;
	struct str text;
	struct pattern *ours, *theirs;
	struct pattern_ctx ctx;
	uint64_t budget;           /* for pattern_ctx_set_budget() */
	uint64_t matched, skipped; /* skipped: too hard for PCRE2 */
};

/* False: both refuse the pattern. A pattern only one accepts goes to *diff. */
bool agree_open(struct agree *ag, enum pattern_dialect dialect, struct str text,
    struct buf *diff);
void agree_close(struct agree *ag);

/* Appends to *diff what differs, if anything does. */
void agree_subject(struct agree *ag, struct str subject, struct buf *diff);

#endif
