/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entering and leaving repeats: the inner loops of vm.c, in a file of their
 * own. Places are offsets into the text; VM_NONE is failure.
 */
#ifndef VM_REPEAT_H
#define VM_REPEAT_H

#include "lib/regex/scan.h"
#include "lib/regex/vm_state.h"

static inline bool
in_set(struct vm_text t, const struct op *op, uint32_t pos)
{
	return op->set[t.s[pos]] & op->bit;
}

/* May the rest of the program begin at pos? */
static inline bool
may_follow(struct vm_text t, const struct op *op, uint32_t pos)
{
	if (pos == t.len)
		return op->then_end;
	return op->then[t.s[pos]] & op->then_bit;
}

static inline bool
unlimited(const struct op *op)
{
	return op->b == RE_UNLIMITED;
}

/* The furthest a repeat at pos may get, by its count. */
static inline uint32_t
run_limit(struct vm_text t, const struct op *op, uint32_t pos)
{
	return op->b < t.len - pos ? pos + op->b : t.len;
}

/* Past what a repeat need not look at: to a byte of halt, or limit. */
static inline uint32_t
run_ahead(struct vm_text t, const struct op *op, uint32_t pos, uint32_t limit)
{
	switch (op->scan) {
	case SCAN_ALL:
		return limit;
	case SCAN_PAIR:
		return scan_pair(t.s, pos, limit, op->stop[0], op->stop[1]);
	default:
		return scan_table(t.s, pos, limit, op->halt, op->halt_bit);
	}
}

/* The same, but to a place that is known to fail: beyond it all was tried. */
static inline uint32_t
run_ahead_memo(const struct vm *vm, struct vm_text t, const struct op *op,
    uint32_t pos, uint32_t limit)
{
	if (!unlimited(op))
		return run_ahead(t, op, pos, limit);
	while (pos < limit && in_set(t, op, pos) && !vm_memo_has(vm, op, pos))
		pos++;
	return pos;
}

static inline bool
known_to_fail(const struct vm *vm, const struct op *op, uint32_t pos)
{
	const struct vm_failed *f = &vm->room->failed[op->memo];

	return (pos >= f->from && pos <= f->to) ||
	    (vm->memo && vm_memo_has(vm, op, pos));
}

/*
 * Remembers that a repeat without upper count fails when entered anywhere from
 * from to end: from a later place it would reach some of the same ends.
 */
static inline void
remember(struct vm *vm, const struct op *op, uint32_t from, uint32_t end)
{
	if (!unlimited(op))
		end = from;
	vm->room->failed[op->memo] = (struct vm_failed){ from, end };
	if (vm->memo)
		vm_memo_add(vm, op, from, end);
}

/*
 * OP_ONCE: the only end it can have. Remembered as failed at once: whoever
 * comes here again at such a place comes because this did not succeed.
 */
static inline uint32_t
once_enter(struct vm *vm, struct vm_text t, const struct op *op, uint32_t pos)
{
	uint32_t end, limit = run_limit(t, op, pos);

	if (op->fresh) {
		end = run_ahead(t, op, pos, limit);
		return end - pos < op->a ? VM_NONE : end;
	}
	if (known_to_fail(vm, op, pos))
		return VM_NONE;
	if (vm->memo) {
		end = run_ahead_memo(vm, t, op, pos, limit);
		if (unlimited(op) && end < t.len && in_set(t, op, end))
			return VM_NONE; /* like the place it met */
	} else {
		end = run_ahead(t, op, pos, limit);
		vm->work += (end - pos) / 8;
	}
	if (unlimited(op))
		remember(vm, op, pos, end);
	return end - pos < op->a ? VM_NONE : end;
}

/* The next place to leave a greedy repeat, from the far end. */
static inline uint32_t
greedy_next(struct vm_text t, const struct op *op, struct vm_entry *e)
{
	uint32_t low = e->from + op->a;

	while (e->at > low)
		if (may_follow(t, op, --e->at))
			return e->at;
	return VM_NONE;
}

/* Must a lazy repeat leave at at, if not before? */
static inline bool
lazy_stuck(const struct vm *vm, struct vm_text t, const struct op *op,
    uint32_t from, uint32_t at)
{
	return !in_set(t, op, at) ||
	    (vm->memo && unlimited(op) && at > from && vm_memo_has(vm, op, at));
}

/* The next place to leave a lazy repeat, from the near end. */
static inline uint32_t
lazy_next(
    struct vm *vm, struct vm_text t, const struct op *op, struct vm_entry *e)
{
	while (e->at <= e->end) {
		uint32_t at = e->at;

		if (!vm->memo)
			at = run_ahead(t, op, at, e->end);
		vm->work += (at - e->at) / 8;
		e->at = at + 1;
		if (at < e->end && lazy_stuck(vm, t, op, e->from, at))
			e->end = at;
		if (may_follow(t, op, at))
			return at;
	}
	return VM_NONE;
}

static inline uint32_t
run_next(
    struct vm *vm, struct vm_text t, const struct op *op, struct vm_entry *e)
{
	return op->code == OP_GREEDY ? greedy_next(t, op, e)
				     : lazy_next(vm, t, op, e);
}

/* Sets where a repeat at e->from first ends; false if that is too short. */
static inline bool
run_begin(const struct vm *vm, struct vm_text t, const struct op *op,
    struct vm_entry *e)
{
	uint32_t pos = e->from, least = pos + op->a;

	e->end = run_limit(t, op, pos);
	if (e->end - pos < op->a)
		return false;
	if (op->code == OP_LAZY) {
		e->at = least;
		while (pos < least && in_set(t, op, pos))
			pos++;
		return pos == least;
	}
	e->end = vm->memo ? run_ahead_memo(vm, t, op, pos, e->end)
			  : run_ahead(t, op, pos, e->end);
	e->at = e->end + 1;
	return e->end >= least;
}

/* OP_GREEDY and OP_LAZY: the first place to go on. */
static inline uint32_t
run_enter(struct vm *vm, struct vm_text t, const struct op *op, uint32_t pos)
{
	struct vm_entry e = { .from = pos };
	uint32_t next;

	if (known_to_fail(vm, op, pos) || !run_begin(vm, t, op, &e))
		return VM_NONE;
	vm->work += op->code == OP_GREEDY ? (e.end - pos) / 8 : 0;
	if ((next = run_next(vm, t, op, &e)) == VM_NONE) {
		remember(vm, op, pos, e.end);
		return VM_NONE;
	}
	e.op = (uint32_t)(op - vm->p->ops);
	return vm_push(vm, e) ? next : VM_NONE;
}

#endif
