/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/queue_line.h"

#include <stdlib.h>

#include "check.h"
#include "lib/base/err.h"

/* analysis-events, sections 2 and 3 */
TEST(forms)
{
	static const struct {
		const char *in;
		int result;
		const char *location, *text;
	} rows[] = {
		{ "1:/var/log/messages:hello", 0, "/var/log/messages",
		    "hello" },
		{ "1:/var/log/messages:", 0, "/var/log/messages", "" },
		{ "1::x:y", 0, "", "x:y" },
		{ "1xloc:text", 0, "loc", "text" },
		{ "1:(web01) 10.0.0.5->/var/log/a:m:n", 0,
		    "(web01) 10.0.0.5->/var/log/a", "m:n" },
		{ "1:(web01) fe80::1->/var/log/a:m", 0,
		    "(web01) fe80::1->/var/log/a", "m" },
		{ "1:(ag) ip->C:\\x.log:text", 0, "(ag) ip->C",
		    "\\x.log:text" },
		{ "1:(ag) ip/var/log:text", OS_ERR_NOTFOUND, NULL, NULL },
		{ "1:(ag) ip->/var/log", OS_ERR_NOTFOUND, NULL, NULL },
		{ "1:C:\\x.log:text", 0, "C", "\\x.log:text" },
		{ "1:no colon", OS_ERR_NOTFOUND, NULL, NULL },
		{ "", OS_ERR_LIMIT, NULL, NULL },
		{ "1:a", OS_ERR_LIMIT, NULL, NULL },
		{ "1:a:", 0, "a", "" },
		{ "1:..:text", OS_ERR_REFUSED, NULL, NULL },
		{ "1:../x:text", OS_ERR_REFUSED, NULL, NULL },
		{ "1:/a/../b:text", OS_ERR_REFUSED, NULL, NULL },
		{ "1:/a/..:text", OS_ERR_REFUSED, NULL, NULL },
		{ "1:/a/..b/../c:text", OS_ERR_REFUSED, NULL, NULL },
		{ "8:(ag) ip->../../x:text", OS_ERR_REFUSED, NULL, NULL },
		{ "8:(ag) ip->x/..:text", OS_ERR_REFUSED, NULL, NULL },
		{ "1:/a/..b:text", 0, "/a/..b", "text" },
		{ "1:..a:text", 0, "..a", "text" },
		{ "1:a..:text", 0, "a..", "text" },
	};

	for (size_t i = 0; i < NELEM(rows); i++) {
		struct queue_line q = { 0 };

		CHECK_INT(queue_line_parse(str_from(rows[i].in), &q),
		    rows[i].result, i);
		if (rows[i].result != 0)
			continue;
		CHECK_INT(q.id, rows[i].in[0], i);
		CHECK_STR(q.location, rows[i].location, i);
		CHECK_STR(q.text, rows[i].text, i);
	}
}

TEST(nul_ends_the_message)
{
	struct queue_line q;

	CHECK_INT(queue_line_parse(STR_LIT("1:a:bc\0def"), &q), 0, -1);
	CHECK_STR(q.text, "bc", -1);
	CHECK_INT(queue_line_parse(STR_LIT("1:\0a:bc"), &q), OS_ERR_LIMIT, -1);
}

TEST(longer_than_read_is_cut)
{
	char line[QUEUE_LINE_MAX + 500];
	struct queue_line q;

	memset(line, 'x', sizeof(line));
	memcpy(line, "1:a:", 4);
	CHECK_INT(queue_line_parse(str_slice(line, sizeof(line)), &q), 0, -1);
	CHECK_INT(q.text.len, QUEUE_LINE_MAX - 4, -1);
}

TEST(compose_is_read_back)
{
	struct buf b = { 0 };
	struct queue_line q;

	CHECK_INT(
	    queue_line_compose(&b, '2', STR_LIT("10.0.0.1"), STR_LIT("a:b")), 0,
	    -1);
	CHECK_INT(b.len, sizeof("2:10.0.0.1:a:b"), -1);
	CHECK_INT(b.p[b.len - 1], 0, -1);
	CHECK_INT(queue_line_parse(buf_str(&b), &q), 0, -1);
	CHECK_STR(q.location, "10.0.0.1", -1);
	CHECK_STR(q.text, "a:b", -1);
	buf_free(&b);
}

TEST(compose_is_bounded)
{
	char big[QUEUE_LINE_SENT_MAX + 10];
	struct buf b = { 0 };
	struct str s;

	memset(big, 'x', sizeof(big));
	s = str_slice(big, sizeof(big));
	CHECK_INT(queue_line_compose(&b, '1', STR_LIT("a"), s), 0, -1);
	CHECK_INT(b.len, QUEUE_LINE_SENT_MAX, -1);
	buf_clear(&b);
	CHECK_INT(
	    queue_line_compose(&b, '1', s, STR_LIT("a")), OS_ERR_LIMIT, -1);
	CHECK_INT(b.len, 0, -1);
	buf_free(&b);
}

TEST(compose_for_an_agent)
{
	struct buf b = { 0 };

	CHECK_INT(queue_line_compose_agent(&b, STR_LIT("(web01) 10.0.0.5"),
		      STR_LIT("1:/var/log/messages:text: more")),
	    0, -1);
	CHECK_STR(str_head(buf_str(&b), b.len - 1),
	    "1:(web01) 10.0.0.5->/var/log/messages:text: more", -1);
	buf_clear(&b);
	CHECK_INT(queue_line_compose_agent(
		      &b, STR_LIT("(w) 1"), STR_LIT("keepalive x:y")),
	    OS_ERR_REFUSED, -1);
	CHECK_INT(
	    queue_line_compose_agent(&b, STR_LIT("(w) 1"), STR_LIT("1:no end")),
	    OS_ERR_FORMAT, -1);
	CHECK_INT(b.len, 0, -1);
	buf_free(&b);
}
