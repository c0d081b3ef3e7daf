/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of PCRE2's language that our own matcher takes over: literals,
 * classes, groups, alternatives, quantifiers, anchors. Whatever else occurs, or
 * is not perfectly clear, is refused and stays with PCRE2; text must already
 * have been compiled by PCRE2, so that errors need no attention here.
 */
#ifndef PCRE_PARSE_H
#define PCRE_PARSE_H

#include "lib/regex/re.h"

struct pcre_parser {
	struct arena *arena;
	struct str text;
	size_t at;
	unsigned depth, groups;
};

static inline char
pcre_peek(const struct pcre_parser *ps, size_t ahead)
{
	return ps->at + ahead < ps->text.len ? ps->text.p[ps->at + ahead]
					     : '\0';
}

/* True, and past it, if it stands here. */
static inline bool
pcre_take(struct pcre_parser *ps, const char *what)
{
	if (!str_starts(str_skip(ps->text, ps->at), str_from(what)))
		return false;
	ps->at += strlen(what);
	return true;
}

/* NULL: refused. groups is the number of captures PCRE2 counted. */
struct re_node *pcre_parse(struct arena *a, struct str text, unsigned groups);

/* pcre_class.c: what takes one byte. */

/* At [; the set, closed under case, or NULL: refused. */
const struct re_set *pcre_class(struct pcre_parser *ps);

/* The set of \d \D \w \W \s \S; false for any other letter. */
bool pcre_class_escape(struct re_set *out, char letter);

/* After a backslash: an escape for a single byte, and past it. */
bool pcre_byte_escape(struct pcre_parser *ps, unsigned char *out);

#endif
