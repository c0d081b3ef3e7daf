/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PORT_TIME_H
#define PORT_TIME_H

#include <stdint.h>
#include <time.h>

/* Wall clock and monotonic clock, nanoseconds. */
int64_t port_now_ns(void);
int64_t port_monotonic_ns(void);

/* Broken-down local time of t (seconds since 1970), by TZ as read at start. */
void port_localtime(int64_t t, struct tm *out);

#endif
