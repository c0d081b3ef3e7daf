/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clocks and local time on POSIX systems.
 */
#include "lib/port/port_time.h"

static int64_t
clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t
port_now_ns(void)
{
	return clock_ns(CLOCK_REALTIME);
}

int64_t
port_monotonic_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

void
port_localtime(int64_t t, struct tm *out)
{
	time_t when = (time_t)t;

	localtime_r(&when, out);
}
