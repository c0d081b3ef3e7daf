/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <rules>: which decoders, rules and lists to load, in file order. Sections add
 * up; in the stock program a second one replaced the first.
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_rules, member)

static const struct {
	const char *name;
	enum conf_rules_kind kind;
	bool directory;
} kinds[] = {
	{ "include", CONF_RULES_INCLUDE, false },
	{ "rule", CONF_RULES_INCLUDE, false },
	{ "rule_dir", CONF_RULES_DIR, true },
	{ "decoder", CONF_RULES_DECODER, false },
	{ "decoder_dir", CONF_RULES_DECODER_DIR, true },
	{ "list", CONF_RULES_LIST, false },
};

static void
parse_attributes(struct conf_reader *r, const struct xml_node *n,
    struct conf_rules_entry *e, bool directory)
{
	for (size_t i = 0; i < n->n_attrs; i++) {
		const struct xml_attr *a = &n->attrs[i];

		if (!directory || !str_is(a->name, "pattern")) {
			conf_warning(r, a->pos,
			    "<%.*s>: attribute %.*s has no meaning here and is "
			    "ignored",
			    STR_FMT(n->name), STR_FMT(str_head(a->name, 80)));
			continue;
		}
		e->pattern = conf_strdup(r, a->value);
		e->pattern_pos = a->value_pos;
	}
}

static void
parse_entry(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_rules *rules = section;
	struct conf_rules_entry *e =
	    CONF_LIST_ADD(r->conf->arena, &rules->entries);

	e->text = text;
	e->pos = n->pos;
	for (size_t i = 0; i < NELEM(kinds); i++) {
		if (strcmp(kinds[i].name, o->name) != 0)
			continue;
		e->kind = kinds[i].kind;
		parse_attributes(r, n, e, kinds[i].directory);
	}
}

#define ENTRY(name)                                                         \
	{                                                                   \
		name, CONF_PARSE,                                           \
		    .parse = parse_entry,                                   \
		    .flags = CONF_REPEAT | CONF_NOT_EMPTY | CONF_ATTRIBUTES \
	}

static const struct conf_opt opts[] = {
	ENTRY("include"),
	ENTRY("rule"),
	ENTRY("rule_dir"),
	ENTRY("decoder"),
	ENTRY("decoder_dir"),
	ENTRY("list"),
	{ 0 },
};

const struct conf_section section_rules = { "rules", opts,
	offsetof(struct conf, rules), 0, OFF(present), CONF_ANALYSISD, NULL };
