/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/prog.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/regex/draft.h"
#include "lib/regex/re_literals.h"

/* What a lazy repeat takes when nothing after it can fail: its minimum. */
static void
settle_lazy_end(struct draft *d, struct draft_op *op, size_t at)
{
	op->b = op->a;
	op->code = OP_ONCE;
	if (op->a == 0) {
		op->code = OP_JUMP;
		op->a = (uint32_t)at + 1;
	} else if (d->chars && re_set_has(&op->set, 0x80)) {
		op->code = OP_CHAR; /* min is 1 in such a program */
	}
}

static void
settle_run(struct draft *d, size_t at)
{
	struct draft_op *op = &d->ops[at];
	struct draft_first f = draft_first(d, at + 1);
	bool ends = draft_ends(d, at + 1);

	op->then = f.set;
	op->then_end = f.end;
	if (op->greed == RE_LAZY && ends)
		settle_lazy_end(d, op, at);
	else if (op->greed == RE_POSSESSIVE || op->a == op->b || ends ||
	    !re_set_meets(&op->set, &f.set))
		op->code = OP_ONCE;
	else
		op->code = op->greed == RE_LAZY ? OP_LAZY : OP_GREEDY;
}

static void
settle_split(struct draft *d, size_t at)
{
	struct draft_op *op = &d->ops[at];
	struct draft_first a = draft_first(d, op->a);
	struct draft_first b = draft_first(d, op->b);

	op->set = a.set;
	op->end = a.end;
	op->then = b.set;
	op->then_end = b.end;
}

static void
settle(struct draft *d)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->ops[i].code == OP_GREEDY)
			settle_run(d, i);
		else if (d->ops[i].code == OP_SPLIT)
			settle_split(d, i);
	}
}

/* The sets of a program, each once, packed eight to a table. */
struct tables {
	struct re_set *sets;
	size_t n, cap;
};

static size_t
table_index(struct tables *t, const struct re_set *s)
{
	for (size_t i = 0; i < t->n; i++)
		if (memcmp(&t->sets[i], s, sizeof(*s)) == 0)
			return i;
	*ARRAY_ADD(t->sets, t->n, t->cap) = *s;
	return t->n - 1;
}

static unsigned char *
tables_pack(const struct tables *t, struct arena *a)
{
	unsigned char *p = arena_calloc(a, (t->n + 7) / 8, 256);

	for (size_t i = 0; i < t->n; i++)
		for (size_t c = 0; c < 256; c++)
			if (re_set_has(&t->sets[i], (unsigned char)c))
				p[i / 8 * 256 + c] |=
				    (unsigned char)(1u << i % 8);
	return p;
}

static struct re_set
halt_set(const struct draft_op *op)
{
	struct re_set s = op->set;

	re_set_invert(&s);
	if (op->code == OP_LAZY)
		re_set_add_set(&s, &op->then);
	return s;
}

static void
choose_scan(struct op *op, const struct re_set *halt)
{
	unsigned n = re_set_count(halt);
	unsigned char c = 0;

	op->scan = n == 0 ? SCAN_ALL : n <= 2 ? SCAN_PAIR : SCAN_TABLE;
	if (op->scan != SCAN_PAIR)
		return;
	while (!re_set_has(halt, c))
		c++;
	op->stop[0] = op->stop[1] = c;
	while (n == 2 && !re_set_has(halt, ++c))
		continue;
	op->stop[1] = c;
}

/* Where a set is found in the tables. */
struct column {
	const unsigned char *table;
	unsigned char bit;
};

static struct column
column(struct tables *t, const unsigned char *packed, const struct re_set *s)
{
	size_t i = table_index(t, s);

	return (struct column){ packed + i / 8 * 256,
		(unsigned char)(1u << i % 8) };
}

static void
finish_op(struct op *op, const struct draft_op *from, struct arena *a,
    struct tables *t, const unsigned char *packed)
{
	struct re_set halting = halt_set(from);
	struct column set = column(t, packed, &from->set);
	struct column then = column(t, packed, &from->then);
	struct column halt = column(t, packed, &halting);

	op->code = (unsigned char)from->code;
	op->a = from->a;
	op->b = from->b;
	op->end = from->end;
	op->then_end = from->then_end;
	op->set = set.table;
	op->bit = set.bit;
	op->then = then.table;
	op->then_bit = then.bit;
	op->halt = halt.table;
	op->halt_bit = halt.bit;
	choose_scan(op, &halting);
	if (from->code == OP_LIT)
		op->lit = lit_new(a, from->lit);
}

/* Repeats first: what they remember is reset for every match. */
static void
number_memos(struct prog *p, struct op *ops, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ops[i].code >= OP_ONCE && ops[i].code <= OP_LAZY)
			ops[i].memo = (uint16_t)p->runs++;
	p->memos = p->runs;
	for (size_t i = 0; i < n; i++)
		if (ops[i].code == OP_SPLIT)
			ops[i].memo = (uint16_t)p->memos++;
}

/*
 * A group around one OP_ONCE becomes OP_FIELD. Nothing jumps between the three:
 * a group that is part of a branch would not have plain OP_SAVE.
 */
static void
join_fields(struct op *ops, size_t n)
{
	for (size_t i = 0; i + 2 < n; i++) {
		uint32_t slot = ops[i].a;

		if (ops[i].code != OP_SAVE || ops[i + 1].code != OP_ONCE ||
		    ops[i + 2].code != OP_SAVE || slot % 2 != 0 ||
		    ops[i + 2].a != slot + 1)
			continue; /* or not one and the same group */
		ops[i] = ops[i + 1];
		ops[i].code = OP_FIELD;
		ops[i].slot = slot;
	}
}

/* Before anything that can come back, in a match that starts in one place. */
static void
mark_fresh(const struct prog *p, struct op *ops, size_t n)
{
	for (size_t i = 0; p->anchored && i < n; i++) {
		if (ops[i].code == OP_GREEDY || ops[i].code == OP_LAZY ||
		    ops[i].code == OP_SPLIT)
			break;
		ops[i].fresh = true;
	}
}

static void
finish(struct prog *p, struct arena *a, struct draft *d)
{
	struct op *ops = arena_calloc(a, d->n, sizeof(*ops));
	struct draft_first first = draft_first(d, 0);
	struct tables t = { 0 };
	struct column start;
	unsigned char *packed;
	size_t at;

	for (size_t i = 0; i < d->n; i++) {
		struct re_set halt = halt_set(&d->ops[i]);

		table_index(&t, &d->ops[i].set);
		table_index(&t, &d->ops[i].then);
		table_index(&t, &halt);
	}
	table_index(&t, &first.set);
	packed = tables_pack(&t, a);
	start = column(&t, packed, &first.set);
	p->first = start.table;
	p->first_bit = start.bit;
	p->first_end = first.end;
	for (size_t i = 0; i < d->n; i++) {
		finish_op(&ops[i], &d->ops[i], a, &t, packed);
	}
	free(t.sets);
	number_memos(p, ops, d->n);
	p->anchored = draft_anchored(d);
	join_fields(ops, d->n);
	mark_fresh(p, ops, d->n);
	p->ops = ops;
	p->n = d->n;
	for (at = 0; ops[at].code == OP_SAVE; at++)
		continue;
	if (ops[at].code == OP_LIT)
		p->lead = &ops[at].lit;
}

int
prog_compile(struct prog **out, struct arena *a, struct arena *tmp,
    const struct re_node *tree, unsigned groups, bool chars)
{
	struct pattern_literals need;
	struct draft d;
	struct prog *p;
	int r;

	if ((r = draft_make(&d, tmp, tree, chars)) != 0)
		return r;
	settle(&d);
	p = arena_alloc(a, sizeof(*p));
	p->groups = groups;
	finish(p, a, &d);
	re_literals(&need, tmp, tree);
	if (need.n == 1)
		p->need = lit_new(a, need.lit[0]);
	/* An anchored or literal beginning mostly fails as fast without. */
	p->look_first = !p->anchored && p->lead == NULL && need.n == 1;
	free(d.ops);
	*out = p;
	return 0;
}
