/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/lit.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct lit
lit_new(struct arena *a, struct str text)
{
	unsigned char *low = arena_alloc(a, text.len + 1);
	unsigned char *mask = arena_alloc(a, text.len + 1);

	for (size_t i = 0; i < text.len; i++) {
		low[i] = (unsigned char)ascii_lower(text.p[i]);
		mask[i] = ascii_isalpha(text.p[i]) ? 0x20 : 0;
	}
	return (struct lit){ low, mask, text.len };
}

static size_t
find_plain(const struct lit *l, struct str s, size_t from)
{
	unsigned char first = l->text[0], mask = l->mask[0];

	for (size_t i = from; i + l->len <= s.len; i++)
		if (((unsigned char)s.p[i] | mask) == first &&
		    lit_eq_at(l, s.p + i))
			return i;
	return SIZE_MAX;
}

#ifdef __SSE2__
/* Bit i: could the byte at p[i] be byte k of the literal? */
static inline unsigned
block_hits(const struct lit *l, size_t k, const char *p)
{
	__m128i block = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i mask = _mm_set1_epi8((char)l->mask[k]);
	__m128i want = _mm_set1_epi8((char)l->text[k]);

	return (unsigned)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(_mm_or_si128(block, mask), want));
}

/* Sixteen starting places at a time, by the first and the last byte. */
static size_t
find_blocks(const struct lit *l, struct str s, size_t from)
{
	size_t last = l->len - 1, i = from;

	for (; i + last + 16 <= s.len; i += 16) {
		unsigned hits = block_hits(l, 0, s.p + i);

		if (hits != 0 && last != 0)
			hits &= block_hits(l, last, s.p + i + last);
		for (; hits != 0; hits &= hits - 1) {
			size_t at = i + (unsigned)__builtin_ctz(hits);

			if (lit_eq_at(l, s.p + at))
				return at;
		}
	}
	return find_plain(l, s, i);
}
#endif

size_t
lit_find(const struct lit *l, struct str s, size_t from)
{
	if (l->len == 0)
		return from <= s.len ? from : SIZE_MAX;
#ifdef __SSE2__
	return find_blocks(l, s, from);
#else
	return find_plain(l, s, from);
#endif
}
