/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In place of source_journald.c when libsystemd was not there at build.
 */
#include <stdlib.h>

#include "daemons/logcollector/source_journald.h"

struct journal {
	struct tally tally;
};

bool
journal_supported(void)
{
	return false;
}

void
journal_prepare(void)
{
}

struct journal *
journal_new(const char *cursor)
{
	(void)cursor;
	return xcalloc(1, sizeof(struct journal));
}

void
journal_free(struct journal **j)
{
	free(*j);
	*j = NULL;
}

void
journal_add(struct journal *j, const char *location)
{
	(void)j;
	(void)location;
}

void
journal_check(struct journal *j)
{
	(void)j;
}

int
journal_fd(const struct journal *j)
{
	(void)j;
	return -1;
}

bool
journal_grew(struct journal *j)
{
	(void)j;
	return false;
}

void
journal_event(struct journal *j)
{
	(void)j;
}

enum pump
journal_pump(struct journal *j, const struct sink *sink)
{
	(void)j;
	(void)sink;
	return PUMP_IDLE;
}

const char *
journal_cursor(const struct journal *j)
{
	(void)j;
	return NULL;
}

const struct tally *
journal_tally(const struct journal *j)
{
	return &j->tally;
}
