/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that dies together: an event, a parsed file, a ruleset generation.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

#include "lib/base/str.h"

struct arena;

/* cap bounds what it may hold in all; allocation past it returns NULL.
 * cap 0: no bound, allocation never returns NULL. */
struct arena *arena_new(size_t cap);
void arena_free(struct arena **a);

/* Forgets everything; keeps the first block for the next use. */
void arena_reset(struct arena *a);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_calloc(struct arena *a, size_t n, size_t size);

/* The copy is followed by a NUL. Lives until arena_reset(). */
struct str arena_str(struct arena *a, struct str s);
char *arena_strdup(struct arena *a, struct str s);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

#endif
