/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Literals without regard to ASCII case: comparing and finding them. The
 * literal is prepared once; nothing reads past the end of the subject.
 */
#ifndef LIT_H
#define LIT_H

#include "lib/base/arena.h"
#include "lib/base/str.h"

/* A byte b equals byte i of the literal if (b | mask[i]) == text[i]. */
struct lit {
	const unsigned char *text; /* lower case */
	const unsigned char *mask; /* 0x20 under letters, else 0 */
	size_t len;
};

struct lit lit_new(struct arena *a, struct str text);

bool lit_eq_at(const struct lit *l, const char *p);

static inline bool
lit_starts(const struct lit *l, struct str s)
{
	return s.len >= l->len && lit_eq_at(l, s.p);
}

static inline bool
lit_ends(const struct lit *l, struct str s)
{
	return s.len >= l->len && lit_eq_at(l, s.p + (s.len - l->len));
}

/* Position of the first occurrence at or after from, or SIZE_MAX. */
size_t lit_find(const struct lit *l, struct str s, size_t from);

#endif
