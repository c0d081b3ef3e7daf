/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/pcre_parse.h"

enum {
	DEPTH_MAX = 250, /* PCRE2's own limit for parentheses */
	COUNT_MAX = 1000,
};

static struct re_node *parse_alternatives(struct pcre_parser *ps);

static struct re_node *
parse_escape(struct pcre_parser *ps)
{
	unsigned char byte;
	struct re_set set;

	ps->at++;
	if (pcre_class_escape(&set, pcre_peek(ps, 0))) {
		ps->at++;
		return re_new_set(ps->arena, &set);
	}
	if (pcre_take(ps, "b"))
		return re_new(ps->arena, RE_WORD_EDGE);
	if (pcre_take(ps, "B"))
		return re_new(ps->arena, RE_NO_WORD_EDGE);
	if (pcre_take(ps, "A"))
		return re_new(ps->arena, RE_START);
	if (pcre_take(ps, "z"))
		return re_new(ps->arena, RE_END);
	if (pcre_take(ps, "Z"))
		return re_new(ps->arena, RE_END_NL);
	if (pcre_byte_escape(ps, &byte))
		return re_new_lit(ps->arena, (char)byte);
	return NULL;
}

/* Past "(?<name>" and the like; the name itself was checked by PCRE2. */
static bool
take_name(struct pcre_parser *ps)
{
	char end = '>';

	if (pcre_take(ps, "?'"))
		end = '\'';
	else if (!pcre_take(ps, "?P<") && !pcre_take(ps, "?<"))
		return false;
	if (!ascii_isalpha(pcre_peek(ps, 0)) && pcre_peek(ps, 0) != '_')
		return false; /* look-behind */
	while (ascii_isalnum(pcre_peek(ps, 0)) || pcre_peek(ps, 0) == '_')
		ps->at++;
	if (pcre_peek(ps, 0) != end)
		return false;
	ps->at++;
	return true;
}

static struct re_node *
parse_group(struct pcre_parser *ps)
{
	struct re_node *group = NULL, *inner;

	ps->at++;
	if (++ps->depth > DEPTH_MAX || pcre_peek(ps, 0) == '*')
		return NULL;
	if (!pcre_take(ps, "?:")) {
		if (pcre_peek(ps, 0) == '?' && !take_name(ps))
			return NULL;
		group = re_new(ps->arena, RE_GROUP);
		group->group = ++ps->groups;
	}
	inner = parse_alternatives(ps);
	if (inner == NULL || pcre_peek(ps, 0) != ')')
		return NULL;
	ps->at++;
	ps->depth--;
	if (group == NULL)
		return inner;
	group->child = inner;
	return group;
}

static bool
take_count(struct pcre_parser *ps, uint32_t *out)
{
	size_t from = ps->at;

	*out = 0;
	while (ascii_isdigit(pcre_peek(ps, 0)) && *out <= COUNT_MAX)
		*out = *out * 10 + (uint32_t)(ps->text.p[ps->at++] - '0');
	return ps->at > from && *out <= COUNT_MAX;
}

/* {n}, {n,} or {n,m}, strictly: other braces mean one thing or another by
 * version. */
static bool
take_counts(struct pcre_parser *ps, uint32_t *min, uint32_t *max)
{
	ps->at++;
	if (!take_count(ps, min))
		return false;
	*max = *min;
	if (pcre_take(ps, ",")) {
		if (pcre_peek(ps, 0) == '}')
			*max = RE_UNLIMITED;
		else if (!take_count(ps, max))
			return false;
	}
	return pcre_take(ps, "}") && *min <= *max;
}

/*
 * Not an assertion; and no group {0}: PCRE2 10.42 looks into those when it
 * works out where a match can start, and so misses some.
 */
static bool
repeatable(const struct re_node *n, uint32_t max)
{
	return n->kind <= RE_REPEAT && (n->kind <= RE_SET || max != 0);
}

/* What stands here may be a quantifier; NULL: refused. */
static struct re_node *
parse_quantifier(struct pcre_parser *ps, struct re_node *n)
{
	uint32_t min = 0, max = RE_UNLIMITED;
	enum re_greed greed = RE_GREEDY;

	switch (pcre_peek(ps, 0)) {
	case '*':
		ps->at++;
		break;
	case '+':
		min = 1;
		ps->at++;
		break;
	case '?':
		max = 1;
		ps->at++;
		break;
	case '{':
		if (!take_counts(ps, &min, &max))
			return NULL;
		break;
	default:
		return n;
	}
	if (pcre_take(ps, "?"))
		greed = RE_LAZY;
	else if (pcre_take(ps, "+"))
		greed = RE_POSSESSIVE;
	if (!repeatable(n, max))
		return NULL;
	return re_new_repeat(ps->arena, n, min, max, greed);
}

static struct re_node *
parse_atom(struct pcre_parser *ps)
{
	struct re_set set = { 0 };
	const struct re_set *class;
	char c = pcre_peek(ps, 0);

	switch (c) {
	case '\\':
		return parse_escape(ps);
	case '(':
		return parse_group(ps);
	case '[':
		class = pcre_class(ps);
		return class != NULL ? re_new_set(ps->arena, class) : NULL;
	case '*':
	case '+':
	case '?':
	case '{':
		return NULL;
	}
	ps->at++;
	switch (c) {
	case '.':
		re_set_add(&set, '\n');
		re_set_invert(&set);
		return re_new_set(ps->arena, &set);
	case '^':
		return re_new(ps->arena, RE_START);
	case '$':
		return re_new(ps->arena, RE_END_NL);
	default:
		return re_new_lit(ps->arena, c);
	}
}

static struct re_node *
parse_branch(struct pcre_parser *ps)
{
	struct re_node *cat = re_new(ps->arena, RE_CAT), *n;
	struct re_node **tail = &cat->child;

	while (ps->at < ps->text.len && pcre_peek(ps, 0) != '|' &&
	    pcre_peek(ps, 0) != ')') {
		if ((n = parse_atom(ps)) == NULL ||
		    (n = parse_quantifier(ps, n)) == NULL)
			return NULL;
		re_append(&tail, n);
	}
	/* (?:x)+ is x+ */
	return tail == &cat->child || cat->child->next != NULL ? cat
							       : cat->child;
}

static struct re_node *
parse_alternatives(struct pcre_parser *ps)
{
	struct re_node *alt = re_new(ps->arena, RE_ALT), *branch;
	struct re_node **tail = &alt->child;

	do {
		if ((branch = parse_branch(ps)) == NULL)
			return NULL;
		re_append(&tail, branch);
	} while (pcre_take(ps, "|"));
	return alt->child->next != NULL ? alt : alt->child;
}

struct re_node *
pcre_parse(struct arena *a, struct str text, unsigned groups)
{
	struct pcre_parser ps = { .arena = a, .text = text };
	struct re_node *tree;

	while (pcre_take(&ps, "(?i)"))
		continue; /* all of it is caseless anyway */
	tree = parse_alternatives(&ps);
	return ps.at == text.len && ps.groups == groups ? tree : NULL;
}
