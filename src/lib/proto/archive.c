/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/archive.h"

#include "lib/proto/event_json.h"
#include "lib/proto/origin.h"

bool
archive_is_keepalive(const struct event *ev)
{
	return str_ends(ev->location, STR_LIT("ossec-keepalive"));
}

static void
add_origin(struct buf *b, const struct event *ev)
{
	origin_add_date(b, &ev->tm);
	buf_add_char(b, ' ');
	origin_add(b, ev);
	buf_add_char(b, ' ');
}

void
archive_text(struct buf *b, const struct event *ev)
{
	add_origin(b, ev);
	buf_add_str(b, ev->full_log);
	buf_add_char(b, '\n');
}

static const struct json_field fields[] = {
	{ "srcip", FIELD_SRCIP },
	{ "dstip", FIELD_DSTIP },
	{ "srcport", FIELD_SRCPORT },
	{ "dstport", FIELD_DSTPORT },
	{ "protocol", FIELD_PROTOCOL },
	{ "action", FIELD_ACTION },
	{ "srcuser", FIELD_SRCUSER },
	{ "dstuser", FIELD_DSTUSER },
	{ "id", FIELD_ID },
	{ "status", FIELD_STATUS },
	{ "command", FIELD_COMMAND },
	{ "url", FIELD_URL },
	{ "data", FIELD_DATA },
	{ "systemname", FIELD_SYSTEM_NAME },
	{ "filename", FIELD_FILENAME },
};

void
archive_json(struct buf *b, const struct event *ev, const struct rule *rule,
    uint64_t fired)
{
	json_begin(b, NULL, '{');
	json_text(b, "program_name", ev->program);
	json_text(b, "log", ev->log);
	event_json_fields(b, ev, fields, NELEM(fields));
	if (ev->has_fim && ev->field[FIELD_FILENAME].p != NULL)
		event_json_fim(b, ev, FIM_MD5 | FIM_SHA256 | FIM_PERM);
	if (rule != NULL)
		event_json_rule(b, rule, fired, ev->log);
	event_json_dynamic(b, ev);
	event_json_decoder(b, "decoder", ev);
	json_text(b, "full_log", ev->full_log);
	event_json_timestamp(b, ev);
	event_json_agent(b, ev);
	event_json_logfile(b, ev);
	json_end(b, '}');
	buf_add_char(b, '\n');
}

/* "10.1.1.1:99"; an unknown port is 0. */
static void
add_endpoint(struct buf *b, struct str ip, struct str port)
{
	buf_add_str(b, ip);
	buf_add_char(b, ':');
	buf_add_str(b, port.p != NULL ? port : STR_LIT("0"));
}

void
firewall_line(struct buf *b, const struct event *ev)
{
	add_origin(b, ev);
	buf_add_str(b, ev->field[FIELD_ACTION]);
	buf_add_char(b, ' ');
	buf_add_str(b, ev->field[FIELD_PROTOCOL]);
	buf_add_char(b, ' ');
	add_endpoint(b, ev->field[FIELD_SRCIP], ev->field[FIELD_SRCPORT]);
	buf_add_cstr(b, "->");
	add_endpoint(b, ev->field[FIELD_DSTIP], ev->field[FIELD_DSTPORT]);
	buf_add_char(b, '\n');
}
