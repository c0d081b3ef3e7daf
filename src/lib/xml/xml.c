/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text into a tree, in one pass without recursion. Variables are applied later
 * by xml_vars.c; what elements mean is the business of their readers.
 */
#include "lib/xml/xml.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/xml/xml_tree.h"

struct open_element {
	struct xml_node *node;
	struct xml_node *last; /* child */
};

struct parser {
	struct xml *x;
	struct diags *ds;
	const char *p, *end, *line_start;
	unsigned line;
	unsigned backslashes; /* directly before p */
	/* A child discards the text before it, so the only text worth keeping
	 * is that of the innermost element. */
	struct buf text;
	struct src_pos text_pos;
	struct src_pos hidden_close; /* the last \</ in it; line 0: none */
	struct open_element *open;   /* the outermost first */
	size_t depth, open_cap;
	struct xml_node *last_root;
};

#define FAIL(ps, pos, ...)                                          \
	(diag_error((ps)->ds, 1226, (pos), "XMLERR: " __VA_ARGS__), \
	    OS_ERR_FORMAT)

static struct src_pos
here(const struct parser *ps)
{
	return (struct src_pos){ ps->x->file, ps->line,
		(unsigned)(ps->p - ps->line_start) + 1 };
}

static bool
at_end(const struct parser *ps)
{
	return ps->p == ps->end;
}

static char
next_char(struct parser *ps)
{
	char c = *ps->p++;

	if (c == '\n') {
		ps->line++;
		ps->line_start = ps->p;
	}
	return c;
}

static bool
looking_at(const struct parser *ps, struct str what)
{
	return str_starts(str_slice(ps->p, (size_t)(ps->end - ps->p)), what);
}

static void
skip_chars(struct parser *ps, size_t n)
{
	while (n-- > 0)
		next_char(ps);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void
skip_space(struct parser *ps)
{
	while (!at_end(ps) && is_space(*ps->p))
		next_char(ps);
}

/* The bytes from start to where we are. */
static struct str
since(const struct parser *ps, const char *start)
{
	return str_slice(start, (size_t)(ps->p - start));
}

/* Content starts (again) here: after an opening tag or after a child. */
static void
text_start(struct parser *ps)
{
	buf_clear(&ps->text);
	ps->text_pos = here(ps);
	ps->backslashes = 0;
	ps->hidden_close.line = 0;
}

static int
text_char(struct parser *ps)
{
	char c;

	if (ps->text.len == 0)
		ps->text_pos = here(ps);
	c = next_char(ps);
	ps->backslashes = c == '\\' ? ps->backslashes + 1 : 0;
	if (ps->depth == 0)
		return OS_OK; /* loose text between elements is nobody's */
	if (ps->text.len == XML_TEXT_MAX)
		return FAIL(ps, ps->open[ps->depth - 1].node->pos,
		    "String overflow. The content of <%.*s> is longer than "
		    "%d bytes; is its closing tag missing?",
		    XML_SHOWN(ps->open[ps->depth - 1].node->name),
		    XML_TEXT_MAX);
	buf_add_char(&ps->text, c);
	return OS_OK;
}

/* From the <! on. */
static int
skip_comment(struct parser *ps)
{
	struct src_pos pos = here(ps);

	skip_chars(ps, 2);
	while (!at_end(ps)) {
		size_t n = looking_at(ps, STR_LIT("!>")) ? 2
		    : looking_at(ps, STR_LIT("-->"))     ? 3
							 : 0;

		if (n != 0) {
			skip_chars(ps, n);
			ps->backslashes = 0;
			return OS_OK;
		}
		next_char(ps);
	}
	return FAIL(ps, pos,
	    "Comment not closed. It starts here and ends at the first --> or "
	    "!>; there is no CDATA and no DOCTYPE");
}

/* Only as the very first thing, or right after a byte order mark. */
static int
skip_declaration(struct parser *ps)
{
	struct src_pos pos;
	const char *start;

	if (looking_at(ps, STR_LIT("\xef\xbb\xbf"))) {
		skip_chars(ps, 3);
		ps->line_start = ps->p; /* the mark has no width */
	}
	if (!looking_at(ps, STR_LIT("<?xml")))
		return OS_OK;
	pos = here(ps);
	start = ps->p;
	while (!at_end(ps))
		if (next_char(ps) == '>')
			break;
	if (!str_ends(since(ps, start), STR_LIT("?>")))
		return FAIL(
		    ps, pos, "XML declaration not closed. It must end in ?>");
	return OS_OK;
}

struct attrs {
	struct xml_attr *v;
	size_t n, cap;
};

/* Up to the = after it, which is consumed. */
static int
attr_name(struct parser *ps, struct xml_attr *a)
{
	const char *start = ps->p;
	char c = '\0';

	a->pos = here(ps);
	while (!at_end(ps)) {
		c = *ps->p;
		if (c == '=' || c == '>' || c == '/' || is_space(c))
			break;
		next_char(ps);
	}
	a->name = since(ps, start);
	if (a->name.len > XML_TEXT_MAX)
		return FAIL(ps, a->pos,
		    "Overflow attempt at attribute '%.*s'. A name has at most "
		    "%d bytes",
		    STR_FMT(str_head(a->name, 20)), XML_TEXT_MAX);
	if (at_end(ps))
		return FAIL(
		    ps, a->pos, "End of file while reading an attribute.");
	if (c != '=')
		return FAIL(ps, a->pos,
		    "Attribute '%.*s' has no value. Expected name=\"value\" "
		    "without a blank before the =; a < that is meant as text "
		    "is written \\<",
		    XML_SHOWN(a->name));
	next_char(ps);
	return OS_OK;
}

static int
attr_value(struct parser *ps, struct xml_attr *a)
{
	const char *start;
	char quote;

	skip_space(ps);
	if (at_end(ps))
		return FAIL(
		    ps, a->pos, "End of file while reading an attribute.");
	quote = *ps->p;
	if (quote != '"' && quote != '\'')
		return FAIL(ps, here(ps),
		    "Attribute '%.*s' not followed by a \" or '.",
		    XML_SHOWN(a->name));
	next_char(ps);
	start = ps->p;
	a->value_pos = here(ps);
	while (!at_end(ps) && *ps->p != quote && *ps->p != '>')
		next_char(ps);
	a->value = since(ps, start);
	if (at_end(ps))
		return FAIL(
		    ps, a->pos, "End of file while reading an attribute.");
	if (*ps->p == '>')
		return FAIL(ps, here(ps),
		    "Attribute '%.*s' not closed. Its value has no closing %c, "
		    "or holds a >, which a value cannot",
		    XML_SHOWN(a->name), quote);
	if (a->value.len > XML_TEXT_MAX)
		return FAIL(ps, a->pos,
		    "Overflow attempt at attribute '%.*s'. A value has at most "
		    "%d bytes",
		    STR_FMT(str_head(a->name, 20)), XML_TEXT_MAX);
	next_char(ps);
	return OS_OK;
}

static int
attr_check(struct parser *ps, const struct attrs *as)
{
	const struct xml_attr *a = &as->v[as->n - 1];

	for (size_t i = 0; i + 1 < as->n; i++)
		if (str_eq(as->v[i].name, a->name))
			return FAIL(ps, a->pos,
			    "Attribute '%.*s' already defined. It stands twice "
			    "in one element",
			    XML_SHOWN(a->name));
	if (at_end(ps))
		return FAIL(
		    ps, a->pos, "End of file while reading an attribute.");
	if (*ps->p != '>' && *ps->p != '/' && !is_space(*ps->p))
		return FAIL(ps, here(ps),
		    "Bad attribute closing for '%.*s'='%.*s'. Expected a "
		    "blank, / or > after the closing quote",
		    XML_SHOWN(a->name), XML_SHOWN(a->value));
	if (as->n > XML_ATTRS_MAX)
		return FAIL(ps, a->pos,
		    "Overflow attempt at attribute '%.*s'. An element has at "
		    "most %d attributes",
		    STR_FMT(str_head(a->name, 20)), XML_ATTRS_MAX);
	return OS_OK;
}

/* Up to the > or / that ends the list, which is not consumed. */
static int
attr_list(struct parser *ps, struct attrs *as)
{
	struct xml_attr *a;
	int r;

	for (;;) {
		skip_space(ps);
		if (at_end(ps))
			return FAIL(ps, here(ps),
			    "End of file while reading an attribute.");
		if (*ps->p == '>' || *ps->p == '/')
			return OS_OK;
		a = ARRAY_ADD(as->v, as->n, as->cap);
		if ((r = attr_name(ps, a)) != 0 ||
		    (r = attr_value(ps, a)) != 0 ||
		    (r = attr_check(ps, as)) != 0)
			return r;
	}
}

static void
node_set_attrs(struct arena *arena, struct xml_node *n, const struct attrs *as)
{
	if (as->n == 0)
		return;
	n->attrs = arena_calloc(arena, as->n, sizeof(*n->attrs));
	n->n_attrs = as->n;
	for (size_t i = 0; i < as->n; i++) {
		n->attrs[i] = as->v[i];
		n->attrs[i].name = arena_str(arena, as->v[i].name);
		n->attrs[i].value = arena_str(arena, as->v[i].value);
	}
}

/* Hangs n behind its elder siblings. */
static void
node_link(struct parser *ps, struct xml_node *n)
{
	struct open_element *parent =
	    ps->depth > 0 ? &ps->open[ps->depth - 1] : NULL;
	struct xml_node **last =
	    parent != NULL ? &parent->last : &ps->last_root;

	if (*last != NULL)
		(*last)->next = n;
	else if (parent != NULL)
		parent->node->child = n;
	else
		ps->x->root = n;
	*last = n;
}

static int
element_name(struct parser *ps, struct xml_node *n, bool *empty)
{
	const char *start = ps->p;
	struct str name;

	while (!at_end(ps) && *ps->p != '>' && !is_space(*ps->p))
		next_char(ps);
	name = since(ps, start);
	if (at_end(ps))
		return FAIL(ps, n->pos,
		    "End of file and some elements were not closed. The tag "
		    "that starts here has no >");
	*empty = str_ends(name, STR_LIT("/"));
	if (*empty)
		name.len--;
	if (name.len > XML_TEXT_MAX)
		return FAIL(ps, n->pos,
		    "String overflow. A name has at most %d bytes",
		    XML_TEXT_MAX);
	n->name = arena_str(ps->x->arena, name);
	return OS_OK;
}

/* After the / of an empty element: its >, if nothing else comes before. What
 * else follows is text of the element around. */
static void
skip_empty_end(struct parser *ps)
{
	const char *p = ps->p;

	while (p < ps->end && is_space(*p))
		p++;
	if (p < ps->end && *p == '>')
		skip_chars(ps, (size_t)(p - ps->p) + 1);
}

static int
open_tag(struct parser *ps)
{
	struct xml_node *n = arena_alloc(ps->x->arena, sizeof(*n));
	struct attrs as = { 0 };
	bool empty;
	int r;

	n->pos = here(ps);
	n->content = STR_LIT("");
	next_char(ps);
	if ((r = element_name(ps, n, &empty)) != 0 ||
	    (r = attr_list(ps, &as)) != 0)
		goto out;
	node_set_attrs(ps->x->arena, n, &as);
	node_link(ps, n);
	if (next_char(ps) == '/') {
		empty = true;
		skip_empty_end(ps);
	}
	text_start(ps);
	n->content_pos = ps->text_pos;
	if (empty)
		goto out;
	if (ps->depth == XML_DEPTH_MAX) {
		r = FAIL(ps, n->pos,
		    "Max recursion level reached. Elements nest at most %d "
		    "deep",
		    XML_DEPTH_MAX);
		goto out;
	}
	ARRAY_ADD(ps->open, ps->depth, ps->open_cap)->node = n;
out:
	free(as.v);
	return r;
}

/* The file ended inside an element, or another was closed. what is the
 * reference's text up to its full stop. */
static int
fail_unclosed(
    struct parser *ps, struct src_pos pos, const char *what, struct str found)
{
	const struct xml_node *n = ps->open[ps->depth - 1].node;

	if (ps->hidden_close.line != 0)
		return FAIL(ps, ps->hidden_close,
		    "%s <%.*s> of line %u is not closed here, because a "
		    "backslash before < makes it text: write \\\\ or put "
		    "something between",
		    what, XML_SHOWN(n->name), n->pos.line);
	return FAIL(ps, pos,
	    "%s <%.*s> of line %u: expected </%.*s>, found %.*s", what,
	    XML_SHOWN(n->name), n->pos.line, XML_SHOWN(n->name),
	    XML_SHOWN(found));
}

static int
fail_end(struct parser *ps)
{
	return fail_unclosed(ps, ps->open[ps->depth - 1].node->pos,
	    "End of file and some elements were not closed.",
	    STR_LIT("the end of the file"));
}

/* found: the closing tag, from its < to its > */
static int
fail_mismatch(struct parser *ps, struct src_pos pos, struct str found)
{
	struct buf what = { 0 };
	int r;

	buf_printf(&what, "Element '%.*s' not closed.",
	    XML_SHOWN(ps->open[ps->depth - 1].node->name));
	r = fail_unclosed(ps, pos, buf_cstr(&what), found);
	buf_free(&what);
	return r;
}

static int
close_tag(struct parser *ps)
{
	struct src_pos pos = here(ps);
	struct xml_node *n;
	const char *start;
	struct str tag;

	if (ps->depth == 0)
		return FAIL(ps, pos,
		    "Element not opened. A closing tag without an opening one");
	n = ps->open[ps->depth - 1].node;
	start = ps->p;
	while (!at_end(ps) && *ps->p != '>')
		next_char(ps);
	if (at_end(ps))
		return fail_end(ps);
	next_char(ps);
	tag = since(ps, start);
	if (!str_eq(str_slice(tag.p + 2, tag.len - 3), n->name))
		return fail_mismatch(ps, pos, tag);
	n->content = arena_str(ps->x->arena, buf_str(&ps->text));
	n->content_pos = ps->text_pos;
	ps->depth--;
	text_start(ps);
	return OS_OK;
}

static int
parse_step(struct parser *ps)
{
	if (*ps->p != '<')
		return text_char(ps);
	if (looking_at(ps, STR_LIT("<!")))
		return skip_comment(ps);
	/* An odd number of backslashes makes it text. The stock 4.3 parser
	 * takes any number; the rules of Wazuh need the parity. */
	if (ps->backslashes % 2 == 1) {
		if (looking_at(ps, STR_LIT("</")))
			ps->hidden_close = here(ps);
		return text_char(ps);
	}
	return looking_at(ps, STR_LIT("</")) ? close_tag(ps) : open_tag(ps);
}

static int
parse_all(struct parser *ps)
{
	int r;

	if ((r = skip_declaration(ps)) != 0)
		return r;
	text_start(ps);
	while (!at_end(ps))
		if ((r = parse_step(ps)) != 0)
			return r;
	return ps->depth != 0 ? fail_end(ps) : OS_OK;
}

int
xml_parse(struct xml **out, struct str text, const char *name, struct diags *ds)
{
	struct parser ps = { .ds = ds, .line = 1 };
	int r;

	if (text.p == NULL)
		text = STR_LIT("");
	ps.p = ps.line_start = text.p;
	ps.end = text.p + text.len;
	ps.x = xcalloc(1, sizeof(*ps.x));
	ps.x->arena = arena_new(0);
	ps.x->file = name;
	if ((r = parse_all(&ps)) == OS_OK) {
		*out = ps.x;
		ps.x = NULL; /* the caller owns it now */
	}
	xml_free(&ps.x);
	buf_free(&ps.text);
	free(ps.open);
	return r;
}

void
xml_free(struct xml **xp)
{
	struct xml *x = *xp;

	if (x == NULL)
		return;
	arena_free(&x->arena);
	free(x);
	*xp = NULL;
}

const struct xml_node *
xml_root(const struct xml *x)
{
	return x->root;
}

struct str
xml_attr(const struct xml_node *n, const char *name)
{
	for (size_t i = 0; i < n->n_attrs; i++)
		if (str_is(n->attrs[i].name, name))
			return n->attrs[i].value;
	return STR_NONE;
}

struct str
xml_iattr(const struct xml_node *n, const char *name)
{
	for (size_t i = 0; i < n->n_attrs; i++)
		if (str_iis(n->attrs[i].name, name))
			return n->attrs[i].value;
	return STR_NONE;
}

struct src_pos
xml_pos_at(struct src_pos pos, struct str text, size_t at)
{
	for (size_t i = 0; i < at && i < text.len; i++) {
		if (text.p[i] == '\n') {
			pos.line++;
			pos.col = 1;
		} else {
			pos.col++;
		}
	}
	return pos;
}
