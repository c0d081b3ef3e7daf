/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/analysisd/analysisd.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemons/analysisd/analysisd_private.h"
#include "daemons/analysisd/ar_conf.h"
#include "lib/base/err.h"
#include "lib/net/unix_sock.h"
#include "lib/port/port_time.h"
#include "lib/store/state_import.h"
#include "lib/store/state_sqlite.h"

enum {
	BATCHES_PER_TURN = 16,      /* reads between two flushes */
	BATCHES_AT_END = 4096,      /* reads after the signal to stop */
	COMMIT_CHANGES = 20000,     /* changes of the state that wait */
	STATE_BYTES_MAX = 64 << 20, /* of them, before we stop reading */
	TICK_MS = 1000,
	COMPLAIN_EVERY = 60, /* seconds */
};

/* As the configuration is loaded; after that only the second list holds. */
#define OWN (PATH_READ | PATH_WRITE | PATH_MAKE)
const struct sandbox_path analysisd_paths[] = {
	{ ".", PATH_READ }, /* rules, decoders and lists may be anywhere */
	{ "logs/alerts", OWN },
	{ "logs/archives", OWN },
	{ "logs/firewall", OWN },
	{ "stats", OWN },
	{ "queue/db", OWN },
	{ NULL, 0 },
};

static const struct sandbox_path paths_at_work[] = {
	{ "logs/alerts", OWN },
	{ "logs/archives", OWN },
	{ "logs/firewall", OWN },
	{ "stats", OWN },
	{ "queue/db", OWN },
	{ "var/run/ossec-analysisd", OWN | PATH_OPTIONAL },
	{ NULL, 0 },
};

static struct analysisd *
self(struct daemon *d)
{
	if (d->data == NULL) {
		struct analysisd *a = xcalloc(1, sizeof(*a));

		a->d = d;
		a->queue = a->ar_writer = -1;
		a->execq.path = "queue/alerts/execq";
		a->execq.server = "ossec-execd";
		a->arq.path = "queue/alerts/ar";
		a->arq.server = "ossec-remoted";
		a->bad_message.interval = COMPLAIN_EVERY;
		a->bad_argument.interval = COMPLAIN_EVERY;
		d->data = a;
	}
	return d->data;
}

/* ---- start ---- */

int
analysisd_open(struct daemon *d)
{
	struct analysisd *a = self(d);
	const struct unix_sock_bind how = {
		.path = ANALYSISD_QUEUE,
		.type = SOCK_DGRAM,
		.mode = 0660,
		.uid = d->uid,
		.gid = d->gid,
	};
	int r = unix_sock_bind(&a->queue, &how);

	if (r == OS_ERR_REFUSED) {
		log_error_code(1210,
		    "%s/" ANALYSISD_QUEUE
		    ": another process serves it, or it is no "
		    "socket; stop that process or remove the file",
		    d->home);
		return r;
	}
	if (r != OS_OK) {
		log_error("cannot bind %s/" ANALYSISD_QUEUE, d->home);
		return r;
	}
	return ar_conf_start_writer(d, &a->ar_writer);
}

static int
load_setup(struct analysisd *a)
{
	struct diags *ds = diags_new();
	struct buf text = { 0 };
	int r;

	r = service_read_config(a->d, &text);
	if (r == OS_OK) {
		const struct engine_setup_input in = {
			.config = buf_str(&text),
			.name = a->d->config,
			.internal = a->d->options,
		};

		r = engine_setup_load(&a->setup, &in, ds);
	} else {
		log_error_code(1226, "Error reading the configuration '%s': %s",
		    a->d->config, os_strerror(r));
	}
	diags_log(ds, DIAG_UNUSED);
	if (r != OS_OK)
		log_error_code(1202, "Configuration error at '%s'. Exiting.",
		    a->d->config);
	diags_free(&ds);
	buf_free(&text);
	return r;
}

int
analysisd_check(struct daemon *d)
{
	struct analysisd *a = self(d);
	int r = load_setup(a);

	engine_setup_free(&a->setup);
	free(a);
	d->data = NULL;
	return r;
}

static int
write_ar_conf(struct analysisd *a)
{
	struct buf text = { 0 };
	int r;

	ar_conf_text(&text, a->setup->responses, a->setup->n_responses);
	r = ar_conf_write(a->ar_writer, &text);
	a->ar_writer = -1;
	buf_free(&text);
	/* whoever develops as himself may not write there */
	return geteuid() == 0 || a->d->level.chroot ? r : OS_OK;
}

static int
open_state(struct analysisd *a)
{
	struct state_imported done;
	bool fresh;

	if (state_sqlite_open(&a->state, ANALYSISD_STATE, &fresh) != OS_OK)
		return OS_ERR_STATE;
	if (!fresh)
		return OS_OK;
	state_import(a->state, &done);
	if (done.files != 0)
		log_info("imported %zu entries of %zu files of an earlier "
			 "installation into " ANALYSISD_STATE
			 "; the files are not "
			 "used any more",
		    done.entries, done.files);
	return state_sqlite_commit(a->state);
}

/* With everything read, nothing but the outputs stays within reach: not the
 * keys of agents, not the configuration. */
static int
narrow_sandbox(struct daemon *d)
{
	struct sandbox sb = d->svc->sandbox;

	sb.paths = paths_at_work;
	return sandbox_landlock(
	    &sb, internal_option(d->options, IO_OSSEC_SANDBOX) != 0, &d->level);
}

int
analysisd_load(struct daemon *d)
{
	struct analysisd *a = self(d);
	int r;

	if ((r = load_setup(a)) != OS_OK || (r = write_ar_conf(a)) != OS_OK ||
	    (r = open_state(a)) != OS_OK)
		return r;
	log_info("%zu rules and %zu active responses loaded",
	    a->setup->rules->n_rules, a->setup->n_responses);
	return narrow_sandbox(d);
}

/* ---- the loop ---- */

static bool
must_pause(struct analysisd *a)
{
	size_t bytes;

	(void)state_sqlite_waiting(a->state, &bytes);
	return outputs_full(a->outputs) || bytes > STATE_BYTES_MAX;
}

/* What cannot be written must not be lost: then senders wait, and a log file
 * is the buffer. */
static void
pause_or_resume(struct analysisd *a)
{
	bool pause = must_pause(a);

	if (pause == a->paused)
		return;
	a->paused = pause;
	watch_enable(a->on_queue, !pause);
	if (pause) {
		a->count.pauses++;
		log_errorx("the outputs cannot be written: no more events are "
			   "taken in until they can, senders wait");
	} else {
		log_info("the outputs can be written: events are taken in "
			 "again");
	}
}

static void
commit_when_many(struct analysisd *a)
{
	size_t bytes;

	if (state_sqlite_waiting(a->state, &bytes) > COMMIT_CHANGES)
		(void)state_sqlite_commit(a->state);
}

static void
on_queue(int fd, unsigned what, void *arg)
{
	struct analysisd *a = arg;
	int n = QUEUE_READER_BATCH;

	(void)fd;
	(void)what;
	for (int i = 0; i < BATCHES_PER_TURN && n == QUEUE_READER_BATCH; i++)
		n = intake_batch(a);
	(void)outputs_flush(a->outputs);
	commit_when_many(a);
	pause_or_resume(a);
}

static void
on_tick(void *arg)
{
	struct analysisd *a = arg;

	(void)outputs_flush(a->outputs);
	(void)state_sqlite_commit(a->state);
	pause_or_resume(a);
}

static void
on_state_timer(void *arg)
{
	counters_save(arg);
}

static int
start_outputs(struct analysisd *a)
{
	const struct conf_global *g = &a->setup->conf->global;
	const struct outputs_options opt = {
		.alerts_json = g->jsonout_output,
		.archives = g->logall,
		.archives_json = g->logall_json,
		.geoip = internal_option(
			     a->d->options, IO_ANALYSISD_GEOIP_JSONOUT) != 0,
		.custom_alert = g->custom_alert_output,
	};
	struct tm today;

	(void)event_clock_advance(
	    &a->clock, port_now_ns(), port_monotonic_ns());
	port_localtime(a->clock.now / 1000000000, &today);
	return outputs_open(&a->outputs, &opt, &today);
}

static void
start_engine(struct analysisd *a)
{
	struct engine_options opt = a->setup->options;

	opt.state = a->state;
	a->engine = engine_new(&opt);
	a->reader = queue_reader_new(a->queue);
}

static void
watch(struct analysisd *a)
{
	struct loop *l = a->d->loop;
	unsigned interval =
	    internal_option(a->d->options, IO_ANALYSISD_STATE_INTERVAL);

	a->on_queue = loop_fd(l, a->queue, LOOP_READ, on_queue, a);
	a->tick = loop_timer(l, on_tick, a);
	watch_every(a->tick, TICK_MS);
	if (interval == 0)
		return;
	a->state_timer = loop_timer(l, on_state_timer, a);
	watch_every(a->state_timer, interval * 1000LL);
}

/* What was sent before the signal is still analysed. */
static void
finish(struct analysisd *a)
{
	for (int i = 0; i < BATCHES_AT_END && !must_pause(a); i++) {
		if (intake_batch(a) == 0)
			break;
		(void)outputs_flush(a->outputs);
	}
	counters_save(a);
	outputs_close(&a->outputs);
	if (state_sqlite_commit(a->state) != OS_OK)
		log_errorx("the last changes of " ANALYSISD_STATE " are lost");
}

static void
clear(struct analysisd *a)
{
	response_queue_close(&a->execq);
	response_queue_close(&a->arq);
	queue_reader_free(&a->reader);
	engine_free(&a->engine);
	event_free(&a->ev);
	state_sqlite_close(&a->state);
	engine_setup_free(&a->setup);
	buf_free(&a->message);
	buf_free(&a->id);
	close(a->queue);
}

int
analysisd_run(struct daemon *d)
{
	struct analysisd *a = self(d);

	if (start_outputs(a) != OS_OK)
		return OS_ERR_SYS;
	start_engine(a);
	watch(a);
	service_ready(d);
	counters_save(a);
	if (loop_run(d->loop) != OS_OK)
		log_error("the event loop failed");
	finish(a);
	clear(a);
	free(a);
	d->data = NULL;
	return OS_OK;
}
