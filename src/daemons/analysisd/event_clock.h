/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The time of events: that of their reception, by a clock that somebody may
 * set. Small steps back are smoothed out, because correlation counts on a time
 * that does not go backwards; after a large one, such as the correction of a
 * clock that was wrong from the start, that would give alerts a wrong time for
 * as long again.
 */
#ifndef EVENT_CLOCK_H
#define EVENT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define EVENT_CLOCK_SMOOTHED_NS (60 * INT64_C(1000000000))

struct event_clock {
	int64_t now; /* nanoseconds since 1970 */
	int64_t monotonic;
	bool behind;    /* the wall clock is, and now goes at half its speed */
	uint64_t steps; /* back, so far */
};

/* By how many nanoseconds the time went back: 0, but after a large step. */
int64_t
event_clock_advance(struct event_clock *c, int64_t wall, int64_t monotonic);

#endif
