/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PCRE2 behind a few functions: the interpreter that serves what our matcher
 * refuses, and the oracle of the tests.
 */
#ifndef PERL_H
#define PERL_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/base/str.h"

struct perl; /* a compiled expression, immutable */

enum {
	PERL_UTF = 1 << 0,    /* text and subjects are valid UTF-8 */
	PERL_DOTALL = 1 << 1, /* . takes a newline too */
	PERL_JIT = 1 << 2,
};

/* Always caseless. On error returns OS_ERR_FORMAT and appends to *why. */
int perl_compile(
    struct perl **out, struct str text, unsigned flags, struct buf *why);
void perl_free(struct perl **p);
unsigned perl_groups(const struct perl *p);

/* What one thread needs to run them. */
struct perl_room;
struct perl_room *perl_room_new(void);
void perl_room_free(struct perl_room **room);

enum perl_result {
	PERL_NO_MATCH,
	PERL_MATCH,
	PERL_EXHAUSTED, /* given up at a limit of steps or memory */
};

/* On PERL_MATCH *offsets is valid until room is used again: start and end of
 * the match, then of group 1 and so on; SIZE_MAX where a group took no part. */
enum perl_result perl_match(const struct perl *p, struct perl_room *room,
    struct str subject, const size_t **offsets);

#endif
