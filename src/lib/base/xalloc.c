/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/log.h"

static void *
or_die(void *p)
{
	if (p == NULL)
		fatalx("out of memory");
	return p;
}

void *
xmalloc(size_t size)
{
	return or_die(malloc(size != 0 ? size : 1));
}

void *
xcalloc(size_t n, size_t size)
{
	return or_die(n != 0 && size != 0 ? calloc(n, size) : calloc(1, 1));
}

void *
xreallocarray(void *p, size_t n, size_t size)
{
	return or_die(
	    n != 0 && size != 0 ? reallocarray(p, n, size) : realloc(p, 1));
}

char *
xstrdup(const char *s)
{
	return or_die(strdup(s));
}

char *
xstrndup(const char *s, size_t len)
{
	return or_die(strndup(s, len));
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	return or_die(n == -1 ? NULL : s);
}
