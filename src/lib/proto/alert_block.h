/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the blocks of alerts.log that alert_text() writes (spec:
 * lists-and-outputs, section 2). A log of several lines may hold whatever its
 * author wanted, also what looks like a field or another block: good enough
 * for showing alerts, not for deciding by them.
 */
#ifndef ALERT_BLOCK_H
#define ALERT_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/str.h"

/* Slices of the block; absent fields have p == NULL. */
struct alert_block {
	uint64_t time; /* seconds since 1970 */
	struct str id; /* "1795330824.3" */
	bool mail;
	struct str groups; /* "demo,attack," */
	struct str date;   /* "2026 Nov 22 07:00:24" */
	struct str origin; /* "srv1->/var/log/demo.log" */
	uint64_t rule, level;
	struct str description;
	struct str srcip, srcport, dstip, dstport, user;
	struct str log; /* all lines; those of earlier events too */
};

/*
 * Cuts the first block off *rest, after skipping what belongs to none. False:
 * no block is complete yet; *rest is then what must be kept for the next try.
 */
bool alert_block_next(struct str *rest, struct str *block);

/* OS_ERR_FORMAT: not a block of alert_text(). */
int alert_block_parse(struct str block, struct alert_block *out);

#endif
