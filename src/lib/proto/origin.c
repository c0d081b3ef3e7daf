/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/origin.h"

static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

const char *
origin_month(const struct tm *tm)
{
	return tm->tm_mon >= 0 && tm->tm_mon < 12 ? months[tm->tm_mon] : "???";
}

static void
add_two(struct buf *b, int n, char before)
{
	char text[3] = { before, (char)('0' + n / 10 % 10),
		(char)('0' + n % 10) };

	buf_add(b, text, sizeof(text));
}

void
origin_add_date(struct buf *b, const struct tm *tm)
{
	buf_add_i64(b, tm->tm_year + 1900);
	buf_add_char(b, ' ');
	buf_add_cstr(b, origin_month(tm));
	add_two(b, tm->tm_mday, ' ');
	add_two(b, tm->tm_hour, ' ');
	add_two(b, tm->tm_min, ':');
	add_two(b, tm->tm_sec, ':');
}

void
origin_add_clean(struct buf *b, struct str s)
{
	size_t at = b->len;

	buf_add_str(b, s);
	for (; at < b->len; at++)
		if ((unsigned char)b->p[at] < 0x20 || b->p[at] == 0x7f)
			b->p[at] = '?';
}

void
origin_add(struct buf *b, const struct event *ev)
{
	if (!str_eq(ev->hostname, ev->location)) {
		origin_add_clean(b, ev->hostname);
		buf_add_cstr(b, "->");
	}
	origin_add_clean(b, ev->location);
}

struct str
origin_agent_name(const struct event *ev)
{
	struct str host = ev->hostname;
	size_t close;

	if (!str_starts(host, STR_LIT("(")))
		return host;
	close = str_chr(host, ')');
	if (close == SIZE_MAX)
		return host;
	return str_skip(str_head(host, close), 1);
}

struct str
origin_agent_ip(const struct event *ev)
{
	struct str host = ev->hostname;
	size_t at;

	if (!str_starts(host, STR_LIT("(")) ||
	    (at = str_find(host, STR_LIT(") "))) == SIZE_MAX)
		return STR_NONE;
	host = str_skip(host, at + 2);
	at = str_chr(host, '-');
	return at == SIZE_MAX ? STR_NONE : str_head(host, at);
}

struct str
origin_logfile(const struct event *ev)
{
	size_t at = str_chr(ev->location, '>');

	return at == SIZE_MAX ? ev->location : str_skip(ev->location, at + 1);
}
