/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The OSSEC XML dialect (spec: xml-dialect): a small format of its own that
 * resembles XML. No entities, no CDATA, several root elements, variables.
 * Every element keeps the place where it stands.
 */
#ifndef XML_H
#define XML_H

#include <stdbool.h>

#include "lib/base/diag.h"
#include "lib/base/str.h"

enum {
	XML_TEXT_MAX = 20479, /* bytes of a name, a value, a content */
	XML_DEPTH_MAX = 1024,
	XML_ATTRS_MAX = 1024, /* attributes of one element */
};

struct xml_attr {
	struct str name, value;
	struct src_pos pos;       /* of the name */
	struct src_pos value_pos; /* of the first byte of the value */
};

struct xml_node {
	struct str name;
	struct str
	    content; /* text after the last child; present, may be empty */
	struct src_pos pos;         /* of the < */
	struct src_pos content_pos; /* of the first byte of content */
	struct xml_attr *attrs;
	size_t n_attrs;
	struct xml_node *child, *next; /* first child, next sibling */
};

struct xml;

/*
 * Parses text, which is copied. name is the file's name for messages: it is
 * kept, and must live as long as positions taken from the tree. An error is
 * added to ds with the reference's wording in the text (XMLERR: ...) plus what
 * to do; code 1226. Returns OS_ERR_FORMAT then, and *out stays NULL.
 */
int xml_parse(
    struct xml **out, struct str text, const char *name, struct diags *ds);
void xml_free(struct xml **x);

/*
 * Replaces variables (<var name="X">...), as rule and decoder files have them;
 * definitions are removed from the tree. Every error is added to ds with code
 * 1227; OS_ERR_FORMAT if there was one. Call it once.
 */
int xml_apply_variables(struct xml *x, struct diags *ds);

/* First top-level element; follow next. NULL: there is none. */
const struct xml_node *xml_root(const struct xml *x);

/* The attribute's value, or absent. icase: without regard to case. */
struct str xml_attr(const struct xml_node *n, const char *name);
struct str xml_iattr(const struct xml_node *n, const char *name);

/* The place of byte at of a text that starts at pos. Exact unless the text had
 * a comment or a variable before that byte. */
struct src_pos xml_pos_at(struct src_pos pos, struct str text, size_t at);

#endif
