/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the commands that read ossec.conf have in common.
 */
#ifndef TOOL_CONFIG_H
#define TOOL_CONFIG_H

#include "lib/base/buf.h"

/*
 * The text of *config, or of etc/ossec.conf in home if that is NULL; *config
 * becomes the name for messages. To be called before the directory changes: -c
 * is relative to where we were called. 0, or OS_ERR_SYS after logging why.
 */
int tool_read_config(const char *home, const char **config, struct buf *text);

#endif
