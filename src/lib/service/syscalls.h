/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccomp: the system calls a process may still make. Another one ends it with
 * SIGSYS, but for a few that libraries try on the chance and can do without:
 * these fail.
 */
#ifndef SYSCALLS_H
#define SYSCALLS_H

#include "lib/service/sandbox.h"

/*
 * For all threads of the process and what it starts. Logs: OS_ERR_FORMAT (a
 * name in more_calls is none), OS_ERR_SYS (the kernel has no seccomp, ...).
 */
int syscalls_restrict(const struct sandbox *sb);

#endif
