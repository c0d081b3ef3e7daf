/* SPDX-License-Identifier: Apache-2.0 */
/* Tree to draft. */
#include "lib/regex/draft.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/err.h"

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

int
draft_make(struct draft *out, struct arena *tmp, const struct re_node *tree,
    bool chars)
{
	struct maker mk = { .tmp = tmp, .d.chars = chars };

	emit(&mk, tree);
	add_op(&mk, OP_MATCH);
	if (mk.err != 0) {
		free(mk.d.ops);
		return mk.err;
	}
	mk.d.seen = arena_calloc(tmp, mk.d.n, sizeof(*mk.d.seen));
	*out = mk.d;
	return 0;
}
