/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A slice of bytes somebody else owns. p == NULL means absent, which is not
 * the same as present and empty. Never assume a NUL after the last byte.
 */
#ifndef STR_H
#define STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t len;
};

#define STR_NONE ((struct str){ NULL, 0 })
#define STR_LIT(s) ((struct str){ (s), sizeof(s) - 1 })
/* For printf: "%.*s", STR_FMT(s) */
#define STR_FMT(s) (int)(s).len, (s).p != NULL ? (s).p : ""

static inline struct str
str_from(const char *s)
{
	return (struct str){ s, s != NULL ? strlen(s) : 0 };
}

static inline struct str
str_slice(const char *p, size_t len)
{
	return (struct str){ p, len };
}

/* From byte at (clamped to the length) to the end. */
static inline struct str
str_skip(struct str s, size_t at)
{
	if (at > s.len)
		at = s.len;
	return (struct str){ s.p != NULL ? s.p + at : NULL, s.len - at };
}

static inline struct str
str_head(struct str s, size_t n)
{
	return (struct str){ s.p, n < s.len ? n : s.len };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool
str_is(struct str a, const char *b)
{
	return str_eq(a, str_from(b));
}

/* ASCII letters without regard to case; other bytes as they are. */
bool str_ieq(struct str a, struct str b);
bool str_iis(struct str a, const char *b);
bool str_starts(struct str s, struct str with);
bool str_istarts(struct str s, struct str with);
bool str_ends(struct str s, struct str with);
/* Three-way comparison by bytes, shorter first. */
int str_cmp(struct str a, struct str b);

/* Position of the first occurrence, or SIZE_MAX. */
size_t str_chr(struct str s, char c);
size_t str_find(struct str s, struct str what);
size_t str_ifind(struct str s, struct str what);

/* Without spaces, tabs, CR and LF at both ends. */
struct str str_trim(struct str s);

/*
 * Cuts the part up to the next sep off *rest into *part; false when nothing is
 * left. "a,,b" gives "a", "", "b"; "" gives nothing; "a," gives "a", "".
 * Start with *rest as the whole text; an exhausted rest has p == NULL.
 */
bool str_split(struct str *rest, char sep, struct str *part);

/* Decimal digits only, no sign, no blanks, at most max; false otherwise. */
bool str_to_u64(struct str s, uint64_t max, uint64_t *out);

/* Is s well-formed UTF-8 (no surrogates, no overlong forms)? */
bool str_utf8_valid(struct str s);
/* Are all bytes below 0x80? */
bool str_ascii(struct str s);

static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static inline bool
ascii_isdigit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
ascii_isalpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
ascii_isalnum(char c)
{
	return ascii_isalpha(c) || ascii_isdigit(c);
}

#endif
