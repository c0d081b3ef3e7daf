/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The datagram socket of whoever reads the messages: analysis, or the agent.
 * One datagram per message, "<id>:<location>:<text>" and a NUL. Nothing is
 * dropped: when the reader is slow, away, or the agent holds its lock, the
 * queue is blocked until it is not.
 */
#ifndef QUEUE_H
#define QUEUE_H

#include "daemons/logcollector/sink.h"
#include "lib/event/loop.h"

enum { QUEUE_TEXT_MAX = 6143 }; /* of a datagram, without the NUL */

struct queue_notice {
	struct queue_notice *next;
	const char *location; /* a constant */
	size_t len;
	char text[];
};

struct queue {
	const char *path, *lock_path;
	struct loop *loop;
	void (*ready)(void *arg); /* it may take messages again */
	void *arg;
	int fd;                 /* -1: nobody is there */
	struct watch *writable; /* while the reader is slow */
	bool full, locked, down_told, busy_told;
	unsigned attempt;
	int64_t retry_at; /* monotonic ns; 0: not blocked by time */
	struct queue_notice *notices, **last_notice;
	unsigned n_notices;
	uint64_t sent, sent_bytes, reconnects, waits, notices_lost;
};

void queue_init(struct queue *q, const char *path, const char *lock_path,
    struct loop *loop, void (*ready)(void *arg), void *arg);
void queue_close(struct queue *q);

/* Call it before a round of sending: whether sending may succeed. Connects,
 * looks for the lock. */
bool queue_open(struct queue *q, int64_t now);
/* When to call it again; INT64_MAX: on ready(), or at once. */
int64_t queue_due(const struct queue *q);

/* False: blocked. Sends the notices first. */
bool queue_send(struct queue *q, char id, struct str location, struct str text);
/* Only the notices. */
bool queue_flush(struct queue *q);
/* Keeps a message until it can be sent; location is a constant. */
void queue_notice(struct queue *q, const char *location, struct str text);

/* q as the sink of sources. */
struct sink queue_sink(struct queue *q);

#endif
