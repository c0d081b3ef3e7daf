/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The <weekday> of a rule (regex-dialects, section 10): names of days separated
 * by blanks or commas, "weekdays", "weekends"; "!" before the list inverts it.
 */
#ifndef WEEKDAY_H
#define WEEKDAY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/str.h"

/* *days: bit 0 is Sunday. 0, or OS_ERR_FORMAT with the reason in *why. */
int weekday_parse(uint8_t *days, struct str text, struct buf *why);

/* day: 0 is Sunday, as tm_wday. */
static inline bool
weekday_test(uint8_t days, int day)
{
	return day >= 0 && day < 7 && (days >> day & 1);
}

#endif
