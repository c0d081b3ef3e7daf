/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/queue_line.h"

#include "lib/base/err.h"

/* Position of the ':' that ends the location, or SIZE_MAX. An agent's address
 * may be IPv6, so there the search starts behind the arrow; what the agent
 * calls its location is cut at its first colon (C:\x.log at C). */
static size_t
location_end(struct str s)
{
	size_t arrow, colon;

	if (s.len == 0 || s.p[0] != '(')
		return str_chr(s, ':');
	arrow = str_find(s, STR_LIT("->"));
	if (arrow == SIZE_MAX)
		return SIZE_MAX;
	colon = str_chr(str_skip(s, arrow), ':');
	return colon == SIZE_MAX ? SIZE_MAX : arrow + colon;
}

/* Locations become file names and keys elsewhere. */
static bool
leaves_directory(struct str location)
{
	struct str rest = location;

	if (str_is(location, "..") || str_starts(location, STR_LIT("../")))
		return true;
	for (;;) {
		size_t at = str_find(rest, STR_LIT("/.."));

		if (at == SIZE_MAX)
			return false;
		rest = str_skip(rest, at + 3);
		if (rest.len == 0 || rest.p[0] == '/')
			return true;
	}
}

int
queue_line_parse(struct str datagram, struct queue_line *out)
{
	struct str s = str_head(datagram, QUEUE_LINE_MAX);
	size_t end = str_chr(s, '\0');
	struct queue_line q;

	s = str_head(s, end);
	if (s.len < QUEUE_LINE_MIN)
		return OS_ERR_LIMIT;
	q.id = s.p[0];
	s = str_skip(s, 2); /* the second byte is not looked at */
	end = location_end(s);
	if (end == SIZE_MAX)
		return OS_ERR_NOTFOUND;
	q.location = str_head(s, end);
	q.text = str_skip(s, end + 1);
	if (leaves_directory(q.location))
		return OS_ERR_REFUSED;
	*out = q;
	return OS_OK;
}

int
queue_line_compose(struct buf *b, char id, struct str location, struct str text)
{
	size_t head = location.len + 3; /* id and two colons */

	if (head >= QUEUE_LINE_MAX)
		return OS_ERR_LIMIT;
	buf_add_char(b, id);
	buf_add_char(b, ':');
	buf_add_str(b, location);
	buf_add_char(b, ':');
	buf_add_str(b, str_head(text, QUEUE_LINE_MAX - head));
	buf_add_char(b, '\0');
	return OS_OK;
}

int
queue_line_compose_agent(struct buf *b, struct str source, struct str payload)
{
	struct str own, text;
	size_t start = b->len, colon;

	if (str_starts(payload, STR_LIT("keepalive")))
		return OS_ERR_REFUSED;
	if (payload.len < 3 || payload.p[1] != ':')
		return OS_ERR_FORMAT;
	own = str_skip(payload, 2);
	if ((colon = str_chr(own, ':')) == SIZE_MAX)
		return OS_ERR_FORMAT;
	text = str_skip(own, colon + 1);
	own = str_head(own, colon);
	/* room for id, colons and arrow; the text gives way, not the name */
	if (source.len + own.len + 5 >= QUEUE_LINE_MAX)
		return OS_ERR_LIMIT;
	buf_add_char(b, payload.p[0]);
	buf_add_char(b, ':');
	buf_add_str(b, source);
	buf_add_cstr(b, "->");
	buf_add_str(b, own);
	buf_add_char(b, ':');
	buf_add_str(b, str_head(text, QUEUE_LINE_MAX - (b->len - start)));
	buf_add_char(b, '\0');
	return OS_OK;
}
