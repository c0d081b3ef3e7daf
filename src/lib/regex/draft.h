/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program while it is being compiled: sets by value, growing. draft.c makes
 * it from a tree, draft_first.c looks ahead in it, prog.c finishes it.
 */
#ifndef DRAFT_H
#define DRAFT_H

#include "lib/regex/prog.h"

struct draft_op {
	enum op_code code;
	enum re_greed greed; /* of a repeat, until its code is decided */
	uint32_t a, b;
	struct re_set set, then;
	bool end, then_end;
	struct str lit;
};

struct draft {
	struct draft_op *ops;
	size_t n, cap;
	bool chars;
	uint32_t *seen; /* marks of the walks below, one per op */
	uint32_t mark;
};

/*
 * Repeats of a set are all OP_GREEDY as yet. ops is to be freed, the rest lives
 * in tmp. Errors are those of prog_compile().
 */
int draft_make(struct draft *out, struct arena *tmp, const struct re_node *tree,
    bool chars);

/* draft_first.c */

/* What can come next at some place of the program. */
struct draft_first {
	struct re_set set;
	bool end; /* the end of the subject */
};
struct draft_first draft_first(struct draft *d, size_t at);

/* Does every way from the first op pass OP_START before it takes a byte? */
bool draft_anchored(struct draft *d);

/* Is there nothing but the end of the program from at on? */
bool draft_ends(const struct draft *d, size_t at);

#endif
