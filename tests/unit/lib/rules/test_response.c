/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Active responses: which rule asks for which, with what arguments, by which
 * message (spec: active-response, sections 4, 5 and 13; lists-and-outputs, 8).
 */
#include "fixture.h"

#include <stdlib.h>

#include "lib/base/buf.h"

#define DEC                                                        \
	"<decoder name='f'><prematch>^f </prematch></decoder>"     \
	"<decoder name='f1'><parent>f</parent>"                    \
	"<regex>S=(\\.*);</regex><order>srcuser</order></decoder>" \
	"<decoder name='f1'><parent>f</parent>"                    \
	"<regex>D=(\\.*);</regex><order>dstuser</order></decoder>" \
	"<decoder name='f1'><parent>f</parent>"                    \
	"<regex>P=(\\.*);</regex><order>srcip</order></decoder>"   \
	"<decoder name='f1'><parent>f</parent>"                    \
	"<regex>N=(\\.*);</regex><order>filename</order></decoder>"
#define RULES                                                        \
	"<group name='g,'><rule id='100' level='5'><match>f</match>" \
	"</rule></group>"

TEST(binding)
{
	static const unsigned id100[] = { 99, 100 };
	static const struct {
		struct response_def def;
		const char *rule;
		bool bound;
	} c[] = {
		{ { .level = 5 }, "level='5'>", true },
		{ { .level = 6 }, "level='5'>", false },
		{ { .level = 0 }, "level='5'>", false },
		{ { .rules = id100, .n_rules = 2 }, "level='1'>", true },
		{ { .rules = id100, .n_rules = 1 }, "level='1'>", false },
		/* any of them is enough */
		{ { .level = 9, .rules = id100, .n_rules = 2 }, "level='1'>",
		    true },
		/* never */
		{ { .rules = id100, .n_rules = 2 }, "level='0'>", false },
		{ { .rules = id100, .n_rules = 2 }, "level='9' accuracy='0'>",
		    false },
		{ { .level = 5 }, "level='9'><options>no_ar</options>", false },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct response_def def = c[i].def;
		struct fixture f;
		char *rules = xasprintf("<group name='g,'><rule id='100' %s"
					"<match>f</match></rule></group>",
		    c[i].rule);

		def.name = "x0";
		def.where = RESPONSE_SERVER;
		fixture_init(&f);
		f.ropt.responses = &def;
		f.ropt.n_responses = 1;
		fixture_load(&f, DEC, rules);
		CHECK_INT(ruleset_rule(f.rs, 100)->n_responses, c[i].bound, i);
		CHECK_INT(fixture_event(&f, "f"), 100, i);
		CHECK_INT(f.out.n_responses, c[i].bound, i);
		fixture_free(&f);
		free(rules);
	}
}

TEST(binding_by_group)
{
	struct response_def def = { .name = "x0", .where = RESPONSE_SERVER };
	struct buf why = { 0 };
	struct fixture f;

	CHECK_INT(pattern_compile(&def.group, PATTERN_OSREGEX, STR_LIT("b|x"),
		      PATTERN_ENGINE_DEFAULT, &why),
	    0, 0);
	fixture_init(&f);
	f.ropt.responses = &def;
	f.ropt.n_responses = 1;
	fixture_load(&f, DEC,
	    "<group name='a,'><rule id='100' level='5'><match>f</match>"
	    "<group>b,</group></rule><rule id='101' level='5'><match>g</match>"
	    "</rule></group>");
	CHECK_INT(ruleset_rule(f.rs, 100)->n_responses, 1, 0);
	CHECK_INT(ruleset_rule(f.rs, 101)->n_responses, 0, 0);
	fixture_free(&f);
	pattern_free(&def.group);
	buf_free(&why);
}

/* A rule that is not written to the log asks all the same. */
TEST(unlogged_rules_ask)
{
	static const struct response_def def = {
		.name = "x0", .where = RESPONSE_SERVER, .level = 1
	};
	struct fixture f;

	fixture_init(&f);
	f.ropt.responses = &def;
	f.ropt.n_responses = 1;
	fixture_load(&f, DEC,
	    "<group name='a,'><rule id='100' level='5'><match>f</match>"
	    "<options>no_log</options></rule></group>");
	CHECK_INT(fixture_event(&f, "f"), 100, 0);
	CHECK(!f.out.has_alert);
	CHECK_INT(f.out.n_responses, 1, 0);
	fixture_free(&f);
}

enum { USER = 1, IP = 2, FILE_NAME = 4 };

/* What an event has, and what comes of it: "<user> <ip> <file>", or NULL for
 * no response; then what is reported as bad. */
TEST(arguments)
{
	static const struct {
		unsigned expect;
		const char *event, *want, *bad_user, *bad_ip;
	} c[] = {
		{ 0, "f D=bob; P=1.1.1.1; N=/x;", "- - -", NULL, NULL },
		{ USER, "f S=eve; D=bob;", "bob - -", NULL, NULL },
		{ USER, "f S=eve;", "eve - -", NULL, NULL },
		{ USER, "f S=eve; D=;", "eve - -", NULL, NULL },
		{ USER, "f S=eve; D=-;", "eve - -", NULL, NULL },
		{ USER, "f", NULL, NULL, NULL },
		{ USER, "f S=-; D=;", NULL, NULL, NULL },
		{ USER, "f S=;", NULL, NULL, NULL },
		{ USER, "f D=a.b_c@d?e-F9;", "a.b_c@d?e-F9 - -", NULL, NULL },
		{ USER, "f D=a b;", NULL, "a b", NULL },
		{ USER, "f D=a/b;", NULL, "a/b", NULL },
		{ USER, "f D=$(id);", NULL, "$(id)", NULL },
		{ USER, "f D=-rf;", NULL, "-rf", NULL },
		{ USER, "f D=b\xc3\xb6;", NULL, "b\xc3\xb6", NULL },
		{ IP, "f P=1.2.3.4;", "- 1.2.3.4 -", NULL, NULL },
		{ IP, "f P=fe80::1;", "- fe80::1 -", NULL, NULL },
		{ IP, "f P=::ffff:1.2.3.4;", "- 1.2.3.4 -", NULL, NULL },
		{ IP, "f P=::FFFF:1.2.3.4;", "- 1.2.3.4 -", NULL, NULL },
		{ IP, "f", NULL, NULL, NULL },
		{ IP, "f P=;", NULL, NULL, NULL },
		/* nothing but an address */
		{ IP, "f P=host.example.com;", NULL, NULL, "host.example.com" },
		{ IP, "f P=-j;", NULL, NULL, "-j" },
		{ IP, "f P=1.2.3;", NULL, NULL, "1.2.3" },
		{ IP, "f P=16909060;", NULL, NULL, "16909060" },
		{ IP, "f P=1.2.3.04;", NULL, NULL, "1.2.3.04" },
		{ IP, "f P=0x1.2.3.4;", NULL, NULL, "0x1.2.3.4" },
		{ IP, "f P=1.2.3.256;", NULL, NULL, "1.2.3.256" },
		{ IP, "f P=1.2.3.4/8;", NULL, NULL, "1.2.3.4/8" },
		{ IP, "f P=fe80::1%eth0;", NULL, NULL, "fe80::1%eth0" },
		{ IP, "f P=0.0.0.0;", "- 0.0.0.0 -", NULL, NULL },
		/* on the list of what is never blocked */
		{ IP, "f P=10.1.1.1;", NULL, NULL, NULL },
		{ IP, "f P=::ffff:10.1.1.1;", NULL, NULL, NULL },
		{ USER, "f D=bob; P=10.1.1.1;", "bob - -", NULL, NULL },
		/* all that is expected must be there */
		{ USER | IP, "f D=bob;", NULL, NULL, NULL },
		{ USER | IP, "f D=bob; P=1.1.1.1;", "bob 1.1.1.1 -", NULL,
		    NULL },
		{ FILE_NAME, "f N=/a/b;", "- - /a/b", NULL, NULL },
		{ FILE_NAME, "f", NULL, NULL, NULL },
		{ FILE_NAME, "f N=a \"'`>|<#*[]{}&$!:()\\z;",
		    "- - a\\ \\\"\\'\\`\\>\\|\\<\\#\\*\\[\\]\\{\\}\\&\\$\\!\\:"
		    "\\(\\)\\\\z",
		    NULL, NULL },
	};
	struct ip_list nets = { 0 };
	struct allow_list allow = { .addresses = &nets };
	struct buf b = { 0 };

	ip_list_add(&nets, STR_LIT("10.0.0.0/8"), &b);
	for (size_t i = 0; i < NELEM(c); i++) {
		const struct response_def def = { .name = "x0",
			.where = RESPONSE_SERVER,
			.level = 1,
			.expect_user = c[i].expect & USER,
			.expect_srcip = c[i].expect & IP,
			.expect_filename = c[i].expect & FILE_NAME };
		struct fixture f;
		char *want = xasprintf("x0 %s", c[i].want);
		const struct response *r;

		fixture_init(&f);
		f.ropt.responses = &def;
		f.ropt.n_responses = 1;
		f.opt.allow = &allow;
		fixture_load(&f, DEC, RULES);
		CHECK_INT(fixture_event(&f, c[i].event), 100, i);
		CHECK_INT(f.out.n_responses, c[i].want != NULL, i);
		CHECK_STR(f.out.bad_user, c[i].bad_user, i);
		CHECK_STR(f.out.bad_srcip, c[i].bad_ip, i);
		if (c[i].want != NULL) {
			r = &f.out.responses[0];
			buf_clear(&b);
			buf_printf(&b, "x0 %.*s %.*s %.*s",
			    STR_FMT(r->user.p ? r->user : STR_LIT("-")),
			    STR_FMT(r->srcip.p ? r->srcip : STR_LIT("-")),
			    STR_FMT(
				r->filename.p ? r->filename : STR_LIT("-")));
			CHECK_STR(buf_str(&b), want, i);
		}
		fixture_free(&f);
		free(want);
	}
	ip_list_clear(&nets);
	buf_free(&b);
}

/* Which way each place goes, and what the message says (section 5). */
TEST(messages)
{
	static const struct {
		unsigned where;
		const char *agent, *location, *exec, *remote;
	} c[] = {
		{ RESPONSE_SERVER, NULL, "/l", "x0 - - 17.2 100 /l -", NULL },
		{ RESPONSE_SERVER, NULL, "(w) 1.1.1.1->/l",
		    "x0 - - 17.2 100 (w) 1.1.1.1->/l -", NULL },
		{ RESPONSE_LOCAL, NULL, "/l", "x0 - - 17.2 100 /l -", NULL },
		{ RESPONSE_LOCAL, NULL, "(w) 1.1.1.1->/l", NULL,
		    "(w) 1.1.1.1->/l NRN (null) x0 - - 17.2 100 "
		    "(w) 1.1.1.1->/l (null)" },
		{ RESPONSE_AGENT, "007", "(w) 1.1.1.1->/l", NULL,
		    "(w) 1.1.1.1->/l NNS 007 x0 - - 17.2 100 "
		    "(w) 1.1.1.1->/l (null)" },
		{ RESPONSE_ALL, NULL, "(w) 1.1.1.1->/l", NULL,
		    "(w) 1.1.1.1->/l ANN (null) x0 - - 17.2 100 "
		    "(w) 1.1.1.1->/l (null)" },
		{ RESPONSE_ALL, NULL, "/l", NULL,
		    "(local_source) /l ANN (null) x0 - - 17.2 100 /l (null)" },
		{ RESPONSE_ALL | RESPONSE_LOCAL | RESPONSE_AGENT, "1",
		    "(w) 1.1.1.1->/l", NULL,
		    "(w) 1.1.1.1->/l ARS 1 x0 - - 17.2 100 "
		    "(w) 1.1.1.1->/l (null)" },
		/* on the server and elsewhere: only the server */
		{ RESPONSE_SERVER | RESPONSE_ALL, NULL, "(w) 1.1.1.1->/l",
		    "x0 - - 17.2 100 (w) 1.1.1.1->/l -", NULL },
	};
	struct buf b = { 0 };

	for (size_t i = 0; i < NELEM(c); i++) {
		const struct response_def def = { .name = "x0",
			.where = c[i].where,
			.agent_id = c[i].agent,
			.level = 1 };
		struct fixture f;
		bool sent;

		fixture_init(&f);
		f.ropt.responses = &def;
		f.ropt.n_responses = 1;
		fixture_load(&f, DEC, RULES);
		fixture_raw(&f, '1', c[i].location, "f");
		CHECK_INT(f.out.n_responses, 1, i);
		sent = response_exec_message(
		    &b, &f.out.responses[0], &f.ev, &f.out.alert, "17.2");
		CHECK_INT(sent, c[i].exec != NULL, i);
		if (sent)
			CHECK_STR(buf_str(&b), c[i].exec, i);
		sent = response_remote_message(
		    &b, &f.out.responses[0], &f.ev, &f.out.alert, "17.2");
		CHECK_INT(sent, c[i].remote != NULL, i);
		if (sent)
			CHECK_STR(buf_str(&b), c[i].remote, i);
		fixture_free(&f);
	}
	buf_free(&b);
}

/* 1024 bytes with the NUL; a name that does not fit is not another's. */
TEST(long_messages)
{
	for (int file = 0; file < 2; file++) {
		const struct response_def def = { .name = "x0",
			.where = RESPONSE_SERVER,
			.level = 1,
			.expect_filename = file };
		struct fixture f;
		struct buf b = { 0 }, out = { 0 };
		bool sent;

		buf_add_cstr(&b, "/");
		while (b.len < 2000)
			buf_add_char(&b, 'l');
		fixture_init(&f);
		f.ropt.responses = &def;
		f.ropt.n_responses = 1;
		fixture_load(&f, DEC, RULES);
		fixture_raw(&f, '1', buf_cstr(&b), "f N=/x;");
		sent = response_exec_message(
		    &out, &f.out.responses[0], &f.ev, &f.out.alert, "17.2");
		CHECK_INT(sent, !file, file);
		CHECK_INT(out.len, 1023, file);
		fixture_free(&f);
		buf_free(&b);
		buf_free(&out);
	}
}
