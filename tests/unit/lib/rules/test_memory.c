/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the engine remembers from event to event besides counting: first time
 * seen, ignore list and timers, check_diff, accumulator, repeated lines (spec:
 * rules 9.3, 9.4 and 11; analysis-events 9 to 11).
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/buf.h"
#include "lib/rules/fts.h"

#define G(rules) "<group name='g,'>" rules "</group>"
#define R(id, level, body) \
	"<rule id='" #id "' level='" #level "'>" body "</rule>"

/* ---- first time seen ---- */

#define ALL_FIELDS                                                        \
	"<decoder name='a'><prematch>^a </prematch><type>%s</type>"       \
	"<regex offset='after_prematch'>^(\\S+) (\\S+) (\\S+) (\\S+) "    \
	"(\\S+) (\\S+) (\\S+)</regex><order>id,user,srcuser,srcip,dstip," \
	"data,system_name</order><fts>%s</fts></decoder>"

TEST(lines)
{
	static const struct {
		unsigned bits;
		const char *fts, *ignore;
	} c[] = {
		{ 0, "a        ", "       " },
		{ FTS_NAME, "a        ", "a       " },
		{ FTS_ID, "a I       ", " I      " },
		{ FTS_DSTUSER, "a  D      ", "  D     " },
		{ FTS_SRCUSER, "a   S     ", "       " },
		{ FTS_SRCIP, "a    P    ", "   P    " },
		{ FTS_DSTIP, "a     Q   ", "    Q   " },
		{ FTS_DATA, "a      X  ", "     X  " },
		{ FTS_SYSTEM_NAME, "a       Y ", "      Y " },
		{ FTS_LOCATION, "a        /var/log/test",
		    "       /var/log/test" },
		{ FTS_NAME | FTS_ID | FTS_SRCIP, "a I   P    ", "a I  P    " },
	};
	struct fixture f;
	struct buf b = { 0 };
	char *d = xasprintf(ALL_FIELDS, "syslog", "name");

	fixture_init(&f);
	fixture_load(&f, d, G(R(100, 1, "<match>a</match>")));
	fixture_event(&f, "a I D S P Q X Y");
	for (size_t i = 0; i < NELEM(c); i++) {
		fts_line(&b, &f.ev, c[i].bits);
		CHECK_STR(buf_str(&b), c[i].fts, i);
		ignore_line(&b, &f.ev, c[i].bits);
		CHECK_STR(buf_str(&b), c[i].ignore, i);
	}
	fixture_free(&f);
	free(d);
	buf_free(&b);
}

/* Cut at 255 bytes: what differs only behind that is known. */
TEST(long_lines)
{
	struct fixture f;
	struct buf b = { 0 };

	fixture_init(&f);
	fixture_load(&f,
	    "<decoder name='a'><prematch>^a </prematch>"
	    "<regex offset='after_prematch'>^(\\S+)</regex>"
	    "<order>id</order><fts>id</fts></decoder>",
	    G(R(100, 1, "<if_fts/>")));
	buf_add_cstr(&b, "a ");
	for (int i = 0; i < 253; i++)
		buf_add_char(&b, 'x');
	CHECK_INT(fixture_event(&f, buf_cstr(&b)), 100, 0);
	buf_add_char(&b, 'y');
	CHECK_INT(fixture_event(&f, buf_cstr(&b)), 0, 1);
	b.p[2] = 'y';
	CHECK_INT(fixture_event(&f, buf_cstr(&b)), 100, 2);
	fixture_free(&f);
	buf_free(&b);
}

/* Of intrusion detection events, the fourth that begins like three others is
 * known by its beginning; others are compared whole. */
TEST(similar_lines)
{
	static const struct {
		const char *type, *events, *ids;
	} c[] = {
		{ "ids",
		    "a 12345678901233 x\na 12345678901234 x\na 12345678901235 x\n"
		    "a 12345678901236 x\na 12345678901237 x\na 12345678901238 x",
		    "100 100 100 100 0 0" },
		{ "syslog",
		    "a 12345678901233 x\na 12345678901234 x\na 12345678901235 x\n"
		    "a 12345678901236 x\na 12345678901237 x\na 12345678901238 x",
		    "100 100 100 100 100 100" },
		/* a beginning of exactly that length is not longer */
		{ "ids",
		    "a 123456789012a x\na 123456789012b x\na 123456789012c x\n"
		    "a 123456789012d x\na 123456789012e x\na 123456789012f x",
		    "100 100 100 100 100 100" },
		{ "ids", "a 1 x\na 1 x\na 2 x\na 2 x", "100 0 100 0" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;
		char *d = xasprintf(
		    "<decoder name='a'><prematch>^a </prematch><type>%s</type>"
		    "<regex offset='after_prematch'>^(\\S+) </regex>"
		    "<order>id</order><fts>id</fts></decoder>",
		    c[i].type);

		fixture_init(&f);
		fixture_load(&f, d,
		    G("<rule id='8' level='0' noalert='1'><category>ids"
		      "</category></rule>" R(100, 1,
			  "<category>syslog</category><if_sid>1,3</if_sid>"
			  "<if_fts/>")));
		CHECK_STR(
		    str_from(fixture_events(&f, c[i].events)), c[i].ids, i);
		fixture_free(&f);
		free(d);
	}
}

/* Only the last fts_list_size lines are compared. */
TEST(similar_lines_of_long_ago)
{
	struct fixture f;

	fixture_init(&f);
	f.opt.fts_list_size = 12;
	f.opt.fts_min_similar = 6;
	fixture_load(&f,
	    "<decoder name='a'><prematch>^a </prematch><type>ids</type>"
	    "<regex offset='after_prematch'>^(\\S+)</regex>"
	    "<order>id</order><fts>id</fts></decoder>",
	    G(R(100, 1, "<category>ids</category><if_fts/>")));
	for (int i = 0; i < 40; i++) {
		/* three similar ones, then twelve that are not */
		char *m = i < 3 ? xasprintf("a 123456%d", i)
				: xasprintf("a %d", i + 10000000 * (i % 90));

		CHECK_INT(fixture_event(&f, m), 100, i);
		free(m);
	}
	CHECK_INT(fixture_event(&f, "a 1234563"), 100, 40);
	CHECK_INT(fixture_event(&f, "a 1234564"), 100, 41);
	fixture_free(&f);
}

TEST(if_fts)
{
	static const struct {
		const char *rules, *events, *ids;
	} c[] = {
		/* a second one for the same event finds the line known */
		{ G(R(100, 3, "<if_fts/><match>never</match>")
			  R(101, 2, "<if_fts/>")),
		    "a x\na y", "101 101" }, /* match is tried before */
		{ G(R(100, 3, "<if_fts/><list field='id'>none</list>")
			  R(101, 2, "<if_fts/>")),
		    "a x\na y", "0 0" }, /* lists after */
		/* no fts in the decoder: never */
		{ G(R(100, 3, "<if_fts/>")), "b x", "0" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		fixture_load(&f,
		    "<decoder name='a'><prematch>^a </prematch>"
		    "<regex offset='after_prematch'>^(\\S+)</regex>"
		    "<order>id</order><fts>id</fts></decoder>"
		    "<decoder name='b'><prematch>^b </prematch>"
		    "<regex offset='after_prematch'>^(\\S+)</regex>"
		    "<order>id</order></decoder>",
		    c[i].rules);
		CHECK_STR(
		    str_from(fixture_events(&f, c[i].events)), c[i].ids, i);
		fixture_free(&f);
	}
}

/* What a store underneath knows is known; it is never written to. */
TEST(known_from_before)
{
	struct state *before = state_memory_new(NULL), *now;
	struct fixture f;
	struct str v;

	before->put(before, STATE_FTS, STR_LIT("a x       "), STR_LIT(""));
	fixture_init(&f);
	fixture_load(&f,
	    "<decoder name='a'><prematch>^a </prematch>"
	    "<regex offset='after_prematch'>^(\\S+)</regex>"
	    "<order>id</order><fts>id</fts></decoder>",
	    G(R(100, 3, "<if_fts/>")));
	now = state_memory_new(before);
	f.opt.state = now;
	engine_free(&f.engine);
	f.engine = engine_new(&f.opt);
	CHECK_STR(str_from(fixture_events(&f, "a x\na y\na y")), "0 100 0", 0);
	CHECK(before->get(before, STATE_FTS, STR_LIT("a y       "), &v) != 0);
	fixture_free(&f);
	state_memory_free(&now);
	state_memory_free(&before);
}

/* ---- ignore ---- */

/* The daemon renews the timer, the log test tool forgets it. */
TEST(silence)
{
	static const struct {
		bool tool;
		const char *alerts; /* one second apart */
	} c[] = { { false, "100100100100" }, { true, "100110011001" } };

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.ignore_resets = c[i].tool;
		fixture_load(&f, "",
		    G("<rule id='100' level='5' ignore='3'><match>a</match>"
		      "</rule>"));
		for (size_t k = 0; k < strlen(c[i].alerts); k++) {
			CHECK_INT(fixture_event(&f, k % 2 ? "a" : "a b"), 100,
			    i * 100 + k);
			CHECK_INT(f.out.has_alert, c[i].alerts[k] == '1',
			    i * 100 + k);
			CHECK_INT(
			    f.out.silenced, c[i].alerts[k] == '0', i * 100 + k);
			CHECK(f.out.archived);
		}
		CHECK_INT(engine_fired(f.engine, ruleset_rule(f.rs, 100)),
		    strlen(c[i].alerts), i);
		fixture_free(&f);
	}
}

/* What is silent is not remembered, and asks for nothing. */
TEST(silence_is_complete)
{
	static const struct response_def def = {
		.name = "x0", .where = RESPONSE_ALL, .level = 1
	};

	for (int mode = 0; mode < 2; mode++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.correlation = (enum correlation_mode)mode;
		f.ropt.responses = &def;
		f.ropt.n_responses = 1;
		fixture_load(&f, "",
		    G("<rule id='100' level='5' ignore='3'><match>a</match>"
		      "</rule><rule id='200' level='9' frequency='0'>"
		      "<if_matched_sid>100</if_matched_sid><match>z</match>"
		      "</rule><rule id='300' level='0'><match>c</match></rule>"
		      "<rule id='301' level='9'><if_sid>300</if_sid>"
		      "<match>z</match><if_matched_sid>300</if_matched_sid>"
		      "</rule>"));
		CHECK_INT(fixture_event(&f, "a"), 100, 0);
		CHECK_INT(f.out.n_responses, 1, 0);
		CHECK_INT(fixture_event(&f, "a"), 100, 1);
		CHECK_INT(f.out.n_responses, 0, 1);
		CHECK_INT(fixture_event(&f, "a z"), 200, 2); /* the first */
		CHECK_INT(fixture_event(&f, "a"), 100, 3);
		CHECK_INT(fixture_event(&f, "a"), 100, 4); /* silent */
		/* level 0: no entry */
		CHECK_INT(fixture_event(&f, "c"), 300, 5);
		CHECK(!f.out.has_alert && f.out.archived);
		CHECK_INT(f.out.n_responses, 0, 5);
		CHECK_INT(fixture_event(&f, "c z"), 300, 6);
		fixture_free(&f);
	}
}

TEST(ignore_words)
{
	static const struct {
		const char *words;
		unsigned bits; /* 0: an error */
	} c[] = {
		{ "user", FTS_DSTUSER },
		{ "srcuser", FTS_DSTUSER },
		{ "srcip", FTS_SRCIP },
		{ "dstip", FTS_DSTIP },
		{ "srcip,dstip", FTS_SRCIP | FTS_DSTIP },
		{ "id", FTS_ID },
		{ "location", FTS_LOCATION },
		{ "extra_data", FTS_DATA },
		{ "system_name", FTS_NAME },
		{ "name id", FTS_NAME | FTS_ID },
		{ "colour", 0 },
		{ "", 0 },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		for (int check = 0; check < 2; check++) {
			const char *e = check ? "check_if_ignored" : "ignore";
			char *rules = xasprintf(
			    G("<rule id='100' level='1'><%s>%s</%s></rule>"), e,
			    c[i].words, e);
			const struct rule *r;
			struct fixture f;

			fixture_init(&f);
			fixture_load(&f, "", rules);
			CHECK_INT(f.rs != NULL, c[i].bits != 0, i);
			if (f.rs != NULL) {
				r = ruleset_rule(f.rs, 100);
				CHECK_INT(r->check_if_ignored,
				    check ? c[i].bits : 0, i);
				CHECK_INT(
				    r->ignore_fields, check ? 0 : c[i].bits, i);
			}
			fixture_free(&f);
			free(rules);
		}
	}
}

/* Asking comes before adding; each rule's own words make its line. */
TEST(ignore_list_order)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f,
	    "<decoder name='t'><prematch>^t </prematch>"
	    "<regex offset='after_prematch'>^(\\S+) (\\S+)</regex>"
	    "<order>srcip,id</order></decoder>",
	    G(R(100, 5,
		"<match>b</match><ignore>srcip,id</ignore>"
		"<check_if_ignored>srcip,id</check_if_ignored>") R(101, 4,
		"<match>c</match>"
		"<check_if_ignored>srcip</check_if_ignored>")
		    R(102, 3, "<match>d</match><ignore>srcip</ignore>")));
	CHECK_STR(str_from(fixture_events(
		      &f, "t 1 b\nt 1 b\nt 2 b\nt 1 c\nt 1 d\nt 1 c\nt 1 d")),
	    "100 0 100 101 102 0 102", 0);
	CHECK(!f.out.silenced);
	fixture_event(&f, "t 1 c");
	CHECK(f.out.silenced && f.out.archived && !f.out.has_alert);
	fixture_free(&f);
}

/* ---- check_diff ---- */

TEST(check_diff_details)
{
	static const char *const w = "(w) 1.1.1.1->/l";
	struct fixture f;
	struct buf b = { 0 };

	fixture_init(&f);
	fixture_load(&f, "",
	    G(R(100, 5, "<match>df</match><check_diff/>")
		    R(101, 6, "<if_sid>100</if_sid><match>child</match>") R(
			102, 4, "<match>df</match><check_diff/>") R(103, 7,
			"<if_sid>100</if_sid><match>two</match>"
			"<check_diff/>") R(104, 1, "<match>plain</match>")));
	/* by agent, and by rule: 102 is asked when 100 does not hold */
	CHECK_INT(fixture_raw(&f, '1', w, "df 1"), 0, 0);
	CHECK_INT(fixture_raw(&f, '1', "(v) 1.1.1.1->/l", "df 2"), 0, 1);
	CHECK_INT(fixture_raw(&f, '1', "(w) 1.1.1.1->/m", "df 9"), 100, 2);
	CHECK_STR(f.out.alert.previous[0], "df 1", 2);
	CHECK_INT(fixture_raw(&f, '1', w, "df 3"), 100, 3);
	CHECK_STR(f.out.alert.previous[0], "df 9", 3);
	CHECK(f.out.alert.previous_is_output);
	/* 102 was not asked then, so it has an older one */
	CHECK_INT(fixture_raw(&f, '1', w, "df 3"), 102, 4);
	CHECK_STR(f.out.alert.previous[0], "df 1", 4);
	CHECK_INT(fixture_raw(&f, '1', w, "df 3"), 0, 5);
	/* a child that wins shows it, too; one that does not hold hides none */
	CHECK_INT(fixture_raw(&f, '1', w, "df child"), 101, 6);
	CHECK_INT(f.out.alert.n_previous, 1, 6);
	CHECK_STR(f.out.alert.previous[0], "df 3", 6);
	CHECK_INT(fixture_raw(&f, '1', w, "df two"), 100, 7);
	CHECK_STR(f.out.alert.previous[0], "df child", 7);
	/* nothing is left over for the next event */
	CHECK_INT(fixture_event(&f, "plain"), 104, 8);
	CHECK_INT(f.out.alert.n_previous, 0, 8);
	/* 8192 bytes and more are not looked at */
	CHECK_INT(fixture_event(&f, "df x"), 0, 9);
	buf_add_cstr(&b, "df ");
	while (b.len < 8191)
		buf_add_char(&b, 'x');
	CHECK_INT(fixture_event(&f, buf_cstr(&b)), 100, 9);
	buf_add_char(&b, 'x');
	CHECK_INT(fixture_event(&f, buf_cstr(&b)), 0, 10);
	buf_free(&b);
	fixture_free(&f);
}

/* With check_diff the search is skipped, and frequency needs no more. */
TEST(check_diff_and_counting)
{
	struct fixture f;

	for (int mode = 0; mode < 2; mode++) {
		fixture_init(&f);
		f.opt.correlation = (enum correlation_mode)mode;
		fixture_load(&f, "",
		    G(R(100, 3,
			"<match>a</match>") "<rule id='200' level='9' frequency='5'>"
					    "<if_matched_sid>100</if_matched_sid><check_diff/>"
					    "</rule><rule id='201' level='8' frequency='5'>"
					    "<match>b</match><check_diff/></rule>"));
		CHECK_STR(str_from(fixture_events(&f, "a 1\na 2\nb 1\nb 2")),
		    "100 200 0 201", mode);
		fixture_free(&f);
	}
}

/* ---- accumulator ---- */

#define ACC(name, text, order, more)                                   \
	"<decoder name='" name "'><parent>acc</parent><prematch>" text \
	"=</prematch><regex>^acc (\\S+) " text                         \
	"=(\\S+)</regex><order>id," order "</order>" more "</decoder>"
#define ACCS(more)                                                         \
	"<decoder name='acc'><prematch>^acc </prematch></decoder>" ACC(    \
	    "a1", "user", "user", more) ACC("a2", "from", "srcuser", more) \
	    ACC("a3", "ip", "srcip", more) ACC("a4", "dst", "dstip", more) \
		ACC("a5", "port", "srcport", more)                         \
		    ACC("a6", "dpt", "dstport", more)                      \
			ACC("a7", "data", "data", more)                    \
			    ACC("a8", "url", "url", more)

TEST(accumulated_fields)
{
	static const struct {
		const char *text;
		enum field_id field;
		bool kept;
	} c[] = { { "user", FIELD_DSTUSER, true },
		{ "from", FIELD_SRCUSER, true }, { "ip", FIELD_SRCIP, true },
		{ "dst", FIELD_DSTIP, true }, { "port", FIELD_SRCPORT, true },
		{ "dpt", FIELD_DSTPORT, true }, { "data", FIELD_DATA, true },
		{ "url", FIELD_URL, false } };
	struct fixture f;

	fixture_init(&f);
	fixture_load(
	    &f, ACCS("<accumulate/>"), G(R(100, 1, "<match>acc</match>")));
	for (size_t i = 0; i < NELEM(c); i++) {
		char *m = xasprintf("acc 7 %s=v%zu", c[i].text, i);

		fixture_event(&f, m);
		CHECK_INT(f.ev.accumulated, i != 0, i);
		for (size_t k = 0; k < i; k++)
			CHECK_INT(
			    f.ev.field[c[k].field].p != NULL, c[k].kept, i);
		free(m);
	}
	/* the first value stays, and an event's own is never replaced */
	fixture_event(&f, "acc 7 user=other");
	CHECK_STR(f.ev.field[FIELD_DSTUSER], "other", 0);
	fixture_event(&f, "acc 7 ip=x");
	CHECK_STR(f.ev.field[FIELD_DSTUSER], "v0", 0);
	/* other id, host or decoder: another entry */
	fixture_event(&f, "acc 8 ip=x");
	CHECK(!f.ev.accumulated);
	fixture_raw(&f, '1', "(w) 1.1.1.1->/l", "acc 7 ip=x");
	CHECK(!f.ev.accumulated);
	fixture_free(&f);

	fixture_init(&f);
	fixture_load(&f, ACCS("<accumulate/><use_own_name>true</use_own_name>"),
	    G(R(100, 1, "<match>acc</match>")));
	fixture_event(&f, "acc 7 user=bob");
	fixture_event(&f, "acc 7 ip=x");
	CHECK(!f.ev.accumulated);
	fixture_free(&f);

	fixture_init(&f);
	fixture_load(&f, ACCS(""), G(R(100, 1, "<match>acc</match>")));
	fixture_event(&f, "acc 7 user=bob");
	fixture_event(&f, "acc 7 ip=x");
	CHECK(!f.ev.accumulated);
	fixture_free(&f);
}

/* 120 seconds since it was last stored, 80 bytes of a value. */
TEST(accumulator_limits)
{
	struct fixture f;
	struct buf b = { 0 };

	fixture_init(&f);
	fixture_load(
	    &f, ACCS("<accumulate/>"), G(R(100, 1, "<match>acc</match>")));
	fixture_event(&f, "acc 7 user=bob");
	f.now += 119;
	fixture_event(&f, "acc 7 ip=x"); /* 120 later */
	CHECK(f.ev.accumulated);
	f.now += 119;
	fixture_event(&f, "acc 7 url=x"); /* 120 after that */
	CHECK(f.ev.accumulated);
	f.now += 120;
	fixture_event(&f, "acc 7 url=x");
	CHECK(!f.ev.accumulated);
	for (unsigned len = 79; len < 82; len++) {
		buf_clear(&b);
		buf_printf(&b, "acc %u user=", len);
		for (unsigned i = 0; i < len; i++)
			buf_add_char(&b, 'u');
		fixture_event(&f, buf_cstr(&b));
		buf_clear(&b);
		buf_printf(&b, "acc %u ip=x", len);
		fixture_event(&f, buf_cstr(&b));
		CHECK_INT(f.ev.accumulated, len <= 80, len);
	}
	fixture_free(&f);
	buf_free(&b);
}

/* A flood of ids pushes out the longest untouched one, quickly. */
TEST(accumulator_flood)
{
	struct fixture f;
	char m[64];

	fixture_init(&f);
	fixture_load(
	    &f, ACCS("<accumulate/>"), G(R(100, 1, "<match>acc</match>")));
	fixture_event(&f, "acc kept user=bob");
	fixture_event(&f, "acc lost user=bob");
	for (int i = 0; i < 70000; i++) {
		snprintf(m, sizeof(m), "acc %d ip=x", i);
		f.now--; /* all in one second */
		fixture_event(&f, m);
		if (i == 30000) {
			f.now--;
			fixture_event(&f, "acc kept url=x");
		}
	}
	fixture_event(&f, "acc kept ip=x");
	CHECK(f.ev.accumulated);
	fixture_event(&f, "acc lost ip=x");
	CHECK(!f.ev.accumulated);
	fixture_free(&f);
}

/* ---- repeated lines ---- */

/* Only of category syslog, by the whole line, wherever it comes from. */
TEST(repeated_lines_by_category)
{
	static const struct {
		char queue;
		const char *location, *line;
		enum drop_reason drop;
	} c[] = {
		{ '1', "/a", "w 1", DROP_NONE },
		{ '1', "/a", "w 1", DROP_NONE }, /* web-log */
		{ '1', "/a", "Dec 29 10:00:01 h p: x", DROP_NONE },
		{ '1', "/a", "Dec 29 10:00:02 h p: x", DROP_NONE },
		{ '1', "/b", "Dec 29 10:00:01 h p: x", DROP_REPEATED },
		{ '2', "1.1.1.1", "Dec 29 10:00:02 h p: x", DROP_REPEATED },
		{ '1', "/a",
		    "Dec 29 10:00:0\x01"
		    "1 h p: x",
		    DROP_REPEATED },
		{ '9', "rootcheck", "bad", DROP_NONE },
		{ '9', "rootcheck", "bad", DROP_NONE }, /* ossec */
		{ '1', "/a", "", DROP_NONE },
		{ '1', "/a", "", DROP_REPEATED },
	};
	struct fixture f;

	fixture_init(&f);
	f.opt.flood_filter = true;
	fixture_load(&f,
	    "<decoder name='w'><prematch>^w </prematch><type>web-log</type>"
	    "</decoder>",
	    G(R(100, 1, "<match>a</match>")));
	for (size_t i = 0; i < NELEM(c); i++) {
		fixture_raw(&f, c[i].queue, c[i].location, c[i].line);
		CHECK_INT(f.out.drop, c[i].drop, i);
	}
	CHECK_INT(engine_get_counters(f.engine)->dropped[DROP_REPEATED], 4, 0);
	fixture_free(&f);
}

/* A dropped line is not counted either. */
TEST(repeated_lines_do_not_add_up)
{
	for (int filter = 0; filter < 2; filter++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.flood_filter = filter;
		fixture_load(&f, "",
		    G(R(100, 3,
			"<match>a</match>") "<rule id='200' level='9' frequency='1'>"
					    "<if_matched_sid>100</if_matched_sid></rule>"));
		CHECK_STR(str_from(fixture_events(&f, "a\na\na")),
		    filter ? "100 0 0" : "100 100 200", filter);
		fixture_free(&f);
	}
}
