/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Formats where an entry is several lines. An entry that begins ends the one
 * before; only what has begun is remembered, never a line that was handed out.
 */
#include "daemons/logcollector/format.h"

#include <stdio.h>

/* multi-line:N, every N lines. 0 and 1: each for itself. */
void
format_line_group(struct reader *r, const struct line *line)
{
	if (r->entry.lines == 0)
		entry_begin(r, line->text);
	else
		entry_add(r, " ", line->text);
	if (r->entry.lines >= r->group_lines)
		entry_finish(r);
}

void
format_line_indented(struct reader *r, const struct line *line)
{
	struct str text = line->text;

	if (text.len == 0) {
		entry_finish(r);
	} else if (r->entry.lines != 0 &&
	    (text.p[0] == ' ' || text.p[0] == '\t')) {
		entry_add(r, " ", text);
	} else {
		entry_finish(r);
		entry_begin(r, text);
	}
}

void
format_line_mssql(struct reader *r, const struct line *line)
{
	struct str text = line->text;

	if (format_looks_like(text, "0000-00-00 00:00:00") ||
	    (r->entry.lines == 0 && text.len > 2)) {
		entry_finish(r);
		entry_begin(r, text);
	} else if (text.len > 2) {
		entry_add(r, " ", text);
	}
}

void
format_line_postgresql(struct reader *r, const struct line *line)
{
	struct str text = line->text;

	if (text.len > 32 && format_looks_like(text, "[0000-00-00 00:00:00")) {
		entry_finish(r);
		entry_begin(r, text);
	} else if (r->entry.lines != 0 && text.len > 0 && text.p[0] == '\t') {
		entry_add(r, " ", text);
	}
}

/*
 * Snort's full alerts: a title, then perhaps a class or a priority, then a line
 * with date and addresses. Packet details and blank lines are between alerts.
 */
enum snort_state {
	SNORT_OUTSIDE,
	SNORT_TITLE, /* a title was read */
	SNORT_CLASS, /* and a class */
};

void
format_line_snort_full(struct reader *r, const struct line *line)
{
	static const struct str no_class =
	    STR_LIT("[Classification: Preprocessor] [Priority: 3] ");
	struct str text = line->text;
	size_t blank = str_chr(text, ' ');

	if (r->state != SNORT_OUTSIDE && format_looks_like(text, "**/**-") &&
	    blank != SIZE_MAX) {
		if (r->state == SNORT_TITLE)
			entry_add(r, "", no_class);
		entry_add(r, "", str_skip(text, blank + 1));
		entry_finish(r);
		r->state = SNORT_OUTSIDE;
	} else if (r->state == SNORT_TITLE &&
	    str_starts(text, STR_LIT("[Classification: "))) {
		entry_add(r, "", text);
		r->state = SNORT_CLASS;
	} else if (r->state == SNORT_TITLE &&
	    str_starts(text, STR_LIT("[Priority: "))) {
		entry_add(r, "", no_class);
		r->state = SNORT_CLASS;
	} else {
		if (r->state != SNORT_OUTSIDE)
			r->complaint = "bad formatted snort full file";
		entry_drop(r);
		r->state = SNORT_OUTSIDE;
		if (str_starts(text, STR_LIT("[**] ["))) {
			entry_begin(r, text);
			r->state = SNORT_TITLE;
		}
	}
}

/*
 * Linux audit: "type=X msg=audit(TIME:SERIAL): ..."; lines with the same time
 * and serial number are one event.
 */
static bool
audit_key(struct str text, struct str *key)
{
	static const struct str mark = STR_LIT("msg=audit(");
	size_t at = str_find(text, mark), end;

	if (!str_starts(text, STR_LIT("type=")) || at == SIZE_MAX)
		return false;
	*key = str_skip(text, at + mark.len);
	end = str_find(*key, STR_LIT("): "));
	if (end == SIZE_MAX)
		return false;
	*key = str_head(*key, end);
	return true;
}

void
format_line_audit(struct reader *r, const struct line *line)
{
	enum { EVENT_LINES_MAX = 16 };
	struct str key;

	if (!audit_key(line->text, &key)) {
		entry_finish(r);
		r->complaint =
		    "discarding audit message because of invalid syntax";
		return;
	}
	key = str_head(key, sizeof(r->key) - 1);
	if (r->entry.lines == 0 || !str_is(key, r->key)) {
		entry_finish(r);
		entry_begin(r, line->text);
		snprintf(r->key, sizeof(r->key), "%.*s", STR_FMT(key));
	} else if (r->entry.lines < EVENT_LINES_MAX) {
		entry_add(r, " ", line->text);
	} else {
		r->complaint = "audit event of more than 16 lines, the rest "
			       "is discarded";
	}
}

/*
 * ModSecurity's serial audit log: a transaction is what lies between the
 * markers "--ID-A--" and "--ID-Z--".
 */
static bool
modsec_marker(struct str text, struct str *id, char *section)
{
	size_t n;

	if (str_ends(text, STR_LIT("\r")))
		text.len--;
	if (text.len < 7 || !str_starts(text, STR_LIT("--")) ||
	    !str_ends(text, STR_LIT("--")) || text.p[text.len - 4] != '-')
		return false;
	*section = text.p[text.len - 3];
	*id = str_slice(text.p + 2, text.len - 6);
	for (n = 0; n < id->len; n++)
		if (!ascii_isalnum(id->p[n]))
			return false;
	return n >= 1 && n <= 63;
}

void
format_line_modsec(struct reader *r, const struct line *line)
{
	enum { TRANSACTION_LINES_MAX = 96 };
	struct str text = line->text, id = STR_NONE;
	char section = '\0';
	bool marker = modsec_marker(text, &id, &section);

	if (r->entry.lines == 0) {
		if (!marker || section != 'A')
			return;
		snprintf(r->key, sizeof(r->key), "%.*s", STR_FMT(id));
		entry_begin(r, text);
		return;
	}
	if (r->entry.lines >= TRANSACTION_LINES_MAX) {
		r->complaint = "ModSecurity transaction exceeded 96 lines; "
			       "discarding event";
		entry_drop(r);
		return;
	}
	/* What does not fit is left out whole, so that the end may fit. */
	if (line->discarded == 0 &&
	    r->entry.text.len + 1 + text.len <= READER_TEXT_MAX)
		entry_add(r, " ", text);
	else
		r->entry.lines++;
	if (marker && section == 'Z' && str_is(id, r->key))
		entry_finish(r);
}

/*
 * The reference's alerts.log (spec: notification, section 2). The lines of an
 * alert are kept as they are, one per line; a blank line after the log ends it.
 */
enum {
	ALERT_LINES_MAX = 30,
	ALERT_LOG_LINES_MAX = 20,
	ALERT_LOG_MAX = 1594,
	ALERT_TEXT_MAX = 2048,
	ALERT_LINE_MAX = 2047,
};

struct alert {
	struct str location, level, rule, comment, srcip, user;
	struct str log; /* its lines, each with its end */
	unsigned log_lines;
};

/* "Rule: 5710 (level 5) -> 'Attempt ...'" */
static bool
alert_rule(struct str text, struct alert *a)
{
	size_t at;

	if (!str_starts(text, STR_LIT("Rule: ")))
		return false;
	text = str_skip(text, 6);
	if ((at = str_find(text, STR_LIT(" (level "))) == SIZE_MAX)
		return false;
	a->rule = str_head(text, at);
	text = str_skip(text, at + 8);
	if ((at = str_find(text, STR_LIT(") -> '"))) == SIZE_MAX)
		return false;
	a->level = str_head(text, at);
	a->comment = str_skip(text, at + 6);
	if (str_ends(a->comment, STR_LIT("'")))
		a->comment.len--;
	return true;
}

/* Is it "Name: value" of the alert's own? The log comes behind those. */
static bool
alert_field(struct str text, struct alert *a)
{
	static const char *const names[] = { "Src IP: ", "User: ", "Src Port: ",
		"Dst IP: ", "Dst Port: ", "Src Location: ", "Dst Location: " };

	for (size_t i = 0; i < NELEM(names); i++) {
		struct str value;

		if (!str_starts(text, str_from(names[i])))
			continue;
		value = str_skip(text, strlen(names[i]));
		if (str_starts(value, STR_LIT("(no")))
			value = STR_NONE;
		if (i == 0)
			a->srcip = value;
		else if (i == 1)
			a->user = value;
		return true;
	}
	return false;
}

/* False: there is no log yet, or it is not an alert. */
static bool
alert_parse(struct str text, struct alert *a)
{
	static const size_t date = sizeof("2026 Nov 02 06:20:00 ") - 1;
	struct str line;

	*a = (struct alert){ 0 };
	if (!str_split(&text, '\n', &line) || !str_split(&text, '\n', &line) ||
	    line.len <= date)
		return false;
	a->location = str_skip(line, date);
	if (!str_split(&text, '\n', &line) || !alert_rule(line, a))
		return false;
	for (struct str rest = text; str_split(&rest, '\n', &line);) {
		if (a->log_lines == 0 && alert_field(line, a)) {
			text = rest;
			continue;
		}
		if (rest.p == NULL) /* behind the last line feed */
			break;
		if (a->log_lines++ < ALERT_LOG_LINES_MAX)
			a->log = str_slice(
			    text.p, (size_t)(line.p + line.len + 1 - text.p));
	}
	return a->log_lines != 0;
}

static void
alert_message(struct reader *r, const struct alert *a)
{
	struct buf *b = &r->done;

	buf_clear(b);
	buf_printf(b,
	    "ossec: Alert Level: %.*s; Rule: %.*s - %.*s; Location: %.*s;",
	    STR_FMT(a->level), STR_FMT(a->rule), STR_FMT(a->comment),
	    STR_FMT(a->location));
	if (a->srcip.p != NULL)
		buf_printf(b, " srcip: %.*s;", STR_FMT(a->srcip));
	if (a->user.p != NULL)
		buf_printf(b, " user: %.*s;", STR_FMT(a->user));
	buf_add_cstr(b, "  ");
	if (a->log_lines == 1) {
		buf_add_str(b, str_head(a->log, a->log.len - 1));
	} else {
		buf_add_str(b, str_head(a->log, ALERT_LOG_MAX));
		if (a->log.len > ALERT_LOG_MAX)
			buf_add_cstr(b, "...");
	}
	reader_pass(r, str_head(buf_str(b), ALERT_TEXT_MAX));
}

void
format_line_ossecalert(struct reader *r, const struct line *line)
{
	struct str text = str_head(line->text, ALERT_LINE_MAX);
	struct alert a;

	if (str_starts(text, STR_LIT("** Alert "))) {
		entry_begin(r, text);
		buf_add_char(&r->entry.text, '\n');
	} else if (r->entry.lines == 0) {
		return;
	} else if (text.len != 0) {
		if (r->entry.lines++ >= ALERT_LINES_MAX)
			return;
		buf_add_str(&r->entry.text, text);
		buf_add_char(&r->entry.text, '\n');
	} else if (alert_parse(buf_str(&r->entry.text), &a)) {
		alert_message(r, &a);
		entry_drop(r);
	}
}
