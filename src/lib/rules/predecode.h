/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes the header off a log line (spec: analysis-events, section 4).
 */
#ifndef PREDECODE_H
#define PREDECODE_H

#include "lib/base/str.h"

struct header {
	struct str host;    /* absent: none found; may be empty */
	struct str program; /* absent: none found */
	struct str log;     /* the rest; a slice of the line */
};

/* line without control characters; never fails: unknown forms stay whole. */
void predecode(struct str line, struct header *out);

#endif
