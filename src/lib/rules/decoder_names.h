/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of decoders and their ids, shared by the loader and by rules.
 */
#ifndef DECODER_NAMES_H
#define DECODER_NAMES_H

#include "lib/base/arena.h"
#include "lib/base/str.h"

/* One id per distinct name, from 1. */
struct decoder_names {
	struct name_entry *table; /* uthash */
	struct arena *arena;      /* the owner's */
	const char **list;        /* ended by NULL */
	size_t n, cap;
};

unsigned decoder_names_add(struct decoder_names *names, struct str name);
unsigned decoder_names_id(const struct decoder_names *names, struct str name);
void decoder_names_free(struct decoder_names *names);

#endif
