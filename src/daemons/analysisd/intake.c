/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A datagram in, alerts and responses out.
 */
#include <stdlib.h>

#include "daemons/analysisd/analysisd_private.h"
#include "lib/base/err.h"
#include "lib/port/port_time.h"
#include "lib/proto/alert_text.h"
#include "lib/proto/queue_line.h"

#define SHOWN_MAX 256 /* bytes of a bad message in the log */

static void
refuse_message(struct analysisd *a, struct str message, int why)
{
	unsigned long skipped;

	a->count.malformed++;
	if (!log_limit(&a->bad_message, &skipped))
		return;
	if (why != OS_ERR_LIMIT)
		log_error_code(1106, "String not correctly formatted.");
	log_error_code(
	    1222, "Invalid msg: %.*s", STR_FMT(str_head(message, SHOWN_MAX)));
	if (skipped != 0)
		log_error_code(
		    1222, "%lu more invalid messages before it", skipped);
}

static void
refused_argument(
    struct analysisd *a, int code, const char *what, struct str value)
{
	unsigned long skipped;

	if (value.p == NULL || !log_limit(&a->bad_argument, &skipped))
		return;
	log_warn_code(code, "Invalid %s '%.*s'. Possible logging attack.", what,
	    STR_FMT(str_head(value, SHOWN_MAX)));
}

static void
send_responses(struct analysisd *a, const struct outcome *out)
{
	const char *id;

	buf_clear(&a->id);
	alert_text_id(&a->id, &a->ev, a->n_alerts);
	id = buf_cstr(&a->id);
	for (size_t i = 0; i < out->n_responses; i++) {
		const struct response *r = &out->responses[i];

		if (response_exec_message(
			&a->message, r, &a->ev, &out->alert, id))
			response_queue_send(&a->execq, buf_str(&a->message));
		else if (response_remote_message(
			     &a->message, r, &a->ev, &out->alert, id))
			response_queue_send(&a->arq, buf_str(&a->message));
	}
	refused_argument(a, 1272, "username", out->bad_user);
	refused_argument(a, 1271, "IP Address", out->bad_srcip);
}

static void
emit(struct analysisd *a, const struct outcome *out)
{
	const struct event *ev = &a->ev;
	struct stats_output stats;

	outputs_day(a->outputs, &ev->tm);
	if (out->firewall)
		outputs_firewall(a->outputs, ev);
	if (engine_take_stats(a->engine, &stats))
		outputs_stats(a->outputs, &stats);
	if (out->has_stats_alert)
		outputs_alert(a->outputs, ev, &out->stats_alert, ++a->n_alerts);
	/* a response without an alert has an id of its own, too */
	if (out->has_alert || out->n_responses != 0)
		a->n_alerts++;
	if (out->has_alert)
		outputs_alert(a->outputs, ev, &out->alert, a->n_alerts);
	send_responses(a, out);
	if (out->archived)
		outputs_archive(a->outputs, ev, out->rule,
		    out->rule != NULL ? engine_fired(a->engine, out->rule) : 0);
}

static void
take_message(struct analysisd *a, struct str message)
{
	struct queue_line line;
	struct raw_event raw;
	struct outcome out;
	int r;

	a->count.received++;
	if ((r = queue_line_parse(message, &line)) != OS_OK) {
		refuse_message(a, message, r);
		return;
	}
	raw = (struct raw_event){ a->clock.now, line.id, line.location,
		line.text };
	engine_event(a->engine, &raw, &a->ev, &out);
	if (out.drop == DROP_FORMAT)
		refuse_message(a, message, OS_ERR_FORMAT);
	emit(a, &out);
}

/* One time for all of a batch: they came together. */
static void
advance_clock(struct analysisd *a)
{
	int64_t back =
	    event_clock_advance(&a->clock, port_now_ns(), port_monotonic_ns());

	if (back == 0)
		return;
	log_warnx("the clock was set back by %lld s: correlation starts anew",
	    (long long)(back / 1000000000));
	engine_forget(a->engine);
}

int
intake_batch(struct analysisd *a)
{
	int n = queue_reader_read(a->reader);

	if (n < 0) {
		log_error("cannot read from " ANALYSISD_QUEUE);
		return 0;
	}
	advance_clock(a);
	for (int i = 0; i < n; i++) {
		bool cut;
		struct str message = queue_reader_get(a->reader, i, &cut);

		a->count.cut += cut;
		take_message(a, message);
	}
	return n;
}
