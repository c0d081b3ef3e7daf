/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worked examples of the specification (rules, section 15), and what else a
 * rule file may say.
 */
#include "fixture.h"

#include <stdio.h>

#include "lib/base/buf.h"

#define DEC                                                     \
	"<decoder name='t'><prematch>^t </prematch>"            \
	"<regex offset='after_prematch'>(\\S+) (\\S+)</regex>"  \
	"<order>srcip,id</order></decoder>"                     \
	"<decoder name='dyn'><prematch>^dyn </prematch>"        \
	"<regex offset='after_prematch'>^(\\S+) (\\S+)</regex>" \
	"<order>colour,action</order></decoder>"
#define G(rules) "<group name='zz,'>" rules "</group>"
#define R(id, level, body) \
	"<rule id='" #id "' level='" #level "'>" body "</rule>"

#define E1                                                               \
	G(R(100, 3, "<match>t </match>") "<rule id='200' level='10' "    \
					 "frequency='2' timeframe='60'>" \
					 "<if_matched_sid>100</"         \
					 "if_matched_sid></rule>")
#define E2                                                                  \
	G(R(100, 3,                                                         \
	    "<match>t </match>") "<rule id='200' level='10' frequency='2' " \
				 "timeframe='60'>"                          \
				 "<if_matched_sid>100</"                    \
				 "if_matched_sid><same_source_ip/></rule>")
#define E3                                                                    \
	G(R(100, 3, "<match>one</match>") R(101, 3,                           \
	    "<match>two</match>") "<rule id='200' level='10' frequency='5'>"  \
				  "<if_matched_sid>100</if_matched_sid></"    \
				  "rule>"                                     \
				  "<rule id='300' level='10' frequency='1'>"  \
				  "<if_matched_group>zz</if_matched_group></" \
				  "rule>")
#define E4                                                                \
	"<group name='h,'>" R(100, 3, "<match>t a</match>")               \
	    R(101, 3, "<match>t b</match>") "<rule id='110' "             \
					    "level='4'><if_sid>100,101</" \
					    "if_sid><group>zz,</group>"   \
					    "</rule><rule id='300' "      \
					    "level='10' frequency='2'>"   \
					    "<if_matched_group>zz</"      \
					    "if_matched_group></rule></group>"
#define A "t A 1\n"
#define B "t B 1\n"

TEST(examples_classic)
{
	static const struct fixture_example c[] = {
		{ E1, A A A A A A A "t A 1",
		    "100 100 100 200 100 100 100 200" },
		{ E2, A A A B A B B B "t B 1",
		    "100 100 100 100 200 100 100 100 200" },
		{ E2, B B B A A A A B B B "t B 1",
		    "100 100 100 100 100 100 200 100 100 100 200" },
		{ E3, "one\none\none\none\ntwo\ntwo\ntwo",
		    "100 100 100 100 101 101 300" },
		{ E4, "t a\nt a\nt a\nt a", "110 110 300 110" },
	};

	fixture_examples(DEC, c, NELEM(c), CORRELATION_CLASSIC);
}

/* What differs: no suppression across sources, one count per event. */
TEST(examples_keyed)
{
	static const struct fixture_example c[] = {
		{ E1, A A A A A A A "t A 1",
		    "100 100 100 200 100 100 100 200" },
		{ E2, A A A B A B B "t B 1",
		    "100 100 100 100 200 100 100 200" },
		{ E2, B B B A A A A "t B 1",
		    "100 100 100 100 100 100 200 200" },
		{ E3, "one\none\none\none\ntwo\ntwo\ntwo",
		    "100 100 100 100 101 101 300" },
		{ E4, "t a\nt a\nt a\nt a", "110 110 110 300" },
	};

	fixture_examples(DEC, c, NELEM(c), CORRELATION_KEYED);
}

TEST(examples_any_mode)
{
	static const struct fixture_example c[] = {
		/* E5: level 0 first */
		{ G(R(100, 5, "<match>a</match>")
			  R(101, 0, "<match>a</match>")),
		    "a", "101" },
		/* E6: noalert is on whatever it says */
		{ G("<rule id='100' level='5' noalert='0'><match>a</match>"
		    "</rule>" R(101, 4, "<match>a</match>")),
		    "a", "101" },
		/* E7: pieces are joined */
		{ G(R(100, 5, "<match>foo</match><match>bar</match>")),
		    "foo\nbar\nxfoobary", "0 0 100" },
		/* E10: a trailing separator hangs it below the root as well */
		{ G(R(150, 3,
		      "<match>never</match>") "<rule id='160' "
					      "level='2'><if_sid>150, </if_sid>"
					      "<match>a</match></rule>"),
		    "a", "160" },
		/* siblings by level, then order; accuracy 0 last */
		{ G(R(100, 2, "<match>a</match>")
			  R(101, 9, "<match>a</match>")),
		    "a", "101" },
		{ G("<rule id='100' level='12' accuracy='0'><match>a</match>"
		    "</rule>" R(101, 1, "<match>a</match>")),
		    "a", "101" },
		/* the first child that yields decides; noalert falls through */
		{ G("<rule id='100' level='0' "
		    "noalert='1'><match>a</match></rule>"
		    "<rule id='101' level='5'><if_sid>100</if_sid>"
		    "<match>b</match></rule>" R(102, 3, "<match>a</match>")),
		    "a b\na c", "101 102" },
		/* parents by group and by level */
		{ G(R(100, 5,
		      "<match>a</match>") "<rule id='101' "
					  "level='6'><if_group>zz</if_group>"
					  "<match>b</match></rule>"),
		    "a b\nb", "101 0" },
		{ G(R(100, 5, "<match>a</match>") R(102, 3,
		      "<match>c</match>") "<rule id='101' "
					  "level='6'><if_level>4</if_level>"
					  "<match>b</match></rule>"),
		    /* roots are level 0, which counts as 99 */
		    "a b\nc b\nb", "101 101 101" },
		/* action is compared with its case, fields are patterns */
		{ G(R(100, 5,
		      "<decoded_as>dyn</decoded_as><action>Go</action>"
		      "<field name='COLOUR'>^re</field>")),
		    "dyn red Go\ndyn red go\ndyn blue Go", "100 0 0" },
		/* an absent field is false; user falls back to the source */
		{ G(R(100, 5, "<status>x</status>")), "x", "0" },
		{ G("<rule id='100' level='5' maxsize='5'><match>a</match>"
		    "</rule>"),
		    "aaaa\naaaaa", "0 100" },
		{ G(R(100, 5, "<srcip>10.0.0.0/8</srcip>")
			  R(101, 4, "<decoded_as>t</decoded_as>")),
		    "t 10.1.2.3 1\nt 11.1.2.3 1\nt x 1", "100 101 101" },
	};

	fixture_examples(DEC, c, NELEM(c), CORRELATION_KEYED);
	fixture_examples(DEC, c, NELEM(c), CORRELATION_CLASSIC);
}

#define E8                                                     \
	G("<rule id='100' level='5'><pcre2>^x</pcre2></rule>") \
	G("<rule id='100' level='5' overwrite='yes'><match>y</match></rule>")

TEST(overwrite)
{
	/* E8: the reference keeps the old PCRE2 expression */
	static const struct fixture_example classic[] = { { E8, "x y\ny",
	    "100 0" } };
	static const struct fixture_example keyed[] = { { E8, "x y\ny",
							    "100 100" },
		{ G(R(100, 3, "<match>t </match>") R(101, 3,
		      "<match>q</match>") "<rule id='101' level='10' "
					  "frequency='1' overwrite='yes'>"
					  "<if_matched_sid>100</"
					  "if_matched_sid><match>t</match>"
					  "</rule>"),
		    "t a 1\nt a 1\nq", "100 100 0" } };

	fixture_examples(DEC, classic, NELEM(classic), CORRELATION_CLASSIC);
	fixture_examples(DEC, keyed, NELEM(keyed), CORRELATION_KEYED);
}

/* E9: one alert, then silence for three seconds */
TEST(ignore_window)
{
	struct fixture f;
	static const bool want[] = { true, false, false, true, false, false,
		true };

	fixture_init(&f);
	fixture_load(&f, DEC,
	    G("<rule id='100' level='5' ignore='3'><match>a</match></rule>"));
	for (size_t i = 0; i < NELEM(want); i++) {
		CHECK_INT(fixture_event(&f, "a"), 100, i);
		CHECK_INT(f.out.has_alert, want[i], i);
		CHECK_INT(f.out.silenced, !want[i], i);
	}
	fixture_free(&f);
}

TEST(check_diff)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, DEC,
	    G("<rule id='100' "
	      "level='5'><match>df</match><check_diff/></rule>"));
	CHECK_STR(str_from(fixture_events(&f, "df 1\ndf 1\ndf 2\ndf 2")),
	    "0 0 100 0", 0);
	CHECK_INT(fixture_event(&f, "df 3"), 100, 1);
	CHECK_INT(f.out.alert.n_previous, 1, 1);
	CHECK(f.out.alert.previous_is_output);
	CHECK_STR(f.out.alert.previous[0], "df 2", 1);
	fixture_free(&f);
}

#define FTS_DEC                                                            \
	"<decoder name='a'><prematch>^login </prematch>"                   \
	"<regex offset='after_prematch'>(\\S+)</regex><order>user</order>" \
	"<fts>name,user</fts></decoder>"

TEST(first_time_seen)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, FTS_DEC,
	    G(R(100, 3, "<match>login</match>") "<rule id='101' "
						"level='4'><if_sid>100</"
						"if_sid><if_fts/></rule>"));
	CHECK_STR(str_from(fixture_events(
		      &f, "login bob\nlogin bob\nlogin eve\nlogin bob")),
	    "101 100 101 100", 0);
	fixture_free(&f);
}

/* Asking uses the novelty up, also when a later condition fails. */
TEST(first_time_is_consumed)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, FTS_DEC,
	    G(R(100, 3,
		"<match>login</match>") "<rule id='101' level='9' "
					"frequency='3'><if_sid>100</if_sid>"
					"<if_fts/><if_matched_sid>100</"
					"if_matched_sid></rule>"
					"<rule id='102' "
					"level='4'><if_sid>100</if_sid><if_fts/"
					"></rule>"));
	CHECK_INT(fixture_event(&f, "login bob"), 100, 0);
	fixture_free(&f);
}

TEST(ignore_list)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, DEC,
	    G("<rule id='100' level='5'><decoded_as>t</decoded_as>"
	      "<check_if_ignored>srcip</check_if_ignored></rule>"
	      "<rule id='101' level='6'><if_sid>100</if_sid><match>stop</match>"
	      "<ignore>srcip</ignore></rule>"));
	CHECK_STR(str_from(fixture_events(&f,
		      "t 1.1.1.1 x\nt 1.1.1.1 stop\nt 1.1.1.1 x\nt 2.2.2.2 x")),
	    "100 101 0 100", 0);
	fixture_free(&f);
}

TEST(options_and_flags)
{
	struct fixture f;
	const struct rule *r;

	fixture_init(&f);
	fixture_load(&f, DEC,
	    G("<rule id='100' level='9'><match>a</match>"
	      "<options>no_log</options><options>no_email_alert</options>"
	      "<description>first\nline</description><group>x,</group>"
	      "<info type='link'>http://e/</info><cve>CVE-1</cve></rule>" R(101,
		  3, "<match>b</match><options>alert_by_email</options>")));
	r = ruleset_rule(f.rs, 100);
	CHECK(!r->log && !r->mail);
	CHECK_STR(r->description, "first line", 0);
	CHECK_STR(r->group, "zz,x,", 0);
	CHECK_INT(r->n_info, 2, 0);
	CHECK_STR(r->info_text, "http://e/CVE-1", 0);
	r = ruleset_rule(f.rs, 101);
	CHECK(r->log && r->mail);
	CHECK_INT(fixture_event(&f, "a"), 100, 0);
	CHECK(!f.out.has_alert);
	CHECK_INT(fixture_event(&f, "b"), 101, 0);
	CHECK(f.out.has_alert);
	fixture_free(&f);
}

/* All errors of all files in one run, each with its place and number. */
TEST(errors_in_one_run)
{
	struct fixture f;
	struct buf all = { 0 };
	static const char *const parts[] = {
		"rules.xml:2:",
		"rule 200: <mach> is not an element of a rule "
		"(did you mean <match>?)",
		"rules.xml:3:",
		"rule 201: attribute 'levle' is not known (did "
		"you mean level?)",
		"rules.xml:4:",
		"rule 202: <if_sid>: there is no rule 999",
		"rules.xml:5:",
		"rule 203: <regex>: ",
		"rules.xml:6:",
		"rule 204: <decoded_as>: there is no decoder "
		"'dnn' (did you mean dyn?)",
		"rules.xml:7:",
		"rule 205: frequency, same_*",
		"rules.xml:8:",
		"rule 204: the id is taken by the rule at "
		"rules.xml:6",
		"rules.xml:9:",
		"rule 206: <options>: 'no_logs'",
		"rules.xml:10:",
		"rule 207: <list> needs the attribute field",
		"rules.xml:11:",
		"rule 208: <compiled_rule>: 'check_id_siz' is "
		"not built in (did you mean check_id_size?)",
		"rules.xml:12:",
		"rule 209: <if_sid>: '5x' is not a rule id",
		"rules.xml:13:",
		"a <group> holds only <rule>",
		"rules.xml:14:",
		"rule 210: overwrite=\"yes\", but there is no",
	};

	fixture_init(&f);
	fixture_load(&f, DEC,
	    "<group name='zz,'>\n"
	    "<rule id='200' level='1'><mach>a</mach></rule>\n"
	    "<rule id='201' levle='1' level='1'><match>a</match></rule>\n"
	    "<rule id='202' level='1'><if_sid>999</if_sid></rule>\n"
	    "<rule id='203' level='1'><regex>(</regex></rule>\n"
	    "<rule id='204' level='1'><decoded_as>dnn</decoded_as></rule>\n"
	    "<rule id='205' level='1' frequency='4'><match>a</match></rule>\n"
	    "<rule id='204' level='1'><match>a</match></rule>\n"
	    "<rule id='206' level='1'><options>no_logs</options></rule>\n"
	    "<rule id='207' level='1'><list>x</list></rule>\n"
	    "<rule id='208' level='1'><compiled_rule>check_id_siz"
	    "</compiled_rule></rule>\n"
	    "<rule id='209' level='1'><if_sid>5x</if_sid></rule>\n"
	    "<rul/>\n"
	    "<rule id='210' level='1' overwrite='yes'><match>a</match></rule>\n"
	    "</group>");
	CHECK(f.rs == NULL);
	for (size_t i = 0; i < diags_count(f.diags); i++) {
		diag_format(diags_at(f.diags, i), &all);
		buf_add_char(&all, '\n');
	}
	for (size_t i = 0; i < NELEM(parts); i++)
		if (strstr(buf_cstr(&all), parts[i]) == NULL)
			CHECK_STR(buf_str(&all), parts[i], i);
	CHECK_INT(diags_errors(f.diags), 13, 0);
	buf_free(&all);
	fixture_free(&f);
}

/* A few lines must not grow into a tree without end. */
TEST(tree_is_bounded)
{
	struct fixture f;
	struct buf rules = { 0 };

	fixture_init(&f);
	buf_add_cstr(&rules, "<group name='zz,'>");
	for (int i = 0; i < 40; i++)
		buf_printf(&rules,
		    "<rule id='%d' level='1'><if_group>zz</if_group>"
		    "<match>a</match></rule>",
		    100 + i);
	buf_add_cstr(&rules, "</group>");
	fixture_load(&f, DEC, buf_cstr(&rules));
	CHECK(f.rs == NULL);
	CHECK(strstr(fixture_error(&f), "no rule before it") != NULL);
	buf_free(&rules);
	fixture_free(&f);

	fixture_init(&f);
	buf_add_cstr(&rules,
	    "<group name='zz,'>"
	    "<rule id='99' level='1'><match>a</match></rule>");
	for (int i = 0; i < 40; i++)
		buf_printf(&rules,
		    "<rule id='%d' level='1'><if_group>zz</if_group>"
		    "<match>a</match></rule>",
		    100 + i);
	buf_add_cstr(&rules, "</group>");
	fixture_load(&f, DEC, buf_cstr(&rules));
	CHECK(f.rs == NULL);
	CHECK(strstr(fixture_error(&f), "grows too large") != NULL);
	buf_free(&rules);
	fixture_free(&f);
}

static bool
is_documented(const char *page, const char *word)
{
	struct str name = str_from(word);

	/* one line speaks of a name and its _pcre2 form */
	if (str_ends(name, STR_LIT("_pcre2")))
		name.len -= strlen("_pcre2");
	return str_find(str_from(page), name) != SIZE_MAX;
}

static void
check_manual(const char *path, const char *const *names)
{
	FILE *f = fopen(path, "r");
	char text[65536];

	CHECK(f != NULL);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	for (; *names != NULL; names++)
		if (!is_documented(text, *names) &&
		    strncmp(*names, "not_same_agent", 14) != 0 &&
		    strcmp(*names, "different_srcip") != 0)
			CHECK_STR(STR_LIT("not in the manual"), *names, -1);
}

TEST(manual_names_every_element)
{
	check_manual("docs/man/ossec-rules.5", rule_element_names());
	check_manual("docs/man/ossec-decoders.5", decoder_element_names());
}
