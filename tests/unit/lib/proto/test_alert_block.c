/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/alert_block.h"

#include "check.h"
#include "lib/base/err.h"
#include "lib/proto/alert_text.h"
#include "sample_event.h"

TEST(what_is_written_is_read)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };
	struct str rest, block;
	struct alert_block a;

	sample_local(&ev, &rule, &al);
	alert_text(&b, &ev, &al, 3);
	rest = buf_str(&b);
	CHECK(alert_block_next(&rest, &block));
	CHECK_INT(rest.len, 0, -1);
	CHECK_INT(alert_block_parse(block, &a), OS_OK, -1);
	CHECK_INT(a.time, 1795330824, -1);
	CHECK_STR(a.id, "1795330824.3", -1);
	CHECK(a.mail);
	CHECK_STR(a.groups, "demo,attack,", -1);
	CHECK_STR(a.date, "2026 Nov 22 07:00:24", -1);
	CHECK_STR(a.origin, "srv1->/var/log/demo.log", -1);
	CHECK_INT(a.rule, 100101, -1);
	CHECK_INT(a.level, 10, -1);
	CHECK_STR(a.description, "Repeated demo logins.", -1);
	CHECK_STR(a.srcip, "10.1.2.3", -1);
	CHECK_STR(a.srcport, "5022", -1);
	CHECK_STR(a.dstip, "10.9.9.9", -1);
	CHECK_STR(a.dstport, NULL, -1);
	CHECK_STR(a.user, "bob", -1);
	CHECK_STR(a.log,
	    "Dec 29 10:00:02 srv1 demo[42]: login user=bob src=10.1.2.3 "
	    "sess=s2\n"
	    "Dec 29 10:00:01 srv1 demo[42]: login user=bob src=10.1.2.3 "
	    "sess=s1\n"
	    "Dec 29 10:00:00 srv1 demo[42]: login user=bob src=10.1.2.3 "
	    "sess=s0",
	    -1);
	buf_free(&b);
}

#define ONE                              \
	"** Alert 1.1: - a,\n"           \
	"2026 Nov 22 07:00:24 h->/l\n"   \
	"Rule: 1 (level 2) -> 'it's.'\n" \
	"log\n"

/* text: how many blocks come out, what is left */
TEST(blocks_of_a_stream)
{
	static const struct {
		const char *text;
		int blocks;
		const char *left;
	} c[] = {
		{ "", 0, "" },
		{ ONE "\n", 1, "" },
		{ ONE, 0, ONE },
		{ ONE "\n" ONE "\n", 2, "" },
		{ ONE "\n** Al", 1, "** Al" },
		{ "end of something\n\n" ONE "\n", 1, "" },
		{ ONE "\nmore after a blank line\n\n" ONE "\n", 2, "" },
		{ "no line yet", 0, "no line yet" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct str rest = str_from(c[i].text), block;
		int n = 0;

		while (alert_block_next(&rest, &block)) {
			CHECK_STR(block, ONE, i);
			n++;
		}
		CHECK_INT(n, c[i].blocks, i);
		CHECK_STR(rest, c[i].left, i);
	}
}

#define HEAD "** Alert 1.1: - a,\n2026 Nov 22 07:00:24 h->/l\n"
#define RULE "Rule: 1 (level 2) -> 'it's.'\n"

TEST(fields_and_log)
{
	static const struct {
		const char *block, *srcip, *user, *log;
	} c[] = {
		{ HEAD RULE "log\n", NULL, NULL, "log" },
		{ HEAD RULE "log\nUser: x\n", NULL, NULL, "log\nUser: x" },
		{ HEAD RULE "User: x\nlog\n", NULL, "x", "log" },
		{ HEAD RULE "User: x\nSrc IP: 1\n", NULL, "x", "Src IP: 1" },
		{ HEAD RULE "Src IP: 1\nUser: \n\n", "1", "", "" },
		{ HEAD RULE, NULL, NULL, "" },
	};
	struct alert_block a;

	for (size_t i = 0; i < NELEM(c); i++) {
		CHECK_INT(
		    alert_block_parse(str_from(c[i].block), &a), OS_OK, i);
		CHECK_STR(a.description, "it's.", i);
		CHECK_STR(a.srcip, c[i].srcip, i);
		CHECK_STR(a.user, c[i].user, i);
		CHECK_STR(a.log, c[i].log, i);
		CHECK(!a.mail);
	}
}

TEST(not_a_block)
{
	static const char *const c[] = { "", "** Alert", "** Alert 1.1: a\n",
		"** Alert x.1: - a,\n2026 Nov 22 07:00:24 h->/l\n" RULE,
		"** Alert 1.1: - a,\nshort\n" RULE,
		HEAD "Rule: x (level 2) -> 'd'\n",
		HEAD "Rule: 1 (level 99999999999) -> 'd'\n",
		HEAD "Rule: 1 (level 2) -> 'd\n", HEAD };
	struct alert_block a;

	for (size_t i = 0; i < NELEM(c); i++)
		CHECK_INT(
		    alert_block_parse(str_from(c[i]), &a), OS_ERR_FORMAT, i);
}
