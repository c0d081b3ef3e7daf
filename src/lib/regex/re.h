/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parsed form of a pattern, whatever its dialect: a small tree in an arena.
 * Matching is bytewise and letters match without regard to ASCII case.
 */
#ifndef RE_H
#define RE_H

#include <stdbool.h>

#include "lib/base/arena.h"
#include "lib/base/str.h"

#define RE_UNLIMITED UINT32_MAX

struct re_set {
	uint32_t bits[8];
};

static inline bool
re_set_has(const struct re_set *s, unsigned char c)
{
	return (s->bits[c >> 5] >> (c & 31)) & 1;
}

static inline void
re_set_add(struct re_set *s, unsigned char c)
{
	s->bits[c >> 5] |= 1u << (c & 31);
}

void re_set_add_range(struct re_set *s, unsigned char from, unsigned char to);
void re_set_add_text(struct re_set *s, const char *chars);
void re_set_add_set(struct re_set *s, const struct re_set *more);
void re_set_invert(struct re_set *s);
/* Adds the other case of every ASCII letter in it. */
void re_set_fold(struct re_set *s);
bool re_set_meets(const struct re_set *a, const struct re_set *b);
unsigned re_set_count(const struct re_set *s);

enum re_kind {
	RE_LIT,    /* one byte, in either case */
	RE_SET,    /* one byte out of a set */
	RE_CAT,    /* the children one after the other */
	RE_ALT,    /* the first child that leads to a match */
	RE_GROUP,  /* its child, captured */
	RE_REPEAT, /* its child, min to max times */
	RE_START,  /* the start of the subject */
	RE_END,    /* its very end */
	RE_END_NL, /* its end, or before a newline there */
	RE_WORD_EDGE,
	RE_NO_WORD_EDGE,
	RE_NEVER, /* nothing matches here */
};

enum re_greed {
	RE_GREEDY,
	RE_LAZY,
	RE_POSSESSIVE,
};

struct re_node {
	enum re_kind kind;
	unsigned char byte;       /* RE_LIT, lower case */
	enum re_greed greed;      /* RE_REPEAT */
	uint32_t min, max;        /* RE_REPEAT */
	unsigned group;           /* RE_GROUP, counted from 1 */
	const struct re_set *set; /* RE_SET, closed under case */
	const char *spelling;     /* RE_SET: the same in PCRE2, or NULL */
	struct re_node *child;    /* the first one */
	struct re_node *next;     /* sibling */
};

struct re_node *re_new(struct arena *a, enum re_kind kind);
struct re_node *re_new_lit(struct arena *a, char c);
struct re_node *re_new_set(struct arena *a, const struct re_set *s);
struct re_node *re_new_repeat(struct arena *a, struct re_node *child,
    uint32_t min, uint32_t max, enum re_greed greed);

/* Appends to the children; *tail starts as &parent->child. */
static inline void
re_append(struct re_node ***tail, struct re_node *n)
{
	**tail = n;
	*tail = &n->next;
}

/* Can it match without taking a byte? */
bool re_nullable(const struct re_node *n);

#endif
