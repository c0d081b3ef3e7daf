/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/store/daily_log.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "home_dir.h"
#include "lib/base/err.h"

static const struct daily_log_name alerts = { "logs/alerts", "alerts.log",
	"ossec-alerts", ".log" };

#define TODAY "logs/alerts/2026/Nov/ossec-alerts-22.log"
#define TOMORROW "logs/alerts/2026/Nov/ossec-alerts-23.log"
#define CURRENT "logs/alerts/alerts.log"

static struct tm
day_of(int month, int day, int yday)
{
	return (struct tm){
		.tm_year = 126, .tm_mon = month, .tm_mday = day, .tm_yday = yday
	};
}

static void
check_file(const char *path, const char *want, int row)
{
	char *text;
	size_t len;

	if (port_file_read(path, 4096, &text, &len) == -1)
		unit_fail(
		    __FILE__, __LINE__, row, "%s: %s", path, strerror(errno));
	CHECK_STR(str_slice(text, len), want, row);
	free(text);
}

static ino_t
inode(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_ino : 0;
}

static unsigned
mode(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

TEST(layout_and_modes)
{
	struct tm day = day_of(10, 22, 325);
	struct daily_log *l = NULL;
	struct home_dir h;
	mode_t mask = umask(027);

	home_enter(&h);
	CHECK_INT(daily_log_open(&l, &alerts, &day), 0, -1);
	CHECK_INT(mode("logs/alerts/2026/Nov"), 0750, -1);
	CHECK_INT(mode(TODAY), 0640, -1);
	CHECK(inode(TODAY) == inode(CURRENT) && inode(CURRENT) != 0);
	buf_add_cstr(daily_log_text(l), "one\n");
	check_file(CURRENT, "", 0); /* nothing before the flush */
	CHECK_INT(daily_log_flush(l), 0, -1);
	buf_add_cstr(daily_log_text(l), "two\n");
	daily_log_close(&l);
	check_file(CURRENT, "one\ntwo\n", 1);

	/* opened again on the same day: appended, the link as it was */
	CHECK_INT(daily_log_open(&l, &alerts, &day), 0, -1);
	buf_add_cstr(daily_log_text(l), "three\n");
	daily_log_close(&l);
	check_file(TODAY, "one\ntwo\nthree\n", 2);
	CHECK(inode(TODAY) == inode(CURRENT));
	home_leave(&h);
	umask(mask);
}

TEST(a_new_day)
{
	struct tm day = day_of(10, 22, 325), next = day_of(10, 23, 326);
	struct tm later = day_of(11, 1, 334);
	struct daily_log *l = NULL;
	struct home_dir h;

	home_enter(&h);
	CHECK_INT(daily_log_open(&l, &alerts, &day), 0, -1);
	buf_add_cstr(daily_log_text(l), "old\n");
	CHECK_INT(daily_log_day(l, &day), 0, -1);
	CHECK_INT(daily_log_day(l, &next), 0, -1);
	check_file(TODAY, "old\n", 0);
	CHECK(inode(TOMORROW) == inode(CURRENT));
	/* nothing on the 23rd: its file does not stay */
	CHECK_INT(daily_log_day(l, &later), 0, -1);
	CHECK_INT(inode(TOMORROW), 0, -1);
	buf_add_cstr(daily_log_text(l), "new\n");
	daily_log_close(&l);
	check_file("logs/alerts/2026/Dec/ossec-alerts-01.log", "new\n", 1);
	check_file(CURRENT, "new\n", 2);
	home_leave(&h);
}

TEST(takes_over_a_stale_current_name)
{
	struct tm day = day_of(10, 22, 325);
	struct daily_log *l = NULL;
	struct home_dir h;

	home_enter(&h);
	home_write(CURRENT, "stale", 5);
	CHECK_INT(daily_log_open(&l, &alerts, &day), 0, -1);
	CHECK(inode(TODAY) == inode(CURRENT));
	daily_log_close(&l);
	home_leave(&h);
}

static void
limit_files(rlim_t bytes)
{
	struct rlimit l;

	CHECK(getrlimit(RLIMIT_FSIZE, &l) == 0);
	l.rlim_cur = bytes;
	CHECK(setrlimit(RLIMIT_FSIZE, &l) == 0);
}

/* A limit on the size of files stands for the full disk: the first write is
 * cut short, the next ones fail. */
TEST(a_full_disk_loses_nothing)
{
	struct tm day = day_of(10, 22, 325), next = day_of(10, 23, 326);
	struct daily_log_counters c;
	struct daily_log *l = NULL;
	struct home_dir h;

	home_enter(&h);
	signal(SIGXFSZ, SIG_IGN);
	CHECK_INT(daily_log_open(&l, &alerts, &day), 0, -1);
	limit_files(6);
	buf_add_cstr(daily_log_text(l), "written kept\n");
	CHECK_INT(daily_log_flush(l), OS_ERR_SYS, -1);
	CHECK_INT(daily_log_kept(l), 7, -1);
	CHECK(!daily_log_full(l));
	check_file(TODAY, "writte", 0);
	buf_add_cstr(daily_log_text(l), "too\n");
	CHECK_INT(daily_log_day(l, &next), OS_ERR_SYS, -1);
	daily_log_get_counters(l, &c);
	CHECK_INT(c.failures, 2, -1);
	CHECK_INT(c.written, 6, -1);
	limit_files(RLIM_INFINITY);
	CHECK_INT(daily_log_day(l, &next), 0, -1);
	check_file(TODAY, "written kept\ntoo\n", 1);
	CHECK_INT(daily_log_kept(l), 0, -1);
	CHECK(inode(TOMORROW) == inode(CURRENT));
	daily_log_close(&l);
	home_leave(&h);
}

TEST(too_much_is_kept)
{
	struct tm day = day_of(10, 22, 325);
	static char block[1 << 20];
	struct daily_log *l = NULL;
	struct home_dir h;

	home_enter(&h);
	signal(SIGXFSZ, SIG_IGN);
	CHECK_INT(daily_log_open(&l, &alerts, &day), 0, -1);
	limit_files(0);
	while (!daily_log_full(l)) {
		CHECK(daily_log_text(l)->len <= DAILY_LOG_KEPT_MAX);
		buf_add(daily_log_text(l), block, sizeof(block));
		CHECK_INT(daily_log_flush(l), OS_ERR_SYS, -1);
	}
	limit_files(RLIM_INFINITY);
	CHECK_INT(daily_log_flush(l), 0, -1);
	CHECK(!daily_log_full(l));
	daily_log_close(&l);
	home_leave(&h);
}

TEST(what_it_cannot_do_it_says)
{
	struct tm day = day_of(10, 22, 325), later = day_of(11, 1, 334);
	struct daily_log_counters c;
	struct daily_log *l = NULL;
	struct home_dir h;

	home_enter(&h);
	home_write("logs/alerts/2026", "a file in the way", 17);
	CHECK_INT(daily_log_open(&l, &alerts, &day), OS_ERR_SYS, -1);
	CHECK(l == NULL);
	CHECK(unlink("logs/alerts/2026") == 0);
	CHECK_INT(daily_log_open(&l, &alerts, &day), 0, -1);
	home_write("logs/alerts/2026/Dec", "another", 7);
	for (int i = 0; i < 3; i++)
		CHECK_INT(daily_log_day(l, &later), OS_ERR_SYS, i);
	daily_log_get_counters(l, &c);
	CHECK_INT(c.failures, 1, -1); /* and one line in the log */
	buf_add_cstr(daily_log_text(l), "late\n");
	daily_log_close(&l);
	check_file(TODAY, "late\n", 0);
	home_leave(&h);
}
