/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a line came to, for people. Other people's test runners parse it: the
 * blanks, quotes and empty lines are those of the reference.
 */
#include "tools/logtest.h"

#define INDENT "       "

/* "       hostname: 'srv1'" */
static void
add_item(struct buf *b, struct str name, struct str value)
{
	if (value.p == NULL)
		value = STR_LIT("(null)");
	buf_add_cstr(b, INDENT);
	buf_add_str(b, name);
	buf_add_cstr(b, ": '");
	buf_add_str(b, value);
	buf_add_cstr(b, "'\n");
}

static void
add_number(struct buf *b, const char *name, unsigned n)
{
	buf_printf(b, INDENT "%s: '%u'\n", name, n);
}

static void
add_header(struct buf *b, const struct event *header)
{
	buf_add_cstr(b, "\n\n**Phase 1: Completed pre-decoding.\n");
	add_item(b, STR_LIT("full event"), header->full_log);
	add_item(b, STR_LIT("hostname"), header->hostname);
	add_item(b, STR_LIT("program_name"), header->program);
	add_item(b, STR_LIT("log"), header->log);
}

static void
add_decoding(struct buf *b, const struct event *ev)
{
	bool found = ev->decoder != NULL && ev->decoder->id != 0;

	buf_add_cstr(b, "\n**Phase 2: Completed decoding.\n");
	for (size_t i = 0; i < ev->n_captured; i++)
		add_item(b, ev->captured[i].name, ev->captured[i].value);
	if (!found)
		buf_add_cstr(b, INDENT "No decoder matched.\n");
	add_item(b, STR_LIT("decoder"), found ? ev->decoder->name : STR_NONE);
}

static void
add_debugging(struct buf *b, const struct logtest_steps *steps)
{
	buf_add_cstr(b, "\n**Rule debugging:\n");
	for (size_t i = 0; i < steps->n; i++) {
		const struct logtest_step *s = &steps->v[i];

		buf_printf(b, "    Trying rule: %u - %.*s\n", s->rule->id,
		    STR_FMT(s->rule->description));
		if (!s->matched)
			continue;
		buf_printf(b, INDENT "*Rule %u matched.\n", s->rule->id);
		if (s->has_children)
			buf_add_cstr(b, INDENT "*Trying child rules.\n");
	}
}

static void
add_explanation(struct buf *b, const struct logtest_steps *steps)
{
	buf_add_cstr(b, "\n**Explanation:\n");
	for (size_t i = 0; i < steps->n; i++) {
		const struct logtest_step *s = &steps->v[i];

		buf_printf(
		    b, INDENT "%u (level %u): ", s->rule->id, s->rule->level);
		if (s->matched)
			buf_add_cstr(b, "every condition holds\n");
		else
			buf_printf(b, "<%s> does not hold\n", s->failed);
	}
}

static void
add_rule(struct buf *b, const struct rule *rule, bool alert)
{
	static const char *const kinds[] = {
		[INFO_TEXT] = "Info - Text",
		[INFO_LINK] = "Info - Link",
		[INFO_CVE] = "Info - CVE",
		[INFO_OSVDB] = "Info - OSVDB",
	};

	buf_add_cstr(b, "\n**Phase 3: Completed filtering (rules).\n");
	add_number(b, "Rule id", rule->id);
	add_number(b, "Level", rule->level);
	add_item(b, STR_LIT("Description"), rule->description);
	for (size_t i = 0; i < rule->n_info; i++)
		add_item(
		    b, str_from(kinds[rule->info[i].kind]), rule->info[i].text);
	if (alert)
		buf_add_cstr(b, "**Alert to be generated.\n\n\n");
}

void
logtest_text(
    struct buf *b, const struct logtest_result *r, bool debug, bool explain)
{
	add_header(b, r->header);
	if (decoder_set_has(r->rules->decoders, r->header->program.p != NULL))
		add_decoding(b, r->ev);
	if (r->ev->accumulated)
		buf_add_cstr(b, "\n**ACCUMULATOR: LEVEL UP!!**\n\n");
	if (debug)
		add_debugging(b, r->steps);
	if (explain)
		add_explanation(b, r->steps);
	if (r->out->rule != NULL)
		add_rule(b, r->out->rule, r->out->has_alert);
}
