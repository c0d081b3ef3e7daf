/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of a decoder set: for its loader and its evaluator only.
 */
#ifndef DECODER_SET_H
#define DECODER_SET_H

#include "lib/rules/decoder.h"
#include "lib/rules/decoder_names.h"

struct decoder_list {
	struct decoder_entry **v;
	size_t n, cap;
};

/* A decoder while it is loaded, with its growing list of children. */
struct decoder_entry {
	struct decoder d;  /* first member */
	struct str parent; /* as written, absent: top level */
	bool use_own_name;
	struct decoder_list children;
};

struct decoder_set {
	struct arena *arena;
	enum pattern_engine engine;
	size_t order_size;
	struct decoder_names names;
	/* top level, in load order: with and without a program name */
	struct decoder_list with_program, without_program;
	struct decoder_list all;
	struct decoder null;
	struct decoder *internal; /* by name, see decoder_internal.c */
	size_t n_internal;
	bool sealed;
};

void decoder_set_add_internal(struct decoder_set *ds);

#endif
