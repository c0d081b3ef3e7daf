/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/store/state_sqlite.h"

#include <glob.h>
#include <sqlite3.h>

#include "home_dir.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"

#define DB "engine.db"

static struct state *
open_db(bool want_fresh)
{
	struct state *s = NULL;
	bool fresh = !want_fresh;

	CHECK_INT(state_sqlite_open(&s, DB, &fresh), 0, -1);
	CHECK_INT(fresh, want_fresh, -1);
	return s;
}

/* value NULL: there must be none */
static void
check_get(struct state *s, enum state_table t, struct str key,
    const char *value, int row)
{
	struct str got = STR_NONE;
	int r = s->get(s, t, key, &got);

	CHECK_INT(r, value != NULL ? OS_OK : OS_ERR_NOTFOUND, row);
	if (value != NULL)
		CHECK_STR(got, value, row);
}

static void
put(struct state *s, enum state_table t, struct str key, const char *value)
{
	CHECK_INT(s->put(s, t, key, str_from(value)), 0, -1);
}

TEST(keeps_what_was_committed)
{
	const struct str key = STR_LIT("a\0b"), other = STR_LIT("a\0c");
	struct home_dir h;
	struct state *s;
	size_t bytes;

	home_enter(&h);
	s = open_db(true);
	put(s, STATE_DIFF, key, "old");
	put(s, STATE_DIFF, key, "new");
	put(s, STATE_DIFF, other, "");
	check_get(s, STATE_DIFF, key, "new", 0);
	check_get(s, STATE_FTS, key, NULL, 1); /* another table */
	CHECK_INT(state_sqlite_waiting(s, &bytes), 2, -1);
	CHECK_INT(bytes, 3 + 3 + 3, -1);
	CHECK_INT(state_sqlite_commit(s), 0, -1);
	CHECK_INT(state_sqlite_waiting(s, &bytes), 0, -1);
	CHECK_INT(bytes, 0, -1);
	check_get(s, STATE_DIFF, key, "new", 2);
	put(s, STATE_DIFF, STR_LIT("lost"), "x");
	state_sqlite_close(&s);

	s = open_db(false);
	check_get(s, STATE_DIFF, key, "new", 3);
	check_get(s, STATE_DIFF, other, "", 4);
	check_get(s, STATE_DIFF, STR_LIT("lost"), NULL, 5);
	CHECK_INT(s->del(s, STATE_DIFF, key), 0, -1);
	check_get(s, STATE_DIFF, key, NULL, 6);
	CHECK_INT(state_sqlite_commit(s), 0, -1);
	check_get(s, STATE_DIFF, key, NULL, 7);
	state_sqlite_close(&s);
	home_leave(&h);
}

/* An import that was interrupted is done again. */
TEST(fresh_until_the_first_commit)
{
	struct home_dir h;
	struct state *s;

	home_enter(&h);
	s = open_db(true);
	put(s, STATE_FTS, STR_LIT("a"), "");
	state_sqlite_close(&s);
	s = open_db(true);
	CHECK_INT(state_sqlite_commit(s), 0, -1); /* of nothing */
	state_sqlite_close(&s);
	s = open_db(false);
	state_sqlite_close(&s);
	home_leave(&h);
}

/* A value that a get returned may be put again. */
TEST(put_of_what_get_returned)
{
	struct home_dir h;
	struct state *s;
	struct str v;

	home_enter(&h);
	s = open_db(true);
	put(s, STATE_FTS, STR_LIT("a"), "value");
	CHECK_INT(s->get(s, STATE_FTS, STR_LIT("a"), &v), 0, -1);
	CHECK_INT(s->put(s, STATE_FTS, STR_LIT("a"), str_skip(v, 2)), 0, -1);
	check_get(s, STATE_FTS, STR_LIT("a"), "lue", -1);
	state_sqlite_close(&s);
	home_leave(&h);
}

struct seen {
	struct state *s;
	struct buf text;
	size_t max;
};

static bool
note(void *arg, struct str key, struct str value)
{
	struct seen *seen = arg;

	buf_add_str(&seen->text, key);
	buf_add_char(&seen->text, '=');
	buf_add_str(&seen->text, value);
	buf_add_char(&seen->text, ' ');
	/* changes made meanwhile do not disturb the walk */
	if (seen->s != NULL) {
		seen->s->put(seen->s, STATE_STATS, key, STR_LIT("new"));
		seen->s->del(seen->s, STATE_STATS, STR_LIT("ac"));
	}
	return --seen->max != 0;
}

static void
check_each(struct state *s, struct str prefix, size_t max, bool changing,
    const char *want, int row)
{
	struct seen seen = { .max = max, .s = changing ? s : NULL };

	CHECK_INT(s->each(s, STATE_STATS, prefix, note, &seen), 0, row);
	CHECK_STR(buf_str(&seen.text), want, row);
	buf_free(&seen.text);
}

TEST(each_merges_in_byte_order)
{
	struct home_dir h;
	struct state *s;

	home_enter(&h);
	s = open_db(true);
	put(s, STATE_STATS, STR_LIT("ab"), "1");
	put(s, STATE_STATS, STR_LIT("ad"), "2");
	put(s, STATE_STATS, STR_LIT("a\xff"), "3");
	put(s, STATE_STATS, STR_LIT("b"), "4");
	CHECK_INT(state_sqlite_commit(s), 0, -1);
	put(s, STATE_STATS, STR_LIT("a"), "5");
	put(s, STATE_STATS, STR_LIT("ac"), "6");
	put(s, STATE_STATS, STR_LIT("ad"), "7");
	put(s, STATE_STATS, STR_LIT("c"), "8");
	CHECK_INT(s->del(s, STATE_STATS, STR_LIT("ab")), 0, -1);
	CHECK_INT(s->del(s, STATE_STATS, STR_LIT("none")), 0, -1);
	check_each(
	    s, STR_LIT(""), 99, false, "a=5 ac=6 ad=7 a\xff=3 b=4 c=8 ", 0);
	check_each(s, STR_LIT("a"), 99, false, "a=5 ac=6 ad=7 a\xff=3 ", 1);
	check_each(s, STR_LIT("a"), 2, false, "a=5 ac=6 ", 2);
	check_each(s, STR_LIT("ad"), 99, false, "ad=7 ", 3);
	check_each(s, STR_LIT("zz"), 99, false, "", 4);
	check_each(s, STR_LIT("c"), 99, false, "c=8 ", 5);
	check_each(s, STR_LIT("a"), 99, true, "a=5 ac=6 ad=7 a\xff=3 ", 6);
	check_each(s, STR_LIT("a"), 99, false, "a=new ad=new a\xff=new ", 7);
	state_sqlite_close(&s);
	home_leave(&h);
}

static size_t
count_files(const char *pattern)
{
	glob_t g;
	size_t n;

	n = glob(pattern, 0, NULL, &g) == 0 ? g.gl_pathc : 0;
	globfree(&g);
	return n;
}

TEST(damage_is_moved_aside)
{
	char junk[8192];
	struct home_dir h;
	struct state *s;

	memset(junk, 'x', sizeof(junk));
	home_enter(&h);
	home_write(DB, junk, sizeof(junk));
	s = open_db(false); /* no import into what replaces a database */
	CHECK_INT(count_files(DB ".corrupt-*"), 1, -1);
	put(s, STATE_FTS, STR_LIT("a"), "");
	CHECK_INT(state_sqlite_commit(s), 0, -1);
	state_sqlite_close(&s);
	s = open_db(false);
	check_get(s, STATE_FTS, STR_LIT("a"), "", -1);
	state_sqlite_close(&s);
	home_leave(&h);
}

/* The head is whole, a page in the middle is not. */
TEST(damage_inside)
{
	struct home_dir h;
	struct state *s;
	char key[32];
	int fd;

	home_enter(&h);
	s = open_db(true);
	for (int i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "key %d", i);
		put(s, STATE_FTS, str_from(key), "some value or other");
	}
	CHECK_INT(state_sqlite_commit(s), 0, -1);
	state_sqlite_close(&s);
	CHECK((fd = open(DB, O_WRONLY)) != -1);
	for (int i = 8; i < 40; i++)
		CHECK_INT(pwrite(fd, "garbage!", 8, i * 4096), 8, -1);
	close(fd);
	s = open_db(false);
	CHECK_INT(count_files(DB ".corrupt-*"), 1, -1);
	check_get(s, STATE_FTS, STR_LIT("key 1"), NULL, -1);
	state_sqlite_close(&s);
	home_leave(&h);
}

TEST(readonly)
{
	struct state *s, *r = NULL;
	struct home_dir h;

	home_enter(&h);
	CHECK_INT(state_sqlite_open_readonly(&r, DB), OS_ERR_NOTFOUND, -1);
	CHECK(r == NULL);
	s = open_db(true);
	put(s, STATE_FTS, STR_LIT("a"), "");
	CHECK_INT(state_sqlite_commit(s), 0, -1);
	/* beside the writer */
	CHECK_INT(state_sqlite_open_readonly(&r, DB), 0, -1);
	check_get(r, STATE_FTS, STR_LIT("a"), "", 0);
	CHECK_INT(r->put(r, STATE_FTS, STR_LIT("b"), STR_LIT("")),
	    OS_ERR_REFUSED, -1);
	check_get(r, STATE_FTS, STR_LIT("b"), NULL, 1);
	state_sqlite_close(&r);
	state_sqlite_close(&s);
	CHECK_INT(state_sqlite_open_readonly(&r, DB), 0, -1);
	check_get(r, STATE_FTS, STR_LIT("a"), "", 2);
	state_sqlite_close(&r);
	home_leave(&h);
}

/* While somebody else holds the database, changes wait. */
TEST(a_locked_database)
{
	sqlite3 *other = NULL;
	struct home_dir h;
	struct state *s;
	size_t bytes;

	home_enter(&h);
	s = open_db(true);
	CHECK_INT(state_sqlite_commit(s), 0, -1);
	CHECK_INT(sqlite3_open(DB, &other), SQLITE_OK, -1);
	CHECK_INT(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
	    SQLITE_OK, -1);
	put(s, STATE_FTS, STR_LIT("a"), "1");
	CHECK_INT(state_sqlite_commit(s), OS_ERR_STATE, -1);
	CHECK_INT(state_sqlite_waiting(s, &bytes), 1, -1);
	check_get(s, STATE_FTS, STR_LIT("a"), "1", 0);
	sqlite3_close(other);
	CHECK_INT(state_sqlite_commit(s), 0, -1);
	state_sqlite_close(&s);
	s = open_db(false);
	check_get(s, STATE_FTS, STR_LIT("a"), "1", 1);
	state_sqlite_close(&s);
	home_leave(&h);
}
