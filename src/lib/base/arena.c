/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

#include "lib/base/xalloc.h"

#define FIRST_BLOCK 4096
#define ALIGN alignof(max_align_t)

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) char data[];
};

struct arena {
	struct block *head; /* where we allocate now */
	struct block *first;
	size_t cap, used;
};

static struct block *
block_new(size_t size)
{
	struct block *b = xmalloc(sizeof(*b) + size);

	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *
arena_new(size_t cap)
{
	struct arena *a = xcalloc(1, sizeof(*a));

	a->first = a->head = block_new(FIRST_BLOCK);
	a->cap = cap;
	return a;
}

static void
free_after_first(struct arena *a)
{
	struct block *b, *next;

	for (b = a->first->next; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	a->first->next = NULL;
}

void
arena_free(struct arena **ap)
{
	struct arena *a = *ap;

	if (a == NULL)
		return;
	free_after_first(a);
	free(a->first);
	free(a);
	*ap = NULL;
}

void
arena_reset(struct arena *a)
{
	free_after_first(a);
	a->head = a->first;
	a->first->used = 0;
	a->used = 0;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct block *b = a->head;
	char *p;

	if (size > SIZE_MAX / 4)
		return a->cap != 0 ? NULL : xmalloc(size);
	size = (size + ALIGN - 1) & ~(ALIGN - 1);
	if (a->cap != 0 && size > a->cap - a->used)
		return NULL;
	if (size > b->size - b->used) {
		size_t want = b->size < 1 << 20 ? b->size * 2 : b->size;

		b = block_new(size > want ? size : want);
		a->head->next = b;
		a->head = b;
	}
	p = b->data + b->used;
	b->used += size;
	a->used += size;
	memset(p, 0, size);
	return p;
}

void *
arena_calloc(struct arena *a, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / 8 / size)
		return arena_alloc(a, SIZE_MAX / 4 + 1);
	return arena_alloc(a, n * size);
}

char *
arena_strdup(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.len + 1);

	if (p != NULL && s.len != 0)
		memcpy(p, s.p, s.len);
	return p;
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p;

	if (s.p == NULL || (p = arena_strdup(a, s)) == NULL)
		return STR_NONE;
	return str_slice(p, s.len);
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
