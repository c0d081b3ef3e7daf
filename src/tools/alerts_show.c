/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/alerts_show.h"

/* From this level on. */
static const struct {
	uint64_t level;
	const char *on;
} colours[] = {
	{ 12, "\033[1;37;41m" }, /* white on red */
	{ 10, "\033[1;31m" },    /* red */
	{ 7, "\033[1;33m" },     /* yellow */
	{ 4, "\033[1;36m" },     /* cyan */
	{ 0, "\033[1m" },
};
#define DIM "\033[2m"
#define OFF "\033[0m"

/* Bytes of the character that s begins with; 0: not UTF-8, or one that steers
 * a terminal (C0, DEL, C1). */
static size_t
harmless(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (c < 0x20 || c == 0x7f)
		return 0;
	if (c < 0x80)
		return 1;
	if (n > s.len || !str_utf8_valid(str_head(s, n)) ||
	    (c == 0xc2 && (unsigned char)s.p[1] < 0xa0))
		return 0;
	return n;
}

static void
add_clean(struct buf *b, struct str s)
{
	while (s.len > 0) {
		size_t n = harmless(s);

		if (s.p[0] == '\t')
			buf_add_char(b, ' ');
		else if (n == 0)
			buf_printf(b, "\\x%02x", (unsigned char)s.p[0]);
		else
			buf_add(b, s.p, n);
		s = str_skip(s, n > 0 ? n : 1);
	}
}

static void
add_field(struct buf *b, const char *label, struct str value)
{
	if (value.p == NULL)
		return;
	buf_add_cstr(b, label);
	add_clean(b, value);
}

static void
add_headline(struct buf *b, const struct alert_block *a, bool colour)
{
	size_t i = 0;

	while (a->level < colours[i].level)
		i++;
	if (colour)
		buf_add_cstr(b, colours[i].on);
	add_clean(b, a->date);
	buf_printf(b, "  level %2llu  rule %llu  ",
	    (unsigned long long)a->level, (unsigned long long)a->rule);
	add_clean(b, a->description);
	if (colour)
		buf_add_cstr(b, OFF);
	buf_add_char(b, '\n');
}

static void
add_origin(struct buf *b, const struct alert_block *a)
{
	buf_add_cstr(b, "    ");
	add_clean(b, a->origin);
	add_field(b, "  from ", a->srcip);
	add_field(b, " port ", a->srcport);
	add_field(b, "  to ", a->dstip);
	add_field(b, " port ", a->dstport);
	add_field(b, "  user ", a->user);
	buf_add_char(b, '\n');
}

static void
add_log(struct buf *b, struct str log)
{
	struct str line;
	size_t more = 0;

	if (!str_split(&log, '\n', &line) || line.len == 0)
		return;
	buf_add_cstr(b, "    ");
	add_clean(b, line);
	buf_add_char(b, '\n');
	while (str_split(&log, '\n', &line))
		more++;
	if (more > 0)
		buf_printf(b, "    ... and %zu more line%s\n", more,
		    more == 1 ? "" : "s");
}

void
alerts_show(struct buf *b, const struct alert_block *a, bool colour)
{
	add_headline(b, a, colour);
	if (colour)
		buf_add_cstr(b, DIM);
	add_origin(b, a);
	if (colour)
		buf_add_cstr(b, OFF);
	add_log(b, a->log);
}
