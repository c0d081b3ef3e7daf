/* SPDX-License-Identifier: Apache-2.0 */
/*
 * etc/shared/ar.conf: which program stands behind the name of an active
 * response, for those who execute them. It belongs to root, and root parses
 * nothing; so a small process stays root, waits for the text that comes out of
 * the configuration, writes the file and ends.
 */
#ifndef AR_CONF_H
#define AR_CONF_H

#include "lib/base/buf.h"
#include "lib/rules/response.h"
#include "lib/service/service.h"

/* Starts the writer, while still root; *fd is for ar_conf_write(). */
int ar_conf_start_writer(struct daemon *d, int *fd);

/* Has the text written and waits until it is; the writer ends in any case, and
 * fd is closed. Negative after logging. */
int ar_conf_write(int fd, const struct buf *text);

/* "<name> - <executable> - <timeout>" and what agents always have. */
void ar_conf_text(struct buf *b, const struct response_def *defs, size_t n);

#endif
