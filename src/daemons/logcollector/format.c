/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/format.h"

/* One line, one message; nothing is looked at, empty lines go too. */
static void
line_whole(struct reader *r, const struct line *line)
{
	reader_pass(r, line->text);
}

static const struct format formats[] = {
	{ "syslog", '1', line_whole },
	{ "generic", '1', line_whole },
	{ "snort-fast", '1', line_whole },
	{ "apache", '1', line_whole },
	{ "iis", '1', line_whole },
	{ "squid", '1', line_whole },
	{ "syslog-pipe", '1', line_whole },
	{ "snort-full", '1', format_line_snort_full, .whole_only = true },
	{ "mysql_log", 'a', format_line_mysql },
	{ "mssql_log", '1', format_line_mssql, .ends_when_quiet = true },
	{ "postgresql_log", 'b', format_line_postgresql,
	    .ends_when_quiet = true },
	{ "nmapg", '3', format_line_nmapg },
	/* documented as syslog, but the reference sends it as MySQL */
	{ "djb-multilog", 'a', format_line_djb, .dated = true,
	    .check = format_check_djb },
	{ "multi-line", '1', format_line_group },
	{ "multi-line_indented", '1', format_line_indented,
	    .ends_when_quiet = true },
	{ "ossecalert", '1', format_line_ossecalert, .whole_only = true },
	/* The records of an event leave the kernel together. */
	{ "audit", '1', format_line_audit, .ends_when_quiet = true,
	    .quiet_ms = 200 },
	{ "modsec-audit", '1', format_line_modsec, .whole_only = true },
};

const struct format *
format_find(struct str text)
{
	size_t colon = str_chr(text, ':');
	struct str name = str_trim(str_head(text, colon));

	for (size_t i = 0; i < NELEM(formats); i++)
		if (str_is(name, formats[i].name))
			return &formats[i];
	return NULL;
}

bool
format_looks_like(struct str s, const char *picture)
{
	size_t i;

	for (i = 0; picture[i] != '\0'; i++) {
		if (i >= s.len)
			return false;
		switch (picture[i]) {
		case '*':
			break;
		case '0':
			if (!ascii_isdigit(s.p[i]))
				return false;
			break;
		case 'x':
			if (!ascii_isdigit(s.p[i]) &&
			    (ascii_lower(s.p[i]) < 'a' ||
				ascii_lower(s.p[i]) > 'f'))
				return false;
			break;
		default:
			if (s.p[i] != picture[i])
				return false;
		}
	}
	return true;
}

void
reader_init(struct reader *r, const struct format *format)
{
	*r = (struct reader){ .format = format };
}

void
reader_free(struct reader *r)
{
	buf_free(&r->entry.text);
	buf_free(&r->done);
	*r = (struct reader){ .format = r->format };
}

static void
update_safe(struct reader *r)
{
	r->safe = r->entry.lines != 0 ? r->entry.start : r->line_end;
}

void
reader_line(struct reader *r, const struct line *line, uint64_t start)
{
	r->complaint = NULL;
	r->line_start = start;
	r->line_end = start + line->taken;
	r->format->line(r, line);
	update_safe(r);
}

void
reader_quiet(struct reader *r, bool end)
{
	if (r->message.p != NULL || r->entry.lines == 0)
		return;
	if (!r->format->ends_when_quiet && !end)
		return;
	r->complaint = NULL;
	r->state = 0;
	if (r->format->whole_only) {
		r->complaint = "file ends within an entry, which is dropped";
		entry_drop(r);
	}
	entry_finish(r);
	update_safe(r);
}

void
reader_taken(struct reader *r)
{
	r->message = STR_NONE;
}

void
reader_restart(struct reader *r, uint64_t next_at)
{
	entry_drop(r);
	r->message = STR_NONE;
	r->state = 0;
	r->line_start = r->line_end = r->safe = next_at;
}

void
entry_begin(struct reader *r, struct str text)
{
	buf_clear(&r->entry.text);
	buf_add_str(&r->entry.text, str_head(text, READER_TEXT_MAX));
	r->entry.cut = text.len > READER_TEXT_MAX;
	r->entry.start = r->line_start;
	r->entry.lines = 1;
}

void
entry_add(struct reader *r, const char *separator, struct str text)
{
	struct buf *b = &r->entry.text;
	size_t room = READER_TEXT_MAX - b->len, sep = strlen(separator);

	r->entry.lines++;
	if (sep + text.len > room)
		r->entry.cut = true;
	if (sep >= room)
		return;
	buf_add_cstr(b, separator);
	buf_add_str(b, str_head(text, room - sep));
}

void
entry_drop(struct reader *r)
{
	buf_clear(&r->entry.text);
	r->entry.lines = 0;
	r->entry.cut = false;
}

void
entry_finish(struct reader *r)
{
	struct buf text = r->done;

	if (r->entry.lines == 0)
		return;
	r->done = r->entry.text;
	r->entry.text = text;
	if (r->entry.cut && r->complaint == NULL)
		r->complaint = "entry longer than a message, the end is cut";
	r->message = buf_str(&r->done);
	entry_drop(r);
}

void
reader_pass(struct reader *r, struct str text)
{
	r->message = text;
}
