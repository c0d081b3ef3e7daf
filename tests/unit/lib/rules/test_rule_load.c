/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a rule file may say and where its rules come to stand (spec: rules,
 * sections 2 to 7 and 13).
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/buf.h"
#include "lib/rules/rule_conds.h"

#define DEC                                                                \
	"<decoder name='t'><prematch>^t </prematch>"                       \
	"<regex offset='after_prematch'>^(\\S+) (\\S+) (\\S+)</regex>"     \
	"<order>srcip,id,url</order></decoder>"                            \
	"<decoder name='u'><prematch>^u </prematch>"                       \
	"<regex offset='after_prematch'>^(\\S+) (\\S+) (\\S+) (\\S+)"      \
	"</regex><order>user,status,srcport,dstport</order></decoder>"     \
	"<decoder name='x'><prematch>^x </prematch>"                       \
	"<regex offset='after_prematch'>^(\\S+)</regex>"                   \
	"<order>extra_data</order></decoder>"                              \
	"<decoder name='web'><prematch>^w </prematch><type>web-log</type>" \
	"</decoder>"
#define G(rules) "<group name='zz,'>" rules "</group>"
#define R(id, level, body) \
	"<rule id='" #id "' level='" #level "'>" body "</rule>"

/* ---- attributes ---- */

static unsigned
value_of(const struct rule *r, const char *attr)
{
	if (strcmp(attr, "level") == 0)
		return r->level;
	if (strcmp(attr, "maxsize") == 0)
		return r->maxsize;
	if (strcmp(attr, "timeframe") == 0)
		return r->timeframe;
	if (strcmp(attr, "frequency") == 0)
		return r->frequency;
	if (strcmp(attr, "ignore") == 0)
		return r->ignore_secs;
	return r->low_accuracy;
}

/* Only so many digits are looked at; nothing but digits may stand there. */
TEST(attribute_values)
{
	static const struct {
		const char *attr, *value;
		long want; /* -1: an error */
		bool warns;
	} c[] = {
		{ "maxsize", "1025", 1025, false },
		{ "maxsize", "10259", 1025, true },
		{ "maxsize", "00012", 1, true },
		{ "timeframe", "99999", 99999, false },
		{ "timeframe", "123456", 12345, true },
		{ "frequency", "12345", 1234, true },
		{ "ignore", "999999", 999999, false },
		{ "ignore", "1234567", 123456, true },
		{ "accuracy", "0", 1, false },
		{ "accuracy", "00001", 1, true },
		{ "accuracy", "7", 0, false },
		{ "maxsize", "", -1, false },
		{ "maxsize", "1x", -1, false },
		{ "maxsize", "12345678x", -1, false },
		{ "timeframe", "-1", -1, false },
		{ "frequency", " 1", -1, false },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;
		char *rules = xasprintf(
		    G(R(1000, 1,
			"<match>q</match>") "<rule id='100' level='3' %s='%s'>"
					    "<if_matched_sid>1000</if_matched_sid></rule>"),
		    c[i].attr, c[i].value);

		fixture_init(&f);
		fixture_load(&f, DEC, rules);
		CHECK_ROW((f.rs != NULL) == (c[i].want >= 0), i);
		if (f.rs != NULL) {
			CHECK_INT(value_of(ruleset_rule(f.rs, 100), c[i].attr),
			    c[i].want, i);
			CHECK_INT(diags_count(f.diags) != 0, c[i].warns, i);
		}
		fixture_free(&f);
		free(rules);
	}
}

TEST(attribute_and_element_names)
{
	static const struct {
		const char *rule;
		bool ok;
	} c[] = {
		{ "<RULE ID='100' Level='1' NoAlert='0'><Match>a</Match></RULE>",
		    true },
		{ "<rule id='100' level='1'><DESCRIPTION>a</DESCRIPTION>"
		  "<Same_Source_IP/><IF_matched_SID>1000</IF_matched_SID></rule>",
		    true },
		/* these are compared with their case */
		{ "<rule id='100' level='1'><SAME_ID/>"
		  "<if_matched_sid>1000</if_matched_sid></rule>",
		    false },
		{ "<rule id='100' level='1'><Different_url/>"
		  "<if_matched_sid>1000</if_matched_sid></rule>",
		    false },
		{ "<rule id='100' level='1'><Different_srcip/>"
		  "<if_matched_sid>1000</if_matched_sid></rule>",
		    false },
		{ "<rule id='100' level='1'><Different_srcgeoip/>"
		  "<if_matched_sid>1000</if_matched_sid></rule>",
		    false },
		{ "<rule id='100' level='1'><Not_same_id/>"
		  "<if_matched_sid>1000</if_matched_sid></rule>",
		    false },
		/* unknown in OSSEC */
		{ R(100, 1, "<location>a</location>"), false },
		{ R(100, 1, "<protocol>a</protocol>"), false },
		{ R(100, 1, "<system_name>a</system_name>"), false },
		{ R(100, 1, "<data>a</data>"), false },
		{ R(100, 1, "<mitre><id>T1</id></mitre>"), false },
		{ R(100, 1, "<match negate='yes'>a</match>"), false },
		{ R(100, 1, "<match type='osmatch'>a</match>"), true },
		{ "<rule id='100' level='1' status='x'><match>a</match></rule>",
		    false },
		{ "<rule id='100' level='1' overwrite='YES'><match>a</match>"
		  "</rule>",
		    false },
		{ "<rule id='100' level='1' overwrite='no'><match>a</match>"
		  "</rule>",
		    true },
		{ "<rule level='1'><match>a</match></rule>", false },
		{ "<rule id='100'><match>a</match></rule>", false },
		{ "<rule id='100' level='1'></rule>", false },
		{ "<rule id='100' level='1'/>", false },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;
		char *rules = xasprintf(
		    G(R(1000, 1, "<match>q</match>") "%s"), c[i].rule);

		fixture_init(&f);
		fixture_load(&f, DEC, rules);
		if (c[i].ok)
			CHECK_ROW(f.rs != NULL, i);
		else
			CHECK_ROW(f.rs == NULL, i);
		fixture_free(&f);
		free(rules);
	}
}

/* ---- files ---- */

TEST(whole_files)
{
	static const struct {
		const char *rules;
		const char *error; /* NULL: it loads */
	} c[] = {
		{ "", NULL },
		{ "\n  \n", NULL },
		{ "<!-- nothing\n of my own -->\n", NULL },
		{ "<!-- a -->\n<!-- b -->", NULL },
		{ "<var name='V'>a</var>"
		  "<GROUP NAME='g,'>" R(100, 1,
		      "<match>$V</match>") "</GROUP><var name='W'>a</var>",
		    NULL },
		{ "<group name='g,'></group>", "rules.xml:1:1: <group> holds" },
		{ "<group name='g,' x='1'>" R(
		      100, 1, "<match>a</match>") "</group>",
		    "rules.xml:1:1: <group> needs exactly one attribute" },
		{ "<group>" R(100, 1, "<match>a</match>") "</group>",
		    "rules.xml:1:1: <group> needs exactly one attribute" },
		{ "\n <rule id='100' level='1'><match>a</match></rule>",
		    "rules.xml:2:2: <rule>: a rule file holds only <group>" },
		{ "<group name='g,'>\n  <var name='x'>a</var></group>",
		    "rules.xml:1:1: <group> holds no <rule>" },
		{ "<group name='g,'>\n  <x/></group>",
		    "rules.xml:2:3: <x>: a <group> holds only <rule>" },
		{ "<group name='g,'>", "rules.xml:1:" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		fixture_load(&f, "<!-- none of my own -->", c[i].rules);
		if (c[i].error == NULL)
			CHECK_STR(str_from(fixture_error(&f)), "", i);
		else if (!str_starts(
			     str_from(fixture_error(&f)), str_from(c[i].error)))
			CHECK_STR(str_from(fixture_error(&f)), c[i].error, i);
		fixture_free(&f);
	}
}

/* Places of rules and decoders outlive the texts they come from. */
TEST(places_outlive_the_files)
{
	struct source d = { xasprintf("my/%s.xml", "decoders"), STR_NONE };
	struct source r = { xasprintf("my/%s.xml", "rules"), STR_NONE };
	char *dt = xasprintf("\n%s",
	    "<decoder name='d'><prematch>x</prematch>"
	    "</decoder>");
	char *rt = xasprintf("\n\n  %s",
	    "<group name='g,'><rule id='1' "
	    "level='1'><match>x</match></rule>"
	    "</group>");
	struct ruleset_options opt = {
		.decoders = &d, .n_decoders = 1, .rules = &r, .n_rules = 1
	};
	struct ruleset *rs = NULL;
	struct diags *ds = diags_new();
	const struct rule *rule;

	d.text = str_from(dt);
	r.text = str_from(rt);
	CHECK_INT(ruleset_compile(&rs, &opt, ds), 0, 0);
	free(dt);
	free(rt);
	free((char *)(uintptr_t)d.name);
	free((char *)(uintptr_t)r.name);
	diags_free(&ds);
	rule = ruleset_rule(rs, 1);
	CHECK_STR(str_from(rule->pos.file), "my/rules.xml", 0);
	CHECK_INT(rule->pos.line, 3, 0);
	CHECK_INT(rule->pos.col, 20, 0);
	ruleset_free(&rs);
}

/* Line and column of what is wrong, in one table of what can be. */
TEST(error_places)
{
	static const struct {
		const char *rules, *want;
	} c[] = {
		{ G("\n <rule id='x' level='1'><match>a</match></rule>"),
		    "rules.xml:2:8: rule 0: id=\"x\": expected a number" },
		{ G("\n" R(
		      100, 1, "\n <match>a</match>\n  <if_sid>1;2</if_sid>")),
		    "rules.xml:4:11: rule 100: <if_sid>: '1;2' is not a rule" },
		{ G(R(100, 1, "\n<if_level>0</if_level>")),
		    "rules.xml:2:11: rule 100: <if_level>: expected a level" },
		{ G(R(100, 1, "\n<if_level>x</if_level>")),
		    "rules.xml:2:11: rule 100: <if_level>: expected a level" },
		{ G(R(100, 1, "\n<if_group>nobody</if_group>")),
		    "rules.xml:2:11: rule 100: <if_group>: no rule before it" },
		{ G(R(100, 1, "\n<category>host-information</category>")),
		    "rules.xml:2:11: rule 100: <category>:" },
		{ G(R(100, 1, "\n<category>Syslog</category>")),
		    "rules.xml:2:11: rule 100: <category>:" },
		{ G(R(100, 1, "\n<if_matched_sid>1,2</if_matched_sid>")),
		    "rules.xml:2:17: rule 100: <if_matched_sid>: expected one" },
		{ G(R(100, 1, "<match>a</match>\n<same_id/>")),
		    "rules.xml:1:19: rule 100: frequency, same_*" },
		{ G("<rule id='100' level='1' frequency='1'><match>a</match>"
		    "</rule>"),
		    "rules.xml:1:19: rule 100: frequency, same_*" },
		{ G(R(100, 1, "\n<options>no_log no_ar</options>")),
		    "rules.xml:2:10: rule 100: <options>:" },
		{ G(R(100, 1, "\n<ignore>colour</ignore>")),
		    "rules.xml:2:9: rule 100: <ignore>: expected some of" },
		{ G(R(100, 1, "\n<info type='x'>a</info>")),
		    "rules.xml:2:1: rule 100: <info>: type 'x' is not known" },
		{ G(R(100, 1, "\n<srcip>300.1.1.1.1</srcip>")),
		    "rules.xml:2:8: rule 100: <srcip>:" },
		{ G(R(100, 1, "\n<time>25 - 26</time>")),
		    "rules.xml:2:7: rule 100: <time>:" },
		{ G(R(100, 1, "\n<weekday>someday</weekday>")),
		    "rules.xml:2:10: rule 100: <weekday>:" },
		{ G(R(100, 1, "\n<list field='colour'>x</list>")),
		    "rules.xml:2:7: rule 100: <list>: field=\"colour\"" },
		{ G(R(100, 1, "\n<list field='srcip' lookup='x'>x</list>")),
		    "rules.xml:2:21: rule 100: <list>: lookup=\"x\"" },
		{ G(R(100, 1, "\n<list field='srcip' x='x'>x</list>")),
		    "rules.xml:2:21: rule 100: <list>: x=\"x\"" },
		{ G(R(100, 1, "\n<field>x</field>")),
		    "rules.xml:2:1: rule 100: <field> needs one attribute" },
		{ G(R(100, 1, "\n<pcre2>(</pcre2>")),
		    "rules.xml:2:8: rule 100: <pcre2>: " },
		{ G("\n" R(100, 1, "<category>squid</category>")
			  R(100, 2, "<match>a</match>")),
		    "rules.xml:2:59: rule 100: the id is taken by the rule at "
		    "rules.xml:2" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		fixture_load(&f, DEC, c[i].rules);
		CHECK_ROW(f.rs == NULL, i);
		CHECK_INT(diags_errors(f.diags), 1, i);
		if (!str_starts(
			str_from(fixture_error(&f)), str_from(c[i].want)))
			CHECK_STR(str_from(fixture_error(&f)), c[i].want, i);
		fixture_free(&f);
	}
}

/* A rule whose number cannot be read takes no place; one with another error
 * does, lest its children complain. */
TEST(errors_do_not_multiply)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, DEC,
	    G("<rule id='x' level='1'><match>a</match></rule>"
	      "<rule id='y' level='1'><match>a</match></rule>"
	      "<rule id='100' level='z'><match>a</match></rule>" R(
		  101, 1, "<if_sid>100</if_sid><match>a</match>")));
	CHECK_INT(diags_errors(f.diags), 3, 0);
	fixture_free(&f);
}

/* ---- repeated elements ---- */

#define BOTH(c)                                                          \
	do {                                                             \
		fixture_examples(DEC, c, NELEM(c), CORRELATION_KEYED);   \
		fixture_examples(DEC, c, NELEM(c), CORRELATION_CLASSIC); \
	} while (0)

TEST(repeated_elements)
{
	static const struct fixture_example c[] = {
		/* texts are joined */
		{ G(R(100, 1, "<regex>^a (</regex><regex>b|c)$</regex>")),
		    "a b\na c\na d", "100 100 0" },
		{ G(R(100, 1, "<user>bo</user><user>b</user>")),
		    "u bob s 1 2\nu bo s 1 2", "100 0" },
		{ G(R(100, 1, "<match>q</match>") R(200, 1, "<match>r</match>")
			  R(100200, 1, "<match>s</match>") R(300, 5,
			      "<if_sid>100</if_sid><if_sid>200</if_sid>"
			      "<match>z</match>")),
		    "q z\ns z", "100 300" },
		/* addresses are a list */
		{ G(R(100, 1,
		      "<srcip>1.1.1.1</srcip><srcip>2.0.0.0/8</srcip>")),
		    "t 1.1.1.1 a b\nt 2.3.4.5 a b\nt 3.1.1.1 a b",
		    "100 100 0" },
		/* the last one wins */
		{ G(R(100, 1,
		      "<decoded_as>t</decoded_as>"
		      "<decoded_as>u</decoded_as>")),
		    "t 1.1.1.1 a b\nu a b c d", "0 100" },
		{ G(R(100, 1,
		      "<compiled_rule>check_id_size</compiled_rule>"
		      "<compiled_rule>is_simple_http_request"
		      "</compiled_rule>")),
		    "t 1.1.1.1 0123456789 /?a\nt 1.1.1.1 1 /a", "0 100" },
		{ G(R(100, 1,
		      "<weekday>sunday</weekday>"
		      "<weekday>tuesday</weekday><match>a</match>")),
		    "a", "100" }, /* 14 November 2023 */
		{ G(R(100, 1,
		      "<category>squid</category>"
		      "<category>syslog</category><match>a</match>")),
		    "a", "100" },
		{ G(R(100, 1, "<match>q</match>") R(101, 1,
		      "<match>r</match>") "<rule id='200' level='9'><if_matched_sid>100"
					  "</if_matched_sid><if_matched_sid>101</if_matched_sid>"
					  "</rule>"),
		    "q\nq\nq\nr\nr", "100 100 100 101 200" },
		/* different elements: all must hold */
		{ G(R(100, 1,
		      "<match>a</match><regex>b$</regex>"
		      "<decoded_as>x</decoded_as>")),
		    "x ab\nx ac\nx b\nab", "100 0 0 0" },
		/* each field */
		{ G(R(100, 1, "<srcip>1.1.1.1</srcip><dstip>2.2.2.2</dstip>")),
		    "t 1.1.1.1 a b", "0" },
	};

	BOTH(c);
}

/* The plain form is used, the PCRE2 form beside it ignored; url has both. */
TEST(plain_and_pcre2_forms)
{
	static const struct {
		const char *name, *event;
		bool both;
	} c[] = {
		{ "match", "hit", false },
		{ "program_name", "Dec 29 10:00:01 h hit: a", false },
		{ "hostname", "Dec 29 10:00:01 hit p: a", false },
		{ "id", "t 1.1.1.1 hit /", false },
		{ "url", "t 1.1.1.1 1 hit", true },
		{ "user", "u hit 1 2 3", false },
		{ "status", "u a hit 2 3", false },
		{ "srcport", "u a 1 hit 3", false },
		{ "dstport", "u a 1 2 hit", false },
		{ "extra_data", "x hit", false },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		/* plain holds and PCRE2 not; only PCRE2 holds; plain not */
		static const struct {
			const char *plain, *pcre2;
			bool hit, hit_both;
		} forms[] = { { "^hit", "zzz", true, false },
			{ NULL, "^h.t$", true, true },
			{ "zzz", "^h.t$", false, false },
			{ "^hit", "^h.t$", true, true } };

		for (size_t k = 0; k < NELEM(forms); k++) {
			struct fixture f;
			struct buf b = { 0 };
			bool want =
			    c[i].both ? forms[k].hit_both : forms[k].hit;

			buf_add_cstr(&b,
			    "<group name='g,'><rule id='100' "
			    "level='1'>");
			if (forms[k].plain != NULL)
				buf_printf(&b, "<%s>%s</%s>", c[i].name,
				    forms[k].plain, c[i].name);
			buf_printf(&b, "<%s_pcre2>%s</%s_pcre2></rule></group>",
			    c[i].name, forms[k].pcre2, c[i].name);
			fixture_init(&f);
			fixture_load(&f, DEC, buf_cstr(&b));
			CHECK_INT(fixture_event(&f, c[i].event), want ? 100 : 0,
			    i * 10 + k);
			/* absent is false, whatever the pattern */
			CHECK_INT(fixture_event(&f, "nothing"), 0, i * 10 + k);
			fixture_free(&f);
			buf_free(&b);
		}
	}
}

TEST(texts_of_results)
{
	struct fixture f;
	const struct rule *r;

	fixture_init(&f);
	fixture_load(&f, DEC,
	    G(R(100, 3,
		"<match>a</match><description>one\ntwo\nthree"
		"</description><description>\nfour</description>"
		"<group>a,</group><group>b</group>"
		"<info>i1</info><INFO type='osvdb'>i2</INFO>"
		"<cve>2020-1</cve><cve>2</cve>")));
	r = ruleset_rule(f.rs, 100);
	CHECK_STR(r->description, "one two\nthree four", 0);
	CHECK_STR(r->group, "zz,a,b", 0);
	CHECK_STR(r->cve, "2020-12", 0);
	CHECK_INT(r->n_info, 4, 0);
	CHECK_INT(r->info[0].kind, INFO_TEXT, 0);
	CHECK_INT(r->info[1].kind, INFO_OSVDB, 0);
	CHECK_INT(r->info[2].kind, INFO_CVE, 0);
	fixture_free(&f);
}

/* The last option counts; thresholds compare the level as written. */
TEST(alert_options)
{
	static const struct {
		unsigned level, log_level, mail_level;
		const char *options;
		bool log, mail;
	} c[] = {
		{ 0, 1, 7, "", false, false },
		{ 1, 1, 7, "", true, false },
		{ 7, 1, 7, "", true, true },
		{ 3, 4, 7, "", false, false },
		{ 4, 4, 4, "", true, true },
		{ 3, 4, 7, "<options>log_alert</options>", true, false },
		{ 9, 1, 7, "<options>no_log</options>", false, true },
		{ 9, 1, 7, "<options>no_email_alert</options>", true, false },
		{ 9, 1, 7,
		    "<options>no_log</options><options>log_alert</options>",
		    true, true },
		{ 9, 1, 7,
		    "<options>log_alert</options><options>no_log</options>"
		    "<options>no_email_alert</options>"
		    "<options>alert_by_email</options>",
		    false, true },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;
		const struct rule *r;
		char *rules =
		    xasprintf(G("<rule id='100' level='%u'><match>a</match>%s"
				"</rule>"),
			c[i].level, c[i].options);

		fixture_init(&f);
		f.ropt.log_alert_level = c[i].log_level;
		f.ropt.email_alert_level = c[i].mail_level;
		fixture_load(&f, DEC, rules);
		r = ruleset_rule(f.rs, 100);
		CHECK_INT(r->log, c[i].log, i);
		CHECK_INT(r->mail, c[i].mail, i);
		CHECK_INT(fixture_event(&f, "a"), 100, i);
		CHECK_INT(f.out.has_alert, c[i].log && c[i].level != 0, i);
		fixture_free(&f);
		free(rules);
	}
}
