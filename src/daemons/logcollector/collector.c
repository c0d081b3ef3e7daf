/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/collector.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "daemons/logcollector/runner.h"
#include "daemons/logcollector/settings.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/port/port_time.h"

#define SECOND ((int64_t)1000000000)
#define QUEUE_PATH "queue/ossec/queue"
#define LOCK_PATH "queue/ossec/.wait"
#define POSITIONS_PATH "queue/logcollector/positions"

enum {
	SAVE_SECONDS = 5,
	STATE_SECONDS = 5,
	MARK_LOOPS = 65, /* loop_timeouts from one keep-alive to the next */
};

int
collector_open(struct daemon *d)
{
	struct collector *c = d->data;
	int r = service_read_config(d, &c->config);

	if (r != OS_OK) {
		log_error_code(1103, "Could not open file '%s': %s", d->config,
		    os_strerror(r));
		return r;
	}
	return service_fork_helper(d, &runner_helper, &c->runner_fd);
}

int
collector_read(struct collector *c, struct daemon *d, bool tell)
{
	struct diags *ds = diags_new();
	int r = OS_OK;

	c->d = d;
	if (c->config.len == 0)
		r = service_read_config(d, &c->config);
	if (r != OS_OK && tell)
		log_error_code(1103, "Could not open file '%s': %s", d->config,
		    os_strerror(r));
	if (r == OS_OK) {
		internal_options_load(&c->options, "etc", ds);
		r = conf_parse(&c->conf, buf_str(&c->config), d->config, ds);
	}
	if (r == OS_OK)
		r = settings_check(c->conf, ds);
	if (tell)
		diags_log(ds, DIAG_NOTE);
	if (r != OS_OK && tell)
		log_error_code(
		    1202, "Configuration error at '%s'. Exiting.", d->config);
	diags_free(&ds);
	return r;
}

bool
collector_has_commands(const struct collector *c)
{
	for (size_t i = 0; i < c->conf->localfiles.n; i++)
		if (c->conf->localfiles.v[i].command != NULL)
			return true;
	return false;
}

static bool
reads_journal(const struct collector *c)
{
	for (size_t i = 0; i < c->conf->localfiles.n; i++)
		if (settings_kind(&c->conf->localfiles.v[i]) == SOURCE_JOURNALD)
			return true;
	return false;
}

int
collector_load(struct daemon *d)
{
	struct collector *c = d->data;
	int r;

	/* The runner ends at once when it has nothing to run. */
	signal(SIGCHLD, SIG_IGN);
	if ((r = collector_read(c, d, true)) == OS_OK && reads_journal(c))
		journal_prepare();
	return r;
}

static void
add_sources(struct collector *c)
{
	const char *cursor = c->files.loaded.journal;

	for (size_t i = 0; i < c->conf->localfiles.n; i++) {
		const struct conf_localfile *lf = &c->conf->localfiles.v[i];

		switch (settings_kind(lf)) {
		case SOURCE_FILE:
			files_add(&c->files, lf->location,
			    format_find(str_from(lf->format_text)),
			    lf->multi_lines);
			break;
		case SOURCE_JOURNALD:
			if (c->journal == NULL)
				c->journal = journal_new(cursor);
			journal_add(c->journal, lf->location);
			break;
		case SOURCE_COMMAND:
		case SOURCE_NONE:
			break;
		}
	}
	if (c->conf->localfiles.n == 0)
		log_info_code(1905, "No file configured to monitor.");
}

static void
fail(struct collector *c, const char *why)
{
	log_errorx("%s: stopping, to be started again as a whole", why);
	c->failed = true;
	loop_stop(c->d->loop);
}

/* The analysis throws these away; they show that the way is open. */
static void
queue_mark(struct collector *c)
{
	static const char alphabet[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "!@#$%^&*()_+-=;'[],./?";
	enum { HEAD = 10, TEXT_MAX = 689 };
	unsigned char random[TEXT_MAX];
	char text[TEXT_MAX + 1] = "--MARK--: ";
	uint16_t extra;
	size_t n;

	if (c->queue.n_notices != 0 ||
	    getrandom(random, sizeof(random), GRND_NONBLOCK) !=
		(ssize_t)sizeof(random))
		return;
	memcpy(&extra, random, sizeof(extra));
	n = HEAD + extra % (TEXT_MAX - HEAD + 1);
	for (size_t i = HEAD; i < n; i++)
		text[i] = alphabet[random[i] % (sizeof(alphabet) - 1)];
	queue_notice(&c->queue, "ossec-keepalive", str_slice(text, n));
}

static void
save_positions(struct collector *c, int64_t now)
{
	struct positions p = { 0 };
	const char *cursor =
	    c->journal != NULL ? journal_cursor(c->journal) : NULL;

	files_save(&c->files, &p);
	if (cursor != NULL)
		p.journal = xstrdup(cursor);
	if (positions_save(&p, POSITIONS_PATH) != OS_OK)
		log_warn("cannot save the positions in %s/" POSITIONS_PATH
			 ": after a restart text may be sent twice",
		    c->d->home);
	positions_free(&p);
	c->saved_at = now;
	c->saved_sent = c->queue.sent;
}

static void
save_state(struct collector *c, int64_t now)
{
	struct buf b = { 0 };

	report_write(c, &b);
	if (service_save_state(c->d, &b) != OS_OK)
		log_warn("cannot write the state file");
	buf_free(&b);
	c->state_at = now;
}

static enum pump
pump_kind(struct collector *c, unsigned kind, int64_t now)
{
	switch (kind) {
	case 0:
		return files_pump(&c->files, now);
	case 1:
		return c->journal != NULL ? journal_pump(c->journal, &c->sink)
					  : PUMP_IDLE;
	default:
		return commands_pump(&c->commands, &c->sink);
	}
}

/* Who was interrupted goes on first. True: there is more. */
static bool
pump_all(struct collector *c, int64_t now)
{
	enum { KINDS = 3 };
	bool more = false;

	for (unsigned i = 0; i < KINDS; i++) {
		unsigned kind = (c->turn + i) % KINDS;
		enum pump r = pump_kind(c, kind, now);

		if (r == PUMP_BLOCKED) {
			c->turn = kind;
			return true;
		}
		more |= r == PUMP_MORE;
	}
	c->turn = (c->turn + 1) % KINDS;
	return more;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void
wake_at(struct collector *c, int64_t due, int64_t now)
{
	int64_t ms = due <= now ? 0 : (due - now + 999999) / 1000000;

	if (due != INT64_MAX)
		watch_after(c->work_timer, ms);
}

/* Everything that can be done now, and when there is something next. */
static void
work(struct collector *c)
{
	int64_t now = port_monotonic_ns(), due;
	bool more = false;

	if (c->runner_fd != -1 && commands_start(&c->commands, now) != OS_OK) {
		fail(c, "the process that runs the commands is gone");
		return;
	}
	files_changed(&c->files, now);
	if (queue_open(&c->queue, now) && queue_flush(&c->queue))
		more = pump_all(c, now);
	due = commands_due(&c->commands);
	if (queue_due(&c->queue) != INT64_MAX)
		due = earlier(due, queue_due(&c->queue));
	else
		due = more ? now : earlier(due, files_due(&c->files));
	wake_at(c, due, now);
}

static void
on_work(void *arg)
{
	work(arg);
}

static void
on_notify_event(void *arg, int watch, unsigned what, const char *name)
{
	struct collector *c = arg;

	files_event(&c->files, watch, what, name);
}

static void
on_notify(int fd, unsigned what, void *arg)
{
	struct collector *c = arg;

	(void)fd;
	(void)what;
	notify_read(c->notify, on_notify_event, c);
	work(c);
}

static void
on_journal(int fd, unsigned what, void *arg)
{
	struct collector *c = arg;

	(void)fd;
	(void)what;
	journal_event(c->journal);
	work(c);
}

static void
on_journal_look(void *arg)
{
	struct collector *c = arg;

	if (journal_grew(c->journal))
		work(c);
}

/* It may close its descriptor and open another. */
static void
check_journal(struct collector *c)
{
	int fd;

	if (c->journal == NULL)
		return;
	watch_free(&c->journal_watch);
	journal_check(c->journal);
	if ((fd = journal_fd(c->journal)) != -1)
		c->journal_watch =
		    loop_fd(c->d->loop, fd, LOOP_READ, on_journal, c);
}

static void
on_runner(int fd, unsigned what, void *arg)
{
	struct collector *c = arg;

	(void)fd;
	(void)what;
	if (commands_receive(&c->commands) != OS_OK)
		fail(c, "the process that runs the commands is gone");
	else
		work(c);
}

/* Every loop_timeout: what no event tells. */
static void
on_tick(void *arg)
{
	struct collector *c = arg;
	int64_t now = port_monotonic_ns();

	files_check(&c->files, now);
	check_journal(c);
	if (now >= c->mark_due) {
		queue_mark(c);
		c->mark_due = now + MARK_LOOPS * c->loop_ns;
	}
	work(c);
	if (now - c->saved_at >= 60 * SECOND ||
	    (c->queue.sent != c->saved_sent &&
		now - c->saved_at >= SAVE_SECONDS * SECOND))
		save_positions(c, now);
	if (now - c->state_at >= STATE_SECONDS * SECOND)
		save_state(c, now);
}

static void
load_positions(struct positions *p)
{
	int r = positions_load(p, POSITIONS_PATH);

	if (r == OS_OK || r == OS_ERR_NOTFOUND)
		return;
	log_warnx("cannot use the saved positions in " POSITIONS_PATH
		  " (%s): files are read from their ends as at the first start",
	    os_strerror(r));
}

static void
start_commands(struct collector *c, int64_t now)
{
	if (!collector_has_commands(c) && c->runner_fd != -1) {
		close(c->runner_fd);
		c->runner_fd = -1;
	}
	commands_init(&c->commands, c->conf, c->runner_fd,
	    internal_option(&c->options, IO_LOGCOLLECTOR_COMMAND_TIMEOUT), now);
	if (c->runner_fd != -1)
		c->runner_watch =
		    loop_fd(c->d->loop, c->runner_fd, LOOP_READ, on_runner, c);
}

static void
start(struct collector *c)
{
	struct loop *loop = c->d->loop;
	int64_t now = port_monotonic_ns();
	struct positions loaded;

	c->loop_ns =
	    SECOND * internal_option(&c->options, IO_LOGCOLLECTOR_LOOP_TIMEOUT);
	queue_init(&c->queue, QUEUE_PATH, LOCK_PATH, loop, on_work, c);
	c->sink = queue_sink(&c->queue);
	if ((c->notify = notify_new()) == NULL)
		log_warn("no inotify: files are looked at every loop_timeout "
			 "only");
	else
		c->notify_watch = loop_fd(
		    loop, notify_fd(c->notify), LOOP_READ, on_notify, c);
	load_positions(&loaded);
	files_init(&c->files, &c->sink, c->notify, &loaded, c->loop_ns);
	add_sources(c);
	files_start(&c->files, now);
	if (c->journal != NULL) {
		check_journal(c);
		c->journal_timer = loop_timer(loop, on_journal_look, c);
		watch_every(c->journal_timer, JOURNAL_LOOK_MS);
	}
	start_commands(c, now);
	c->work_timer = loop_timer(loop, on_work, c);
	c->tick_timer = loop_timer(loop, on_tick, c);
	watch_every(c->tick_timer, c->loop_ns / 1000000);
	c->mark_due = now + MARK_LOOPS * c->loop_ns;
	save_positions(c, now);
}

static void
stop(struct collector *c)
{
	save_positions(c, 0);
	save_state(c, 0);
	watch_free(&c->notify_watch);
	watch_free(&c->journal_watch);
	watch_free(&c->journal_timer);
	watch_free(&c->runner_watch);
	watch_free(&c->work_timer);
	watch_free(&c->tick_timer);
	queue_close(&c->queue);
	files_free(&c->files);
	journal_free(&c->journal);
	commands_free(&c->commands);
	notify_free(&c->notify);
	if (c->runner_fd != -1)
		close(c->runner_fd);
	conf_free(&c->conf);
	buf_free(&c->config);
}

int
collector_run(struct daemon *d)
{
	struct collector *c = d->data;

	start(c);
	service_ready(d);
	work(c);
	loop_run(d->loop);
	stop(c);
	return c->failed ? OS_ERR_STATE : OS_OK;
}
