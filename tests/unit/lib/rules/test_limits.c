/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where memory for an event ends, how large a text may be, and that nothing
 * depends on the seeds of hash tables.
 */
#include "fixture.h"

#include <stdlib.h>

#include "lib/base/buf.h"

static const char decoders[] =
    "<decoder name='t'><prematch>^t </prematch>"
    "<regex offset='after_prematch'>^(\\S+) (\\S+) (\\S+)</regex>"
    "<order>srcip,id,filename</order><fts>name,id</fts><accumulate/>"
    "</decoder>"
    "<decoder name='sonic'><prematch>^id=</prematch><type>firewall</type>"
    "<plugin_decoder>SonicWall_Decoder</plugin_decoder></decoder>"
    "<decoder name='fwd'><prematch>^Alert Level: </prematch>"
    "<type>ossec</type><plugin_decoder>OSSECAlert_Decoder</plugin_decoder>"
    "</decoder>"
    "<decoder name='pf'><prematch>^rule </prematch><type>firewall</type>"
    "<plugin_decoder>PF_Decoder</plugin_decoder></decoder>";
static const char rules[] =
    "<group name='g,'>"
    "<rule id='100' level='3'><decoded_as>t</decoded_as></rule>"
    "<rule id='101' level='4'><if_sid>100</if_sid><if_fts/></rule>"
    "<rule id='102' level='9' frequency='0'><if_matched_sid>100"
    "</if_matched_sid><same_source_ip/><match>i2</match></rule>"
    "<rule id='103' level='8' frequency='0'><if_matched_group>g"
    "</if_matched_group><same_location/></rule>"
    "<rule id='104' level='5'><match>df</match><check_diff/></rule>"
    "<rule id='105' level='2' ignore='1'><match>ig</match>"
    "<ignore>location,id</ignore></rule>"
    "<rule id='106' level='2'><category>ossec</category></rule>"
    "<rule id='107' level='2'><category>firewall</category></rule>"
    "<rule id='108' level='10'><decoded_as>t</decoded_as>"
    "<hostname>w</hostname><if_matched_regex>t</if_matched_regex></rule>"
    "</group>";

static const struct {
	char queue;
	const char *location, *text;
} events[] = {
	{ '1', "(w) 1.1.1.1->/var/log/some/file.log", "t 1.1.1.1 i1 /some f" },
	{ '1', "/var/log/some/file.log", "t 1.1.1.1 i2 /some file" },
	{ '1', "/var/log/some/file.log", "t 1.1.1.1 i2 /some file" },
	{ '1', "/var/log/some/file.log", "t 1.1.1.1 i2 /some file" },
	{ '1', "/l", "df an output" },
	{ '1', "/l", "df another output, which is longer" },
	{ '1', "/l", "ig" },
	{ '8', "(w) 1.1.1.1->syscheck", "1:2:3:4:aaaaaaaaaaaa:b /some/file" },
	{ '8', "(w) 1.1.1.1->syscheck",
	    "2:2:3:4:aaaaaaaaaaaa:b /some/file\n< a line\n> another" },
	{ '8', "(w) 1.1.1.1->syscheck", "-1 /some/file" },
	{ '9', "rootcheck", "Bad file '/x y' MD5=1" },
	{ '3', "/nmap", "Host: 1.1.1.1 (a), open ports: 1 2 3" },
	{ '1', "/l",
	    "id=firewall pri=6 c=4 m=97 x src=1.1.1.1:5:X0 "
	    "dst=2.2.2.2:80:X1 result=200 dstname=example.com arg=/a/b" },
	{ '1', "/l",
	    "Alert Level: 3; Rule: 100 - text; Location: web->/l; srcip: "
	    "1.2.3.4;  the log" },
	{ '1', "/l",
	    "rule 1/(match) block in on em0: 1.1.1.1.9 > 2.2.2.2.8: tcp" },
};

/* All events through an engine whose events may have cap bytes; the ids. */
static void
run(size_t cap, enum correlation_mode mode, struct buf *ids)
{
	static const struct response_def def = { .name = "x0",
		.where = RESPONSE_ALL,
		.level = 1,
		.expect_filename = true };
	struct buf message = { 0 };
	struct fixture f;

	fixture_init(&f);
	f.ropt.responses = &def;
	f.ropt.n_responses = 1;
	f.opt.correlation = mode;
	f.opt.alert_new_files = true;
	f.opt.stats_level = 4;
	f.opt.stats_mindiff = 1;
	fixture_load(&f, decoders, rules);
	f.state->put(f.state, STATE_STATS, STR_LIT("hour/24"), STR_LIT("9"));
	event_init(&f.ev, cap);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < NELEM(events); i++) {
			buf_printf(ids, "%u ",
			    fixture_raw(&f, events[i].queue, events[i].location,
				events[i].text));
			if (f.out.drop != DROP_NONE)
				continue;
			CHECK(f.ev.location.p != NULL);
			CHECK(f.ev.full_log.p != NULL && f.ev.log.p != NULL);
			for (size_t k = 0; k < f.out.n_responses; k++)
				CHECK(f.out.responses[k].filename.p != NULL);
			if (f.out.n_responses != 0)
				response_remote_message(&message,
				    &f.out.responses[0], &f.ev, &f.out.alert,
				    "1.1");
		}
	}
	buf_free(&message);
	fixture_free(&f);
}

TEST(full_arenas)
{
	struct buf want = { 0 }, got = { 0 };

	for (int mode = 0; mode < 2; mode++) {
		buf_clear(&want);
		run(0, (enum correlation_mode)mode, &want);
		/* the rules are meant to be there in such numbers */
		for (int id = 100; id <= 108; id++) {
			char *word = xasprintf("%d ", id);

			CHECK_ROW(strstr(buf_cstr(&want), word) != NULL, id);
			free(word);
		}
		for (size_t cap = 1; cap < 2000; cap += 16) {
			buf_clear(&got);
			run(cap, (enum correlation_mode)mode, &got);
		}
		CHECK_STR(buf_str(&got), buf_cstr(&want), mode);
	}
	buf_free(&want);
	buf_free(&got);
}

/* A text of a mebibyte is an event; a longer one ends with a count. */
TEST(long_texts)
{
	struct fixture f;
	struct buf b = { 0 };
	const char *location = "/l";

	fixture_init(&f);
	fixture_load(&f, "",
	    "<group name='g,'><rule id='100' level='1'><match>end$</match>"
	    "</rule></group>");
	while (b.len < (1 << 20) - strlen(location) - 3)
		buf_add_char(&b, 'x');
	buf_add_cstr(&b, "end");
	CHECK_INT(fixture_raw(&f, '1', location, buf_cstr(&b)), 100, 0);
	buf_add_cstr(&b, "end");
	CHECK_INT(fixture_raw(&f, '1', location, buf_cstr(&b)), 0, 1);
	CHECK_INT(f.out.drop, DROP_FORMAT, 1);
	CHECK_INT(engine_get_counters(f.engine)->dropped[DROP_FORMAT], 1, 1);
	fixture_free(&f);
	buf_free(&b);
}

/* Two engines with seeds of their own: the same alerts with the same earlier
 * events, and the same losses where memory is short. */
TEST(nothing_depends_on_seeds)
{
	for (int mode = 0; mode < 2; mode++) {
		struct fixture f[2];

		for (int i = 0; i < 2; i++) {
			fixture_init(&f[i]);
			f[i].opt.correlation = (enum correlation_mode)mode;
			f[i].opt.keyed_budget = 20000;
			f[i].opt.memory_size = 64;
			fixture_load(&f[i], decoders, rules);
		}
		for (unsigned n = 0; n < 3000; n++) {
			char *m = xasprintf("t 1.1.%u.1 i%u /u%u x",
			    (n * 7919) % 61, n % 5, n % 3);

			CHECK_INT(fixture_event(&f[0], m),
			    fixture_event(&f[1], m), n);
			CHECK_INT(f[0].out.alert.n_previous,
			    f[1].out.alert.n_previous, n);
			for (unsigned k = 0; k < f[0].out.alert.n_previous; k++)
				CHECK_ROW(str_eq(f[0].out.alert.previous[k],
					      f[1].out.alert.previous[k]),
				    n);
			f[0].now -= n % 2;
			f[1].now -= n % 2;
			free(m);
		}
		CHECK_INT(engine_get_counters(f[0].engine)->keyed_evicted,
		    engine_get_counters(f[1].engine)->keyed_evicted, mode);
		fixture_free(&f[0]);
		fixture_free(&f[1]);
	}
}

/* A chain of rules as deep as it may be, and one deeper. */
TEST(depth)
{
	for (int deep = 512; deep <= 513; deep++) {
		struct fixture f;
		struct buf b = { 0 };

		buf_add_cstr(&b,
		    "<group name='g,'><rule id='1000' level='1'>"
		    "<match>a</match></rule>");
		for (int i = 1; i < deep; i++)
			buf_printf(&b,
			    "<rule id='%d' level='1'><if_sid>%d</if_sid>"
			    "<match>a</match></rule>",
			    1000 + i, 999 + i);
		buf_add_cstr(&b, "</group>");
		fixture_init(&f);
		fixture_load(&f, "", buf_cstr(&b));
		CHECK_INT(f.rs != NULL, deep == 512, deep);
		if (f.rs != NULL)
			CHECK_INT(fixture_event(&f, "a"), 999 + deep, deep);
		fixture_free(&f);
		buf_free(&b);
	}
}

/* A rule with a long timeframe does not make others keep what is too old. */
TEST(old_windows_go)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, decoders,
	    "<group name='g,'>"
	    "<rule id='100' level='3'><decoded_as>t</decoded_as></rule>"
	    "<rule id='200' level='9' frequency='3' timeframe='99999'>"
	    "<if_matched_sid>100</if_matched_sid><same_source_ip/></rule>"
	    "<rule id='201' level='8' frequency='3' timeframe='10'>"
	    "<if_matched_sid>100</if_matched_sid><same_id/></rule></group>");
	for (unsigned n = 0; n < 2000; n++) {
		char *m = xasprintf("t 1.1.1.%u i%u /u x", n % 5, n);

		fixture_event(&f, m);
		free(m);
	}
	CHECK(engine_get_counters(f.engine)->keyed_windows < 30);
	CHECK_INT(engine_get_counters(f.engine)->keyed_evicted, 0, 0);
	fixture_free(&f);
}
