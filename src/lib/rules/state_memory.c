/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine's memory in memory: sorted by nothing, found by hash. With a store
 * underneath, reads fall through to it and writes stay here.
 */
#include <stdlib.h>
#include <uthash.h>

#include "lib/base/array.h"
#include "lib/base/err.h"
#include "lib/base/hash.h"
#include "lib/base/xalloc.h"
#include "lib/rules/state.h"

struct entry {
	char *key;
	size_t key_len;
	char *value;
	size_t value_len;
	bool deleted; /* hides the entry of the store underneath */
	UT_hash_handle hh;
};

struct state_memory {
	struct state ops; /* first member */
	struct state *over;
	struct hash_seed seed;
	struct entry *tables[STATE_TABLES];
};

static struct entry *
find(struct state_memory *m, enum state_table t, struct str key)
{
	unsigned h = (unsigned)hash_str(&m->seed, key);
	struct entry *e;

	HASH_FIND_BYHASHVALUE(hh, m->tables[t], key.p, (unsigned)key.len, h, e);
	return e;
}

static int
memory_get(
    struct state *s, enum state_table t, struct str key, struct str *value)
{
	struct state_memory *m = (struct state_memory *)s;
	struct entry *e = find(m, t, key);

	if (e == NULL)
		return m->over != NULL ? m->over->get(m->over, t, key, value)
				       : OS_ERR_NOTFOUND;
	if (e->deleted)
		return OS_ERR_NOTFOUND;
	*value = str_slice(e->value, e->value_len);
	return OS_OK;
}

static struct entry *
find_or_add(struct state_memory *m, enum state_table t, struct str key)
{
	struct entry *e = find(m, t, key);

	if (e != NULL)
		return e;
	e = xcalloc(1, sizeof(*e));
	e->key = xmalloc(key.len + 1);
	memcpy(e->key, key.p, key.len);
	e->key_len = key.len;
	HASH_ADD_KEYPTR_BYHASHVALUE(hh, m->tables[t], e->key, (unsigned)key.len,
	    (unsigned)hash_str(&m->seed, key), e);
	return e;
}

static int
memory_put(
    struct state *s, enum state_table t, struct str key, struct str value)
{
	struct entry *e = find_or_add((struct state_memory *)s, t, key);
	char *copy = xmalloc(value.len + 1);

	if (value.len != 0)
		memcpy(copy, value.p, value.len);
	free(e->value);
	e->value = copy;
	e->value_len = value.len;
	e->deleted = false;
	return OS_OK;
}

static int
memory_del(struct state *s, enum state_table t, struct str key)
{
	find_or_add((struct state_memory *)s, t, key)->deleted = true;
	return OS_OK;
}

static int
by_key(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a;
	const struct entry *y = *(struct entry *const *)b;

	return str_cmp(
	    str_slice(x->key, x->key_len), str_slice(y->key, y->key_len));
}

struct merge {
	struct state_memory *m;
	enum state_table t;
	bool (*fn)(void *arg, struct str key, struct str value);
	void *arg;
};

static bool
merge_one(void *arg, struct str key, struct str value)
{
	struct merge *g = arg;

	if (find(g->m, g->t, key) != NULL)
		return true; /* ours is newer and comes in its own turn */
	return g->fn(g->arg, key, value);
}

static int
memory_each(struct state *s, enum state_table t, struct str prefix,
    bool (*fn)(void *arg, struct str key, struct str value), void *arg)
{
	struct state_memory *m = (struct state_memory *)s;
	struct merge g = { m, t, fn, arg };
	struct entry **v = NULL, *e;
	size_t n = 0, cap = 0;

	if (m->over != NULL)
		m->over->each(m->over, t, prefix, merge_one, &g);
	for (e = m->tables[t]; e != NULL; e = e->hh.next)
		if (!e->deleted &&
		    str_starts(str_slice(e->key, e->key_len), prefix))
			*ARRAY_ADD(v, n, cap) = e;
	if (n != 0)
		qsort(v, n, sizeof(struct entry *), by_key);
	for (size_t i = 0; i < n; i++)
		if (!fn(arg, str_slice(v[i]->key, v[i]->key_len),
			str_slice(v[i]->value, v[i]->value_len)))
			break;
	free(v);
	return OS_OK;
}

struct state *
state_memory_new(struct state *over)
{
	struct state_memory *m = xcalloc(1, sizeof(*m));

	m->ops =
	    (struct state){ memory_get, memory_put, memory_del, memory_each };
	m->over = over;
	hash_seed_random(&m->seed);
	return &m->ops;
}

void
state_memory_free(struct state **sp)
{
	struct state_memory *m = (struct state_memory *)*sp;

	if (m == NULL)
		return;
	for (unsigned t = 0; t < STATE_TABLES; t++) {
		struct entry *e, *next;

		HASH_ITER (hh, m->tables[t], e, next) {
			HASH_DEL(m->tables[t], e); /* NOLINT: uthash */
			free(e->key);
			free(e->value);
			free(e);
		}
	}
	free(m);
	*sp = NULL;
}
