/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/store/state_sqlite.h"

#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <uthash.h>

#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/port/port_time.h"

#define COMPLAIN_EVERY 60 /* seconds */
#define BUSY_MS 250       /* nobody but us writes; backup tools may lock */
/* A full check reads all of it: only while that takes no time. */
#define CHECKED_MAX (64 << 20)

static const char *const table_names[STATE_TABLES] = {
	[STATE_FTS] = "fts",
	[STATE_IGNORE] = "ignored",
	[STATE_DIFF] = "diff",
	[STATE_SYSCHECK] = "syscheck",
	[STATE_ROOTCHECK] = "rootcheck",
	[STATE_HOSTINFO] = "hostinfo",
	[STATE_STATS] = "stats",
};

enum statement {
	SQL_GET,
	SQL_PUT,
	SQL_DEL,
	SQL_COUNT,
};

static const char *const sql[SQL_COUNT] = {
	[SQL_GET] = "SELECT v FROM %s WHERE k = ?1",
	[SQL_PUT] = "REPLACE INTO %s (k, v) VALUES (?1, ?2)",
	[SQL_DEL] = "DELETE FROM %s WHERE k = ?1",
};

/* A change that waits for its commit. */
struct change {
	char *key, *value;
	size_t key_len, value_len;
	bool deleted;
	UT_hash_handle hh;
};

struct state_sqlite {
	struct state ops; /* first member */
	sqlite3 *db;
	char *path;
	bool readonly;
	bool fresh; /* nothing was ever committed */
	bool moved_aside;
	sqlite3_stmt *stmt[STATE_TABLES][SQL_COUNT];
	struct change *changes[STATE_TABLES];
	size_t n_changes, bytes;
	struct buf value; /* what the last get found */
	struct log_limit complain;
};

static void
complain(struct state_sqlite *q, const char *what)
{
	unsigned long skipped;

	if (log_limit(&q->complain, &skipped))
		log_errorx("%s: cannot %s: %s", q->path, what,
		    q->db != NULL ? sqlite3_errmsg(q->db) : "not open");
}

/* The binding lives as long as the statement is not stepped again. */
static void
bind(sqlite3_stmt *st, int at, struct str s)
{
	/* a NULL pointer would bind NULL instead of an empty value */
	sqlite3_bind_blob64(
	    st, at, s.p != NULL ? s.p : "", s.len, SQLITE_STATIC);
}

static struct str
column(sqlite3_stmt *st, int at)
{
	const char *p = sqlite3_column_blob(st, at);
	int len = sqlite3_column_bytes(st, at);

	return str_slice(p != NULL ? p : "", (size_t)len);
}

static struct change *
find_change(const struct state_sqlite *q, enum state_table t, struct str key)
{
	struct change *c;

	HASH_FIND(hh, q->changes[t], key.p, (unsigned)key.len, c);
	return c;
}

static int
sqlite_get(
    struct state *s, enum state_table t, struct str key, struct str *value)
{
	struct state_sqlite *q = (struct state_sqlite *)s;
	const struct change *c = find_change(q, t, key);
	sqlite3_stmt *st = q->stmt[t][SQL_GET];
	int r;

	if (c != NULL) {
		if (c->deleted)
			return OS_ERR_NOTFOUND;
		*value = str_slice(c->value, c->value_len);
		return OS_OK;
	}
	bind(st, 1, key);
	r = sqlite3_step(st);
	if (r == SQLITE_ROW) {
		buf_clear(&q->value);
		buf_add_str(&q->value, column(st, 0));
		*value = buf_str(&q->value);
	}
	sqlite3_reset(st);
	if (r == SQLITE_ROW)
		return OS_OK;
	if (r == SQLITE_DONE)
		return OS_ERR_NOTFOUND;
	complain(q, "read");
	return OS_ERR_STATE;
}

static char *
copy_of(struct str s)
{
	char *p = xmalloc(s.len + 1);

	if (s.len != 0)
		memcpy(p, s.p, s.len);
	return p;
}

static int
change(struct state_sqlite *q, enum state_table t, struct str key,
    struct str value, bool deleted)
{
	struct change *c = find_change(q, t, key);
	char *old;

	if (q->readonly)
		return OS_ERR_REFUSED;
	if (c == NULL) {
		c = xcalloc(1, sizeof(*c));
		c->key = copy_of(key);
		c->key_len = key.len;
		HASH_ADD_KEYPTR(
		    hh, q->changes[t], c->key, (unsigned)key.len, c);
		q->n_changes++;
		q->bytes += key.len;
	}
	old = c->value; /* value may be what a get of ours returned */
	q->bytes -= c->value_len;
	c->value = copy_of(value);
	c->value_len = value.len;
	q->bytes += c->value_len;
	c->deleted = deleted;
	free(old);
	return OS_OK;
}

static int
sqlite_put(
    struct state *s, enum state_table t, struct str key, struct str value)
{
	return change((struct state_sqlite *)s, t, key, value, false);
}

static int
sqlite_del(struct state *s, enum state_table t, struct str key)
{
	return change((struct state_sqlite *)s, t, key, STR_LIT(""), true);
}

/*
 * each(): the rows on disk and the changes, both in byte order, merged. The
 * changes are copied first, because fn may make more of them.
 */
struct copied {
	struct str key, value;
	bool deleted;
};

struct merge {
	struct copied *v;
	size_t n, cap, at;
};

static int
by_key(const void *a, const void *b)
{
	const struct copied *x = a, *y = b;

	return str_cmp(x->key, y->key);
}

static void
copy_changes(const struct state_sqlite *q, enum state_table t,
    struct str prefix, struct merge *m)
{
	const struct change *c;

	for (c = q->changes[t]; c != NULL; c = c->hh.next) {
		struct str key = str_slice(c->key, c->key_len);
		struct str value = str_slice(c->value, c->value_len);

		if (str_starts(key, prefix))
			*ARRAY_ADD(m->v, m->n, m->cap) =
			    (struct copied){ { copy_of(key), key.len },
				    { copy_of(value), value.len }, c->deleted };
	}
	if (m->n != 0)
		qsort(m->v, m->n, sizeof(*m->v), by_key);
}

static void
free_copies(struct merge *m)
{
	for (size_t i = 0; i < m->n; i++) {
		free((char *)(uintptr_t)m->v[i].key.p);
		free((char *)(uintptr_t)m->v[i].value.p);
	}
	free(m->v);
}

/* Hands out the changes before key; hides: one of them is key itself. */
static bool
changes_before(struct merge *m, const struct str *key,
    bool (*fn)(void *arg, struct str key, struct str value), void *arg,
    bool *hides)
{
	*hides = false;
	for (; m->at < m->n && !*hides; m->at++) {
		const struct copied *c = &m->v[m->at];
		int order = key != NULL ? str_cmp(c->key, *key) : -1;

		if (order > 0)
			return true;
		*hides = order == 0;
		if (!c->deleted && !fn(arg, c->key, c->value))
			return false;
	}
	return true;
}

static sqlite3_stmt *
prepare(struct state_sqlite *q, const char *fmt, enum state_table t)
{
	char *text = xasprintf(fmt, table_names[t]);
	sqlite3_stmt *st = NULL;

	sqlite3_prepare_v2(q->db, text, -1, &st, NULL);
	free(text);
	return st;
}

/* Its own statement each time: fn may ask for another each(). */
static int
sqlite_each(struct state *s, enum state_table t, struct str prefix,
    bool (*fn)(void *arg, struct str key, struct str value), void *arg)
{
	struct state_sqlite *q = (struct state_sqlite *)s;
	struct merge m = { 0 };
	sqlite3_stmt *st;
	bool more = true, hides;
	int r = SQLITE_DONE;

	if ((st = prepare(q, "SELECT k, v FROM %s WHERE k >= ?1 ORDER BY k",
		 t)) == NULL) {
		complain(q, "read");
		return OS_ERR_STATE;
	}
	bind(st, 1, prefix);
	copy_changes(q, t, prefix, &m);
	while (more && (r = sqlite3_step(st)) == SQLITE_ROW) {
		struct str key = column(st, 0);

		if (!str_starts(key, prefix)) {
			r = SQLITE_DONE;
			break;
		}
		more = changes_before(&m, &key, fn, arg, &hides);
		if (more && !hides)
			more = fn(arg, key, column(st, 1));
	}
	if (more && r == SQLITE_DONE)
		(void)changes_before(&m, NULL, fn, arg, &hides);
	if (more && r != SQLITE_DONE)
		complain(q, "read");
	sqlite3_finalize(st);
	free_copies(&m);
	return more && r != SQLITE_DONE ? OS_ERR_STATE : OS_OK;
}

static int
write_change(struct state_sqlite *q, enum state_table t, const struct change *c)
{
	sqlite3_stmt *st = q->stmt[t][c->deleted ? SQL_DEL : SQL_PUT];
	int r;

	bind(st, 1, str_slice(c->key, c->key_len));
	if (!c->deleted)
		bind(st, 2, str_slice(c->value, c->value_len));
	r = sqlite3_step(st);
	sqlite3_reset(st);
	return r == SQLITE_DONE ? OS_OK : OS_ERR_STATE;
}

static void
forget_changes(struct state_sqlite *q)
{
	for (unsigned t = 0; t < STATE_TABLES; t++) {
		struct change *c, *next;

		HASH_ITER (hh, q->changes[t], c, next) {
			HASH_DEL(q->changes[t], c); /* NOLINT: uthash */
			free(c->key);
			free(c->value);
			free(c);
		}
	}
	q->n_changes = q->bytes = 0;
}

static int
execute(struct state_sqlite *q, const char *text)
{
	return sqlite3_exec(q->db, text, NULL, NULL, NULL) == SQLITE_OK
	    ? OS_OK
	    : OS_ERR_STATE;
}

static int
write_changes(struct state_sqlite *q)
{
	if (execute(q, "BEGIN IMMEDIATE") != OS_OK)
		return OS_ERR_STATE;
	for (unsigned t = 0; t < STATE_TABLES; t++) {
		const struct change *c;

		for (c = q->changes[t]; c != NULL; c = c->hh.next)
			if (write_change(q, t, c) != OS_OK)
				return OS_ERR_STATE;
	}
	if (q->fresh && execute(q, "PRAGMA user_version=1") != OS_OK)
		return OS_ERR_STATE;
	return execute(q, "COMMIT");
}

static bool
is_damage(int code)
{
	code &= 0xff; /* without the extension */
	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

static int open_writable(struct state_sqlite *q);
static int reopen_damaged(struct state_sqlite *q);

/* After a failed transaction: is it worth another try at once? */
static bool
recover(struct state_sqlite *q)
{
	bool damaged = is_damage(sqlite3_errcode(q->db));

	complain(q, "save changes, which are kept in memory");
	/* some errors have ended the transaction already */
	if (!sqlite3_get_autocommit(q->db))
		(void)execute(q, "ROLLBACK");
	return damaged && reopen_damaged(q) == OS_OK;
}

int
state_sqlite_commit(struct state *s)
{
	struct state_sqlite *q = (struct state_sqlite *)s;

	if (q->n_changes == 0 && !q->fresh)
		return OS_OK;
	if (q->db == NULL && open_writable(q) != OS_OK)
		return OS_ERR_STATE;
	if (write_changes(q) != OS_OK &&
	    (!recover(q) || write_changes(q) != OS_OK))
		return OS_ERR_STATE;
	q->fresh = false;
	forget_changes(q);
	return OS_OK;
}

size_t
state_sqlite_waiting(const struct state *s, size_t *bytes)
{
	const struct state_sqlite *q = (const struct state_sqlite *)s;

	*bytes = q->bytes;
	return q->n_changes;
}

static int
make_tables(struct state_sqlite *q)
{
	for (unsigned t = 0; t < STATE_TABLES; t++) {
		char *text = xasprintf("CREATE TABLE IF NOT EXISTS %s (k BLOB "
				       "PRIMARY KEY, v BLOB NOT NULL) "
				       "WITHOUT ROWID",
		    table_names[t]);
		int r = execute(q, text);

		free(text);
		if (r != OS_OK)
			return r;
	}
	return OS_OK;
}

static int
prepare_all(struct state_sqlite *q)
{
	for (unsigned t = 0; t < STATE_TABLES; t++)
		for (unsigned i = 0; i < SQL_COUNT; i++) {
			q->stmt[t][i] = prepare(q, sql[i], t);
			if (q->stmt[t][i] == NULL)
				return OS_ERR_STATE;
		}
	return OS_OK;
}

/* A database that never saw a commit has version 0. */
static void
find_out_fresh(struct state_sqlite *q)
{
	sqlite3_stmt *st = NULL;

	q->fresh = sqlite3_prepare_v2(q->db, "PRAGMA user_version", -1, &st,
		       NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW && sqlite3_column_int(st, 0) == 0;
	sqlite3_finalize(st);
}

static bool
is_whole(struct state_sqlite *q)
{
	sqlite3_stmt *st = NULL;
	bool ok = false;
	struct stat sb;

	if (stat(q->path, &sb) == 0 && sb.st_size > CHECKED_MAX)
		return true;
	if (sqlite3_prepare_v2(q->db, "PRAGMA quick_check(1)", -1, &st, NULL) ==
		SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		ok = str_is(column(st, 0), "ok");
	sqlite3_finalize(st);
	return ok;
}

static void
disconnect(struct state_sqlite *q)
{
	for (unsigned t = 0; t < STATE_TABLES; t++)
		for (unsigned i = 0; i < SQL_COUNT; i++) {
			sqlite3_finalize(q->stmt[t][i]);
			q->stmt[t][i] = NULL;
		}
	sqlite3_close(q->db);
	q->db = NULL;
}

/* *damaged: the file is no database, or not a whole one. */
static int
connect(struct state_sqlite *q, const char *name, int flags, bool *damaged)
{
	int r;

	*damaged = false;
	r = sqlite3_open_v2(name, &q->db, flags, NULL);
	if (r == SQLITE_OK) {
		sqlite3_busy_timeout(q->db, BUSY_MS);
		sqlite3_extended_result_codes(q->db, 1);
		/* after a crash of this process nothing is lost, after one of
		 * the machine at most the last commits */
		r = execute(q, "PRAGMA temp_store=MEMORY");
		if (r == OS_OK && !q->readonly)
			r = execute(q, "PRAGMA journal_mode=WAL");
		if (r == OS_OK && !q->readonly)
			r = execute(q, "PRAGMA synchronous=NORMAL");
		if (r == OS_OK && !q->readonly)
			r = make_tables(q);
		if (r == OS_OK)
			r = prepare_all(q);
	}
	if (r == OS_OK && !q->readonly && !is_whole(q)) {
		*damaged = true;
		return OS_ERR_STATE;
	}
	if (r != OS_OK)
		*damaged = is_damage(sqlite3_errcode(q->db));
	return r == OS_OK ? OS_OK : OS_ERR_STATE;
}

/* Names of the files that make up a database. */
static const char *const companions[] = { "", "-wal", "-shm" };

static int
move_aside(const char *path)
{
	long long now = (long long)(port_now_ns() / 1000000000);
	int r = 0;

	for (size_t i = 0; i < NELEM(companions); i++) {
		char *from = xasprintf("%s%s", path, companions[i]);
		char *to =
		    xasprintf("%s.corrupt-%lld%s", path, now, companions[i]);

		if (rename(from, to) == -1 && errno != ENOENT)
			r = -1;
		free(from);
		free(to);
	}
	if (r == -1) {
		log_error("cannot move the damaged database %s aside", path);
		return OS_ERR_SYS;
	}
	log_errorx("the database %s was damaged: it is now %s.corrupt-%lld, "
		   "and an empty one takes its place; first-time alerts may "
		   "come again",
	    path, path, now);
	return OS_OK;
}

static int
open_writable(struct state_sqlite *q)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	bool damaged;

	if (connect(q, q->path, flags, &damaged) == OS_OK) {
		find_out_fresh(q);
		return OS_OK;
	}
	if (damaged) {
		disconnect(q);
		if (move_aside(q->path) != OS_OK)
			return OS_ERR_STATE;
		if (connect(q, q->path, flags, &damaged) == OS_OK) {
			q->moved_aside = true;
			q->fresh = true;
			return OS_OK;
		}
	}
	log_errorx(
	    "cannot open the database %s: %s", q->path, sqlite3_errmsg(q->db));
	disconnect(q);
	return OS_ERR_STATE;
}

static int
reopen_damaged(struct state_sqlite *q)
{
	disconnect(q);
	if (move_aside(q->path) != OS_OK)
		return OS_ERR_STATE;
	return open_writable(q);
}

static struct state_sqlite *
state_new(const char *path)
{
	struct state_sqlite *q = xcalloc(1, sizeof(*q));

	q->ops =
	    (struct state){ sqlite_get, sqlite_put, sqlite_del, sqlite_each };
	q->path = xstrdup(path);
	q->complain.interval = COMPLAIN_EVERY;
	return q;
}

int
state_sqlite_open(struct state **out, const char *path, bool *fresh)
{
	struct state_sqlite *q = state_new(path);
	struct state *s = &q->ops;

	if (open_writable(q) != OS_OK) {
		state_sqlite_close(&s);
		return OS_ERR_STATE;
	}
	/* what the flat files held went into the database that was damaged */
	*fresh = q->fresh && !q->moved_aside;
	*out = s;
	return OS_OK;
}

/*
 * A reader of a database in WAL mode needs the -shm file beside it, which only
 * who may write there can make. If there is neither it nor a -wal file, all
 * is in the main file and nobody changes it: "immutable" says so.
 */
int
state_sqlite_open_readonly(struct state **out, const char *path)
{
	struct state_sqlite *q = state_new(path);
	struct state *s = &q->ops;
	char *uri = xasprintf("file:%s?immutable=1", path);
	struct stat st;
	bool damaged;
	int r = OS_ERR_STATE;

	q->readonly = true;
	if (stat(path, &st) == -1 && errno == ENOENT)
		r = OS_ERR_NOTFOUND;
	else if (connect(q, path, SQLITE_OPEN_READONLY, &damaged) == OS_OK)
		r = OS_OK;
	else {
		disconnect(q);
		if (connect(q, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
			&damaged) == OS_OK)
			r = OS_OK;
		else
			log_warnx("cannot read the database %s: %s", path,
			    sqlite3_errmsg(q->db));
	}
	free(uri);
	if (r != OS_OK) {
		state_sqlite_close(&s);
		return r;
	}
	*out = s;
	return OS_OK;
}

void
state_sqlite_close(struct state **sp)
{
	struct state_sqlite *q = (struct state_sqlite *)*sp;

	if (q == NULL)
		return;
	forget_changes(q);
	disconnect(q);
	buf_free(&q->value);
	free(q->path);
	free(q);
	*sp = NULL;
}
