/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appends compact JSON to a struct buf. Commas come by themselves; every text
 * is escaped, so a value cannot end its string.
 */
#ifndef JSON_OUT_H
#define JSON_OUT_H

#include "lib/base/buf.h"

/* open is '{' or '['. An element of an array has no key: NULL. */
void json_begin(struct buf *b, const char *key, char open);
void json_end(struct buf *b, char close);

void json_key(struct buf *b, struct str key);
/* Nothing at all is added if s is absent. */
void json_text(struct buf *b, const char *key, struct str s);
void json_number(struct buf *b, const char *key, int64_t n);
void json_bool(struct buf *b, const char *key, bool v);

#endif
