/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoders that are built in (spec: analysis-events, section 7) and what
 * becomes of firewall events (section 8).
 */
#include "fixture.h"

#include <stdlib.h>

#include "lib/base/buf.h"

#define PLUGIN(mark, plugin, type)                                             \
	"<decoder name='p'><prematch>" mark "</prematch><type>" type "</type>" \
	"<plugin_decoder>" plugin "</plugin_decoder></decoder>"
#define ANY                                                                 \
	"<group name='g,'><rule id='100' level='3'><match>a</match></rule>" \
	"<rule id='101' level='0'><match>never</match></rule>"              \
	"<rule id='102' level='9' noalert='1'><match>never</match></rule>"  \
	"</group>"

TEST(sonicwall_categories)
{
	static const struct {
		const char *c, *m;
		enum category category;
		const char *action;
	} c[] = {
		{ "32", "1", CATEGORY_IDS, NULL },
		{ "32", "98", CATEGORY_IDS, NULL },
		{ "4", "98", CATEGORY_FIREWALL, "pass" },
		{ "4", "597", CATEGORY_FIREWALL, "pass" },
		{ "4", "598", CATEGORY_FIREWALL, "pass" },
		{ "4", "36", CATEGORY_FIREWALL, "drop" },
		{ "4", "37", CATEGORY_FIREWALL, "drop" },
		{ "4", "38", CATEGORY_FIREWALL, "drop" },
		{ "4", "173", CATEGORY_FIREWALL, "drop" },
		{ "4", "174", CATEGORY_FIREWALL, "drop" },
		{ "4", "537", CATEGORY_FIREWALL, "close" },
		{ "4", "97", CATEGORY_SQUID, NULL },
		{ "4", "99", CATEGORY_SYSLOG, NULL },
		{ "4", "9", CATEGORY_SYSLOG, NULL },
	};
	struct fixture f;

	fixture_init(&f);
	f.opt.log_fw = false;
	fixture_load(&f, PLUGIN("^id=", "SonicWall_Decoder", "firewall"), ANY);
	for (size_t i = 0; i < NELEM(c); i++) {
		char *line = xasprintf("id=x pri=6 c=%s m=%s src=1.1.1.1:5:X0 "
				       "dst=2.2.2.2:80:X1 proto=tcp/http/x",
		    c[i].c, c[i].m);

		fixture_event(&f, line);
		CHECK_INT(f.ev.category, c[i].category, i);
		CHECK_STR(f.ev.field[FIELD_ACTION], c[i].action, i);
		CHECK_STR(f.ev.field[FIELD_ID], c[i].m, i);
		CHECK_STR(f.ev.field[FIELD_PROTOCOL], "tcp/ht", i);
		free(line);
	}
	fixture_event(&f,
	    "id=x pri=6 c=4 m=97 src=1.1.1.1:5:X0 dst=2.2.2.2:80:X1 "
	    "result=404 dstname=example.com arg=/a?b");
	CHECK_STR(f.ev.field[FIELD_ID], "404", 0);
	CHECK_STR(f.ev.field[FIELD_URL], "example.com/a?b", 0);
	fixture_free(&f);
}

TEST(unreadable_lines)
{
	static const struct {
		const char *decoder, *line;
	} c[] = {
		{ PLUGIN("^id=", "SonicWall_Decoder", "syslog"), "id=x c=4" },
		{ PLUGIN("^id=", "SonicWall_Decoder", "syslog"),
		    "id=x pri=6 m=1 c=4 src=1.1.1.1:5:X dst=2.2.2.2:8:X" },
		{ PLUGIN("^id=", "SonicWall_Decoder", "syslog"),
		    "id=x pri=6 c=4 m=98 src=1.1.1.1:5 dst=2.2.2.2:8:X" },
		{ PLUGIN("^id=", "SonicWall_Decoder", "syslog"),
		    "id=x pri=6 c=4 m=98" },
		{ PLUGIN("^r", "PF_Decoder", "syslog"), "rule" },
		{ PLUGIN("^r", "PF_Decoder", "syslog"), "rule)" },
		{ PLUGIN("^r", "PF_Decoder", "syslog"), "rule) " },
		{ PLUGIN("^r", "PF_Decoder", "syslog"), "rule) scrub in" },
		{ PLUGIN("^1", "SymantecWS_Decoder", "syslog"), "1" },
		{ PLUGIN("^1", "SymantecWS_Decoder", "syslog"), "1,,,=,5=x" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		fixture_load(&f, c[i].decoder, ANY);
		fixture_event(&f, c[i].line);
		CHECK_INT(f.out.drop, DROP_NONE, i);
		CHECK_INT(f.ev.category, CATEGORY_SYSLOG, i);
		CHECK_INT(f.ev.n_captured, 0, i);
		fixture_free(&f);
	}
}

TEST(symantec_lengths)
{
	struct fixture f;
	struct buf b = { 0 };

	fixture_init(&f);
	fixture_load(&f, PLUGIN("^1", "SymantecWS_Decoder", "syslog"), ANY);
	buf_add_cstr(&b, "1,2=123456789,10=");
	for (int i = 0; i < 200; i++)
		buf_add_char(&b, 'u');
	buf_add_cstr(&b, ",60=");
	for (int i = 0; i < 2000; i++)
		buf_add_char(&b, 'w');
	fixture_event(&f, buf_cstr(&b));
	CHECK_STR(f.ev.field[FIELD_ID], "2=1234567", 0);
	CHECK_INT(f.ev.field[FIELD_DSTUSER].len, 128, 0);
	CHECK_INT(f.ev.field[FIELD_URL].len, 1024, 0);
	fixture_free(&f);
	buf_free(&b);
}

/* An alert of another server is bound to its rule, whatever that asks. */
TEST(forwarded_alerts)
{
	static const struct {
		const char *text;
		unsigned rule; /* 0: dropped */
		const char *location, *log;
	} c[] = {
		{ "Alert Level: 3; Rule: 100 - t; Location: w->/l;  x y", 100,
		    "10.1.1.1|w->/l", "x y" },
		{ "ossec: Alert Level: 3; Rule: 100 - t; Location: w->/l; x",
		    100, "10.1.1.1|w->/l", "x" },
		{ "Alert Level: 3; Rule: 100 - a; b; Location: w;  x", 100,
		    "10.1.1.1|w", "x" },
		{ "Alert Level: 3; Rule: 100 - t; Location: w; classification: "
		  " a,b,; srcip: 1.1.1.1; dstip: 2.2.2.2; user: bob; srccity: "
		  "C; Previous MD5: 1; x: y; z",
		    100, "10.1.1.1|w", "x: y; z" },
		{ "Alert Level: 3; Rule: 101 - t; Location: w;  x", 101,
		    "10.1.1.1|w", "x" },
		{ "Alert Level: 3; Rule: 102 - t; Location: w;  x", 102,
		    "10.1.1.1|w", "x" },
		{ "Alert Level: 3; Rule: 999 - t; Location: w;  x", 0, NULL,
		    NULL },
		{ "Alert Level: 3; Rule: x - t; Location: w;  x", 0, NULL,
		    NULL },
		{ "Alert Level: 3; Rule: 100 - t; Location: w", 0, NULL, NULL },
		{ "Alert Level: 3; Rule: 100 - t;  x", 0, NULL, NULL },
		{ "Alert Level: 3;", 0, NULL, NULL },
	};
	struct fixture f;

	fixture_init(&f);
	f.opt.flood_filter = true;
	fixture_load(
	    &f, PLUGIN("Alert Level: ", "OSSECAlert_Decoder", "syslog"), ANY);
	for (size_t i = 0; i < NELEM(c); i++) {
		CHECK_INT(
		    fixture_raw(&f, '2', "10.1.1.1", c[i].text), c[i].rule, i);
		CHECK_INT(f.out.archived, c[i].rule != 0, i);
		CHECK_INT(
		    f.out.drop, c[i].rule != 0 ? DROP_NONE : DROP_PLUGIN, i);
		if (c[i].rule == 0)
			continue;
		CHECK_STR(f.ev.location, c[i].location, i);
		CHECK_STR(f.ev.hostname, c[i].location, i);
		CHECK_STR(f.ev.full_log, c[i].log, i);
		CHECK_INT(f.ev.category, CATEGORY_FORWARDED, i);
		CHECK_INT(f.out.has_alert, c[i].rule != 101, i);
	}
	fixture_raw(&f, '2', "10.1.1.1", c[3].text);
	CHECK_STR(f.ev.field[FIELD_SRCIP], "1.1.1.1", 0);
	CHECK_STR(f.ev.field[FIELD_DSTIP], "2.2.2.2", 0);
	CHECK_STR(f.ev.field[FIELD_DSTUSER], "bob", 0);
	fixture_free(&f);
}

TEST(forwarded_lengths)
{
	struct fixture f;
	struct buf b = { 0 };

	fixture_init(&f);
	fixture_load(
	    &f, PLUGIN("Alert Level: ", "OSSECAlert_Decoder", "syslog"), ANY);
	buf_add_cstr(&b, "Alert Level: 3; Rule: 100 - t; Location: ");
	for (int i = 0; i < 300; i++)
		buf_add_char(&b, 'l');
	buf_add_cstr(&b, ";  ");
	for (int i = 0; i < 5000; i++)
		buf_add_char(&b, 'm');
	CHECK_INT(fixture_raw(&f, '2', "10.1.1.1", buf_cstr(&b)), 100, 0);
	CHECK_INT(f.ev.location.len, 255, 0);
	CHECK_INT(f.ev.full_log.len, 4094, 0);
	fixture_free(&f);
	buf_free(&b);
}

/* Action, both addresses and protocol, or it ends before the rules; none of it
 * where the firewall log is off. */
TEST(firewall_events)
{
	static const struct {
		const char *line;
		bool log_fw;
		enum drop_reason drop;
		const char *action;
	} c[] = {
		{ "fw A=deny; S=1.1.1.1; D=2.2.2.2; P=tcp;", true, DROP_NONE,
		    "DROP" },
		{ "fw A=deny; S=1.1.1.1; D=2.2.2.2;", true, DROP_FIREWALL,
		    NULL },
		{ "fw A=deny; S=1.1.1.1; P=tcp;", true, DROP_FIREWALL, NULL },
		{ "fw A=deny; D=2.2.2.2; P=tcp;", true, DROP_FIREWALL, NULL },
		{ "fw S=1.1.1.1; D=2.2.2.2; P=tcp;", true, DROP_FIREWALL,
		    NULL },
		{ "fw A=deny; S=1.1.1.1;", false, DROP_NONE, "deny" },
		{ "fw A=; S=1; D=2; P=3;", true, DROP_NONE, "UNKNOWN" },
		{ "fw A=Reject; S=1; D=2; P=3;", true, DROP_NONE, "DROP" },
		{ "fw A=BLOCK; S=1; D=2; P=3;", true, DROP_NONE, "DROP" },
		{ "fw A=close; S=1; D=2; P=3;", true, DROP_NONE, "CLOSED" },
		{ "fw A=Teardown; S=1; D=2; P=3;", true, DROP_NONE, "CLOSED" },
		{ "fw A=accept; S=1; D=2; P=3;", true, DROP_NONE, "ALLOW" },
		{ "fw A=Pass; S=1; D=2; P=3;", true, DROP_NONE, "ALLOW" },
		{ "fw A=open; S=1; D=2; P=3;", true, DROP_NONE, "ALLOW" },
		{ "fw A=xDrOp; S=1; D=2; P=3;", true, DROP_NONE, "DROP" },
		{ "fw A=xAccept; S=1; D=2; P=3;", true, DROP_NONE, "ALLOW" },
		{ "fw A=x; S=1; D=2; P=3;", true, DROP_NONE, "UNKNOWN" },
	};
	static const char decoders[] =
	    "<decoder name='fw'><prematch>^fw </prematch><type>firewall</type>"
	    "</decoder>"
#define LINK(key, field)                                                        \
	"<decoder name='f'><parent>fw</parent><type>firewall</type><regex>" key \
	"=(\\.*);</regex><order>" field "</order></decoder>"
	    LINK("A", "action") LINK("S", "srcip") LINK("D", "dstip")
		LINK("P", "protocol");

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.log_fw = c[i].log_fw;
		fixture_load(&f, decoders, ANY);
		fixture_event(&f, c[i].line);
		CHECK_INT(f.out.drop, c[i].drop, i);
		CHECK_INT(
		    f.out.firewall, c[i].log_fw && c[i].drop == DROP_NONE, i);
		CHECK_INT(f.out.archived, c[i].drop == DROP_NONE, i);
		if (c[i].action != NULL)
			CHECK_STR(f.ev.field[FIELD_ACTION], c[i].action, i);
		fixture_free(&f);
	}
}
