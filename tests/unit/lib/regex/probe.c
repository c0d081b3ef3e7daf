/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

#include <stdio.h>
#include <stdlib.h>

#define DIR "tests/unit/lib/regex/"

static int
hex(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, c);

	return c != '\0' && at != NULL ? (int)(at - digits) : -1;
}

/* Replaces @xNN in place. */
static struct str
decode(char *p, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (len - i >= 4 && p[i] == '@' && p[i + 1] == 'x' &&
		    hex(p[i + 2]) >= 0 && hex(p[i + 3]) >= 0) {
			p[n++] = (char)(hex(p[i + 2]) << 4 | hex(p[i + 3]));
			i += 3;
		} else {
			p[n++] = p[i];
		}
	}
	return str_slice(p, n);
}

bool
probe_each(const char *table, void (*fn)(const struct probe *row))
{
	char path[256], *line = NULL;
	size_t cap = 0;
	ssize_t len;
	bool heading = true;
	FILE *f;

	snprintf(path, sizeof(path), DIR "%s.tsv", table);
	if ((f = fopen(path, "r")) == NULL)
		return false;
	while ((len = getline(&line, &cap, f)) > 0) {
		struct probe row = { .n = 0 };
		struct str rest = { line, (size_t)len - 1 }, part;

		while (
		    row.n < PROBE_FIELDS_MAX && str_split(&rest, '\t', &part))
			row.field[row.n++] =
			    decode(line + (part.p - line), part.len);
		if (!heading)
			fn(&row);
		heading = false;
	}
	free(line);
	fclose(f);
	return true;
}

long
probe_number(const struct probe *row)
{
	long v = 0;

	for (size_t i = 0; i < row->field[0].len; i++)
		if (ascii_isdigit(row->field[0].p[i]))
			v = v * 10 + (row->field[0].p[i] - '0');
	return v;
}
