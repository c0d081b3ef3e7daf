/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/stats.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/err.h"
#include "lib/base/xalloc.h"

#define DAYS_NEEDED 2 /* counted before an average means something */
#define DAYS_MAX 7
#define ALERTS_PER_DAY 3

static const char *const weekdays[] = { "Sunday", "Monday", "Tuesday",
	"Wednesday", "Thursday", "Friday", "Saturday" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

struct stats {
	struct stats_options opt;
	bool started;
	struct tm day; /* of the last event */
	uint64_t today[24];
	unsigned alerts_today;
	bool alerted_this_hour;
	/* of the current hour, asked from the state once: all days, weekday */
	bool has_limits;
	struct limit {
		bool known; /* enough days were counted */
		uint64_t average, above;
	} limits[2];
};

struct stats *
stats_new(const struct stats_options *opt)
{
	struct stats *s = xcalloc(1, sizeof(*s));

	s->opt = *opt;
	return s;
}

void
stats_free(struct stats **s)
{
	free(*s);
	*s = NULL;
}

static uint64_t
get(const struct stats *s, const char *key)
{
	struct str value;
	uint64_t v;

	if (s->opt.state->get(
		s->opt.state, STATE_STATS, str_from(key), &value) != OS_OK ||
	    !str_to_u64(value, UINT64_MAX, &v))
		return 0;
	return v;
}

static void
put(const struct stats *s, const char *key, uint64_t v)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, v);
	s->opt.state->put(
	    s->opt.state, STATE_STATS, str_from(key), str_from(text));
}

/* "hour/7", or "week/1/7"; hour 24 holds how many days were counted. */
static const char *
key_of(char *buf, size_t size, int weekday, int hour)
{
	if (weekday < 0)
		snprintf(buf, size, "hour/%d", hour);
	else
		snprintf(buf, size, "week/%d/%d", weekday, hour);
	return buf;
}

static bool
same_hour(const struct tm *a, const struct tm *b)
{
	return a->tm_hour == b->tm_hour && a->tm_yday == b->tm_yday &&
	    a->tm_year == b->tm_year;
}

bool
stats_hour_over(const struct stats *s, const struct event *ev)
{
	return s->started && !same_hour(&s->day, &ev->tm);
}

int
stats_hour(const struct stats *s)
{
	return s->day.tm_hour;
}

static uint64_t
new_average(uint64_t old, uint64_t n, uint64_t days, bool excess)
{
	if (old == 0)
		return n + 20;
	if (excess)
		return (3 * n + days * old) / (days + 3) + 25;
	return (n + days * old) / (days + 1) + 5;
}

/* weekday -1: the table of all days. */
static void
update_averages(struct stats *s, int weekday)
{
	char key[32];
	uint64_t days = get(s, key_of(key, sizeof(key), weekday, 24)) + 1;
	uint64_t w = days < DAYS_MAX ? days : DAYS_MAX;

	for (int h = 0; h < 24; h++) {
		if (s->today[h] == 0)
			continue;
		key_of(key, sizeof(key), weekday, h);
		put(s, key,
		    new_average(get(s, key), s->today[h], w,
			s->alerts_today >= ALERTS_PER_DAY));
	}
	put(s, key_of(key, sizeof(key), weekday, 24), days);
}

static void
close_day(struct stats *s, struct buf *text)
{
	uint64_t total = 0;

	for (int h = 0; h < 24; h++) {
		buf_printf(
		    text, "Hour totals - %d:%" PRIu64 "\n", h, s->today[h]);
		total += s->today[h];
	}
	buf_printf(text, "Total events for day:%" PRIu64 "\n", total);
	update_averages(s, -1);
	update_averages(s, s->day.tm_wday);
	memset(s->today, 0, sizeof(s->today));
	s->alerts_today = 0;
}

void
stats_close_hour(struct stats *s, const struct event *ev,
    const struct stats_totals *totals, struct buf *text, struct buf *name)
{
	buf_printf(text,
	    "%d--%" PRIu64 "--%" PRIu64 "--%" PRIu64 "--%" PRIu64 "\n\n",
	    s->day.tm_hour, totals->alerts, totals->events, totals->syscheck,
	    totals->firewall);
	buf_printf(name, "%d/%s/ossec-totals-%02d.log", s->day.tm_year + 1900,
	    months[s->day.tm_mon], s->day.tm_mday);
	s->alerted_this_hour = false;
	s->has_limits = false;
	if (s->day.tm_yday != ev->tm.tm_yday ||
	    s->day.tm_year != ev->tm.tm_year)
		close_day(s, text);
	s->started = false;
}

/* From how many events on an alert is due, by that table. */
static struct limit
limit_of(const struct stats *s, int weekday, int hour)
{
	struct limit l = { 0 };
	uint64_t diff;
	char key[32];

	if (get(s, key_of(key, sizeof(key), weekday, 24)) <= DAYS_NEEDED)
		return l;
	l.average = get(s, key_of(key, sizeof(key), weekday, hour));
	diff = l.average * s->opt.percent / 100 + 1;
	if (diff < s->opt.mindiff)
		diff = s->opt.mindiff;
	if (diff > s->opt.maxdiff)
		diff = s->opt.maxdiff;
	l.above = l.average + diff;
	l.known = true;
	return l;
}

static void
load_limits(struct stats *s, const struct tm *tm)
{
	s->limits[0] = limit_of(s, -1, tm->tm_hour);
	s->limits[1] = limit_of(s, tm->tm_wday, tm->tm_hour);
	s->has_limits = true;
}

static void
alert_text(struct buf *text, const struct tm *tm, bool weekly, uint64_t average,
    uint64_t n)
{
	buf_printf(text, "The average number of logs between %d:00 and %d:00 ",
	    tm->tm_hour, tm->tm_hour + 1);
	if (weekly)
		buf_printf(text, "on %s ", weekdays[tm->tm_wday]);
	buf_printf(text, "is %" PRIu64 ". We reached %" PRIu64 ".", average, n);
}

bool
stats_count(struct stats *s, const struct event *ev, struct buf *text)
{
	uint64_t n;

	s->day = ev->tm;
	s->started = true;
	n = ++s->today[ev->tm.tm_hour];
	if (s->alerted_this_hour || s->alerts_today >= ALERTS_PER_DAY)
		return false;
	if (!s->has_limits)
		load_limits(s, &ev->tm);
	for (unsigned i = 0; i < NELEM(s->limits); i++) {
		if (!s->limits[i].known || n <= s->limits[i].above)
			continue;
		alert_text(text, &ev->tm, i == 1, s->limits[i].average, n);
		s->alerted_this_hour = true;
		s->alerts_today++;
		return true;
	}
	return false;
}
