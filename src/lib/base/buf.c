/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/buf.h"

#include <stdio.h>
#include <stdlib.h>

static void
reserve(struct buf *b, size_t more)
{
	size_t want = b->cap != 0 ? b->cap : 256;

	if (more >= SIZE_MAX / 2 - b->len)
		xreallocarray(NULL, SIZE_MAX, 2); /* dies */
	while (want < b->len + more + 1)
		want *= 2;
	if (want != b->cap) {
		b->p = xreallocarray(b->p, want, 1);
		b->cap = want;
	}
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->p != NULL)
		b->p[0] = '\0';
}

void
buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}

void
buf_add(struct buf *b, const void *p, size_t len)
{
	if (len >= b->cap - b->len || b->cap == 0)
		reserve(b, len);
	if (len != 0)
		memcpy(b->p + b->len, p, len);
	b->len += len;
	b->p[b->len] = '\0';
}

void
buf_add_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.len);
}

void
buf_add_cstr(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_add_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_add_u64(struct buf *b, uint64_t v)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v != 0);
	buf_add(b, digits + at, sizeof(digits) - at);
}

void
buf_add_i64(struct buf *b, int64_t v)
{
	if (v < 0)
		buf_add_char(b, '-');
	buf_add_u64(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n > 0) {
		reserve(b, (size_t)n);
		vsnprintf(b->p + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

/* Length of the well-formed UTF-8 sequence at s.p[0], or 0. */
static size_t
utf8_sequence(struct str s)
{
	for (size_t n = 2; n <= 4 && n <= s.len; n++)
		if (str_utf8_valid(str_head(s, n)))
			return n;
	return 0;
}

static void
add_json_special(struct buf *b, unsigned char c)
{
	static const char names[] = "btn\0fr"; /* from 8 on */

	buf_add_char(b, '\\');
	if (c == '"' || c == '\\')
		buf_add_char(b, (char)c);
	else if (c >= 8 && c <= 13 && names[c - 8] != '\0')
		buf_add_char(b, names[c - 8]);
	else
		buf_printf(b, "u%04x", c);
}

void
buf_add_json(struct buf *b, struct str s)
{
	size_t from = 0, i = 0;

	buf_add_char(b, '"');
	while (i < s.len) {
		unsigned char c = (unsigned char)s.p[i];
		size_t n = 1;

		if (c >= 0x80) {
			n = utf8_sequence(str_skip(s, i));
			if (n == 0) {
				buf_add(b, s.p + from, i - from);
				buf_add_cstr(b, "\xef\xbf\xbd");
				from = i + 1;
				n = 1;
			}
		} else if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
			buf_add(b, s.p + from, i - from);
			add_json_special(b, c);
			from = i + 1;
		}
		i += n;
	}
	buf_add(b, s.p + from, s.len - from);
	buf_add_char(b, '"');
}

void
buf_drain(struct buf *b, size_t n)
{
	if (n >= b->len) {
		buf_clear(b);
		return;
	}
	memmove(b->p, b->p + n, b->len - n + 1);
	b->len -= n;
}

const char *
buf_cstr(const struct buf *b)
{
	return b->p != NULL ? b->p : "";
}
