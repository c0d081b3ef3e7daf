/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A datagram socket that another daemon serves: queue/alerts/execq for
 * responses on this host, queue/alerts/ar for those on agents. The other side
 * may come later, go and come back; nothing here waits for it.
 */
#ifndef RESPONSE_QUEUE_H
#define RESPONSE_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/str.h"

struct response_queue {
	const char *path;   /* set these two, the rest is zero */
	const char *server; /* who serves it, for messages */
	bool connected;
	int fd;
	unsigned attempts; /* failed ones in a row */
	int64_t next_try;  /* monotonic ns */
	bool told;         /* that it does not work */
	uint64_t sent, lost;
};

/* Sends text with a terminating NUL. A message that cannot be sent now is
 * lost: a response that comes late does harm. It is counted, and the first
 * loss of a row is logged. */
void response_queue_send(struct response_queue *q, struct str text);
void response_queue_close(struct response_queue *q);

#endif
