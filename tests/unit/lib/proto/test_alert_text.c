/* SPDX-License-Identifier: Apache-2.0 */
/* Worked examples of lists-and-outputs, sections 2, 4 and 6, byte for byte. */
#include "lib/proto/alert_text.h"

#include "check.h"
#include "lib/proto/archive.h"
#include "sample_event.h"

TEST(block_with_everything)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	alert_text(&b, &ev, &al, 3);
	CHECK_STR(buf_str(&b),
	    "** Alert 1795330824.3: mail  - demo,attack,\n"
	    "2026 Nov 22 07:00:24 srv1->/var/log/demo.log\n"
	    "Rule: 100101 (level 10) -> 'Repeated demo logins.'\n"
	    "Src IP: 10.1.2.3\n"
	    "Src Port: 5022\n"
	    "Dst IP: 10.9.9.9\n"
	    "User: bob\n"
	    "Dec 29 10:00:02 srv1 demo[42]: login user=bob src=10.1.2.3 "
	    "sess=s2\n"
	    "Dec 29 10:00:01 srv1 demo[42]: login user=bob src=10.1.2.3 "
	    "sess=s1\n"
	    "Dec 29 10:00:00 srv1 demo[42]: login user=bob src=10.1.2.3 "
	    "sess=s0\n"
	    "\n",
	    -1);
	buf_free(&b);
}

TEST(block_of_an_agent)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_agent(&ev, &rule, &al);
	alert_text(&b, &ev, &al, 4);
	CHECK_STR(buf_str(&b),
	    "** Alert 1795330824.4: - demo,\n"
	    "2026 Nov 22 07:00:24 (web01) 10.0.0.7->/var/log/demo.log\n"
	    "Rule: 100102 (level 3) -> 'Plain.'\n"
	    "Dec 29 10:00:05 web01 demo[43]: plain text\n"
	    "\n",
	    -1);
	buf_free(&b);
}

TEST(check_diff_shows_the_old_output)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_agent(&ev, &rule, &al);
	al.previous[0] = STR_LIT("old text");
	al.n_previous = 1;
	al.previous_is_output = true;
	alert_text(&b, &ev, &al, 4);
	CHECK(str_ends(buf_str(&b),
	    STR_LIT("plain text\nPrevious output:\nold text\n\n")));
	buf_free(&b);
}

TEST(logs_are_cut)
{
	char line[ALERT_LOG_MAX + 100];
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	memset(line, 'x', sizeof(line));
	sample_agent(&ev, &rule, &al);
	al.full_log = al.previous[0] = str_slice(line, sizeof(line));
	al.n_previous = 1;
	alert_text(&b, &ev, &al, 4);
	CHECK_INT(b.len - str_find(buf_str(&b), STR_LIT("xxx")),
	    2 * (ALERT_LOG_MAX + 1) + 1, -1);
	buf_free(&b);
}

TEST(a_location_cannot_begin_a_line)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	ev.location = STR_LIT("a\n** Alert 1.1: - x,");
	alert_text(&b, &ev, &al, 3);
	CHECK(
	    str_find(buf_str(&b), STR_LIT("srv1->a?** Alert 1.1")) != SIZE_MAX);
	buf_free(&b);
}

TEST(custom_format)
{
	static const struct {
		const char *format, *want;
	} rows[] = {
		{ "$TIMESTAMP.$FTELL: $RULEALERT- $RULEGROUP",
		    "1795330824.3: mail - demo,attack,\n" },
		{ "$HOSTNAME $LOCATION $RULEID/$RULELEVEL $SRCIP $DSTUSER",
		    "srv1 /var/log/demo.log 100101/10 10.1.2.3 bob\n" },
		{ "[$FULLLOG] '$RULECOMMENT'",
		    "[Dec 29 10:00:02 srv1 demo[42]: login user=bob "
		    "src=10.1.2.3 sess=s2] 'Repeated demo logins.'\n" },
		{ "$ $UNKNOWN $$RULEID$", "$ $UNKNOWN $100101$\n" },
		{ "", "\n" },
	};
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	for (size_t i = 0; i < NELEM(rows); i++) {
		buf_clear(&b);
		alert_text_custom(&b, rows[i].format, &ev, &al, 3);
		CHECK_STR(buf_str(&b), rows[i].want, i);
	}
	buf_free(&b);
}

/* One pass: a token inside a value stays. Missing values are None. */
TEST(custom_values_are_not_expanded)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	al.full_log = STR_LIT("a\n$RULECOMMENT");
	ev.field[FIELD_SRCIP] = ev.field[FIELD_DSTUSER] = STR_NONE;
	alert_text_custom(&b, "$FULLLOG $SRCIP $DSTUSER", &ev, &al, 3);
	CHECK_STR(buf_str(&b), "a\\n$RULECOMMENT None None\n", -1);
	buf_free(&b);
}

TEST(archive_lines)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	archive_text(&b, &ev);
	CHECK_STR(buf_str(&b),
	    "2026 Nov 22 07:00:24 srv1->/var/log/demo.log Dec 29 10:00:02 "
	    "srv1 demo[42]: login user=bob src=10.1.2.3 sess=s2\n",
	    -1);
	buf_clear(&b);
	sample_agent(&ev, &rule, &al);
	archive_text(&b, &ev);
	CHECK_STR(buf_str(&b),
	    "2026 Nov 22 07:00:24 (web01) 10.0.0.7->/var/log/demo.log "
	    "Dec 29 10:00:05 web01 demo[43]: plain text\n",
	    -1);
	CHECK(!archive_is_keepalive(&ev));
	ev.location = STR_LIT("(web01) 10.0.0.7->ossec-keepalive");
	CHECK(archive_is_keepalive(&ev));
	buf_free(&b);
}

TEST(firewall_lines)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	ev.hostname = STR_LIT("vm");
	ev.location = STR_LIT("/var/log/fw");
	ev.field[FIELD_ACTION] = STR_LIT("DROP");
	ev.field[FIELD_PROTOCOL] = STR_LIT("TCP");
	ev.field[FIELD_SRCIP] = STR_LIT("10.1.1.1");
	ev.field[FIELD_SRCPORT] = STR_LIT("99");
	ev.field[FIELD_DSTIP] = STR_LIT("10.2.2.2");
	ev.field[FIELD_DSTPORT] = STR_NONE;
	firewall_line(&b, &ev);
	CHECK_STR(buf_str(&b),
	    "2026 Nov 22 07:00:24 vm->/var/log/fw DROP TCP "
	    "10.1.1.1:99->10.2.2.2:0\n",
	    -1);
	buf_free(&b);
}
