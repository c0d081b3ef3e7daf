/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/event/loop.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "lib/base/err.h"
#include "lib/port/port_time.h"

struct seen {
	struct loop *l;
	struct watch *w, *other;
	int calls, status;
	int stop_at;
};

static void
count(struct seen *s)
{
	if (++s->calls == s->stop_at)
		loop_stop(s->l);
}

static void
on_timer(void *arg)
{
	count(arg);
}

static void
on_fd(int fd, unsigned what, void *arg)
{
	char byte;

	CHECK_INT(what, LOOP_READ, -1);
	CHECK_INT(read(fd, &byte, 1), 1, -1);
	count(arg);
}

TEST(timers)
{
	struct seen s = { .l = loop_new(), .stop_at = 3 };
	struct watch *w = loop_timer(s.l, on_timer, &s);
	int64_t start = port_monotonic_ns();

	watch_every(w, 20);
	CHECK_INT(loop_run(s.l), OS_OK, -1);
	CHECK_INT(s.calls, 3, -1);
	CHECK(port_monotonic_ns() - start >= 55 * 1000000LL);
	/* once now, and again when set again */
	s.calls = 0;
	s.stop_at = 1;
	watch_after(w, 1000000);
	watch_after(w, 5);
	CHECK_INT(loop_run(s.l), OS_OK, -1);
	CHECK_INT(s.calls, 1, -1);
	/* a stopped one is nothing to wait for */
	watch_after(w, 5);
	watch_stop(w);
	CHECK_INT(loop_run(s.l), OS_OK, -1);
	CHECK_INT(s.calls, 1, -1);
	loop_free(&s.l);
	CHECK(s.l == NULL);
	loop_free(&s.l);
}

TEST(descriptors)
{
	struct seen s = { .l = loop_new() };
	struct watch *w;
	int fds[2];

	CHECK_INT(pipe(fds), 0, -1);
	w = loop_fd(s.l, fds[0], LOOP_READ, on_fd, &s);
	CHECK_INT(loop_once(s.l, false), OS_OK, -1);
	CHECK_INT(s.calls, 0, -1);
	CHECK_INT(write(fds[1], "ab", 2), 2, -1);
	watch_enable(w, false);
	CHECK_INT(loop_once(s.l, false), OS_OK, -1);
	CHECK_INT(s.calls, 0, -1);
	watch_enable(w, true);
	CHECK_INT(loop_once(s.l, true), OS_OK, -1);
	CHECK_INT(loop_once(s.l, true), OS_OK, -1);
	CHECK_INT(s.calls, 2, -1);
	watch_free(&w);
	CHECK(w == NULL);
	watch_free(&w);
	loop_free(&s.l);
	close(fds[0]);
	close(fds[1]);
}

static void
on_signal(int signo, void *arg)
{
	CHECK_INT(signo, SIGUSR1, -1);
	count(arg);
}

TEST(signals)
{
	struct seen s = { .l = loop_new(), .stop_at = 1 };

	loop_signal(s.l, SIGUSR1, on_signal, &s);
	raise(SIGUSR1);
	CHECK_INT(loop_run(s.l), OS_OK, -1);
	CHECK_INT(s.calls, 1, -1);
	loop_free(&s.l);
	CHECK(signal(SIGUSR1, SIG_DFL) == SIG_DFL);
}

static void
on_child(__attribute__((unused)) pid_t pid, int status, void *arg)
{
	struct seen *s = arg;

	s->status += WEXITSTATUS(status);
	count(s);
}

static pid_t
child_with(int status)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(status);
	return pid;
}

TEST(children)
{
	struct seen s = { .l = loop_new(), .stop_at = 3 };
	siginfo_t si;
	pid_t early = child_with(1);

	/* one that ended before anybody looked is not missed */
	CHECK_INT(waitid(P_PID, (id_t)early, &si, WEXITED | WNOWAIT), 0, -1);
	loop_child(s.l, early, on_child, &s);
	loop_child(s.l, child_with(10), on_child, &s);
	loop_child(s.l, child_with(100), on_child, &s);
	CHECK_INT(loop_run(s.l), OS_OK, -1);
	CHECK_INT(s.status, 111, -1);
	loop_free(&s.l);
}

static void
free_both(void *arg)
{
	struct seen *s = arg;

	watch_free(&s->w);
	watch_free(&s->other);
	count(s);
}

/* Both are due; the first to run frees both. */
TEST(freed_in_a_callback)
{
	struct seen s = { .l = loop_new() };

	s.w = loop_timer(s.l, free_both, &s);
	s.other = loop_timer(s.l, free_both, &s);
	watch_after(s.w, 0);
	watch_after(s.other, 0);
	CHECK_INT(loop_run(s.l), OS_OK, -1);
	CHECK_INT(s.calls, 1, -1);
	loop_free(&s.l);
}
