/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other steps of an event's way: firewall, repeated lines, accumulator,
 * statistics, internal and plug-in decoders, lists, responses.
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/buf.h"

#define G(rules) "<group name='g,'>" rules "</group>"
#define ANY G("<rule id='100' level='3'><match>a</match></rule>")
#define NONE "<decoder name='none'><prematch>^none</prematch></decoder>"

TEST(repeated_lines)
{
	struct fixture f;
	/* the last three accepted lines are dropped when they come again */
	static const struct {
		const char *line;
		enum drop_reason drop;
	} c[] = { { "a 1", DROP_NONE }, { "a 1", DROP_REPEATED },
		{ "a 2", DROP_NONE }, { "a 3", DROP_NONE },
		{ "a 1", DROP_REPEATED }, { "a 4", DROP_NONE },
		{ "a 1", DROP_NONE } };

	fixture_init(&f);
	f.opt.flood_filter = true;
	fixture_load(&f, NONE, ANY);
	for (size_t i = 0; i < NELEM(c); i++) {
		fixture_event(&f, c[i].line);
		CHECK_INT(f.out.drop, c[i].drop, i);
		CHECK_INT(f.out.archived, c[i].drop == DROP_NONE, i);
	}
	fixture_free(&f);
}

#define FW                                                                   \
	"<decoder name='fw'><prematch>^fw </prematch>"                       \
	"<regex offset='after_prematch'>(\\S+) (\\S*) (\\S+) (\\S+)</regex>" \
	"<order>action,srcip,dstip,protocol</order><type>firewall</type>"    \
	"</decoder><decoder name='half'><prematch>^half </prematch>"         \
	"<regex offset='after_prematch'>(\\S+)</regex><order>action</order>" \
	"<type>firewall</type></decoder>"

TEST(firewall_events)
{
	static const char *const c[][2] = { { "deny", "DROP" },
		{ "Blocked", "DROP" }, { "teardown", "CLOSED" },
		{ "Built", "DROP" }, { "permit", "ALLOW" },
		{ "xaccept", "ALLOW" }, { "x-drop", "DROP" },
		{ "xyz", "UNKNOWN" } };
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, FW,
	    G("<rule id='100' level='3'><category>firewall</category>"
	      "<match>fw</match></rule>"));
	for (size_t i = 0; i < NELEM(c); i++) {
		char *line = xasprintf("fw %s 1.1.1.1 2.2.2.2 tcp", c[i][0]);

		CHECK_INT(fixture_event(&f, line), 100, i);
		CHECK(f.out.firewall);
		CHECK_STR(f.ev.field[FIELD_ACTION], c[i][1], i);
		free(line);
	}
	fixture_event(&f, "half drop");
	CHECK_INT(f.out.drop, DROP_FIREWALL, 0);
	CHECK(!f.out.archived);
	fixture_free(&f);
}

TEST(malformed_location)
{
	static const struct {
		const char *location;
		bool ok;
	} c[] = { { "..", false }, { "../x", false }, { "/a/../b", false },
		{ "/a/..", false }, { "/a/..b", true }, { "a..", true },
		{ "(x) any->/var/../x", false } };
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, NONE, ANY);
	for (size_t i = 0; i < NELEM(c); i++) {
		fixture_raw(&f, '1', c[i].location, "a");
		CHECK_INT(f.out.drop == DROP_NONE, c[i].ok, i);
	}
	fixture_free(&f);
}

#define ACC                                                                   \
	"<decoder name='acc'><prematch>^acc </prematch>"                      \
	"<regex offset='after_prematch'>(\\S+) user=(\\S*) ip=(\\S*)</regex>" \
	"<order>id,user,srcip</order><accumulate/></decoder>"

TEST(accumulator)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, ACC, ANY);
	fixture_event(&f, "acc 7 user=bob ip=");
	CHECK(!f.ev.accumulated);
	/* an empty value is there, an absent one is not; use one without */
	fixture_free(&f);

	fixture_init(&f);
	fixture_load(&f,
	    "<decoder name='acc'><prematch>^acc </prematch></decoder>"
	    "<decoder "
	    "name='acc1'><parent>acc</parent><prematch>user=</prematch>"
	    "<regex>^acc (\\S+) user=(\\S+)</regex><order>id,user</order>"
	    "<accumulate/></decoder>"
	    "<decoder name='acc2'><parent>acc</parent><prematch>ip=</prematch>"
	    "<regex>^acc (\\S+) ip=(\\S+)</regex><order>id,srcip</order>"
	    "<accumulate/></decoder>",
	    ANY);
	fixture_event(&f, "acc 7 user=bob");
	fixture_event(&f, "acc 8 ip=9.9.9.9");
	CHECK(!f.ev.accumulated);
	fixture_event(&f, "acc 7 ip=1.2.3.4");
	CHECK(f.ev.accumulated);
	CHECK_STR(f.ev.field[FIELD_DSTUSER], "bob", 0);
	CHECK_STR(f.ev.field[FIELD_SRCIP], "1.2.3.4", 0);
	f.now += 121;
	fixture_event(&f, "acc 7 ip=1.2.3.4");
	CHECK(!f.ev.accumulated);
	fixture_free(&f);
}

/* ---- integrity messages ---- */

#define SUM1 "10:33188:0:0:aaaa:bbbb"
#define SUM2 "12:33152:0:1:aaab:bbbc"

static const char fim_rules[] =
    G("<rule id='550' level='7'><category>ossec</category>"
      "<decoded_as>syscheck_integrity_changed</decoded_as></rule>"
      "<rule id='551' level='7'><category>ossec</category>"
      "<decoded_as>syscheck_integrity_changed_2nd</decoded_as></rule>"
      "<rule id='552' level='7'><category>ossec</category>"
      "<decoded_as>syscheck_integrity_changed_3rd</decoded_as></rule>"
      "<rule id='553' level='7'><category>ossec</category>"
      "<decoded_as>syscheck_deleted</decoded_as></rule>"
      "<rule id='554' level='5'><category>ossec</category>"
      "<decoded_as>syscheck_new_entry</decoded_as></rule>");

TEST(fim_changes)
{
	struct fixture f;
	static const struct {
		const char *message;
		unsigned rule;
		enum drop_reason drop;
	} c[] = { { SUM1 " /etc/f", 0, DROP_INTERNAL },
		{ SUM1 " /etc/f", 0, DROP_INTERNAL },
		{ SUM2 " /etc/f", 550, DROP_NONE },
		{ "-1 /etc/f", 553, DROP_NONE },
		{ SUM1 " /etc/f", 554, DROP_NONE },
		/* three changes were told: silent from now on */
		{ SUM2 " /etc/f", 0, DROP_INTERNAL },
		{ "syscheck-db-completed", 0, DROP_INTERNAL },
		{ "nonsense", 0, DROP_FORMAT } };

	fixture_init(&f);
	fixture_load(&f, NONE, fim_rules);
	for (size_t i = 0; i < NELEM(c); i++) {
		CHECK_INT(fixture_raw(&f, '8', "syscheck", c[i].message),
		    c[i].rule, i);
		CHECK_INT(f.out.drop, c[i].drop, i);
	}
	fixture_free(&f);
}

TEST(fim_texts)
{
	struct fixture f;

	fixture_init(&f);
	f.opt.alert_new_files = true;
	fixture_load(&f, NONE, fim_rules);
	CHECK_INT(fixture_raw(&f, '8', "(web01) 10.0.0.7->syscheck",
		      SUM1 " /etc/a file"),
	    554, 0);
	CHECK_STR(f.ev.full_log,
	    "New file '/etc/a file' added to the file system.\n"
	    "New sha1sum is : 'bbbb'\nNew md5sum is : 'aaaa'\n",
	    0);
	CHECK_INT(fixture_raw(&f, '8', "(web01) 10.0.0.7->syscheck",
		      SUM2 " /etc/a file"),
	    550, 1);
	CHECK_STR(f.ev.full_log,
	    "Integrity checksum changed for: '/etc/a file'\n"
	    "Size changed from '10' to '12'\n"
	    "Permissions changed from 'rw-r--r--' to 'rw-------'\n"
	    "Group ownership was '0', now it is '1'\n"
	    "Old md5sum was: 'aaaa'\nNew md5sum is : 'aaab'\n"
	    "Old sha1sum was: 'bbbb'\nNew sha1sum is : 'bbbc'\n",
	    1);
	CHECK_STR(f.ev.decoder->name, "syscheck_integrity_changed", 1);
	CHECK_STR(f.ev.hostname, "(web01) 10.0.0.7->syscheck", 1);
	CHECK_STR(f.ev.field[FIELD_FILENAME], "/etc/a file", 1);
	CHECK(f.ev.has_fim);
	CHECK_STR(f.ev.before.perm, "33188", 1);
	/* a hash that was not computed before is no change */
	CHECK_INT(
	    fixture_raw(&f, '8', "syscheck", "1:1:0:0:xxx:xxx /n"), 554, 2);
	CHECK_INT(fixture_raw(&f, '8', "syscheck", "1:1:0:0:abc:def /n"), 0, 3);
	CHECK_INT(f.out.drop, DROP_INTERNAL, 3);
	fixture_free(&f);
}

TEST(rootcheck_and_hostinfo)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, NONE,
	    G("<rule id='509' level='0'><category>ossec</category>"
	      "<decoded_as>rootcheck</decoded_as></rule>"
	      "<rule id='510' level='7'><if_sid>509</if_sid><if_fts/></rule>"
	      "<rule id='580' level='8'><category>ossec</category>"
	      "<decoded_as>hostinfo_modified</decoded_as></rule>"
	      "<rule id='581' level='8'><category>ossec</category>"
	      "<decoded_as>hostinfo_new</decoded_as></rule>"));
	CHECK_INT(fixture_raw(&f, '9', "rootcheck", "Bad file '/x' MD5=ab c"),
	    510, 0);
	CHECK_STR(f.ev.field[FIELD_FILENAME], "/x", 0);
	CHECK_STR(f.ev.after.md5, "ab", 0);
	CHECK_INT(fixture_raw(&f, '9', "rootcheck", "Bad file '/x' MD5=ab c"),
	    509, 1);
	CHECK_INT(
	    fixture_raw(&f, '3', "/n", "Host: 1.1.1.1 (x), open ports: 1"), 581,
	    2);
	CHECK_INT(
	    fixture_raw(&f, '3', "/n", "Host: 1.1.1.1 (x), open ports: 1"), 0,
	    3);
	CHECK_INT(
	    fixture_raw(&f, '3', "/n", "Host: 1.1.1.1 (x), open ports: 2"), 580,
	    4);
	fixture_free(&f);
}

/* ---- plug-in decoders ---- */

#define PLUGIN(mark, plugin, type)                                             \
	"<decoder name='p'><prematch>" mark "</prematch><type>" type "</type>" \
	"<plugin_decoder>" plugin "</plugin_decoder></decoder>"

static const char *
captures(const struct event *ev)
{
	static char text[1024];
	struct buf b = { 0 };

	buf_add_cstr(&b, category_name(ev->category));
	for (size_t i = 0; i < ev->n_captured; i++)
		buf_printf(&b, "|%.*s=%.*s", STR_FMT(ev->captured[i].name),
		    STR_FMT(ev->captured[i].value));
	memcpy(text, buf_cstr(&b), b.len + 1);
	buf_free(&b);
	return text;
}

TEST(plugins)
{
	static const struct {
		const char *decoder, *message, *want;
	} c[] = {
		{ PLUGIN("^rule ", "PF_Decoder", "firewall"),
		    "rule 1/(match) block in on em0: 1.1.1.1.99 > 2.2.2.2.80: "
		    "tcp",
		    "firewall|action=block|srcip=1.1.1.1|srcport=99|"
		    "dstip=2.2.2.2|dstport=80|proto=TCP" },
		{ PLUGIN("^rule ", "PF_Decoder", "firewall"),
		    "rule 1/(match) pass out on em0: 1.1.1.1 > 2.2.2.2: icmp",
		    "firewall|action=pass|srcip=1.1.1.1|dstip=2.2.2.2|"
		    "proto=ICMP" },
		{ PLUGIN("^rule ", "PF_Decoder", "firewall"),
		    "rule 2/0(match): pass in on em0: 1.1.1.1.99 > 2.2.2.2.80: "
		    "udp 4",
		    "firewall|action=pass|srcip=1.1.1.1|srcport=99|"
		    "dstip=2.2.2.2|dstport=80|proto=UDP" },
		{ PLUGIN("^rule ", "PF_Decoder", "firewall"),
		    "rule 1/(match) scrub in", "firewall" },
		{ PLUGIN("^1=", "SymantecWS_Decoder", "syslog"),
		    "1=5,3=1,10=bob,11=1.2.3.4,60=http://x/",
		    "syslog|id=3=1|dstuser=bob|srcip=1.2.3.4|url=http://x/" },
		{ PLUGIN("^id=firewall", "SonicWall_Decoder", "firewall"),
		    "id=firewall pri=6 c=262144 m=98 x src=1.1.1.1:5:X0 "
		    "dst=2.2.2.2:80:X1 proto=tcp/80",
		    "firewall|status=6|id=98|srcip=1.1.1.1|srcport=5|"
		    "dstip=2.2.2.2|dstport=80|proto=tcp/80|action=pass" },
		{ PLUGIN("^id=firewall", "SonicWall_Decoder", "firewall"),
		    "id=firewall pri=1 c=32 m=82 x src=1.1.1.1:5:X0 "
		    "dst=2.2.2.2:80:X1",
		    "ids|status=1|id=82|srcip=1.1.1.1|srcport=5|"
		    "dstip=2.2.2.2|dstport=80" },
		{ PLUGIN("^id=firewall", "SonicWall_Decoder", "firewall"),
		    "id=firewall pri=x", "syslog" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.log_fw = false;
		fixture_load(&f, c[i].decoder, ANY);
		fixture_event(&f, c[i].message);
		CHECK_STR(str_from(captures(&f.ev)), c[i].want, i);
		fixture_free(&f);
	}
}

TEST(forwarded_alerts)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(
	    &f, PLUGIN("Alert Level: ", "OSSECAlert_Decoder", "ossec"), ANY);
	/* one blank before the message, as the syslog output writes it */
	CHECK_INT(fixture_raw(&f, '2', "10.1.1.1",
		      "ossec: Alert Level: 3; Rule: 100 - text; Location: "
		      "web->/var/log/x; srcip: 1.2.3.4; user: bob; the log; a"),
	    100, 0);
	CHECK_STR(f.ev.location, "10.1.1.1|web->/var/log/x", 0);
	CHECK_STR(f.ev.full_log, "the log; a", 0);
	CHECK_STR(f.ev.field[FIELD_SRCIP], "1.2.3.4", 0);
	CHECK_STR(f.ev.field[FIELD_DSTUSER], "bob", 0);
	fixture_raw(&f, '2', "10.1.1.1",
	    "Alert Level: 3; Rule: 999 - text; Location: x;  a");
	CHECK_INT(f.out.drop, DROP_PLUGIN, 1);
	fixture_free(&f);
}

/* ---- lists ---- */

TEST(lists)
{
	static const char text[] = "10.0.0.1:bad\r\n192.168.:internal ### c\n"
				   "### all comment\nbob:\nno colon\n\n"
				   "10.0.0.1:second\n";
	struct buf cdb = { 0 };

	list_write_cdb(&cdb, str_from(text), NULL, NULL);
	for (int compiled = 0; compiled < 2; compiled++) {
		struct list_source src = { "rules/bad", "rules/bad.cdb",
			compiled ? buf_str(&cdb) : str_from(text), compiled };
		struct list_set *ls = NULL;
		struct diags *ds = diags_new();
		const struct list *l;
		struct str v;

		CHECK_INT(list_set_compile(&ls, &src, 1, ds), 0, compiled);
		l = list_set_get(ls, STR_LIT("rules/bad.cdb"));
		CHECK(l != NULL && l == list_set_get(ls, STR_LIT("rules/bad")));
		CHECK(list_get(l, STR_LIT("10.0.0.1"), &v));
		CHECK_STR(v, "bad", compiled);
		CHECK(list_get(l, STR_LIT("bob"), &v) && v.len == 0);
		CHECK(!list_get(l, STR_LIT("Bob"), &v));
		CHECK(list_get_address(l, STR_LIT("192.168.3.4"), &v));
		CHECK_STR(v, "internal", compiled);
		CHECK(!list_get_address(l, STR_LIT("192.169.3.4"), &v));
		list_set_free(&ls);
		diags_free(&ds);
	}
	/* every cut and every changed byte: an error or a list, no more */
	for (size_t i = 0; i < cdb.len; i++) {
		struct list_source src = { "l", "l.cdb",
			str_head(buf_str(&cdb), i), true };
		struct list_set *ls = NULL;
		struct diags *ds = diags_new();

		list_set_compile(&ls, &src, 1, ds);
		list_set_free(&ls);
		diags_free(&ds);
	}
	buf_free(&cdb);
}

TEST(list_rules)
{
	const struct list_source src = { "lists/bad", "lists/bad.cdb",
		STR_LIT("1.1.1.1:evil\n2.2.:net\n"), false };
	struct fixture f;

	fixture_init(&f);
	f.ropt.lists = &src;
	f.ropt.n_lists = 1;
	fixture_load(&f,
	    "<decoder name='t'><prematch>^t </prematch><regex>^t (\\S+)</regex>"
	    "<order>srcip</order></decoder>",
	    G("<rule id='100' level='9'><list field='srcip' "
	      "lookup='match_key_value' check_value='^evil'>lists/bad</list>"
	      "</rule>"
	      "<rule id='101' level='8'><list field='srcip' "
	      "lookup='address_match_key_value' check_value='net'>"
	      "lists/bad.cdb</list></rule>"
	      "<rule id='102' level='7'><list field='srcip' "
	      "lookup='not_address_match_key'>lists/bad</list></rule>"
	      "<rule id='103' level='6'><match>t</match>"
	      "<list field='srcip' lookup='not_match_key'>lists/none</list>"
	      "</rule>"));
	CHECK_STR(
	    str_from(fixture_events(&f, "t 1.1.1.1\nt 2.2.3.4\nt 3.3.3.3\nx")),
	    "100 101 102 0", 0);
	fixture_free(&f);
}

/* ---- statistics ---- */

TEST(statistics)
{
	struct fixture f;
	struct stats_output out;
	int alerts = 0;

	fixture_init(&f);
	f.opt.stats_level = 4;
	f.opt.stats_mindiff = 10;
	fixture_load(&f, NONE, ANY);
	f.state->put(f.state, STATE_STATS, STR_LIT("hour/24"), STR_LIT("3"));
	f.now = 1700000000; /* 22:13:20 UTC */
	for (int h = 0; h < 24; h++) {
		char key[16];

		snprintf(key, sizeof(key), "hour/%d", h);
		f.state->put(
		    f.state, STATE_STATS, str_from(key), STR_LIT("20"));
	}
	for (int i = 0; i < 60; i++) {
		fixture_event(&f, "a");
		if (!f.out.has_stats_alert)
			continue;
		alerts++;
		CHECK_INT(i, 51, 0); /* 20 + 20 * 150 / 100 + 1, exceeded */
		CHECK(strstr(f.out.stats_alert.full_log.p,
			  "is 20. We reached 52.") != NULL);
		CHECK_INT(f.out.stats_alert.rule->id, 11, 0);
		CHECK_INT(f.out.stats_alert.rule->level, 4, 0);
	}
	CHECK_INT(alerts, 1, 0);
	CHECK(!engine_take_stats(f.engine, &out));
	f.now += 86400;
	fixture_event(&f, "a");
	CHECK(engine_take_stats(f.engine, &out));
	CHECK(str_find(out.name, STR_LIT("ossec-totals-")) != SIZE_MAX);
	CHECK(str_find(out.text, STR_LIT("-100-3-60\n")) != SIZE_MAX);
	CHECK(str_find(out.text, STR_LIT("--61--60--0--0\n\n")) != SIZE_MAX);
	CHECK(str_find(out.text, STR_LIT("Total events for day:60\n")) !=
	    SIZE_MAX);
	fixture_free(&f);
}

/* ---- responses ---- */

TEST(responses)
{
	static const unsigned ids[] = { 100 };
	static const struct response_def defs[] = {
		{ .name = "drop600",
		    .expect_srcip = true,
		    .where = RESPONSE_LOCAL,
		    .rules = ids,
		    .n_rules = 1 },
		{ .name = "all0", .where = RESPONSE_ALL, .level = 3 },
		{ .name = "never0", .where = RESPONSE_ALL, .level = 9 },
	};
	struct fixture f;
	struct buf b = { 0 };

	fixture_init(&f);
	f.ropt.responses = defs;
	f.ropt.n_responses = NELEM(defs);
	fixture_load(&f,
	    "<decoder name='t'><prematch>^t </prematch><regex>^t (\\S+)</regex>"
	    "<order>srcip</order></decoder>",
	    G("<rule id='100' level='5'><match>t </match></rule>"));
	fixture_event(&f, "t ::ffff:1.2.3.4");
	CHECK_INT(f.out.n_responses, 2, 0);
	CHECK(response_exec_message(
	    &b, &f.out.responses[0], &f.ev, &f.out.alert, "17.1"));
	CHECK_STR(buf_str(&b), "drop600 - 1.2.3.4 17.1 100 /var/log/test -", 0);
	CHECK(!response_exec_message(
	    &b, &f.out.responses[1], &f.ev, &f.out.alert, "17.1"));
	CHECK(response_remote_message(
	    &b, &f.out.responses[1], &f.ev, &f.out.alert, "17.1"));
	CHECK_STR(buf_str(&b),
	    "(local_source) /var/log/test ANN (null) all0 - - 17.1 100 "
	    "/var/log/test (null)",
	    0);
	fixture_raw(&f, '1', "(w) 10.0.0.7->/var/log/a", "t 10.1.2.3");
	CHECK(response_remote_message(
	    &b, &f.out.responses[0], &f.ev, &f.out.alert, "17.9"));
	CHECK_STR(buf_str(&b),
	    "(w) 10.0.0.7->/var/log/a NRN (null) drop600 - 10.1.2.3 17.9 100 "
	    "(w) 10.0.0.7->/var/log/a (null)",
	    1);
	/* an address that is none is refused and noted */
	fixture_event(&f, "t 1.2.3.4$(id)");
	CHECK_INT(f.out.n_responses, 1, 2);
	CHECK_STR(f.out.bad_srcip, "1.2.3.4$(id)", 2);
	buf_free(&b);
	fixture_free(&f);
}

/* Without it a rule with ignore would be silent for as long as the clock was
 * wrong, and old events would count for ever. */
TEST(clock_was_set_back)
{
	static const enum correlation_mode modes[] = { CORRELATION_CLASSIC,
		CORRELATION_KEYED };

	for (size_t i = 0; i < NELEM(modes); i++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.correlation = modes[i];
		fixture_load(&f, NONE,
		    G("<rule id='100' level='5'><match>a</match></rule>"
		      "<rule id='101' level='9' frequency='1' timeframe='60'>"
		      "<if_matched_sid>100</if_matched_sid></rule>"
		      "<rule id='102' level='4' ignore='600'><match>b</match>"
		      "</rule>"));
		CHECK_STR(
		    str_from(fixture_events(&f, "a\na\nb")), "100 100 102", i);
		CHECK(f.out.has_alert);
		f.now -= 86400;
		engine_forget(f.engine);
		CHECK_STR(str_from(fixture_events(&f, "a\na\na\nb")),
		    "100 100 101 102", i);
		CHECK(f.out.has_alert);
		fixture_free(&f);
	}
}
