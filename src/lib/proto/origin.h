/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When and where an event came from, as every output says it.
 */
#ifndef ORIGIN_H
#define ORIGIN_H

#include "lib/base/buf.h"
#include "lib/rules/event.h"

/* "2026 Nov 22 07:00:24": local time, English month. */
void origin_add_date(struct buf *b, const struct tm *tm);
/* "Nov" */
const char *origin_month(const struct tm *tm);

/*
 * "srv1->/var/log/demo.log"; without the host where it is the same text as the
 * location (agents). Control characters come out as '?': a location is not
 * cleaned on its way in, and must not begin a new line of a text file.
 */
void origin_add(struct buf *b, const struct event *ev);
void origin_add_clean(struct buf *b, struct str s);

/* The text in parentheses of the hostname, or the hostname. */
struct str origin_agent_name(const struct event *ev);
/* Between ") " and the first '-' of an agent's hostname; else absent. */
struct str origin_agent_ip(const struct event *ev);
/* The location behind its first '>', or all of it. */
struct str origin_logfile(const struct event *ev);

#endif
