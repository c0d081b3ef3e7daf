/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting and recognising processes on Linux.
 */
#include "lib/port/port_process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/port/port_file.h"

static const char *const plain_env[] = {
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"LANG=C", NULL
};

static int
limit(int what, rlim_t value)
{
	struct rlimit r = { value, value };

	return value == 0 ? 0 : setrlimit((__rlimit_resource_t)what, &r);
}

/* Puts fd (or /dev/null) at number at, which no other of ours may hold. */
static int
place(int fd, int at)
{
	int null;

	if (fd != PORT_SPAWN_NULL)
		return dup2(fd, at);
	if ((null = open("/dev/null", O_RDWR)) == -1)
		return -1;
	if (null == at)
		return at;
	if (dup2(null, at) == -1)
		return -1;
	return close(null);
}

/* Moves a descriptor out of 0..2, where place() would overwrite it. */
static int
lift(int *fd)
{
	if (*fd < 0 || *fd > 2)
		return 0;
	return (*fd = fcntl(*fd, F_DUPFD_CLOEXEC, 3)) == -1 ? -1 : 0;
}

static void
default_signals(void)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		sigaction(i, &sa, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child; returns only on failure. */
static void
child(const struct port_spawn *s)
{
	int in = s->in, out = s->out, err = s->err;
	const char *const *envp = s->envp != NULL ? s->envp : plain_env;

	default_signals();
	if (s->new_session && setsid() == -1)
		return;
	if (s->die_with_us && prctl(PR_SET_PDEATHSIG, SIGTERM) == -1)
		return;
	if (lift(&in) == -1 || lift(&out) == -1 || lift(&err) == -1)
		return;
	if (place(in, 0) == -1 || place(out, 1) == -1 || place(err, 2) == -1)
		return;
	/* Everything of ours is close-on-exec already; this
	 * catches what libraries opened without. */
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	if (s->keep > 2 && port_file_set_inherit(s->keep, true) == -1)
		return;
	if (s->dir != NULL && chdir(s->dir) == -1)
		return;
	if (limit(RLIMIT_CPU, s->cpu_secs) == -1 ||
	    limit(RLIMIT_FSIZE, s->file_max) == -1 ||
	    limit(RLIMIT_NOFILE, s->files_max) == -1)
		return;
	execve(s->argv[0], (char *const *)s->argv, (char *const *)envp);
}

int
port_process_spawn(const struct port_spawn *s, pid_t *pid)
{
	int report[2], failed = 0;
	sigset_t all, old;
	ssize_t n;
	pid_t p;

	if (pipe2(report, O_CLOEXEC) == -1)
		return -1;
	/* Our handlers must not run in the child before it reset them. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	if ((p = fork()) == 0) {
		if (report[1] <= 2)
			report[1] = fcntl(report[1], F_DUPFD_CLOEXEC, 3);
		child(s);
		failed = errno;
		n = write(report[1], &failed, sizeof(failed));
		_exit(127);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	close(report[1]);
	if (p == -1) {
		close(report[0]);
		return -1;
	}
	do {
		n = read(report[0], &failed, sizeof(failed));
	} while (n == -1 && errno == EINTR);
	close(report[0]);
	if (n == (ssize_t)sizeof(failed)) {
		port_process_wait(p, NULL);
		errno = failed;
		return -1;
	}
	*pid = p;
	return 0;
}

int
port_process_wait(pid_t pid, int *status)
{
	int ignored;

	while (waitpid(pid, status != NULL ? status : &ignored, 0) == -1) {
		if (errno != EINTR)
			return -1;
	}
	return 0;
}

int
port_process_run(const struct port_spawn *s)
{
	pid_t pid;
	int status;

	if (port_process_spawn(s, &pid) == -1 ||
	    port_process_wait(pid, &status) == -1)
		return -1;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

void
port_process_describe(int status, char *text, size_t size)
{
	if (WIFSIGNALED(status))
		snprintf(text, size, "signal %d (%s)", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	else
		snprintf(text, size, "exit status %d", WEXITSTATUS(status));
}

bool
port_process_open(pid_t pid, const char *path, int *pidfd)
{
	static const char deleted[] = " (deleted)";
	char link[64], exe[PATH_MAX + sizeof(deleted)];
	size_t len = strlen(path);
	ssize_t n;
	int fd;

	/* First the handle, then the look: if the number changed hands in
	 * between, the handle is of the one who is gone. */
	if (pid <= 0 || (fd = (int)syscall(SYS_pidfd_open, pid, 0)) == -1)
		return false;
	snprintf(link, sizeof(link), "/proc/%d/exe", (int)pid);
	n = readlink(link, exe, sizeof(exe) - 1);
	if (n < 0 || port_process_gone(fd, 0))
		goto no;
	exe[n] = '\0';
	if (strncmp(exe, path, len) != 0 ||
	    (exe[len] != '\0' && strcmp(exe + len, deleted) != 0))
		goto no;
	*pidfd = fd;
	return true;
no:
	close(fd);
	return false;
}

int
port_process_signal(int pidfd, int signo)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, signo, NULL, 0);
}

bool
port_process_gone(int pidfd, int ms)
{
	struct pollfd p = { .fd = pidfd, .events = POLLIN };

	return poll(&p, 1, ms) == 1;
}
