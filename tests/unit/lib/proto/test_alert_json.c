/* SPDX-License-Identifier: Apache-2.0 */
/* Worked examples of lists-and-outputs, sections 3 and 4, byte for byte. */
#include "lib/proto/alert_json.h"

#include "check.h"
#include "lib/proto/archive.h"
#include "sample_event.h"

TEST(the_local_example)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	alert_json(&b, &ev, &al, 3, false);
	CHECK_STR(buf_str(&b),
	    "{\"rule\":{\"level\":10,\"comment\":\"Repeated demo logins.\","
	    "\"sidid\":100101,\"frequency\":1,\"firedtimes\":1,"
	    "\"group\":\"demo,attack,\",\"groups\":[\"demo\",\"attack\"]},"
	    "\"id\":\"1795330824.3\",\"TimeStamp\":1795330824000,"
	    "\"decoder\":\"demo\",\"decoder_parent\":\"demo\","
	    "\"srcip\":\"10.1.2.3\",\"srcport\":\"5022\","
	    "\"dstip\":\"10.9.9.9\",\"dstuser\":\"bob\","
	    "\"location\":\"/var/log/demo.log\","
	    "\"full_log\":\"Dec 29 10:00:02 srv1 demo[42]: login user=bob "
	    "src=10.1.2.3 sess=s2\",\"previous_output\":\"Dec 29 10:00:00 "
	    "srv1 demo[42]: login user=bob src=10.1.2.3 sess=s0\","
	    "\"hostname\":\"srv1\",\"program_name\":\"demo\","
	    "\"session\":\"s2\",\"decoder_desc\":{\"parent\":\"demo\","
	    "\"name\":\"demo\"},\"agent_name\":\"srv1\","
	    "\"timestamp\":\"2026 Nov 22 07:00:24\","
	    "\"logfile\":\"/var/log/demo.log\"}\n",
	    -1);
	buf_free(&b);
}

static void
sample_syscheck(struct event *ev, struct rule *rule, struct alert *al)
{
	static const struct decoder changed = { .id = 2,
		.name = { "syscheck_integrity_changed", 26 } };

	sample_agent(ev, rule, al);
	ev->location = ev->hostname = STR_LIT("(web01) 10.0.0.7->syscheck");
	ev->full_log = ev->log =
	    STR_LIT("Integrity checksum changed for: '/etc/f'\n"
		    "Size changed from '10' to '12'\n");
	ev->decoder = &changed;
	ev->has_fim = true;
	ev->field[FIELD_FILENAME] = STR_LIT("/etc/f");
	ev->before = (struct fim_attrs){ .size = STR_LIT("10"),
		.perm = STR_LIT("33188"),
		.uid = STR_LIT("0"),
		.md5 = STR_LIT("aaaa"),
		.sha1 = STR_LIT("xxx") };
	ev->after = (struct fim_attrs){ .size = STR_LIT("12"),
		.perm = STR_LIT("33152"),
		.uid = STR_LIT("0"),
		.md5 = STR_LIT("aaab"),
		.sha1 = STR_LIT("xxx") };
	rule->id = 100510;
	rule->level = 7;
	rule->description = STR_LIT("Integrity checksum changed.");
	rule->group = STR_LIT("ossec,");
	al->full_log = ev->full_log;
}

TEST(the_syscheck_example)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_syscheck(&ev, &rule, &al);
	alert_json(&b, &ev, &al, 6, false);
	CHECK_STR(buf_str(&b),
	    "{\"rule\":{\"level\":7,\"comment\":\"Integrity checksum "
	    "changed.\",\"sidid\":100510,\"firedtimes\":1,"
	    "\"group\":\"ossec,\",\"groups\":[\"ossec\"]},"
	    "\"id\":\"1795330824.6\",\"TimeStamp\":1795330824000,"
	    "\"decoder\":\"syscheck_integrity_changed\","
	    "\"location\":\"(web01) 10.0.0.7->syscheck\","
	    "\"full_log\":\"Integrity checksum changed for: '/etc/f'\\n"
	    "Size changed from '10' to '12'\\n\","
	    "\"SyscheckFile\":{\"path\":\"/etc/f\",\"md5_before\":\"aaaa\","
	    "\"md5_after\":\"aaab\",\"perm_before\":33188,"
	    "\"perm_after\":33152},"
	    "\"hostname\":\"(web01) 10.0.0.7->syscheck\","
	    "\"decoder_desc\":{\"name\":\"syscheck_integrity_changed\"},"
	    "\"agent_name\":\"web01\",\"agentip\":\"10.0.0.7\","
	    "\"timestamp\":\"2026 Nov 22 07:00:24\","
	    "\"logfile\":\"syscheck\"}\n",
	    -1);
	buf_free(&b);
}

static bool
contains(const struct buf *b, const char *what)
{
	return str_find(buf_str(b), str_from(what)) != SIZE_MAX;
}

TEST(a_new_file_has_after_only)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_syscheck(&ev, &rule, &al);
	ev.before = (struct fim_attrs){ 0 };
	alert_json(&b, &ev, &al, 6, false);
	CHECK(contains(&b,
	    "\"SyscheckFile\":{\"path\":\"/etc/f\",\"md5_after\":\"aaab\"}"));
	buf_free(&b);
}

/* The reference loses the last character of these. */
TEST(compliance_groups_are_whole)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_agent(&ev, &rule, &al);
	rule.group = STR_LIT("sshd, pci_dss_10.2.5,cis_1.1,pci_dss_10.2.4,");
	alert_json(&b, &ev, &al, 1, false);
	CHECK(contains(&b,
	    "\"groups\":[\"sshd\"],\"PCI_DSS\":[\"10.2.5\",\"10.2.4\"],"
	    "\"CIS\":[\"1.1\"]}"));
	buf_free(&b);
}

TEST(pieces_of_rootcheck)
{
	static const struct {
		const char *log, *want;
	} rows[] = {
		{ "System Audit: x {CIS: 1.1.2 RHEL7} {PCI_DSS: 2.2.4, 8.1}",
		    "\"groups\":[\"rootcheck\"],\"PCI_DSS\":[\"2.2.4\","
		    "\"8.1\"],\"CIS\":[\"1.1.2 RHEL7\"]}" },
		{ "x {NIST: a} {NIST: b,c}",
		    "\"groups\":[\"rootcheck\"],\"NIST\":[\"a\",\"b\",\"c\"]"
		    "}" },
		/* no second member of a name that is taken */
		{ "x {level: 15} {Groups: x} {a b: c} {: d} {e",
		    "\"groups\":[\"rootcheck\"]}" },
	};
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_agent(&ev, &rule, &al);
	rule.group = STR_LIT("rootcheck");
	for (size_t i = 0; i < NELEM(rows); i++) {
		ev.log = ev.full_log = str_from(rows[i].log);
		buf_clear(&b);
		alert_json(&b, &ev, &al, 1, false);
		CHECK_ROW(contains(&b, rows[i].want), i);
	}
	rule.group = STR_LIT("syslog,");
	buf_clear(&b);
	alert_json(&b, &ev, &al, 1, false);
	CHECK(contains(&b, "\"groups\":[\"syslog\"]}"));
	buf_free(&b);
}

TEST(previous_is_the_second)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	al.n_previous = 1;
	alert_json(&b, &ev, &al, 1, false);
	CHECK(!contains(&b, "previous_output"));
	al.previous_is_output = true;
	buf_clear(&b);
	alert_json(&b, &ev, &al, 1, false);
	CHECK(contains(&b, "\"previous_output\":\"Dec 29 10:00:01 "));
	buf_free(&b);
}

TEST(names_never_occur_twice)
{
	struct named_value dynamic[2] = {
		{ STR_LIT("location"), STR_LIT("x") },
		{ STR_LIT("field_a"), STR_LIT("y") },
	};
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	ev.dynamic = dynamic;
	ev.n_dynamic = 2;
	alert_json(&b, &ev, &al, 1, false);
	CHECK(contains(&b, "\"field_location\":\"x\",\"field_field_a\":\"y\""));
	buf_free(&b);
}

TEST(geo_only_when_asked)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	ev.field[FIELD_SRCGEOIP] = STR_LIT("DE");
	alert_json(&b, &ev, &al, 1, false);
	CHECK(!contains(&b, "srcgeoip"));
	buf_clear(&b);
	alert_json(&b, &ev, &al, 1, true);
	CHECK(contains(&b, "\"srcip\":\"10.1.2.3\",\"srcgeoip\":\"DE\","));
	buf_free(&b);
}

TEST(a_log_cannot_leave_its_string)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_agent(&ev, &rule, &al);
	ev.full_log = al.full_log = STR_LIT("a\",\"id\":\"1.1\"}\n{\\ \xff");
	alert_json(&b, &ev, &al, 1, false);
	CHECK(contains(&b,
	    "\"full_log\":\"a\\\",\\\"id\\\":\\\"1.1\\\"}\\n{\\\\ "
	    "\xef\xbf\xbd\""));
	buf_free(&b);
}

TEST(the_archive_example)
{
	struct event ev;
	struct buf b = { 0 };

	sample_time(&ev);
	ev.location = STR_LIT("192.0.2.1");
	ev.hostname = STR_LIT("vm");
	ev.log = ev.full_log = STR_LIT("no header text");
	ev.decoder = &sample_none;
	archive_json(&b, &ev, NULL, 0);
	CHECK_STR(buf_str(&b),
	    "{\"log\":\"no header text\",\"decoder\":{},"
	    "\"full_log\":\"no header text\","
	    "\"timestamp\":\"2026 Nov 22 07:00:24\",\"agent_name\":\"vm\","
	    "\"logfile\":\"192.0.2.1\"}\n",
	    -1);
	buf_free(&b);
}

TEST(the_archive_with_a_rule)
{
	struct event ev;
	struct rule rule;
	struct alert al;
	struct buf b = { 0 };

	sample_local(&ev, &rule, &al);
	ev.field[FIELD_ID] = STR_LIT("7");
	archive_json(&b, &ev, &rule, 5);
	CHECK(contains(
	    &b, "\"dstuser\":\"bob\",\"id\":\"7\",\"rule\":{\"level\":10,"));
	CHECK(contains(&b,
	    "\"groups\":[\"demo\",\"attack\"]},\"session\":\"s2\","
	    "\"decoder\":{\"parent\":\"demo\",\"name\":\"demo\"},"
	    "\"full_log\":"));
	buf_free(&b);
}
