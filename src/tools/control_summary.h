/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an administrator wants to know of a daemon's counters: how much it did,
 * and what went wrong, if anything did.
 */
#ifndef CONTROL_SUMMARY_H
#define CONTROL_SUMMARY_H

#include <stdint.h>

struct buf;
struct state_file;

/*
 * Appends a line with what it did and, if there is anything to tell, one with
 * what was lost or waits. seconds: for how long it has counted. Counters that
 * are not in the table are left out.
 */
void
control_summary(struct buf *b, const struct state_file *st, uint64_t seconds);

#endif
