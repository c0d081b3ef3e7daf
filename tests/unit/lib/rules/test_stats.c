/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Averages, alerts about far more events than usual, hourly totals (spec:
 * analysis-events, section 12).
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/buf.h"

#define DEC                                                                  \
	"<decoder name='fw'><prematch>^fw </prematch><type>firewall</type>"  \
	"<regex offset='after_prematch'>(\\S+) (\\S+) (\\S+) (\\S+)</regex>" \
	"<order>action,srcip,dstip,protocol</order></decoder>"
#define RULES                                                               \
	"<group name='g,'><rule id='100' level='3'><match>a</match></rule>" \
	"<rule id='101' level='0'><match>zero</match></rule></group>"

static const int64_t midnight = 1699920000; /* 14 November 2023, a Tuesday */

static void
start(struct fixture *f, unsigned mindiff)
{
	fixture_init(f);
	f->opt.stats_level = 4;
	f->opt.stats_mindiff = mindiff;
	fixture_load(f, DEC, RULES);
	f->now = midnight;
}

static void
put(struct fixture *f, const char *key, unsigned v)
{
	char *text = xasprintf("%u", v);

	f->state->put(f->state, STATE_STATS, str_from(key), str_from(text));
	free(text);
}

static long
get(struct fixture *f, const char *key)
{
	struct str v;
	uint64_t n;

	if (f->state->get(f->state, STATE_STATS, str_from(key), &v) != 0 ||
	    !str_to_u64(v, UINT64_MAX, &n))
		return -1;
	return (long)n;
}

/* n events within the second; the number of alerts about them. */
static unsigned
events(struct fixture *f, unsigned n)
{
	unsigned alerts = 0;

	for (unsigned i = 0; i < n; i++) {
		fixture_event(f, "a");
		f->now--;
		alerts += f->out.has_stats_alert;
	}
	return alerts;
}

TEST(thresholds)
{
	static const struct {
		unsigned days, average, mindiff, maxdiff, percent;
		unsigned quiet; /* so many raise no alert, one more does; 0:
				 * not even very many */
	} c[] = {
		{ 3, 100, 10, 999000, 150, 251 }, /* 100 + 100 * 1.5 + 1 */
		{ 2, 100, 10, 999000, 150, 0 },   /* too few days */
		{ 3, 100, 200, 999000, 150, 300 },
		{ 3, 100, 10, 50, 150, 150 },
		{ 3, 7, 1, 999000, 50, 11 }, /* 7 + 3 + 1 */
		{ 3, 0, 20, 999000, 150, 20 },
		{ 9, 100, 10, 999000, 150, 251 },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.stats_level = 4;
		f.opt.stats_mindiff = c[i].mindiff;
		f.opt.stats_maxdiff = c[i].maxdiff;
		f.opt.stats_percent = c[i].percent;
		fixture_load(&f, DEC, RULES);
		f.now = midnight;
		put(&f, "hour/24", c[i].days);
		put(&f, "hour/0", c[i].average);
		CHECK_INT(
		    events(&f, c[i].quiet != 0 ? c[i].quiet : 2000), 0, i);
		if (c[i].quiet != 0)
			CHECK_INT(events(&f, 1), 1, i);
		CHECK_INT(events(&f, 2000), 0, i); /* one an hour */
		fixture_free(&f);
	}
}

TEST(texts_of_alerts)
{
	struct fixture f;

	start(&f, 1);
	put(&f, "hour/24", 3);
	put(&f, "hour/0", 10);
	put(&f, "hour/1", 1000);
	put(&f, "week/2/24", 3);
	put(&f, "week/2/0", 1000);
	put(&f, "week/2/1", 10);
	CHECK_INT(events(&f, 27), 1, 0);
	CHECK_STR(f.out.stats_alert.full_log,
	    "The average number of logs between 0:00 and 1:00 is 10. We "
	    "reached 27.",
	    0);
	CHECK_INT(f.out.stats_alert.rule->id, 11, 0);
	CHECK_INT(f.out.stats_alert.rule->level, 4, 0);
	CHECK_STR(f.out.stats_alert.rule->group, "stats,", 0);
	CHECK_STR(f.out.stats_alert.rule->description,
	    "Excessive number of events (above normal).", 0);
	CHECK(!f.out.stats_alert.rule->mail);
	/* the event itself goes on */
	CHECK_INT(f.out.rule->id, 100, 0);
	CHECK(f.out.has_alert);
	f.now += 3600; /* the hour's average is high, the weekday's is not */
	CHECK_INT(events(&f, 27), 1, 1);
	CHECK_STR(f.out.stats_alert.full_log,
	    "The average number of logs between 1:00 and 2:00 on Tuesday is "
	    "10. We reached 27.",
	    1);
	fixture_free(&f);

	fixture_init(&f);
	f.opt.stats_level = 7;
	fixture_load(&f, DEC, RULES);
	f.now = midnight;
	put(&f, "hour/24", 3);
	CHECK_INT(events(&f, 1251), 1, 2);
	CHECK(f.out.stats_alert.rule->mail);
	fixture_free(&f);
}

TEST(at_most_three_a_day)
{
	struct fixture f;
	unsigned alerts = 0;

	start(&f, 10);
	put(&f, "hour/24", 3);
	for (int h = 0; h < 24; h++) {
		f.now = midnight + h * 3600;
		alerts += events(&f, 30);
	}
	CHECK_INT(alerts, 3, 0);
	f.now = midnight + 24 * 3600;
	CHECK_INT(events(&f, 300), 1, 1);
	fixture_free(&f);
}

TEST(averages)
{
	/* w: counted days with this one, at most 7 */
	static const struct {
		unsigned days, old, n;
		bool excess;
		long want;
	} c[] = {
		{ 0, 0, 100, false, 120 },
		{ 5, 0, 100, false, 120 },
		{ 1, 50, 100, false, (100 + 2 * 50) / 3 + 5 },
		{ 5, 50, 101, false, (101 + 6 * 50) / 7 + 5 },
		{ 6, 50, 100, false, (100 + 7 * 50) / 8 + 5 },
		{ 40, 50, 100, false, (100 + 7 * 50) / 8 + 5 },
		{ 40, 50, 1000, true, (3 * 1000 + 7 * 50) / 10 + 25 },
		{ 3, 50, 1000, true, (3 * 1000 + 4 * 50) / 7 + 25 },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct fixture f;

		start(&f, c[i].excess ? 10 : 100000);
		put(&f, "hour/24", c[i].days);
		put(&f, "hour/5", c[i].old);
		put(&f, "hour/6", 77);
		put(&f, "week/2/24", c[i].days);
		put(&f, "week/2/5", c[i].old);
		/* three excesses make the day one of them */
		for (int h = 1; h < 4 && c[i].excess; h++) {
			f.now = midnight + h * 3600;
			CHECK_INT(events(&f, 20), 1, i);
		}
		f.now = midnight + 5 * 3600;
		events(&f, c[i].n);
		CHECK_INT(get(&f, "hour/24"), c[i].days, i);
		f.now = midnight + 86400;
		events(&f, 1);
		CHECK_INT(get(&f, "hour/5"), c[i].want, i);
		CHECK_INT(get(&f, "hour/6"), 77, i); /* no event */
		CHECK_INT(get(&f, "hour/24"), c[i].days + 1, i);
		/* the table of the weekday that is over, with its own days */
		CHECK_INT(get(&f, "week/2/5"), c[i].want, i);
		CHECK_INT(get(&f, "week/2/24"), c[i].days + 1, i);
		CHECK_INT(get(&f, "week/3/24"), -1, i);
		/* counts began anew */
		f.now = midnight + 2 * 86400;
		events(&f, 1);
		CHECK_INT(get(&f, "hour/5"), c[i].want, i);
		fixture_free(&f);
	}
}

TEST(totals)
{
	struct fixture f;
	struct stats_output out;

	start(&f, 100000);
	f.opt.alert_new_files = true;
	f.now = midnight + 22 * 3600;
	events(&f, 5);
	fixture_event(&f, "zero");
	fixture_event(&f, "fw drop 1.1.1.1 2.2.2.2 tcp");
	fixture_raw(&f, '8', "syscheck", "1:2:3:4:5:6 /x"); /* not told */
	CHECK(!engine_take_stats(f.engine, &out));
	/* the event that opens an hour belongs to it */
	f.now = midnight + 23 * 3600;
	fixture_event(&f, "fw drop 1.1.1.1 2.2.2.2 tcp");
	CHECK(engine_take_stats(f.engine, &out));
	CHECK_STR(out.name, "2023/Nov/ossec-totals-14.log", 0);
	CHECK_STR(out.text, "22-100-3-5\n22-101-0-1\n22--5--7--1--1\n\n", 0);
	CHECK(!engine_take_stats(f.engine, &out));
	/* an hour without events is left out; the day's totals have them all */
	f.now = midnight + 25 * 3600;
	events(&f, 1);
	CHECK(engine_take_stats(f.engine, &out));
	CHECK_STR(out.name, "2023/Nov/ossec-totals-14.log", 1);
	CHECK(str_starts(
	    out.text, STR_LIT("23--0--1--0--1\n\nHour totals - 0:0\n")));
	CHECK(str_ends(out.text,
	    STR_LIT("Hour totals - 22:7\nHour totals - 23:1\n"
		    "Total events for day:8\n")));
	f.now = midnight + 26 * 3600;
	events(&f, 1);
	CHECK(engine_take_stats(f.engine, &out));
	CHECK_STR(out.name, "2023/Nov/ossec-totals-15.log", 2);
	CHECK_STR(out.text, "1-100-3-1\n1--1--1--0--0\n\n", 2);
	fixture_free(&f);
}

/* What is dropped before is not counted; level 0 of the section: nothing. */
TEST(not_counted)
{
	struct fixture f;
	struct stats_output out;

	start(&f, 100000);
	fixture_event(&f, "fw drop");
	fixture_event(&f, "a");
	fixture_raw(&f, '1', "..", "a");
	f.now += 3600;
	fixture_event(&f, "a");
	CHECK(engine_take_stats(f.engine, &out));
	CHECK(str_find(out.text, STR_LIT("0--1--1--0--0\n")) != SIZE_MAX);
	fixture_free(&f);

	fixture_init(&f);
	fixture_load(&f, DEC, RULES);
	f.now = midnight;
	put(&f, "hour/24", 3);
	CHECK_INT(events(&f, 2000), 0, 0);
	f.now += 2 * 86400;
	events(&f, 1);
	CHECK(!engine_take_stats(f.engine, &out));
	CHECK_INT(get(&f, "hour/24"), 3, 0);
	fixture_free(&f);
}
