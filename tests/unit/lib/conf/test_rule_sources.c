/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/conf/rule_sources.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"

static char home[64];
static struct rule_sources *rs;
static struct diags *ds;

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static void
make_home(void)
{
	static const char *const dirs[] = { "etc", "etc/dec", "rules", "extra",
		"lists", "rules/sub.xml" };

	strcpy(home, "/tmp/ossec-rs-XXXXXX");
	CHECK(mkdtemp(home) != NULL);
	for (size_t i = 0; i < NELEM(dirs); i++) {
		char *path = xasprintf("%s/%s", home, dirs[i]);

		CHECK_INT(mkdir(path, 0700), 0, i);
		free(path);
	}
}

static void
add(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", home, name);
	FILE *f = fopen(path, "w");

	CHECK(f != NULL);
	fputs(text, f);
	fclose(f);
	free(path);
}

static void
done(void)
{
	nftw(home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	rule_sources_free(&rs);
	diags_free(&ds);
}

/* Loads what a <rules> section with this content says. */
static int
load(const char *rules)
{
	char *text = xasprintf("<ossec_config>%s%s%s</ossec_config>",
	    rules[0] != '\0' ? "<rules>" : "", rules,
	    rules[0] != '\0' ? "</rules>" : "");
	struct conf *c = NULL;
	int r;

	rule_sources_free(&rs);
	diags_free(&ds);
	ds = diags_new();
	CHECK_INT(conf_parse(&c, str_from(text), "etc/ossec.conf", ds), 0, -1);
	r = rule_sources_load(&rs, c, home, ds);
	conf_free(&c);
	free(text);
	return r;
}

static void
check_names(const struct source *v, size_t n, const char *want, long row)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < n; i++) {
		buf_add_cstr(&b, i != 0 ? " " : "");
		buf_add_cstr(&b, v[i].name);
	}
	CHECK_STR(str_from(buf_cstr(&b)), want, row);
	buf_free(&b);
}

static void
check_diags(const char *want, long row)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < diags_count(ds); i++) {
		buf_printf(&b, "%s%c%d ", i != 0 ? "\n" : "",
		    diags_at(ds, i)->severity == DIAG_ERROR ? 'E' : 'W',
		    diags_at(ds, i)->code);
		diag_format(diags_at(ds, i), &b);
	}
	CHECK_STR(str_from(buf_cstr(&b)), want, row);
	buf_free(&b);
}

TEST(rule_sources_order)
{
	static const struct {
		const char *conf, *rules, *decoders, *diags;
	} c[] = {
		{ "", "", "etc/decoder.xml etc/local_decoder.xml", "" },
		{ "<include>b.xml</include><rule>rules/a.xml</rule>",
		    "rules/b.xml rules/a.xml",
		    "etc/decoder.xml etc/local_decoder.xml", "" },
		/* sorted, without what is listed; sub.xml is a directory */
		{ "<decoder>etc/decoder.xml</decoder><include>b.xml</include>"
		  "<rule_dir>rules</rule_dir>",
		    "rules/b.xml rules/A.xml rules/a.xml", "etc/decoder.xml",
		    "" },
		/* every pattern is honoured */
		{ "<decoder_dir pattern='/1_'>etc/dec</decoder_dir>"
		  "<rule_dir pattern='a.xml$'>rules</rule_dir>"
		  "<rule_dir pattern='.txt$'>rules/</rule_dir>",
		    "rules/A.xml rules/a.xml rules/c.txt", "etc/dec/1_a.xml",
		    "" },
		{ "<decoder_dir>./etc//dec</decoder_dir>", "",
		    "etc/dec/0.xml etc/dec/1_a.xml", "" },
		/* a bare include shadows the same name elsewhere */
		{ "<include>a.xml</include><rule_dir>extra</rule_dir>",
		    "rules/a.xml extra/z.xml",
		    "etc/decoder.xml etc/local_decoder.xml",
		    "W0 etc/ossec.conf:1:46: 'extra/a.xml' is skipped, because "
		    "<include>a.xml</include> stands before it" },
		{ "<rule_dir>extra</rule_dir><include>a.xml</include>"
		  "<include>/extra/z.xml</include>",
		    "extra/a.xml extra/z.xml rules/a.xml",
		    "etc/decoder.xml etc/local_decoder.xml",
		    "W0 etc/ossec.conf:1:72: rule file 'extra/z.xml' is loaded "
		    "already; this one is skipped" },
		{ "<rule_dir>nowhere</rule_dir>", "",
		    "etc/decoder.xml etc/local_decoder.xml",
		    "W0 etc/ossec.conf:1:22: rule directory 'nowhere' cannot "
		    "be read: No such file or directory; nothing of it is "
		    "loaded" },
		{ "<rule_dir pattern='x'>lists</rule_dir>", "",
		    "etc/decoder.xml etc/local_decoder.xml",
		    "W0 etc/ossec.conf:1:22: rule directory 'lists': no file "
		    "in it is called like 'x', or all are loaded already" },
	};

	make_home();
	add("etc/decoder.xml", "d");
	add("etc/local_decoder.xml", "");
	add("etc/dec/1_a.xml", "");
	add("etc/dec/0.xml", "");
	add("rules/b.xml", "b");
	add("rules/a.xml", "a");
	add("rules/A.xml", "A");
	add("rules/c.txt", "c");
	add("extra/a.xml", "a");
	add("extra/z.xml", "z");
	for (size_t i = 0; i < NELEM(c); i++) {
		CHECK_INT(load(c[i].conf), OS_OK, i);
		check_names(rs->rules, rs->n_rules, c[i].rules, (long)i);
		check_names(
		    rs->decoders, rs->n_decoders, c[i].decoders, (long)i);
		check_diags(c[i].diags, (long)i);
	}
	CHECK_INT(load("<include>b.xml</include>"), OS_OK, -1);
	CHECK_STR(rs->rules[0].text, "b", -1);
	CHECK_STR(rs->decoders[0].text, "d", -1);
	CHECK_STR(rs->decoders[1].text, "", -1);
	done();
}

TEST(rule_sources_errors)
{
	static const struct {
		const char *conf, *diags;
	} c[] = {
		{ "",
		    "E1226 etc/ossec.conf: decoder file 'etc/decoder.xml' "
		    "cannot be read: No such file or directory" },
		{ "<decoder>d.xml</decoder>\n<include>no.xml</include>\n"
		  "<include>rules/no2.xml</include>",
		    "E1226 etc/ossec.conf:1:22: decoder file 'd.xml' cannot be "
		    "read: No such file or directory\n"
		    "E1220 etc/ossec.conf:2:1: rule file 'rules/no.xml' cannot "
		    "be read: No such file or directory\n"
		    "E1220 etc/ossec.conf:3:1: rule file 'rules/no2.xml' "
		    "cannot be read: No such file or directory" },
		{ "<decoder>../../etc/passwd</decoder>",
		    "E1235 etc/ossec.conf:1:22: decoder file "
		    "'../../etc/passwd': expected a path inside the "
		    "installation directory, without .." },
	};

	make_home();
	for (size_t i = 0; i < NELEM(c); i++) {
		CHECK_INT(load(c[i].conf), OS_ERR_FORMAT, i);
		CHECK_ROW(rs == NULL, i);
		check_diags(c[i].diags, (long)i);
	}
	CHECK_INT(load("<decoder_dir pattern='(x'>etc/dec</decoder_dir>"),
	    OS_ERR_FORMAT, -1);
	CHECK_INT(diags_at(ds, 0)->code, 1450, -1);
	CHECK_INT(diags_at(ds, 0)->col, 44, -1);
	done();
}

TEST(rule_sources_lists)
{
	static const struct {
		const char *conf, *name, *text;
		bool compiled;
	} c[] = {
		{ "<list>bad</list>", "rules/bad", "k:v\n", false },
		{ "<list>lists/bad</list>", "lists/bad", "cdb", true },
		{ "<list>lists/bad.cdb</list>", "lists/bad", "cdb", true },
		{ "<list>lists/none</list>", "lists/none", NULL, false },
	};

	make_home();
	add("etc/decoder.xml", "d");
	add("rules/bad", "k:v\n");
	add("lists/bad", "old");
	add("lists/bad.cdb", "cdb");
	for (size_t i = 0; i < NELEM(c); i++) {
		char *cdb = xasprintf("%s.cdb", c[i].name);

		CHECK_INT(load(c[i].conf), OS_OK, i);
		CHECK_INT(rs->n_lists, 1, i);
		CHECK_STR(str_from(rs->lists[0].name), c[i].name, i);
		CHECK_STR(str_from(rs->lists[0].cdb_name), cdb, i);
		CHECK_STR(rs->lists[0].text, c[i].text, i);
		CHECK_INT(rs->lists[0].compiled, c[i].compiled, i);
		free(cdb);
	}
	check_diags("W1221 etc/ossec.conf:1:22: list 'lists/none' cannot be "
		    "read: No such file or directory; look-ups in it find "
		    "nothing",
	    -1);
	done();
}

TEST(rule_sources_stale_list)
{
	struct timespec when[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	char *cdb;

	make_home();
	add("etc/decoder.xml", "d");
	add("lists/bad", "new");
	add("lists/bad.cdb", "cdb");
	cdb = xasprintf("%s/lists/bad.cdb", home);
	CHECK_INT(utimensat(AT_FDCWD, cdb, when, 0), 0, -1);
	free(cdb);
	CHECK_INT(load("<list>lists/bad</list>"), OS_OK, -1);
	check_diags("W0 etc/ossec.conf:1:22: list 'lists/bad' is newer than "
		    "its compiled form, which is used; run ossec-makelists",
	    -1);
	done();
}
