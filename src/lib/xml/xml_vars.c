/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Variables of rule and decoder files: <var name="X">text</var> and $X. One
 * walk in file order both collects definitions and replaces uses, so that a
 * definition holds from where it stands. A value is not expanded itself.
 */
#include <stdlib.h>
#include <uthash.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/xml/xml_tree.h"

enum {
	VAR_NAME_MAX = 255,
	VAR_USE_MAX = 254,
	/* A few kilobytes of $X must not become gigabytes. */
	EXPANDED_MAX = 256 * 1024,
	EXPANDED_SUM_MAX = 16 * 1024 * 1024,
	ERRORS_MAX = 100, /* of one file */
};

struct var {
	char *name; /* in lower case */
	struct str value;
	UT_hash_handle hh;
};

struct vars {
	struct xml *x;
	struct diags *ds;
	struct var *table;
	struct buf text;
	size_t expanded;
	unsigned errors;
};

#define FAIL(vs, pos, ...)                                          \
	(diag_error((vs)->ds, 1227, (pos), "XMLERR: " __VA_ARGS__), \
	    (void)(vs)->errors++)

static char *
lower(struct arena *a, struct str name)
{
	char *s = arena_strdup(a, name);

	for (size_t i = 0; i < name.len; i++)
		s[i] = ascii_lower(s[i]);
	return s;
}

static struct var *
var_find(struct vars *vs, struct str name)
{
	char key[VAR_NAME_MAX];
	struct var *v;

	if (name.len > sizeof(key))
		return NULL;
	for (size_t i = 0; i < name.len; i++)
		key[i] = ascii_lower(name.p[i]);
	HASH_FIND(hh, vs->table, key, (unsigned)name.len, v);
	return v;
}

static void
var_define(struct vars *vs, const struct xml_node *n)
{
	struct str name;
	struct var *v;

	if (n->n_attrs == 0) {
		FAIL(vs, n->pos,
		    "No value set for variable. Expected <var "
		    "name=\"NAME\">text</var>");
		return;
	}
	if (!str_iis(n->attrs[0].name, "name")) {
		FAIL(vs, n->attrs[0].pos,
		    "Only \"name\" is allowed as an attribute for a variable. "
		    "Found '%.*s'; name must come first",
		    XML_SHOWN(n->attrs[0].name));
		return;
	}
	name = n->attrs[0].value;
	if (name.len == 0 || name.len > VAR_NAME_MAX) {
		FAIL(vs, n->attrs[0].value_pos,
		    "Invalid variable name size. Expected 1 to %d bytes, found "
		    "%zu",
		    VAR_NAME_MAX, name.len);
		return;
	}
	if (var_find(vs, name) != NULL)
		return; /* the first definition stays */
	v = arena_alloc(vs->x->arena, sizeof(*v));
	v->name = lower(vs->x->arena, name);
	v->value = n->content;
	HASH_ADD_KEYPTR(hh, vs->table, v->name, (unsigned)name.len, v);
}

static bool
ends_name(char c)
{
	return c == '$' || c == '.' || c == '|' || c == ',' || c == ' ';
}

/* The longest defined name that token starts with, or absent: most likely what
 * was meant. */
static struct str
known_prefix(struct vars *vs, struct str token)
{
	size_t n = token.len < VAR_USE_MAX ? token.len : VAR_USE_MAX;

	for (; n > 0; n--)
		if (var_find(vs, str_head(token, n)) != NULL)
			return str_head(token, n);
	return STR_NONE;
}

static void
fail_unknown(struct vars *vs, struct str token, struct src_pos pos)
{
	static const char ends[] =
	    "a name ends only at $ . | , a space or the end of the text";
	struct str known = known_prefix(vs, token);

	if (token.len > VAR_USE_MAX)
		FAIL(vs, pos, "Invalid variable name size: '%.*s'. Note: %s",
		    XML_SHOWN(token), ends);
	else if (known.p != NULL)
		FAIL(vs, pos,
		    "Unknown variable: '%.*s'. $%.*s is defined, but %s; put "
		    "one of these behind it",
		    XML_SHOWN(token), XML_SHOWN(known), ends);
	else
		FAIL(vs, pos,
		    "Unknown variable: '%.*s'. No <var name=\"%.*s\"> before "
		    "this line; %s. A $ that is no variable must be followed "
		    "by one of these in a file that defines variables",
		    XML_SHOWN(token), XML_SHOWN(token), ends);
}

/* Appends what the $ at *at stands for and moves *at past it. */
static void
expand_one(struct vars *vs, struct str text, struct src_pos pos, size_t *at)
{
	size_t end = *at + 1;
	struct str token;
	struct var *v;

	while (end < text.len && !ends_name(text.p[end]))
		end++;
	token = str_slice(text.p + *at + 1, end - *at - 1);
	if (token.len == 0 || token.p[0] == '(') {
		/* A lone $, or $(field) for the description of an alert. */
		buf_add_char(&vs->text, '$');
		buf_add_str(&vs->text, token);
	} else if (token.len > VAR_USE_MAX ||
	    (v = var_find(vs, token)) == NULL) {
		fail_unknown(vs, token, xml_pos_at(pos, text, *at));
	} else {
		buf_add_str(&vs->text, v->value);
	}
	*at = end;
}

static void
expand(struct vars *vs, struct str *text, struct src_pos pos)
{
	size_t at = 0;

	/* $V alone is never expanded: kept, the public rules know it. */
	if (vs->errors >= ERRORS_MAX || vs->table == NULL || text->len <= 2 ||
	    str_chr(*text, '$') >= text->len)
		return;
	buf_clear(&vs->text);
	while (at < text->len) {
		if (text->p[at] == '$')
			expand_one(vs, *text, pos, &at);
		else
			buf_add_char(&vs->text, text->p[at++]);
		if (vs->text.len > EXPANDED_MAX ||
		    vs->text.len + vs->expanded > EXPANDED_SUM_MAX) {
			FAIL(vs, pos,
			    "String overflow. Variables make this text longer "
			    "than %d bytes, or those of the file than %d",
			    EXPANDED_MAX, EXPANDED_SUM_MAX);
			return;
		}
	}
	vs->expanded += vs->text.len;
	*text = arena_str(vs->x->arena, buf_str(&vs->text));
}

/* Depth is bounded by XML_DEPTH_MAX. */
static void
walk(struct vars *vs, struct xml_node **link)
{
	while (*link != NULL) {
		struct xml_node *n = *link;
		bool definition = str_iis(n->name, "var");

		if (definition)
			var_define(vs, n);
		else
			expand(vs, &n->content, n->content_pos);
		for (size_t i = 0; !definition && i < n->n_attrs; i++) {
			struct xml_attr *a = &n->attrs[i];

			if (str_iis(a->name, "var"))
				FAIL(vs, a->pos,
				    "No value set for variable. An attribute "
				    "cannot be called var");
			expand(vs, &a->value, a->value_pos);
		}
		walk(vs, &n->child);
		if (definition)
			*link = n->next;
		else
			link = &n->next;
	}
}

int
xml_apply_variables(struct xml *x, struct diags *ds)
{
	struct vars vs = { .x = x, .ds = ds };

	walk(&vs, &x->root);
	HASH_CLEAR(hh, vs.table);
	buf_free(&vs.text);
	return vs.errors != 0 ? OS_ERR_FORMAT : OS_OK;
}
