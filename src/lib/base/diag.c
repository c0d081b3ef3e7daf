/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/diag.h"

#include <stdlib.h>

#include "lib/base/arena.h"
#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "lib/base/log.h"

struct diags {
	struct arena *arena;
	struct diag *v;
	size_t n, cap, errors;
};

struct diags *
diags_new(void)
{
	struct diags *ds = xcalloc(1, sizeof(*ds));

	ds->arena = arena_new(0);
	return ds;
}

void
diags_free(struct diags **dsp)
{
	struct diags *ds = *dsp;

	if (ds == NULL)
		return;
	arena_free(&ds->arena);
	free(ds->v);
	free(ds);
	*dsp = NULL;
}

void
diag_add(struct diags *ds, enum diag_severity severity, int code,
    struct src_pos pos, const char *fmt, ...)
{
	struct diag *d = ARRAY_ADD(ds->v, ds->n, ds->cap);
	struct buf text = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(&text, fmt, ap);
	va_end(ap);
	d->severity = severity;
	d->code = code;
	d->file = arena_strdup(ds->arena,
	    str_from(pos.file != NULL ? pos.file : "(unknown file)"));
	d->line = pos.line;
	d->col = pos.col;
	d->text = arena_strdup(ds->arena, buf_str(&text));
	buf_free(&text);
	if (severity == DIAG_ERROR)
		ds->errors++;
}

size_t
diags_count(const struct diags *ds)
{
	return ds->n;
}

size_t
diags_errors(const struct diags *ds)
{
	return ds->errors;
}

const struct diag *
diags_at(const struct diags *ds, size_t i)
{
	return &ds->v[i];
}

/* By file, then line; equal ones are not after each other. */
static bool
is_after(const struct diag *a, const struct diag *b)
{
	if (a->rank != b->rank)
		return a->rank > b->rank;
	return a->line > b->line;
}

static size_t
rank_of(const struct diags *ds, size_t first, const char *file)
{
	for (size_t i = first; i < ds->n; i++)
		if (strcmp(ds->v[i].file, file) == 0)
			return i;
	return ds->n;
}

void
diags_sort(struct diags *ds, size_t first)
{
	for (size_t i = first; i < ds->n; i++)
		ds->v[i].rank = rank_of(ds, first, ds->v[i].file);
	/* stable, and nearly sorted already */
	for (size_t i = first + 1; i < ds->n; i++) {
		struct diag d = ds->v[i];
		size_t k = i;

		for (; k > first && is_after(&ds->v[k - 1], &d); k--)
			ds->v[k] = ds->v[k - 1];
		ds->v[k] = d;
	}
}

void
diag_format(const struct diag *d, struct buf *b)
{
	buf_add_cstr(b, d->file);
	if (d->line != 0) {
		buf_add_char(b, ':');
		buf_add_u64(b, d->line);
		if (d->col != 0) {
			buf_add_char(b, ':');
			buf_add_u64(b, d->col);
		}
	}
	buf_add_cstr(b, ": ");
	buf_add_cstr(b, d->text);
}

void
diags_log(const struct diags *ds, enum diag_severity least)
{
	struct buf line = { 0 };

	for (size_t i = 0; i < ds->n; i++) {
		const struct diag *d = &ds->v[i];

		if (d->severity < least)
			continue;
		buf_clear(&line);
		diag_format(d, &line);
		if (d->severity == DIAG_ERROR)
			log_error_code(d->code, "%s", buf_cstr(&line));
		else if (d->severity != DIAG_NOTE)
			log_warn_code(d->code, "%s", buf_cstr(&line));
		else
			log_info_code(d->code, "%s", buf_cstr(&line));
	}
	buf_free(&line);
}
