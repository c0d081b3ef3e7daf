/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/accumulator.h"

#include <stdlib.h>
#include <uthash.h>

#include "lib/base/buf.h"
#include "lib/base/hash.h"
#include "lib/rules/decoder.h"

#define KEY_MAX 255
#define VALUE_MAX 80
#define LIFETIME 120      /* seconds since an entry was last stored */
#define ENTRIES_MAX 65536 /* a flood of ids pushes out the oldest */

static const enum field_id fields[] = { FIELD_DSTUSER, FIELD_SRCUSER,
	FIELD_DSTIP, FIELD_SRCIP, FIELD_DSTPORT, FIELD_SRCPORT, FIELD_DATA };

struct entry {
	int64_t time;
	char key[KEY_MAX];
	unsigned char len[NELEM(fields)]; /* 0: not known */
	char value[NELEM(fields)][VALUE_MAX];
	UT_hash_handle hh; /* the longest untouched first */
};

struct accumulator {
	struct entry *entries;
	struct hash_seed seed;
	struct buf key;
};

struct accumulator *
accumulator_new(void)
{
	struct accumulator *a = xcalloc(1, sizeof(*a));

	hash_seed_random(&a->seed);
	return a;
}

static void
drop(struct accumulator *a, struct entry *e)
{
	HASH_DEL(a->entries, e); /* NOLINT: uthash */
	free(e);
}

void
accumulator_free(struct accumulator **ap)
{
	struct accumulator *a = *ap;

	if (a == NULL)
		return;
	while (a->entries != NULL)
		drop(a, a->entries);
	buf_free(&a->key);
	free(a);
	*ap = NULL;
}

static void
sweep(struct accumulator *a, int64_t now)
{
	/* NOLINTNEXTLINE: it does not see that drop() moves entries on */
	while (a->entries != NULL && now - a->entries->time > LIFETIME)
		drop(a, a->entries);
}

static void
make_key(struct accumulator *a, const struct event *ev)
{
	buf_clear(&a->key);
	buf_add_str(&a->key, ev->hostname);
	buf_add_char(&a->key, ' ');
	buf_add_str(&a->key, ev->decoder->name);
	buf_add_char(&a->key, ' ');
	buf_add_str(&a->key, ev->field[FIELD_ID]);
	if (a->key.len > KEY_MAX)
		a->key.len = KEY_MAX;
}

/* The entry of the current key, new and empty if there is none; it becomes the
 * last one. */
static struct entry *
lookup(struct accumulator *a)
{
	unsigned len = (unsigned)a->key.len;
	unsigned h = (unsigned)hash_str(&a->seed, buf_str(&a->key));
	struct entry *e;

	HASH_FIND_BYHASHVALUE(hh, a->entries, a->key.p, len, h, e);
	if (e != NULL) {
		HASH_DEL(a->entries, e);
	} else {
		if (HASH_COUNT(a->entries) >= ENTRIES_MAX)
			drop(a, a->entries);
		e = xcalloc(1, sizeof(*e));
		memcpy(e->key, a->key.p, len);
	}
	HASH_ADD_KEYPTR_BYHASHVALUE(hh, a->entries, e->key, len, h, e);
	return e;
}

static void
exchange(struct entry *e, struct event *ev, size_t i)
{
	struct str *value = &ev->field[fields[i]];

	if (value->p == NULL && e->len[i] != 0) {
		*value =
		    arena_str(ev->arena, str_slice(e->value[i], e->len[i]));
		ev->accumulated = true;
	} else if (e->len[i] == 0 && value->len > 0 &&
	    value->len <= VALUE_MAX) {
		memcpy(e->value[i], value->p, value->len);
		e->len[i] = (unsigned char)value->len;
	}
}

void
accumulator_event(struct accumulator *a, struct event *ev)
{
	struct entry *e;

	if (!ev->decoder->accumulate || ev->field[FIELD_ID].p == NULL)
		return;
	sweep(a, ev->time);
	make_key(a, ev);
	e = lookup(a);
	for (size_t i = 0; i < NELEM(fields); i++)
		exchange(e, ev, i);
	e->time = ev->time;
}
