/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the first byte out of a few. Nothing is read past limit.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The first place from pos on that holds a or b, or limit. */
static inline uint32_t
scan_pair(const unsigned char *s, uint32_t pos, uint32_t limit, unsigned char a,
    unsigned char b)
{
#ifdef __SSE2__
	const __m128i as = _mm_set1_epi8((char)a), bs = _mm_set1_epi8((char)b);

	for (; limit - pos >= 16; pos += 16) {
		__m128i block =
		    _mm_loadu_si128((const __m128i *)(const void *)(s + pos));
		__m128i hit = _mm_or_si128(
		    _mm_cmpeq_epi8(block, as), _mm_cmpeq_epi8(block, bs));
		unsigned bits = (unsigned)_mm_movemask_epi8(hit);

		if (bits != 0)
			return pos + (uint32_t)__builtin_ctz(bits);
	}
#endif
	while (pos < limit && s[pos] != a && s[pos] != b)
		pos++;
	return pos;
}

/* The first place from pos on whose byte has bit in table, or limit. */
static inline uint32_t
scan_table(const unsigned char *s, uint32_t pos, uint32_t limit,
    const unsigned char *table, unsigned char bit)
{
	while (pos < limit && !(table[s[pos]] & bit))
		pos++;
	return pos;
}

#endif
