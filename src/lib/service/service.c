/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of a daemon's life; service.h describes it.
 */
#include "lib/service/service.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/port/port_file.h"
#include "lib/port/port_time.h"
#include "lib/service/layout.h"
#include "lib/service/options.h"
#include "lib/service/pid_file.h"
#include "lib/service/service_private.h"
#include "lib/service/state_file.h"

#define LOG_PATH "logs/ossec.log"
#define CONFIG_PATH "etc/ossec.conf"
#define CONFIG_MAX (16 * 1024 * 1024)

#if SANDBOX_RELAXED
/* LeakSanitizer dies in a process that is not dumpable or has no /proc. */
const char *__asan_default_options(void) __attribute__((visibility("default")));

const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}

/*
 * Reports go to the log, also from a chroot and without standard error; the
 * end-to-end tests look for them there.
 */
void __sanitizer_set_report_fd(void *fd) __attribute__((weak));

static void
report_to_log(void)
{
	int fd = open(LOG_PATH, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd != -1 && __sanitizer_set_report_fd != NULL)
		__sanitizer_set_report_fd((void *)(intptr_t)fd);
}
#else
static void
report_to_log(void)
{
}
#endif

/* Into a directory that somebody else may rearrange nobody can be shut in. */
static int
home_trusted(const char *home)
{
	const char *path;

	if (layout_trusted(&path))
		return OS_OK;
	log_errorx("%s/%s must belong to root and be writable by nobody else; "
		   "ossec-install mends that",
	    home, path);
	return OS_ERR_REFUSED;
}

/* Before chdir(): -c is relative to where we were called. Messages show it as
 * given, or below the home as etc/ossec.conf. */
static void
open_config(struct daemon *d, const char *given)
{
	struct service_private *p = d->priv;

	p->config_fd = -1;
	if (given == NULL)
		return;
	d->config = given;
	p->config_fd = open(given, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	p->config_errno = errno;
}

static void
open_default_config(struct daemon *d)
{
	struct service_private *p = d->priv;

	if (d->config != NULL)
		return;
	d->config = CONFIG_PATH;
	p->config_fd = open(d->config, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	p->config_errno = errno;
}

static int
enter_home(struct daemon *d, const struct options *o)
{
	char absolute[PATH_MAX];

	open_config(d, o->config);
	if (realpath(o->home, absolute) == NULL || chdir(absolute) == -1) {
		log_error("cannot enter the home directory %s", o->home);
		return OS_ERR_SYS;
	}
	d->home = xstrdup(absolute);
	if (home_trusted(d->home) != OS_OK)
		return OS_ERR_REFUSED;
	open_default_config(d);
	return OS_OK;
}

static int
open_log(const struct daemon *d)
{
	if (d->testing)
		return OS_OK; /* -t leaves no trace */
	if (log_open(LOG_PATH) != OS_OK) {
		log_error("cannot open %s/" LOG_PATH, d->home);
		return OS_ERR_SYS;
	}
	report_to_log();
	return OS_OK;
}

/*
 * With TZ set, glibc does not look at the file again: unset, each mktime() and
 * strftime() would, would not find it in the chroot, and fall back to UTC.
 */
static void
load_time_zone(void)
{
	time_t now = time(NULL);
	struct tm tm;

	setenv("TZ", ":/etc/localtime", 0);
	tzset();
	localtime_r(&now, &tm);
}

static int
set_limits(void)
{
	struct rlimit none = { 0, 0 }, files;

	umask(027);
	if (setrlimit(RLIMIT_CORE, &none) == -1 ||
	    getrlimit(RLIMIT_NOFILE, &files) == -1) {
		log_error("cannot set the resource limits");
		return OS_ERR_SYS;
	}
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) == -1) {
		log_error("cannot raise the limit of open files");
		return OS_ERR_SYS;
	}
	return OS_OK;
}

static int
look_up_identity(struct daemon *d, const struct options *o)
{
	if (geteuid() != 0) {
		d->uid = geteuid();
		d->gid = getegid();
		log_debug(
		    1, "not root: neither user nor root directory change");
		return OS_OK;
	}
	return sandbox_lookup(o->user, o->group, &d->uid, &d->gid);
}

static void
ignore_signals(void)
{
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

/* The state directory is everybody's own; root makes it when it is missing. */
static int
make_state_dir(const struct daemon *d, const char *dir)
{
	if (mkdir(dir, 0750) == 0) {
		if (geteuid() == 0 && lchown(dir, d->uid, d->gid) == -1) {
			log_error("cannot give %s away", dir);
			return OS_ERR_SYS;
		}
		return OS_OK;
	}
	if (errno == EEXIST)
		return OS_OK;
	log_error("cannot create %s/%s", d->home, dir);
	return OS_ERR_SYS;
}

static void
state_dir(const struct service *svc, char *path, size_t size)
{
	snprintf(path, size, PID_FILE_DIR "/%s", svc->name);
}

/* What is left to do as root, in a daemon that is going to run. */
static int
prepare(struct daemon *d)
{
	char dir[128];
	int r;

	state_dir(d->svc, dir, sizeof(dir));
	if ((r = pid_file_write(d->svc->name, &d->priv->lock)) != OS_OK ||
	    (r = make_state_dir(d, dir)) != OS_OK)
		return r;
	if (d->svc->open != NULL && d->svc->open(d) != 0)
		return OS_ERR_STATE;
	return OS_OK;
}

/* sb->paths and the state directory. free() it. */
static struct sandbox_path *
with_state_dir(const struct sandbox *sb, const char *dir)
{
	struct sandbox_path *paths;
	size_t n = 0;

	while (sb->paths != NULL && sb->paths[n].path != NULL)
		n++;
	paths = xcalloc(n + 2, sizeof(*paths));
	if (n > 0)
		memcpy(paths, sb->paths, n * sizeof(*paths));
	if (dir != NULL)
		paths[n] = (struct sandbox_path){ dir,
			PATH_READ | PATH_WRITE | PATH_MAKE | PATH_OPTIONAL };
	return paths;
}

/* As the user we became: root parses nothing. What cannot be used is a warning
 * and leaves the default. */
static void
load_internal_options(struct daemon *d)
{
	struct internal_options *io = &d->priv->options;
	const char *section = d->svc->debug_section;
	struct diags *ds = diags_new();
	char name[64];

	internal_options_load(io, "etc", ds);
	diags_log(ds, DIAG_NOTE);
	diags_free(&ds);
	d->options = io;
	snprintf(
	    name, sizeof(name), "%s.debug", section != NULL ? section : "");
	for (int i = 0; d->debug == 0 && i < IO_COUNT; i++) {
		if (strcmp(internal_option_table[i].name, name) == 0)
			log_debug_level((int)io->v[i]);
	}
}

static bool
sandbox_required(const struct daemon *d)
{
	return internal_option(d->options, IO_OSSEC_SANDBOX) != 0;
}

int
service_enter_sandbox(
    struct daemon *d, const struct sandbox *sb, const char *dir)
{
	struct sandbox all = *sb;
	struct sandbox_path *paths = with_state_dir(sb, dir);
	int r;

	all.paths = paths;
	r = sandbox_drop(&all, d->home, d->uid, d->gid, &d->level);
	if (r == OS_OK)
		load_internal_options(d);
	if (r == OS_OK)
		r = sandbox_landlock(&all, sandbox_required(d), &d->level);
	free(paths);
	return r;
}

static void
on_stop(int signo, void *arg)
{
	struct daemon *d = arg;

	log_info_code(1225, "SIGNAL [(%d)-(%s)] Received. Exit Cleaning...",
	    signo, strsignal(signo));
	d->stopping = true;
	loop_stop(d->loop);
}

int
service_prepare_loop(struct daemon *d)
{
	static const int stops[] = { SIGTERM, SIGINT, SIGQUIT };

	if ((d->loop = loop_new()) == NULL) {
		log_error("cannot make an event loop");
		return OS_ERR_SYS;
	}
	for (size_t i = 0; i < NELEM(stops); i++)
		loop_signal(d->loop, stops[i], on_stop, d);
	return OS_OK;
}

int
service_seal(struct daemon *d, const struct sandbox *sb)
{
	struct buf b = { 0 };
	int r = sandbox_seal(sb, sandbox_required(d), &d->level);

	if (r != OS_OK)
		return r;
	sandbox_describe(&d->level, &b);
	log_debug(1, "sandbox: %s", buf_cstr(&b));
	buf_free(&b);
	return OS_OK;
}

/* A supervisor that died cannot stop us any more. */
static int
follow_supervisor(const struct daemon *d)
{
	if (!d->priv->ready.supervised)
		return OS_OK;
	/* the user change cleared what the supervisor may have set */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == -1 ||
	    !ready_wanted(&d->priv->ready)) {
		log_errorx("the supervisor is gone");
		return OS_ERR_CLOSED;
	}
	return OS_OK;
}

static int
load(struct daemon *d)
{
	int (*fn)(struct daemon *) = d->svc->load;

	if (d->testing && d->svc->check != NULL)
		fn = d->svc->check;
	return fn == NULL ? 0 : fn(d);
}

static int
serve(struct daemon *d)
{
	int r;

	service_forget_config(d);
	if (service_prepare_loop(d) != OS_OK ||
	    service_seal(d, &d->svc->sandbox) != OS_OK)
		return 1;
	r = d->svc->run(d);
	pid_file_remove(d->svc->name);
	loop_free(&d->loop);
	return r == 0 ? 0 : 1;
}

static int
start(struct daemon *d, const struct options *o)
{
	char dir[128];

	if (ready_init(&d->priv->ready) != OS_OK || enter_home(d, o) != OS_OK ||
	    open_log(d) != OS_OK)
		return 1;
	if (!d->foreground && !d->testing &&
	    ready_daemonize(&d->priv->ready) != OS_OK)
		return 1;
	load_time_zone();
	ignore_signals();
	if (set_limits() != OS_OK || look_up_identity(d, o) != OS_OK)
		return 1;
	if (!d->testing && prepare(d) != OS_OK)
		return 1;
	state_dir(d->svc, dir, sizeof(dir));
	if (service_enter_sandbox(d, &d->svc->sandbox, dir) != OS_OK ||
	    follow_supervisor(d) != OS_OK || load(d) != 0)
		return 1;
	return d->testing ? 0 : serve(d);
}

int
service_main(const struct service *svc, int argc, char *argv[])
{
	struct service_private priv = { .lock = -1, .config_fd = -1 };
	struct daemon d = {
		.svc = svc, .priv = &priv, .started = port_now_ns() / 1000000000
	};
	struct options o;
	int status;

	log_init(svc->name);
	if (options_parse(&d, &o, argc, argv, &status) != OS_OK)
		return status;
	log_debug_level(d.debug);
	return start(&d, &o);
}

void
service_hush(const struct daemon *d)
{
	if (d->foreground && !d->priv->ready.supervised)
		return;
	log_stderr(false);
	ready_hush(&d->priv->ready);
}

void
service_ready(struct daemon *d)
{
	if (d->priv->ready_told)
		return;
	d->priv->ready_told = true;
	log_info("Started (pid: %d).", (int)getpid());
	if (service_save_state(d, NULL) != OS_OK)
		log_warn("cannot write the state file");
	service_hush(d);
	ready_tell(&d->priv->ready);
}

int
service_read_config(struct daemon *d, struct buf *text)
{
	const struct service_private *p = d->priv;
	char *data;
	size_t len;

	if (p->config_fd == -1) {
		errno = p->config_errno;
		return errno == ENOENT ? OS_ERR_NOTFOUND : OS_ERR_SYS;
	}
	if (lseek(p->config_fd, 0, SEEK_SET) == -1 ||
	    port_file_read_fd(p->config_fd, CONFIG_MAX, &data, &len) == -1)
		return errno == EFBIG ? OS_ERR_LIMIT : OS_ERR_SYS;
	buf_add(text, data, len);
	free(data);
	return OS_OK;
}

void
service_forget_config(struct daemon *d)
{
	struct service_private *p = d->priv;

	if (p->config_fd != -1)
		close(p->config_fd);
	p->config_fd = -1;
	p->config_errno = EBADF;
}

int
service_save_state(struct daemon *d, const struct buf *counters)
{
	struct buf b = { 0 }, level = { 0 };
	char path[128];
	int r;

	sandbox_describe(&d->level, &level);
	state_file_add(&b, "pid", "%d", (int)getpid());
	state_file_add(&b, "started", "%lld", (long long)d->started);
	state_file_add(&b, "sandbox", "%s", buf_cstr(&level));
	if (counters != NULL)
		buf_add_str(&b, buf_str(counters));
	snprintf(path, sizeof(path), PID_FILE_DIR "/%s/state", d->svc->name);
	r = state_file_save(path, &b);
	buf_free(&level);
	buf_free(&b);
	return r;
}
