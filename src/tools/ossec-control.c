/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starts, stops and watches the daemons of a home. The work is done by the
 * supervisor, a process of this program that stays: see control_supervisor.h.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/base/str.h"
#include "lib/base/xalloc.h"
#include "lib/net/unix_sock.h"
#include "lib/port/port_file.h"
#include "lib/port/port_process.h"
#include "lib/service/install_info.h"
#include "tools/control_set.h"
#include "tools/control_status.h"
#include "tools/control_supervisor.h"

#define CONNECT_TRIES 100
#define CONNECT_NAP_NS 100000000L
#define TRIES_PER_SPAWN 20

struct control {
	const char *self; /* as called, for the usage */
	char home[PATH_MAX];
	unsigned install;
	struct control_set set;
	bool json, verbose, wait;
	int argc; /* what follows the action */
	char **argv;
};

/* ---- the supervisor, seen from outside ---- */

static int
spawn_supervisor(const struct control *c, pid_t *pid)
{
	char exe[PATH_MAX];
	const char *const argv[] = { exe, "-W", "-D", c->home, "supervise",
		NULL };
	const struct port_spawn how = { .argv = argv,
		.in = PORT_SPAWN_NULL,
		.out = PORT_SPAWN_NULL,
		.err = STDERR_FILENO,
		.keep = -1,
		.new_session = true };
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n <= 0)
		return OS_ERR_SYS;
	exe[n] = '\0';
	return port_process_spawn(&how, pid) == -1 ? OS_ERR_SYS : OS_OK;
}

/* Of several that are started at a time, all but one end with 0. */
static bool
has_failed(pid_t supervisor)
{
	int status;

	return supervisor > 0 &&
	    waitpid(supervisor, &status, WNOHANG) == supervisor &&
	    (!WIFEXITED(status) || WEXITSTATUS(status) != 0);
}

/* Connects to the supervisor, starting one if there is none. One that is just
 * ending may be in the way for a moment. */
static int
reach_supervisor(const struct control *c, int *fd)
{
	const struct timespec nap = { 0, CONNECT_NAP_NS };
	pid_t pid = -1;

	for (int i = 0; i < CONNECT_TRIES; i++) {
		int r =
		    unix_sock_connect(fd, SOCK_SEQPACKET, CONTROL_SOCKET_PATH);

		if (r == OS_OK)
			return OS_OK;
		if (r == OS_ERR_SYS && errno == EACCES)
			break;
		if (has_failed(pid) ||
		    (i % TRIES_PER_SPAWN == 0 &&
			spawn_supervisor(c, &pid) != OS_OK))
			break;
		nanosleep(&nap, NULL);
	}
	fprintf(stderr,
	    "ossec-control: cannot reach or start the supervisor; see "
	    "%s/logs/ossec.log\n",
	    c->home);
	return OS_ERR_SYS;
}

/* Shows what it answers; the exit status it tells. */
static int
relay(int fd)
{
	char record[CONTROL_RECORD_MAX + 1];
	size_t n;

	while (unix_sock_recv(fd, record, CONTROL_RECORD_MAX, &n) == OS_OK) {
		record[n] = '\0';
		if (record[0] == 'X')
			return record[1] - '0';
		if (record[0] == 'E')
			fputs(record + 1, stderr);
		else
			puts(record + 1);
		fflush(NULL);
	}
	fprintf(stderr,
	    "ossec-control: the supervisor ended unexpectedly; see "
	    "logs/ossec.log\n");
	return 1;
}

static int
ask(const struct control *c, const char *word)
{
	int fd, status;

	if (reach_supervisor(c, &fd) != OS_OK)
		return 1;
	if (port_file_set_nonblock(fd, false) == -1 ||
	    unix_sock_send(fd, word, strlen(word)) != OS_OK) {
		fprintf(stderr,
		    "ossec-control: cannot talk to the supervisor: "
		    "%s\n",
		    strerror(errno));
		status = 1;
	} else {
		status = relay(fd);
	}
	close(fd);
	return status;
}

/* ---- checks ---- */

/* The daemon itself says what is wrong. */
static int
check_daemon(const struct control *c, const struct control_daemon *d)
{
	const char *const argv[] = { d->exe, "-t", "-D", c->home, NULL };
	const struct port_spawn how = { .argv = argv,
		.in = PORT_SPAWN_NULL,
		.out = STDERR_FILENO,
		.err = STDERR_FILENO,
		.keep = -1 };
	int status = port_process_run(&how);

	if (status == -1)
		fprintf(stderr, "ossec-control: cannot run %s: %s\n", d->exe,
		    strerror(errno));
	return status;
}

static int
check_daemons(const struct control *c, bool all)
{
	int failed = 0;

	for (size_t i = 0; i < c->set.n; i++) {
		const struct control_daemon *d = &c->set.v[i];
		bool good = check_daemon(c, d) == 0;

		if (all)
			printf("%s: %s\n", d->name,
			    good ? "configuration is good"
				 : "configuration error");
		else if (!good)
			printf("%s: Configuration error. Exiting.\n", d->name);
		fflush(stdout);
		failed += !good;
	}
	return failed == 0 ? 0 : 1;
}

static void
warn_layout(const char *text, __attribute__((unused)) void *arg)
{
	fprintf(stderr, "ossec-control: warning: %s\n", text);
}

/* ---- actions ---- */

static int
have_daemons(const struct control *c)
{
	if (c->set.n > 0)
		return 0;
	fprintf(stderr,
	    "ossec-control: no daemon in %s/bin: is this the home? (-D)\n",
	    c->home);
	return 1;
}

/* Programs and sockets of a home where others can write are not to be trusted
 * with root's rights. */
static int
trust_home(const struct control *c)
{
	const char *path;

	if (layout_trusted(&path))
		return 0;
	fprintf(stderr,
	    "ossec-control: %s/%s must belong to root and be writable by "
	    "nobody else; ossec-install mends that\n",
	    c->home, path);
	return 1;
}

static int
do_start(struct control *c)
{
	if (trust_home(c) != 0 || have_daemons(c) != 0 ||
	    check_daemons(c, false) != 0)
		return 1;
	return ask(c, "start");
}

static int
do_stop(struct control *c)
{
	return ask(c, "stop");
}

/* A configuration that will not start is no reason to stop. */
static int
do_restart(struct control *c)
{
	if (trust_home(c) != 0 || have_daemons(c) != 0 ||
	    check_daemons(c, false) != 0)
		return 1;
	if (ask(c, "stop") != 0)
		return 1;
	return ask(c, "start");
}

static int
do_status(struct control *c)
{
	return control_status_print(c->home, &c->set,
	    c->json          ? STATUS_JSON
		: c->verbose ? STATUS_LONG
			     : STATUS_SHORT);
}

static int
do_check(struct control *c)
{
	int status = have_daemons(c) != 0 ? 1 : check_daemons(c, true);

	if (layout_walk(c->install, false, warn_layout, NULL) != 0)
		fprintf(stderr,
		    "ossec-control: warning: owners and modes are "
		    "not as they should be; ossec-install mends "
		    "them\n");
	return status;
}

static int
do_supervise(struct control *c)
{
	log_init("ossec-control");
	if (!c->wait && trust_home(c) != 0)
		return 1;
	return control_supervisor_run(c->home, &c->set, !c->wait);
}

static const struct layout_daemon *
optional_daemon(const char *word)
{
	for (size_t i = 0; i < layout_daemon_count; i++) {
		const char *enable = layout_daemons[i].enable;

		if (enable != NULL && strcmp(enable, word) == 0)
			return &layout_daemons[i];
	}
	return NULL;
}

/* Debug output is set per daemon nowadays. */
static int
do_enable(struct control *c)
{
	const struct layout_daemon *d;

	if (c->argc != 1 ||
	    ((d = optional_daemon(c->argv[0])) == NULL &&
		strcmp(c->argv[0], "debug") != 0)) {
		fprintf(stderr,
		    "Usage: %s {enable|disable} "
		    "{database|client-syslog|agentless|debug}\n",
		    c->self);
		return 1;
	}
	if (d == NULL)
		fprintf(stderr,
		    "ossec-control: set <daemon>.debug in "
		    "etc/local_internal_options.conf instead, for "
		    "example analysisd.debug=1\n");
	else
		fprintf(stderr,
		    "ossec-control: %s does not exist in this "
		    "version\n",
		    d->name);
	return 1;
}

static const struct action {
	const char *name;
	int (*run)(struct control *c);
	const char *help;
	bool owners; /* needs the rights of the home's owner */
} actions[] = {
	{ "start", do_start, "check the configuration and start all", true },
	{ "stop", do_stop, "stop all", true },
	{ "restart", do_restart, "stop and start, if the configuration is good",
	    true },
	{ "status", do_status, "what runs; exit status 0 if all do", true },
	{ "check", do_check, "check the configuration, owners and modes" },
	{ "enable", do_enable, "start an optional daemon too" },
	{ "disable", do_enable, "do not start it any more" },
	{ "supervise", do_supervise, "start all and stay, for systemd", true },
};

static void
usage(FILE *to, const char *self)
{
	fprintf(to, "Usage: %s [-v] [-D home] [--json] {", self);
	for (size_t i = 0; i < NELEM(actions); i++)
		fprintf(to, "%s%s", i > 0 ? "|" : "", actions[i].name);
	fputs("}\n", to);
	for (size_t i = 0; i < NELEM(actions); i++)
		fprintf(to, "  %-10s %s\n", actions[i].name, actions[i].help);
}

/* ---- start-up ---- */

static int
enter_home(struct control *c, const char *home)
{
	struct install_info info;

	if (realpath(home, c->home) == NULL || chdir(c->home) == -1) {
		fprintf(stderr, "ossec-control: cannot enter %s: %s\n", home,
		    strerror(errno));
		return OS_ERR_SYS;
	}
	if (access("/proc/self/exe", F_OK) == -1) {
		fprintf(stderr,
		    "ossec-control: /proc is not mounted: without it daemons "
		    "cannot be told from other processes\n");
		return OS_ERR_SYS;
	}
	/* As in the reference, a tree without the mark works as well. */
	c->install =
	    install_info_load(&info) == OS_OK ? info.install : INSTALL_LOCAL;
	control_set_load(&c->set, c->install);
	return OS_OK;
}

static int
is_owner(void)
{
	struct stat st;

	if (geteuid() == 0 ||
	    (stat("var/run", &st) == 0 && st.st_uid == geteuid()))
		return OS_OK;
	fprintf(stderr, "ossec-control: this needs root\n");
	return OS_ERR_REFUSED;
}

static int
run_action(struct control *c, const char *name, const char *home)
{
	for (size_t i = 0; i < NELEM(actions); i++) {
		if (strcmp(actions[i].name, name) != 0)
			continue;
		if (enter_home(c, home) != OS_OK ||
		    (actions[i].owners && is_owner() != OS_OK))
			return 1;
		return actions[i].run(c);
	}
	usage(stderr, c->self);
	return 1;
}

/* bin/ossec-control belongs to the home above it, as in the reference. */
static void
own_home(char *home, size_t size)
{
	static const char tail[] = "/bin/ossec-control";
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	struct str s = str_slice(exe, n > 0 ? (size_t)n : 0);

	if (str_ends(s, STR_LIT(tail)) && s.len > sizeof(tail) - 1)
		snprintf(
		    home, size, "%.*s", (int)(s.len - sizeof(tail) + 1), exe);
	else
		snprintf(home, size, "%s", OSSEC_HOME);
}

int
main(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ "verbose", no_argument, NULL, 'v' },
		{ 0 },
	};
	char home[PATH_MAX];
	struct control c = { .self = argv[0] };
	int o, status;

	umask(027);
	signal(SIGPIPE, SIG_IGN);
	own_home(home, sizeof(home));
	while ((o = getopt_long(argc, argv, "D:hjvVW", options, NULL)) != -1) {
		switch (o) {
		case 'D':
			snprintf(home, sizeof(home), "%s", optarg);
			break;
		case 'j':
			c.json = true;
			break;
		case 'V':
			fprintf(stderr,
			    "OSSEC HIDS v" OSSEC_NG_VERSION " - ossec-ng\n");
			return 0;
		case 'v':
			c.verbose = true;
			break;
		case 'W': /* internal: see spawn_supervisor() */
			c.wait = true;
			break;
		case 'h':
			usage(stdout, argv[0]);
			return 0;
		default:
			usage(stderr, argv[0]);
			return 1;
		}
	}
	if (optind >= argc) {
		usage(stderr, argv[0]);
		return 1;
	}
	c.argc = argc - optind - 1;
	c.argv = argv + optind + 1;
	status = run_action(&c, argv[optind], home);
	control_set_free(&c.set);
	return status;
}
