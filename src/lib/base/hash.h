/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SipHash-1-3 with a seed of the caller's: for tables whose keys come from
 * outside. The seed may change where an entry sits, never what is found.
 */
#ifndef HASH_H
#define HASH_H

#include "lib/base/str.h"

struct hash_seed {
	uint64_t k0, k1;
};

uint64_t hash_bytes(const struct hash_seed *seed, const void *p, size_t len);

static inline uint64_t
hash_str(const struct hash_seed *seed, struct str s)
{
	return hash_bytes(seed, s.p, s.len);
}

/* A seed from the system's random source. */
void hash_seed_random(struct hash_seed *seed);

#endif
