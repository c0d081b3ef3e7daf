/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every event that reached the rules, for archives.log and archives.json, and
 * complete firewall events for firewall.log (spec: lists-and-outputs,
 * section 4).
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include "lib/base/buf.h"
#include "lib/rules/alert.h"

/* Keep-alives stay out of archives.log. */
bool archive_is_keepalive(const struct event *ev);

void archive_text(struct buf *b, const struct event *ev);

/* rule: the one that won, fired so often with this one; or NULL. */
void archive_json(struct buf *b, const struct event *ev,
    const struct rule *rule, uint64_t fired);

void firewall_line(struct buf *b, const struct event *ev);

#endif
