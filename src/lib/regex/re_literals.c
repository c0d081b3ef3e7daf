/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/re_literals.h"

static size_t
shortest(const struct pattern_literals *l)
{
	size_t len = l->n > 0 ? SIZE_MAX : 0;

	for (unsigned i = 0; i < l->n; i++)
		if (l->lit[i].len < len)
			len = l->lit[i].len;
	return len;
}

/* Longer, or as long and fewer. */
static bool
better(const struct pattern_literals *a, const struct pattern_literals *b)
{
	return shortest(a) > shortest(b) ||
	    (shortest(a) == shortest(b) && a->n < b->n);
}

/* A run of literals among siblings; *n becomes the last of them. */
static struct str
take_run(struct arena *a, const struct re_node **n)
{
	const struct re_node *c = *n;
	size_t len = 1;
	char *text;

	for (; c->next != NULL && c->next->kind == RE_LIT; c = c->next)
		len++;
	text = arena_alloc(a, len);
	for (size_t i = 0; i < len; i++) {
		text[i] = (char)(*n)->byte;
		if (i + 1 < len)
			*n = (*n)->next;
	}
	return str_slice(text, len);
}

/* All parts must be there: the best of them will do. */
static void
of_sequence(
    struct pattern_literals *out, struct arena *a, const struct re_node *first)
{
	for (const struct re_node *c = first; c != NULL; c = c->next) {
		struct pattern_literals some = { 0 };

		if (c->kind == RE_LIT)
			some.lit[some.n++] = take_run(a, &c);
		else
			re_literals(&some, a, c);
		if (some.n > 0 && better(&some, out))
			*out = some;
	}
}

/* One branch must match: something is needed from each. */
static void
of_branches(
    struct pattern_literals *out, struct arena *a, const struct re_node *first)
{
	for (const struct re_node *c = first; c != NULL; c = c->next) {
		struct pattern_literals some;

		re_literals(&some, a, c);
		if (some.n == 0 || out->n + some.n > PATTERN_LITERALS_MAX) {
			out->n = 0;
			return;
		}
		for (unsigned i = 0; i < some.n; i++)
			out->lit[out->n++] = some.lit[i];
	}
}

void
re_literals(
    struct pattern_literals *out, struct arena *a, const struct re_node *tree)
{
	struct re_node alone = *tree;

	out->n = 0;
	alone.next = NULL;
	switch (tree->kind) {
	case RE_LIT:
		of_sequence(out, a, &alone);
		break;
	case RE_CAT:
		of_sequence(out, a, tree->child);
		break;
	case RE_ALT:
		of_branches(out, a, tree->child);
		break;
	case RE_GROUP:
		re_literals(out, a, tree->child);
		break;
	case RE_REPEAT:
		if (tree->min > 0)
			re_literals(out, a, tree->child);
		break;
	default:
		break;
	}
}
