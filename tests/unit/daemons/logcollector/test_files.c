/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Following files in a temporary directory: what a rotation, a cut, a restart
 * or a slow reader may do, every line comes out once and in order.
 */
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daemons/logcollector/files.h"
#include "lib/base/err.h"

#define SECOND ((int64_t)1000000000)

struct world {
	char dir[64];
	struct buf out; /* "name:message|", notices as "!message|" */
	int room;       /* messages the sink takes; -1: all */
	struct files files;
	struct sink sink;
	char *patterns[4];
	size_t n_patterns;
	const char *format;
	int64_t now;
};

static bool
on_send(void *arg, char id, struct str location, struct str text)
{
	struct world *w = arg;
	size_t dir = strlen(w->dir) + 1;

	if (w->room == 0)
		return false;
	if (w->room > 0)
		w->room--;
	CHECK_INT(id, '1', -1);
	buf_printf(&w->out, "%.*s:%.*s|", STR_FMT(str_skip(location, dir)),
	    STR_FMT(text));
	return true;
}

static void
on_notice(void *arg, struct str text)
{
	struct world *w = arg;
	size_t at = str_find(text, str_from(w->dir));

	if (at == SIZE_MAX)
		at = 0;
	buf_printf(&w->out, "!%.*s%.*s|", STR_FMT(str_head(text, at)),
	    STR_FMT(str_skip(text, at + strlen(w->dir) + 1)));
}

static void
start_collector(struct world *w)
{
	struct positions p;
	char *state = xasprintf("%s/.state", w->dir);
	int r = positions_load(&p, state);

	CHECK(r == OS_OK || r == OS_ERR_NOTFOUND);
	free(state);
	files_init(&w->files, &w->sink, NULL, &p, 2 * SECOND);
	for (size_t i = 0; i < w->n_patterns; i++)
		files_add(&w->files, w->patterns[i],
		    format_find(str_from(w->format)), 2);
	files_start(&w->files, w->now);
}

static void
stop_collector(struct world *w)
{
	char *state = xasprintf("%s/.state", w->dir);
	struct positions p = { 0 };

	files_save(&w->files, &p);
	CHECK_INT(positions_save(&p, state), OS_OK, -1);
	positions_free(&p);
	files_free(&w->files);
	free(state);
}

static void
kill_collector(struct world *w)
{
	files_free(&w->files);
}

static void
world_open(struct world *w, const char *p1, const char *p2)
{
	*w = (struct world){ .room = -1, .format = "syslog", .now = SECOND };
	snprintf(w->dir, sizeof(w->dir), "/tmp/test-files-XXXXXX");
	CHECK(mkdtemp(w->dir) != NULL);
	w->sink = (struct sink){ on_send, on_notice, w };
	w->patterns[w->n_patterns++] = xasprintf("%s/%s", w->dir, p1);
	if (p2 != NULL)
		w->patterns[w->n_patterns++] = xasprintf("%s/%s", w->dir, p2);
}

static void
world_close(struct world *w)
{
	char *cmd = xasprintf("rm -rf '%s'", w->dir);

	files_free(&w->files);
	CHECK_INT(system(cmd), 0, -1);
	free(cmd);
	for (size_t i = 0; i < w->n_patterns; i++)
		free(w->patterns[i]);
	buf_free(&w->out);
}

static void
put(struct world *w, const char *name, int flags, const char *text)
{
	char *path = xasprintf("%s/%s", w->dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0600);

	CHECK(fd != -1);
	CHECK_INT(write(fd, text, strlen(text)), strlen(text), -1);
	close(fd);
	free(path);
}

static void
append(struct world *w, const char *name, const char *text)
{
	put(w, name, O_APPEND, text);
}

static void
move(struct world *w, const char *from, const char *to)
{
	char *a = xasprintf("%s/%s", w->dir, from);
	char *b = xasprintf("%s/%s", w->dir, to);

	CHECK_INT(rename(a, b), 0, -1);
	free(a);
	free(b);
}

/* To another file, as copytruncate does it. */
static void
copy(struct world *w, const char *from, const char *to)
{
	char *cmd = xasprintf("cp '%s/%s' '%s/%s'", w->dir, from, w->dir, to);

	CHECK_INT(system(cmd), 0, -1);
	free(cmd);
}

static void
poll_files(struct world *w, double seconds)
{
	w->now += (int64_t)(seconds * (double)SECOND);
	files_check(&w->files, w->now);
	for (int i = 0; i < 1000; i++)
		if (files_pump(&w->files, w->now) != PUMP_MORE)
			return;
	CHECK(!"the collector goes round in circles");
}

/* Everything that came out since the last call. */
static void
expect_at(struct world *w, int line, const char *want)
{
	if (!str_is(buf_str(&w->out), want))
		unit_fail(__FILE__, line, -1,
		    "got      \"%s\"\nexpected \"%s\"", buf_cstr(&w->out),
		    want);
	buf_clear(&w->out);
}
#define EXPECT(w, want) expect_at(w, __LINE__, want)

TEST(first_start_is_at_the_end)
{
	struct world w;

	world_open(&w, "a", "missing");
	append(&w, "a", "old\nhal");
	start_collector(&w);
	poll_files(&w, 1);
	EXPECT(&w, "");
	append(&w, "a", "f\nnew\nno end");
	append(&w, "missing", "from the beginning\n");
	poll_files(&w, 1);
	EXPECT(&w, "a:half|a:new|missing:from the beginning|");
	append(&w, "a", " yet\n");
	poll_files(&w, 1);
	EXPECT(&w, "a:no end yet|");
	world_close(&w);
}

TEST(rotation_by_renaming)
{
	struct world w;

	world_open(&w, "a", NULL);
	append(&w, "a", "");
	start_collector(&w);
	append(&w, "a", "1\n");
	poll_files(&w, 1);
	append(&w, "a", "2\n");
	move(&w, "a", "a.1");
	append(&w, "a.1", "3\nunfinished");
	append(&w, "a", "4\n");
	poll_files(&w, 1);
	EXPECT(&w,
	    "a:1|!ossec: File rotated (inode changed): 'a'.|"
	    "a:2|a:3|a:4|");
	/* a writer that has not noticed yet */
	append(&w, "a.1", " 5\n6\nend");
	poll_files(&w, 1);
	EXPECT(&w, "a:unfinished 5|a:6|");
	CHECK(w.files.follows->old != NULL);
	poll_files(&w, 100);
	EXPECT(&w, "a:end|");
	CHECK(w.files.follows->old == NULL);
	world_close(&w);
}

TEST(rotation_with_a_gap)
{
	struct world w;

	world_open(&w, "a", NULL);
	append(&w, "a", "");
	start_collector(&w);
	append(&w, "a", "1\n");
	move(&w, "a", "a.1");
	poll_files(&w, 1);
	append(&w, "a.1", "2\n");
	poll_files(&w, 1);
	EXPECT(&w, "a:1|a:2|");
	append(&w, "a", "3\n");
	poll_files(&w, 1);
	EXPECT(&w, "!ossec: File rotated (inode changed): 'a'.|a:3|");
	/* gone for long: the deleted file is closed, a later one is new */
	move(&w, "a", "b");
	poll_files(&w, 1);
	poll_files(&w, 61);
	poll_files(&w, 61);
	CHECK(w.files.follows->current == NULL);
	CHECK(w.files.follows->old == NULL);
	append(&w, "a", "4\n");
	poll_files(&w, 1);
	EXPECT(&w, "a:4|");
	world_close(&w);
}

TEST(truncation)
{
	struct world w;

	world_open(&w, "a", NULL);
	append(&w, "a", "");
	start_collector(&w);
	append(&w, "a", "first line\nsecond line\nthird");
	poll_files(&w, 1);
	EXPECT(&w, "a:first line|a:second line|");
	put(&w, "a", O_TRUNC, "new\n");
	poll_files(&w, 1);
	EXPECT(&w, "!ossec: File size reduced (inode remained): 'a'.|a:new|");
	/* longer than before when it is looked at */
	put(&w, "a", O_TRUNC, "quite another\n");
	poll_files(&w, 1);
	EXPECT(&w,
	    "!ossec: File size reduced (inode remained): 'a'.|"
	    "a:quite another|");
	/* emptied only */
	put(&w, "a", O_TRUNC, "");
	poll_files(&w, 1);
	EXPECT(&w, "!ossec: File size reduced (inode remained): 'a'.|");
	append(&w, "a", "x\n");
	poll_files(&w, 1);
	EXPECT(&w, "a:x|");
	world_close(&w);
}

/* What the copy has and we have not read yet is read there. */
TEST(copy_and_truncate)
{
	struct world w;

	world_open(&w, "a", NULL);
	append(&w, "a", "");
	start_collector(&w);
	append(&w, "a", "1\n");
	poll_files(&w, 1);
	append(&w, "a", "2\n3\n");
	copy(&w, "a", "a.1");
	put(&w, "a", O_TRUNC, "4\n");
	poll_files(&w, 1);
	EXPECT(&w,
	    "a:1|!ossec: File size reduced (inode remained): 'a'.|"
	    "a:2|a:3|a:4|");
	world_close(&w);
}

/* A writer without O_APPEND leaves a hole after the cut. */
TEST(hole_after_truncation)
{
	char *path;
	struct world w;
	int fd;

	world_open(&w, "a", NULL);
	append(&w, "a", "");
	start_collector(&w);
	path = xasprintf("%s/a", w.dir);
	fd = open(path, O_WRONLY);
	free(path);
	CHECK_INT(write(fd, "12345\n", 6), 6, -1);
	poll_files(&w, 1);
	put(&w, "a", O_TRUNC, "");
	CHECK_INT(pwrite(fd, "behind\n", 7, 9000), 7, -1);
	poll_files(&w, 1);
	EXPECT(&w,
	    "a:12345|!ossec: File size reduced (inode remained): 'a'.|"
	    "a:behind|");
	close(fd);
	world_close(&w);
}

TEST(restart)
{
	struct world w;

	world_open(&w, "a", "b");
	append(&w, "a", "old\n");
	start_collector(&w);
	append(&w, "a", "1\nhal");
	poll_files(&w, 1);
	stop_collector(&w);
	append(&w, "a", "f\n2\n");
	append(&w, "b", "b is new\n");
	start_collector(&w);
	poll_files(&w, 1);
	EXPECT(&w, "a:1|a:half|a:2|b:b is new|");
	stop_collector(&w);
	start_collector(&w);
	poll_files(&w, 1);
	EXPECT(&w, "");
	world_close(&w);
}

TEST(rotation_while_down)
{
	struct world w;

	world_open(&w, "a.log", NULL);
	append(&w, "a.log", "");
	start_collector(&w);
	append(&w, "a.log", "1\n");
	poll_files(&w, 1);
	stop_collector(&w);
	append(&w, "a.log", "2\n");
	move(&w, "a.log", "a.log.1");
	append(&w, "a.log", "3\n");
	move(&w, "a.log.1", "a.log.2");
	move(&w, "a.log", "a.log.1");
	append(&w, "a.log", "4\n");
	start_collector(&w);
	poll_files(&w, 1);
	EXPECT(&w, "a.log:1|a.log:2|a.log:3|a.log:4|");
	stop_collector(&w);
	/* now while the old ones are still looked at, and by copying */
	append(&w, "a.log", "5\n");
	copy(&w, "a.log", "a.log-20261122");
	put(&w, "a.log", O_TRUNC, "6\n");
	start_collector(&w);
	poll_files(&w, 1);
	EXPECT(&w, "a.log:5|a.log:6|");
	world_close(&w);
}

TEST(killed_before_saving)
{
	struct world w;

	world_open(&w, "a", NULL);
	append(&w, "a", "");
	start_collector(&w);
	append(&w, "a", "1\n");
	poll_files(&w, 1);
	stop_collector(&w);
	start_collector(&w);
	append(&w, "a", "2\n");
	poll_files(&w, 1);
	kill_collector(&w);
	start_collector(&w);
	poll_files(&w, 1);
	EXPECT(&w, "a:1|a:2|a:2|"); /* rather twice than never */
	world_close(&w);
}

TEST(wildcards)
{
	struct world w;

	world_open(&w, "*.log", NULL);
	append(&w, "a.log", "old\n");
	start_collector(&w);
	append(&w, "a.log", "1\n");
	append(&w, "b.log", "b1\n");
	append(&w, "c.log.gz", "not text\n");
	poll_files(&w, 1);
	EXPECT(&w, "a.log:1|b.log:b1|");
	/* removed, and another of the name later */
	move(&w, "b.log", "b.gone");
	poll_files(&w, 1);
	append(&w, "b.log", "b2\n");
	poll_files(&w, 1);
	EXPECT(&w, "!ossec: File rotated (inode changed): 'b.log'.|b.log:b2|");
	stop_collector(&w);
	append(&w, "d.log", "d1\n");
	append(&w, "b.log", "b3\n");
	start_collector(&w);
	poll_files(&w, 1);
	EXPECT(&w, "b.log:b3|d.log:d1|");
	/* gone for good */
	CHECK_INT(w.files.n_follows, 3, -1);
	move(&w, "d.log", "d.gone");
	poll_files(&w, 1);
	poll_files(&w, 61);
	poll_files(&w, 61);
	CHECK_INT(w.files.n_follows, 2, -1);
	EXPECT(&w, "");
	world_close(&w);
}

/* The rotated file matches as well: it is not new. */
TEST(wildcard_over_rotated_files)
{
	struct world w;

	world_open(&w, "a*", NULL);
	append(&w, "a", "old\n");
	append(&w, "a.1", "older\n");
	start_collector(&w);
	append(&w, "a", "1\n");
	poll_files(&w, 1);
	move(&w, "a.1", "a.2");
	append(&w, "a", "2\n");
	move(&w, "a", "a.1");
	append(&w, "a", "3\n");
	poll_files(&w, 1);
	EXPECT(&w,
	    "a:1|!ossec: File rotated (inode changed): 'a'.|"
	    "!ossec: File rotated (inode changed): 'a.1'.|"
	    "a:3|a.1:2|");
	append(&w, "a.1", "late\n");
	poll_files(&w, 100);
	poll_files(&w, 100);
	EXPECT(&w, "a.1:late|");
	stop_collector(&w);
	/* and while it is down */
	move(&w, "a.2", "a.3");
	move(&w, "a.1", "a.2");
	append(&w, "a", "4\n");
	move(&w, "a", "a.1");
	append(&w, "a", "5\n");
	start_collector(&w);
	poll_files(&w, 1);
	EXPECT(&w, "a:5|a.1:4|");
	world_close(&w);
}

static void
set_clock(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

/* The day changes by moving the time zone. */
TEST(date_patterns)
{
	char today[32], tomorrow[32], want[256];
	time_t t = time(NULL);
	struct world w;
	struct tm tm;

	set_clock("UTC0");
	strftime(today, sizeof(today), "app-%Y%m%d.log", gmtime_r(&t, &tm));
	t += 24 * 3600;
	strftime(
	    tomorrow, sizeof(tomorrow), "app-%Y%m%d.log", gmtime_r(&t, &tm));
	world_open(&w, "app-%Y%m%d.log", NULL);
	append(&w, today, "old\n");
	start_collector(&w);
	append(&w, today, "1\n");
	poll_files(&w, 1);
	append(&w, today, "2\n");
	append(&w, tomorrow, "3\n");
	set_clock("XXX-24");
	poll_files(&w, 1);
	snprintf(want, sizeof(want), "%s:1|%s:2|%s:3|", today, today, tomorrow);
	EXPECT(&w, want);
	append(&w, today, "late\n");
	poll_files(&w, 1);
	snprintf(want, sizeof(want), "%s:late|", today);
	EXPECT(&w, want);
	poll_files(&w, 61);
	poll_files(&w, 1);
	CHECK_INT(w.files.n_follows, 1, -1);

	/* the day changes while it is down */
	set_clock("UTC0");
	world_close(&w);
	world_open(&w, "app-%Y%m%d.log", NULL);
	append(&w, today, "");
	start_collector(&w);
	stop_collector(&w);
	append(&w, today, "rest\n");
	append(&w, tomorrow, "new\n");
	set_clock("XXX-24");
	start_collector(&w);
	poll_files(&w, 1);
	snprintf(want, sizeof(want), "%s:new|%s:rest|", tomorrow, today);
	EXPECT(&w, want);
	set_clock("UTC0");
	world_close(&w);
}

/* The sink takes one at a time; nothing is lost, doubled or reordered, even
 * when files are rotated meanwhile. */
TEST(slow_sink)
{
	enum { LINES = 5000 };
	char line[64], *at;
	struct world w;
	long seen = 0;

	world_open(&w, "a", NULL);
	append(&w, "a", "");
	start_collector(&w);
	for (long i = 0; i < LINES; i++) {
		snprintf(line, sizeof(line), "line %ld of the log\n", i);
		append(&w, "a", line);
		if (i % 1000 == 500)
			move(&w, "a", i < 1000 ? "a.1" : "a.2");
		if (i % 10 == 3) {
			w.room = 3;
			poll_files(&w, 0.01);
		}
		if (i == 2222) {
			w.room = 0;
			stop_collector(&w);
			start_collector(&w);
		}
	}
	for (int i = 0; i < LINES; i++) {
		w.room = 7;
		poll_files(&w, 0.01);
	}
	for (at = w.out.p; at != NULL && (at = strchr(at, ' ')) != NULL;) {
		if (strncmp(at, " of", 3) == 0 || at[1] < '0' || at[1] > '9') {
			at++;
			continue;
		}
		CHECK_INT(strtol(at, &at, 10), seen, -1);
		seen++;
	}
	CHECK_INT(seen, LINES, -1);
	world_close(&w);
}

TEST(entries_end_when_quiet)
{
	struct world w;

	world_open(&w, "a", NULL);
	w.format = "multi-line_indented";
	append(&w, "a", "");
	start_collector(&w);
	append(&w, "a", "head\n");
	poll_files(&w, 1);
	append(&w, "a", "  more\n");
	poll_files(&w, 1);
	EXPECT(&w, "");
	stop_collector(&w);
	start_collector(&w);
	poll_files(&w, 1);
	append(&w, "a", " last\n");
	poll_files(&w, 0.5);
	EXPECT(&w, "");
	w.now += 3 * SECOND;
	CHECK(files_due(&w.files) <= w.now);
	files_pump(&w.files, w.now);
	EXPECT(&w, "a:head   more  last|");
	world_close(&w);
}

/* The first line of an entry is read again with the rest of it. */
TEST(restart_within_an_entry)
{
	struct world w;

	world_open(&w, "a", NULL);
	w.format = "mssql_log";
	append(&w, "a", "");
	start_collector(&w);
	append(&w, "a",
	    "2009-03-25 04:47:30.01 one\n more\n"
	    "2009-03-25 04:47:31.00 two\n");
	poll_files(&w, 1);
	EXPECT(&w, "a:2009-03-25 04:47:30.01 one  more|");
	stop_collector(&w);
	start_collector(&w);
	append(&w, "a", " rest\n2009-03-25 04:47:31.00 three\n");
	poll_files(&w, 1);
	EXPECT(&w, "a:2009-03-25 04:47:31.00 two  rest|");
	world_close(&w);
}

TEST(fifo)
{
	struct world w;
	char *path;

	world_open(&w, "pipe", NULL);
	path = xasprintf("%s/pipe", w.dir);
	CHECK_INT(mkfifo(path, 0600), 0, -1);
	free(path);
	start_collector(&w);
	poll_files(&w, 1);
	put(&w, "pipe", O_WRONLY, "one\ntwo\nth");
	poll_files(&w, 1);
	put(&w, "pipe", O_WRONLY, "ree\n");
	poll_files(&w, 1);
	EXPECT(&w, "pipe:one|pipe:two|pipe:three|");
	world_close(&w);
}

TEST(positions_text)
{
	static const char *const damaged[] = {
		"", "x\n", "ossec-logcollector positions 1\n",
		"ossec-logcollector positions 1\nfile 1 2 3\nend\n",
		"ossec-logcollector positions 1\nlocation a\\x0\nend\n",
		"ossec-logcollector positions 1\nlocation a\\x00\nend\n",
		"ossec-logcollector positions 1\nfile 1 2 3 4 999 6 7 /p\nend\n"
	};
	struct place place = { 10, 12, UINT64_MAX, 12 };
	struct positions p = { 0 }, q;
	struct buf b = { 0 };

	positions_add(
	    &p, "/var/a b\n\\\xff", (struct file_id){ 3, 4 }, &place, 77);
	positions_add_location(&p, "/var/*");
	p.journal = xstrdup("s=1;i=2");
	positions_write(&p, &b);
	CHECK_INT(positions_parse(&q, buf_str(&b)), OS_OK, -1);
	CHECK_INT(q.n, 1, -1);
	CHECK_STR(str_from(q.v[0].path), "/var/a b\n\\\xff", -1);
	CHECK_INT(q.v[0].place.check_hash == UINT64_MAX, 1, -1);
	CHECK_INT(q.v[0].seen, 77, -1);
	CHECK(positions_has_location(&q, "/var/*"));
	CHECK_STR(str_from(q.journal), "s=1;i=2", -1);
	positions_free(&q);
	for (size_t i = 0; i < NELEM(damaged); i++)
		CHECK_INT(positions_parse(&q, str_from(damaged[i])),
		    OS_ERR_FORMAT, i);
	for (size_t cut = 0; cut + 1 < b.len; cut++)
		CHECK_INT(positions_parse(&q, str_slice(b.p, cut)) == OS_OK,
		    cut == b.len - 1, cut);
	positions_free(&p);
	buf_free(&b);
}
