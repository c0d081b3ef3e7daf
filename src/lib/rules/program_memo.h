/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of a ruleset's patterns on the program name hold for a name. Logs have
 * few programs and many lines: each name is tried once, and remembered.
 *
 * The memory is bounded and never changes an answer: names are compared whole,
 * and one that was forgotten is tried again.
 */
#ifndef PROGRAM_MEMO_H
#define PROGRAM_MEMO_H

#include "lib/regex/pattern.h"

/* The patterns, in a generation; the memo itself belongs to a thread. */
struct program_patterns {
	const struct pattern **v;
	size_t n, cap;
};

enum { PROGRAM_NONE = 0 }; /* the number of no pattern */

/* The number of p, from 1; NULL has none. */
unsigned
program_patterns_add(struct program_patterns *pp, const struct pattern *p);
void program_patterns_free(struct program_patterns *pp);

struct program_memo;

struct program_memo *program_memo_new(const struct program_patterns *pp);
void program_memo_free(struct program_memo **m);

/* Bit number % 64 of word number / 64 is set where the pattern holds. Valid
 * until the next call. NULL if the name is too long to be remembered. */
const uint64_t *program_memo_get(
    struct program_memo *m, struct pattern_ctx *ctx, struct str program);

#endif
