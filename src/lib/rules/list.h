/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of keys and values (CDB lists; spec: lists-and-outputs, section 1),
 * held in memory.
 */
#ifndef LIST_H
#define LIST_H

#include "lib/base/buf.h"
#include "lib/base/diag.h"
#include "lib/base/str.h"

/* One configured list: the names rules may use and its text or compiled form.
 */
struct list_source {
	const char *name;     /* "lists/bad" */
	const char *cdb_name; /* "lists/bad.cdb" */
	struct str text; /* absent: could not be read, look-ups are false */
	bool compiled;   /* text holds the constant database */
};

struct list_set;
struct list;

int list_set_compile(struct list_set **out, const struct list_source *src,
    size_t n, struct diags *ds);
void list_set_free(struct list_set **ls);
/* NULL if no configured list has that name (or compiled name). */
const struct list *list_set_get(const struct list_set *ls, struct str name);

/* false: it is configured, but its text could not be read. */
bool list_is_readable(const struct list *l);
bool list_get(const struct list *l, struct str key, struct str *value);
/* The key itself, or its longest prefix that ends in a dot. */
bool list_get_address(const struct list *l, struct str addr, struct str *value);

/* Writes the constant database of a list text to b (ossec-makelists). each, if
 * not NULL, is told every entry. */
void list_write_cdb(struct buf *b, struct str text,
    void (*each)(void *arg, struct str key, struct str value), void *arg);

#endif
