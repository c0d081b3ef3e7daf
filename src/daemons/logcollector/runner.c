/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "daemons/logcollector/collector.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/net/unix_sock.h"

/* One command while it runs, and until its output is handed over. */
struct run {
	struct runner *runner;
	uint32_t index;
	const char *command;
	pid_t pid; /* and process group; 0: it was waited for */
	int out;   /* -1: its output has ended */
	struct watch *out_watch, *timer;
	struct buf text;
	size_t handed; /* bytes of text that were sent */
	unsigned flags;
	int status;
	bool busy;
};

struct runner {
	struct loop *loop;
	int fd;
	struct watch *readable, *writable;
	struct run *runs; /* one for each command */
	size_t n;
	long long timeout_ms;
};

/* An environment that does not depend on who started the daemon, so that the
 * output is the same from run to run. */
static char *const environment[] = {
	(char[]){ "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
		  "/sbin:/bin" },
	(char[]){ "HOME=/root" },
	(char[]){ "SHELL=/bin/sh" },
	(char[]){ "LC_ALL=C.UTF-8" },
	NULL,
};

/* In the child; does not return. */
static void
exec_command(const char *command, int out)
{
	struct rlimit files;
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* at least the shell, if we crash */
	signal(SIGHUP, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* programs that use select() must not see larger numbers */
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur > 1024) {
		files.rlim_cur = 1024;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	if (null == -1 || dup2(null, STDIN_FILENO) == -1 ||
	    dup2(out, STDOUT_FILENO) == -1 || dup2(null, STDERR_FILENO) == -1 ||
	    chdir("/") == -1)
		_exit(126);
	if (null > STDERR_FILENO)
		close(null);
	execle("/bin/sh", "sh", "-c", command, (char *)NULL, environment);
	_exit(127);
}

static void
close_output(struct run *run)
{
	watch_free(&run->out_watch);
	if (run->out != -1)
		close(run->out);
	run->out = -1;
}

static void hand_over(struct runner *r);

static void
on_end(pid_t pid, int status, void *arg)
{
	struct run *run = arg;

	(void)pid;
	run->pid = 0;
	run->status = status;
	watch_free(&run->timer);
	hand_over(run->runner);
}

/* Only now it is waited for: as long as it is not, its number is the name of
 * its process group and of nothing else. */
static void
end_of_output(struct run *run)
{
	if (run->out == -1)
		return;
	close_output(run);
	loop_child(run->runner->loop, run->pid, on_end, run);
}

static void
on_output(int fd, unsigned what, void *arg)
{
	struct run *run = arg;
	char piece[16384];
	ssize_t n = read(fd, piece, sizeof(piece));
	size_t room = RUNNER_OUTPUT_MAX - run->text.len;

	(void)what;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		end_of_output(run);
		return;
	}
	if ((size_t)n > room)
		run->flags |= RUNNER_CUT;
	buf_add(&run->text, piece, (size_t)n < room ? (size_t)n : room);
}

/* What it left in the background is in its process group, and keeps the output
 * open: without the limit it would be waited for without end. */
static void
on_timeout(void *arg)
{
	struct run *run = arg;

	run->flags |= RUNNER_TIMED_OUT;
	kill(-run->pid, SIGKILL);
	kill(run->pid, SIGKILL); /* it may have left its group */
	end_of_output(run);
}

static void
start_failed(struct run *run)
{
	run->flags |= RUNNER_FAILED;
	run->status = errno;
	run->pid = 0;
	run->out = -1;
	hand_over(run->runner);
}

static void
start(struct run *run)
{
	struct runner *r = run->runner;
	int fds[2];

	run->busy = true;
	run->flags = 0;
	run->status = 0;
	run->handed = 0;
	buf_clear(&run->text);
	if (pipe2(fds, O_CLOEXEC) == -1) {
		start_failed(run);
		return;
	}
	if ((run->pid = fork()) == -1) {
		close(fds[0]);
		close(fds[1]);
		start_failed(run);
		return;
	}
	if (run->pid == 0)
		exec_command(run->command, fds[1]);
	setpgid(run->pid, run->pid); /* whoever comes first */
	close(fds[1]);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	run->out = fds[0];
	run->out_watch = loop_fd(r->loop, run->out, LOOP_READ, on_output, run);
	run->timer = loop_timer(r->loop, on_timeout, run);
	watch_after(run->timer, r->timeout_ms);
}

/* False: the other side takes no more for now. */
static bool
answer(struct runner *r, struct run *run, enum runner_kind kind, size_t len)
{
	struct {
		struct runner_answer head;
		char bytes[RUNNER_PIECE_MAX];
	} out;
	int result;

	out.head =
	    (struct runner_answer){ run->index, kind, run->flags, run->status };
	if (len != 0)
		memcpy(out.bytes, run->text.p + run->handed, len);
	result = unix_sock_send(r->fd, &out, sizeof(out.head) + len);
	if (result == OS_ERR_BUSY) {
		watch_enable(r->writable, true);
		return false;
	}
	if (result != OS_OK)
		loop_stop(r->loop); /* the collector is gone */
	return result == OS_OK;
}

static bool
hand_over_run(struct runner *r, struct run *run)
{
	while (run->handed < run->text.len) {
		size_t left = run->text.len - run->handed;
		size_t n = left < RUNNER_PIECE_MAX ? left : RUNNER_PIECE_MAX;

		if (!answer(r, run, RUNNER_OUTPUT, n))
			return false;
		run->handed += n;
	}
	if (!answer(r, run, RUNNER_DONE, 0))
		return false;
	buf_free(&run->text);
	run->busy = false;
	return true;
}

static void
hand_over(struct runner *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct run *run = &r->runs[i];

		if (run->busy && run->pid == 0 && !hand_over_run(r, run))
			return;
	}
}

static void
on_writable(int fd, unsigned what, void *arg)
{
	struct runner *r = arg;

	(void)fd;
	(void)what;
	watch_enable(r->writable, false);
	hand_over(r);
}

/* Another size, another number, or one that runs: the other side is broken or
 * worse, and gets nothing any more. */
static void
on_request(int fd, unsigned what, void *arg)
{
	struct runner *r = arg;
	struct runner_request req;
	size_t len;
	int result;

	(void)what;
	while (
	    (result = unix_sock_recv(fd, &req, sizeof(req), &len)) == OS_OK) {
		if (len != sizeof(req) || req.index >= r->n ||
		    r->runs[req.index].command == NULL ||
		    r->runs[req.index].busy) {
			log_errorx("runner: malformed request, stopping");
			loop_stop(r->loop);
			return;
		}
		start(&r->runs[req.index]);
	}
	if (result != OS_ERR_BUSY)
		loop_stop(r->loop);
}

static void
runner_free(struct runner *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct run *run = &r->runs[i];

		if (run->pid != 0)
			kill(-run->pid, SIGKILL);
		close_output(run);
		watch_free(&run->timer);
		buf_free(&run->text);
	}
	free(r->runs);
}

static int
runner_run(struct daemon *d, int fd)
{
	const struct collector *c = d->data;
	const struct conf *conf = c->conf;
	struct runner r = { .loop = d->loop, .fd = fd };

	if (!collector_has_commands(c))
		return 0;
	r.n = conf->localfiles.n;
	r.runs = xcalloc(r.n, sizeof(*r.runs));
	r.timeout_ms = 1000LL *
	    internal_option(&c->options, IO_LOGCOLLECTOR_COMMAND_TIMEOUT);
	for (size_t i = 0; i < r.n; i++)
		r.runs[i] = (struct run){ .runner = &r,
			.index = (uint32_t)i,
			.command = conf->localfiles.v[i].command,
			.out = -1 };
	fcntl(fd, F_SETFL, O_NONBLOCK);
	r.readable = loop_fd(d->loop, fd, LOOP_READ, on_request, &r);
	r.writable = loop_fd(d->loop, fd, LOOP_WRITE, on_writable, &r);
	watch_enable(r.writable, false);
	loop_run(d->loop);
	runner_free(&r);
	return 0;
}

/* The same text that the collector reads: the numbers mean the same. What is
 * wrong with it the collector says. */
static int
runner_load(struct daemon *d)
{
	return collector_read(d->data, d, false);
}

const struct service_helper runner_helper = {
	.name = "ossec-lc-runner",
	.sandbox = { .user = NULL, .group = "root", .programs = true },
	.load = runner_load,
	.run = runner_run,
};
