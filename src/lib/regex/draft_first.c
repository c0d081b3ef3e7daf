/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking ahead in a draft. Answers may be too wide, never too narrow: a byte
 * left out here is a match lost there.
 */
#include "lib/regex/draft.h"

static void
add_any(struct draft_first *f)
{
	memset(&f->set, 0xff, sizeof(f->set));
	f->end = true;
}

static void
add_first_byte(struct draft_first *f, struct str lit)
{
	struct re_set s = { 0 };

	re_set_add(&s, (unsigned char)lit.p[0]);
	re_set_fold(&s);
	re_set_add_set(&f->set, &s);
}

static void walk(struct draft *d, struct draft_first *f, size_t at);

/* Adds what op takes; true if the walk goes on behind it. */
static bool
step(struct draft_first *f, const struct draft_op *op)
{
	switch (op->code) {
	case OP_LIT:
		add_first_byte(f, op->lit);
		return false;
	case OP_SET:
	case OP_CHAR:
		re_set_add_set(&f->set, &op->set);
		return false;
	case OP_ONCE:
	case OP_GREEDY:
	case OP_LAZY:
		re_set_add_set(&f->set, &op->set);
		return op->a == 0;
	case OP_END_NL:
		re_set_add(&f->set, '\n');
		f->end = true;
		return false;
	case OP_END:
		f->end = true;
		return false;
	case OP_MATCH:
		add_any(f);
		return false;
	case OP_NEVER:
		return false;
	default: /* takes nothing */
		return true;
	}
}

static void
walk(struct draft *d, struct draft_first *f, size_t at)
{
	for (;;) {
		const struct draft_op *op = &d->ops[at];

		if (d->seen[at] == d->mark)
			return;
		d->seen[at] = d->mark;
		if (op->code == OP_JUMP) {
			at = op->a;
		} else if (op->code == OP_SPLIT) {
			walk(d, f, op->a);
			at = op->b;
		} else if (step(f, op)) {
			at++;
		} else {
			return;
		}
	}
}

struct draft_first
draft_first(struct draft *d, size_t at)
{
	struct draft_first f = { 0 };

	d->mark++;
	walk(d, &f, at);
	/* No character begins with a continuation byte. */
	for (size_t i = 4; d->chars && i < 6; i++)
		f.set.bits[i] = 0;
	return f;
}

/* What was seen before is being answered already: one no is enough. */
static bool
anchored_from(struct draft *d, size_t at)
{
	for (;;) {
		const struct draft_op *op = &d->ops[at];

		if (d->seen[at] == d->mark)
			return true;
		d->seen[at] = d->mark;
		switch (op->code) {
		case OP_START:
			return true;
		case OP_SPLIT:
			if (!anchored_from(d, op->a))
				return false;
			at = op->b;
			break;
		case OP_JUMP:
			at = op->a;
			break;
		case OP_SAVE:
		case OP_SAVE_UNDO:
		case OP_WORD_EDGE:
		case OP_NO_WORD_EDGE:
			at++;
			break;
		default:
			return false;
		}
	}
}

bool
draft_anchored(struct draft *d)
{
	d->mark++;
	return anchored_from(d, 0);
}

bool
draft_ends(const struct draft *d, size_t at)
{
	for (;;) {
		switch (d->ops[at].code) {
		case OP_SAVE:
		case OP_SAVE_UNDO:
			at++;
			break;
		case OP_JUMP:
			at = d->ops[at].a;
			break;
		default:
			return d->ops[at].code == OP_MATCH;
		}
	}
}
