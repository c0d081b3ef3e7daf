/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/analysisd/event_clock.h"

int64_t
event_clock_advance(struct event_clock *c, int64_t wall, int64_t monotonic)
{
	int64_t elapsed = monotonic - c->monotonic, back = c->now - wall;

	c->monotonic = monotonic;
	if (back <= 0) {
		c->now = wall;
		c->behind = false;
		return 0;
	}
	if (!c->behind)
		c->steps++;
	c->behind = back <= EVENT_CLOCK_SMOOTHED_NS;
	if (c->behind) {
		c->now += elapsed / 2;
		return 0;
	}
	c->now = wall;
	return back;
}
