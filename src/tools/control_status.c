/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/control_status.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/port/port_time.h"
#include "lib/service/state_file.h"
#include "tools/control_summary.h"

#define TEXT_WIDTH 74

/* What is known of one daemon. */
struct status {
	const char *name;
	bool running;
	pid_t pid;
	bool supervised, waiting;
	uint64_t since, restarts;
	const char *sandbox;            /* NULL: not known */
	const struct state_file *state; /* its own; NULL: none of this pid */
};

/* Keys of the state file that are shown in their own place. */
static bool
is_counter(const char *key)
{
	static const char *const others[] = { "pid", "started", "sandbox" };

	for (size_t i = 0; i < NELEM(others); i++) {
		if (strcmp(key, others[i]) == 0)
			return false;
	}
	return true;
}

static uint64_t
supervisors(const struct state_file *st, const char *name, const char *what)
{
	char key[128];

	snprintf(key, sizeof(key), "%s.%s", name, what);
	return state_file_get_u64(st, key);
}

static void
from_supervisor(struct status *s, const struct state_file *st)
{
	char key[128];
	const char *word;

	snprintf(key, sizeof(key), "%s.state", s->name);
	word = state_file_get(st, key);
	s->waiting =
	    !s->running && word != NULL && strcmp(word, "waiting") == 0;
	s->restarts = supervisors(st, s->name, "restarts");
	if (s->running && supervisors(st, s->name, "pid") == (uint64_t)s->pid) {
		s->supervised = true;
		s->since = supervisors(st, s->name, "since");
	}
}

/* A state file may be of an earlier process; the pid tells. */
static void
from_daemon(struct status *s, struct state_file **own)
{
	char path[128];

	snprintf(path, sizeof(path), "var/run/%s/state", s->name);
	if (state_file_load(own, path) != OS_OK ||
	    state_file_get_u64(*own, "pid") != (uint64_t)s->pid)
		return;
	s->state = *own;
	s->since = state_file_get_u64(*own, "started");
	s->sandbox = state_file_get(*own, "sandbox");
}

static void
gather(struct status *s, const struct control_daemon *d,
    const struct state_file *sup, struct state_file **own)
{
	int fd;

	*s = (struct status){ .name = d->name };
	*own = NULL;
	s->running = control_set_find(d, &s->pid, &fd) == OS_OK;
	if (s->running)
		close(fd);
	if (sup != NULL)
		from_supervisor(s, sup);
	if (s->running)
		from_daemon(s, own);
}

static void
format_time(uint64_t t, char *text, size_t size)
{
	struct tm tm;

	port_localtime((int64_t)t, &tm);
	strftime(text, size, "%Y-%m-%d %H:%M:%S", &tm);
}

/* Those that are not 0, over as many lines as needed. */
static void
text_counters(const struct state_file *st, struct buf *b)
{
	size_t column = 0;

	for (size_t i = 0; i < state_file_count(st); i++) {
		const char *key, *value;
		size_t width;

		state_file_at(st, i, &key, &value);
		if (!is_counter(key) || strcmp(value, "0") == 0)
			continue;
		width = strlen(key) + strlen(value) + 3;
		if (column != 0 && column + width > TEXT_WIDTH) {
			buf_add_cstr(b, ",\n");
			column = 0;
		}
		buf_printf(
		    b, "%s%s %s", column == 0 ? "    " : ", ", key, value);
		column += width;
	}
	if (column != 0)
		buf_add_char(b, '\n');
}

static void
text_details(const struct status *s, bool all, struct buf *b)
{
	uint64_t now = (uint64_t)(port_now_ns() / 1000000000);
	char since[32];

	format_time(s->since, since, sizeof(since));
	buf_printf(b, "    pid %d, since %s, ", (int)s->pid,
	    s->since != 0 ? since : "?");
	if (s->supervised)
		buf_printf(b, "restarts %llu", (unsigned long long)s->restarts);
	else
		buf_add_cstr(b, "not supervised");
	buf_printf(
	    b, "; %s\n", s->sandbox != NULL ? s->sandbox : "sandbox not known");
	if (s->state != NULL && all)
		text_counters(s->state, b);
	else if (s->state != NULL)
		control_summary(
		    b, s->state, now > s->since ? now - s->since : 0);
}

static void
text_one(const struct status *s, bool all, struct buf *b)
{
	if (s->running) {
		buf_printf(b, "%s is running...\n", s->name);
		text_details(s, all, b);
	} else {
		buf_printf(b, "%s not running...\n", s->name);
		if (s->waiting)
			buf_printf(b,
			    "    died; to be started again, restarts %llu; see "
			    "logs/ossec.log\n",
			    (unsigned long long)s->restarts);
	}
}

/* A number stays one. */
static void
json_value(struct buf *b, const char *value)
{
	uint64_t n;

	if (str_to_u64(str_from(value), INT64_MAX, &n))
		buf_add_u64(b, n);
	else
		buf_add_json(b, str_from(value));
}

static void
json_counters(const struct status *s, struct buf *b)
{
	const char *sep = "";

	buf_add_cstr(b, ",\"counters\":{");
	for (size_t i = 0; i < state_file_count(s->state); i++) {
		const char *key, *value;

		state_file_at(s->state, i, &key, &value);
		if (!is_counter(key))
			continue;
		buf_add_cstr(b, sep);
		buf_add_json(b, str_from(key));
		buf_add_char(b, ':');
		json_value(b, value);
		sep = ",";
	}
	buf_add_char(b, '}');
}

static void
json_one(const struct status *s, struct buf *b)
{
	buf_add_cstr(b, "{\"name\":");
	buf_add_json(b, str_from(s->name));
	buf_printf(b, ",\"running\":%s", s->running ? "true" : "false");
	if (s->running)
		buf_printf(b, ",\"pid\":%d,\"since\":%llu,\"supervised\":%s",
		    (int)s->pid, (unsigned long long)s->since,
		    s->supervised ? "true" : "false");
	buf_printf(b, ",\"restarts\":%llu", (unsigned long long)s->restarts);
	if (s->sandbox != NULL) {
		buf_add_cstr(b, ",\"sandbox\":");
		buf_add_json(b, str_from(s->sandbox));
	}
	if (s->state != NULL)
		json_counters(s, b);
	buf_add_char(b, '}');
}

static void
json_head(const char *home, struct buf *b)
{
	buf_add_cstr(b, "{\"version\":\"" OSSEC_NG_VERSION "\",\"home\":");
	buf_add_json(b, str_from(home));
	buf_add_cstr(b, ",\"daemons\":[");
}

int
control_status_print(const char *home, const struct control_set *set,
    enum control_status_form form)
{
	struct state_file *sup = NULL;
	struct buf b = { 0 };
	bool all = set->n > 0, json = form == STATUS_JSON;

	if (state_file_load(&sup, CONTROL_STATE_PATH) != OS_OK)
		sup = NULL;
	if (json)
		json_head(home, &b);
	for (size_t i = 0; i < set->n; i++) {
		struct state_file *own;
		struct status s;

		gather(&s, &set->v[set->stop[i]], sup, &own);
		all = all && s.running;
		if (json && i > 0)
			buf_add_char(&b, ',');
		if (json)
			json_one(&s, &b);
		else
			text_one(&s, form == STATUS_LONG, &b);
		state_file_free(&own);
	}
	if (json)
		buf_printf(&b, "],\"running\":%s}\n", all ? "true" : "false");
	else if (set->n == 0)
		buf_printf(&b, "No daemon is installed in %s/bin.\n", home);
	fputs(buf_cstr(&b), stdout);
	buf_free(&b);
	state_file_free(&sup);
	return all ? 0 : 1;
}
