/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of one event (spec: analysis-events, section 1; rules, section 9):
 *
 *	text -> header -> decoder -> firewall -> flood filter -> accumulator
 *	     -> statistics -> rules -> alert, responses, memory
 *
 * prepare() is a function of the event and the ruleset alone. What follows it
 * has a memory and runs in the order of the events.
 */
#include "lib/rules/engine.h"

#include <stdlib.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/port/port_time.h"
#include "lib/rules/accumulator.h"
#include "lib/rules/fts.h"
#include "lib/rules/internal_event.h"
#include "lib/rules/rule_conds.h"
#include "lib/rules/program_memo.h"
#include "lib/rules/stats.h"

#define FLOOD_WINDOW 3
#define DIFF_MAX 8192             /* longest output check_diff compares */
#define MAX_EVENT_BYTES (4 << 20) /* location and text: a quarter of it */

struct engine {
	struct engine_options opt;
	const struct ruleset *rs;
	struct pattern_ctx ctx;
	struct program_memo *programs;
	struct correlator *correlator;
	struct fts *fts;
	struct accumulator *accumulator;
	struct stats *stats;
	struct rule stats_rule;

	/* by rule index */
	uint64_t *fired, *fired_this_hour;
	int64_t *silent_since; /* of ignore; 0: unset */

	struct buf flood[FLOOD_WINDOW]; /* the last accepted syslog lines */
	unsigned flood_next;

	struct buf scratch;
	struct buf diff_old; /* what check_diff found, for this event */
	bool diff_found;

	struct engine_counters counters;
	struct stats_totals hour; /* of the current hour */
	struct buf stats_text, stats_name;
	bool stats_ready;

	int64_t tm_second; /* of tm */
	struct tm tm;
};

const char *
drop_reason_name(enum drop_reason r)
{
	static const char *const names[DROP_REASONS] = {
		[DROP_NONE] = "none",
		[DROP_FORMAT] = "malformed",
		[DROP_INTERNAL] = "nothing_new",
		[DROP_FIREWALL] = "incomplete_firewall",
		[DROP_REPEATED] = "repeated",
		[DROP_PLUGIN] = "unreadable_alert",
	};

	return names[r];
}

void
engine_options_init(struct engine_options *opt)
{
	*opt = (struct engine_options){
		.server = "ossec-server",
		.correlation = CORRELATION_KEYED,
		.memory_size = 8192,
		.sid_list_size = 128,
		.keyed_budget = 64 << 20,
		.fts_list_size = 32,
		.fts_min_similar = 14,
		.log_fw = true,
		.flood_filter = true,
		.stats_level = 4,
		.stats_mindiff = 1250,
		.stats_maxdiff = 999000,
		.stats_percent = 150,
		.auto_ignore = true,
	};
}

static struct correlator *
new_correlator(const struct engine *e)
{
	const struct correlator_options copt = { e->opt.correlation,
		e->opt.memory_size, e->opt.sid_list_size, e->opt.keyed_budget };

	return correlator_new(e->rs, &copt);
}

struct engine *
engine_new(const struct engine_options *opt)
{
	struct engine *e = xcalloc(1, sizeof(*e));
	const struct stats_options sopt = { opt->state, opt->stats_mindiff,
		opt->stats_maxdiff, opt->stats_percent };
	size_t n = opt->rules->n_rules + 1;

	e->opt = *opt;
	e->rs = opt->rules;
	pattern_ctx_init(&e->ctx);
	e->programs = program_memo_new(&e->rs->programs);
	e->correlator = new_correlator(e);
	e->fts = fts_new(opt->state, opt->fts_list_size, opt->fts_min_similar);
	e->accumulator = accumulator_new();
	e->stats = stats_new(&sopt);
	e->stats_rule = *e->rs->stats_rule;
	e->stats_rule.level = opt->stats_level;
	e->stats_rule.mail = opt->stats_level >= e->rs->email_alert_level;
	e->fired = xcalloc(n, sizeof(*e->fired));
	e->fired_this_hour = xcalloc(n, sizeof(*e->fired_this_hour));
	e->silent_since = xcalloc(n, sizeof(*e->silent_since));
	e->tm_second = -1;
	return e;
}

void
engine_forget(struct engine *e)
{
	correlator_free(&e->correlator);
	e->correlator = new_correlator(e);
	accumulator_free(&e->accumulator);
	e->accumulator = accumulator_new();
	memset(e->silent_since, 0,
	    (e->rs->n_rules + 1) * sizeof(*e->silent_since));
}

void
engine_free(struct engine **ep)
{
	struct engine *e = *ep;

	if (e == NULL)
		return;
	pattern_ctx_free(&e->ctx);
	program_memo_free(&e->programs);
	correlator_free(&e->correlator);
	fts_free(&e->fts);
	accumulator_free(&e->accumulator);
	stats_free(&e->stats);
	free(e->fired);
	free(e->fired_this_hour);
	free(e->silent_since);
	for (unsigned i = 0; i < FLOOD_WINDOW; i++)
		buf_free(&e->flood[i]);
	buf_free(&e->scratch);
	buf_free(&e->diff_old);
	buf_free(&e->stats_text);
	buf_free(&e->stats_name);
	free(e);
	*ep = NULL;
}

/* ---- text to decoded event ---- */

static void
set_time(struct engine *e, struct event *ev, int64_t time_ns)
{
	ev->time_ns = time_ns;
	ev->time = time_ns / 1000000000;
	if (ev->time != e->tm_second) {
		port_localtime(ev->time, &e->tm);
		e->tm_second = ev->time;
	}
	ev->tm = e->tm;
}

static bool
refers_to_parent(struct str location)
{
	size_t at;

	if (str_is(location, "..") || str_starts(location, STR_LIT("../")))
		return true;
	while ((at = str_find(location, STR_LIT("/.."))) != SIZE_MAX) {
		location = str_skip(location, at + 3);
		if (location.len == 0 || location.p[0] == '/')
			return true;
	}
	return false;
}

/* Internal messages keep their text whole: there is no header to take off. */
static enum drop_reason
prepare_internal(struct engine *e, struct event *ev,
    enum drop_reason (*decode_it)(
	const struct engine_options *, struct event *))
{
	if (!ev->from_agent)
		ev->hostname = str_from(e->opt.server);
	ev->program = STR_NONE;
	ev->parsed_host = STR_NONE;
	ev->log = ev->full_log;
	return decode_it(&e->opt, ev);
}

static enum drop_reason
prepare(struct engine *e, const struct raw_event *raw, struct event *ev)
{
	struct str text = raw->text;
	enum decoder_plugin plugin;
	size_t line;

	set_time(e, ev, raw->time_ns);
	if (refers_to_parent(raw->location) ||
	    raw->location.len + text.len > MAX_EVENT_BYTES / 4)
		return DROP_FORMAT;
	/* the lines behind an integrity message are no part of the name */
	line = raw->queue == '8' ? str_chr(text, '\n') : SIZE_MAX;
	if (line != SIZE_MAX) {
		event_set_diff(ev, str_skip(text, line + 1));
		text = str_head(text, line);
	}
	event_predecode(
	    ev, raw->queue, raw->location, text, str_from(e->opt.server));
	switch (raw->queue) {
	case '8':
		return prepare_internal(e, ev, fim_event);
	case '9':
		return prepare_internal(e, ev, rootcheck_event);
	case '3':
		return prepare_internal(e, ev, hostinfo_event);
	default:
		break;
	}
	event_scan(ev, e->rs->prefilter);
	if (ev->program.p != NULL)
		ev->programs =
		    program_memo_get(e->programs, &e->ctx, ev->program);
	decode(e->rs->decoders, &e->ctx, ev, &plugin);
	return plugin_decode(e->rs, plugin, ev);
}

/* Is the line one of the last three accepted? */
static bool
is_repeated(struct engine *e, const struct event *ev)
{
	struct buf *b;

	if (!e->opt.flood_filter || ev->category != CATEGORY_SYSLOG)
		return false;
	for (unsigned i = 0; i < FLOOD_WINDOW; i++)
		if (e->flood[i].p != NULL &&
		    str_eq(buf_str(&e->flood[i]), ev->full_log))
			return true;
	b = &e->flood[e->flood_next];
	e->flood_next = (e->flood_next + 1) % FLOOD_WINDOW;
	buf_clear(b);
	buf_add_str(b, ev->full_log);
	return false;
}

/* ---- rules ---- */

/* The agent's name, or the host's. */
static struct str
host_of(const struct event *ev)
{
	struct str s = ev->hostname;

	if (!ev->from_agent)
		return s;
	s = str_skip(s, 1);
	return str_head(s, str_chr(s, ')'));
}

static void
diff_key(struct engine *e, const struct event *ev, const struct rule *r)
{
	buf_clear(&e->scratch);
	buf_add_str(&e->scratch, host_of(ev));
	buf_add_char(&e->scratch, '\0');
	buf_add_u64(&e->scratch, r->id);
}

/* Has the output changed since the rule was last tried on it? */
static bool
check_diff(struct engine *e, const struct event *ev, const struct rule *r)
{
	struct state *st = e->opt.state;
	struct str old;
	bool known;

	if (ev->log.len >= DIFF_MAX)
		return false;
	diff_key(e, ev, r);
	known = st->get(st, STATE_DIFF, buf_str(&e->scratch), &old) == OS_OK;
	if (known && str_eq(old, ev->log))
		return false;
	if (known) {
		buf_clear(&e->diff_old);
		buf_add_str(&e->diff_old, old);
		e->diff_found = true;
	}
	st->put(st, STATE_DIFF, buf_str(&e->scratch), ev->log);
	return known;
}

static bool
check_fts(struct engine *e, const struct event *ev)
{
	if (ev->first_time)
		return true; /* rootcheck's own mark, not consumed */
	return ev->decoder->fts != 0 && fts_first_time(e->fts, ev);
}

/* The name of the first condition that does not hold, or NULL. */
static const char *
failing(const struct cond *v, size_t n, struct pattern_ctx *ctx,
    const struct event *ev)
{
	for (size_t i = 0; i < n; i++)
		if (!event_may_match(ev, v[i].gate) ||
		    !cond_holds(&v[i], ctx, ev))
			return v[i].element;
	return NULL;
}

static const char *
failing_stateful(struct engine *e, const struct event *ev, const struct rule *r)
{
	const struct rule_conds *c = r->conds;
	const char *element;

	if (c->check_diff && !check_diff(e, ev, r))
		return "check_diff";
	if (c->if_fts && !check_fts(e, ev))
		return "if_fts";
	element = failing(c->lists, c->n_lists, &e->ctx, ev);
	if (element == NULL && c->correlation >= 0 &&
	    !correlator_holds(e->correlator, (unsigned)c->correlation, ev))
		return "frequency";
	return element;
}

static bool
rule_holds(struct engine *e, const struct event *ev, const struct rule_node *n)
{
	const struct rule_conds *c = n->rule->conds;
	const char *element =
	    failing(c->stateless, c->n_stateless, &e->ctx, ev);

	if (element == NULL)
		element = failing_stateful(e, ev, n->rule);
	if (e->opt.trace != NULL)
		e->opt.trace->tried(e->opt.trace->arg, n->rule, element == NULL,
		    element, n->n_children != 0);
	return element == NULL;
}

/* The rule that wins below n, n itself included; NULL: none. */
static const struct rule *
try_node(struct engine *e, const struct event *ev, const struct rule_node *n)
{
	if (!rule_holds(e, ev, n))
		return NULL;
	for (unsigned i = 0; i < n->n_children; i++) {
		const struct rule *r =
		    try_node(e, ev, &e->rs->nodes[n->first_child + i]);

		if (r != NULL)
			return r;
	}
	return n->rule->noalert ? NULL : n->rule;
}

static const struct rule *
find_rule(struct engine *e, const struct event *ev)
{
	if (ev->bound_rule != NULL)
		return ev->bound_rule;
	for (size_t i = 0; i < e->rs->n_roots; i++) {
		const struct rule *r;

		if (e->rs->root_categories[i] != ev->category)
			continue;
		r = try_node(e, ev, &e->rs->nodes[i]);
		if (r != NULL)
			return r;
	}
	return NULL;
}

/* Within the rule's own silence? One timer per rule. */
static bool
in_silence(struct engine *e, const struct event *ev, const struct rule *r)
{
	int64_t *since = &e->silent_since[r->index];

	if (r->ignore_secs == 0)
		return false;
	if (*since != 0 && ev->time - *since < r->ignore_secs)
		return true;
	/* ossec-logtest forgets the timer where the daemon renews it */
	*since = *since != 0 && e->opt.ignore_resets ? 0 : ev->time;
	return false;
}

static bool
is_in_ignore_list(
    struct engine *e, const struct event *ev, const struct rule *r)
{
	struct state *st = e->opt.state;
	struct str value;

	if (r->check_if_ignored == 0)
		return false;
	ignore_line(&e->scratch, ev, r->check_if_ignored);
	return st->get(st, STATE_IGNORE, buf_str(&e->scratch), &value) == OS_OK;
}

static void
add_to_ignore_list(
    struct engine *e, const struct event *ev, const struct rule *r)
{
	struct state *st = e->opt.state;

	if (r->ignore_fields == 0)
		return;
	ignore_line(&e->scratch, ev, r->ignore_fields);
	st->put(st, STATE_IGNORE, buf_str(&e->scratch), STR_LIT(""));
}

static void
fill_alert(struct engine *e, const struct event *ev, const struct rule *r,
    struct alert *a)
{
	*a = (struct alert){ .rule = r, .full_log = ev->full_log };
	a->fired = e->fired[r->index];
	correlator_previous(e->correlator, a);
	if (e->diff_found) {
		a->previous[0] = arena_str(ev->arena, buf_str(&e->diff_old));
		a->n_previous = 1;
		a->previous_is_output = true;
	}
}

static void
conclude(struct engine *e, struct event *ev, const struct rule *r,
    struct outcome *out)
{
	e->fired[r->index]++;
	e->fired_this_hour[r->index]++;
	out->rule = r;
	fill_alert(e, ev, r, &out->alert);
	if (r->level == 0)
		return;
	if (in_silence(e, ev, r)) {
		out->silenced = true;
		return;
	}
	if (is_in_ignore_list(e, ev, r)) {
		out->silenced = true;
		out->rule = NULL; /* its result is withdrawn */
		return;
	}
	add_to_ignore_list(e, ev, r);
	out->has_alert = r->log;
	if (r->log) {
		e->counters.alerts++;
		e->hour.alerts++;
	}
	if (r->n_responses != 0)
		response_select(e->rs->responses, e->opt.allow, ev, out);
	correlator_add(e->correlator, r, ev, &e->ctx);
}

/* ---- statistics ---- */

static void
close_hour(struct engine *e, const struct event *ev)
{
	buf_clear(&e->stats_text);
	buf_clear(&e->stats_name);
	for (size_t i = 0; i < e->rs->n_rules; i++) {
		const struct rule *r = e->rs->rules[i];

		if (e->fired_this_hour[i] == 0)
			continue;
		buf_printf(&e->stats_text, "%d-%u-%u-%llu\n",
		    stats_hour(e->stats), r->id, r->level,
		    (unsigned long long)e->fired_this_hour[i]);
		e->fired_this_hour[i] = 0;
	}
	stats_close_hour(
	    e->stats, ev, &e->hour, &e->stats_text, &e->stats_name);
	e->hour = (struct stats_totals){ 0 };
	e->stats_ready = true;
}

static void
count_event(struct engine *e, struct event *ev, struct outcome *out)
{
	if (e->opt.stats_level == 0)
		return;
	if (stats_hour_over(e->stats, ev))
		close_hour(e, ev);
	buf_clear(&e->scratch);
	e->hour.events++;
	e->hour.firewall += out->firewall;
	e->hour.syscheck += ev->queue == '8';
	if (!stats_count(e->stats, ev, &e->scratch))
		return;
	out->has_stats_alert = true;
	out->stats_alert = (struct alert){
		.rule = &e->stats_rule,
		.fired = 1,
		.full_log = arena_str(ev->arena, buf_str(&e->scratch)),
	};
	e->counters.alerts++;
	e->hour.alerts++;
}

bool
engine_take_stats(struct engine *e, struct stats_output *out)
{
	if (!e->stats_ready)
		return false;
	e->stats_ready = false;
	out->name = buf_str(&e->stats_name);
	out->text = buf_str(&e->stats_text);
	return true;
}

/* ---- the whole ---- */

void
engine_event(struct engine *e, const struct raw_event *raw, struct event *ev,
    struct outcome *out)
{
	const struct rule *r;

	*out = (struct outcome){ 0 };
	event_init(ev, MAX_EVENT_BYTES);
	e->counters.events++;
	e->diff_found = false;
	correlator_begin(e->correlator);

	out->drop = prepare(e, raw, ev);
	if (out->drop == DROP_NONE && e->opt.log_fw &&
	    ev->category == CATEGORY_FIREWALL) {
		out->drop = firewall_event(ev);
		out->firewall = out->drop == DROP_NONE;
	}
	if (out->drop == DROP_NONE && is_repeated(e, ev))
		out->drop = DROP_REPEATED;
	e->counters.syscheck += raw->queue == '8';
	if (out->drop != DROP_NONE) {
		out->firewall = false;
		e->counters.dropped[out->drop]++;
		e->hour.syscheck += raw->queue == '8';
		return;
	}
	e->counters.firewall += out->firewall;
	accumulator_event(e->accumulator, ev);
	count_event(e, ev, out);
	out->archived = true;
	e->counters.archived++;
	r = find_rule(e, ev);
	if (r != NULL)
		conclude(e, ev, r, out);
}

const struct engine_counters *
engine_get_counters(struct engine *e)
{
	struct correlator_usage u;

	correlator_usage(e->correlator, &u);
	e->counters.keyed_evicted = u.evicted;
	e->counters.keyed_windows = u.windows;
	e->counters.keyed_bytes = u.bytes;
	e->counters.pattern_exhausted = e->ctx.exhausted;
	return &e->counters;
}

uint64_t
engine_fired(const struct engine *e, const struct rule *rule)
{
	return rule != &e->stats_rule ? e->fired[rule->index] : 0;
}
