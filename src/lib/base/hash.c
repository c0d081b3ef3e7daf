/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SipHash-1-3, after J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast
 * short-input PRF" (2012), with one compression and three finishing rounds.
 */
#include "lib/base/hash.h"

#include <sys/random.h>

#include "lib/base/log.h"

#define ROTL(x, n) ((x) << (n) | (x) >> (64 - (n)))
#define ROUND(v0, v1, v2, v3)           \
	do {                            \
		v0 += v1;               \
		v2 += v3;               \
		v1 = ROTL(v1, 13) ^ v0; \
		v3 = ROTL(v3, 16) ^ v2; \
		v0 = ROTL(v0, 32) + v3; \
		v2 += v1;               \
		v1 = ROTL(v1, 17) ^ v2; \
		v3 = ROTL(v3, 21) ^ v0; \
		v2 = ROTL(v2, 32);      \
	} while (0)

uint64_t
hash_bytes(const struct hash_seed *seed, const void *p, size_t len)
{
	const unsigned char *in = p;
	uint64_t v0 = seed->k0 ^ 0x736f6d6570736575u;
	uint64_t v1 = seed->k1 ^ 0x646f72616e646f6du;
	uint64_t v2 = seed->k0 ^ 0x6c7967656e657261u;
	uint64_t v3 = seed->k1 ^ 0x7465646279746573u;
	uint64_t m, last = (uint64_t)len << 56;
	size_t left = len;

	for (; left >= 8; left -= 8, in += 8) {
		memcpy(&m, in, 8);
		v3 ^= m;
		ROUND(v0, v1, v2, v3);
		v0 ^= m;
	}
	for (size_t i = 0; i < left; i++)
		last |= (uint64_t)in[i] << (8 * i);
	v3 ^= last;
	ROUND(v0, v1, v2, v3);
	v0 ^= last;
	v2 ^= 0xff;
	ROUND(v0, v1, v2, v3);
	ROUND(v0, v1, v2, v3);
	ROUND(v0, v1, v2, v3);
	return v0 ^ v1 ^ v2 ^ v3;
}

void
hash_seed_random(struct hash_seed *seed)
{
	if (getrandom(seed, sizeof(*seed), 0) != (ssize_t)sizeof(*seed))
		fatal("cannot read random bytes");
}
