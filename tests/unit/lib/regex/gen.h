/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random patterns of each dialect, each with a text it is likely to match, and
 * random subjects around that text. The same seed gives the same sequence.
 */
#ifndef GEN_H
#define GEN_H

#include "lib/regex/pattern.h"

struct gen {
	uint64_t state;     /* seed: not 0 */
	struct buf pattern; /* the latest pattern */
	struct buf example; /* a text for it */
	struct buf subject; /* the latest subject */
};

void gen_pattern(struct gen *g, enum pattern_dialect dialect);
void gen_subject(struct gen *g);
void gen_free(struct gen *g);

#endif
