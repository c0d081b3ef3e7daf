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

/* Eight bytes of the literal from byte i on against eight of the subject. */
static inline bool
lit_eq_8(const struct lit *l, size_t i, const char *p)
{
	uint64_t got, want, mask;

	memcpy(&got, p + i, 8);
	memcpy(&want, l->text + i, 8);
	memcpy(&mask, l->mask + i, 8);
	return (got | mask) == want;
}

/* p has at least as many bytes as the literal. */
static inline bool
lit_eq_at(const struct lit *l, const char *p)
{
	size_t i = 0;

	if (l->len < 8) {
		for (; i < l->len; i++)
			if (((unsigned char)p[i] | l->mask[i]) != l->text[i])
				return false;
		return true;
	}
	for (; i + 8 < l->len; i += 8)
		if (!lit_eq_8(l, i, p))
			return false;
	return lit_eq_8(l, l->len - 8, p);
}

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
