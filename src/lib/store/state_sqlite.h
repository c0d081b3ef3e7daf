/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine's memory (lib/rules/state.h) in a SQLite database, one table per
 * state table. Changes collect in memory, where look-ups see them at once, and
 * reach the disk together in state_sqlite_commit(): a full disk or a locked
 * database costs nothing but a later commit.
 */
#ifndef STATE_SQLITE_H
#define STATE_SQLITE_H

#include "lib/rules/state.h"

/*
 * Opens or makes the database at path (relative to the working directory). One
 * that is damaged is moved aside to "<path>.corrupt-<time>" and a new one
 * made; that is logged. *fresh: nothing was ever committed to it, and it does
 * not replace a damaged one. OS_ERR_STATE after logging.
 */
int state_sqlite_open(struct state **out, const char *path, bool *fresh);

/* For reading along beside a running daemon; put and del are refused with
 * OS_ERR_REFUSED. OS_ERR_NOTFOUND: no such file, nothing is logged. */
int state_sqlite_open_readonly(struct state **out, const char *path);

/* Without a last commit. */
void state_sqlite_close(struct state **s);

/* OS_ERR_STATE: all changes are kept for the next time; the reason is logged
 * at most once a minute. */
int state_sqlite_commit(struct state *s);

/* Changes and their bytes that wait for a commit. */
size_t state_sqlite_waiting(const struct state *s, size_t *bytes);

#endif
