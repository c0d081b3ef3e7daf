/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemons of this home: those of its install type whose program is in bin.
 */
#ifndef CONTROL_SET_H
#define CONTROL_SET_H

#include <stddef.h>
#include <sys/types.h>

#include "lib/service/layout.h"

#define CONTROL_STATE_PATH "var/run/ossec-control.state"
#define CONTROL_SOCKET_PATH "var/run/ossec-control.sock"
#define CONTROL_LOCK_PATH "var/run/ossec-control.lock"

struct control_daemon {
	const char *name;
	char *exe; /* absolute, as /proc/<pid>/exe shows it */
	int stop_rank;
};

struct control_set {
	struct control_daemon *v; /* in the order of starting */
	size_t n, cap;
	size_t *stop; /* indexes into v in the order of stopping */
};

/* From the working directory, which is the home. */
void control_set_load(struct control_set *set, unsigned install);
void control_set_free(struct control_set *set);

/* Is it running? As pid_file_find(). */
int control_set_find(const struct control_daemon *d, pid_t *pid, int *pidfd);

#endif
