/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the probe tables of regex-dialects section 12, kept beside this file
 * as they stand there. Fields are separated by a tab; @xNN is a byte.
 */
#ifndef PROBE_H
#define PROBE_H

#include "lib/base/str.h"

enum {
	PROBE_FIELDS_MAX = 5,
};

struct probe {
	struct str field[PROBE_FIELDS_MAX]; /* id, pattern, subject, results */
	size_t n;
};

/* Calls fn for every row but the heading; false if there is no such file. */
bool probe_each(const char *table, void (*fn)(const struct probe *row));

/* The number of a row such as R120, for messages. */
long probe_number(const struct probe *row);

#endif
