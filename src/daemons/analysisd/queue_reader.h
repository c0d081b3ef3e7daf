/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the datagrams of queue/ossec/queue, many with one system call.
 */
#ifndef QUEUE_READER_H
#define QUEUE_READER_H

#include <stdbool.h>

#include "lib/base/str.h"

enum { QUEUE_READER_BATCH = 64 };

struct queue_reader;

/* fd stays the caller's. */
struct queue_reader *queue_reader_new(int fd);
void queue_reader_free(struct queue_reader **r);

/* Datagrams that were there, at most QUEUE_READER_BATCH: 0 when there is none,
 * OS_ERR_SYS. Does not wait. */
int queue_reader_read(struct queue_reader *r);

/* One of the last read, up to the next. cut: it was longer than is read. */
struct str queue_reader_get(const struct queue_reader *r, int i, bool *cut);

#endif
