/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A parsed pattern as a flat program for vm.c: runs of literals, sets, repeats
 * of a set, branches. What the compiler knows about the future is written into
 * the ops: which bytes may follow a repeat or begin a branch. A repeat that
 * takes none of the bytes that may follow it has one possible end and needs no
 * backtracking.
 */
#ifndef PROG_H
#define PROG_H

#include "lib/regex/lit.h"
#include "lib/regex/re.h"

enum op_code {
	OP_LIT,       /* lit: the bytes */
	OP_SET,       /* one byte of set */
	OP_CHAR,      /* one UTF-8 character whose first byte is in set */
	OP_ONCE,      /* a to b bytes of set, as many as there are */
	OP_FIELD,     /* the same, saved to slot and slot + 1; three ops long */
	OP_GREEDY,    /* the same, giving back one by one */
	OP_LAZY,      /* the same, taking one by one */
	OP_SPLIT,     /* go on at a, and if that fails at b */
	OP_JUMP,      /* go on at a */
	OP_SAVE,      /* the position goes to slot a */
	OP_SAVE_UNDO, /* the same where backtracking must restore it */
	OP_START,
	OP_END,
	OP_END_NL,
	OP_WORD_EDGE,
	OP_NO_WORD_EDGE,
	OP_NEVER,
	OP_MATCH,
};

/*
 * What a repeat looks for ahead: a byte it cannot take or, if it is lazy, one
 * that may follow it.
 */
enum op_scan {
	SCAN_TABLE, /* any byte of halt */
	SCAN_PAIR,  /* stop[0] or stop[1] */
	SCAN_ALL,   /* there is no such byte */
};

/*
 * Sets are columns of bits in tables of 256 bytes: c is in the set if
 * table[c] & bit. For repeats, then and then_bit are what may follow and
 * then_end tells whether the end of the subject may; for OP_SPLIT, set, bit and
 * end describe branch a, then... branch b.
 */
struct op {
	unsigned char code, scan, stop[2];
	unsigned char bit, then_bit, halt_bit;
	bool end, then_end;
	bool fresh;    /* OP_ONCE, OP_FIELD: never entered a second time */
	uint16_t memo; /* its row in the memo, for repeats and branches */
	uint32_t a, b, slot;
	const unsigned char *set, *then, *halt;
	struct lit lit; /* OP_LIT */
};

struct prog {
	const struct op *ops;
	size_t n;
	unsigned groups;
	unsigned runs;  /* repeats: the first rows of the memo */
	unsigned memos; /* rows in all */
	bool anchored;  /* matches at the start or nowhere */
	/* Where a match can begin: before lead if it has a length, else at a
	 * byte of first; first_end: or at the end of the subject. */
	const struct lit *lead;
	const unsigned char *first;
	unsigned char first_bit;
	bool first_end;
	/* Every match contains it, if it has a length. look_first: search for
	 * it before anything else; otherwise once matching proves hard. */
	struct lit need;
	bool look_first;
};

enum {
	PROG_OPS_MAX = 4096,
};

/*
 * chars: for subjects of well-formed UTF-8, where sets that hold bytes from
 * 0x80 on hold them all and take whole characters, and literals are ASCII.
 * Lives in a; tmp is for scratch. Returns OS_ERR_LIMIT when it gets too large
 * and OS_ERR_REFUSED where a repeated group may match nothing, whose exact
 * meaning is PCRE2's own.
 */
int prog_compile(struct prog **out, struct arena *a, struct arena *tmp,
    const struct re_node *tree, unsigned groups, bool chars);

#endif
