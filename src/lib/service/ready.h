/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling whoever started us that we work, or failed: the parent of a daemon
 * that went to the background, ossec-control's supervisor, systemd.
 */
#ifndef READY_H
#define READY_H

#include <stdbool.h>

/* The supervisor passes the number of a pipe's writing end in this variable;
 * one byte through it means ready, its end without one means failed. */
#define READY_FD_ENV "OSSEC_READY_FD"

struct ready {
	int pipe;   /* to our first parent or the supervisor; -1: none */
	int notify; /* connected to systemd's socket; -1: none */
	int null;   /* /dev/null, opened before the chroot */
	bool supervised;
};

/* First of all: closes what the caller left open above standard error. Takes
 * the variables out of the environment. 0 or OS_ERR_SYS. */
int ready_init(struct ready *r);

/*
 * Goes to the background: two forks, a session of its own. Returns in the
 * daemon only; the first process ends with status 0 once ready_tell() was
 * called, with 1 if the daemon ended before. Standard error stays that of the
 * caller until then. 0 or OS_ERR_SYS.
 */
int ready_daemonize(struct ready *r);

/* The standard streams become /dev/null. */
void ready_hush(const struct ready *r);
/* Does whoever waits for it still live? true when nobody ever did. */
bool ready_wanted(const struct ready *r);
/* To whoever waits for it. Closes what r holds. */
void ready_tell(struct ready *r);

/* In a helper: what it must not hold open, or the end would never be seen. */
void ready_leave(struct ready *r);

#endif
