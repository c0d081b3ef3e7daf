/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An alert as a block of alerts.log (spec: lists-and-outputs, section 2), and
 * as the one line of <custom_alert_output> (section 6). Mail, syslog, database
 * output and whatever users have read the block: its form is fixed.
 */
#ifndef ALERT_TEXT_H
#define ALERT_TEXT_H

#include "lib/base/buf.h"
#include "lib/rules/alert.h"

enum {
	ALERT_LOG_MAX = 1256,    /* bytes of a log line in a block */
	ALERT_CUSTOM_MAX = 1023, /* bytes of a value in a custom line */
};

/* n: the alert's number; its id is "<time>.<n>". */
void alert_text(struct buf *b, const struct event *ev,
    const struct alert *alert, uint64_t n);

/* format: the text of <custom_alert_output>. All tokens are replaced in one
 * pass: a value that looks like a token stays as it is. */
void alert_text_custom(struct buf *b, const char *format,
    const struct event *ev, const struct alert *alert, uint64_t n);

/* "<time>.<n>" */
void alert_text_id(struct buf *b, const struct event *ev, uint64_t n);

#endif
