/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists are read once, text or constant database, into a table in memory. The
 * constant database is D. J. Bernstein's: a header of 256 table positions,
 * records of key and data, the tables; numbers are 32-bit little-endian.
 */
#include "lib/rules/list.h"

#include <stdlib.h>
#include <uthash.h>

#include "lib/base/arena.h"
#include "lib/base/array.h"
#include "lib/base/err.h"
#include "lib/base/xalloc.h"

#define CDB_HEADER 2048

struct item {
	struct str key, value;
	UT_hash_handle hh;
};

struct list {
	const char *name, *cdb_name;
	struct item *items; /* by key */
	size_t longest;     /* key */
	bool readable;
};

struct list_set {
	struct arena *arena;
	struct list *v;
	size_t n;
};

/* Of equal keys the first is found. */
static void
add_item(void *arg, struct str key, struct str value)
{
	struct list_set *ls = arg;
	struct list *l = &ls->v[ls->n];
	struct item *item;

	HASH_FIND(hh, l->items, key.p, (unsigned)key.len, item);
	if (item != NULL)
		return;
	item = arena_alloc(ls->arena, sizeof(*item));
	item->key = arena_str(ls->arena, key);
	item->value = arena_str(ls->arena, value);
	HASH_ADD_KEYPTR(hh, l->items, item->key.p, (unsigned)key.len, item);
	if (key.len > l->longest)
		l->longest = key.len;
}

/* One line of a list text: false if it holds no entry. */
static bool
parse_line(struct str line, struct str *key, struct str *value)
{
	size_t comment = str_find(line, STR_LIT("###")), colon;

	if (line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	if (comment != SIZE_MAX) {
		line = str_head(line, comment);
		while (line.len > 0 &&
		    (line.p[line.len - 1] == ' ' ||
			line.p[line.len - 1] == '\t'))
			line.len--;
	}
	colon = str_chr(line, ':');
	if (line.len == 0 || colon == SIZE_MAX)
		return false;
	*key = str_head(line, colon);
	*value = str_skip(line, colon + 1);
	return true;
}

static void
each_line(
    struct str text, void (*fn)(void *arg, struct str, struct str), void *arg)
{
	struct str line, key, value;

	while (str_split(&text, '\n', &line))
		if (parse_line(line, &key, &value))
			fn(arg, key, value);
}

static uint32_t
get_u32(struct str s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

/* The records lie between the header and the first table. */
static bool
read_cdb(struct list_set *ls, struct str db)
{
	size_t end = db.len, at = CDB_HEADER;

	if (db.len < CDB_HEADER)
		return false;
	for (size_t i = 0; i < 256; i++) {
		size_t table = get_u32(db, i * 8);

		if (get_u32(db, i * 8 + 4) == 0)
			continue; /* no slots: its place means nothing */
		if (table < CDB_HEADER || table > db.len)
			return false;
		if (table < end)
			end = table;
	}
	while (at + 8 <= end) {
		size_t klen = get_u32(db, at), dlen = get_u32(db, at + 4);

		at += 8;
		if (klen > end - at || dlen > end - at - klen)
			return false;
		add_item(ls, str_slice(db.p + at, klen),
		    str_slice(db.p + at + klen, dlen));
		at += klen + dlen;
	}
	return at == end;
}

int
list_set_compile(struct list_set **out, const struct list_source *src, size_t n,
    struct diags *ds)
{
	struct list_set *ls = xcalloc(1, sizeof(*ls));
	size_t errors = diags_errors(ds);

	ls->arena = arena_new(0);
	ls->v = xcalloc(n != 0 ? n : 1, sizeof(*ls->v));
	for (; ls->n < n; ls->n++) {
		const struct list_source *s = &src[ls->n];
		struct list *l = &ls->v[ls->n];
		struct src_pos pos = { .file = s->cdb_name };

		l->name = arena_strdup(ls->arena, str_from(s->name));
		l->cdb_name = arena_strdup(ls->arena, str_from(s->cdb_name));
		l->readable = s->text.p != NULL;
		if (!l->readable)
			continue;
		if (!s->compiled)
			each_line(s->text, add_item, ls);
		else if (!read_cdb(ls, s->text))
			diag_error(ds, 1221, pos,
			    "is not a constant database (rebuild it: "
			    "ossec-makelists -F)");
	}
	*out = ls;
	return diags_errors(ds) == errors ? OS_OK : OS_ERR_FORMAT;
}

void
list_set_free(struct list_set **lsp)
{
	struct list_set *ls = *lsp;

	if (ls == NULL)
		return;
	for (size_t i = 0; i < ls->n; i++)
		HASH_CLEAR(hh, ls->v[i].items);
	free(ls->v);
	arena_free(&ls->arena);
	free(ls);
	*lsp = NULL;
}

const struct list *
list_set_get(const struct list_set *ls, struct str name)
{
	for (size_t i = 0; i < ls->n; i++)
		if (str_is(name, ls->v[i].name) ||
		    str_is(name, ls->v[i].cdb_name))
			return &ls->v[i];
	return NULL;
}

bool
list_is_readable(const struct list *l)
{
	return l->readable;
}

bool
list_get(const struct list *l, struct str key, struct str *value)
{
	struct item *item;

	HASH_FIND(hh, l->items, key.p, (unsigned)key.len, item);
	if (item == NULL)
		return false;
	*value = item->value;
	return true;
}

bool
list_get_address(const struct list *l, struct str addr, struct str *value)
{
	size_t n = addr.len < l->longest ? addr.len : l->longest;

	if (list_get(l, addr, value))
		return true;
	/* what is longer than every key need not be looked up */
	for (; n > 0; n--)
		if (addr.p[n - 1] == '.' &&
		    list_get(l, str_head(addr, n), value))
			return true;
	return false;
}

/* ---- writing ---- */

struct cdb_slot {
	uint32_t hash, pos;
};

struct cdb_writer {
	struct buf *b;
	size_t start; /* of the database in b */
	struct {
		struct cdb_slot *v;
		size_t n, cap;
	} tables[256];
	void (*each)(void *arg, struct str key, struct str value);
	void *arg;
};

static void
add_u32(struct buf *b, uint32_t v)
{
	char p[4] = { (char)v, (char)(v >> 8), (char)(v >> 16),
		(char)(v >> 24) };

	buf_add(b, p, sizeof(p));
}

static void
put_u32(struct buf *b, size_t at, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		b->p[at + i] = (char)(v >> (8 * i));
}

static uint32_t
cdb_hash(struct str key)
{
	uint32_t h = 5381;

	for (size_t i = 0; i < key.len; i++)
		h = (h * 33) ^ (unsigned char)key.p[i];
	return h;
}

static void
write_record(void *arg, struct str key, struct str value)
{
	struct cdb_writer *w = arg;
	uint32_t h = cdb_hash(key);
	struct cdb_slot *s = ARRAY_ADD(
	    w->tables[h % 256].v, w->tables[h % 256].n, w->tables[h % 256].cap);

	s->hash = h;
	s->pos = (uint32_t)(w->b->len - w->start);
	add_u32(w->b, (uint32_t)key.len);
	add_u32(w->b, (uint32_t)value.len);
	buf_add_str(w->b, key);
	buf_add_str(w->b, value);
	if (w->each != NULL)
		w->each(w->arg, key, value);
}

static void
write_table(struct cdb_writer *w, unsigned i)
{
	size_t n = w->tables[i].n, slots = 2 * n;
	size_t at = w->b->len;

	put_u32(w->b, w->start + i * 8, (uint32_t)(at - w->start));
	put_u32(w->b, w->start + i * 8 + 4, (uint32_t)slots);
	for (size_t k = 0; k < slots * 2; k++)
		add_u32(w->b, 0);
	for (size_t k = 0; k < n; k++) {
		const struct cdb_slot *s = &w->tables[i].v[k];
		size_t slot = s->hash / 256 % slots;

		/* linear probing; position 0 marks an empty slot */
		while (get_u32(buf_str(w->b), at + slot * 8 + 4) != 0)
			slot = (slot + 1) % slots;
		put_u32(w->b, at + slot * 8, s->hash);
		put_u32(w->b, at + slot * 8 + 4, s->pos);
	}
	free(w->tables[i].v);
}

void
list_write_cdb(struct buf *b, struct str text,
    void (*each)(void *arg, struct str key, struct str value), void *arg)
{
	struct cdb_writer w = {
		.b = b, .start = b->len, .each = each, .arg = arg
	};

	for (size_t i = 0; i < CDB_HEADER / 4; i++)
		add_u32(b, 0);
	each_line(text, write_record, &w);
	for (unsigned i = 0; i < 256; i++)
		write_table(&w, i);
}
