/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Landlock: the files a process may still reach, whatever its user may.
 */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include "lib/service/sandbox.h"

/* The ABI this kernel offers; 0: none. */
int landlock_abi(void);

/*
 * Restricts the calling thread and what it starts from now on to the paths of
 * sb. Needs no_new_privs. *abi: the version in force. Logs which path failed:
 * OS_ERR_SYS, errno ENOSYS or EOPNOTSUPP where the kernel has no Landlock.
 */
int landlock_restrict(const struct sandbox *sb, int *abi);

#endif
