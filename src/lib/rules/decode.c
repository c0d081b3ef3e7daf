/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Selects a decoder for an event and runs its expressions (spec: decoders,
 * section 8). The first top-level decoder that matches is final; its first
 * child that matches, or has no prematch, is final too.
 */
#include "lib/rules/decoder_set.h"

/* Offsets into the log from which patterns are matched. */
struct positions {
	size_t parent;  /* after the top-level decoder's prematch */
	size_t child;   /* after the chosen child's prematch */
	size_t regex;   /* after the last expression of the chain */
	bool has_regex; /* regex is valid */
};

static size_t
start_at(const struct positions *at, enum decoder_offset offset, bool top)
{
	switch (offset) {
	case OFFSET_AFTER_PARENT:
		return at->parent;
	case OFFSET_AFTER_PREMATCH:
		return top ? at->parent : at->child;
	case OFFSET_AFTER_REGEX:
		return at->has_regex ? at->regex : at->child;
	case OFFSET_NONE:
		break;
	}
	return 0;
}

static bool
match_from(const struct pattern *p, unsigned gate, struct pattern_ctx *ctx,
    const struct event *ev, size_t from, struct pattern_match *m)
{
	if (!event_may_match(ev, gate) ||
	    !event_match(ev, p, ctx, str_skip(ev->log, from), m))
		return false;
	m->end += from;
	return true;
}

static bool
top_matches(const struct decoder *d, struct pattern_ctx *ctx,
    const struct event *ev, struct positions *at)
{
	struct pattern_match m;

	if (d->program != NULL &&
	    !event_program_matches(ev, d->program, d->program_number, ctx))
		return false;
	at->parent = 0;
	if (d->prematch != NULL) {
		if (!match_from(d->prematch, d->prematch_gate, ctx, ev, 0, &m))
			return false;
		at->parent = m.end;
	}
	return true;
}

static const struct decoder *
select_top(const struct decoder_list *list, struct pattern_ctx *ctx,
    const struct event *ev, struct positions *at)
{
	for (size_t i = 0; i < list->n; i++)
		if (top_matches(&list->v[i]->d, ctx, ev, at))
			return &list->v[i]->d;
	return NULL;
}

/* Index of the chosen child, or n_children. */
static size_t
select_child(const struct decoder *top, struct pattern_ctx *ctx,
    struct event *ev, struct positions *at)
{
	struct pattern_match m;

	for (size_t i = 0; i < top->n_children; i++) {
		const struct decoder *d = top->children[i];

		at->child = at->parent;
		if (d->prematch == NULL)
			return i;
		if (match_from(d->prematch, d->prematch_gate, ctx, ev,
			start_at(at, d->prematch_offset, false), &m)) {
			at->child = m.end;
			ev->decoder = d;
			return i;
		}
		/* its chain goes with it */
		while (i + 1 < top->n_children && top->children[i]->continues)
			i++;
	}
	return top->n_children;
}

static void
assign(struct event *ev, const struct decoder *d, const struct pattern_match *m)
{
	for (size_t i = 0; i < m->n && i < d->n_order; i++) {
		if (d->order[i].field == FIELD_DYNAMIC)
			event_set_dynamic(ev, d->order[i].name, m->cap[i]);
		else
			event_set(ev, d->order[i].field, m->cap[i]);
	}
}

/* Runs one decoder's expression; true to go on with the next of the chain. */
static bool
run_regex(const struct decoder *d, struct pattern_ctx *ctx, struct event *ev,
    struct positions *at, bool top)
{
	struct pattern_match m;

	if (d->regex == NULL)
		return false;
	if (match_from(d->regex, d->regex_gate, ctx, ev,
		start_at(at, d->regex_offset, top), &m)) {
		at->regex = m.end;
		at->has_regex = true;
		ev->decoder = d;
		assign(ev, d, &m);
	} else {
		at->has_regex = false;
	}
	return d->continues;
}

void
decode(const struct decoder_set *ds, struct pattern_ctx *ctx, struct event *ev,
    enum decoder_plugin *plugin)
{
	const struct decoder *top;
	struct positions at = { 0 };
	size_t i;

	*plugin = PLUGIN_NONE;
	top = select_top(
	    ev->program.p != NULL ? &ds->with_program : &ds->without_program,
	    ctx, ev, &at);
	ev->decoder = top != NULL ? top : &ds->null;
	if (top == NULL)
		goto out;
	if (top->n_children == 0) {
		*plugin = top->plugin;
		if (top->plugin == PLUGIN_NONE)
			run_regex(top, ctx, ev, &at, true);
		goto out;
	}
	i = select_child(top, ctx, ev, &at);
	if (i == top->n_children)
		goto out;
	*plugin = top->children[i]->plugin;
	while (*plugin == PLUGIN_NONE && i < top->n_children &&
	    run_regex(top->children[i], ctx, ev, &at, false))
		i++;
out:
	ev->category = ev->decoder->category;
}
