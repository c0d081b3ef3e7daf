/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a line came to, for programs: ossec-logtest(8) describes the members.
 */
#include "lib/proto/json_out.h"
#include "tools/logtest.h"

/* A field that is captured twice is shown once, with its last value. */
static bool
comes_again(const struct event *ev, size_t at)
{
	for (size_t i = at + 1; i < ev->n_captured; i++)
		if (str_ieq(ev->captured[i].name, ev->captured[at].name))
			return true;
	return false;
}

static void
add_fields(struct buf *b, const struct event *ev)
{
	json_begin(b, "fields", '{');
	for (size_t i = 0; i < ev->n_captured; i++) {
		if (comes_again(ev, i))
			continue;
		json_key(b, ev->captured[i].name);
		buf_add_json(b, ev->captured[i].value);
	}
	json_end(b, '}');
}

static void
add_groups(struct buf *b, struct str groups)
{
	struct str item;

	json_begin(b, "groups", '[');
	while (str_split(&groups, ',', &item)) {
		item = str_trim(item);
		if (item.len != 0)
			json_text(b, NULL, item);
	}
	json_end(b, ']');
}

static void
add_info(struct buf *b, const struct rule *rule)
{
	static const char *const kinds[] = {
		[INFO_TEXT] = "text",
		[INFO_LINK] = "link",
		[INFO_CVE] = "cve",
		[INFO_OSVDB] = "osvdb",
	};

	json_begin(b, "info", '[');
	for (size_t i = 0; i < rule->n_info; i++) {
		json_begin(b, NULL, '{');
		json_text(b, "type", str_from(kinds[rule->info[i].kind]));
		json_text(b, "text", rule->info[i].text);
		json_end(b, '}');
	}
	json_end(b, ']');
}

static void
add_rule(struct buf *b, const struct rule *rule)
{
	json_begin(b, "rule", '{');
	json_number(b, "id", rule->id);
	json_number(b, "level", rule->level);
	json_text(b, "description", rule->description);
	add_groups(b, rule->group);
	add_info(b, rule);
	json_end(b, '}');
}

static void
add_steps(struct buf *b, const struct logtest_steps *steps)
{
	json_begin(b, "explain", '[');
	for (size_t i = 0; i < steps->n; i++) {
		const struct logtest_step *s = &steps->v[i];

		json_begin(b, NULL, '{');
		json_number(b, "rule", s->rule->id);
		json_bool(b, "matched", s->matched);
		json_text(b, "failed", str_from(s->failed));
		json_end(b, '}');
	}
	json_end(b, ']');
}

void
logtest_json(struct buf *b, const struct logtest_result *r, bool explain)
{
	const struct event *ev = r->ev;

	json_begin(b, NULL, '{');
	json_text(b, "full_event", r->header->full_log);
	json_text(b, "hostname", r->header->hostname);
	json_text(b, "program_name", r->header->program);
	json_text(b, "log", r->header->log);
	if (ev->decoder != NULL && ev->decoder->id != 0)
		json_text(b, "decoder", ev->decoder->name);
	add_fields(b, ev);
	if (ev->accumulated)
		json_bool(b, "accumulated", true);
	if (r->out->drop != DROP_NONE)
		json_text(
		    b, "dropped", str_from(drop_reason_name(r->out->drop)));
	if (r->out->rule != NULL)
		add_rule(b, r->out->rule);
	json_bool(b, "alert", r->out->has_alert);
	if (explain)
		add_steps(b, r->steps);
	json_end(b, '}');
	buf_add_char(b, '\n');
}
