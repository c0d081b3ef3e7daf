/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two rules of this language surprise everybody: + and * count only where the
 * byte two places before them is a backslash, and every quantifier is lazy
 * except the last element of its alternative. Both are decided on the text.
 */
#include "lib/regex/osregex.h"

#include "lib/base/err.h"
#include "lib/base/xalloc.h"
#include "lib/regex/pattern.h"

struct parser {
	struct arena *arena;
	struct str text;
	size_t at;
	unsigned depth, groups;
	struct buf *why;
};

/*
 * \w and \d are spelled with PCRE2's own escapes inside the class: a range
 * such as a-z would take in U+017F and U+212A under UTF and caseless.
 */
static const struct class
{
	char letter;
	bool negated;
	const char *members; /* a-z style ranges are spelled out in class_set */
	const char *spelling;
} classes[] = {
	{ 'd', false, "0123456789", "[0-9]" },
	{ 'D', true, "0123456789", "[^0-9]" },
	{ 'w', false, "@_-", "[\\w@\\-]" },
	{ 'W', true, "@_-", "[^\\w@\\-]" },
	{ 's', false, " ", "[ ]" },
	{ 'S', true, " ", "[^ ]" },
	{ 'p', false, "()*+,-.:;<=>?[]!\"'#%&${|}",
	    "[()*+,\\-.:;<=>?\\[\\]!\"'#%&${|}]" },
	{ '.', true, "", "." },
};

/* Escapes that stand for a byte. */
static const char escaped_literals[] = "$(){}[]\\|<";

static const struct class *
class_find(char letter)
{
	for (size_t i = 0; i < NELEM(classes); i++)
		if (classes[i].letter == letter)
			return &classes[i];
	return NULL;
}

static struct re_node *
class_node(struct arena *a, const struct class *c)
{
	struct re_set set = { 0 };
	struct re_node *n;

	re_set_add_text(&set, c->members);
	if (c->letter == 'w' || c->letter == 'W') {
		re_set_add_range(&set, '0', '9');
		re_set_add_range(&set, 'A', 'Z');
		re_set_add_range(&set, 'a', 'z');
	}
	if (c->negated)
		re_set_invert(&set);
	n = re_new_set(a, &set);
	n->spelling = c->spelling;
	return n;
}

static void
explain_escape(struct parser *ps, char c)
{
	static const char known[] =
	    "\\d \\D \\w \\W \\s \\S \\p \\. \\t and \\ before one of $ ( ) { "
	    "} [ ] \\ | <";

	if ((unsigned char)c <= ' ' || (unsigned char)c >= 0x7f)
		buf_printf(ps->why,
		    "byte %zu: a backslash before byte 0x%02x: write it "
		    "without the backslash, or \\\\ for a backslash",
		    ps->at + 1, (unsigned char)c);
	else if (ascii_isalnum(c))
		buf_printf(ps->why,
		    "byte %zu: OS_Regex has no escape \\%c, only %s: write %c "
		    "for the character, or use a pcre2 element",
		    ps->at + 1, c, known, c);
	else
		buf_printf(ps->why,
		    "byte %zu: OS_Regex has no escape \\%c: %c stands for "
		    "itself, write it without the backslash",
		    ps->at + 1, c, c);
}

/* At a backslash. */
static int
parse_escape(struct parser *ps, struct re_node **out)
{
	const struct class *class;
	char c;

	if (ps->at + 1 == ps->text.len) {
		buf_printf(ps->why,
		    "byte %zu: a backslash with nothing after it: write \\\\ "
		    "for the character",
		    ps->at + 1);
		return OS_ERR_FORMAT;
	}
	c = ps->text.p[ps->at + 1];
	class = class_find(c);
	if (class != NULL)
		*out = class_node(ps->arena, class);
	else if (c == 't')
		*out = re_new_lit(ps->arena, '\t');
	else if (c != '\0' && strchr(escaped_literals, c) != NULL)
		*out = re_new_lit(ps->arena, c);
	else {
		explain_escape(ps, c);
		return OS_ERR_FORMAT;
	}
	ps->at += 2;
	return 0;
}

static bool
at_sign(const struct parser *ps)
{
	return ps->at >= 2 && ps->at < ps->text.len &&
	    (ps->text.p[ps->at] == '+' || ps->text.p[ps->at] == '*') &&
	    ps->text.p[ps->at - 2] == '\\';
}

/* What follows at: closing parentheses, then | or the end? */
static bool
ends_alternative(const struct parser *ps)
{
	size_t i = ps->at;

	while (i < ps->text.len && ps->text.p[i] == ')')
		i++;
	return i == ps->text.len || ps->text.p[i] == '|';
}

/* Wraps *n if a quantifier stands at the current byte. */
static void
parse_quantifier(struct parser *ps, struct re_node **n)
{
	uint32_t min;

	if (!at_sign(ps))
		return;
	min = ps->text.p[ps->at] == '+';
	ps->at++;
	*n = re_new_repeat(ps->arena, *n, min, RE_UNLIMITED,
	    ends_alternative(ps) ? RE_GREEDY : RE_LAZY);
}

static int parse_alternatives(struct parser *ps, struct re_node **out);

/* At an opening parenthesis. */
static int
parse_group(struct parser *ps, struct re_node **out)
{
	size_t opened = ps->at++;
	struct re_node *n = re_new(ps->arena, RE_GROUP);
	int r;

	if (++ps->depth > OSREGEX_DEPTH_MAX) {
		buf_printf(ps->why,
		    "byte %zu: more than %d parentheses within each other: "
		    "write it with fewer",
		    ps->at, OSREGEX_DEPTH_MAX);
		return OS_ERR_FORMAT;
	}
	n->group = ++ps->groups;
	if ((r = parse_alternatives(ps, &n->child)) != 0)
		return r;
	if (ps->at == ps->text.len) {
		buf_printf(ps->why,
		    "byte %zu: ( is never closed: add ), or write \\( for the "
		    "character",
		    opened + 1);
		return OS_ERR_FORMAT;
	}
	ps->at++;
	ps->depth--;
	*out = n;
	return 0;
}

/* A byte that is no escape and no parenthesis. */
static int
parse_plain(struct parser *ps, struct re_node **out)
{
	char c = ps->text.p[ps->at];

	if (at_sign(ps) && strchr("(|^$", ps->text.p[ps->at - 1]) != NULL) {
		buf_printf(ps->why,
		    "byte %zu: %c has nothing to repeat: a backslash two bytes "
		    "before it makes it a quantifier",
		    ps->at + 1, c);
		return OS_ERR_FORMAT;
	}
	if (c == '^')
		*out = re_new(ps->arena, RE_START);
	else if (c == '$')
		*out = re_new(ps->arena, RE_END);
	else
		*out = re_new_lit(ps->arena, c);
	ps->at++;
	if ((*out)->kind == RE_LIT)
		parse_quantifier(ps, out);
	return 0;
}

static int
parse_element(struct parser *ps, struct re_node **out)
{
	int r;

	switch (ps->text.p[ps->at]) {
	case '\\':
		if ((r = parse_escape(ps, out)) == 0)
			parse_quantifier(ps, out);
		return r;
	case '(':
		return parse_group(ps, out);
	default:
		return parse_plain(ps, out);
	}
}

/* Up to | or ) or the end. */
static int
parse_branch(struct parser *ps, struct re_node **out)
{
	struct re_node *cat = re_new(ps->arena, RE_CAT);
	struct re_node **tail = &cat->child;
	int r;

	while (ps->at < ps->text.len && ps->text.p[ps->at] != '|' &&
	    ps->text.p[ps->at] != ')') {
		struct re_node *n;

		if ((r = parse_element(ps, &n)) != 0)
			return r;
		re_append(&tail, n);
	}
	*out = cat;
	return 0;
}

static int
parse_alternatives(struct parser *ps, struct re_node **out)
{
	struct re_node *alt = re_new(ps->arena, RE_ALT);
	struct re_node **tail = &alt->child;
	struct re_node *branch;
	int r;

	for (;;) {
		if ((r = parse_branch(ps, &branch)) != 0)
			return r;
		re_append(&tail, branch);
		if (ps->at == ps->text.len || ps->text.p[ps->at] != '|')
			break;
		ps->at++;
	}
	*out = alt->child->next != NULL ? alt : alt->child;
	return 0;
}

int
osregex_parse(struct re_node **out, unsigned *groups, struct arena *a,
    struct str text, struct buf *why)
{
	struct parser ps = { .arena = a, .text = text, .why = why };
	int r;

	if (text.len > PATTERN_OS_LEN_MAX) {
		buf_printf(why,
		    "%zu bytes long, at most %d: split it into several "
		    "elements",
		    text.len, PATTERN_OS_LEN_MAX);
		return OS_ERR_LIMIT;
	}
	if (text.len == 0) {
		buf_add_cstr(why,
		    "empty pattern: write \\.* to match anything, or remove "
		    "the element");
		return OS_ERR_FORMAT;
	}
	if ((r = parse_alternatives(&ps, out)) != 0)
		return r;
	if (ps.at != text.len) {
		buf_printf(why,
		    "byte %zu: ) closes nothing: write \\) for the character",
		    ps.at + 1);
		return OS_ERR_FORMAT;
	}
	*groups = ps.groups;
	return 0;
}

void
osregex_quote(struct buf *out, char c)
{
	if (!ascii_isalnum(c) && (unsigned char)c > ' ' &&
	    (unsigned char)c < 0x7f)
		buf_add_char(out, '\\');
	buf_add_char(out, c);
}

static void
children_to_pcre2(struct buf *out, const struct re_node *n, const char *between)
{
	for (const struct re_node *c = n->child; c != NULL; c = c->next) {
		osregex_to_pcre2(out, c);
		if (c->next != NULL)
			buf_add_cstr(out, between);
	}
}

void
osregex_to_pcre2(struct buf *out, const struct re_node *n)
{
	switch (n->kind) {
	case RE_LIT:
		osregex_quote(out, (char)n->byte);
		break;
	case RE_SET:
		buf_add_cstr(out, n->spelling);
		break;
	case RE_CAT:
		children_to_pcre2(out, n, "");
		break;
	case RE_ALT: /* only ever the whole pattern or a whole group */
		children_to_pcre2(out, n, "|");
		break;
	case RE_GROUP:
		buf_add_char(out, '(');
		osregex_to_pcre2(out, n->child);
		buf_add_char(out, ')');
		break;
	case RE_REPEAT: /* of a literal or a class */
		osregex_to_pcre2(out, n->child);
		buf_add_char(out, n->min == 0 ? '*' : '+');
		if (n->greed == RE_LAZY)
			buf_add_char(out, '?');
		break;
	case RE_START:
		buf_add_cstr(out, "^");
		break;
	case RE_END:
		buf_add_cstr(out, "\\z");
		break;
	default: /* not in this language */
		break;
	}
}
