/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/port/port_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "lib/port/port_file.h"

static const struct port_spawn plain = { .in = PORT_SPAWN_NULL,
	.out = PORT_SPAWN_NULL,
	.err = PORT_SPAWN_NULL,
	.keep = -1 };

/* Runs sh -c script; what it wrote to standard output. */
static struct str
output_of(
    const struct port_spawn *how, const char *script, char *text, size_t size)
{
	const char *argv[] = { "/bin/sh", "-c", script, NULL };
	struct port_spawn s = *how;
	int fds[2], status;
	size_t len = 0;
	char *p = NULL;
	pid_t pid;

	s.argv = argv;
	CHECK_INT(pipe2(fds, O_CLOEXEC), 0, -1);
	s.out = fds[1];
	CHECK_INT(port_process_spawn(&s, &pid), 0, -1);
	close(fds[1]);
	CHECK_INT(port_file_read_fd(fds[0], size - 1, &p, &len), 0, -1);
	close(fds[0]);
	CHECK_INT(port_process_wait(pid, &status), 0, -1);
	memcpy(text, p, len + 1);
	free(p);
	return str_slice(text, len);
}

TEST(exit_statuses)
{
	static const struct {
		const char *script;
		int status;
	} c[] = { { "exit 0", 0 }, { "exit 3", 3 },
		{ "kill -TERM $$", 128 + SIGTERM } };

	for (size_t i = 0; i < NELEM(c); i++) {
		const char *argv[] = { "/bin/sh", "-c", c[i].script, NULL };
		struct port_spawn s = plain;

		s.argv = argv;
		CHECK_INT(port_process_run(&s), c[i].status, i);
	}
}

TEST(cannot_be_run)
{
	const char *argv[] = { "/no/such/program", NULL };
	struct port_spawn s = plain;
	pid_t pid = -7;

	s.argv = argv;
	CHECK_INT(port_process_spawn(&s, &pid), -1, -1);
	CHECK_INT(errno, ENOENT, -1);
	CHECK_INT(pid, -7, -1);
	argv[0] = "/etc";
	CHECK_INT(port_process_spawn(&s, &pid), -1, -1);
	CHECK_INT(errno, EACCES, -1);
	argv[0] = "/bin/true";
	s.dir = "/no/such/dir";
	CHECK_INT(port_process_run(&s), -1, -1);
	/* nobody is left to wait for */
	CHECK_INT(waitpid(-1, NULL, WNOHANG), -1, -1);
}

TEST(environment_and_place)
{
	static const char *const env[] = { "X=y z", NULL };
	struct port_spawn s = plain;
	char text[512];

	CHECK_INT(setenv("SECRET", "1", 1), 0, -1);
	CHECK_STR(output_of(&s, "echo \"$SECRET$LANG\"", text, sizeof(text)),
	    "C\n", -1);
	s.envp = env;
	s.dir = "/usr";
	CHECK_STR(output_of(&s, "echo \"$X\"; pwd", text, sizeof(text)),
	    "y z\n/usr\n", -1);
	unsetenv("SECRET");
}

/* Also one that was not close-on-exec. */
TEST(only_asked_for_descriptors)
{
	struct port_spawn s = plain;
	int open_one = dup(STDERR_FILENO), kept = dup(STDERR_FILENO);
	char text[512], want[64];

	s.keep = kept;
	snprintf(want, sizeof(want), "0 1 2 %d ", kept);
	/* one more is the directory that ls reads */
	CHECK_STR(output_of(&s,
		      "for f in 0 1 2 3 4 5 6 7 8 9 10 11 12; do "
		      "[ -e /proc/$$/fd/$f ] && printf '%s ' $f; done",
		      text, sizeof(text)),
	    want, -1);
	close(open_one);
	close(kept);
}

TEST(default_signals)
{
	struct port_spawn s = plain;
	sigset_t set;
	char text[512];

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	CHECK_STR(output_of(&s, "exec grep -E 'Sig(Blk|Ign)' /proc/self/status",
		      text, sizeof(text)),
	    "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", -1);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGPIPE, SIG_DFL);
}

/* Descriptors that sit on each other's numbers. */
TEST(crossed_descriptors)
{
	const char *argv[] = { "/bin/sh", "-c", "echo out; echo err >&2",
		NULL };
	struct port_spawn s = plain;
	int saved_out = dup(1), saved_err = dup(2), a[2], b[2];
	char *p;
	size_t len;

	CHECK_INT(pipe2(a, O_CLOEXEC), 0, -1);
	CHECK_INT(pipe2(b, O_CLOEXEC), 0, -1);
	dup2(a[1], 2); /* standard output shall be our 2 ... */
	dup2(b[1], 1); /* ... and standard error our 1 */
	s.argv = argv;
	s.out = 2;
	s.err = 1;
	len = (size_t)port_process_run(&s);
	dup2(saved_out, 1);
	dup2(saved_err, 2);
	close(saved_out);
	close(saved_err);
	close(a[1]);
	close(b[1]);
	CHECK_INT(len, 0, -1);
	CHECK_INT(port_file_read_fd(a[0], 100, &p, &len), 0, -1);
	CHECK_STR(str_slice(p, len), "out\n", -1);
	free(p);
	CHECK_INT(port_file_read_fd(b[0], 100, &p, &len), 0, -1);
	CHECK_STR(str_slice(p, len), "err\n", -1);
	free(p);
	close(a[0]);
	close(b[0]);
}

TEST(limits)
{
	struct port_spawn s = plain;
	char text[64];

	s.cpu_secs = 77;
	s.file_max = 1024 * 1024;
	s.files_max = 55;
	CHECK_STR(output_of(&s, "ulimit -t; ulimit -n", text, sizeof(text)),
	    "77\n55\n", -1);
}

TEST(recognised_by_program)
{
	const char *argv[] = { "/bin/sleep", "60", NULL };
	struct port_spawn s = plain;
	char exe[4096];
	pid_t pid;
	int fd = -1, status;

	s.argv = argv;
	CHECK(realpath("/bin/sleep", exe) != NULL);
	CHECK_INT(port_process_spawn(&s, &pid), 0, -1);
	CHECK(!port_process_open(pid, "/bin/slee", &fd));
	CHECK(!port_process_open(pid, "/bin/cat", &fd));
	CHECK(port_process_open(pid, exe, &fd));
	CHECK(!port_process_gone(fd, 0));
	CHECK_INT(port_process_signal(fd, SIGKILL), 0, -1);
	CHECK(port_process_gone(fd, 5000));
	/* dead, although its number is still taken */
	close(fd);
	CHECK(!port_process_open(pid, exe, &fd));
	CHECK_INT(port_process_wait(pid, &status), 0, -1);
	CHECK(!port_process_open(pid, exe, &fd));
	CHECK(!port_process_open(0, exe, &fd));
	CHECK(!port_process_open(-1, exe, &fd));
	port_process_describe(status, exe, sizeof(exe));
	CHECK_STR(str_from(exe), "signal 9 (Killed)", -1);
}
