/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An alert as one line of alerts.json (spec: lists-and-outputs, section 3).
 */
#ifndef ALERT_JSON_H
#define ALERT_JSON_H

#include "lib/base/buf.h"
#include "lib/rules/alert.h"

/* n: the alert's number. geoip: with srcgeoip and dstgeoip
 * (analysisd.geoip_jsonout). Ends in a newline. */
void alert_json(struct buf *b, const struct event *ev,
    const struct alert *alert, uint64_t n, bool geoip);

#endif
