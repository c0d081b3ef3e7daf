/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "daemons/logcollector/source_journald.h"
#include "lib/base/buf.h"
#include "lib/port/port_time.h"

/* Control characters that would end or hide part of a line. */
static void
add_flat(struct buf *b, struct str s)
{
	size_t at = b->len;

	while (s.len > 0 && (s.p[s.len - 1] == '\n' || s.p[s.len - 1] == '\r'))
		s.len--;
	buf_add_str(b, s);
	for (; at < b->len; at++)
		if (b->p[at] == '\n' || b->p[at] == '\0')
			b->p[at] = ' ';
}

void
journal_format(struct buf *b, int64_t usec, struct str host, struct str ident,
    struct str message)
{
	struct tm tm;
	long zone;

	port_localtime(usec / 1000000, &tm);
	zone = labs(tm.tm_gmtoff) / 60;
	buf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d%c%02ld:%02ld ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, tm.tm_gmtoff < 0 ? '-' : '+', zone / 60, zone % 60);
	add_flat(b, host);
	buf_add_char(b, ' ');
	add_flat(b, ident);
	buf_add_cstr(b, ": ");
	add_flat(b, message);
}
