/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One datagram of queue/ossec/queue: "<id>:<location>:<message>" (spec:
 * analysis-events, sections 2 and 3). Anyone in the group may write there, so
 * nothing in it is trusted; there is no escaping.
 */
#ifndef QUEUE_LINE_H
#define QUEUE_LINE_H

#include "lib/base/buf.h"
#include "lib/base/str.h"

enum {
	QUEUE_LINE_SENT_MAX = 6144, /* a sender's datagram, its NUL included */
	QUEUE_LINE_MAX = QUEUE_LINE_SENT_MAX - 1, /* what is read of one */
	QUEUE_LINE_MIN = 4,
};

/* Slices of the datagram. */
struct queue_line {
	char id; /* '1' local file, '2' syslog, '3' host information, ... */
	struct str location, text;
};

/*
 * Takes a datagram apart; a NUL in it ends it, bytes past QUEUE_LINE_MAX are
 * left out. OS_ERR_LIMIT: shorter than QUEUE_LINE_MIN. OS_ERR_NOTFOUND: no
 * end of the location. OS_ERR_REFUSED: the location goes to a parent
 * directory.
 */
int queue_line_parse(struct str datagram, struct queue_line *out);

/*
 * The other way round: adds a datagram with its NUL to b, the text cut so that
 * it fits. OS_ERR_LIMIT, and nothing added, if not even the location fits.
 */
int queue_line_compose(
    struct buf *b, char id, struct str location, struct str text);

/*
 * Forwards what an agent sent: source is "(name) address", payload the agent's
 * own "<id>:<location>:<message>". OS_ERR_REFUSED: a keep-alive, which is not
 * forwarded; OS_ERR_FORMAT: payload has no such form.
 */
int
queue_line_compose_agent(struct buf *b, struct str source, struct str payload);

#endif
