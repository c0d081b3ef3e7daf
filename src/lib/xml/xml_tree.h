/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What xml.c and xml_vars.c share; not for users of the tree.
 */
#ifndef XML_TREE_H
#define XML_TREE_H

#include "lib/base/arena.h"
#include "lib/xml/xml.h"

struct xml {
	struct arena *arena; /* holds the tree and its texts */
	const char *file;
	struct xml_node *root;
};

/* For "%.*s" of user text in a message: long ones are cut. */
#define XML_SHOWN(s) STR_FMT(str_head(s, 80))

#endif
