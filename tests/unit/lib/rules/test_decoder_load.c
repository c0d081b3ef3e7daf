/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a decoder file may say (spec: decoders, sections 3 to 8 and 13), one
 * row per statement. The worked examples are in test_decoder.c.
 */
#include "fixture.h"

#include <stdlib.h>

#include "lib/base/buf.h"
#include "lib/rules/decoder_set.h"
#include "lib/rules/fts.h"

#define RULES                                                               \
	"<group name='t,'><rule id='100' level='1'><match>x</match></rule>" \
	"</group>"
#define D(name, body) "<decoder name='" name "'>" body "</decoder>"
#define P(text) "<prematch>" text "</prematch>"
#define RX(text, order) "<regex>" text "</regex><order>" order "</order>"
#define APP D("app", P("^app "))
#define IN_APP "<parent>app</parent>"

struct example {
	const char *decoders, *message, *want;
};

static void
check_examples(const struct example *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.log_fw = false;
		fixture_load(&f, c[i].decoders, RULES);
		CHECK_STR(str_from(fixture_error(&f)), "", i);
		CHECK_STR(
		    str_from(fixture_decoded(&f, c[i].message)), c[i].want, i);
		fixture_free(&f);
	}
}

/* error: its beginning after "decoder.xml:1:"; NULL: it loads. */
struct verdict {
	const char *decoders, *error;
};

static void
check_verdicts(const struct verdict *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct fixture f;

		fixture_init(&f);
		fixture_load(&f, c[i].decoders, RULES);
		if (c[i].error == NULL)
			CHECK_STR(str_from(fixture_error(&f)), "", i);
		else if (f.rs != NULL ||
		    strstr(fixture_error(&f), c[i].error) == NULL)
			CHECK_STR(str_from(fixture_error(&f)), c[i].error, i);
		fixture_free(&f);
	}
}

TEST(elements)
{
	static const struct verdict c[] = {
		{ "", NULL },
		{ "<!-- none -->", NULL },
		{ "<DECODER NAME='a'><PreMatch>x</PreMatch></DECODER>", NULL },
		{ D("a", P("x") "<Type>ids</Type>"), "<Type> is not an" },
		{ D("a", P("x") "<type>IDS</type>"), "not a category" },
		{ D("a", P("x") "<type>host-information</type>"), NULL },
		{ D("a",
		      P("x") "<ftscomment>any</ftscomment>"
			     "<accumulate></accumulate><use_own_name>no"
			     "</use_own_name>"),
		    NULL },
		{ "<decoder name='a'/>", "has no elements" },
		{ "<decoder>" P("x") "</decoder>", "exactly one attribute" },
		{ "<decoder nam='a'>" P("x") "</decoder>",
		    "exactly one attribute" },
		{ D("a",
		      "<program_name offset='after_parent'>x</program_name>"),
		    "attribute 'offset' is not known" },
		{ D("a", "<prematch type='pcre2'>x</prematch>"),
		    "attribute 'type' is not known" },
		/* at least one of three */
		{ D("a", "<type>ids</type>"), "needs a <prematch>" },
		{ D("a", "<program_name>x</program_name>"), NULL },
		{ D("a", "<program_name_pcre2>x</program_name_pcre2>"), NULL },
		{ D("a", "<prematch_pcre2>x</prematch_pcre2>"), NULL },
		{ APP D("a", IN_APP "<type>ids</type>"), NULL },
		/* regex and order go together, fts needs a regex */
		{ D("a", P("x") "<order>id</order>"), "an <order> needs" },
		{ D("a", P("x") "<pcre2>(x)</pcre2>"), "needs an <order>" },
		{ D("a", P("x") "<fts>name</fts>"), "<fts> needs a <regex>" },
		{ D("a", P("x") RX("x\\d", "id")), NULL }, /* no group */
		{ D("a", P("x") RX("^x", "id")), "captures nothing" },
		/* plugins */
		{ D("a",
		      P("x") "<plugin_decoder>PF_Decoder</plugin_decoder>"
			     "<order>id</order>"),
		    "goes without" },
		{ D("a", P("x") "<plugin_decoder>pf_decoder</plugin_decoder>"),
		    "is not built in" },
		/* parents come first, and are top level */
		{ D("a", IN_APP P("x")) APP, "no top-level decoder 'app'" },
		{ APP D("a", IN_APP P("x")) D("b", "<parent>a</parent>" P("y")),
		    "no top-level decoder 'a'" },
		{ APP D("a", "<parent>ap</parent><parent>p</parent>" P("x")),
		    NULL },
		{ APP D("a", "<parent>App</parent>" P("x")),
		    "(did you mean app?)" },
	};

	check_verdicts(c, NELEM(c));
}

/* Which offsets go where (section 4). */
TEST(offsets)
{
#define OP(o) "<prematch offset='" o "'>x</prematch>"
#define OR(o) "<regex offset='" o "'>(x)</regex><order>id</order>"
	static const struct verdict c[] = {
		{ D("a", OP("after_parent")), "a prematch may only" },
		{ D("a", OP("after_prematch")), "a prematch may only" },
		{ D("a", OP("after_regex")), "a prematch may only" },
		{ APP D("a", IN_APP OP("after_parent")), NULL },
		{ APP D("a", IN_APP OP("after_prematch")),
		    "a prematch may only" },
		{ APP D("a", IN_APP OP("after_regex")), "a prematch may only" },
		{ D("a", P("x") OR("after_prematch")), NULL },
		{ D("a", P("x") OR("after_parent")), "without <parent>" },
		{ D("a", P("x") OR("after_regex")), "without <parent>" },
		{ D("a", "<program_name>x</program_name>" OR("after_prematch")),
		    NULL },
		{ APP D("a", IN_APP OR("after_parent")), NULL },
		{ APP D("a", IN_APP P("x") OR("after_prematch")), NULL },
		{ APP D("a", IN_APP OR("after_prematch")),
		    "needs a <prematch>" },
		{ APP D("a", IN_APP OR("after_regex")), "after_regex" },
		{ APP D("b", IN_APP OR("after_parent"))
			D("a", IN_APP OR("after_regex")),
		    "after_regex" },
		{ APP D("a", IN_APP OR("after_parent"))
			D("a", IN_APP OR("after_regex")),
		    NULL },
		{ APP D("a", IN_APP "<prematch offset='x'>x</prematch>"),
		    "offset 'x' is not known" },
		{ APP D("a",
		      IN_APP "<prematch offset='after_parent'>x"
			     "</prematch><prematch "
			     "offset='after_parent'>y</prematch>"),
		    "offset on a later piece" },
		/* only the first attribute is looked at */
		{ APP D("a",
		      IN_APP "<prematch offset='after_parent' "
			     "x='y'>x</prematch>"),
		    NULL },
	};

	check_verdicts(c, NELEM(c));
}

TEST(chains)
{
	static const struct verdict c[] = {
		{ APP D("a", IN_APP RX("(x)", "id"))
			D("a", IN_APP P("y") RX("(y)", "id")),
		    "may not have a <prematch>" },
		{ APP D("a", IN_APP RX("(x)", "id"))
			D("a", IN_APP RX("(y)", "id") "<fts>name</fts>"),
		    "may not have <fts>" },
		{ APP D("a", IN_APP RX("(x)", "id"))
			D("a", IN_APP "<pcre2>(y)</pcre2><order>id</order>"),
		    "both need a <regex>" },
		{ APP D("a", IN_APP P("x")) D("a", IN_APP RX("(y)", "id")),
		    "both need a <regex>" },
		/* under each parent of the name, ... and said once */
		{ D("app", P("^app ")) D("a", IN_APP RX("(x)", "id"))
			D("app", "<program_name>app</program_name>")
			    D("a", IN_APP P("y") RX("(y)", "id")),
		    "may not have a <prematch>" },
		{ D("app", P("^app "))
			D("app", "<program_name>app</program_name>")
			    D("a", IN_APP RX("(x)", "id"))
				D("a", IN_APP P("y") RX("(y)", "id")),
		    "may not have a <prematch>" },
		/* top-level decoders of one name are alternatives */
		{ D("a", P("x"))
			D("a", P("y") "<fts>name</fts>" RX("(y)", "id")),
		    NULL },
	};
	struct fixture f;

	check_verdicts(c, NELEM(c));
	fixture_init(&f);
	fixture_load(&f, c[5].decoders, RULES);
	CHECK_INT(diags_errors(f.diags), 1, 0);
	fixture_free(&f);
}

TEST(order_words)
{
	static const struct {
		const char *word, *label;
	} c[] = { { "user", "dstuser" }, { "dstuser", "dstuser" },
		{ "srcuser", "srcuser" }, { "srcip", "srcip" },
		{ "dstip", "dstip" }, { "srcport", "srcport" },
		{ "dstport", "dstport" }, { "protocol", "proto" },
		{ "action", "action" }, { "id", "id" }, { "url", "url" },
		{ "status", "status" }, { "data", "extra_data" },
		{ "extra_data", "extra_data" },
		{ "system_name", "system_name" }, { "filename", "filename" },
		{ "a_filename_b", "filename" }, { "srcIP", "srcIP" },
		{ "proto", "proto" }, { "  id", "id" }, { "id  ", "id" },
		{ "id srcip", "id" }, { "a.b", "a.b" } };

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;
		char *d = xasprintf(D("a",
					P("^a ") "<regex>^a (\\S+)</regex>"
						 "<order>%s</order>"),
		    c[i].word);
		char *want = xasprintf("a|%s=v", c[i].label);

		fixture_init(&f);
		fixture_load(&f, d, RULES);
		CHECK_STR(str_from(fixture_decoded(&f, "a v")), want, i);
		fixture_free(&f);
		free(d);
		free(want);
	}
}

/* analysisd.decoder_order_size, for names and for groups. */
TEST(order_size)
{
	static const struct {
		unsigned size, names, groups;
		bool ok;
	} c[] = { { 8, 8, 8, true }, { 8, 9, 8, false }, { 8, 8, 9, false },
		{ 0, 256, 1, true }, { 0, 257, 1, false },
		{ 1024, 1024, 1, true }, { 1024, 1025, 1, false } };

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;
		struct buf b = { 0 };

		buf_add_cstr(&b,
		    "<decoder name='a'><prematch>x</prematch>"
		    "<regex>x");
		for (unsigned k = 0; k < c[i].groups; k++)
			buf_add_cstr(&b, "(.)");
		buf_add_cstr(&b, "</regex><order>id");
		for (unsigned k = 1; k < c[i].names; k++)
			buf_printf(&b, ",n%u", k);
		buf_add_cstr(&b, "</order></decoder>");
		fixture_init(&f);
		f.ropt.decoder_order_size = c[i].size;
		fixture_load(&f, buf_cstr(&b), RULES);
		CHECK_INT(f.rs != NULL, c[i].ok, i);
		fixture_free(&f);
		buf_free(&b);
	}
}

TEST(fts_selections)
{
	static const struct {
		const char *fts;
		long bits; /* -1: an error */
	} c[] = {
		{ "<fts>dstuser</fts>", FTS_DSTUSER },
		{ "<fts>srcuser</fts>", FTS_DSTUSER },
		{ "<fts>user</fts>", FTS_DSTUSER },
		{ "<fts>srcip</fts>", FTS_SRCIP },
		{ "<fts>dstip</fts>", FTS_DSTIP },
		{ "<fts>id</fts>", FTS_ID },
		{ "<fts>location</fts>", FTS_LOCATION },
		{ "<fts>extra_data</fts>", FTS_DATA },
		{ "<fts>system_name</fts>", FTS_SYSTEM_NAME },
		{ "<fts>name</fts>", FTS_NAME },
		{ "<fts>name, srcip ,id</fts>", FTS_NAME | FTS_SRCIP | FTS_ID },
		{ "<fts>name</fts><fts>id</fts>", FTS_NAME | FTS_ID },
		{ "<fts>name,colour</fts>", -1 },
		{ "<fts>Name</fts>", -1 },
		{ "<fts>id,id,id,id,id,id,id,id</fts>", FTS_ID },
		{ "<fts>id,id,id,id,id,id,id,id,id</fts>", -1 },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;
		char *d = xasprintf(
		    D("a", P("^a ") RX("(\\w)", "id") "%s"), c[i].fts);

		fixture_init(&f);
		fixture_load(&f, d, RULES);
		CHECK_INT(f.rs != NULL, c[i].bits >= 0, i);
		if (f.rs != NULL) {
			fixture_event(&f, "a b");
			CHECK_INT(f.ev.decoder->fts, c[i].bits, i);
		}
		fixture_free(&f);
		free(d);
	}
}

TEST(evaluation)
{
	static const struct example c[] = {
		/* nothing matches: no name */
		{ D("a", P("^a")), "b", "" },
		/* the first top-level decoder is final */
		{ D("a", P("^a")) D("b", P("^ab") RX("(b)", "id")), "ab", "a" },
		/* a prematch of a child looks at the whole log, or goes on */
		{ APP D("a", IN_APP P("^app x")), "app x", "app" },
		{ APP D("a",
		      IN_APP "<use_own_name>true</use_own_name>" P("^app x")),
		    "app x", "a" },
		{ APP D("a",
		      IN_APP "<use_own_name>true</use_own_name>"
			     "<prematch offset='after_parent'>^x"
			     "</prematch>"),
		    "app x", "a" },
		{ APP D("a",
		      IN_APP "<use_own_name>TRUE</use_own_name>" P("^app x")),
		    "app x", "app" },
		/* a parent known by its program only ends at the start */
		{ D("app", "<program_name>^app</program_name>") D("a",
		      IN_APP "<prematch offset='after_parent'>^x"
			     "</prematch><regex "
			     "offset='after_prematch'>^ (\\w)</regex>"
			     "<order>id</order>"),
		    "Dec 29 10:00:01 h app: x y", "app|id=y" },
		{ D("app",
		      "<program_name>^app</program_name><regex "
		      "offset='after_prematch'>^(\\w)</regex>"
		      "<order>id</order>"),
		    "Dec 29 10:00:01 h app: x y", "app|id=x" },
		/* the program name of a child is not looked at */
		{ D("app", "<program_name>^app</program_name>") D("a",
		      IN_APP
		      "<program_name>never</program_name>" RX("(y)", "id")),
		    "Dec 29 10:00:01 h app: x y", "app|id=y" },
		/* program name and prematch: both */
		{ D("p", "<program_name>^app</program_name>" P("^y"))
			D("q", "<program_name>^app</program_name>"),
		    "Dec 29 10:00:01 h app: x", "q" },
		/* program_name beside its PCRE2 form: the plain one */
		{ D("p",
		      "<program_name>^app</program_name>"
		      "<program_name_pcre2>never</program_name_pcre2>"),
		    "Dec 29 10:00:01 h app: x", "p" },
		{ D("p",
		      "<prematch>^y</prematch><prematch_pcre2>^x"
		      "</prematch_pcre2>"),
		    "x", "" },
		/* a child that is chosen by its prematch counts though its
		 * expression fails; one without prematch does not */
		{ APP D("a",
		      IN_APP "<use_own_name>true</use_own_name>" P("x")
			  RX("(z)", "id")),
		    "app x", "a" },
		{ APP D("a",
		      IN_APP
		      "<use_own_name>true</use_own_name>" RX("(z)", "id")),
		    "app x", "app" },
		/* a failing child takes its chain with it */
		{ APP D("a", IN_APP P("never") RX("(x)", "id")) D("a",
		      IN_APP RX("(x)", "id")) D("b", IN_APP RX("(x)", "url")),
		    "app x", "app|url=x" },
		/* whoever stands between two links is part of the chain, its
		 * prematch ignored */
		{ APP D("a", IN_APP RX("(x)", "id"))
			D("b", IN_APP P("never") RX("(y)", "url"))
			    D("a", IN_APP RX("(z)", "status")),
		    "app x y z", "app|id=x|url=y" },
		/* a link without expression ends it */
		{ APP D("a", IN_APP RX("(x)", "id")) D("b", IN_APP P("y"))
			D("a", IN_APP RX("(z)", "status")),
		    "app x y z", "app|id=x" },
		/* after_regex after a failed link: the end of the prematch */
		{ APP D("a",
		      IN_APP P("pre ") "<regex>never(x)</regex>"
				       "<order>id</order>") D("a",
		      IN_APP "<regex offset='after_regex'>^(\\w)"
			     "</regex><order>url</order>"),
		    "app pre y", "app|url=y" },
		/* ... and of a failed third link, likewise */
		{ APP D("a",
		      IN_APP "<regex offset='after_parent'>^(\\w) "
			     "</regex><order>id</order>")
			D("a", IN_APP RX("never(x)", "url")) D("a",
			    IN_APP "<regex offset='after_regex'>^(\\w)"
				   "</regex><order>status</order>"),
		    "app y z", "app|id=y|status=y" },
		/* both parents of one name get the child */
		{ D("app", "<program_name>^app</program_name>")
			APP D("a", IN_APP RX("(\\d)", "id")),
		    "app 5", "app|id=5" },
		{ D("app", "<program_name>^app</program_name>")
			APP D("a", IN_APP RX("(\\d)", "id")),
		    "Dec 29 10:00:01 h app: 7", "app|id=7" },
		/* captures beyond the names, names beyond the captures */
		{ D("a", P("^a") RX("^(a)(b)(c)", "id,url")), "abc",
		    "a|id=a|url=b" },
		{ D("a", P("^a") RX("^(a)", "id,url")), "abc", "a|id=a" },
		/* a later capture of a field replaces the earlier one */
		{ D("a", P("^a") RX("^(a)(b)", "data,extra_data")), "abc",
		    "a|extra_data=a|extra_data=b" },
		/* the last order wins */
		{ D("a", P("^a") RX("^(a)", "id") "<order>url</order>"), "abc",
		    "a|url=a" },
	};

	check_examples(c, NELEM(c));
}

/* Names of dynamic fields stay with their values all along a chain. */
TEST(dynamic_fields_of_a_chain)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f,
	    APP D("a", IN_APP RX("(\\d) (\\d)", "one, two"))
		D("a", IN_APP RX("three=(\\d)", "three")),
	    RULES);
	fixture_event(&f, "app 1 2 three=3");
	CHECK_STR(event_dynamic(&f.ev, STR_LIT("ONE")), "1", 0);
	CHECK_STR(event_dynamic(&f.ev, STR_LIT("two")), "2", 0);
	CHECK_STR(event_dynamic(&f.ev, STR_LIT("three")), "3", 0);
	CHECK_STR(event_dynamic(&f.ev, STR_LIT("four")), NULL, 0);
	fixture_free(&f);
}

/* A rule may name a decoder that was renamed, and never matches then; the
 * internal names are always there; ids exist with one kind of decoder only. */
TEST(decoded_as)
{
	static const struct {
		const char *decoders, *name, *message;
		bool hit;
	} c[] = {
		{ APP D("a", IN_APP P("x")), "app", "app x", true },
		{ APP D("a", IN_APP P("x")), "a", "app x", false },
		{ APP D("a",
		      IN_APP P("x") "<use_own_name>true"
				    "</use_own_name>"),
		    "a", "app x", true },
		{ APP D("a",
		      IN_APP P("x") "<use_own_name>true"
				    "</use_own_name>"),
		    "app", "app x", false },
		{ D("p", "<program_name>^p</program_name>"), "p",
		    "Dec 29 10:00:01 h p: x", true },
		{ D("p", "<program_name>^p</program_name>"), "rootcheck", "x",
		    false },
		{ D("a", P("^a")) D("a", P("^b")), "a", "b", true },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;
		char *rules = xasprintf(
		    "<group name='g,'><rule id='100' level='1'><decoded_as>%s"
		    "</decoded_as></rule></group>",
		    c[i].name);

		fixture_init(&f);
		fixture_load(&f, c[i].decoders, rules);
		CHECK_INT(fixture_event(&f, c[i].message) == 100, c[i].hit, i);
		fixture_free(&f);
		free(rules);
	}
}

TEST(nothing_decoded)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, "", RULES);
	CHECK_INT(fixture_event(&f, "x"), 100, 0);
	CHECK_STR(f.ev.decoder->name, NULL, 0);
	CHECK_INT(f.ev.decoder->id, 0, 0);
	CHECK_INT(f.ev.category, CATEGORY_SYSLOG, 0);
	fixture_free(&f);
}

/* A plugin of the chosen decoder, child or not, ends decoding. */
TEST(plugins_of_children)
{
#define PF "<plugin_decoder>PF_Decoder</plugin_decoder>"
	static const struct example c[] = {
		{ D("app", P("^rule ")) D("a", IN_APP PF),
		    "rule 1/(match) block in on em0: 1.1.1.1 > 2.2.2.2: tcp",
		    "app|action=block|srcip=1.1.1.1|dstip=2.2.2.2|proto=TCP" },
		/* the parent's is dead once it has a child */
		{ D("app", P("^rule ") PF) D("a", IN_APP P("never")),
		    "rule 1/(match) block in on em0: 1.1.1.1 > 2.2.2.2: tcp",
		    "app" },
	};

	check_examples(c, NELEM(c));
}
