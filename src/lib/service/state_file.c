/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/state_file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/port/port_file.h"

#define STATE_FILE_MAX (1 << 20)
#define VALUE_MAX 4096

struct pair {
	const char *key, *value;
};

struct state_file {
	struct arena *arena;
	struct pair *pairs;
	size_t n, cap;
};

void
state_file_add(struct buf *b, const char *key, const char *fmt, ...)
{
	char value[VALUE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(value, sizeof(value), fmt, ap);
	va_end(ap);
	buf_printf(b, "%s='", key);
	for (const char *p = value; *p != '\0'; p++) {
		if (*p == '\'')
			buf_add_cstr(b, "'\\''");
		else
			buf_add_char(b, (unsigned char)*p < ' ' ? ' ' : *p);
	}
	buf_add_cstr(b, "'\n");
}

void
state_file_add_u64(struct buf *b, const char *key, uint64_t value)
{
	buf_printf(b, "%s='%llu'\n", key, (unsigned long long)value);
}

int
state_file_save(const char *path, const struct buf *b)
{
	struct str s = buf_str(b);

	return port_file_replace(path, s.p, s.len, 0640) == -1 ? OS_ERR_SYS
							       : OS_OK;
}

static bool
key_valid(struct str key)
{
	for (size_t i = 0; i < key.len; i++) {
		if (!ascii_isalnum(key.p[i]) && strchr("_.-", key.p[i]) == NULL)
			return false;
	}
	return key.len > 0;
}

/* Takes the quotes off; false if they are not as state_file_add() sets them.
 */
static bool
unquote(struct str s, char *out)
{
	if (s.len < 2 || s.p[0] != '\'' || s.p[s.len - 1] != '\'')
		return false;
	s = str_slice(s.p + 1, s.len - 2);
	while (s.len > 0) {
		if (s.p[0] != '\'') {
			/* it may end up on a terminal */
			*out++ = (unsigned char)s.p[0] < ' ' || s.p[0] == 0x7f
			    ? '?'
			    : s.p[0];
			s = str_skip(s, 1);
		} else if (str_starts(s, STR_LIT("'\\''"))) {
			*out++ = '\'';
			s = str_skip(s, 4);
		} else {
			return false;
		}
	}
	*out = '\0';
	return true;
}

static void
parse_line(struct state_file *st, struct str line)
{
	size_t eq = str_chr(line, '=');
	char *value;

	if (eq == SIZE_MAX || !key_valid(str_head(line, eq)))
		return;
	value = arena_alloc(st->arena, line.len);
	if (!unquote(str_skip(line, eq + 1), value))
		return;
	*ARRAY_ADD(st->pairs, st->n, st->cap) =
	    (struct pair){ arena_strdup(st->arena, str_head(line, eq)), value };
}

struct state_file *
state_file_parse(struct str text)
{
	struct state_file *st = xcalloc(1, sizeof(*st));
	struct str line;

	st->arena = arena_new(0);
	while (str_split(&text, '\n', &line))
		parse_line(st, line);
	return st;
}

int
state_file_load(struct state_file **out, const char *path)
{
	char *text;
	size_t len;

	/* its writer owns the directory, its reader may be root */
	if (port_file_read_plain(path, STATE_FILE_MAX, &text, &len) == -1) {
		if (errno == ENOENT)
			return OS_ERR_NOTFOUND;
		return errno == EFBIG ? OS_ERR_LIMIT : OS_ERR_SYS;
	}
	*out = state_file_parse(str_slice(text, len));
	free(text);
	return OS_OK;
}

void
state_file_free(struct state_file **st)
{
	if (*st == NULL)
		return;
	arena_free(&(*st)->arena);
	free((*st)->pairs);
	free(*st);
	*st = NULL;
}

const char *
state_file_get(const struct state_file *st, const char *key)
{
	for (size_t i = st->n; i > 0; i--) {
		if (strcmp(st->pairs[i - 1].key, key) == 0)
			return st->pairs[i - 1].value;
	}
	return NULL;
}

uint64_t
state_file_get_u64(const struct state_file *st, const char *key)
{
	uint64_t v;

	if (!str_to_u64(str_from(state_file_get(st, key)), UINT64_MAX, &v))
		return 0;
	return v;
}

size_t
state_file_count(const struct state_file *st)
{
	return st->n;
}

void
state_file_at(
    const struct state_file *st, size_t i, const char **key, const char **value)
{
	*key = st->pairs[i].key;
	*value = st->pairs[i].value;
}
