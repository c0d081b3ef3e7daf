/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/alert_json.h"

#include "lib/proto/alert_text.h"
#include "lib/proto/event_json.h"
#include "lib/rules/decoder.h"

static const struct json_field before_location[] = {
	{ "action", FIELD_ACTION },
	{ "protocol", FIELD_PROTOCOL },
	{ "srcip", FIELD_SRCIP },
	{ "srcgeoip", FIELD_SRCGEOIP },
	{ "srcport", FIELD_SRCPORT },
	{ "srcuser", FIELD_SRCUSER },
	{ "dstip", FIELD_DSTIP },
	{ "dstgeoip", FIELD_DSTGEOIP },
	{ "dstport", FIELD_DSTPORT },
	{ "dstuser", FIELD_DSTUSER },
};

static const struct json_field after_program[] = {
	{ "status", FIELD_STATUS },
	{ "command", FIELD_COMMAND },
	{ "url", FIELD_URL },
	{ "data", FIELD_DATA },
	{ "systemname", FIELD_SYSTEM_NAME },
};

static void
add_addresses(struct buf *b, const struct event *ev, bool geoip)
{
	for (size_t i = 0; i < NELEM(before_location); i++) {
		enum field_id f = before_location[i].field;

		if (geoip || (f != FIELD_SRCGEOIP && f != FIELD_DSTGEOIP))
			event_json_fields(b, ev, &before_location[i], 1);
	}
}

/* Only the second of the earlier events, as readers know it; of check_diff
 * the old output. */
static void
add_previous(struct buf *b, const struct alert *alert)
{
	unsigned at = alert->previous_is_output ? 0 : 1;

	if (alert->n_previous > at)
		json_text(b, "previous_output", alert->previous[at]);
}

static void
add_file(struct buf *b, const struct event *ev)
{
	if (!ev->has_fim || ev->field[FIELD_FILENAME].p == NULL)
		return;
	json_begin(b, "SyscheckFile", '{');
	json_text(b, "path", ev->field[FIELD_FILENAME]);
	event_json_fim(b, ev, FIM_ALL);
	json_end(b, '}');
}

void
alert_json(struct buf *b, const struct event *ev, const struct alert *alert,
    uint64_t n, bool geoip)
{
	json_begin(b, NULL, '{');
	event_json_rule(b, alert->rule, alert->fired, ev->log);
	json_key(b, STR_LIT("id"));
	buf_add_char(b, '"');
	alert_text_id(b, ev, n);
	buf_add_char(b, '"');
	json_number(b, "TimeStamp", ev->time_ns / 1000000);
	if (ev->decoder != NULL && ev->decoder->id != 0) {
		json_text(b, "decoder", ev->decoder->name);
		json_text(b, "decoder_parent", ev->decoder->parent_name);
	}
	add_addresses(b, ev, geoip);
	json_text(b, "location", ev->location);
	json_text(b, "full_log", alert->full_log);
	add_previous(b, alert);
	add_file(b, ev);
	json_text(b, "hostname", ev->hostname);
	json_text(b, "program_name", ev->program);
	event_json_fields(b, ev, after_program, NELEM(after_program));
	event_json_dynamic(b, ev);
	event_json_decoder(b, "decoder_desc", ev);
	event_json_agent(b, ev);
	event_json_timestamp(b, ev);
	event_json_logfile(b, ev);
	json_end(b, '}');
	buf_add_char(b, '\n');
}
