/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices new entries of the journal before journald tells of them: it does so
 * up to 250 ms late, to tell of several at once. The number of entries stands
 * in the header of each file (systemd's "Journal File Format", stable); looking
 * at it costs one read of eight bytes, cheap enough for 25 times a second.
 */
#ifndef JOURNAL_PEEK_H
#define JOURNAL_PEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JOURNAL_PEEK_FILES = 64 };

/* Zeroed: no files. */
struct journal_peek {
	int fd[JOURNAL_PEEK_FILES];
	size_t n;
	uint64_t entries;
};

/* Finds the files that are written to, *.journal but not *@*.journal in the
 * directories below root, in addition to those known. Done anew from time to
 * time, after journal_peek_close(), it sees which have changed. */
void journal_peek_scan(struct journal_peek *p, const char *root);

/* Has one got an entry since the last call? May err after a scan. */
bool journal_peek_changed(struct journal_peek *p);

void journal_peek_close(struct journal_peek *p);

#endif
