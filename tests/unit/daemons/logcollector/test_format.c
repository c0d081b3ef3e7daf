/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line splitter and the worked examples of every format (spec:
 * logcollector, sections 7 and 8), each in pieces of several sizes.
 */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemons/logcollector/format.h"

/* Messages, each followed by "|", complaints as "!text|". */
static void
take(struct reader *r, struct buf *out)
{
	if (r->message.p != NULL) {
		buf_add_str(out, r->message);
		buf_add_char(out, '|');
		reader_taken(r);
	}
	if (r->complaint != NULL)
		buf_printf(out, "!%s|", r->complaint);
	r->complaint = NULL;
}

static void
feed(struct reader *r, struct lines *l, struct str bytes, size_t piece,
    uint64_t *at, struct buf *out)
{
	char *copy = xmalloc(bytes.len + 1);

	for (size_t done = 0; done < bytes.len;) {
		size_t n = bytes.len - done < piece ? bytes.len - done : piece;
		struct line line;
		char *p = copy;

		memcpy(copy, bytes.p + done, n);
		done += n;
		while (lines_next(l, &p, &n, &line)) {
			reader_line(r, &line, *at);
			*at += line.taken;
			take(r, out);
		}
	}
	free(copy);
}

static const struct {
	const char *format;
	const char *path;
	const char *bytes;
	const char *messages;
	/* what is added when nothing more comes, and at the end */
	const char *quiet, *end;
} rows[] = {
	{ "syslog", "F", "Nov 22 06:16:49 web1 sshd[12]: Failed\n",
	    "Nov 22 06:16:49 web1 sshd[12]: Failed|", "", "" },
	{ "syslog", "F", "\n# comment\nabc\r\nhalf", "|# comment|abc\r|", "",
	    "" },
	{ "snort-fast", "F", "a\nb\n", "a|b|", "", "" },
	{ "snort-full", "F",
	    "[**] [1:469:3] ICMP PING NMAP [**]\n"
	    "[Classification: Attempted Information Leak] [Priority: 2] \n"
	    "07/11-13:20:04.000000 192.0.2.9 -> 192.0.2.1\n"
	    "ICMP TTL:40 TOS:0x0 ID:1\n\n",
	    "[**] [1:469:3] ICMP PING NMAP [**][Classification: Attempted "
	    "Information Leak] [Priority: 2] 192.0.2.9 -> 192.0.2.1|",
	    "", "" },
	{ "snort-full", "F",
	    "[**] [1:1:1] a [**]\n[Priority: 1] \n07/11-13:20:04.0 x -> y\n"
	    "[**] [1:1:1] b [**]\n07/11-13:20:04.0 x -> y\n"
	    "[**] [1:1:1] c [**]\nwhat?\n07/11-13:20:04.0 x -> y\n"
	    "[**] [1:1:1] d [**]\n",
	    "[**] [1:1:1] a [**][Classification: Preprocessor] [Priority: 3] x "
	    "-> y|"
	    "[**] [1:1:1] b [**][Classification: Preprocessor] [Priority: 3] x "
	    "-> y|"
	    "!bad formatted snort full file|",
	    "", "!file ends within an entry, which is dropped|" },
	{ "mysql_log", "F",
	    "070823 21:01:30\t     14 Connect\troot@localhost on db\n"
	    "\t\t      15 Query    select 1\ngarbage\n",
	    "MySQL log: 070823 21:01:30 14 Connect\troot@localhost on db|"
	    "MySQL log: 070823 21:01:30 15 Query    select 1|",
	    "", "" },
	{ "mysql_log", "F",
	    "\t\t      15 Query    no time yet\n"
	    "070823  1:01:30\t     14 Quit\t\n"
	    "2023-11-22T06:16:49.123456Z\t   14 Query\tselect 2\n",
	    "MySQL log: 070823  1:01:30 14 Quit\t|"
	    "MySQL log: 2023-11-22T06:16:49.123456Z 14 Query\tselect 2|",
	    "", "" },
	{ "mssql_log", "F",
	    "2009-03-25 04:47:30.01 Server      Microsoft SQL Server\n"
	    "\tCopyright (c)\n\n2009-03-25 04:47:31.00 spid5s     next\n",
	    "2009-03-25 04:47:30.01 Server      Microsoft SQL Server "
	    "\tCopyright (c)|",
	    "2009-03-25 04:47:31.00 spid5s     next|", "" },
	{ "postgresql_log", "F",
	    "dropped\n[2007-08-31 18:37:09.454 ADT] 192.0.2.99: LOG:  "
	    "statement: SELECT 1 \n\t  FROM t\n\tWHERE x=1\ndropped\n",
	    "",
	    "[2007-08-31 18:37:09.454 ADT] 192.0.2.99: LOG:  statement: SELECT "
	    "1  \t  FROM t \tWHERE x=1|",
	    "" },
	{ "nmapg", "F",
	    "# Nmap 4.11 scan\n\nHost: 192.0.2.20 (host.example)\tStatus: Up\n"
	    "Host: 192.0.2.20 (host.example)\tPorts: 22/open/tcp//ssh///, "
	    "25/closed/tcp//smtp///, 53/open/udp//domain///\tIgnored "
	    "State: closed (99)\nHost: what\n",
	    "Host: 192.0.2.20 (host.example), open ports: 22(tcp) 53(udp)|"
	    "!bad formatted nmap grepable file|",
	    "", "" },
	{ "djb-multilog", "/service/mysvc/current",
	    "@400000004d3c7b2a1f0e8c64 hello from daemon\nno label\n"
	    "@400000004d3c7b2a1f0e8c64 Nov 22 06:00:00 host1 prog[3]: text\n",
	    "Nov 02 06:16:49 vm mysvc: hello from daemon|host1 prog[3]: text|",
	    "", "" },
	{ "multi-line:3", "F", "a1\na2\na3\nb1\nb2\nb3\nc1\n",
	    "a1 a2 a3|b1 b2 b3|", "", "c1|" },
	{ "multi-line: 1", "F", "a\nb\n", "a|b|", "", "" },
	{ "multi-line:", "F", "a\nb\n", "a|b|", "", "" },
	{ "multi-line_indented", "F",
	    "head one\n  cont a\n\tcont b\n\nnext\n lone\n\n indented\n",
	    "head one   cont a \tcont b|next  lone|", " indented|", "" },
	{ "audit", "F",
	    "type=SYSCALL msg=audit(1466761243.428:1): arch=c000003e\n"
	    "type=CWD msg=audit(1466761243.428:1):  cwd=\"/root\"\n"
	    "type=PATH msg=audit(1466761243.428:2): item=0 name=\"/x\"\n",
	    "type=SYSCALL msg=audit(1466761243.428:1): arch=c000003e type=CWD "
	    "msg=audit(1466761243.428:1):  cwd=\"/root\"|",
	    "type=PATH msg=audit(1466761243.428:2): item=0 name=\"/x\"|", "" },
	{ "audit", "F",
	    "type=A msg=audit(1.1:1): x\nbad\n"
	    "type=A msg=audit(1.1:11): y\ntype=A msg=audit(1.1:1): z\n",
	    "type=A msg=audit(1.1:1): x|"
	    "!discarding audit message because of invalid syntax|"
	    "type=A msg=audit(1.1:11): y|",
	    "type=A msg=audit(1.1:1): z|", "" },
	{ "modsec-audit", "F",
	    "outside\n--abcd1234-A--\n[stamp] tx 192.0.2.1 1 192.0.2.2 80\n"
	    "--abcd1234-B--\nGET / HTTP/1.1\n\n--other-Z--\n--abcd1234-Z--\r\n"
	    "--abcd1234-B--\n--x-A--\n",
	    "--abcd1234-A-- [stamp] tx 192.0.2.1 1 192.0.2.2 80 "
	    "--abcd1234-B-- GET / HTTP/1.1  --other-Z-- --abcd1234-Z--\r|",
	    "", "!file ends within an entry, which is dropped|" },
	{ "ossecalert", "F",
	    "** Alert 1795328400.100: mail  - syslog,sshd,\n"
	    "2026 Nov 02 06:20:00 web1->/var/log/messages\n"
	    "Rule: 1002 (level 2) -> 'Unknown problem.'\n"
	    "Src IP: 192.0.2.4\nSrc Port: 4022\nUser: bob\n\n"
	    "Nov 22 error\n\n"
	    "** Alert 1795328400.200: - x,\n"
	    "2026 Nov 02 06:20:00 web1->F\n"
	    "Rule: 7 (level 1) -> 'Two'\nSrc IP: (none)\nl1\nUser: l2\n\n"
	    "** Alert 1: x\nnot an alert\n\n",
	    "ossec: Alert Level: 2; Rule: 1002 - Unknown problem.; Location: "
	    "web1->/var/log/messages; srcip: 192.0.2.4; user: bob;  Nov 22 "
	    "error|"
	    "ossec: Alert Level: 1; Rule: 7 - Two; Location: web1->F;  "
	    "l1\nUser: l2\n|",
	    "", "!file ends within an entry, which is dropped|" },
};

static void
start(struct reader *r, size_t row)
{
	struct str text = str_from(rows[row].format);
	size_t colon = str_chr(text, ':');

	reader_init(r, format_find(text));
	if (colon != SIZE_MAX)
		r->group_lines = (unsigned)atoi(text.p + colon + 1);
	r->host = STR_LIT("vm");
	r->now = (struct tm){ .tm_mon = 10,
		.tm_mday = 2,
		.tm_hour = 6,
		.tm_min = 16,
		.tm_sec = 49 };
	if (r->format->check != NULL)
		CHECK_ROW(r->format->check(r, rows[row].path) == NULL, row);
}

TEST(worked_examples)
{
	static const size_t pieces[] = { 100000, 1, 2, 3, 7, 64 };

	for (size_t i = 0; i < NELEM(rows); i++) {
		for (size_t k = 0; k < NELEM(pieces); k++) {
			struct lines l = { 0 };
			struct buf out = { 0 };
			struct reader r;
			uint64_t at = 0;

			start(&r, i);
			feed(&r, &l, str_from(rows[i].bytes), pieces[k], &at,
			    &out);
			CHECK_STR(buf_str(&out), rows[i].messages, i);
			buf_clear(&out);
			reader_quiet(&r, false);
			take(&r, &out);
			CHECK_STR(buf_str(&out), rows[i].quiet, i);
			buf_clear(&out);
			reader_quiet(&r, true);
			take(&r, &out);
			CHECK_STR(buf_str(&out), rows[i].end, i);
			CHECK_INT(r.safe, at, i);
			reader_free(&r);
			lines_free(&l);
			buf_free(&out);
		}
	}
}

/* Reading again from r.safe gives what was not taken, wherever one stops. */
TEST(safe_position)
{
	for (size_t i = 0; i < NELEM(rows); i++) {
		struct str all = str_from(rows[i].bytes);

		/* the time of the last line is not part of the position */
		if (str_is(str_from(rows[i].format), "mysql_log"))
			continue;
		for (size_t stop = 0; stop <= all.len; stop++) {
			struct buf out = { 0 };
			uint64_t at = 0;

			for (int run = 0; run < 2; run++) {
				struct lines l = { 0 };
				struct reader r;
				size_t to = run == 0 ? stop : all.len;

				start(&r, i);
				feed(&r, &l,
				    str_slice(all.p + at, to - (size_t)at),
				    1000, &(uint64_t){ at }, &out);
				at = run == 0 && stop > 0 ? r.safe : at;
				reader_free(&r);
				lines_free(&l);
			}
			CHECK_STR(buf_str(&out), rows[i].messages, i);
			buf_free(&out);
		}
	}
}

TEST(line_lengths)
{
	static const struct {
		size_t len, kept, discarded;
	} c[] = { { 0, 0, 0 }, { 5886, 5886, 0 }, { 5887, 5887, 0 },
		{ 5888, 5887, 1 }, { 7003, 5887, 1116 },
		{ 200000, 5887, 194113 } };
	static const size_t pieces[] = { 1, 5887, 5888, 1 << 20 };

	for (size_t i = 0; i < NELEM(c) * NELEM(pieces); i++) {
		size_t row = i / NELEM(pieces), left = c[row].len + 3;
		char *bytes = xmalloc(left), *at = bytes;
		struct lines l = { 0 };
		struct line line;
		size_t got = 0;

		memset(bytes, 'x', left);
		memcpy(bytes + c[row].len, "\ny\n", 3);
		while (left > 0) {
			size_t piece = pieces[i % NELEM(pieces)];
			size_t n = left < piece ? left : piece;

			left -= n;
			while (lines_next(&l, &at, &n, &line)) {
				size_t w = got++ == 0 ? c[row].len : 1;

				CHECK_INT(line.text.len,
				    got == 1 ? c[row].kept : 1, row);
				CHECK_INT(line.discarded,
				    got == 1 ? c[row].discarded : 0, row);
				CHECK_INT(line.taken, w + 1, row);
			}
		}
		CHECK_INT(got, 2, row);
		lines_free(&l);
		free(bytes);
	}
}

TEST(nul_is_a_space)
{
	for (size_t piece = 1; piece < 12; piece++) {
		char bytes[] = "a\0\0b\0\n\0\n\0";
		struct lines l = { 0 };
		struct buf out = { 0 };
		struct line line;
		char *p = bytes;

		for (size_t left = sizeof(bytes) - 1; left > 0;) {
			size_t n = left < piece ? left : piece;

			left -= n;
			while (lines_next(&l, &p, &n, &line))
				buf_printf(&out, "%.*s|", STR_FMT(line.text));
		}
		CHECK_STR(buf_str(&out), "a  b | |", piece);
		CHECK(lines_rest(&l, &line));
		CHECK_STR(line.text, " ", piece);
		CHECK(!lines_rest(&l, &line));
		lines_free(&l);
		buf_free(&out);
	}
}

TEST(entry_limit)
{
	struct reader r;
	struct line line = { .taken = 5001 };
	char text[5000];

	memset(text, 'x', sizeof(text));
	line.text = str_slice(text, sizeof(text));
	reader_init(&r, format_find(STR_LIT("multi-line")));
	r.group_lines = 2;
	reader_line(&r, &line, 0);
	reader_line(&r, &line, 5001);
	CHECK_INT(r.message.len, READER_TEXT_MAX, -1);
	CHECK(r.complaint != NULL);
	reader_free(&r);
}

TEST(paths_and_names)
{
	static const char *const bad[] = { "current", "/current", "//current",
		"/a/b", "/a/current/" };
	struct reader r;

	reader_init(&r, format_find(STR_LIT("djb-multilog")));
	for (size_t i = 0; i < NELEM(bad); i++)
		CHECK_ROW(r.format->check(&r, bad[i]) != NULL, i);
	CHECK(r.format->check(&r, "/x/qmail/current") == NULL);
	CHECK_STR(r.program, "qmail", -1);
	CHECK(format_find(STR_LIT("json")) == NULL);
	CHECK(format_find(STR_LIT("command")) == NULL);
	CHECK(format_find(STR_LIT("multi-line : 5")) != NULL);
}
