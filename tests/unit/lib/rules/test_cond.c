/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions of a rule against one event (spec: rules, sections 3.1, 8 and 12;
 * lists-and-outputs, 1.5).
 */
#include "fixture.h"

#include <stdlib.h>

#include "lib/base/buf.h"
#include "lib/rules/rule_conds.h"

/* One letter before each value says which field it becomes. */
#define DEC                                                       \
	"<decoder name='f'><prematch>^f </prematch></decoder>"    \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>S=(\\S+)</regex><order>srcuser</order></decoder>" \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>D=(\\S+)</regex><order>dstuser</order></decoder>" \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>I=(\\S+)</regex><order>id</order></decoder>"      \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>U=(\\S+)</regex><order>url</order></decoder>"     \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>A=(\\S+)</regex><order>action</order></decoder>"  \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>P=(\\S+)</regex><order>srcip</order></decoder>"   \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>Q=(\\S+)</regex><order>dstip</order></decoder>"   \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>X=(\\S+)</regex><order>srcport</order></decoder>" \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>Y=(\\S+)</regex><order>dstport</order></decoder>" \
	"<decoder name='f1'><parent>f</parent>"                   \
	"<regex>T=(\\S+)</regex><order>status</order></decoder>"
#define RULE(body) \
	"<group name='g,'><rule id='100' level='3'>" body "</rule></group>"

struct row {
	const char *condition, *location, *event;
	bool holds;
};

static void
check_rows(const struct row *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct fixture f;
		char *rules = xasprintf(RULE("%s"), c[i].condition);

		fixture_init(&f);
		fixture_load(&f, DEC, rules);
		CHECK_INT(fixture_raw(&f, '1',
			      c[i].location != NULL ? c[i].location : "/log",
			      c[i].event) == 100,
		    c[i].holds, i);
		fixture_free(&f);
		free(rules);
	}
}

TEST(subjects)
{
	static const struct row c[] = {
		/* the log behind the header, never the whole line */
		{ "<match>^a</match>", NULL, "Dec 29 10:00:01 h p: a", true },
		{ "<match>Dec</match>", NULL, "Dec 29 10:00:01 h p: a", false },
		{ "<regex>/log</regex>", NULL, "a", false },
		/* the destination user, or else the source user */
		{ "<user>^bob</user>", NULL, "f S=eve D=bob", true },
		{ "<user>^eve</user>", NULL, "f S=eve D=bob", false },
		{ "<user>^eve</user>", NULL, "f S=eve", true },
		{ "<user>.</user>", NULL, "f", false },
		{ "<user_pcre2>^eve</user_pcre2>", NULL, "f S=eve", true },
		/* the host of an agent's event is all of its location */
		{ "<hostname>^h$</hostname>", NULL, "Dec 29 10:00:01 h p: a",
		    true },
		{ "<hostname>^here$</hostname>", NULL, "a", true },
		{ "<hostname>^h$</hostname>", "(web) 1.1.1.1->/log",
		    "Dec 29 10:00:01 h p: a", false },
		{ "<hostname>^(web) 1.1.1.1->/log$</hostname>",
		    "(web) 1.1.1.1->/log", "a", true },
		/* equal, with case */
		{ "<action>Drop</action>", NULL, "f A=Drop", true },
		{ "<action>Drop</action>", NULL, "f A=drop", false },
		{ "<action>Drop</action>", NULL, "f A=Dropped", false },
		{ "<action>Drop</action>", NULL, "f", false },
		/* addresses: the first entry that fits decides */
		{ "<srcip>1.1.0.0/16</srcip>", NULL, "f P=1.1.2.3", true },
		{ "<srcip>!1.1.0.0/16</srcip>", NULL, "f P=1.1.2.3", false },
		{ "<srcip>!1.1.0.0/16</srcip>", NULL, "f P=1.2.2.3", true },
		{ "<srcip>!1.1.0.0/16</srcip>", NULL, "f", false },
		{ "<srcip>1.1.1.1</srcip>", NULL, "f Q=1.1.1.1", false },
		{ "<dstip>1.1.1.1</dstip>", NULL, "f Q=1.1.1.1", true },
		{ "<srcport>^80$</srcport>", NULL, "f X=80", true },
		{ "<srcport>^80$</srcport>", NULL, "f Y=80", false },
		{ "<dstport>^80$</dstport>", NULL, "f Y=80", true },
		{ "<status>^5</status>", NULL, "f T=503", true },
		{ "<url>?</url>", NULL, "f U=/?a", true },
	};

	check_rows(c, NELEM(c));
}

TEST(built_in)
{
#define B(name) "<compiled_rule>" name "</compiled_rule>"
	static const struct row c[] = {
		{ B("check_id_size"), NULL, "f I=0123456789", true },
		{ B("check_id_size"), NULL, "f I=012345678", false },
		{ B("check_id_size"), NULL, "f", false },
		{ B("comp_srcuser_dstuser"), NULL, "f S=a D=a", true },
		{ B("comp_srcuser_dstuser"), NULL, "f S=a D=A", false },
		{ B("comp_srcuser_dstuser"), NULL, "f S=a", true },
		{ B("comp_srcuser_dstuser"), NULL, "f D=a", true },
		{ B("comp_srcuser_dstuser"), NULL, "f", true },
		{ B("is_simple_http_request"), NULL, "f U=/", true },
		{ B("is_simple_http_request"), NULL, "f U=/a", true },
		{ B("is_simple_http_request"), NULL, "f U=/?a", false },
		{ B("is_simple_http_request"), NULL, "f", false },
		{ B("is_simple_http_request"), NULL, "f U=/ A=get", true },
		{ B("is_simple_http_request"), NULL, "f U=/ A=POST", false },
		{ B("is_valid_crawler"), NULL, "72.14.1.1 a", true },
		{ B("is_valid_crawler"), NULL, "209.85.1.1 a", true },
		{ B("is_valid_crawler"), NULL, "65.55.1.1 a", true },
		{ B("is_valid_crawler"), NULL, "207.46.1.1 a", true },
		{ B("is_valid_crawler"), NULL, "74.6.1.1 a", true },
		{ B("is_valid_crawler"), NULL, "72.30.1.1 a", true },
		{ B("is_valid_crawler"), NULL, "67.195.1.1 a", true },
		{ B("is_valid_crawler"), NULL, "72.141.1.1 a", false },
		{ B("is_valid_crawler"), NULL, "67.1951.1 a", false },
		{ B("is_valid_crawler"), NULL, "x 72.14.1.1", false },
	};
	static const struct row w[] = {
		{ B("comp_mswin_targetuser_calleruser_diff"), NULL,
		    "Target Account Name:bob  x Caller User Name:bob  y",
		    false },
		{ B("comp_mswin_targetuser_calleruser_diff"), NULL,
		    "Target Account Name:bob  x Caller User Name:eve  y",
		    true },
		/* it ends where the target's text ends */
		{ B("comp_mswin_targetuser_calleruser_diff"), NULL,
		    "Target Account Name:bob  x Caller User Name:bobby",
		    false },
		{ B("comp_mswin_targetuser_calleruser_diff"), NULL,
		    "Caller User Name:bo y Target Account Name:bob", true },
		{ B("comp_mswin_targetuser_calleruser_diff"), NULL,
		    "Caller User Name:bob y Target Account Name:bob", false },
		{ B("comp_mswin_targetuser_calleruser_diff"), NULL,
		    "Target Account Name bob  Caller User Name:eve", false },
		{ B("comp_mswin_targetuser_calleruser_diff"), NULL,
		    "Target Account Name:bob", false },
		/* one blank is part of it; the caller's may end before it */
		{ B("comp_mswin_targetuser_calleruser_diff"), NULL,
		    "Target Account Name:bo b  x Caller User Name:bo c", true },
		{ B("comp_mswin_targetuser_calleruser_diff"), NULL,
		    "Target Account Name:bob  x Caller User Name:bo", true },
	};

	check_rows(c, NELEM(c));
	check_rows(w, NELEM(w));
}

/* Length before decoding, of the log; local time of reception. */
TEST(size_and_time)
{
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, DEC,
	    "<group name='g,'>"
	    "<rule id='101' level='9' maxsize='3'><match>a</match></rule>"
	    "<rule id='102' level='8'><time>10 pm - 11 pm</time>"
	    "<match>b</match></rule>"
	    "<rule id='103' level='7'><weekday>tuesday</weekday>"
	    "<match>c</match></rule></group>");
	CHECK_STR(str_from(fixture_events(
		      &f, "aa\naaa\nDec 29 10:00:01 h p: aa\nb\nc")),
	    "0 101 0 102 103", 0);
	f.now += 3600; /* past eleven */
	CHECK_STR(str_from(fixture_events(&f, "b\nc")), "0 103", 1);
	f.now += 3600; /* Wednesday */
	CHECK_STR(str_from(fixture_events(&f, "c")), "0", 2);
	fixture_free(&f);
}

/* ---- lists ---- */

static bool
list_holds(const struct list_source *src, const char *attrs, const char *name,
    const char *event, enum correlation_mode mode)
{
	struct fixture f;
	char *rules = xasprintf(RULE("<list %s>%s</list>"), attrs, name);
	bool holds;

	fixture_init(&f);
	f.opt.correlation = mode;
	f.ropt.lists = src;
	f.ropt.n_lists = 1;
	fixture_load(&f, DEC, rules);
	holds = fixture_event(&f, event) == 100;
	fixture_free(&f);
	free(rules);
	return holds;
}

TEST(list_look_ups)
{
	static const struct list_source full = { "rules/l", "rules/l.cdb",
		STR_LIT("1.1.1.1:evil\n2.2.:net\n3.:wide\nbob:\n"), false };
	static const struct list_source unread = { "rules/l", "rules/l.cdb",
		{ NULL, 0 }, false };
	/* for 1.1.1.1, 2.2.3.4, 4.4.4.4 and an event without address;
	 * then 1.1.1.1 in a list that cannot be read and in none, keyed and
	 * classic */
	static const struct {
		const char *lookup, *full, *unread, *classic, *unread_classic;
	} c[] = {
		{ "", "1000", "0", "1000", "0" },
		{ "lookup='match_key'", "1000", "0", "1000", "0" },
		{ "LOOKUP='Not_Match_Key'", "0110", "0", "0110", "1" },
		{ "lookup='match_key_value' check_value='^ev'", "1000", "0",
		    "1000", "0" },
		{ "lookup='match_key_value' check_value='n'", "0000", "0",
		    "0000", "0" },
		{ "lookup='address_match_key'", "1100", "0", "1100", "1" },
		{ "lookup='not_address_match_key'", "0010", "0", "0010", "0" },
		{ "lookup='address_match_key_value' check_value='net|wide'",
		    "0100", "0", "1010", "1" },
	};
	static const char *const events[] = { "f P=1.1.1.1", "f P=2.2.3.4",
		"f P=4.4.4.4", "f" };

	for (size_t i = 0; i < NELEM(c); i++) {
		char *attrs = xasprintf("field='srcip' %s", c[i].lookup);

		for (int mode = 0; mode < 2; mode++) {
			enum correlation_mode m = (enum correlation_mode)mode;
			bool classic = m == CORRELATION_CLASSIC;
			const char *want = classic ? c[i].classic : c[i].full;

			for (size_t k = 0; k < NELEM(events); k++)
				CHECK_INT(list_holds(&full, attrs,
					      "rules/l.cdb", events[k], m),
				    want[k] == '1', i * 10 + k);
			want = classic ? c[i].unread_classic : c[i].unread;
			CHECK_INT(
			    list_holds(&unread, attrs, "rules/l", events[0], m),
			    want[0] == '1', i * 10 + 5);
			CHECK_INT(list_holds(&unread, attrs, "rules/l", "f", m),
			    false, i * 10 + 6);
			CHECK(!list_holds(
			    &full, attrs, "rules/none", events[0], m));
		}
		free(attrs);
	}
}

TEST(list_fields)
{
	static const struct list_source src = { "l", "l.cdb", STR_LIT("v:\n"),
		false };
	static const struct {
		const char *field, *event;
		bool holds;
	} c[] = { { "srcip", "f P=v", true }, { "dstip", "f Q=v", true },
		{ "srcport", "f X=v", true }, { "dstport", "f Y=v", true },
		{ "url", "f U=v", true }, { "id", "f I=v", true },
		{ "ID", "f I=v", true }, { "status", "f T=v", true },
		{ "action", "f A=v", true },
		/* the source user, or else the destination user */
		{ "user", "f S=v D=w", true }, { "user", "f S=w D=v", false },
		{ "user", "f D=v", true },
		{ "hostname", "Dec 29 10:00:01 v p: a", true },
		{ "program_name", "Dec 29 10:00:01 h v: a", true } };

	for (size_t i = 0; i < NELEM(c); i++) {
		char *attrs = xasprintf("field='%s'", c[i].field);

		CHECK_INT(
		    list_holds(&src, attrs, "l", c[i].event, CORRELATION_KEYED),
		    c[i].holds, i);
		free(attrs);
	}
}

/* All lists of a rule, in the classic mode the last two. */
TEST(several_lists)
{
	static const struct list_source src[] = {
		{ "a", "a.cdb", STR_LIT("1:\n2:\n3:\n"), false },
		{ "b", "b.cdb", STR_LIT("2:\n3:\n4:\n"), false },
		{ "c", "c.cdb", STR_LIT("3:\n4:\n"), false },
	};

	for (int mode = 0; mode < 2; mode++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.correlation = (enum correlation_mode)mode;
		f.ropt.lists = src;
		f.ropt.n_lists = NELEM(src);
		fixture_load(&f, DEC,
		    RULE("<list field='id'>a</list><list field='id'>b</list>"
			 "<list field='id'>c</list>"));
		CHECK_STR(
		    str_from(fixture_events(&f, "f I=1\nf I=2\nf I=3\nf I=4")),
		    mode == CORRELATION_CLASSIC ? "0 0 100 100" : "0 0 100 0",
		    mode);
		fixture_free(&f);
	}
}

/* An address made of nothing but dots is looked up once, not for each dot. */
TEST(list_of_hostile_addresses)
{
	const struct list_source src = { "l", "l.cdb", STR_LIT("1.2.:x\n"),
		false };
	struct list_set *ls = NULL;
	struct diags *ds = diags_new();
	size_t len = 4 << 20;
	char *dots = xmalloc(len);
	struct str v;

	memset(dots, '.', len);
	CHECK_INT(list_set_compile(&ls, &src, 1, ds), 0, 0);
	for (int i = 0; i < 3; i++)
		CHECK(!list_get_address(
		    list_set_get(ls, STR_LIT("l")), str_slice(dots, len), &v));
	CHECK(list_get_address(
	    list_set_get(ls, STR_LIT("l")), STR_LIT("1.2.3.4"), &v));
	list_set_free(&ls);
	diags_free(&ds);
	free(dots);
}

/* A database whose empty tables stand nowhere is still one. */
TEST(database_of_another_writer)
{
	struct buf db = { 0 };
	struct list_set *ls = NULL;
	struct diags *ds = diags_new();
	struct list_source src = { "l", "l.cdb", STR_NONE, true };
	struct str v;

	list_write_cdb(&db, STR_LIT("k:v\n"), NULL, NULL);
	for (size_t i = 0; i < 2048; i += 8)
		if (memcmp(db.p + i + 4, "\0\0\0\0", 4) == 0)
			memset(db.p + i, 0, 4);
	src.text = buf_str(&db);
	CHECK_INT(list_set_compile(&ls, &src, 1, ds), 0, 0);
	CHECK(list_get(list_set_get(ls, STR_LIT("l")), STR_LIT("k"), &v));
	CHECK_STR(v, "v", 0);
	list_set_free(&ls);
	diags_free(&ds);
	buf_free(&db);
}
