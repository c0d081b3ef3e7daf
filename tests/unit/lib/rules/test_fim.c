/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integrity, rootkit and host messages (spec: analysis-events, section 6;
 * syscheck, sections 5, 12, 13, 20 and the vectors of 22).
 */
#include "fixture.h"

#include <stdlib.h>

#include "lib/base/buf.h"

static const char rules[] =
    "<group name='g,'>"
    "<rule id='550' level='7'><category>ossec</category>"
    "<decoded_as>syscheck_integrity_changed</decoded_as></rule>"
    "<rule id='551' level='7'><category>ossec</category>"
    "<decoded_as>syscheck_integrity_changed_2nd</decoded_as></rule>"
    "<rule id='552' level='7'><category>ossec</category>"
    "<decoded_as>syscheck_integrity_changed_3rd</decoded_as></rule>"
    "<rule id='553' level='7'><category>ossec</category>"
    "<decoded_as>syscheck_deleted</decoded_as></rule>"
    "<rule id='554' level='5'><category>ossec</category>"
    "<decoded_as>syscheck_new_entry</decoded_as></rule>"
    "<rule id='580' level='8'><category>ossec</category>"
    "<decoded_as>hostinfo_modified</decoded_as></rule>"
    "<rule id='581' level='8'><category>ossec</category>"
    "<decoded_as>hostinfo_new</decoded_as></rule>"
    "</group>";

#define SUM(size) size ":33188:0:0:M:S1:S2"

/* What the state holds of a file, without the time. */
static struct str
stored(struct fixture *f, const char *location, const char *file)
{
	struct buf key = { 0 };
	struct str v = STR_NONE;

	buf_add_cstr(&key, location);
	buf_add_char(&key, '\0');
	buf_add_cstr(&key, file);
	if (f->state->get(f->state, STATE_SYSCHECK, buf_str(&key), &v) != 0)
		v = STR_NONE;
	buf_free(&key);
	return str_head(v, str_chr(v, ' '));
}

TEST(vectors)
{
	static const struct {
		const char *message, *file;
		unsigned rule;
		const char *kept;
	} c[] = {
		{ SUM("10") " /a", "/a", 554, "+++" SUM("10") },
		{ SUM("10") " /a", "/a", 0, "+++" SUM("10") },
		{ SUM("11") " /a", "/a", 550, "!++" SUM("11") },
		{ "12:33060:1:2:M:S1:S2 /a", "/a", 551,
		    "!!+12:33060:1:2:M:S1:S2" },
		{ SUM("13") " /a", "/a", 552, "!!!" SUM("13") },
		{ SUM("14") " /a", "/a", 0, "!!!" SUM("13") },
		{ "-1 /a", "/a", 0, "!!!" SUM("13") },
		{ SUM("10") " /b", "/b", 554, "+++" SUM("10") },
		{ "-1 /b", "/b", 553, "!++-1" },
		{ SUM("10") " /b", "/b", 554, "!!+" SUM("10") },
		{ "1:2:0:0:M:xxx:S2 /c", "/c", 554, "+++1:2:0:0:M:xxx:S2" },
		{ "1:2:0:0:M:S1:S2 /c", "/c", 0, "+++1:2:0:0:M:S1:S2" },
		{ "1:2:0:0:M:S1 /d", "/d", 554, "+++1:2:0:0:M:S1" },
		{ "1:2:0:0:M:S1:S2 /d", "/d", 0, "+++1:2:0:0:M:S1:S2" },
		/* learning a hash sets the count back */
		{ "2:2:0:0:M:S1:xxx /d", "/d", 550, "!++2:2:0:0:M:S1:xxx" },
		{ "2:2:0:0:M:S1:S2 /d", "/d", 0, "+++2:2:0:0:M:S1:S2" },
		/* fewer than six parts: any difference is one */
		{ "1:2:0:0:xxx /e", "/e", 554, "+++1:2:0:0:xxx" },
		{ "1:2:0:0:M /e", "/e", 550, "!++1:2:0:0:M" },
		/* never seen, and gone */
		{ "-1 /f", "/f", 554, "+++-1" },
		/* an error of a Windows agent is no sum */
		{ "CreateFile=32 C:\\x", "C:\\x", 0, NULL },
		/* a name may hold blanks, and case counts */
		{ SUM("1") " /A b  c", "/A b  c", 554, "+++" SUM("1") },
		{ SUM("1") " /a b  c", "/a b  c", 554, "+++" SUM("1") },
	};
	struct fixture f;

	fixture_init(&f);
	f.opt.alert_new_files = true;
	fixture_load(&f, "", rules);
	for (size_t i = 0; i < NELEM(c); i++) {
		CHECK_INT(fixture_raw(&f, '8', "syscheck", c[i].message),
		    c[i].rule, i);
		CHECK_STR(stored(&f, "syscheck", c[i].file), c[i].kept, i);
	}
	fixture_free(&f);
}

TEST(without_auto_ignore)
{
	static const char *const marks[] = { "!++", "!!+", "!!!", "!!?",
		"!!?" };
	struct fixture f;

	fixture_init(&f);
	f.opt.auto_ignore = false;
	fixture_load(&f, "", rules);
	/* new files are not told by default */
	CHECK_INT(fixture_raw(&f, '8', "syscheck", SUM("1") " /a"), 0, 0);
	CHECK_INT(f.out.drop, DROP_INTERNAL, 0);
	for (size_t i = 0; i < NELEM(marks); i++) {
		char *m = xasprintf("%zu:33188:0:0:M:S1:S2 /a", i + 2);

		CHECK_INT(fixture_raw(&f, '8', "syscheck", m), 550, i);
		CHECK_STR(
		    str_head(stored(&f, "syscheck", "/a"), 3), marks[i], i);
		free(m);
	}
	fixture_free(&f);
}

TEST(texts)
{
	static const struct {
		const char *before, *after, *text;
	} c[] = {
		{ NULL, "1:2:3:4:M:S /a",
		    "New file '/a' added to the file system.\n"
		    "New sha1sum is : 'S'\nNew md5sum is : 'M'\n" },
		{ NULL, "1:2:3:4:M:S:T /a",
		    "New file '/a' added to the file system.\n"
		    "New sha1sum is : 'S'\nNew md5sum is : 'M'\n"
		    "New sha256sum is : 'T'\n" },
		{ NULL, "-1 /a",
		    "New file '/a' added to the file system.\n"
		    "New sha1sum is : 'Unknown'\n"
		    "New md5sum is : 'Unknown'\n" },
		{ "1:2:3:4:M:S /a", "-1 /a",
		    "File '/a' was deleted. Unable to retrieve checksum." },
		{ "-1 /a", "1:2:3:4:M:S /a", "File '/a' was re-added." },
		{ "1:33188:3:4:M:S:T /a", "2:33188:3:4:xxx:N:U /a",
		    "Integrity checksum changed for: '/a'\n"
		    "Size changed from '1' to '2'\n"
		    "Old sha1sum was: 'S'\nNew sha1sum is : 'N'\n"
		    "Old sha256sum was: 'T'\nNew sha256sum is : 'U'\n" },
		{ "1:33188:3:4:M:S /a", "1:35309:5:6:M:S /a",
		    "Integrity checksum changed for: '/a'\n"
		    "Permissions changed from 'rw-r--r--' to 'rwsr-xr-x'\n"
		    "Ownership was '3', now it is '5'\n"
		    "Group ownership was '4', now it is '6'\n" },
		/* three digits are octal; letters for what is set alone */
		{ "1:644:3:4:M:S /a", "1:755:3:4:M:S /a",
		    "Integrity checksum changed for: '/a'\n"
		    "Permissions changed from 'rw-r--r--' to 'rwxr-xr-x'\n" },
		{ "1:3584:3:4:M:S /a", "1:3657:3:4:M:S /a",
		    "Integrity checksum changed for: '/a'\n"
		    "Permissions changed from '--S--S--T' to '--s--s--t'\n" },
		{ "1:0:3:4:M:S /a", "1:644:3:4:M:S /a",
		    "Integrity checksum changed for: '/a'\n" },
		/* the lines behind the name are what changed */
		{ "1:2:3:4:M:S /a", "2:2:3:4:M:S /a\n1c1\n< x\t\n---\n> y\n",
		    "Integrity checksum changed for: '/a'\n"
		    "Size changed from '1' to '2'\n"
		    "What changed:\n1c1\n< x\n---\n> y\n" },
		/* ... and can neither end an alert nor begin one */
		{ "1:2:3:4:M:S /a",
		    "2:2:3:4:M:S /a\n\n\t\n** Alert 1.2: - x\nRule: 1\n< User: b",
		    "Integrity checksum changed for: '/a'\n"
		    "Size changed from '1' to '2'\n"
		    "What changed:\n ** Alert 1.2: - x\n Rule: 1\n"
		    "< User: b\n" },
		{ "1:2:3:4:M:S /a", "2:2:3:4:M:S /a\n\n",
		    "Integrity checksum changed for: '/a'\n"
		    "Size changed from '1' to '2'\n" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.alert_new_files = true;
		fixture_load(&f, "", rules);
		if (c[i].before != NULL)
			fixture_raw(&f, '8', "syscheck", c[i].before);
		fixture_raw(&f, '8', "syscheck", c[i].after);
		CHECK_STR(f.ev.full_log, c[i].text, i);
		CHECK_STR(f.ev.log, c[i].text, i);
		CHECK_INT(f.ev.size, strlen(c[i].text), i);
		CHECK_STR(f.ev.field[FIELD_FILENAME], "/a", i);
		CHECK_STR(f.ev.decoder->name, "syscheck_integrity_changed", i);
		CHECK_STR(f.ev.program, NULL, i);
		CHECK_STR(f.ev.hostname, "here", i);
		fixture_free(&f);
	}
}

TEST(a_long_name_is_cut)
{
	struct fixture f;
	struct buf b = { 0 };

	fixture_init(&f);
	f.opt.alert_new_files = true;
	fixture_load(&f, "", rules);
	buf_add_cstr(&b, SUM("1") " ");
	for (int i = 0; i < 800; i++)
		buf_add_char(&b, 'n');
	CHECK_INT(fixture_raw(&f, '8', "syscheck", buf_cstr(&b)), 554, 0);
	CHECK_INT(str_chr(f.ev.full_log, '\n'),
	    strlen("New file '") + 756 + strlen("' added to the file system."),
	    0);
	CHECK_INT(f.ev.field[FIELD_FILENAME].len, 800, 0);
	fixture_free(&f);
	buf_free(&b);
}

/* Each location has its own files; ignored ones are not stored at all. */
TEST(locations_and_ignored_files)
{
	static const struct str ignored[] = { { "/etc/mtab", 9 },
		{ "/PROC", 5 } };
	struct fixture f;

	fixture_init(&f);
	f.opt.alert_new_files = true;
	f.opt.fim_ignore = ignored;
	f.opt.n_fim_ignore = NELEM(ignored);
	fixture_load(&f, "", rules);
	CHECK_INT(fixture_raw(&f, '8', "syscheck", SUM("1") " /a"), 554, 0);
	CHECK_INT(fixture_raw(&f, '8', "(w) 1.1.1.1->syscheck", SUM("2") " /a"),
	    554, 1);
	CHECK_INT(fixture_raw(&f, '8', "(w) 1.1.1.1->syscheck", SUM("3") " /a"),
	    550, 2);
	CHECK_STR(f.ev.hostname, "(w) 1.1.1.1->syscheck", 2);
	CHECK_INT(
	    fixture_raw(&f, '8', "syscheck", SUM("1") " /etc/mtab.x"), 0, 3);
	CHECK_INT(fixture_raw(&f, '8', "syscheck", SUM("1") " /proc/1"), 0, 4);
	CHECK_STR(stored(&f, "syscheck", "/proc/1"), NULL, 4);
	fixture_free(&f);
}

TEST(malformed)
{
	static const struct {
		char queue;
		const char *message;
		enum drop_reason drop;
	} c[] = {
		{ '8', "syscheck-db-completed", DROP_INTERNAL },
		{ '8', "", DROP_FORMAT },
		{ '8', "nonsense", DROP_FORMAT },
		{ '8', "a\nb c", DROP_FORMAT },
		{ '3', "Host: 1.1.1.1", DROP_FORMAT },
		{ '3', "host: 1.1.1.1, x", DROP_FORMAT },
		{ '3', "", DROP_FORMAT },
	};
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, "", rules);
	for (size_t i = 0; i < NELEM(c); i++) {
		fixture_raw(&f, c[i].queue, "x", c[i].message);
		CHECK_INT(f.out.drop, c[i].drop, i);
		CHECK_ROW(!f.out.archived, i);
		CHECK_INT(engine_get_counters(f.engine)->archived, 0, i);
	}
	fixture_free(&f);
}

TEST(host_information)
{
	static const struct {
		const char *message;
		unsigned rule;
	} c[] = {
		{ "Host: 1.1.1.1 (a), open ports: 1", 581 },
		{ "Host: 1.1.1.1 (b), open ports: 1", 0 },
		{ "Host: 1.1.1.1, open ports: 2", 580 },
		{ "Host: 1.1.1.1, open ports: 1", 0 },
		/* not a known one with the same beginning */
		{ "Host: 1.1.1.10, open ports: 1", 581 },
		{ "Host: 1.1.1, open ports: 1", 581 },
	};
	struct fixture f;

	fixture_init(&f);
	fixture_load(&f, "", rules);
	for (size_t i = 0; i < NELEM(c); i++)
		CHECK_INT(
		    fixture_raw(&f, '3', "x", c[i].message), c[i].rule, i);
	fixture_free(&f);
}

/* "<last> <first>" per location and text; the first time is if_fts, which the
 * asking does not use up. */
TEST(rootkit_messages)
{
	struct fixture f;
	struct str v;

	fixture_init(&f);
	fixture_load(&f, "",
	    "<group name='g,'>"
	    "<rule id='509' level='0'><category>ossec</category>"
	    "<decoded_as>rootcheck</decoded_as></rule>"
	    "<rule id='510' level='7'><if_sid>509</if_sid><if_fts/>"
	    "<match>never</match></rule>"
	    "<rule id='511' level='6'><if_sid>509</if_sid><if_fts/></rule>"
	    "<rule id='512' level='5'><if_sid>511</if_sid><if_fts/></rule>"
	    "</group>");
	CHECK_INT(fixture_raw(&f, '9', "rootcheck", "Bad"), 512, 0);
	CHECK_INT(fixture_raw(&f, '9', "rootcheck", "Bad"), 509, 1);
	CHECK_INT(
	    fixture_raw(&f, '9', "(w) 1.1.1.1->rootcheck", "Bad"), 512, 2);
	CHECK_INT(fixture_raw(&f, '9', "rootcheck", "bad"), 512, 3);
	CHECK_INT(f.state->get(
		      f.state, STATE_ROOTCHECK, STR_LIT("rootcheck\0Bad"), &v),
	    0, 4);
	CHECK_STR(v, "1700000001 1700000000", 4);
	CHECK_STR(f.ev.decoder->name, "rootcheck", 4);
	fixture_raw(&f, '9', "rootcheck",
	    "File '/x' file '/y z' is bad MD5=1 SHA1=2 SHA256=3");
	CHECK_STR(f.ev.field[FIELD_FILENAME], "/y z", 5);
	CHECK_STR(f.ev.after.md5, "1", 5);
	CHECK_STR(f.ev.after.sha1, "2", 5);
	CHECK_STR(f.ev.after.sha256, "3", 5);
	fixture_free(&f);
}
