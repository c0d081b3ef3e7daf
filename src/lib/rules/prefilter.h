/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over a log tells which of all patterns cannot match it: those none
 * of whose required literals (pattern_literals()) is in it. The answer never
 * replaces the pattern, it only spares the trial.
 */
#ifndef PREFILTER_H
#define PREFILTER_H

#include "lib/base/arena.h"
#include "lib/regex/pattern.h"

enum { PREFILTER_NONE = 0 }; /* the gate of a pattern that always may match */

struct prefilter;

struct prefilter *prefilter_new(void);
void prefilter_free(struct prefilter **f);

/* The gate of p, or PREFILTER_NONE. NULL has none. */
unsigned prefilter_add(struct prefilter *f, const struct pattern *p);
/* To be called once, after the last prefilter_add(). */
void prefilter_build(struct prefilter *f);

/*
 * Which gates are open for log, which must be ASCII: bit gate % 64 of word
 * gate / 64, in the arena. NULL if that is full: then nothing may be skipped.
 */
const uint64_t *
prefilter_scan(const struct prefilter *f, struct str log, struct arena *a);

#endif
