/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/control_supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/base/xalloc.h"
#include "lib/event/loop.h"
#include "lib/net/unix_sock.h"
#include "lib/port/port_file.h"
#include "lib/port/port_process.h"
#include "lib/port/port_time.h"
#include "lib/service/pid_file.h"
#include "lib/service/ready.h"
#include "lib/service/state_file.h"

#define START_MS 60000LL
#define STOP_MS 45000LL
#define KILL_MS 5000LL
#define IDLE_MS 10000LL
#define BACKOFF_MAX_S 60
#define HEALTHY_S 60
#define POLL_MS 50LL
#define DRAIN_READS 64

enum child_state {
	CHILD_OFF,
	CHILD_STARTING, /* until it says ready */
	CHILD_UP,
	CHILD_WAITING, /* died; to be started again when its timer fires */
	CHILD_STOPPING,
};

static const char *const state_names[] = { "off", "starting", "up", "waiting",
	"stopping" };

struct child {
	struct sup *sup;
	const struct control_daemon *def;
	enum child_state state;
	pid_t pid;
	int ready_fd, err_fd; /* ends of pipes; -1 when closed */
	struct watch *ready, *err, *timer;
	int64_t since; /* seconds since 1970 */
	int64_t up_at; /* monotonic ns */
	int backoff_s; /* before the next restart */
	unsigned restarts;
	bool exited_well; /* ended with 0 before it was ready */
};

struct request {
	struct request *next;
	bool stop;
	int client; /* -1: nobody waits for the answer */
	int status;
	size_t at;       /* how far it got, in start or stop order */
	bool waiting;    /* for the daemon at position at */
	int64_t give_up; /* monotonic ms */
	bool killed;
	bool cancelled; /* a stop came after this start */
	int foreign; /* pidfd of a running daemon that is not our child; -1 */
};

struct sup {
	const char *home;
	const struct control_set *set;
	struct child *children; /* set->n, same order */
	struct loop *loop;
	struct watch *tick; /* while a request waits */
	struct watch *idle;
	int listener, lock;
	struct request *requests; /* the first is served */
	struct ready ready;
	bool start_all, done;
	int status;
};

static void serve(struct sup *s);

static int64_t
now_ms(void)
{
	return port_monotonic_ns() / 1000000;
}

/* ---- answers ---- */

static void
answer(const struct request *r, char kind, struct str text)
{
	char record[CONTROL_RECORD_MAX];
	size_t n =
	    text.len < sizeof(record) - 1 ? text.len : sizeof(record) - 1;

	if (r->client == -1)
		return;
	record[0] = kind;
	if (n > 0)
		memcpy(record + 1, text.p, n);
	/* A client that does not read loses text, it does not hold us up. */
	(void)unix_sock_send(r->client, record, n + 1);
}

static void PRINTFLIKE(2, 3) say(const struct request *r, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	answer(r, 'O', buf_str(&b));
	buf_free(&b);
}

/* ---- the state file ---- */

static void
save_state(const struct sup *s)
{
	struct buf b = { 0 };
	char key[128];

	state_file_add(&b, "pid", "%d", (int)getpid());
	for (size_t i = 0; i < s->set->n; i++) {
		const struct child *c = &s->children[i];

		snprintf(key, sizeof(key), "%s.state", c->def->name);
		state_file_add(&b, key, "%s", state_names[c->state]);
		snprintf(key, sizeof(key), "%s.pid", c->def->name);
		state_file_add_u64(&b, key, (uint64_t)c->pid);
		snprintf(key, sizeof(key), "%s.since", c->def->name);
		state_file_add_u64(&b, key, (uint64_t)c->since);
		snprintf(key, sizeof(key), "%s.restarts", c->def->name);
		state_file_add_u64(&b, key, c->restarts);
	}
	if (state_file_save(CONTROL_STATE_PATH, &b) != OS_OK)
		log_warn("cannot write " CONTROL_STATE_PATH);
	buf_free(&b);
}

/* ---- children ---- */

static void
close_pipe(struct watch **w, int *fd)
{
	watch_free(w);
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}

/* Is the request at the head waiting for c to start? */
static bool
awaited(const struct child *c)
{
	const struct request *r = c->sup->requests;

	return r != NULL && !r->stop && r->waiting &&
	    &c->sup->children[r->at] == c;
}

/* It closes standard error when it is ready, but for builds with sanitizers,
 * whose reports would be lost. */
static void
log_lines(const struct child *c, struct str text)
{
	struct str line;

	while (str_split(&text, '\n', &line)) {
		if (line.len > 0)
			log_errorx("%s: %.*s", c->def->name, STR_FMT(line));
	}
}

/* It goes to the terminal of an administrator. */
static void
add_printable(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.p[i];

		buf_add_char(b, c < ' ' || c == 0x7f ? '?' : s.p[i]);
	}
}

/* Of what it says before it is ready, warnings and errors go to whoever asked
 * for the start. The log file has it all. */
static void
forward_lines(const struct request *r, struct str text)
{
	struct buf b = { 0 };
	struct str line;

	while (str_split(&text, '\n', &line)) {
		if (line.len == 0 ||
		    str_find(line, STR_LIT(": INFO: ")) != SIZE_MAX ||
		    str_find(line, STR_LIT(": DEBUG: ")) != SIZE_MAX)
			continue;
		add_printable(&b, line);
		buf_add_char(&b, '\n');
	}
	if (b.len > 0)
		answer(r, 'E', buf_str(&b));
	buf_free(&b);
}

static void
on_err(int fd, __attribute__((unused)) unsigned what, void *arg)
{
	struct child *c = arg;
	char text[4096];
	ssize_t n = read(fd, text, sizeof(text));

	if (n <= 0)
		close_pipe(&c->err, &c->err_fd);
	else if (awaited(c))
		forward_lines(c->sup->requests, str_slice(text, (size_t)n));
	else if (c->state == CHILD_UP)
		log_lines(c, str_slice(text, (size_t)n));
}

static void
on_ready(int fd, __attribute__((unused)) unsigned what, void *arg)
{
	struct child *c = arg;
	char byte;
	ssize_t n = read(fd, &byte, 1);

	close_pipe(&c->ready, &c->ready_fd);
	if (n != 1)
		return; /* its end will be reported by SIGCHLD */
	if (c->state != CHILD_STARTING)
		return; /* too late: it is being stopped */
	watch_stop(c->timer);
	c->state = CHILD_UP;
	c->up_at = port_monotonic_ns();
	save_state(c->sup);
	serve(c->sup);
}

static void start_child(struct child *c);

/* The time to be started again, or to be ready after that: a first start has a
 * request that looks after it. */
static void
on_timer(void *arg)
{
	struct child *c = arg;

	if (c->state == CHILD_STARTING) {
		log_errorx("%s was not ready after %lld s, ending it",
		    c->def->name, START_MS / 1000);
		kill(c->pid, SIGKILL);
		return;
	}
	c->restarts++;
	start_child(c);
	save_state(c->sup);
}

static void
restart_later(struct child *c)
{
	bool healthy = c->up_at != 0 &&
	    port_monotonic_ns() - c->up_at >= HEALTHY_S * 1000000000LL;

	if (healthy || c->backoff_s == 0)
		c->backoff_s = 1;
	else if (c->backoff_s < BACKOFF_MAX_S)
		c->backoff_s = c->backoff_s * 2 < BACKOFF_MAX_S
		    ? c->backoff_s * 2
		    : BACKOFF_MAX_S;
	c->state = CHILD_WAITING;
	watch_after(c->timer, c->backoff_s * 1000LL);
}

static void
report_death(const struct child *c, pid_t pid, int status)
{
	char how[64];

	port_process_describe(status, how, sizeof(how));
	log_errorx("%s (pid: %d) ended%s: %s%s; starting it again in %d s",
	    c->def->name, (int)pid, c->up_at == 0 ? " before it was ready" : "",
	    how,
	    WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS
		? ", a system call that its sandbox forbids"
		: "",
	    c->backoff_s);
}

/* What is left in the pipe, but no more: a process that the child left behind
 * may write without end. */
static void
drain_err(struct child *c)
{
	for (int i = 0; i < DRAIN_READS && c->err_fd != -1; i++)
		on_err(c->err_fd, LOOP_READ, c);
	close_pipe(&c->err, &c->err_fd);
}

static void
on_exit_of(pid_t pid, int status, void *arg)
{
	struct child *c = arg;
	enum child_state was = c->state;

	drain_err(c);
	close_pipe(&c->ready, &c->ready_fd);
	watch_stop(c->timer);
	pid_file_sweep(c->def->name, c->def->exe);
	c->pid = 0;
	c->state = CHILD_OFF;
	c->since = port_now_ns() / 1000000000;
	c->exited_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	if (was == CHILD_UP || (was == CHILD_STARTING && !awaited(c))) {
		restart_later(c);
		report_death(c, pid, status);
	}
	save_state(c->sup);
	serve(c->sup);
}

static int
spawn(struct child *c, int ready, int err)
{
	char env[64];
	const char *const argv[] = { c->def->exe, "-f", "-D", c->sup->home,
		NULL };
	const char *const envp[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
		"LANG=C", env, NULL };
	const struct port_spawn how = { .argv = argv,
		.envp = envp,
		.in = PORT_SPAWN_NULL,
		.out = err,
		.err = err,
		.keep = ready,
		.die_with_us = true };

	snprintf(env, sizeof(env), READY_FD_ENV "=%d", ready);
	return port_process_spawn(&how, &c->pid);
}

/* The end of standard error may come late, from a process it started: reading
 * must not block. */
static int
open_pipes(int ready[2], int err[2])
{
	if (pipe2(ready, O_CLOEXEC) == -1)
		return -1;
	if (pipe2(err, O_CLOEXEC) == -1) {
		close(ready[0]);
		close(ready[1]);
		return -1;
	}
	return port_file_set_nonblock(err[0], true);
}

static int
launch(struct child *c)
{
	int ready[2], err[2], r;

	if (open_pipes(ready, err) == -1)
		return -1;
	r = spawn(c, ready[1], err[1]);
	close(ready[1]);
	close(err[1]);
	c->ready_fd = ready[0];
	c->err_fd = err[0];
	return r;
}

static void
start_child(struct child *c)
{
	struct loop *l = c->sup->loop;

	watch_stop(c->timer);
	c->up_at = 0;
	c->exited_well = false;
	c->since = port_now_ns() / 1000000000;
	if (launch(c) == -1) {
		log_error("cannot start %s", c->def->exe);
		close_pipe(&c->ready, &c->ready_fd);
		close_pipe(&c->err, &c->err_fd);
		c->state = CHILD_OFF;
		if (!awaited(c))
			restart_later(c);
		return;
	}
	c->state = CHILD_STARTING;
	if (!awaited(c))
		watch_after(c->timer, START_MS);
	c->ready = loop_fd(l, c->ready_fd, LOOP_READ, on_ready, c);
	c->err = loop_fd(l, c->err_fd, LOOP_READ, on_err, c);
	loop_child(l, c->pid, on_exit_of, c);
}

/* ---- the start request ---- */

enum step {
	STEP_WAIT,
	STEP_NEXT,
	STEP_FAILED,
};

static enum step
start_begin(struct request *r, struct child *c)
{
	pid_t pid;
	int fd;

	if (c->state == CHILD_UP) {
		say(r, "%s already running...", c->def->name);
		return STEP_NEXT;
	}
	if (c->state == CHILD_OFF || c->state == CHILD_WAITING) {
		if (control_set_find(c->def, &pid, &fd) == OS_OK) {
			close(fd);
			say(r, "%s already running...", c->def->name);
			return STEP_NEXT;
		}
		c->backoff_s = 0;
		c->restarts = 0;
		start_child(c);
	}
	r->give_up = now_ms() + START_MS;
	return STEP_WAIT;
}

static enum step
start_look(struct request *r, struct child *c)
{
	if (c->state == CHILD_UP) {
		say(r, "Started %s...", c->def->name);
		log_debug(1, "%s started (pid: %d)", c->def->name, c->pid);
		return STEP_NEXT;
	}
	if (c->state == CHILD_OFF && c->exited_well) {
		say(r, "%s not configured...", c->def->name);
		return STEP_NEXT;
	}
	if (c->state == CHILD_OFF)
		return STEP_FAILED;
	if (now_ms() < r->give_up)
		return STEP_WAIT;
	log_errorx("%s was not ready after %lld s, ending it", c->def->name,
	    START_MS / 1000);
	c->state = CHILD_STOPPING;
	if (c->pid != 0)
		kill(c->pid, SIGKILL);
	return STEP_FAILED;
}

static enum step
start_one(struct request *r, struct sup *s)
{
	struct child *c = &s->children[r->at];
	enum step step = STEP_WAIT;

	if (!r->waiting) {
		r->waiting = true;
		step = start_begin(r, c);
	}
	if (step == STEP_WAIT)
		step = start_look(r, c);
	if (step == STEP_FAILED) {
		say(r, "%s did not start correctly.", c->def->name);
		log_errorx("%s did not start", c->def->name);
	}
	return step;
}

/* ---- the stop request ---- */

static int
signal_one(const struct request *r, const struct child *c, int signo)
{
	if (c->pid != 0)
		return kill(c->pid, signo); /* ours, not waited for: safe */
	return port_process_signal(r->foreign, signo);
}

static enum step
stop_begin(struct request *r, struct child *c)
{
	pid_t pid;

	watch_stop(c->timer);
	if (c->pid == 0) {
		c->state = CHILD_OFF;
		if (control_set_find(c->def, &pid, &r->foreign) != OS_OK) {
			say(r, "%s not running ..", c->def->name);
			return STEP_NEXT;
		}
	}
	c->state = CHILD_STOPPING;
	say(r, "Killing %s .. ", c->def->name);
	signal_one(r, c, SIGTERM);
	r->give_up = now_ms() + STOP_MS;
	r->killed = false;
	return STEP_WAIT;
}

static bool
is_gone(const struct request *r, const struct child *c)
{
	return r->foreign != -1 ? port_process_gone(r->foreign, 0)
				: c->pid == 0;
}

static enum step
stop_look(struct request *r, struct child *c)
{
	if (is_gone(r, c)) {
		if (r->foreign != -1)
			close(r->foreign);
		r->foreign = -1;
		c->state = CHILD_OFF;
		pid_file_sweep(c->def->name, c->def->exe);
		return STEP_NEXT;
	}
	if (now_ms() < r->give_up)
		return STEP_WAIT;
	if (r->killed)
		return STEP_FAILED;
	say(r, "%s did not stop within %lld s, killing it.", c->def->name,
	    STOP_MS / 1000);
	log_warnx("%s did not stop within %lld s, killed", c->def->name,
	    STOP_MS / 1000);
	signal_one(r, c, SIGKILL);
	r->killed = true;
	r->give_up = now_ms() + KILL_MS;
	return STEP_WAIT;
}

static enum step
stop_one(struct request *r, struct sup *s)
{
	struct child *c = &s->children[s->set->stop[r->at]];
	enum step step = STEP_WAIT;

	if (!r->waiting) {
		r->waiting = true;
		step = stop_begin(r, c);
	}
	if (step == STEP_WAIT)
		step = stop_look(r, c);
	if (step == STEP_FAILED)
		say(r, "%s cannot be killed.", c->def->name);
	return step;
}

/* ---- requests ---- */

static bool
nothing_runs(const struct sup *s)
{
	for (size_t i = 0; i < s->set->n; i++) {
		if (s->children[i].state != CHILD_OFF)
			return false;
	}
	return true;
}

static void
append_request(struct sup *s, bool stop, int client)
{
	struct request *r = xcalloc(1, sizeof(*r)), **at = &s->requests;

	r->stop = stop;
	r->client = client;
	r->foreign = -1;
	for (; *at != NULL; at = &(*at)->next)
		(*at)->cancelled |= stop; /* nobody waits for what will end */
	*at = r;
	if (!stop)
		say(r, "Starting OSSEC HIDS v" OSSEC_NG_VERSION "...");
}

/* Before anybody hears that it is over, so that his next start does not find
 * our remains. */
static void
retire(struct sup *s)
{
	s->done = true;
	close(s->listener);
	unlink(CONTROL_SOCKET_PATH);
	unlink(CONTROL_STATE_PATH);
	close(s->lock);
	loop_stop(s->loop);
}

/* All is started, or all is stopped again and systemd told so. */
static void
finish_start_all(struct sup *s, int status)
{
	s->status = status;
	if (status == 0)
		ready_tell(&s->ready);
	else
		append_request(s, true, -1);
}

static void
finish(struct sup *s, struct request *r)
{
	char status = (char)('0' + r->status);

	save_state(s);
	if (s->start_all && !r->stop)
		finish_start_all(s, r->status);
	if (r->stop && nothing_runs(s))
		retire(s);
	answer(r, 'X', str_slice(&status, 1));
	if (r->client != -1)
		close(r->client);
	s->requests = r->next;
	free(r);
}

/* One more daemon; false: it has to wait, or all is done. */
static bool
advance(struct sup *s, struct request *r)
{
	enum step step;

	if (!r->stop && r->cancelled) {
		say(r, "Interrupted by a stop.");
		r->waiting = false;
		r->status = 1;
		return false;
	}
	step = r->stop ? stop_one(r, s) : start_one(r, s);
	if (step == STEP_WAIT)
		return false;
	r->waiting = false;
	r->at++;
	if (step == STEP_FAILED)
		r->status = 1;
	/* what comes later may need the one that failed */
	return step == STEP_NEXT || r->stop;
}

/* Goes on with the request at the head as far as possible. Called whenever
 * something changed. */
static void
serve(struct sup *s)
{
	struct request *r;

	while (!s->done && (r = s->requests) != NULL) {
		while (r->at < s->set->n && advance(s, r))
			continue;
		if (r->waiting)
			break;
		if (r->stop)
			say(r, "OSSEC HIDS v" OSSEC_NG_VERSION " Stopped");
		else if (r->status == 0)
			say(r, "Completed.");
		finish(s, r);
	}
	if (s->requests != NULL)
		watch_every(s->tick, POLL_MS);
	else
		watch_stop(s->tick);
	if (s->requests == NULL && !s->start_all && nothing_runs(s))
		watch_after(s->idle, IDLE_MS);
	else
		watch_stop(s->idle);
}

static void
add_request(struct sup *s, bool stop, int client)
{
	append_request(s, stop, client);
	serve(s);
}

/* Nobody but root and the user we run as, whatever the file's mode became. */
static bool
trusted(int fd)
{
	pid_t pid;
	uid_t uid;
	gid_t gid;

	return unix_sock_peer(fd, &pid, &uid, &gid) == OS_OK &&
	    (uid == 0 || uid == geteuid());
}

static int
read_request(int fd, bool *stop)
{
	char word[16];
	struct str s;
	size_t n;

	/* The client sends right after connecting, and is one of us. */
	if (port_file_set_nonblock(fd, false) == -1 ||
	    unix_sock_recv(fd, word, sizeof(word), &n) != OS_OK ||
	    port_file_set_nonblock(fd, true) == -1)
		return OS_ERR_FORMAT;
	s = str_slice(word, n);
	*stop = str_is(s, "stop");
	return *stop || str_is(s, "start") ? OS_OK : OS_ERR_FORMAT;
}

static void
on_client(int fd, __attribute__((unused)) unsigned what, void *arg)
{
	struct timeval limit = { 2, 0 };
	bool stop;
	int client;

	if (unix_sock_accept(fd, &client) != OS_OK)
		return;
	setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (!trusted(client) || read_request(client, &stop) != OS_OK) {
		close(client);
		return;
	}
	add_request(arg, stop, client);
}

/* ---- the process ---- */

static void
on_term(int signo, void *arg)
{
	log_info_code(1225, "SIGNAL [(%d)-(%s)] Received. Exit Cleaning...",
	    signo, strsignal(signo));
	add_request(arg, true, -1);
}

static void
on_tick(void *arg)
{
	serve(arg);
}

static void
on_idle(void *arg)
{
	retire(arg);
}

static int
listen_here(struct sup *s)
{
	const struct unix_sock_bind how = { .path = CONTROL_SOCKET_PATH,
		.type = SOCK_SEQPACKET,
		.mode = 0600,
		.uid = geteuid(),
		.gid = getegid() };

	if (unix_sock_bind(&s->listener, &how) != OS_OK) {
		log_error("cannot bind " CONTROL_SOCKET_PATH);
		return OS_ERR_SYS;
	}
	loop_fd(s->loop, s->listener, LOOP_READ, on_client, s);
	return OS_OK;
}

static void
make_children(struct sup *s)
{
	s->children = xcalloc(s->set->n + 1, sizeof(*s->children));
	for (size_t i = 0; i < s->set->n; i++) {
		struct child *c = &s->children[i];

		*c = (struct child){ .sup = s,
			.def = &s->set->v[i],
			.ready_fd = -1,
			.err_fd = -1 };
		c->timer = loop_timer(s->loop, on_timer, c);
	}
}

static int
run(struct sup *s)
{
	if ((s->loop = loop_new()) == NULL || listen_here(s) != OS_OK)
		return 1;
	if (!s->start_all) {
		/* who started us has seen what went wrong; now it can be
		 * reached */
		log_stderr(false);
		ready_hush(&s->ready);
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	loop_signal(s->loop, SIGTERM, on_term, s);
	loop_signal(s->loop, SIGINT, on_term, s);
	s->tick = loop_timer(s->loop, on_tick, s);
	s->idle = loop_timer(s->loop, on_idle, s);
	make_children(s);
	log_info("Started (pid: %d).", (int)getpid());
	if (s->start_all)
		add_request(s, false, -1);
	else
		serve(s);
	if (!s->done)
		loop_run(s->loop);
	loop_free(&s->loop);
	free(s->children);
	return s->status;
}

int
control_supervisor_run(
    const char *home, const struct control_set *set, bool start_all)
{
	struct sup s = { .home = home, .set = set, .start_all = start_all };

	/* ready_init() closes what the caller left open, so the log comes next
	 */
	if (ready_init(&s.ready) != OS_OK)
		return 1;
	if (log_open("logs/ossec.log") != OS_OK) {
		log_error("cannot open logs/ossec.log");
		return 1;
	}
	s.lock = open(
	    CONTROL_LOCK_PATH, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s.lock == -1) {
		log_error("cannot open " CONTROL_LOCK_PATH);
		return 1;
	}
	if (flock(s.lock, LOCK_EX | LOCK_NB) == -1) {
		if (start_all)
			log_errorx("another supervisor serves %s", home);
		return start_all ? 1 : 0;
	}
	return run(&s);
}
