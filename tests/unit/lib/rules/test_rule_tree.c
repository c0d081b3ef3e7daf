/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where rules hang, in which order they are tried, and what an overwrite does
 * to them (spec: rules, sections 5 to 7, 9.1, 10.1 and 10.3).
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/buf.h"
#include "lib/rules/rule_conds.h"

#define DEC                                                                \
	"<decoder name='t'><prematch>^t </prematch>"                       \
	"<regex offset='after_prematch'>^(\\S+) (\\S+)</regex>"            \
	"<order>srcip,id</order></decoder>"                                \
	"<decoder name='c'><prematch>^c </prematch>"                       \
	"<regex offset='after_prematch'>^(\\S+)</regex>"                   \
	"<order>colour</order></decoder>"                                  \
	"<decoder name='web'><prematch>^w </prematch><type>web-log</type>" \
	"</decoder>"
#define G(rules) "<group name='zz,'>" rules "</group>"
#define H(rules) "<group name='hh,'>" rules "</group>"
#define R(id, level, body) \
	"<rule id='" #id "' level='" #level "'>" body "</rule>"
#define M(id, level, text) R(id, level, "<match>" text "</match>")

/* ---- order ---- */

static void
remember_tried(void *arg, const struct rule *rule, bool matched,
    const char *failed, bool has_children)
{
	(void)matched;
	(void)failed;
	(void)has_children;
	buf_printf(arg, "%u ", rule->id);
}

/* The rules tried for an event, in order. */
static const char *
tried(struct fixture *f, struct buf *b, const char *decoders, const char *rules,
    const char *event)
{
	struct engine_trace trace = { b, remember_tried };

	f->opt.trace = &trace;
	fixture_load(f, decoders, rules);
	buf_clear(b);
	fixture_event(f, event);
	return buf_cstr(b);
}

TEST(order_of_siblings)
{
	static const struct {
		const char *rules, *want;
	} c[] = {
		/* level 0, then down, equal ones as loaded */
		{ G(M(100, 3, "q") M(101, 16, "q") M(102, 0, "q") M(103, 1, "q")
			  M(104, 3, "q") M(105, 0, "q")),
		    "1 102 105 101 100 104 103 " },
		/* accuracy 0 behind them, by level among themselves */
		{ G("<rule id='100' level='15' accuracy='0'><match>q</match>"
		    "</rule><rule id='101' level='16' accuracy='0'>"
		    "<match>q</match></rule>" M(102, 1, "q")),
		    "1 102 101 100 " },
		/* children likewise */
		{ G(M(100, 3, "a") R(101, 1,
		      "<if_sid>100</if_sid><match>q"
		      "</match>") R(102, 0,
		      "<if_sid>100</if_sid><match>q</match>") R(103, 9,
		      "<if_sid>100</if_sid><match>q"
		      "</match>")),
		    "1 100 102 103 101 " },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;
		struct buf b = { 0 };

		fixture_init(&f);
		CHECK_STR(str_from(tried(&f, &b, DEC, c[i].rules, "a")),
		    c[i].want, i);
		fixture_free(&f);
		buf_free(&b);
	}
}

/* Levels above 16 are not meant to be; the reference loses them. */
TEST(strange_levels)
{
	static const struct {
		unsigned level, accuracy, classic, keyed;
	} c[] = { { 99, 1, 0, 99 }, { 98, 1, 98, 98 }, { 0, 0, 99, 0 },
		{ 5, 0, 5, 5 }, { 120, 0, 1, 120 }, { 9999, 1, 9999, 9999 } };

	for (size_t i = 0; i < NELEM(c); i++) {
		char *rules =
		    xasprintf(G("<rule id='100' level='%u' accuracy='%u'>"
				"<match>a</match></rule>"),
			c[i].level, c[i].accuracy);

		for (int mode = 0; mode < 2; mode++) {
			struct fixture f;
			bool classic = mode == CORRELATION_CLASSIC;

			fixture_init(&f);
			f.opt.correlation = (enum correlation_mode)mode;
			fixture_load(&f, DEC, rules);
			CHECK_INT(ruleset_rule(f.rs, 100)->level,
			    classic ? c[i].classic : c[i].keyed, i);
			/* the option was decided before */
			CHECK_INT(
			    ruleset_rule(f.rs, 100)->log, c[i].level != 0, i);
			CHECK_INT(diags_count(f.diags), c[i].level > 16, i);
			fixture_free(&f);
		}
		free(rules);
	}
}

/* ---- places ---- */

#define BOTH(c)                                                          \
	do {                                                             \
		fixture_examples(DEC, c, NELEM(c), CORRELATION_KEYED);   \
		fixture_examples(DEC, c, NELEM(c), CORRELATION_CLASSIC); \
	} while (0)

TEST(parents)
{
	static const struct fixture_example c[] = {
		/* any mixture of commas and blanks */
		{ G(M(100, 3, "a") M(101, 3, "b") M(102, 3, "c") R(200, 4,
		      "<if_sid> 100, 101 ,102</if_sid>"
		      "<match>z</match>")),
		    "a z\nb z\nc z\nz", "200 200 200 0", 6 },
		/* a child of a rule with two places has two places itself */
		{ G(M(100, 3, "a") M(101, 3, "b") R(200, 4,
		      "<if_sid>100,101</if_sid><match>y</match>") R(300, 5,
		      "<if_sid>200</if_sid><match>z"
		      "</match>")),
		    "a y z\nb y z\na z\nb y", "300 300 100 200", 6 },
		/* within one list of siblings the first hit is the only one,
		 * but below others it goes on */
		{ G(M(100, 3, "a") R(101, 3,
		      "<if_sid>100,100</if_sid>"
		      "<match>b</match>")
			  R(102, 3, "<if_sid>101</if_sid><match>c</match>")),
		    "a b c", "102", 4 },
		/* a child takes its parent's category over: shown where a
		 * separator at the end hangs it below the root as well */
		{ G(R(100, 3,
		      "<category>web-log</category><match>never</match>")
			  R(101, 4, "<if_sid>100,</if_sid><match>z</match>")),
		    "w z\nz", "101 0", 3 },
		/* the category of others decides nothing */
		{ G(M(100, 3, "a") R(101, 4,
		      "<if_sid>100</if_sid><category>web-log"
		      "</category><match>z</match>")),
		    "a z\nw a z", "101 0", 2 },
		/* if_level: every rule of that level or more, those of level 0
		 * and the roots, but not itself */
		{ G(M(100, 5, "a") M(101, 4, "b") M(102, 0, "c")
			  R(103, 6, "<if_level>5</if_level><match>z</match>")),
		    "a z\nb z\nc z\nw z\nz", "103 103 103 103 103", 12 },
		{ G(M(100, 5, "a") R(101, 9,
		      "<if_level>6</if_level>"
		      "<match>z</match>")),
		    "a z", "101", 8 },
		/* ... by weight: an inaccurate rule is never heavy enough */
		{ G("<rule id='100' level='9' accuracy='0'><match>a</match>"
		    "</rule>" R(
			101, 9, "<if_level>5</if_level><match>z</match>")),
		    "a", "100", 8 },
		/* if_group: words of the group text; itself excepted */
		{ H(M(100, 3, "a")) G(M(101, 3, "b") R(
		      102, 4, "<if_group>zz|hh</if_group><match>z</match>")),
		    "a z\nb z\nz", "102 102 0", 4 },
		/* if_sid comes before if_level before if_group */
		{ H(M(100, 3, "a")) G(M(101, 3, "b") R(102, 4,
		      "<if_sid>100</if_sid><if_group>zz</if_group>"
		      "<if_level>1</if_level><match>z</match>")),
		    "a z\nb z", "102 101", 3 },
		{ H(M(100, 3, "a")) G(M(101, 3, "b") R(102, 4,
		      "<if_group>hh</if_group><if_level>3</if_level>"
		      "<match>z</match>")),
		    "a z\nb z", "102 102", 11 },
		/* a second root of a category, tried when the first yields
		 * nothing; its children hang below the first */
		{ G("<rule id='8' level='0' noalert='1'><category>web-log"
		    "</category><match>q</match></rule>" R(
			100, 3, "<category>web-log</category><match>a</match>")
			  R(101, 4, "<if_sid>8</if_sid><match>b</match>")),
		    "w a\nw b\nw q b\nw q a", "100 0 101 100" },
		/* without noalert a root wins itself */
		{ G("<rule id='8' level='2'><category>web-log</category>"
		    "<match>q</match></rule>"),
		    "w q\nw r", "8 0" },
	};

	BOTH(c);
}

TEST(parents_of_counting_rules)
{
	static const struct fixture_example c[] = {
		/* children of what they count */
		{ G(M(100, 3, "a") M(101, 3, "b"))
			H("<rule id='200' level='9'><if_matched_sid>100"
			  "</if_matched_sid></rule>"),
		    "a\nb\na", "100 101 200", 3 },
		{ G(M(100, 3, "a") M(101, 3, "b"))
			H("<rule id='200' level='9' frequency='1'>"
			  "<if_matched_group>zz</if_matched_group></rule>"),
		    "a\nb\na", "100 101 200", 4 },
		/* unless they say something else */
		{ G(M(100, 3, "a") M(101, 3, "b"))
			H("<rule id='200' level='9'><if_sid>101</if_sid>"
			  "<if_matched_sid>100</if_matched_sid></rule>"),
		    "a\na\nb", "100 100 200", 3 },
		{ G(M(100, 3, "a") M(101, 3, "b"))
			H("<rule id='200' level='9'><if_group>hh|zz</if_group>"
			  "<if_matched_sid>100</if_matched_sid></rule>"),
		    "a\nb", "100 200", 4 },
		/* if_level alone does not count as saying so */
		{ G(M(100, 3, "a") M(101, 3, "b"))
			H("<rule id='200' level='9'><if_level>3</if_level>"
			  "<if_matched_sid>100</if_matched_sid></rule>"),
		    "a\nb\na", "100 101 200", 3 },
		/* sid comes before group before regex */
		{ G(M(100, 3, "a") M(101, 3, "b"))
			H("<rule id='200' level='9' frequency='1'>"
			  "<if_group>zz</if_group>"
			  "<if_matched_regex>.</if_matched_regex>"
			  "<if_matched_group>zz</if_matched_group>"
			  "<if_matched_sid>100</if_matched_sid></rule>"),
		    "b\nb\na\na\nb", "101 101 100 100 200" },
		{ G(M(100, 3, "a") M(101, 3, "b")) "<group name='yy,'>" M(102,
		      3,
		      "c") "</group>" H("<rule id='200' level='9'><if_level>3</if_level>"
					"<if_matched_regex>\\.</if_matched_regex>"
					"<if_matched_group>zz</if_matched_group></rule>"),
		    "c\na\na", "102 100 200" },
		/* a rule that comes later is not counted */
		{ G(M(100, 3, "a"))
			H("<rule id='200' level='9'><if_matched_group>zz"
			  "</if_matched_group></rule>") G(M(101, 3, "b")),
		    "b\na\na", "101 100 200" },
		/* its own group: it counts itself */
		{ G(M(100, 3, "a") "<rule id='200' level='9' frequency='0'>"
				   "<if_matched_group>zz</if_matched_group>"
				   "</rule>"),
		    "a\na\na", "100 200 100" },
		/* what it counts by id comes later: it never holds */
		{ G("<rule id='200' level='9'><if_group>syslog</if_group>"
		    "<if_matched_sid>100</if_matched_sid></rule>" M(
			100, 3, "a")),
		    "a\na\na", "100 100 100" },
	};

	BOTH(c);
}

TEST(descent)
{
	static const struct fixture_example c[] = {
		/* the first child that yields decides */
		{ G(M(100, 3, "a") R(101, 5,
		      "<if_sid>100</if_sid>"
		      "<match>b</match>")
			  R(102, 4, "<if_sid>100</if_sid><match>b</match>")),
		    "a b", "101", 0 },
		/* noalert with children that do not: the next sibling */
		{ G("<rule id='100' level='9' noalert='1'><match>a</match>"
		    "</rule>" R(101, 5, "<if_sid>100</if_sid><match>b</match>")
			  M(102, 4, "a")),
		    "a\na b", "102 101", 0 },
		/* noalert at each level */
		{ G("<rule id='100' level='9' noalert='1'><match>a</match>"
		    "</rule><rule id='101' level='5' noalert='1'>"
		    "<if_sid>100</if_sid><match>b</match></rule>" R(
			102, 3, "<if_sid>101</if_sid><match>c</match>")
			  R(103, 4, "<if_sid>100</if_sid><match>b</match>")),
		    "a b c\na b\na", "102 103 0", 0 },
		/* no rule of the root's category and no alert: nothing */
		{ G(M(100, 3, "a")), "b", "0", 0 },
	};

	BOTH(c);
}

/* ---- overwriting ---- */

#define OLD(body) "<rule id='100' level='5'>" body "</rule>"
#define NEW(body) "<rule id='100' level='5' overwrite='yes'>" body "</rule>"

/* Rule 100 with one condition, overwritten by one without: is the old one
 * still in force? */
TEST(overwrite_forgets_conditions)
{
	static const struct {
		const char *condition, *event; /* which does not hold for it */
		bool kept;                     /* by the reference */
	} c[] = {
		{ "<match>q</match>", "a", false },
		{ "<regex>q</regex>", "a", false },
		{ "<program_name>q</program_name>", "a", false },
		{ "<hostname>q</hostname>", "a", false },
		{ "<id>q</id>", "t a a", false },
		{ "<url>q</url>", "a", false },
		{ "<user>q</user>", "a", false },
		{ "<status>q</status>", "a", false },
		{ "<srcport>q</srcport>", "a", false },
		{ "<dstport>q</dstport>", "a", false },
		{ "<srcip>1.1.1.1</srcip>", "t 2.2.2.2 a", false },
		{ "<dstip>1.1.1.1</dstip>", "a", false },
		{ "<extra_data>q</extra_data>", "a", false },
		{ "<action>q</action>", "a", false },
		{ "<time>1 am - 2 am</time>", "a", false },
		{ "<weekday>sunday</weekday>", "a", false },
		{ "<decoded_as>t</decoded_as>", "a", false },
		{ "<compiled_rule>check_id_size</compiled_rule>", "a", false },
		{ "<pcre2>q</pcre2>", "a", true },
		{ "<match_pcre2>q</match_pcre2>", "a", true },
		{ "<program_name_pcre2>q</program_name_pcre2>", "a", true },
		{ "<hostname_pcre2>q</hostname_pcre2>", "a", true },
		{ "<id_pcre2>q</id_pcre2>", "t a a", true },
		{ "<url_pcre2>q</url_pcre2>", "a", true },
		{ "<user_pcre2>q</user_pcre2>", "a", true },
		{ "<status_pcre2>q</status_pcre2>", "a", true },
		{ "<srcport_pcre2>q</srcport_pcre2>", "a", true },
		{ "<dstport_pcre2>q</dstport_pcre2>", "a", true },
		{ "<extra_data_pcre2>q</extra_data_pcre2>", "a", true },
		{ "<srcgeoip>q</srcgeoip>", "a", true },
		{ "<dstgeoip>q</dstgeoip>", "a", true },
		{ "<srcgeoip_pcre2>q</srcgeoip_pcre2>", "a", true },
		{ "<dstgeoip_pcre2>q</dstgeoip_pcre2>", "a", true },
		{ "<field name='colour'>q</field>", "c a", true },
		{ "<list field='srcip'>x</list>", "t 1.1.1.1 a", true },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		char *rules =
		    xasprintf(G("<rule id='100' level='5'>%s</rule>" NEW(
				  "<description>x</description>")),
			c[i].condition);
		char *first = xasprintf(
		    G("<rule id='100' level='5'>%s</rule>"), c[i].condition);
		char *gained = xasprintf(
		    G(OLD(
			"<description>x</description>") "<rule id='100' level='5' overwrite='yes'>%s</rule>"),
		    c[i].condition);

		for (int mode = 0; mode < 2; mode++) {
			bool classic = mode == CORRELATION_CLASSIC;
			const struct {
				const char *rules;
				bool wins;
			} t[] = { { first, false },
				{ rules, !(classic && c[i].kept) },
				{ gained, classic && c[i].kept } };

			for (size_t k = 0; k < NELEM(t); k++) {
				struct fixture f;

				fixture_init(&f);
				f.opt.correlation = (enum correlation_mode)mode;
				fixture_load(&f, DEC, t[k].rules);
				CHECK_INT(fixture_event(&f, c[i].event),
				    t[k].wins ? 100 : 0, i * 10 + k);
				fixture_free(&f);
			}
		}
		free(rules);
		free(first);
		free(gained);
	}
}

TEST(overwrite_keeps_the_place)
{
	static const struct fixture_example c[] = {
		/* parents and category of the new one mean nothing */
		{ G(M(90, 3, "p") M(91, 3, "r")
			  R(100, 5, "<if_sid>90</if_sid><match>a</match>")
			      NEW("<if_sid>91</if_sid><match>b</match>")),
		    "p b\nr b\np a", "100 91 90", 3 },
		{ G(M(100, 5, "a") NEW("<category>web-log</category>"
				       "<match>a</match>")),
		    "a\nw a", "100 0", 1 },
		/* nor does its level move it */
		{ G(M(100, 5, "a") M(
		      101, 6, "a") "<rule id='100' level='9' overwrite='yes'>"
				   "<match>a</match></rule>"),
		    "a", "101", 2 },
		/* ... or those that come after it */
		{ G(M(100, 5, "a") "<rule id='100' level='9' overwrite='yes'>"
				   "<match>a</match></rule>" M(101, 6, "a")),
		    "a", "101", 2 },
		/* children stay */
		{ G(M(100, 5, "a") R(101, 4,
		      "<if_sid>100</if_sid>"
		      "<match>z</match>") NEW("<match>b</match>")),
		    "b z\na z", "101 0", 2 },
		/* twice */
		{ G(M(100, 5, "a") NEW("<match>b</match>")
			  NEW("<match>c</match>")),
		    "a\nb\nc", "0 0 100", 1 },
		/* it may count itself to be level 0 */
		{ G(M(100, 5, "a") "<rule id='100' level='0' overwrite='yes'>"
				   "<match>a</match></rule>"),
		    "a", "100", 1 },
	};

	BOTH(c);
}

TEST(overwrite_attributes)
{
	struct fixture f;
	const struct rule *r;

	fixture_init(&f);
	fixture_load(&f, DEC,
	    G("<rule id='100' level='9' maxsize='5' ignore='7' noalert='1'>"
	      "<match>a</match><options>no_log</options>"
	      "<group>old,</group><info>i</info></rule>")
		H("<rule id='100' level='3' overwrite='yes'><match>a</match>"
		  "<description>new</description></rule>"));
	r = ruleset_rule(f.rs, 100);
	CHECK_INT(r->level, 3, 0);
	CHECK_INT(r->maxsize, 0, 0);
	CHECK_INT(r->ignore_secs, 0, 0);
	CHECK(r->log && !r->mail && !r->noalert);
	CHECK_STR(r->group, "hh,", 0);
	CHECK_STR(r->description, "new", 0);
	CHECK_INT(f.rs->n_rules, 8, 0);
	fixture_free(&f);

	fixture_init(&f);
	fixture_load(&f, DEC, G(NEW("<match>a</match>")));
	CHECK(f.rs == NULL);
	fixture_free(&f);
}

TEST(overwrite_and_counting)
{
	static const struct fixture_example classic[] = {
		/* plain becomes counting: it holds by its plain conditions */
		{ G(M(90, 3, "t")
			  R(100, 5, "<if_sid>90</if_sid><match>q</match>")
			      NEW("<if_matched_sid>90</if_matched_sid>"
				  "<match>t</match>")),
		    "t\nt", "100 100", 0 },
		/* counting stays counting, with the old lists */
		{ G(M(90, 3, "t") M(
		      91, 3, "u") "<rule id='100' level='5'><if_matched_sid>90"
				  "</if_matched_sid></rule>" NEW(
				      "<if_matched_sid>91</if_matched_sid>")),
		    "u\nu\nt\nt", "91 91 90 100", 0 },
		/* the expression is the new one's, and may be none */
		{ G(M(90, 3,
		      "t") "<rule id='100' level='5'><if_sid>90</if_sid>"
			   "<if_matched_regex>q</if_matched_regex></rule>" NEW(
			       "<match>t</match>")),
		    "t\nt", "90 100", 0 },
		/* marks were made before */
		{ G(M(90, 3, "t")) "<group name='kk,'>" M(91, 3, "u") "</group>" H(
		      "<rule id='100' level='5'><if_group>zz|kk</if_group>"
		      "<if_matched_group>zz</if_matched_group></rule>")
			H("<rule id='90' level='3' overwrite='yes'><match>t"
			  "</match></rule>"),
		    "t\nt", "90 100", 0 },
	};
	static const struct fixture_example keyed[] = {
		{ G(M(90, 3, "t")
			  R(100, 5, "<if_sid>90</if_sid><match>q</match>")
			      NEW("<if_matched_sid>90</if_matched_sid>"
				  "<match>t</match>")),
		    "t\nt", "90 100", 0 },
		{ G(M(90, 3, "t") M(
		      91, 3, "u") "<rule id='100' level='5'><if_matched_sid>90"
				  "</if_matched_sid></rule>" NEW(
				      "<if_matched_sid>91</if_matched_sid>")),
		    "t\nt\nu\nt", "90 90 91 100", 0 },
		{ G(M(90, 3,
		      "t") "<rule id='100' level='5'><if_sid>90</if_sid>"
			   "<if_matched_regex>q</if_matched_regex></rule>" NEW(
			       "<match>t</match>")),
		    "t\nt", "100 100", 0 },
		/* its groups are the new ones */
		{ G(M(90, 3, "t")) "<group name='kk,'>" M(91, 3, "u") "</group>" H(
		      "<rule id='100' level='5'><if_group>zz|kk</if_group>"
		      "<if_matched_group>zz</if_matched_group></rule>")
			H("<rule id='90' level='3' overwrite='yes'><match>t"
			  "</match></rule>")
			    G("<rule id='91' level='3' overwrite='yes'><match>u"
			      "</match></rule>"),
		    "t\nt\nu\nu", "90 90 91 100", 0 },
		/* ... but a rule of later stays uncounted */
		{ G(M(90, 3, "t"))
			H("<rule id='100' level='5'><if_matched_group>zz"
			  "</if_matched_group></rule>" M(92, 3, "v"))
			    G("<rule id='92' level='3' overwrite='yes'><match>v"
			      "</match></rule>"),
		    "v\nt\nt", "92 90 100", 0 },
	};

	fixture_examples(DEC, classic, NELEM(classic), CORRELATION_CLASSIC);
	fixture_examples(DEC, keyed, NELEM(keyed), CORRELATION_KEYED);
}

/* Active responses are bound to what the rule is in the end. */
TEST(overwrite_and_responses)
{
	static const struct response_def def = {
		.name = "x0", .where = RESPONSE_ALL, .level = 6
	};
	struct fixture f;

	fixture_init(&f);
	f.ropt.responses = &def;
	f.ropt.n_responses = 1;
	fixture_load(&f, DEC,
	    G(M(100, 9, "a") M(101, 3,
		"b") "<rule id='100' level='3' overwrite='yes'><match>a</match></rule>"
		     "<rule id='101' level='9' overwrite='yes'><match>b</match>"
		     "</rule>"));
	CHECK_INT(ruleset_rule(f.rs, 100)->n_responses, 0, 0);
	CHECK_INT(ruleset_rule(f.rs, 101)->n_responses, 1, 0);
	fixture_free(&f);
}

/* Thousands of counting rules of one group: room grows with the feeds, not
 * with their square. */
TEST(many_counting_rules)
{
	struct fixture f;
	struct buf b = { 0 };

	fixture_init(&f);
	buf_add_cstr(&b, "<group name='zz,'>");
	for (int i = 0; i < 300; i++)
		buf_printf(&b,
		    "<rule id='%d' level='3'><match>m%d </match></rule>",
		    1000 + i, i);
	buf_add_cstr(&b, "</group><group name='hh,'>");
	for (int i = 0; i < 1500; i++)
		buf_printf(&b,
		    "<rule id='%d' level='9' frequency='%d'>"
		    "<if_sid>1000</if_sid>"
		    "<if_matched_group>zz</if_matched_group></rule>",
		    10000 + i, i % 9);
	buf_add_cstr(&b, "</group>");
	fixture_load(&f, DEC, buf_cstr(&b));
	CHECK_STR(str_from(fixture_error(&f)), "", 0);
	CHECK_INT(f.rs->feeds[ruleset_rule(f.rs, 1000)->index].n, 1500, 0);
	CHECK(arena_used(f.rs->arena) < 64 << 20);
	CHECK_INT(fixture_event(&f, "m0 "), 1000, 0);
	CHECK_INT(fixture_event(&f, "m0 "), 10000, 1);
	fixture_free(&f);
	buf_free(&b);
}
