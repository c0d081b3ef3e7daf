/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/ruleset.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/err.h"
#include "lib/rules/rule_conds.h"
#include "lib/rules/rule_def.h"

/* The pseudo rule of statistical alerts (analysis-events, section 12). */
#define STATS_RULE_ID 11

struct rule_index {
	unsigned id;
	const struct rule *rule;
};

static void
load_decoders(struct builder *b)
{
	const struct ruleset_options *opt = b->opt;

	for (size_t i = 0; i < opt->n_decoders; i++) {
		struct xml *x = NULL;

		if (xml_parse(&x, opt->decoders[i].text, opt->decoders[i].name,
			b->diags) == 0 &&
		    xml_apply_variables(x, b->diags) == 0)
			decoder_set_add_file(b->rs->decoders, x, b->diags);
		xml_free(&x);
	}
	decoder_set_seal(b->rs->decoders);
	decoder_set_prepare(
	    b->rs->decoders, b->rs->prefilter, &b->rs->programs);
}

/* The trees stay until the end: positions of rules point into them. */
static void
load_rules(struct builder *b, struct xml **files)
{
	const struct ruleset_options *opt = b->opt;

	for (size_t i = 0; i < opt->n_rules; i++) {
		b->file = arena_strdup(b->arena, str_from(opt->rules[i].name));
		if (xml_parse(&files[i], opt->rules[i].text, b->file,
			b->diags) == 0 &&
		    xml_apply_variables(files[i], b->diags) == 0)
			rule_load_file(b, files[i]);
	}
}

static const struct rule *
make_stats_rule(struct arena *arena)
{
	static const struct rule_conds none = { .correlation = -1 };
	struct rule *r = arena_alloc(arena, sizeof(*r));

	r->id = STATS_RULE_ID;
	r->group = STR_LIT("stats,");
	r->description = STR_LIT("Excessive number of events (above normal).");
	r->log = true;
	r->conds = &none;
	return r;
}

static int
by_id(const void *a, const void *b)
{
	unsigned x = ((const struct rule_index *)a)->id;
	unsigned y = ((const struct rule_index *)b)->id;

	return x < y ? -1 : x > y;
}

static void
index_rules(struct ruleset *rs)
{
	rs->by_id = arena_calloc(rs->arena, rs->n_rules, sizeof(*rs->by_id));
	for (size_t i = 0; i < rs->n_rules; i++)
		rs->by_id[i] =
		    (struct rule_index){ rs->rules[i]->id, rs->rules[i] };
	if (rs->n_rules != 0)
		qsort(rs->by_id, rs->n_rules, sizeof(*rs->by_id), by_id);
}

const struct rule *
ruleset_rule(const struct ruleset *rs, unsigned id)
{
	struct rule_index key = { .id = id };
	const struct rule_index *hit;

	if (rs->n_rules == 0)
		return NULL;
	hit = bsearch(&key, rs->by_id, rs->n_rules, sizeof(key), by_id);
	return hit != NULL ? hit->rule : NULL;
}

static void
builder_clear(struct builder *b)
{
	HASH_CLEAR(hh, b->by_id);
	for (size_t i = 0; i < b->n_defs; i++)
		rule_def_free(b->defs[i]);
	free(b->defs);
	for (size_t i = 0; i < b->n_corrs; i++) {
		free(b->corrs[i].feeders);
		pattern_free(&b->corrs[i].group);
	}
	free(b->corrs);
}

int
ruleset_compile(
    struct ruleset **out, const struct ruleset_options *opt, struct diags *ds)
{
	struct ruleset *rs = xcalloc(1, sizeof(*rs));
	struct builder b = { .opt = opt, .diags = ds, .rs = rs };
	struct xml **files =
	    xcalloc(opt->n_rules != 0 ? opt->n_rules : 1, sizeof(*files));
	size_t errors = diags_errors(ds), first = diags_count(ds);

	rs->arena = b.arena = arena_new(0);
	b.order_size = opt->decoder_order_size != 0 ? opt->decoder_order_size
						    : DECODER_ORDER_DEFAULT;
	rs->decoders = decoder_set_new(opt->engine, b.order_size);
	rs->prefilter = prefilter_new();
	rs->responses = opt->responses;
	rs->n_responses = opt->n_responses;
	rs->email_alert_level = opt->email_alert_level;
	load_decoders(&b);
	list_set_compile(&rs->lists, opt->lists, opt->n_lists, ds);
	load_rules(&b, files);
	rule_compile_all(&b);
	prefilter_build(rs->prefilter);
	rs->stats_rule = make_stats_rule(rs->arena);
	index_rules(rs);
	for (size_t i = 0; i < opt->n_rules; i++)
		xml_free(&files[i]);
	free(files);
	builder_clear(&b);
	diags_sort(ds, first);
	if (diags_errors(ds) != errors) {
		ruleset_free(&rs);
		return OS_ERR_FORMAT;
	}
	*out = rs;
	return OS_OK;
}

void
ruleset_free(struct ruleset **rsp)
{
	struct ruleset *rs = *rsp;

	if (rs == NULL)
		return;
	decoder_set_free(&rs->decoders);
	list_set_free(&rs->lists);
	prefilter_free(&rs->prefilter);
	program_patterns_free(&rs->programs);
	for (size_t i = 0; i < rs->n_patterns; i++)
		pattern_free(&rs->patterns[i]);
	free(rs->patterns);
	for (size_t i = 0; i < rs->n_addresses; i++)
		ip_list_clear(rs->addresses[i]);
	free(rs->addresses);
	arena_free(&rs->arena);
	free(rs);
	*rsp = NULL;
}
