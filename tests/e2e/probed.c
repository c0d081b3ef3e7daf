/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A daemon to try the sandbox with: it does what the datagrams at
 * queue/ossec/queue ask for and logs how that went. "open PATH", "make PATH",
 * "link PATH PATH", "exec", "fork", "inet", "exit N", "abort", "helper",
 * "library". The option -x makes a step fail: open, load, run, late (after
 * ready) or hang (never ready; so does a file logs/alerts/hang).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/net/unix_sock.h"
#include "lib/service/service.h"
#include "lib/service/state_file.h"

#define QUEUE "queue/ossec/queue"

struct probed {
	const char *fail;
	int queue, helper;
	unsigned long commands;
};

static struct probed state;

static void
result(const char *what, bool ok)
{
	log_info("probe %s: %s", what, ok ? "done" : strerror(errno));
}

static void
probe_open(char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	result("open", fd != -1);
	if (fd != -1)
		close(fd);
}

static void
probe_make(char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);

	result("make", fd != -1);
	if (fd != -1)
		close(fd);
}

static void
probe_link(char *from)
{
	char *to = strchr(from, ' ');

	if (to == NULL)
		return;
	*to++ = '\0';
	result("link", link(from, to) == 0);
}

static void
probe_exec(__attribute__((unused)) char *arg)
{
	result("exec", execl("/bin/true", "true", (char *)NULL) == 0);
}

static void
probe_inet(__attribute__((unused)) char *arg)
{
	result("inet", socket(AF_INET, SOCK_DGRAM, 0) != -1);
}

/* Local time as mktime() and strftime() see it, which look at TZ again. */
static void
probe_zone(__attribute__((unused)) char *arg)
{
	time_t now = time(NULL);
	struct tm *tm = localtime(&now);
	char text[16];

	strftime(text, sizeof(text), "%z", tm);
	log_info("probe zone: %s", text);
}

static void
probe_helper(char *text)
{
	char answer[64];
	size_t n;

	errno = 0;
	if (unix_sock_send(state.helper, text, strlen(text)) == OS_OK &&
	    unix_sock_recv(state.helper, answer, sizeof(answer) - 1, &n) ==
		OS_OK) {
		answer[n] = '\0';
		log_info("probe helper: %s", answer);
	} else {
		result("helper", false);
	}
}

static void
probe_fork(__attribute__((unused)) char *arg)
{
	result("fork", fork() > 0);
}

/* As stdio and newer allocators do behind one's back. */
static void
probe_library(__attribute__((unused)) char *arg)
{
	prctl(0x53564d41 /* PR_SET_VMA */, 0, 0, 0, 0);
	result("library", isatty(STDOUT_FILENO));
}

static void
probe_abort(__attribute__((unused)) char *arg)
{
	abort();
}

/* For the sanitizers. */
static void
probe_overflow(char *arg)
{
	char *p = malloc(strlen(arg) + 1);

	p[strlen(arg) + 1] = 'x';
	log_info("probe overflow: %p", (void *)p);
	free(p);
}

static void
probe_exit(char *arg)
{
	_exit(atoi(arg));
}

static const struct {
	const char *name;
	void (*run)(char *arg);
} probes[] = {
	{ "open", probe_open },
	{ "make", probe_make },
	{ "link", probe_link },
	{ "exec", probe_exec },
	{ "fork", probe_fork },
	{ "inet", probe_inet },
	{ "zone", probe_zone },
	{ "helper", probe_helper },
	{ "library", probe_library },
	{ "abort", probe_abort },
	{ "overflow", probe_overflow },
	{ "exit", probe_exit },
};

static void
command(struct daemon *d, char *text)
{
	struct buf b = { 0 };
	char *arg = strchr(text, ' ');

	if (arg != NULL)
		*arg++ = '\0';
	else
		arg = text + strlen(text);
	for (size_t i = 0; i < NELEM(probes); i++) {
		if (strcmp(text, probes[i].name) == 0)
			probes[i].run(arg);
	}
	state_file_add_u64(&b, "commands", ++state.commands);
	service_save_state(d, &b);
	buf_free(&b);
}

static void
on_queue(int fd, __attribute__((unused)) unsigned what, void *arg)
{
	char text[256];
	size_t n;

	while (unix_sock_recv(fd, text, sizeof(text) - 1, &n) == OS_OK) {
		text[n] = '\0';
		command(arg, text);
	}
}

/* Says who it is and whether it may start a program. */
static int
helper_run(__attribute__((unused)) struct daemon *d, int fd)
{
	char text[64];
	size_t n;

	while (unix_sock_recv(fd, text, sizeof(text), &n) == OS_OK) {
		int status = -1, len;
		pid_t pid = fork();

		if (pid == 0) {
			execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
			_exit(1);
		}
		waitpid(pid, &status, 0);
		len = snprintf(text, sizeof(text), "uid %u, program %d",
		    getuid(), WEXITSTATUS(status));
		unix_sock_send(fd, text, (size_t)len);
	}
	return 0;
}

static const struct service_helper helper = {
	.name = "helper",
	.sandbox = { .programs = true },
	.run = helper_run,
};

static bool
fails(const char *step)
{
	if (state.fail == NULL || strcmp(state.fail, step) != 0)
		return false;
	log_errorx("probe: %s fails as told", step);
	return true;
}

static int
probed_open(struct daemon *d)
{
	struct unix_sock_bind how = { .path = QUEUE,
		.type = SOCK_DGRAM,
		.mode = 0660,
		.uid = d->uid,
		.gid = d->gid };

	if (fails("open"))
		return OS_ERR_STATE;
	if (unix_sock_bind(&state.queue, &how) != OS_OK) {
		log_error("cannot bind " QUEUE);
		return OS_ERR_SYS;
	}
	return service_fork_helper(d, &helper, &state.helper);
}

/* The configuration is good when it starts with "good". */
static int
probed_load(struct daemon *d)
{
	struct buf text = { 0 };
	int r;

	if (fails("load"))
		return OS_ERR_STATE;
	if ((r = service_read_config(d, &text)) != OS_OK) {
		log_error("cannot read %s", d->config);
	} else if (!str_starts(buf_str(&text), STR_LIT("good"))) {
		log_error_code(1202, "%s:1:1: expected good", d->config);
		r = OS_ERR_FORMAT;
	}
	buf_free(&text);
	return r;
}

static int
probed_run(struct daemon *d)
{
	if (fails("run"))
		return OS_ERR_STATE;
	loop_fd(d->loop, state.queue, LOOP_READ, on_queue, d);
	if ((state.fail == NULL || strcmp(state.fail, "hang") != 0) &&
	    access("logs/alerts/hang", F_OK) == -1)
		service_ready(d);
	if (fails("late"))
		return OS_ERR_STATE;
	return loop_run(d->loop);
}

static int
set_fail(__attribute__((unused)) struct daemon *d, const char *value)
{
	state.fail = value;
	return 0;
}

static const struct service_opt opts[] = {
	{ 'x', "step", "fail in this step", set_fail },
	{ 0 },
};

static const struct sandbox_path paths[] = {
	{ "etc", PATH_READ },
	{ "logs/alerts", PATH_READ | PATH_WRITE | PATH_MAKE },
	{ "logs/archives", PATH_READ | PATH_WRITE | PATH_MAKE },
	{ NULL },
};

static const struct service probed = {
	.name = "ossec-analysisd", /* so that ossec-control will start it */
	.debug_section = "analysisd",
	.sandbox = { .user = "ossec",
	    .chroot = true,
	    .paths = paths,
	    .calls = CALLS_UNIX },
	.opts = opts,
	.open = probed_open,
	.load = probed_load,
	.run = probed_run,
};

int
main(int argc, char *argv[])
{
	return service_main(&probed, argc, argv);
}
