/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Formats where a line is a message, but not as it stands.
 */
#include "daemons/logcollector/format.h"

#include <stdio.h>

static struct str
skip_blanks(struct str s)
{
	while (s.len > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_skip(s, 1);
	return s;
}

/*
 * Nmap's grepable output; fields of a line are separated by tabs:
 *
 *	Host: 192.0.2.20 (name)<TAB>Ports: 22/open/tcp//ssh///, 25/closed/...
 */
static bool
open_port(struct str entry, struct str *port, struct str *proto)
{
	struct str state;

	entry = str_trim(entry);
	return str_split(&entry, '/', port) && str_split(&entry, '/', &state) &&
	    str_split(&entry, '/', proto) && str_is(state, "open");
}

static void
add_ports(struct buf *b, struct str list)
{
	enum { FIELD_MAX = 8, ROOM = 27 };
	struct str entry, port, proto;

	while (str_split(&list, ',', &entry)) {
		if (!open_port(entry, &port, &proto))
			continue;
		if (b->len + ROOM > READER_TEXT_MAX)
			return;
		buf_printf(b, " %.*s(%.*s)", STR_FMT(str_head(port, FIELD_MAX)),
		    STR_FMT(str_head(proto, FIELD_MAX)));
	}
}

void
format_line_nmapg(struct reader *r, const struct line *line)
{
	static const char bad[] = "bad formatted nmap grepable file";
	struct str rest = line->text, host, list;

	if (rest.len == 0 || rest.p[0] == '#')
		return;
	if (!str_starts(rest, STR_LIT("Host: ")) ||
	    !str_split(&rest, '\t', &host) ||
	    str_find(host, STR_LIT(" (")) == SIZE_MAX ||
	    !str_ends(host, STR_LIT(")")) || rest.p == NULL) {
		r->complaint = bad;
		return;
	}
	if (str_starts(rest, STR_LIT("Status:")))
		return;
	if (!str_starts(rest, STR_LIT("Ports:"))) {
		r->complaint = bad;
		return;
	}
	rest = str_skip(rest, sizeof("Ports:") - 1);
	buf_clear(&r->done);
	buf_add_str(&r->done, host);
	buf_add_cstr(&r->done, ", open ports:");
	if (str_split(&rest, '\t', &list)) /* "Ignored State:" may follow */
		add_ports(&r->done, list);
	reader_pass(r, buf_str(&r->done));
}

/*
 * MySQL's general query log: "YYMMDD HH:MM:SS" (a blank for the first digit of
 * the hour) or, since 5.7, an ISO time starts a line; old servers indent the
 * following lines of the same second. Lines of another kind belong to the text
 * of a statement and are dropped.
 */
static size_t
mysql_time(struct str s)
{
	size_t len;

	/* The line feed counts in the reference's 18. */
	if (s.len >= 18 &&
	    (format_looks_like(s, "000000 00:00:00") ||
		format_looks_like(s, "000000  0:00:00")))
		return 15;
	if (!format_looks_like(s, "0000-00-00T00:00:00"))
		return 0;
	for (len = 19; len < s.len && len < 40; len++)
		if (s.p[len] == ' ' || s.p[len] == '\t')
			return len;
	return 0;
}

void
format_line_mysql(struct reader *r, const struct line *line)
{
	struct str text = line->text;
	size_t time = mysql_time(text);

	if (time != 0) {
		snprintf(r->key, sizeof(r->key), "%.*s", (int)time, text.p);
		text = str_skip(text, time);
	} else if (text.len < 10 || r->key[0] == '\0' ||
	    !str_starts(text, STR_LIT("\t\t      "))) {
		return;
	}
	buf_clear(&r->done);
	buf_printf(&r->done, "MySQL log: %s ", r->key);
	buf_add_str(&r->done, skip_blanks(text));
	reader_pass(r, buf_str(&r->done));
}

/*
 * multilog of daemontools writes .../PROGRAM/current: "@", a time as 24
 * hexadecimal digits (TAI64N), a blank, the text.
 */
const char *
format_check_djb(struct reader *r, const char *path)
{
	static const struct str name = STR_LIT("/current");
	struct str dir = str_from(path);
	size_t begin;

	if (!str_ends(dir, name))
		return "djb-multilog needs a path like "
		       "/service/PROGRAM/current";
	dir.len -= name.len;
	for (begin = dir.len; begin > 0 && dir.p[begin - 1] != '/'; begin--)
		;
	if (begin == 0 || begin == dir.len)
		return "djb-multilog needs a path like "
		       "/service/PROGRAM/current";
	r->program = str_skip(dir, begin);
	return NULL;
}

void
format_line_djb(struct reader *r, const struct line *line)
{
	static const char month[12][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct str text;

	if (!format_looks_like(line->text, "@xxxxxxxxxxxxxxxxxxxxxxxx "))
		return;
	text = str_skip(line->text, 26);
	if (line->text.len > 44 &&
	    format_looks_like(text, "*** ** **:**:** ")) {
		reader_pass(r, str_skip(text, 16));
		return;
	}
	buf_clear(&r->done);
	buf_printf(&r->done, "%s %02d %02d:%02d:%02d %.*s %.*s: ",
	    month[(unsigned)r->now.tm_mon % 12], r->now.tm_mday, r->now.tm_hour,
	    r->now.tm_min, r->now.tm_sec, STR_FMT(r->host),
	    STR_FMT(r->program));
	buf_add_str(&r->done, text);
	reader_pass(r, buf_str(&r->done));
}
