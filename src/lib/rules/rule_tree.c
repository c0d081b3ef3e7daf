/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Puts rules below their parents (spec: rules, section 6) and notes which
 * rules' events a correlation rule counts (10.1, 10.3). Only rules loaded so
 * far are looked at: the order of files matters.
 */
#include "lib/base/array.h"
#include "lib/rules/rule_def.h"

#define ROOT_ID_MAX 10
/* A ruleset of 1,300 rules has 1,600 nodes, five deep. These only keep a few
 * malicious lines from growing without bound. */
#define NODES_MAX 1000000
#define DEPTH_MAX 512

static void
insert(struct builder *b, struct tree_node **list, struct rule_def *def,
    unsigned depth)
{
	struct tree_node *n;

	if (b->tree_full)
		return;
	if (b->n_nodes == NODES_MAX || depth > DEPTH_MAX) {
		RULE_BAD(b, def, 0, def->pos,
		    "the tree of rules grows too large (at most %d places, %d "
		    "deep)",
		    NODES_MAX, DEPTH_MAX);
		b->tree_full = true;
		return;
	}
	n = arena_alloc(b->arena, sizeof(*n));
	n->def = def;
	n->depth = depth;
	while (*list != NULL && (*list)->def->weight >= def->weight)
		list = &(*list)->next;
	n->next = *list;
	*list = n;
	b->n_nodes++;
}

static void
add_child(struct builder *b, struct tree_node *parent, struct rule_def *def)
{
	insert(b, &parent->first, def, parent->depth + 1);
}

/* Below each place where the rule of that id stands: in one list of siblings
 * the search ends at the hit, else it goes on below each. */
static unsigned
attach_by_sid(struct builder *b, struct tree_node *list, unsigned id,
    struct rule_def *def)
{
	unsigned found = 0;

	for (struct tree_node *n = list; n != NULL; n = n->next) {
		if (n->def->id == id) {
			def->category = n->def->category;
			add_child(b, n, def);
			return found + 1;
		}
		found += attach_by_sid(b, n->first, id, def);
	}
	return found;
}

static unsigned
attach_by_level(struct builder *b, struct tree_node *list, unsigned level,
    struct rule_def *def)
{
	unsigned found = 0;

	for (struct tree_node *n = list; n != NULL; n = n->next) {
		if (n->def == def)
			continue;
		found += attach_by_level(b, n->first, level, def);
		if (n->def->weight >= level * 100) {
			add_child(b, n, def);
			found++;
		}
	}
	return found;
}

static unsigned
attach_by_group(struct builder *b, struct tree_node *list, struct str group,
    struct rule_def *def)
{
	unsigned found = 0;

	for (struct tree_node *n = list; n != NULL; n = n->next) {
		if (n->def == def)
			continue;
		found += attach_by_group(b, n->first, group, def);
		if (word_match(group, n->def->group)) {
			add_child(b, n, def);
			found++;
		}
	}
	return found;
}

static void
attach_to_root(struct builder *b, struct rule_def *def)
{
	for (struct tree_node *n = b->roots; n != NULL; n = n->next) {
		if (n->def->category == def->category) {
			add_child(b, n, def);
			return;
		}
	}
	RULE_BAD(b, def, 0, def->pos,
	    "there is no root rule of category '%s' before it (load the file "
	    "with rules 1 to 7 first)",
	    category_name(def->category));
}

static void
attach_to_sid(struct builder *b, struct rule_def *def, struct str word)
{
	struct src_pos pos = def->text[TEXT_IF_SID].pos;
	uint64_t id;

	if (word.len == 0) {
		/* "5700, " counts as one more, empty number: the reference
		 * then hangs the rule below its root as well. Kept; pinned by
		 * test_rule_tree, worked example E10. */
		RULE_WARN(b, def, pos,
		    "<if_sid> ends in a separator: the rule is also tried "
		    "without any of its parents (remove it)");
		attach_to_root(b, def);
		return;
	}
	if (!str_to_u64(word, 999999, &id)) {
		RULE_BAD(b, def, 0, pos,
		    "<if_sid>: '%.*s' is not a rule id (expected numbers "
		    "separated by commas or blanks; repeated elements are "
		    "joined without a separator)",
		    STR_FMT(word));
		return;
	}
	if (attach_by_sid(b, b->roots, (unsigned)id, def) == 0)
		RULE_BAD(b, def, 0, pos,
		    "<if_sid>: there is no rule %u before it", (unsigned)id);
}

static void
attach_to_sids(struct builder *b, struct rule_def *def, struct str ids)
{
	size_t i = 0, n;

	/* blanks and commas in any number separate; at the end they count */
	while (i < ids.len && strchr(", ", ids.p[i]) != NULL)
		i++;
	for (;;) {
		for (n = 0;
		     i + n < ids.len && strchr(", ", ids.p[i + n]) == NULL;)
			n++;
		attach_to_sid(b, def, str_slice(ids.p + i, n));
		i += n;
		if (i == ids.len)
			return;
		while (i < ids.len && strchr(", ", ids.p[i]) != NULL)
			i++;
		if (i == ids.len) {
			attach_to_sid(b, def, STR_LIT(""));
			return;
		}
	}
}

void
rule_tree_add(struct builder *b, struct rule_def *def)
{
	uint64_t level;

	if (def->id < ROOT_ID_MAX) {
		insert(b, &b->roots, def, 0);
	} else if (def_has(def, TEXT_IF_SID)) {
		attach_to_sids(b, def, def_text(def, TEXT_IF_SID));
	} else if (def_has(def, TEXT_IF_LEVEL)) {
		if (!str_to_u64(def_text(def, TEXT_IF_LEVEL), 9999, &level) ||
		    level == 0)
			RULE_BAD(b, def, 0, def->text[TEXT_IF_LEVEL].pos,
			    "<if_level>: expected a level from 1");
		else if (attach_by_level(b, b->roots, (unsigned)level, def) ==
		    0)
			RULE_BAD(b, def, 0, def->text[TEXT_IF_LEVEL].pos,
			    "<if_level>: no rule before it has that level");
	} else if (def_has(def, TEXT_IF_GROUP)) {
		if (attach_by_group(
			b, b->roots, def_text(def, TEXT_IF_GROUP), def) == 0)
			RULE_BAD(b, def, 0, def->text[TEXT_IF_GROUP].pos,
			    "<if_group>: no rule before it is of group '%.*s'",
			    STR_FMT(def_text(def, TEXT_IF_GROUP)));
	} else {
		attach_to_root(b, def);
	}
}

static struct corr_feeder *
new_feeder(struct corr_def *c, size_t rule)
{
	struct corr_feeder *f =
	    ARRAY_ADD(c->feeders, c->n_feeders, c->feeders_cap);

	f->rule = rule;
	f->nodes = 1;
	return f;
}

/* One mark per node, so a rule with three parents counts three times in the
 * classic mode. */
static void
mark_group(struct builder *b, struct corr_def *c, struct tree_node *list,
    struct pattern_ctx *ctx)
{
	size_t mark = (size_t)(c - b->corrs) + 1;

	for (struct tree_node *n = list; n != NULL; n = n->next) {
		struct rule_def *d = n->def;

		if (d->fed == mark) {
			c->feeders[d->feeder].nodes++;
		} else if (pattern_match(c->group, ctx, d->group, NULL)) {
			d->fed = mark;
			d->feeder = c->n_feeders;
			new_feeder(c, d->index);
		}
		mark_group(b, c, n->first, ctx);
	}
}

static void
correlate_group(struct builder *b, struct rule_def *def, struct corr_def *c)
{
	const struct text *t = &def->text[TEXT_IF_MATCHED_GROUP];
	struct pattern_ctx ctx;
	struct buf why = { 0 };

	c->source = COUNT_GROUP;
	c->n_seen = b->n_defs;
	if (pattern_compile(&c->group, PATTERN_OSMATCH, buf_str(&t->b),
		b->opt->engine, &why) != 0) {
		RULE_BAD(b, def, 1450, t->pos, "<if_matched_group>: %s",
		    buf_cstr(&why));
	} else {
		pattern_ctx_init(&ctx);
		mark_group(b, c, b->roots, &ctx);
		pattern_ctx_free(&ctx);
	}
	buf_free(&why);
}

static void
drop_feeder(struct corr_def *c, size_t rule)
{
	for (size_t i = 0; i < c->n_feeders; i++) {
		if (c->feeders[i].rule == rule) {
			c->feeders[i] = c->feeders[--c->n_feeders];
			return;
		}
	}
}

void
rule_tree_remark(struct builder *b, struct rule_def *def)
{
	struct pattern_ctx ctx;

	pattern_ctx_init(&ctx);
	for (size_t i = 0; i < b->n_corrs; i++) {
		struct corr_def *c = &b->corrs[i];

		if (c->def == NULL || c->group == NULL ||
		    def->index >= c->n_seen)
			continue;
		drop_feeder(c, def->index);
		if (pattern_match(c->group, &ctx, def->group, NULL))
			new_feeder(c, def->index);
	}
	pattern_ctx_free(&ctx);
}

static void
correlate_sid(struct builder *b, struct rule_def *def, struct corr_def *c)
{
	struct rule_def *counted;
	unsigned id = def->if_matched_sid;

	c->source = COUNT_SID;
	HASH_FIND(hh, b->by_id, &id, sizeof(id), counted);
	if (counted != NULL)
		new_feeder(c, counted->index);
	else
		RULE_WARN(b, def, def->if_matched_sid_pos,
		    "<if_matched_sid>: there is no rule %u before it, so it "
		    "never matches",
		    id);
}

void
rule_tree_correlate(struct builder *b, struct rule_def *def)
{
	struct corr_def *c;

	if (def->if_matched_sid == 0 && !def_has(def, TEXT_IF_MATCHED_GROUP) &&
	    !def_has(def, TEXT_IF_MATCHED_REGEX))
		return;
	def->correlation = (int)b->n_corrs;
	c = ARRAY_ADD(b->corrs, b->n_corrs, b->corrs_cap);
	c->def = def;
	if (def->if_matched_sid != 0)
		correlate_sid(b, def, c);
	else if (def_has(def, TEXT_IF_MATCHED_GROUP))
		correlate_group(b, def, c);
	else
		c->source = COUNT_REGEX;
}
