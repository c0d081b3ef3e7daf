/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting programs: a checked argv, never a shell; only the descriptors that
 * were asked for; default signals. 0, or -1 with errno set.
 */
#ifndef PORT_PROCESS_H
#define PORT_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct port_spawn {
	const char *const *argv; /* ended by NULL; argv[0] is a path */
	const char *const *envp; /* ended by NULL; NULL: PATH and LANG=C only */
	const char *dir;         /* NULL: where we are */
	/* Descriptors for 0, 1 and 2; PORT_SPAWN_NULL is /dev/null. A zeroed
	 * struct therefore has descriptor 0 thrice: set them. */
	int in, out, err;
	/* Another descriptor to keep, under the same number; -1: none. */
	int keep;
	bool new_session;   /* setsid(): a kill of -pid reaches all it starts */
	bool die_with_us;   /* SIGTERM when the thread that started it ends */
	unsigned cpu_secs;  /* RLIMIT_CPU; 0: no limit */
	size_t file_max;    /* RLIMIT_FSIZE in bytes; 0: no limit */
	unsigned files_max; /* RLIMIT_NOFILE; 0: ours */
};

#define PORT_SPAWN_NULL (-1)

/* errno is that of the failed exec when the program cannot be run. */
int port_process_spawn(const struct port_spawn *s, pid_t *pid);

/* Blocks until pid ends; *status as of waitpid(). */
int port_process_wait(pid_t pid, int *status);

/* Starts and waits: its exit status, 128 + signal, or -1 (not started). */
int port_process_run(const struct port_spawn *s);

/* "exit status 1", "signal 11 (Segmentation fault)" into text. */
void port_process_describe(int status, char *text, size_t size);

/*
 * Is pid the program at path (its executable file, also when that was replaced
 * since)? *pidfd then stands for exactly that process, whatever later becomes
 * of the number: signal it with port_process_signal() and close() it. false
 * if it is gone, another program, or hidden from us.
 */
bool port_process_open(pid_t pid, const char *path, int *pidfd);
int port_process_signal(int pidfd, int signo);
/* Waits until it ended, at most ms milliseconds; false: still there. */
bool port_process_gone(int pidfd, int ms);

#endif
