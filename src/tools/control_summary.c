/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/control_summary.h"

#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/xalloc.h"
#include "lib/service/state_file.h"

#define INDENT "    "
#define TEXT_WIDTH 74

/* One number of the summary: the sum of all counters whose name fits, where a *
 * in front stands for the sources of ossec-logcollector. */
struct row {
	const char *key, *text;
};

/* Shown when the daemon has them, also when they are 0. */
static const struct row totals[] = {
	{ "events_received", "events received" },
	{ "alerts", "alerts" },
	{ "*.lines", "lines read" },
	{ "messages_sent", "messages sent" },
};

/* Shown when they are not 0. */
static const struct row troubles[] = {
	{ "events_malformed", "malformed" },
	{ "events_cut", "cut" },
	{ "events_dropped_nothing_new", "dropped (nothing new)" },
	{ "events_dropped_repeated", "dropped (repeated)" },
	{ "events_dropped_incomplete_firewall",
	    "dropped (incomplete firewall event)" },
	{ "events_dropped_unreadable_alert", "dropped (unreadable alert)" },
	{ "responses_local_lost", "local responses lost" },
	{ "responses_remote_lost", "remote responses lost" },
	{ "output_failures", "failed writes" },
	{ "output_bytes_waiting", "bytes not written yet" },
	{ "patterns_exhausted", "patterns given up" },
	{ "*.lines_refused", "lines refused by their format" },
	{ "*.lines_too_long", "lines too long" },
	{ "*.lost_rotated_away", "files rotated away unread" },
	{ "*.bytes_waiting", "bytes to be read" },
	{ "*.runs_skipped", "command runs skipped" },
	{ "*.timeouts", "commands timed out" },
	{ "*.failures", "commands failed" },
	{ "notices_lost", "notices lost" },
};

/* Words that are worth a remark. */
static const struct {
	const char *key, *value, *text;
} remarks[] = {
	{ "paused", "1", "paused: the outputs cannot be written" },
	{ "queue", "away", "waiting: nobody reads the queue" },
	{ "queue", "full", "waiting: the queue is full" },
	{ "queue", "locked", "waiting: no connection to the manager" },
};

static bool
fits(const char *pattern, const char *key)
{
	if (pattern[0] == '*')
		return str_ends(str_from(key), str_from(pattern + 1));
	return strcmp(pattern, key) == 0;
}

/* false: there is none. */
static bool
sum(const struct state_file *st, const char *pattern, uint64_t *total)
{
	bool found = false;

	*total = 0;
	for (size_t i = 0; i < state_file_count(st); i++) {
		const char *key, *value;
		uint64_t n;

		state_file_at(st, i, &key, &value);
		if (!fits(pattern, key) ||
		    !str_to_u64(str_from(value), UINT64_MAX, &n))
			continue;
		*total += n;
		found = true;
	}
	return found;
}

/* A line of items, several lines if need be. */
struct line {
	struct buf *b;
	size_t column;
};

static void
add_item(struct line *l, const char *text)
{
	size_t width = strlen(text) + 2;

	if (l->column != 0 && l->column + width > TEXT_WIDTH) {
		buf_add_cstr(l->b, ",\n");
		l->column = 0;
	}
	buf_printf(l->b, "%s%s", l->column == 0 ? INDENT : ", ", text);
	l->column += width;
}

static void
end_line(struct line *l)
{
	if (l->column != 0)
		buf_add_char(l->b, '\n');
	l->column = 0;
}

static void
add_number(struct line *l, uint64_t n, const char *text, uint64_t seconds)
{
	struct buf item = { 0 };

	buf_printf(&item, "%llu %s", (unsigned long long)n, text);
	if (seconds != 0)
		buf_printf(&item, " (%.1f/s)", (double)n / (double)seconds);
	add_item(l, buf_cstr(&item));
	buf_free(&item);
}

void
control_summary(struct buf *b, const struct state_file *st, uint64_t seconds)
{
	struct line l = { b, 0 };
	uint64_t n;

	for (size_t i = 0; i < NELEM(totals); i++) {
		/* a rate for the first, by which the others can be judged */
		if (sum(st, totals[i].key, &n))
			add_number(
			    &l, n, totals[i].text, l.column == 0 ? seconds : 0);
	}
	end_line(&l);
	for (size_t i = 0; i < NELEM(remarks); i++) {
		const char *value = state_file_get(st, remarks[i].key);

		if (value != NULL && strcmp(value, remarks[i].value) == 0)
			add_item(&l, remarks[i].text);
	}
	for (size_t i = 0; i < NELEM(troubles); i++) {
		if (sum(st, troubles[i].key, &n) && n != 0)
			add_number(&l, n, troubles[i].text, 0);
	}
	end_line(&l);
}
