/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where messages go: the queue of the daemon, a list in the tests.
 */
#ifndef SINK_H
#define SINK_H

#include "lib/base/log.h"
#include "lib/base/str.h"

struct sink {
	/* False: not now. Offer the same message again later and nothing else
	 * before it; the sink never drops. */
	bool (*send)(void *arg, char id, struct str location, struct str text);
	/* A message of the collector's own, from location ossec-logcollector:
	 * kept until it can be sent, in front of everything else. */
	void (*notice)(void *arg, struct str text);
	void *arg;
};

/* What a source did when it was asked to send what it has. */
enum pump {
	PUMP_IDLE,    /* there is nothing more for now */
	PUMP_MORE,    /* it had its share, others may go first */
	PUMP_BLOCKED, /* the sink takes no more: ask this source again first */
	PUMP_OVER,    /* and there will never be anything again */
};

/* How much of a source was read and what became of it. */
struct tally {
	uint64_t lines, bytes, messages;
	uint64_t long_lines, discarded_bytes; /* of lines that were too long */
	uint64_t complaints;                  /* lines a format refused */
	uint64_t rotations, truncations;
	uint64_t lost; /* times that text could not be found again */
	struct log_limit long_limit, complaint_limit, error_limit;
};

#endif
