/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of one match of vm.c: ways not taken yet, and what is known to
 * fail.
 */
#ifndef VM_STATE_H
#define VM_STATE_H

#include "lib/regex/prog.h"

#define VM_NONE UINT32_MAX

enum {
	VM_STACK_MAX = 1 << 20,      /* entries */
	VM_MEMO_WORDS_MAX = 1 << 20, /* of 64 bits */
};

/* A way not taken yet, or a capture to restore. */
struct vm_entry {
	uint32_t op;
	uint32_t from; /* where a repeat began */
	uint32_t at;  /* its next try; where a branch goes on; an old capture */
	uint32_t end; /* the last place a repeat can end, as far as known */
};

/* A repeat entered at from to to fails, whatever comes after it. */
struct vm_failed {
	uint32_t from, to;
};

struct vm_room {
	struct vm_entry *stack;
	size_t stack_cap;
	struct vm_failed *failed;
	size_t failed_cap;
	size_t *slots;
	size_t slots_cap;
	uint64_t *memo;
	size_t memo_cap;
	uint64_t budget; /* of vm_room_set_budget() */
};

/* Passed by value, so that no store can make the compiler load it again. */
struct vm_text {
	const unsigned char *s;
	uint32_t len;
};

struct vm {
	const struct prog *p;
	struct vm_room *room;
	struct vm_text text;
	uint32_t sp;
	bool captures;
	bool memo; /* every failure is remembered from now on */
	bool gave_up;
	bool looked; /* for what every match contains */
	bool impossible;
	uint64_t work, budget;
};

/* Makes the stack larger; false at the limit. */
bool vm_stack_grow(struct vm_room *room, uint32_t sp);

static inline bool
vm_push(struct vm *vm, struct vm_entry e)
{
	if (vm->sp == vm->room->stack_cap && !vm_stack_grow(vm->room, vm->sp)) {
		vm->gave_up = true;
		return false;
	}
	vm->room->stack[vm->sp++] = e;
	return true;
}

static inline size_t
vm_memo_bit(const struct vm *vm, const struct op *op, uint32_t pos)
{
	return (size_t)op->memo * ((size_t)vm->text.len + 1) + pos;
}

static inline bool
vm_memo_has(const struct vm *vm, const struct op *op, uint32_t pos)
{
	size_t bit = vm_memo_bit(vm, op, pos);

	return (vm->room->memo[bit / 64] >> bit % 64) & 1;
}

void
vm_memo_add(struct vm *vm, const struct op *op, uint32_t from, uint32_t to);

#endif
