/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `ossec-control status` shows.
 */
#ifndef CONTROL_STATUS_H
#define CONTROL_STATUS_H

#include <stdbool.h>

#include "tools/control_set.h"

enum control_status_form {
	STATUS_SHORT, /* counters as control_summary() has them */
	STATUS_LONG,  /* all that are not 0 */
	STATUS_JSON,  /* all */
};

/* On standard output, daemons in the order of stopping. Exit status: 0 when all
 * run, else 1. */
int control_status_print(const char *home, const struct control_set *set,
    enum control_status_form form);

#endif
