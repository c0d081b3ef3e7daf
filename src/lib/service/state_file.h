/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State files: what a running process tells about itself, as lines of
 *
 *	events_received='1042'
 *
 * The shell can source them: a quote in a value is written as '\''.
 */
#ifndef STATE_FILE_H
#define STATE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/str.h"
#include "lib/base/xalloc.h"

struct buf;
struct state_file;

/* key: letters, digits, _ . and - */
void state_file_add(struct buf *b, const char *key, const char *fmt, ...)
    PRINTFLIKE(3, 4);
void state_file_add_u64(struct buf *b, const char *key, uint64_t value);

/* Atomically; mode 0640. 0 or OS_ERR_SYS. */
int state_file_save(const char *path, const struct buf *b);

/* Text of a state file in memory; for state_file_free(). */
struct state_file *state_file_parse(struct str text);

/* Malformed lines are skipped: the writer is less trusted than the reader.
 * OS_ERR_NOTFOUND, OS_ERR_LIMIT or OS_ERR_SYS. */
int state_file_load(struct state_file **out, const char *path);
void state_file_free(struct state_file **st);

/* Value of the last line with key, or NULL. */
const char *state_file_get(const struct state_file *st, const char *key);
uint64_t state_file_get_u64(const struct state_file *st, const char *key);

size_t state_file_count(const struct state_file *st);
void state_file_at(const struct state_file *st, size_t i, const char **key,
    const char **value);

#endif
