/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the collector makes of each <localfile>, beyond what the tables of
 * lib/conf check.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "lib/conf/conf.h"

enum source_kind {
	SOURCE_NONE, /* there is nothing to read here; a warning says so */
	SOURCE_FILE,
	SOURCE_JOURNALD,
	SOURCE_COMMAND,
};

/* Without messages. */
enum source_kind settings_kind(const struct conf_localfile *lf);

/* Adds warnings about what is ignored, and errors: then OS_ERR_FORMAT. */
int settings_check(const struct conf *conf, struct diags *ds);

#endif
