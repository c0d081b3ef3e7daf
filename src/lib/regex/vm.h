/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program of prog.h: the leftmost match a backtracking, Perl-style
 * matcher finds, with the same captures. Time is bounded by the product of the
 * program's and the subject's lengths: a repeat that failed remembers where it
 * had been, and past a budget of steps every branch and repeat does, for every
 * position. That is exact because programs have no back-references: what
 * follows a place depends on nothing but the place.
 */
#ifndef VM_H
#define VM_H

#include "lib/regex/prog.h"

/* What one thread needs to run programs; grows to what they need. */
struct vm_room;
struct vm_room *vm_room_new(void);
void vm_room_free(struct vm_room **room);
/* Steps back before every failure is remembered; 0: by the subject's length. */
void vm_room_set_budget(struct vm_room *room, uint64_t steps);

enum vm_result {
	VM_NO_MATCH,
	VM_MATCH,
	VM_GAVE_UP, /* out of room: ask another matcher */
};

/*
 * On VM_MATCH *offsets is valid until room is used again: start and end of the
 * match and, if captures is set, of each group; SIZE_MAX where a group took no
 * part.
 */
enum vm_result vm_match(const struct prog *p, struct vm_room *room,
    struct str subject, bool captures, const size_t **offsets);

#endif
