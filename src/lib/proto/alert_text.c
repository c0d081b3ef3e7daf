/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/alert_text.h"

#include "lib/proto/origin.h"

void
alert_text_id(struct buf *b, const struct event *ev, uint64_t n)
{
	buf_add_i64(b, ev->time);
	buf_add_char(b, '.');
	buf_add_u64(b, n);
}

/* One row per line of the block that is there only if its field is. */
static const struct {
	enum field_id field;
	const char *label;
} header_lines[] = {
	{ FIELD_SRCIP, "Src IP: " },
	{ FIELD_SRCGEOIP, "Src Location: " },
	{ FIELD_SRCPORT, "Src Port: " },
	{ FIELD_DSTIP, "Dst IP: " },
	{ FIELD_DSTGEOIP, "Dst Location: " },
	{ FIELD_DSTPORT, "Dst Port: " },
	{ FIELD_DSTUSER, "User: " },
};

static void
add_rule(struct buf *b, const struct rule *rule)
{
	buf_add_cstr(b, "Rule: ");
	buf_add_u64(b, rule->id);
	buf_add_cstr(b, " (level ");
	buf_add_u64(b, rule->level);
	buf_add_cstr(b, ") -> '");
	buf_add_str(b, rule->description);
	buf_add_cstr(b, "'\n");
}

static void
add_log(struct buf *b, struct str log)
{
	buf_add_str(b, str_head(log, ALERT_LOG_MAX));
	buf_add_char(b, '\n');
}

void
alert_text(struct buf *b, const struct event *ev, const struct alert *alert,
    uint64_t n)
{
	buf_add_cstr(b, "** Alert ");
	alert_text_id(b, ev, n);
	/* one blank, the word, two blanks: readers rely on it */
	buf_add_cstr(b, alert->rule->mail ? ": mail  - " : ": - ");
	buf_add_str(b, alert->rule->group);
	buf_add_char(b, '\n');
	origin_add_date(b, &ev->tm);
	buf_add_char(b, ' ');
	origin_add(b, ev);
	buf_add_char(b, '\n');
	add_rule(b, alert->rule);
	for (size_t i = 0; i < NELEM(header_lines); i++) {
		struct str value = ev->field[header_lines[i].field];

		if (value.p == NULL)
			continue;
		buf_add_cstr(b, header_lines[i].label);
		buf_add_str(b, value);
		buf_add_char(b, '\n');
	}
	add_log(b, alert->full_log);
	if (alert->previous_is_output)
		buf_add_cstr(b, "Previous output:\n");
	for (unsigned i = 0; i < alert->n_previous; i++)
		add_log(b, alert->previous[i]);
	buf_add_char(b, '\n');
}

/* What a token of the custom format is replaced by. */
struct custom {
	const struct event *ev;
	const struct alert *alert;
	uint64_t n;
};

static void
add_or_none(struct buf *b, struct str s)
{
	if (s.p == NULL)
		s = STR_LIT("None");
	origin_add_clean(b, str_head(s, ALERT_CUSTOM_MAX));
}

static void
put_timestamp(struct buf *b, const struct custom *c)
{
	buf_add_i64(b, c->ev->time);
}

static void
put_number(struct buf *b, const struct custom *c)
{
	buf_add_u64(b, c->n);
}

static void
put_mail(struct buf *b, const struct custom *c)
{
	if (c->alert->rule->mail)
		buf_add_cstr(b, "mail ");
}

static void
put_hostname(struct buf *b, const struct custom *c)
{
	add_or_none(b, c->ev->hostname);
}

static void
put_location(struct buf *b, const struct custom *c)
{
	add_or_none(b, c->ev->location);
}

static void
put_rule_id(struct buf *b, const struct custom *c)
{
	buf_add_u64(b, c->alert->rule->id);
}

static void
put_level(struct buf *b, const struct custom *c)
{
	buf_add_u64(b, c->alert->rule->level);
}

static void
put_srcip(struct buf *b, const struct custom *c)
{
	add_or_none(b, c->ev->field[FIELD_SRCIP]);
}

static void
put_dstuser(struct buf *b, const struct custom *c)
{
	add_or_none(b, c->ev->field[FIELD_DSTUSER]);
}

static void
put_log(struct buf *b, const struct custom *c)
{
	struct str rest = c->alert->full_log, part;

	for (bool first = true; str_split(&rest, '\n', &part); first = false) {
		if (!first)
			buf_add_cstr(b, "\\n");
		buf_add_str(b, part);
	}
}

static void
put_comment(struct buf *b, const struct custom *c)
{
	add_or_none(b, c->alert->rule->description);
}

static void
put_group(struct buf *b, const struct custom *c)
{
	add_or_none(b, c->alert->rule->group);
}

/* None is the beginning of another one. */
static const struct {
	const char *name;
	void (*put)(struct buf *b, const struct custom *c);
} tokens[] = {
	{ "$TIMESTAMP", put_timestamp },
	{ "$FTELL", put_number },
	{ "$RULEALERT", put_mail },
	{ "$HOSTNAME", put_hostname },
	{ "$LOCATION", put_location },
	{ "$RULEID", put_rule_id },
	{ "$RULELEVEL", put_level },
	{ "$SRCIP", put_srcip },
	{ "$DSTUSER", put_dstuser },
	{ "$FULLLOG", put_log },
	{ "$RULECOMMENT", put_comment },
	{ "$RULEGROUP", put_group },
};

/* Length of the token that s starts with, after adding its value; else 0. */
static size_t
replace_token(struct buf *b, struct str s, const struct custom *c)
{
	for (size_t i = 0; i < NELEM(tokens); i++) {
		struct str name = str_from(tokens[i].name);

		if (!str_starts(s, name))
			continue;
		tokens[i].put(b, c);
		return name.len;
	}
	return 0;
}

void
alert_text_custom(struct buf *b, const char *format, const struct event *ev,
    const struct alert *alert, uint64_t n)
{
	const struct custom c = { ev, alert, n };
	struct str rest = str_from(format);

	while (rest.len != 0) {
		size_t dollar = str_chr(rest, '$'), len;

		buf_add_str(b, str_head(rest, dollar));
		rest = str_skip(rest, dollar);
		if (rest.len == 0)
			break;
		if ((len = replace_token(b, rest, &c)) == 0) {
			buf_add_char(b, '$');
			len = 1;
		}
		rest = str_skip(rest, len);
	}
	buf_add_char(b, '\n');
}
