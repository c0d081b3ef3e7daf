/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing, append-only run of bytes: the writer of every text format.
 */
#ifndef BUF_H
#define BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/str.h"
#include "lib/base/xalloc.h"

struct buf {
	char *p; /* always followed by a NUL once something was added */
	size_t len, cap;
};

/* A zeroed struct buf is empty and ready. */
void buf_clear(struct buf *b); /* keeps the memory */
void buf_free(struct buf *b);  /* and is empty and ready again */

void buf_add(struct buf *b, const void *p, size_t len);
void buf_add_str(struct buf *b, struct str s);
void buf_add_cstr(struct buf *b, const char *s);
void buf_add_char(struct buf *b, char c);
void buf_add_u64(struct buf *b, uint64_t v);
void buf_add_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTFLIKE(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);

/* A JSON string with its quotes: escapes what RFC 8259 demands, passes
 * well-formed UTF-8 through and replaces each byte that is not part of any by
 * U+FFFD. */
void buf_add_json(struct buf *b, struct str s);

/* Drops the first n bytes. */
void buf_drain(struct buf *b, size_t n);

static inline struct str
buf_str(const struct buf *b)
{
	return str_slice(b->p != NULL ? b->p : "", b->len);
}

/* The NUL-terminated text; valid until the next append. */
const char *buf_cstr(const struct buf *b);

#endif
