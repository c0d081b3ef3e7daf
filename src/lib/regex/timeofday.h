/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The <time> of a rule (regex-dialects, section 9): "[!] time - time", such as
 * "9 am - 5 pm" or "18:00-08:30".
 */
#ifndef TIMEOFDAY_H
#define TIMEOFDAY_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/base/str.h"

struct timeofday {
	/* hour * 100 + minute; first is not later than second */
	unsigned short first, second;
	bool outside; /* true where not (first <= now <= second) */
};

/* 0, or OS_ERR_FORMAT with the reason in *why. */
int timeofday_parse(struct timeofday *out, struct str text, struct buf *why);

/* Seconds do not count. */
bool timeofday_test(const struct timeofday *t, unsigned hour, unsigned minute);

/* The form the reference stores: ".09:0017:00", "!08:3018:00". */
enum {
	TIMEOFDAY_CANON_SIZE = 12,
};
void timeofday_canon(const struct timeofday *t, char out[TIMEOFDAY_CANON_SIZE]);

#endif
