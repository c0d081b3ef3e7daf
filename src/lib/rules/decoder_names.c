/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/decoder_names.h"

#include <stdlib.h>
#include <uthash.h>

#include "lib/base/array.h"

struct name_entry {
	const char *name;
	unsigned id;
	UT_hash_handle hh;
};

unsigned
decoder_names_id(const struct decoder_names *names, struct str name)
{
	struct name_entry *e;

	HASH_FIND(hh, names->table, name.p, (unsigned)name.len, e);
	return e != NULL ? e->id : 0;
}

unsigned
decoder_names_add(struct decoder_names *names, struct str name)
{
	unsigned id = decoder_names_id(names, name);
	struct name_entry *e;

	if (id != 0)
		return id;
	e = arena_alloc(names->arena, sizeof(*e));
	e->name = arena_strdup(names->arena, name);
	e->id = (unsigned)names->n + 1;
	HASH_ADD_KEYPTR(hh, names->table, e->name, (unsigned)name.len, e);
	*ARRAY_ADD(names->list, names->n, names->cap) = e->name;
	/* keep the list ended by NULL without counting the end */
	*ARRAY_ADD(names->list, names->n, names->cap) = NULL;
	names->n--;
	return e->id;
}

void
decoder_names_free(struct decoder_names *names)
{
	HASH_CLEAR(hh, names->table);
	free(names->list);
}
