/* SPDX-License-Identifier: Apache-2.0 */
/*
 * var/run/<name>-<pid>.pid, and var/run/<name>.lock beside it. The lock is the
 * truth: who holds it runs, and every pid file that he finds of his name is a
 * left-over. Only root writes into var/run, so a daemon that gave root up
 * leaves its pid file; readers verify the process (port_process_open()).
 */
#ifndef PID_FILE_H
#define PID_FILE_H

#include <sys/types.h>

#define PID_FILE_DIR "var/run"

/* Locks, removes left-overs, writes the file for this process. *lock is to be
 * kept open as long as the process lives. Logs: OS_ERR_REFUSED (one is
 * running), OS_ERR_SYS. */
int pid_file_write(const char *name, int *lock);

/* Quietly, where we still may. */
void pid_file_remove(const char *name);

/*
 * The process of a daemon that is running: its pid and a pidfd to close, or
 * OS_ERR_NOTFOUND. exe is the absolute path of its program.
 */
int pid_file_find(const char *name, const char *exe, pid_t *pid, int *pidfd);

/* Removes the files of name whose process is not exe. */
void pid_file_sweep(const char *name, const char *exe);

#endif
