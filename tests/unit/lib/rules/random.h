/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small random numbers that a seed repeats, for property tests.
 */
#ifndef RULES_RANDOM_H
#define RULES_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t x;
};

static inline void
random_seed(struct random *r, uint64_t seed)
{
	r->x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

/* Below n. */
static inline unsigned
random_below(struct random *r, unsigned n)
{
	r->x ^= r->x << 13;
	r->x ^= r->x >> 7;
	r->x ^= r->x << 17;
	return (unsigned)((r->x >> 16) % n);
}

/* True in so many of 100 cases. */
static inline bool
random_percent(struct random *r, unsigned percent)
{
	return random_below(r, 100) < percent;
}

#define RANDOM_OF(r, array) ((array)[random_below(r, NELEM(array))])

#endif
