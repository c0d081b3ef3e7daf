/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/re.h"

#include "lib/base/xalloc.h"

void
re_set_add_range(struct re_set *s, unsigned char from, unsigned char to)
{
	for (unsigned c = from; c <= to; c++)
		re_set_add(s, (unsigned char)c);
}

void
re_set_add_text(struct re_set *s, const char *chars)
{
	for (; *chars != '\0'; chars++)
		re_set_add(s, (unsigned char)*chars);
}

void
re_set_add_set(struct re_set *s, const struct re_set *more)
{
	for (size_t i = 0; i < NELEM(s->bits); i++)
		s->bits[i] |= more->bits[i];
}

void
re_set_invert(struct re_set *s)
{
	for (size_t i = 0; i < NELEM(s->bits); i++)
		s->bits[i] = ~s->bits[i];
}

void
re_set_fold(struct re_set *s)
{
	for (unsigned char c = 'a'; c <= 'z'; c++) {
		unsigned char upper = (unsigned char)(c - 32);

		if (re_set_has(s, c))
			re_set_add(s, upper);
		else if (re_set_has(s, upper))
			re_set_add(s, c);
	}
}

bool
re_set_meets(const struct re_set *a, const struct re_set *b)
{
	for (size_t i = 0; i < NELEM(a->bits); i++)
		if (a->bits[i] & b->bits[i])
			return true;
	return false;
}

unsigned
re_set_count(const struct re_set *s)
{
	unsigned n = 0;

	for (size_t i = 0; i < NELEM(s->bits); i++)
		n += (unsigned)__builtin_popcount(s->bits[i]);
	return n;
}

struct re_node *
re_new(struct arena *a, enum re_kind kind)
{
	struct re_node *n = arena_alloc(a, sizeof(*n));

	n->kind = kind;
	return n;
}

struct re_node *
re_new_lit(struct arena *a, char c)
{
	struct re_node *n = re_new(a, RE_LIT);

	n->byte = (unsigned char)ascii_lower(c);
	return n;
}

struct re_node *
re_new_set(struct arena *a, const struct re_set *s)
{
	struct re_node *n = re_new(a, RE_SET);
	struct re_set *copy = arena_alloc(a, sizeof(*copy));

	*copy = *s;
	n->set = copy;
	return n;
}

struct re_node *
re_new_repeat(struct arena *a, struct re_node *child, uint32_t min,
    uint32_t max, enum re_greed greed)
{
	struct re_node *n = re_new(a, RE_REPEAT);

	n->child = child;
	n->min = min;
	n->max = max;
	n->greed = greed;
	return n;
}

bool
re_nullable(const struct re_node *n)
{
	switch (n->kind) {
	case RE_LIT:
	case RE_SET:
	case RE_NEVER:
		return false;
	case RE_CAT:
		for (const struct re_node *c = n->child; c != NULL; c = c->next)
			if (!re_nullable(c))
				return false;
		return true;
	case RE_ALT:
		for (const struct re_node *c = n->child; c != NULL; c = c->next)
			if (re_nullable(c))
				return true;
		return false;
	case RE_GROUP:
		return re_nullable(n->child);
	case RE_REPEAT:
		return n->min == 0 || re_nullable(n->child);
	default: /* assertions */
		return true;
	}
}
