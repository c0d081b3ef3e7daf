/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/prog.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/xalloc.h"
#include "lib/regex/draft.h"

struct maker {
	struct arena *tmp;
	struct draft d;
	/* Inside a branch or a repeat: a group may be left unset again. */
	unsigned conditional;
	int err;
};

static size_t
add_op(struct maker *mk, enum op_code code)
{
	if (mk->d.n == PROG_OPS_MAX) {
		mk->err = OS_ERR_LIMIT;
		return 0; /* any valid index: the result is thrown away */
	}
	ARRAY_ADD(mk->d.ops, mk->d.n, mk->d.cap)->code = code;
	return mk->d.n - 1;
}

static void emit(struct maker *mk, const struct re_node *n);

/* A run of literals among siblings; returns the last of them. */
static const struct re_node *
emit_literals(struct maker *mk, const struct re_node *n)
{
	const struct re_node *last = n;
	size_t len = 1, op = add_op(mk, OP_LIT);
	char *text;

	for (; last->next != NULL && last->next->kind == RE_LIT;
	     last = last->next)
		len++;
	text = arena_alloc(mk->tmp, len);
	for (size_t i = 0; i < len; i++, n = n->next)
		text[i] = (char)n->byte;
	mk->d.ops[op].lit = str_slice(text, len);
	return last;
}

static void
emit_cat(struct maker *mk, const struct re_node *n)
{
	for (const struct re_node *c = n->child; c != NULL; c = c->next) {
		if (c->kind == RE_LIT)
			c = emit_literals(mk, c);
		else
			emit(mk, c);
	}
}

static void
emit_alternatives(struct maker *mk, const struct re_node *n)
{
	size_t *exits, count = 0;

	for (const struct re_node *c = n->child; c != NULL; c = c->next)
		count++;
	exits = arena_calloc(mk->tmp, count, sizeof(*exits));
	mk->conditional++;
	count = 0;
	for (const struct re_node *c = n->child; c != NULL; c = c->next) {
		size_t split = 0;

		if (c->next != NULL) {
			split = add_op(mk, OP_SPLIT);
			mk->d.ops[split].a = (uint32_t)split + 1;
		}
		emit(mk, c);
		if (c->next == NULL)
			break;
		exits[count++] = add_op(mk, OP_JUMP);
		mk->d.ops[split].b = (uint32_t)mk->d.n;
	}
	mk->conditional--;
	while (count > 0)
		mk->d.ops[exits[--count]].a = (uint32_t)mk->d.n;
}

static void
emit_save(struct maker *mk, size_t slot)
{
	size_t op = add_op(mk, mk->conditional > 0 ? OP_SAVE_UNDO : OP_SAVE);

	mk->d.ops[op].a = (uint32_t)slot;
}

static void
emit_set(struct maker *mk, const struct re_set *s)
{
	bool wide = mk->d.chars && re_set_has(s, 0x80);
	size_t op = add_op(mk, wide ? OP_CHAR : OP_SET);

	mk->d.ops[op].set = *s;
}

static void
emit_run(struct maker *mk, const struct re_set *s, uint32_t min, uint32_t max,
    enum re_greed greed)
{
	size_t op;

	if (max == 0)
		return;
	if (min == 1 && max == 1) {
		emit_set(mk, s);
		return;
	}
	if (max == RE_UNLIMITED && min > 1) {
		emit_run(mk, s, min - 1, min - 1, RE_POSSESSIVE);
		min = 1;
	}
	op = add_op(mk, OP_GREEDY);
	mk->d.ops[op].greed = greed;
	mk->d.ops[op].a = min;
	mk->d.ops[op].b = max;
	mk->d.ops[op].set = *s;
}

/* The preferred way is into what is repeated, or past it if lazy. */
static void
choice_set(struct maker *mk, size_t split, size_t into, size_t past, bool lazy)
{
	mk->d.ops[split].a = (uint32_t)(lazy ? past : into);
	mk->d.ops[split].b = (uint32_t)(lazy ? into : past);
}

/* Any number of times; the caller has seen that it takes something. */
static void
emit_loop(struct maker *mk, const struct re_node *body, bool lazy)
{
	size_t split = add_op(mk, OP_SPLIT), back;

	emit(mk, body);
	back = add_op(mk, OP_JUMP);
	mk->d.ops[back].a = (uint32_t)split;
	choice_set(mk, split, split + 1, mk->d.n, lazy);
}

/* Up to count times, each of them optional. */
static void
emit_optional(
    struct maker *mk, const struct re_node *body, uint32_t count, bool lazy)
{
	size_t *splits;

	if (count > PROG_OPS_MAX) {
		mk->err = OS_ERR_LIMIT;
		return;
	}
	splits = arena_calloc(mk->tmp, count, sizeof(*splits));
	for (uint32_t i = 0; i < count && mk->err == 0; i++) {
		splits[i] = add_op(mk, OP_SPLIT);
		emit(mk, body);
	}
	for (uint32_t i = 0; i < count && mk->err == 0; i++)
		choice_set(mk, splits[i], splits[i] + 1, mk->d.n, lazy);
}

static void
emit_group_repeat(struct maker *mk, const struct re_node *n)
{
	bool lazy = n->greed == RE_LAZY, once = n->min == 1 && n->max == 1;

	if (n->greed == RE_POSSESSIVE || (n->max > 1 && re_nullable(n->child)))
		mk->err = OS_ERR_REFUSED;
	if (!once)
		mk->conditional++;
	for (uint32_t i = 0; i < n->min && mk->err == 0; i++)
		emit(mk, n->child);
	if (mk->err == 0 && n->max == RE_UNLIMITED)
		emit_loop(mk, n->child, lazy);
	else if (mk->err == 0)
		emit_optional(mk, n->child, n->max - n->min, lazy);
	if (!once)
		mk->conditional--;
}

static void
emit_repeat(struct maker *mk, const struct re_node *n)
{
	struct re_set s = { 0 };

	if (n->child->kind == RE_SET) {
		emit_run(mk, n->child->set, n->min, n->max, n->greed);
	} else if (n->child->kind == RE_LIT) {
		re_set_add(&s, n->child->byte);
		re_set_fold(&s);
		emit_run(mk, &s, n->min, n->max, n->greed);
	} else {
		emit_group_repeat(mk, n);
	}
}

static void
emit(struct maker *mk, const struct re_node *n)
{
	static const enum op_code assertions[] = {
		[RE_START] = OP_START,
		[RE_END] = OP_END,
		[RE_END_NL] = OP_END_NL,
		[RE_WORD_EDGE] = OP_WORD_EDGE,
		[RE_NO_WORD_EDGE] = OP_NO_WORD_EDGE,
		[RE_NEVER] = OP_NEVER,
	};

	if (mk->err != 0)
		return;
	switch (n->kind) {
	case RE_LIT: {
		struct re_node alone = *n;

		alone.next = NULL;
		emit_literals(mk, &alone);
		break;
	}
	case RE_SET:
		emit_set(mk, n->set);
		break;
	case RE_CAT:
		emit_cat(mk, n);
		break;
	case RE_ALT:
		emit_alternatives(mk, n);
		break;
	case RE_GROUP:
		emit_save(mk, (size_t)2 * n->group);
		emit(mk, n->child);
		emit_save(mk, (size_t)2 * n->group + 1);
		break;
	case RE_REPEAT:
		emit_repeat(mk, n);
		break;
	default:
		add_op(mk, assertions[n->kind]);
		break;
	}
}

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

/* The longest literal that every match contains; STR_NONE if none. */
static struct str
needed(struct arena *tmp, const struct re_node *n)
{
	struct str best = STR_NONE;
	struct buf run = { 0 };

	if (n->kind == RE_GROUP || (n->kind == RE_REPEAT && n->min > 0))
		return needed(tmp, n->child);
	if (n->kind == RE_LIT)
		return arena_str(tmp, str_slice((const char *)&n->byte, 1));
	if (n->kind != RE_CAT)
		return STR_NONE;
	for (const struct re_node *c = n->child; c != NULL; c = c->next) {
		struct str s = STR_NONE;

		if (c->kind == RE_LIT)
			buf_add_char(&run, (char)c->byte);
		else
			s = needed(tmp, c);
		if (s.len > best.len)
			best = s;
		if (c->kind == RE_LIT && c->next != NULL &&
		    c->next->kind == RE_LIT)
			continue;
		if (run.len > best.len)
			best = arena_str(tmp, buf_str(&run));
		buf_clear(&run);
	}
	buf_free(&run);
	return best;
}

int
prog_compile(struct prog **out, struct arena *a, struct arena *tmp,
    const struct re_node *tree, unsigned groups, bool chars)
{
	struct maker mk = { .tmp = tmp, .d.chars = chars };
	struct prog *p;
	struct str need;

	emit(&mk, tree);
	add_op(&mk, OP_MATCH);
	if (mk.err != 0)
		goto out;
	mk.d.seen = arena_calloc(tmp, mk.d.n, sizeof(*mk.d.seen));
	settle(&mk.d);
	p = arena_alloc(a, sizeof(*p));
	p->groups = groups;
	finish(p, a, &mk.d);
	need = needed(tmp, tree);
	p->need = lit_new(a, need);
	/* An anchored or literal beginning mostly fails as fast without. */
	p->look_first = !p->anchored && p->lead == NULL && need.len > 0;
	*out = p;
out:
	free(mk.d.ops);
	return mk.err;
}
