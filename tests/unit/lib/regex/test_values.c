/* SPDX-License-Identifier: Apache-2.0 */
/* The probe tables for addresses, times and weekdays. */
#include <stdio.h>

#include "check.h"
#include "lib/base/err.h"
#include "lib/regex/ip.h"
#include "lib/regex/timeofday.h"
#include "lib/regex/weekday.h"
#include "probe.h"

static unsigned rows;

static void
check_result(const struct probe *row, const char *got)
{
	struct str want = row->field[3];

	/* The reference runs past a mapped network; ours takes it as /8. */
	if (str_is(row->field[0], "IP19"))
		want = STR_LIT("valid=2 found=1 list=1");
	if (!str_is(want, got))
		unit_fail(__FILE__, __LINE__, probe_number(row),
		    "%.*s: \"%.*s\" on \"%.*s\": got %s, expected %.*s",
		    STR_FMT(row->field[0]), STR_FMT(row->field[1]),
		    STR_FMT(row->field[2]), got, STR_FMT(want));
	rows++;
}

static void
probe_ip(const struct probe *row)
{
	struct ip_list list = { 0 };
	struct buf why = { 0 };
	struct ip_net net;
	char got[64];
	enum ip_form form = ip_net_parse(&net, row->field[1], &why);

	snprintf(got, sizeof(got), "valid=%d", (int)form);
	if (form != IP_INVALID) {
		CHECK(ip_list_add(&list, row->field[1], &why) == 0);
		snprintf(got, sizeof(got), "valid=%d found=%d list=%d",
		    (int)form, ip_net_match(&net, row->field[2]),
		    ip_list_match(&list, row->field[2]));
	}
	CHECK((why.len > 0) == (form == IP_INVALID));
	check_result(row, got);
	ip_list_clear(&list);
	buf_free(&why);
}

TEST(ip_probes)
{
	rows = 0;
	CHECK(probe_each("ip", probe_ip));
	CHECK_INT(rows, 40, -1);
}

TEST(ip_lists)
{
	static const struct {
		const char *entries, *addr;
		bool found;
	} c[] = {
		{ "10.0.0.0/8,!10.1.0.0/16", "10.1.1.1", true },
		{ "!10.1.0.0/16,10.0.0.0/8", "10.1.1.1", false },
		{ "!10.1.0.0/16,10.0.0.0/8", "10.2.1.1", true },
		{ "!10.1.0.0/16,10.0.0.0/8", "11.1.1.1", false },
		{ "10.0.0.0/8,!10.1.0.0/16", "11.1.1.1", true },
		{ "::ffff:10.0.0.0/104", "::ffff:10.200.0.1", true },
		{ "::ffff:10.0.0.0/104", "11.0.0.1", false },
		{ "::ffff:10.0.0.0/8", "10.9.9.9", true },
		{ "::ffff:10.0.0.0/95", "200.1.1.1", true },
		{ "::ffff:10.0.0.0/95", "::1", false },
		{ "", "10.0.0.1", false },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct str rest = str_from(c[i].entries), part;
		struct ip_list list = { 0 };

		while (rest.len > 0 && str_split(&rest, ',', &part))
			CHECK_ROW(ip_list_add(&list, part, NULL) == 0, i);
		CHECK_INT(
		    ip_list_match(&list, str_from(c[i].addr)), c[i].found, i);
		ip_list_clear(&list);
	}
}

/* Outside the rules' routine, only the word "any" takes anything. */
TEST(ip_single)
{
	static const struct {
		const char *entry, *addr;
		bool match;
	} c[] = {
		{ "0.0.0.0/0", "notanip", false },
		{ "!0.0.0.0/0", "notanip", true },
		{ "any", "notanip", true },
		{ "!any", "notanip", false },
		{ "10.0.0.1", "", false },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct ip_net net;

		CHECK_ROW(ip_net_parse(&net, str_from(c[i].entry), NULL) !=
			IP_INVALID,
		    i);
		CHECK_INT(
		    ip_net_match(&net, str_from(c[i].addr)), c[i].match, i);
	}
}

TEST(ip_not_addresses)
{
	static const char *const c[] = { "", "1.2.3.4.5", "1..2", ".1", "0x",
		"09", "1.2.3.256", "1.2.65536", "4294967296", "::1%", "1:2",
		"::1::", "1.2.3.4%lo", "0x1g", "::ffff:1.2.3", "1.2.3.4\n",
		"fe80:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000" };
	struct ip_addr addr;

	for (size_t i = 0; i < NELEM(c); i++)
		CHECK_ROW(!ip_addr_parse(&addr, str_from(c[i])), i);
	CHECK(!ip_addr_parse(&addr, STR_LIT("1.2.3.4\0")));
	CHECK(!ip_addr_parse(&addr, STR_LIT("::1\0")));
}

static void
probe_time(const struct probe *row)
{
	struct buf why = { 0 };
	struct timeofday t;
	char canon[TIMEOFDAY_CANON_SIZE], got[64] = "INVALID";
	const char *now = row->field[2].p;

	if (timeofday_parse(&t, row->field[1], &why) == 0) {
		unsigned hour = (unsigned)((now[0] - '0') * 10 + now[1] - '0');
		unsigned min = (unsigned)((now[3] - '0') * 10 + now[4] - '0');

		timeofday_canon(&t, canon);
		snprintf(got, sizeof(got), "canon=%s on=%d", canon,
		    timeofday_test(&t, hour, min));
	}
	CHECK((why.len > 0) == (strcmp(got, "INVALID") == 0));
	check_result(row, got);
	buf_free(&why);
}

TEST(time_probes)
{
	rows = 0;
	CHECK(probe_each("timeofday", probe_time));
	CHECK_INT(rows, 26, -1);
}

TEST(time_forms)
{
	static const struct {
		const char *text, *canon; /* NULL: invalid */
	} c[] = {
		{ "  ! 9 - 17 ", "!09:0017:00" },
		{ "0 pm-23:59", ".12:0023:59" },
		{ "9:00 am am-10", NULL },
		{ "123-2", NULL },
		{ "9:000-10", NULL },
		{ "9-10x", NULL },
		{ "!!9-10", NULL },
		{ "-", NULL },
		{ "", NULL },
		{ "12 pm - 11 pm", ".12:0023:00" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		char canon[TIMEOFDAY_CANON_SIZE];
		struct buf why = { 0 };
		struct timeofday t;
		int r = timeofday_parse(&t, str_from(c[i].text), &why);

		CHECK_INT(r == 0, c[i].canon != NULL, i);
		if (r == 0) {
			timeofday_canon(&t, canon);
			CHECK_STR(str_from(canon), c[i].canon, i);
		}
		buf_free(&why);
	}
}

static void
probe_weekday(const struct probe *row)
{
	struct buf why = { 0 };
	char got[64] = "INVALID";
	uint8_t days;

	if (weekday_parse(&days, row->field[1], &why) == 0) {
		strcpy(got, "days=0000000 on=0");
		for (int i = 0; i < 7; i++)
			got[5 + i] = weekday_test(days, i) ? '1' : '0';
		got[16] =
		    weekday_test(days, row->field[2].p[0] - '0') ? '1' : '0';
	}
	CHECK((why.len > 0) == (strcmp(got, "INVALID") == 0));
	check_result(row, got);
	buf_free(&why);
}

TEST(weekday_probes)
{
	rows = 0;
	CHECK(probe_each("weekday", probe_weekday));
	CHECK_INT(rows, 16, -1);
}

/* OSSEC documents ! but cannot parse it; ours means "all other days". */
TEST(weekday_negated)
{
	static const struct {
		const char *text;
		int days; /* -1: invalid */
	} c[] = {
		{ "!monday", 0x7d },
		{ " ! weekdays", 0x41 },
		{ "!weekdays,weekends", 0 },
		{ "!", -1 },
		{ "monday !tuesday", -1 },
		{ ",", -1 },
		{ "mondays", -1 },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf why = { 0 };
		uint8_t days = 0;
		int r = weekday_parse(&days, str_from(c[i].text), &why);

		CHECK_INT(r == 0 ? days : -1, c[i].days, i);
		buf_free(&why);
	}
}
