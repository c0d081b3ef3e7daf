/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/json_out.h"

/* A text ends in a quote, so a bracket at the end is always structure. */
static void
separate(struct buf *b)
{
	char last = b->len != 0 ? b->p[b->len - 1] : '\n';

	if (last != '{' && last != '[' && last != ':' && last != '\n')
		buf_add_char(b, ',');
}

void
json_key(struct buf *b, struct str key)
{
	separate(b);
	buf_add_json(b, key);
	buf_add_char(b, ':');
}

static void
begin_value(struct buf *b, const char *key)
{
	if (key != NULL)
		json_key(b, str_from(key));
	else
		separate(b);
}

void
json_begin(struct buf *b, const char *key, char open)
{
	begin_value(b, key);
	buf_add_char(b, open);
}

void
json_end(struct buf *b, char close)
{
	buf_add_char(b, close);
}

void
json_text(struct buf *b, const char *key, struct str s)
{
	if (s.p == NULL)
		return;
	begin_value(b, key);
	buf_add_json(b, s);
}

void
json_number(struct buf *b, const char *key, int64_t n)
{
	begin_value(b, key);
	buf_add_i64(b, n);
}

void
json_bool(struct buf *b, const char *key, bool v)
{
	begin_value(b, key);
	buf_add_cstr(b, v ? "true" : "false");
}
