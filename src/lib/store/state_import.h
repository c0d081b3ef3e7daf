/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes over what the reference remembered in flat files (spec:
 * analysis-events, sections 6, 11, 12; rules, section 11): first-time and
 * ignore lines, host information, outputs of check_diff, averages of the
 * statistics, databases of rootcheck and syscheck. The files are left as they
 * are.
 */
#ifndef STATE_IMPORT_H
#define STATE_IMPORT_H

#include "lib/rules/state.h"

struct state_imported {
	size_t files, entries;
	size_t skipped; /* lines that are no entry */
};

/* Reads below the working directory. One log line for each file read, and one
 * for each that cannot be; files that do not exist are no error. */
void state_import(struct state *s, struct state_imported *done);

#endif
