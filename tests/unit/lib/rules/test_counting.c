/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules that count, statement by statement (spec: rules, 10.1 to 10.5). Where
 * the two modes differ a row says what each answers.
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/buf.h"

/* "f <srcip> <id> <dstuser> <srcport> <dstport> <url>", "-" for absent */
#define OPTIONAL(key, field)                                                 \
	"<decoder name='f1'><parent>f</parent><regex>" key "=(\\S+)</regex>" \
	"<order>" field "</order></decoder>"
#define DEC                                                                        \
	"<decoder name='f'><prematch>^f</prematch></decoder>" OPTIONAL(            \
	    "P", "srcip") OPTIONAL("I", "id") OPTIONAL("D",                        \
	    "dstuser") OPTIONAL("S", "srcuser") OPTIONAL("X",                      \
	    "srcport") OPTIONAL("Y", "dstport") OPTIONAL("U",                      \
	    "url") "<decoder name='w'><prematch>^w</prematch><type>web-log</type>" \
		   "</decoder>"
#define BASE "<rule id='100' level='3'><match>f</match></rule>"
#define G(rules) "<group name='g,'>" rules "</group>"
#define COUNT(body)                                                     \
	G(BASE "<rule id='200' level='9' frequency='0' timeframe='60'>" \
	       "<if_matched_sid>100</if_matched_sid>" body "</rule>")

static const char *
run(const char *rules, const char *events, enum correlation_mode mode)
{
	static char ids[4096];
	struct fixture f;

	fixture_init(&f);
	f.opt.correlation = mode;
	fixture_load(&f, DEC, rules);
	if (f.rs == NULL)
		CHECK_STR(str_from(fixture_error(&f)), "", -1);
	snprintf(ids, sizeof(ids), "%s", fixture_events(&f, events));
	fixture_free(&f);
	return ids;
}

struct row {
	const char *rules, *events, *keyed, *classic; /* NULL: the same */
};

static void
check_rows(const struct row *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *classic =
		    c[i].classic != NULL ? c[i].classic : c[i].keyed;

		CHECK_STR(
		    str_from(run(c[i].rules, c[i].events, CORRELATION_KEYED)),
		    c[i].keyed, i);
		CHECK_STR(
		    str_from(run(c[i].rules, c[i].events, CORRELATION_CLASSIC)),
		    classic, i * 100);
	}
}

TEST(filters)
{
	static const struct row c[] = {
		{ COUNT(""), "f\nf", "100 200", NULL },
		/* same: the value is there, in both, and equal with its case */
		{ COUNT("<same_source_ip/>"), "f P=1\nf P=2\nf P=1",
		    "100 100 200", NULL },
		{ COUNT("<same_source_ip/>"), "f\nf\nf P=1\nf",
		    "100 100 100 100", NULL },
		{ COUNT("<same_id/>"), "f I=a\nf I=A\nf I=a", "100 100 200",
		    NULL },
		{ COUNT("<same_src_port/>"), "f X=1\nf X=2\nf Y=1\nf X=2",
		    "100 100 100 200", NULL },
		{ COUNT("<same_dst_port/>"), "f Y=1\nf X=1\nf Y=1",
		    "100 100 200", NULL },
		/* the destination user, never the source user */
		{ COUNT("<same_user/>"), "f S=a\nf S=a\nf D=a\nf S=a\nf D=a",
		    "100 100 100 100 200", NULL },
		{ COUNT("<same_id/><same_user/>"),
		    "f I=1 D=a\nf I=1 D=b\nf I=2 D=a\nf I=1 D=b",
		    "100 100 100 200", NULL },
		/* values are not run together */
		{ COUNT("<same_id/><same_user/>"), "f I=1 D=23\nf I=31 D=2",
		    "100 100", NULL },
		/* different: there, in both, and not equal */
		{ COUNT("<different_url/>"), "f U=/a\nf U=/a\nf\nf U=/b",
		    "100 100 100 200", NULL },
		{ COUNT("<different_url/>"), "f\nf U=/a", "100 100", NULL },
		{ COUNT("<different_url/><same_source_ip/>"),
		    "f P=1 U=/a\nf P=2 U=/b\nf P=1 U=/a\nf P=1 U=/b",
		    "100 100 100 200", NULL },
		/* without effect */
		{ COUNT("<different_srcip/>"), "f P=1\nf P=1", "100 200",
		    NULL },
		{ COUNT("<not_same_agent/>"), "f\nf", "100 200", NULL },
		/* what was set before is taken back */
		{ COUNT("<same_source_ip/><not_same_source_ip/>"),
		    "f P=1\nf P=2", "100 200", NULL },
		{ COUNT("<not_same_source_ip/><same_source_ip/>"),
		    "f P=1\nf P=2", "100 100", NULL },
		{ COUNT("<same_user/><not_same_user/>"), "f D=1\nf D=2",
		    "100 200", NULL },
		{ COUNT("<same_id/><not_same_id/>"), "f I=1\nf I=2", "100 200",
		    NULL },
	};

	check_rows(c, NELEM(c));
}

/* same_location compares the host: for agents the whole location. */
TEST(same_location)
{
	static const struct {
		const char *location, *line;
		unsigned rule;
	} c[] = {
		{ "/a", "Dec 29 10:00:01 h p: f", 100 },
		{ "/b", "Dec 29 10:00:01 i p: f", 100 },
		{ "/c", "Dec 29 10:00:01 h p: f", 200 },
		{ "(w) 1.1.1.1->/a", "Dec 29 10:00:01 h p: f", 100 },
		{ "(w) 1.1.1.1->/b", "Dec 29 10:00:01 h p: f", 100 },
		{ "(w) 1.1.1.1->/a", "Dec 29 10:00:01 x p: f", 200 },
	};

	for (int mode = 0; mode < 2; mode++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.correlation = (enum correlation_mode)mode;
		fixture_load(&f, DEC, COUNT("<same_location/>"));
		for (size_t i = 0; i < NELEM(c); i++)
			CHECK_INT(
			    fixture_raw(&f, '1', c[i].location, c[i].line),
			    c[i].rule, i);
		fixture_free(&f);
	}
}

#define REGEX(freq, body)                                                     \
	G(BASE "<rule id='110' level='3'><category>web-log</category></rule>" \
	       "<rule id='200' level='9' frequency='" freq "'>"               \
	       "<if_sid>100,110</if_sid><if_matched_regex>x$"                 \
	       "</if_matched_regex>" body "</rule>")

TEST(by_expression)
{
	static const struct row c[] = {
		/* the earlier log matches, this one need not */
		{ REGEX("0", ""), "f x\nf y\nf y\nf y", "100 200 100 100",
		    "100 200 100 100" },
		{ REGEX("1", ""), "f x\nf x\nf y", "100 100 200", NULL },
		/* of the same category only */
		{ REGEX("0", ""), "w x\nf y\nw y", "110 100 200", NULL },
		/* some flags count, others have no effect */
		{ REGEX("0", "<same_source_ip/>"), "f P=1 x\nf P=2 y\nf P=1 y",
		    "100 100 200", NULL },
		{ REGEX("0", "<same_user/>"), "f D=1 x\nf D=2 y\nf D=1 y",
		    "100 100 200", NULL },
		{ REGEX("0", "<same_id/>"), "f I=1 x\nf I=2 y\nf I=1 y",
		    "100 100 200", NULL },
		{ REGEX("0", "<different_url/>"), "f U=1 x\nf U=1 y\nf U=2 y",
		    "100 100 200", NULL },
		{ REGEX("0", "<same_src_port/>"), "f X=1 x\nf X=2 y", "100 200",
		    NULL },
		{ REGEX("0", "<same_dst_port/>"), "f Y=1 x\nf Y=2 y", "100 200",
		    NULL },
		/* any event above level 0 is remembered */
		{ G("<rule id='100' level='0'><match>f</match></rule>"
		    "<rule id='200' level='9'><if_sid>100</if_sid>"
		    "<if_matched_regex>x</if_matched_regex></rule>"),
		    "f x\nf x", "100 100", NULL },
	};

	check_rows(c, NELEM(c));
}

/* A count that was used up marks other rules' events in the classic mode only,
 * and does so even where no alert comes of it. */
TEST(marks)
{
	static const struct row c[] = {
		{ G(BASE "<rule id='200' level='9' frequency='1' noalert='1'>"
			 "<if_matched_sid>100</if_matched_sid></rule>"
			 "<rule id='201' level='8' frequency='1'>"
			 "<if_matched_sid>100</if_matched_sid></rule>"),
		    "f\nf\nf\nf", "100 100 201 100", "100 100 100 100" },
		/* a higher level is not stopped by lower marks */
		{ G(BASE "<rule id='200' level='5' frequency='1'>"
			 "<if_matched_sid>100</if_matched_sid><match>a"
			 "</match></rule>"
			 "<rule id='201' level='8' frequency='1'>"
			 "<if_matched_sid>100</if_matched_sid><match>b"
			 "</match></rule>"),
		    "f\nf\nf a\nf b", "100 100 200 201", "100 100 200 201" },
		{ G(BASE "<rule id='200' level='8' frequency='1'>"
			 "<if_matched_sid>100</if_matched_sid><match>a"
			 "</match></rule>"
			 "<rule id='201' level='8' frequency='1'>"
			 "<if_matched_sid>100</if_matched_sid><match>b"
			 "</match></rule>"),
		    "f\nf\nf a\nf b", "100 100 200 201", "100 100 200 100" },
		/* levels of any height are told apart */
		{ G(BASE "<rule id='200' level='40' frequency='1'>"
			 "<if_matched_sid>100</if_matched_sid><match>a"
			 "</match></rule>"
			 "<rule id='201' level='50' frequency='1'>"
			 "<if_matched_sid>100</if_matched_sid><match>b"
			 "</match></rule>"),
		    "f\nf\nf a\nf b", "100 100 200 201", "100 100 200 201" },
		/* every event is marked with 0, so a level 0 never holds */
		{ COUNT("") G("<rule id='300' level='0' frequency='0'>"
			      "<if_matched_sid>100</if_matched_sid></rule>"),
		    "f\nf", "100 200", NULL },
		/* a child that wins uses the count up, too */
		{ COUNT("") G("<rule id='201' level='2'><if_sid>200</if_sid>"
			      "</rule>"),
		    "f\nf\nf\nf", "100 201 100 201", NULL },
	};

	check_rows(c, NELEM(c));
}

/* An event counts until it is older than the timeframe. */
TEST(timeframe)
{
	static const struct {
		int gap;
		bool counts;
	} c[] = { { 59, true }, { 60, true }, { 61, false } };

	for (int mode = 0; mode < 2; mode++) {
		for (size_t i = 0; i < NELEM(c); i++) {
			struct fixture f;

			fixture_init(&f);
			f.opt.correlation = (enum correlation_mode)mode;
			fixture_load(&f, DEC, COUNT(""));
			CHECK_INT(fixture_event(&f, "f"), 100, i);
			f.now += c[i].gap - 1;
			CHECK_INT(
			    fixture_event(&f, "f"), c[i].counts ? 200 : 100, i);
			fixture_free(&f);
		}
	}
}

/* Frequency F holds on event F + 2. The classic mode remembers 128 events of a
 * rule, so that F = 127 is the last that can hold. */
TEST(frequencies)
{
	static const struct {
		unsigned frequency, keyed, classic; /* the event; 0: never */
	} c[] = { { 0, 2, 2 }, { 1, 3, 3 }, { 6, 8, 8 }, { 126, 128, 128 },
		{ 127, 129, 129 }, { 128, 130, 0 }, { 250, 252, 0 } };

	for (size_t i = 0; i < NELEM(c); i++) {
		char *rules =
		    xasprintf(G(BASE "<rule id='200' level='9' frequency='%u' "
				     "timeframe='9999'><if_matched_sid>100"
				     "</if_matched_sid></rule>"),
			c[i].frequency);

		for (int mode = 0; mode < 2; mode++) {
			struct fixture f;
			unsigned first = 0;

			fixture_init(&f);
			f.opt.correlation = (enum correlation_mode)mode;
			fixture_load(&f, DEC, rules);
			for (unsigned n = 1; n <= 400 && first == 0; n++)
				if (fixture_event(&f, "f") == 200)
					first = n;
			CHECK_INT(first,
			    mode == CORRELATION_CLASSIC ? c[i].classic
							: c[i].keyed,
			    i);
			fixture_free(&f);
		}
		free(rules);
	}
}

/* How many earlier events an alert shows, newest first (10.5). */
TEST(events_shown)
{
	static const struct {
		const char *count;
		unsigned frequency, shown;
	} c[] = {
		{ "<if_matched_sid>100</if_matched_sid>", 0, 1 },
		{ "<if_matched_sid>100</if_matched_sid>", 2, 3 },
		{ "<if_matched_sid>100</if_matched_sid>", 10, 11 },
		{ "<if_matched_sid>100</if_matched_sid>", 30, 11 },
		{ "<if_matched_group>g</if_matched_group>", 0, 0 },
		{ "<if_matched_group>g</if_matched_group>", 2, 2 },
		{ "<if_matched_group>g</if_matched_group>", 11, 11 },
		{ "<if_matched_group>g</if_matched_group>", 30, 11 },
		{ "<if_sid>100</if_sid><if_matched_regex>f</if_matched_regex>",
		    0, 0 },
		{ "<if_sid>100</if_sid><if_matched_regex>f</if_matched_regex>",
		    2, 2 },
		{ "<if_sid>100</if_sid><if_matched_regex>f</if_matched_regex>",
		    30, 11 },
		{ "<different_url/><if_matched_sid>100</if_matched_sid>", 30,
		    11 },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		char *rules = xasprintf(
		    G(BASE) "<group name='h,'><rule id='200' level='9' "
			    "frequency='%u'>%s</rule><rule id='201' level='3'>"
			    "<if_sid>200</if_sid><match>child</match></rule>"
			    "</group>",
		    c[i].frequency, c[i].count);

		for (int mode = 0; mode < 2; mode++) {
			struct fixture f;
			char *m;

			fixture_init(&f);
			f.opt.correlation = (enum correlation_mode)mode;
			fixture_load(&f, DEC, rules);
			for (unsigned n = 0; n <= c[i].frequency; n++) {
				m = xasprintf("f U=%u", n);
				CHECK_INT(fixture_event(&f, m), 100, i);
				CHECK_INT(f.out.alert.n_previous, 0, i);
				free(m);
			}
			CHECK_INT(fixture_event(&f, "f U=/ child"), 201, i);
			CHECK_INT(f.out.alert.n_previous, c[i].shown, i);
			CHECK(!f.out.alert.previous_is_output);
			for (unsigned n = 0; n < c[i].shown; n++) {
				m = xasprintf("f U=%u", c[i].frequency - n);
				CHECK_STR(f.out.alert.previous[n], m, i);
				free(m);
			}
			fixture_event(&f, "f U=/");
			CHECK_INT(f.out.alert.n_previous, 0, i);
			fixture_free(&f);
		}
		free(rules);
	}
}

/* Every field of several that a rule asks for must match. */
TEST(dynamic_fields)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f,
	    "<decoder name='d'><prematch>^d </prematch>"
	    "<regex offset='after_prematch'>^(\\S+) (\\S+)</regex>"
	    "<order>one,two</order></decoder>",
	    G("<rule id='100' level='3'><field name='one'>^a</field>"
	      "<field name='TWO'>^b</field></rule>"
	      "<rule id='101' level='2'><field name='three'>.</field></rule>"));
	CHECK_STR(str_from(fixture_events(&f, "d a b\nd a c\nd c b\nx")),
	    "100 0 0 0", 0);
	fixture_free(&f);
}
