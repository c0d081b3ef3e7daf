/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of ossec-analysisd; test_analysisd in tests/e2e runs the whole. */
#include <errno.h>
#include <sys/socket.h>

#include "daemons/analysisd/ar_conf.h"
#include "daemons/analysisd/event_clock.h"
#include "daemons/analysisd/outputs.h"
#include "daemons/analysisd/queue_reader.h"
#include "daemons/analysisd/response_queue.h"
#include "home_dir.h"
#include "lib/net/unix_sock.h"
#include "lib/proto/queue_line.h"

TEST(text_of_ar_conf)
{
	const struct response_def defs[] = {
		{ .name = "firewall-drop600",
		    .executable = "firewall-drop.sh",
		    .timeout = 600 },
		{ .name = "host-deny0", .executable = "host-deny.sh" },
	};
	struct buf b = { 0 };

	ar_conf_text(&b, defs, NELEM(defs));
	CHECK_STR(buf_str(&b),
	    "restart-ossec0 - restart-ossec.sh - 0\n"
	    "restart-ossec0 - restart-ossec.cmd - 0\n"
	    "firewall-drop600 - firewall-drop.sh - 600\n"
	    "host-deny0 - host-deny.sh - 0\n",
	    -1);
	buf_free(&b);
}

static int
serve(const char *path)
{
	const struct unix_sock_bind how = { .path = path,
		.type = SOCK_DGRAM,
		.mode = 0600,
		.uid = geteuid(),
		.gid = getegid() };
	int fd = -1;

	CHECK_INT(unix_sock_bind(&fd, &how), 0, -1);
	return fd;
}

TEST(responses_find_their_server)
{
	struct response_queue q = { .path = "execq", .server = "somebody" };
	char got[64];
	struct home_dir h;
	size_t len = 0;
	int fd;

	home_enter(&h);
	response_queue_send(&q, STR_LIT("nobody there"));
	CHECK_INT(q.lost, 1, -1);
	fd = serve("execq");
	response_queue_send(&q, STR_LIT("too early"));
	CHECK_INT(q.lost, 2, -1); /* it does not try each time */
	q.next_try = 0;
	response_queue_send(&q, STR_LIT("hello"));
	CHECK_INT(q.sent, 1, -1);
	CHECK_INT(unix_sock_recv(fd, got, sizeof(got), &len), 0, -1);
	CHECK_INT(len, sizeof("hello"), -1); /* with its NUL */
	CHECK(memcmp(got, "hello", len) == 0);
	response_queue_close(&q);
	close(fd);
	home_leave(&h);
}

/* Until the other side's queue is full; then one is lost, not waited for. */
TEST(responses_never_wait)
{
	struct response_queue q = { .path = "execq", .server = "somebody" };
	struct home_dir h;
	int fd;

	home_enter(&h);
	fd = serve("execq");
	for (int i = 0; i < 100000 && q.lost == 0; i++)
		response_queue_send(&q, STR_LIT("hello"));
	CHECK_INT(q.lost, 1, -1);
	CHECK(q.connected); /* the next one may fit again */
	close(fd);
	response_queue_send(&q, STR_LIT("gone"));
	CHECK_INT(q.lost, 2, -1);
	CHECK(!q.connected);
	response_queue_close(&q);
	home_leave(&h);
}

TEST(a_batch_of_datagrams)
{
	char big[QUEUE_LINE_SENT_MAX + 1];
	struct queue_reader *r;
	bool cut = true;
	int fds[2];

	memset(big, 'x', sizeof(big));
	CHECK_INT(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0, -1);
	r = queue_reader_new(fds[0]);
	CHECK_INT(queue_reader_read(r), 0, -1);
	CHECK_INT(send(fds[1], "one\0", 4, 0), 4, -1);
	CHECK_INT(send(fds[1], big, sizeof(big) - 1, 0), sizeof(big) - 1, -1);
	CHECK_INT(send(fds[1], big, sizeof(big), 0), sizeof(big), -1);
	CHECK_INT(queue_reader_read(r), 3, -1);
	CHECK_INT(queue_reader_get(r, 0, &cut).len, 4, -1);
	CHECK(!cut);
	CHECK_INT(queue_reader_get(r, 1, &cut).len, QUEUE_LINE_SENT_MAX, -1);
	CHECK(!cut);
	CHECK_INT(queue_reader_get(r, 2, &cut).len, QUEUE_LINE_SENT_MAX, -1);
	CHECK(cut);
	CHECK_INT(queue_reader_read(r), 0, -1);
	queue_reader_free(&r);
	close(fds[0]);
	close(fds[1]);
}

static size_t
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (size_t)st.st_size : SIZE_MAX;
}

TEST(outputs_that_are_wanted)
{
	const struct outputs_options opt = { .archives_json = true };
	const struct stats_output stats = {
		STR_LIT("2026/Nov/ossec-totals-22.log"), STR_LIT("7-1-0-5\n")
	};
	struct event ev = { .location = STR_LIT("/x"),
		.hostname = STR_LIT("h"),
		.full_log = STR_LIT("text"),
		.log = STR_LIT("text"),
		.tm = { .tm_year = 126,
		    .tm_mon = 10,
		    .tm_mday = 22,
		    .tm_yday = 325 } };
	struct rule rule = { .id = 1, .level = 3 };
	struct alert alert = { .rule = &rule, .full_log = ev.full_log };
	struct outputs_counters c;
	struct outputs *o = NULL;
	struct home_dir h;

	home_enter(&h);
	CHECK_INT(outputs_open(&o, &opt, &ev.tm), 0, -1);
	outputs_alert(o, &ev, &alert, 1);
	outputs_archive(o, &ev, &rule, 1);
	outputs_stats(o, &stats);
	outputs_stats(o, &stats);
	CHECK_INT(outputs_flush(o), 0, -1);
	CHECK(size_of("logs/alerts/alerts.log") > 0);
	CHECK(size_of("logs/alerts/alerts.json") == SIZE_MAX);
	CHECK_INT(size_of("logs/archives/archives.log"), 0, -1);
	CHECK(size_of("logs/archives/archives.json") > 0);
	CHECK_INT(size_of("logs/firewall/firewall.log"), 0, -1);
	CHECK_INT(size_of("stats/totals/2026/Nov/ossec-totals-22.log"),
	    2 * sizeof("7-1-0-5"), -1);
	outputs_get_counters(o, &c);
	CHECK_INT(c.bytes,
	    size_of("logs/alerts/alerts.log") +
		size_of("logs/archives/archives.json"),
	    -1);
	ev.tm.tm_mday++;
	ev.tm.tm_yday++;
	outputs_day(o, &ev.tm);
	CHECK_INT(size_of("logs/alerts/alerts.log"), 0, -1);
	outputs_close(&o);
	home_leave(&h);
}

TEST(clock_that_is_set)
{
	static const struct {
		int64_t wall, monotonic, now, back;
		uint64_t steps;
	} c[] = {
		/* in seconds */
		{ 1000, 10, 1000, 0, 0 },
		{ 1004, 14, 1004, 0, 0 },
		{ 5000, 15, 5000, 0, 0 },
		/* back by 20: half as fast, not frozen, until it caught up */
		{ 4982, 17, 5001, 0, 1 },
		{ 4992, 27, 5006, 0, 1 },
		{ 5012, 47, 5012, 0, 1 },
		{ 5013, 48, 5013, 0, 1 },
		/* by an hour: so it is */
		{ 1413, 48, 1413, 3600, 2 },
		{ 1414, 49, 1414, 0, 2 },
		{ 1410, 49, 1414, 0, 3 },
	};
	const int64_t second = 1000000000;
	struct event_clock clock = { 0 };

	for (size_t i = 0; i < NELEM(c); i++) {
		int64_t back = event_clock_advance(
		    &clock, c[i].wall * second, c[i].monotonic * second);

		CHECK_INT(back, c[i].back * second, i);
		CHECK_INT(clock.now, c[i].now * second, i);
		CHECK_INT(clock.steps, c[i].steps, i);
	}
}
