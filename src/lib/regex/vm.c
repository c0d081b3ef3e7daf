/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/vm.h"

#include <stdlib.h>

#include "lib/base/xalloc.h"
#include "lib/regex/vm_repeat.h"

enum {
	LOOK_AFTER = 6, /* steps back before looking for what must be there */
};

struct vm_room *
vm_room_new(void)
{
	return xcalloc(1, sizeof(struct vm_room));
}

void
vm_room_free(struct vm_room **room)
{
	if (*room == NULL)
		return;
	free((*room)->stack);
	free((*room)->failed);
	free((*room)->slots);
	free((*room)->memo);
	free(*room);
	*room = NULL;
}

void
vm_room_set_budget(struct vm_room *room, uint64_t steps)
{
	room->budget = steps;
}

/* Makes *p (of *cap elements) hold at least n. */
static void
room_for(void *pp, size_t *cap, size_t n, size_t size)
{
	void *p;

	if (n <= *cap)
		return;
	memcpy(&p, pp, sizeof(p));
	n = n > *cap * 2 ? n : *cap * 2;
	p = xreallocarray(p, n, size);
	memcpy(pp, &p, sizeof(p));
	*cap = n;
}

bool
vm_stack_grow(struct vm_room *room, uint32_t sp)
{
	if (sp >= VM_STACK_MAX)
		return false;
	room_for(&room->stack, &room->stack_cap, sp + (size_t)64,
	    sizeof(*room->stack));
	return true;
}

void
vm_memo_add(struct vm *vm, const struct op *op, uint32_t from, uint32_t to)
{
	size_t bit = vm_memo_bit(vm, op, from), last = vm_memo_bit(vm, op, to);

	for (; bit <= last; bit++)
		vm->room->memo[bit / 64] |= (uint64_t)1 << bit % 64;
}

/* From now on nothing is tried twice. */
static void
memo_begin(struct vm *vm)
{
	size_t words = vm->p->memos * ((size_t)vm->text.len + 1) / 64 + 1;

	if (words > VM_MEMO_WORDS_MAX) {
		vm->gave_up = true;
		return;
	}
	room_for(&vm->room->memo, &vm->room->memo_cap, words,
	    sizeof(*vm->room->memo));
	memset(vm->room->memo, 0, words * sizeof(*vm->room->memo));
	vm->memo = true;
	vm->budget = UINT64_MAX;
}

/* Does the text contain what every match contains? */
static bool
has_needed(const struct vm *vm)
{
	struct str s = { (const char *)vm->text.s, vm->text.len };

	return vm->p->need.len == 0 || lit_find(&vm->p->need, s, 0) != SIZE_MAX;
}

/* The budget is spent; false if no match is possible at all. */
static bool
over_budget(struct vm *vm)
{
	if (vm->looked) {
		memo_begin(vm);
		return true;
	}
	vm->looked = true;
	vm->budget = vm->room->budget != 0 ? vm->room->budget
					   : 500 + 4 * (uint64_t)vm->text.len;
	return has_needed(vm);
}

/* The branch to go on with; the other one is pushed if it could match. */
static inline uint32_t
split_enter(struct vm *vm, struct vm_text t, const struct op *op, uint32_t pos)
{
	bool a = pos == t.len ? op->end : in_set(t, op, pos);
	bool b = may_follow(t, op, pos);

	if (vm->memo) {
		if (vm_memo_has(vm, op, pos))
			return VM_NONE;
		vm_memo_add(vm, op, pos, pos);
	}
	if (a && b) {
		struct vm_entry e = { .at = pos };

		e.op = (uint32_t)(op - vm->p->ops);
		if (!vm_push(vm, e))
			return VM_NONE;
	}
	return a ? op->a : b ? op->b : VM_NONE;
}

/* OP_SAVE_UNDO; false: out of room. */
static inline bool
save_undo(struct vm *vm, const struct op *op, uint32_t pos)
{
	struct vm_entry old = { .at = (uint32_t)vm->room->slots[op->a] };

	old.op = (uint32_t)(op - vm->p->ops);
	vm->room->slots[op->a] = pos;
	return vm_push(vm, old);
}

static bool
is_word(struct vm_text t, uint32_t pos)
{
	char c = (char)t.s[pos];

	return ascii_isalnum(c) || c == '_';
}

static bool
at_word_edge(struct vm_text t, uint32_t pos)
{
	bool before = pos > 0 && is_word(t, pos - 1);
	bool after = pos < t.len && is_word(t, pos);

	return before != after;
}

static bool
holds(struct vm_text t, enum op_code code, uint32_t pos)
{
	switch (code) {
	case OP_START:
		return pos == 0;
	case OP_END:
		return pos == t.len;
	case OP_END_NL:
		return pos == t.len || (pos == t.len - 1 && t.s[pos] == '\n');
	case OP_WORD_EDGE:
		return at_word_edge(t, pos);
	case OP_NO_WORD_EDGE:
		return !at_word_edge(t, pos);
	default: /* OP_NEVER */
		return false;
	}
}

/* One character, if its first byte is in the set. */
static inline uint32_t
take_char(struct vm_text t, const struct op *op, uint32_t pos)
{
	if (pos == t.len || !in_set(t, op, pos))
		return VM_NONE;
	pos++;
	while (pos < t.len && (t.s[pos] & 0xc0) == 0x80)
		pos++;
	return pos;
}

static inline uint32_t
take_lit(struct vm_text t, const struct op *op, uint32_t pos)
{
	if (t.len - pos < op->lit.len ||
	    !lit_eq_at(&op->lit, (const char *)t.s + pos))
		return VM_NONE;
	return pos + (uint32_t)op->lit.len;
}

/* OP_FIELD: a group around an OP_ONCE. */
static inline uint32_t
take_field(struct vm *vm, struct vm_text t, const struct op *op, uint32_t pos)
{
	uint32_t end = once_enter(vm, t, op, pos);

	if (vm->captures && end != VM_NONE) {
		vm->room->slots[op->slot] = pos;
		vm->room->slots[op->slot + 1] = end;
	}
	return end;
}

/* Takes up the most recent way not taken; the op to go on with, or NULL. */
static const struct op *
back(struct vm *vm, uint32_t *pos)
{
	const struct vm_text t = vm->text;

	if (++vm->work > vm->budget && !over_budget(vm)) {
		vm->impossible = true;
		return NULL;
	}
	while (vm->sp > 0 && !vm->gave_up) {
		struct vm_entry *e = &vm->room->stack[vm->sp - 1];
		const struct op *op = &vm->p->ops[e->op];

		if (op->code == OP_SAVE_UNDO) {
			vm->room->slots[op->a] =
			    e->at == VM_NONE ? SIZE_MAX : e->at;
		} else if (op->code == OP_SPLIT) {
			*pos = e->at;
			vm->sp--;
			return &vm->p->ops[op->b];
		} else {
			if ((*pos = run_next(vm, t, op, e)) != VM_NONE)
				return op + 1;
			remember(vm, op, e->from, e->end);
		}
		vm->sp--;
	}
	return NULL;
}

/* From start; the end of the match, or VM_NONE. */
static uint32_t
attempt(struct vm *vm, uint32_t start)
{
	const struct vm_text t = vm->text;
	const struct op *ops = vm->p->ops, *op = ops;
	uint32_t pos = start, next;

	vm->sp = 0;
	for (;;) {
		switch (op->code) {
		case OP_LIT:
			next = take_lit(t, op, pos);
			break;
		case OP_SET:
			next = pos < t.len && in_set(t, op, pos) ? pos + 1
								 : VM_NONE;
			break;
		case OP_CHAR:
			next = take_char(t, op, pos);
			break;
		case OP_FIELD:
			next = take_field(vm, t, op, pos);
			op += 2; /* and its saves */
			break;
		case OP_ONCE:
			next = once_enter(vm, t, op, pos);
			break;
		case OP_GREEDY:
		case OP_LAZY:
			next = run_enter(vm, t, op, pos);
			break;
		case OP_SPLIT:
			if ((next = split_enter(vm, t, op, pos)) == VM_NONE)
				break;
			op = &ops[next];
			continue;
		case OP_JUMP:
			op = &ops[op->a];
			continue;
		case OP_SAVE:
			if (vm->captures)
				vm->room->slots[op->a] = pos;
			next = pos;
			break;
		case OP_SAVE_UNDO:
			next = !vm->captures || save_undo(vm, op, pos)
			    ? pos
			    : VM_NONE;
			break;
		case OP_MATCH:
			return pos;
		default:
			next = holds(t, (enum op_code)op->code, pos) ? pos
								     : VM_NONE;
			break;
		}
		if (next != VM_NONE) {
			pos = next;
			op++;
		} else if ((op = back(vm, &pos)) == NULL) {
			return VM_NONE;
		}
	}
}

/* The first place from pos on where a match can begin, or VM_NONE. */
static uint32_t
next_start(const struct prog *p, struct vm_text t, uint32_t pos)
{
	size_t at;

	if (p->lead != NULL) {
		at =
		    lit_find(p->lead, str_slice((const char *)t.s, t.len), pos);
		return at == SIZE_MAX ? VM_NONE : (uint32_t)at;
	}
	while (pos < t.len && !(p->first[t.s[pos]] & p->first_bit))
		pos++;
	return pos < t.len || p->first_end ? pos : VM_NONE;
}

static uint32_t
search(struct vm *vm)
{
	const struct prog *p = vm->p;
	uint32_t start = 0, end;

	do {
		if (!p->anchored &&
		    (start = next_start(p, vm->text, start)) == VM_NONE)
			return VM_NONE;
		if ((end = attempt(vm, start)) != VM_NONE) {
			vm->room->slots[0] = start;
			return end;
		}
	} while (!p->anchored && !vm->gave_up && !vm->impossible &&
	    start++ < vm->text.len);
	return VM_NONE;
}

static void
room_prepare(struct vm_room *room, const struct prog *p, bool captures)
{
	size_t slots = (size_t)2 * (p->groups + 1);

	room_for(&room->slots, &room->slots_cap, slots, sizeof(*room->slots));
	for (size_t i = 0; captures && i < slots; i++)
		room->slots[i] = SIZE_MAX;
	room_for(
	    &room->failed, &room->failed_cap, p->runs, sizeof(*room->failed));
	for (size_t i = 0; i < p->runs; i++)
		room->failed[i] = (struct vm_failed){ VM_NONE, 0 };
}

enum vm_result
vm_match(const struct prog *p, struct vm_room *room, struct str subject,
    bool captures, const size_t **offsets)
{
	struct vm vm = { .p = p,
		.room = room,
		.captures = captures,
		.text.s = (const unsigned char *)subject.p,
		.text.len = (uint32_t)subject.len,
		.budget = LOOK_AFTER };
	uint32_t end;

	if (subject.len >= VM_NONE)
		return VM_GAVE_UP;
	if (p->look_first) {
		vm.budget = 0;
		if (!over_budget(&vm))
			return VM_NO_MATCH;
	}
	room_prepare(room, p, captures);
	end = search(&vm);
	if (vm.gave_up)
		return VM_GAVE_UP;
	if (end == VM_NONE)
		return VM_NO_MATCH;
	room->slots[1] = end;
	*offsets = room->slots;
	return VM_MATCH;
}
