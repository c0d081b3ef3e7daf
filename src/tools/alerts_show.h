/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An alert for the eyes of a person.
 */
#ifndef ALERTS_SHOW_H
#define ALERTS_SHOW_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/proto/alert_block.h"

/*
 * Two or more lines: when, level, rule and description; where, from which
 * address and user; the log. What a log holds cannot steer the terminal:
 * control characters are written as \xNN. colour: by level.
 */
void alerts_show(struct buf *b, const struct alert_block *a, bool colour);

#endif
