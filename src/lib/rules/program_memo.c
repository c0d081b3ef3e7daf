/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/program_memo.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/hash.h"
#include "lib/base/xalloc.h"

#define SLOTS \
	1024 /* a power of two; of two names in one slot the later stays */
#define NAME_MAX_LEN 47

struct slot {
	unsigned char len;
	bool used;
	char name[NAME_MAX_LEN];
};

struct program_memo {
	const struct program_patterns *patterns;
	struct hash_seed seed;
	size_t words; /* per slot */
	struct slot slots[SLOTS];
	uint64_t *bits; /* [slot * words] */
};

unsigned
program_patterns_add(struct program_patterns *pp, const struct pattern *p)
{
	if (p == NULL)
		return PROGRAM_NONE;
	*ARRAY_ADD(pp->v, pp->n, pp->cap) = p;
	return (unsigned)pp->n;
}

void
program_patterns_free(struct program_patterns *pp)
{
	free(pp->v);
	*pp = (struct program_patterns){ 0 };
}

struct program_memo *
program_memo_new(const struct program_patterns *pp)
{
	struct program_memo *m = xcalloc(1, sizeof(*m));

	m->patterns = pp;
	hash_seed_random(&m->seed);
	m->words = (pp->n + 1) / 64 + 1;
	m->bits = xcalloc(SLOTS * m->words, sizeof(*m->bits));
	return m;
}

void
program_memo_free(struct program_memo **mp)
{
	struct program_memo *m = *mp;

	if (m == NULL)
		return;
	free(m->bits);
	free(m);
	*mp = NULL;
}

static void
fill(const struct program_memo *m, struct pattern_ctx *ctx, struct str program,
    uint64_t *bits)
{
	memset(bits, 0, m->words * sizeof(*bits));
	for (size_t i = 0; i < m->patterns->n; i++)
		if (pattern_match(m->patterns->v[i], ctx, program, NULL))
			bits[(i + 1) / 64] |= (uint64_t)1 << ((i + 1) % 64);
}

const uint64_t *
program_memo_get(
    struct program_memo *m, struct pattern_ctx *ctx, struct str program)
{
	size_t at = hash_str(&m->seed, program) & (SLOTS - 1);
	struct slot *s = &m->slots[at];
	uint64_t *bits = m->bits + at * m->words;

	if (program.len > NAME_MAX_LEN)
		return NULL;
	if (s->used && str_eq(str_slice(s->name, s->len), program))
		return bits;
	fill(m, ctx, program, bits);
	s->used = true;
	s->len = (unsigned char)program.len;
	if (program.len != 0)
		memcpy(s->name, program.p, program.len);
	return bits;
}
