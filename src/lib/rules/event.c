/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/event.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "lib/base/xalloc.h"
#include "lib/rules/predecode.h"
#include "lib/rules/program_memo.h"

static const char *const category_names[CATEGORY_COUNT] = {
	[CATEGORY_SYSLOG] = "syslog",
	[CATEGORY_FIREWALL] = "firewall",
	[CATEGORY_IDS] = "ids",
	[CATEGORY_WEBLOG] = "web-log",
	[CATEGORY_SQUID] = "squid",
	[CATEGORY_WINDOWS] = "windows",
	[CATEGORY_HOSTINFO] = "host-information",
	[CATEGORY_OSSEC] = "ossec",
};

const char *
category_name(enum category c)
{
	return category_names[c];
}

bool
category_parse(struct str name, enum category *out)
{
	for (unsigned c = 0; c < CATEGORY_COUNT; c++) {
		if (category_names[c] != NULL &&
		    str_is(name, category_names[c])) {
			*out = (enum category)c;
			return true;
		}
	}
	return false;
}

const char *
field_label(enum field_id f)
{
	static const char *const labels[FIELD_COUNT] = {
		[FIELD_DSTUSER] = "dstuser",
		[FIELD_SRCUSER] = "srcuser",
		[FIELD_SRCIP] = "srcip",
		[FIELD_DSTIP] = "dstip",
		[FIELD_SRCPORT] = "srcport",
		[FIELD_DSTPORT] = "dstport",
		[FIELD_PROTOCOL] = "proto",
		[FIELD_ACTION] = "action",
		[FIELD_ID] = "id",
		[FIELD_URL] = "url",
		[FIELD_DATA] = "extra_data",
		[FIELD_STATUS] = "status",
		[FIELD_SYSTEM_NAME] = "system_name",
		[FIELD_FILENAME] = "filename",
		[FIELD_COMMAND] = "command",
		[FIELD_SRCGEOIP] = "srcgeoip",
		[FIELD_DSTGEOIP] = "dstgeoip",
	};

	return labels[f];
}

void
event_init(struct event *ev, size_t cap)
{
	struct event keep = *ev;

	*ev = (struct event){ 0 };
	ev->arena = keep.arena != NULL ? keep.arena : arena_new(cap);
	arena_reset(ev->arena);
	ev->dynamic = keep.dynamic;
	ev->dynamic_cap = keep.dynamic_cap;
	ev->captured = keep.captured;
	ev->captured_cap = keep.captured_cap;
}

void
event_free(struct event *ev)
{
	arena_free(&ev->arena);
	free(ev->dynamic);
	free(ev->captured);
	*ev = (struct event){ 0 };
}

static void
remember_capture(struct event *ev, struct str name, struct str value)
{
	struct named_value *c =
	    ARRAY_ADD(ev->captured, ev->n_captured, ev->captured_cap);

	c->name = name;
	c->value = value;
}

void
event_scan(struct event *ev, const struct prefilter *f)
{
	/* literals speak of ASCII texts only */
	ev->ascii = str_ascii(ev->log);
	if (ev->ascii)
		ev->gates = prefilter_scan(f, ev->log, ev->arena);
}

bool
event_match(const struct event *ev, const struct pattern *p,
    struct pattern_ctx *ctx, struct str part, struct pattern_match *m)
{
	/* every slice of ASCII is ASCII: no need to look again */
	return ev->ascii
	    ? pattern_match_kind(p, ctx, part, PATTERN_SUBJECT_ASCII, m)
	    : pattern_match(p, ctx, part, m);
}

bool
event_program_matches(const struct event *ev, const struct pattern *p,
    unsigned number, struct pattern_ctx *ctx)
{
	if (ev->program.p == NULL)
		return false;
	if (ev->programs == NULL || number == PROGRAM_NONE)
		return pattern_match(p, ctx, ev->program, NULL);
	return ev->programs[number / 64] >> (number % 64) & 1;
}

bool
event_may_match(const struct event *ev, unsigned gate)
{
	return gate == PREFILTER_NONE || ev->gates == NULL ||
	    (ev->gates[gate / 64] >> (gate % 64) & 1);
}

void
event_set(struct event *ev, enum field_id f, struct str value)
{
	ev->field[f] = value;
	remember_capture(ev, str_from(field_label(f)), value);
}

static struct named_value *
find_dynamic(const struct event *ev, struct str name)
{
	for (size_t i = 0; i < ev->n_dynamic; i++)
		if (str_ieq(ev->dynamic[i].name, name))
			return &ev->dynamic[i];
	return NULL;
}

void
event_set_dynamic(struct event *ev, struct str name, struct str value)
{
	struct named_value *v = find_dynamic(ev, name);

	if (v == NULL) {
		v = ARRAY_ADD(ev->dynamic, ev->n_dynamic, ev->dynamic_cap);
		v->name = name;
	}
	v->value = value;
	remember_capture(ev, name, value);
}

struct str
event_dynamic(const struct event *ev, struct str name)
{
	const struct named_value *v = find_dynamic(ev, name);

	return v != NULL ? v->value : STR_NONE;
}

struct str
event_copy(struct event *ev, struct str s)
{
	struct str copy = arena_str(ev->arena, s);

	return copy.p != NULL ? copy : STR_LIT("");
}

/* Likewise, without the bytes 0 to 31 and 127. */
static struct str
without_controls(struct event *ev, struct str text)
{
	char *p = arena_alloc(ev->arena, text.len + 1);
	size_t n = 0;

	if (p == NULL)
		return STR_LIT("");
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c >= 32 && c != 127)
			p[n++] = (char)c;
	}
	p[n] = '\0';
	return str_slice(p, n);
}

/* A copy of a line for alerts.log, where an empty line ends an alert, and words
 * at the beginning of one say what it is ("** Alert ", "User: "). */
static void
add_diff_line(struct buf *b, struct str line)
{
	size_t start = b->len;

	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.p[i];

		if (c < 32 || c == 127)
			continue;
		if (b->len == start && (c == '*' || (c >= 'A' && c <= 'Z')))
			buf_add_char(b, ' ');
		buf_add_char(b, (char)c);
	}
	if (b->len != start)
		buf_add_char(b, '\n');
}

void
event_set_diff(struct event *ev, struct str diff)
{
	struct buf b = { 0 };
	struct str line;

	while (str_split(&diff, '\n', &line))
		add_diff_line(&b, line);
	ev->fim_diff =
	    b.len != 0 ? arena_str(ev->arena, buf_str(&b)) : STR_NONE;
	buf_free(&b);
}

void
event_set_log(struct event *ev, struct str text)
{
	ev->full_log = ev->log = event_copy(ev, text);
	ev->size = ev->log.len;
}

void
event_predecode(struct event *ev, char queue, struct str location,
    struct str text, struct str server)
{
	struct header h;

	ev->queue = queue;
	ev->location = event_copy(ev, location);
	ev->from_agent = str_starts(location, STR_LIT("("));
	ev->full_log = without_controls(ev, text);
	predecode(ev->full_log, &h);
	ev->parsed_host = h.host;
	ev->program = h.program;
	ev->log = h.log;
	ev->size = h.log.len;
	if (ev->from_agent)
		ev->hostname = ev->location;
	else
		ev->hostname = h.host.p != NULL ? h.host : server;
}
