/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The skeleton of every daemon: options, log, privilege drop, sandbox, pid
 * file, readiness, signals, state file. A daemon is one table and calls:
 *
 *	static const struct service analysisd = {
 *		.name = "ossec-analysisd",
 *		.sandbox = { .user = "ossec", .chroot = true,
 *		    .paths = paths, .calls = CALLS_UNIX | CALLS_THREADS },
 *		.open = analysisd_open,
 *		.load = analysisd_load,
 *		.run = analysisd_run,
 *	};
 *
 *	int
 *	main(int argc, char *argv[])
 *	{
 *		return service_main(&analysisd, argc, argv);
 *	}
 *
 * Order (each step checked, a failure is exit status 1 with the reason shown
 * to whoever started us):
 *
 *	options; working directory = home; log; daemonise; time zone; limits;
 *	user and group looked up; pid file
 *	.open		still root
 *	groups, capabilities, chroot, user, no_new_privs, Landlock
 *	internal options
 *	.load		unprivileged: the configuration is parsed here
 *	(-t ends here, without having called .open)
 *	loop, signals, seccomp
 *	.run		calls service_ready(), then loop_run(d->loop)
 *
 * The working directory is the home before and after the chroot, so relative
 * paths ("etc/ossec.conf") mean the same all the time: use only these.
 */
#ifndef SERVICE_H
#define SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/conf/internal_options.h"
#include "lib/event/loop.h"
#include "lib/service/sandbox.h"

struct buf;
struct daemon;

/* An option beyond the common ones. */
struct service_opt {
	char letter;
	const char *arg; /* its argument's name in the usage; NULL: none */
	const char *help;
	/* Called before anything else; value is NULL without argument. 0, or
	 * negative after logging why: exit status 1. */
	int (*set)(struct daemon *d, const char *value);
};

struct service {
	const char *name;          /* of the executable */
	const char *debug_section; /* "analysisd": internal option
				    * <section>.debug; NULL: none */
	struct sandbox sandbox;
	const struct service_opt *opts; /* ended by letter 0; NULL: none */
	/* Each returns 0, or negative after logging why. NULL: nothing to do.
	 */
	int (*open)(struct daemon *d);
	int (*load)(struct daemon *d);
	int (*check)(struct daemon *d); /* for -t, instead of .load */
	int (*run)(struct daemon *d);
};

struct daemon {
	const struct service *svc;
	const char *home;   /* for messages; we are in it already */
	const char *config; /* name of the configuration file, for messages;
			     * a path that can be opened unless -c named one
			     * outside the home: see service_read_config() */
	bool foreground, testing;
	int debug; /* number of -d */
	uid_t uid; /* what we are, or are going to be after .open */
	gid_t gid;
	struct sandbox_level level;
	/* etc/internal_options.conf and the local one, from .load on */
	const struct internal_options *options;
	struct loop *loop; /* from .run on; SIGTERM and SIGINT stop it */
	bool stopping;     /* a signal came */
	int64_t started;   /* seconds since 1970 */
	void *data;        /* the service's own */
	struct service_private *priv;
};

/* Exit status for main(). */
int service_main(const struct service *svc, int argc, char *argv[]);

/* Says that the daemon works from now on: whoever waits for its start goes on,
 * standard error is closed (unless -f by hand), the Started line is logged and
 * the first state file written. Call it once. */
void service_ready(struct daemon *d);

/* The whole configuration file, in .open, .load and .check; in .run it is out
 * of reach. OS_ERR_NOTFOUND: there is none, OS_ERR_LIMIT, OS_ERR_SYS. Nothing
 * is logged. */
int service_read_config(struct daemon *d, struct buf *text);

/*
 * Replaces the state file (var/run/<name>/state): pid, start, sandbox, then
 * what counters holds, made with state_file_add(); NULL: nothing more. Call it
 * every few seconds from a timer. 0 or OS_ERR_SYS.
 */
int service_save_state(struct daemon *d, const struct buf *counters);

/*
 * A process split off in .open, for what the daemon itself must not be able to
 * do. It gets the other end of a SOCK_SEQPACKET pair, drops to its own sandbox,
 * calls run and ends with its result as exit status. The daemon's death shows
 * as the end of the connection; the helper's as well, and the daemon should
 * then end with an error, to be restarted as a whole.
 *
 * d->loop of the helper is its own; its log lines carry the daemon's name.
 */
struct service_helper {
	const char *name; /* "runner" */
	struct sandbox sandbox;
	int (*load)(struct daemon *d); /* before seccomp; NULL: nothing */
	int (*run)(struct daemon *d, int fd);
};

/* *fd: our end, blocking, close-on-exec. 0 or negative after logging. */
int
service_fork_helper(struct daemon *d, const struct service_helper *h, int *fd);

#endif
