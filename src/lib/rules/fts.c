/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/fts.h"

#include <stdlib.h>
#include <uthash.h>

#include "lib/base/err.h"
#include "lib/base/xalloc.h"
#include "lib/rules/decoder.h"
#include "lib/rules/state.h"

struct fts {
	struct state *state;
	size_t min_similar;
	/* the last lines stored, for the similarity test of ids events */
	char (*recent)[FTS_LINE_MAX + 1];
	size_t size, n, next;
};

struct fts *
fts_new(struct state *state, size_t size, size_t min_similar)
{
	struct fts *f = xcalloc(1, sizeof(*f));

	f->state = state;
	f->size = size != 0 ? size : 1;
	f->min_similar = min_similar;
	f->recent = xcalloc(f->size, sizeof(*f->recent));
	return f;
}

void
fts_free(struct fts **fp)
{
	struct fts *f = *fp;

	if (f == NULL)
		return;
	free(f->recent);
	free(f);
	*fp = NULL;
}

static void
add_part(struct buf *b, bool selected, struct str value)
{
	buf_add_char(b, ' ');
	if (selected)
		buf_add_str(b, value);
}

static void
cut(struct buf *b)
{
	if (b->len > FTS_LINE_MAX) {
		b->len = FTS_LINE_MAX;
		b->p[b->len] = '\0';
	}
}

void
fts_line(struct buf *b, const struct event *ev, unsigned bits)
{
	buf_clear(b);
	buf_add_str(b, ev->decoder->name);
	add_part(b, bits & FTS_ID, ev->field[FIELD_ID]);
	add_part(b, bits & FTS_DSTUSER, ev->field[FIELD_DSTUSER]);
	add_part(b, bits & FTS_SRCUSER, ev->field[FIELD_SRCUSER]);
	add_part(b, bits & FTS_SRCIP, ev->field[FIELD_SRCIP]);
	add_part(b, bits & FTS_DSTIP, ev->field[FIELD_DSTIP]);
	add_part(b, bits & FTS_DATA, ev->field[FIELD_DATA]);
	add_part(b, bits & FTS_SYSTEM_NAME, ev->field[FIELD_SYSTEM_NAME]);
	add_part(b, bits & FTS_LOCATION, ev->location);
	cut(b);
}

void
ignore_line(struct buf *b, const struct event *ev, unsigned bits)
{
	buf_clear(b);
	if (bits & FTS_NAME)
		buf_add_str(b, ev->decoder->name);
	add_part(b, bits & FTS_ID, ev->field[FIELD_ID]);
	add_part(b, bits & FTS_DSTUSER, ev->field[FIELD_DSTUSER]);
	add_part(b, bits & FTS_SRCIP, ev->field[FIELD_SRCIP]);
	add_part(b, bits & FTS_DSTIP, ev->field[FIELD_DSTIP]);
	add_part(b, bits & FTS_DATA, ev->field[FIELD_DATA]);
	add_part(b, bits & FTS_SYSTEM_NAME, ev->field[FIELD_SYSTEM_NAME]);
	add_part(b, bits & FTS_LOCATION, ev->location);
	cut(b);
}

static size_t
common_prefix(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && a.p[n] == b.p[n])
		n++;
	return n;
}

/*
 * Of intrusion detection events whose lines differ only towards the end, the
 * third and later ones count as known: more than two of the recent lines with
 * a long common beginning shorten the line to that beginning.
 */
static struct str
shorten_similar(const struct fts *f, struct str line)
{
	unsigned similar = 0;

	for (size_t i = 0; i < f->n; i++) {
		size_t at = (f->next + f->size - 1 - i) % f->size;

		if (common_prefix(line, str_from(f->recent[at])) <=
		    f->min_similar)
			continue;
		if (++similar > 2)
			return str_head(line, f->min_similar);
	}
	return line;
}

static void
remember_recent(struct fts *f, struct str line)
{
	memcpy(f->recent[f->next], line.p, line.len);
	f->recent[f->next][line.len] = '\0';
	f->next = (f->next + 1) % f->size;
	if (f->n < f->size)
		f->n++;
}

bool
fts_first_time(struct fts *f, const struct event *ev)
{
	struct buf b = { 0 };
	struct str line, old;
	bool first = false;

	fts_line(&b, ev, ev->decoder->fts);
	line = buf_str(&b);
	if (f->state->get(f->state, STATE_FTS, line, &old) == OS_OK)
		goto out;
	if (ev->category == CATEGORY_IDS) {
		line = shorten_similar(f, line);
		remember_recent(f, line);
		if (f->state->get(f->state, STATE_FTS, line, &old) == OS_OK)
			goto out;
	}
	f->state->put(f->state, STATE_FTS, line, STR_LIT(""));
	first = true;
out:
	buf_free(&b);
	return first;
}
