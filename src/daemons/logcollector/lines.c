/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/lines.h"

static void
nul_to_space(char *p, size_t n)
{
	char *end = p + n;

	while ((p = memchr(p, '\0', (size_t)(end - p))) != NULL)
		*p++ = ' ';
}

/* Bytes of a line whose beginning or end is elsewhere. */
static void
keep(struct lines *l, char *p, size_t n)
{
	size_t room = LINES_TEXT_MAX - l->head.len;
	size_t kept = n < room ? n : room;

	nul_to_space(p, kept);
	buf_add(&l->head, p, kept);
	l->discarded += n - kept;
}

static void
hand_out(struct lines *l, struct line *line)
{
	*line = (struct line){
		.text = buf_str(&l->head),
		.discarded = l->discarded,
		.taken = l->head.len + l->discarded,
	};
	l->taken = true;
}

/* The common case: the line lies whole in the caller's bytes. */
static void
hand_out_in_place(char *p, size_t n, struct line *line)
{
	size_t kept = n < LINES_TEXT_MAX ? n : LINES_TEXT_MAX;

	nul_to_space(p, kept);
	*line = (struct line){
		.text = str_slice(p, kept),
		.discarded = n - kept,
		.taken = n,
	};
}

bool
lines_next(struct lines *l, char **p, size_t *n, struct line *line)
{
	char *end, *begin = *p;
	size_t len;

	if (l->taken)
		lines_clear(l);
	if (*n == 0)
		return false;
	end = memchr(begin, '\n', *n);
	len = end != NULL ? (size_t)(end - begin) : *n;
	if (end == NULL || l->head.len != 0)
		keep(l, begin, len);
	*p += len + (end != NULL);
	*n -= len + (end != NULL);
	if (end == NULL)
		return false;
	if (l->head.len != 0)
		hand_out(l, line);
	else
		hand_out_in_place(begin, len, line);
	line->taken++;
	return true;
}

bool
lines_rest(struct lines *l, struct line *line)
{
	if (l->taken)
		lines_clear(l);
	if (l->head.len == 0)
		return false;
	hand_out(l, line);
	return true;
}

void
lines_clear(struct lines *l)
{
	buf_clear(&l->head);
	l->discarded = 0;
	l->taken = false;
}

void
lines_free(struct lines *l)
{
	buf_free(&l->head);
	*l = (struct lines){ 0 };
}
