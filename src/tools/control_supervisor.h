/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The supervisor: parent of the daemons, starts them again when they die.
 * ossec-control talks to it through a SOCK_SEQPACKET socket that only root (or
 * its own user) can reach. A request is one word, "start" or "stop"; answers
 * are records of a letter and a text:
 *
 *	O text	a line for standard output
 *	E text	a piece for standard error
 *	X n	the end, exit status n
 *
 * Requests are served one after the other. After a stop, or when nothing runs
 * and nobody asks, the supervisor ends.
 */
#ifndef CONTROL_SUPERVISOR_H
#define CONTROL_SUPERVISOR_H

#include <stdbool.h>

#include "tools/control_set.h"

#define CONTROL_RECORD_MAX 8192

/*
 * In the home; opens the log. start_all: starts every daemon at once, says
 * READY=1 to systemd and ends with an error if one cannot be started; else it
 * waits for requests. Exit status for main(): 0 also when another supervisor
 * serves this home.
 */
int control_supervisor_run(
    const char *home, const struct control_set *set, bool start_all);

#endif
