/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Allocation that dies when memory is gone: the supervisor restarts us, and
 * nobody writes recovery that never runs. Sizes taken from input are checked
 * before they come here, or come from a capped arena or buf.
 */
#ifndef XALLOC_H
#define XALLOC_H

#include <stddef.h>

#define NELEM(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTFLIKE(f, a) __attribute__((format(printf, f, a)))

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);
char *xasprintf(const char *fmt, ...) PRINTFLIKE(1, 2);

#endif
