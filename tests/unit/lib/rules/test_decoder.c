/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "lib/base/buf.h"
#include "lib/rules/decoder.h"
#include "lib/rules/fts.h"

#define RULES                              \
	"<group name='t,'><rule id='100' " \
	"level='1'><match>x</match></rule></group>"

#define APP "<decoder name='app'><prematch>^app </prematch></decoder>"
#define CHILD(name, body) \
	"<decoder name='" name "'><parent>app</parent>" body "</decoder>"

TEST(worked_examples)
{
	static const struct {
		const char *decoders, *message, *want;
	} c[] = {
		/* first match wins, no fallback */
		{ APP CHILD("a",
		      "<prematch offset='after_parent'>^foo</prematch>"
		      "<regex>foo (\\d+)</regex><order>id</order>") CHILD("b",
		      "<prematch offset='after_parent'>^foo "
		      "bar</prematch>"
		      "<regex>(bar)</regex><order>id</order>"),
		    "app foo bar", "app" },
		/* a child without prematch hides later ones of other names */
		{ APP CHILD("c1",
		      "<regex offset='after_parent'>^x (\\S+)</regex>"
		      "<order>id</order>") CHILD("c2",
		      "<regex offset='after_parent'>^y (\\S+)</regex>"
		      "<order>id</order>"),
		    "app y 1", "app" },
		/* a chain: links that fail do not stop later ones */
		{ APP CHILD(
		      "f", "<regex>user=(\\S+)</regex><order>user</order>")
			CHILD(
			    "f", "<regex>ip=(\\S+)</regex><order>srcip</order>")
			    CHILD("f",
				"<regex>id=(\\d+)</regex><order>id</order>"),
		    "app ip=1.2.3.4 id=7", "app|srcip=1.2.3.4|id=7" },
		/* after_regex goes on where the last one ended */
		{ APP CHILD("g",
		      "<regex offset='after_parent'>^(\\S+) </regex>"
		      "<order>id</order>") CHILD("g",
		      "<regex offset='after_regex'>^(\\S+) </regex>"
		      "<order>status</order>"),
		    "app a b c", "app|id=a|status=b" },
		/* ... or at the child's start after one that failed */
		{ APP CHILD("g",
		      "<regex offset='after_parent'>^X(\\S+) </regex>"
		      "<order>id</order>") CHILD("g",
		      "<regex offset='after_regex'>^(\\S+) </regex>"
		      "<order>status</order>"),
		    "app a b c", "app|status=a" },
		/* captures are compacted */
		{ APP CHILD("h",
		      "<regex offset='after_parent'>^from (\\S+): "
		      "|^from (\\S+) </regex><order>srcip</order>"),
		    "app from host port", "app|srcip=host" },
		/* a parent's own regex is dead as soon as it has a child */
		{ "<decoder name='app'><prematch>^app </prematch>"
		  "<regex offset='after_prematch'>^(\\S+)</regex>"
		  "<order>id</order></decoder>" CHILD("k",
		      "<prematch offset='after_parent'>^k</prematch>"
		      "<regex>(k)</regex><order>url</order>"),
		    "app zzz", "app" },
		{ "<decoder name='app'><prematch>^app </prematch>"
		  "<regex offset='after_prematch'>^(\\S+)</regex>"
		  "<order>id</order></decoder>",
		    "app zzz", "app|id=zzz" },
		/* a top-level decoder without prematch: the whole log */
		{ "<decoder name='imapd'><program_name>^imapd</program_name>"
		  "<regex offset='after_prematch'>^(\\S+)</regex>"
		  "<order>id</order></decoder>",
		    "Dec 29 10:00:01 host imapd[12]: zzz", "imapd|id=zzz" },
		/* order: words of one field, dynamic names, filename */
		{ APP CHILD("o",
		      "<regex offset='after_parent'>^(\\S+) (\\S+) "
		      "(\\S+) (\\S+)</regex><order>extra_data, "
		      "SrcIP,my_filename,user</order>"),
		    "app a b c d",
		    "app|extra_data=a|SrcIP=b|filename=c|dstuser=d" },
		/* use_own_name */
		{ APP CHILD("own",
		      "<use_own_name>true</use_own_name>"
		      "<regex>(x)</regex><order>id</order>"),
		    "app x", "own|id=x" },
		/* pieces are joined; the PCRE2 form is ignored beside the plain
		 */
		{ APP CHILD("p",
		      "<regex>^app (\\S+) </regex><regex>b "
		      "(\\S+)</regex><pcre2>(never)</pcre2>"
		      "<order>id,url</order>"),
		    "app a b c", "app|id=a|url=c" },
		{ APP CHILD("q",
		      "<pcre2>^app (?:x(\\d)|y(\\w))</pcre2>"
		      "<order>id</order>"),
		    "app yz", "app|id=z" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		fixture_load(&f, c[i].decoders, RULES);
		CHECK_STR(str_from(fixture_error(&f)), "", i);
		CHECK_STR(
		    str_from(fixture_decoded(&f, c[i].message)), c[i].want, i);
		fixture_free(&f);
	}
}

TEST(program_lists_do_not_cross)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f,
	    "<decoder name='n'><prematch>^hello</prematch></decoder>"
	    "<decoder name='p'><program_name>^hello$</program_name></decoder>"
	    "<decoder name='pp'><program_name>^prog</program_name>"
	    "<prematch>^yes</prematch></decoder>",
	    RULES);
	CHECK_STR(str_from(fixture_decoded(&f, "hello there")), "n", 0);
	CHECK_STR(
	    str_from(fixture_decoded(&f, "Dec 29 10:00:01 h hello: hello")),
	    "p", 1);
	CHECK_STR(
	    str_from(fixture_decoded(&f, "Dec 29 10:00:01 h prog: hello")), "",
	    2);
	CHECK_STR(str_from(fixture_decoded(&f, "Dec 29 10:00:01 h prog: yes")),
	    "pp", 3);
	fixture_free(&f);
}

TEST(category_is_not_inherited)
{
	struct fixture f;

	fixture_init(&f);
	f.opt.log_fw = false;
	fixture_load(&f,
	    "<decoder name='app'><prematch>^app </prematch><type>ids</type>"
	    "</decoder>" CHILD("a",
		"<prematch offset='after_parent'>^a</prematch>"
		"<regex>(a)</regex><order>id</order>"),
	    RULES);
	fixture_event(&f, "app a");
	CHECK_INT(f.ev.category, CATEGORY_SYSLOG, 0);
	fixture_event(&f, "app b");
	CHECK_INT(f.ev.category, CATEGORY_IDS, 1);
	fixture_free(&f);
}

TEST(load_errors)
{
	static const struct {
		const char *decoders, *part;
	} c[] = {
		{ "<decoder name='a'><order>id</order></decoder>",
		    "needs a <pre" },
		{ "<decoder name='a'><prematch>x</prematch><regex>(x)</regex>"
		  "</decoder>",
		    "needs an <order>" },
		{ "<decoder name='a'><prematch>x</prematch><regex>^abc</regex>"
		  "<order>id</order></decoder>",
		    "captures nothing" },
		{ "<decoder "
		  "name='a'><parent>nobody</parent><prematch>x</prematch>"
		  "</decoder>",
		    "no top-level decoder 'nobody'" },
		{ "<decoder name='a'><prematch>(</prematch></decoder>",
		    "<prematch>: " },
		{ "<decoder name='a' "
		  "status='1'><prematch>x</prematch></decoder>",
		    "exactly one attribute" },
		{ "<decoder name='a'><prematc>x</prematc></decoder>",
		    "did you mean <prematch>?" },
		{ "<decoder name='a'><prematch "
		  "offset='after_regex'>x</prematch>"
		  "</decoder>",
		    "only have offset" },
		{ "<decoder name='a'><prematch offset='nowhere'>x</prematch>"
		  "</decoder>",
		    "offset 'nowhere'" },
		{ "<decoder name='a'><prematch>x</prematch><type>weblog</type>"
		  "</decoder>",
		    "not a category" },
		{ "<decoder name='a'><prematch>x</prematch><plugin_decoder>Foo"
		  "</plugin_decoder></decoder>",
		    "not built in" },
		{ "<decoder name='a'><prematch>x</prematch><fts>colour</fts>"
		  "<regex>(x)</regex><order>id</order></decoder>",
		    "'colour' is not a field" },
		{ "<decoder name='a'><prematch>x</prematch><regex>(x)</regex>"
		  "<order>id,,url</order></decoder>",
		    "an empty name" },
		{ APP CHILD("c", "<prematch>a</prematch>")
			CHILD("c", "<prematch>b</prematch>"),
		    "may not have a <prematch>" },
		{ "<rule id='1'/>", "holds only <decoder>" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		fixture_load(&f, c[i].decoders, RULES);
		CHECK_ROW(f.rs == NULL, i);
		if (strstr(fixture_error(&f), c[i].part) == NULL)
			CHECK_STR(str_from(fixture_error(&f)), c[i].part, i);
		CHECK_ROW(
		    strncmp(fixture_error(&f), "decoder.xml:1:", 14) == 0, i);
		fixture_free(&f);
	}
}

/* "srcuser" in <fts> selects the destination user, as in the reference. */
TEST(fts_words)
{
	struct fixture f;
	struct buf b = { 0 };

	fixture_init(&f);
	fixture_load(&f,
	    "<decoder name='a'><prematch>^a </prematch><regex>^a (\\S+) "
	    "(\\S+)</regex><order>user,srcuser</order>"
	    "<fts>name,srcuser,location</fts></decoder>",
	    RULES);
	fixture_event(&f, "a bob root");
	fts_line(&b, &f.ev, f.ev.decoder->fts);
	CHECK_STR(buf_str(&b), "a  bob      /var/log/test", 0);
	buf_free(&b);
	fixture_free(&f);
}
