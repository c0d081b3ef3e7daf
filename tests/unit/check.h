/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thin layer over cmocka: TEST() registers itself, CHECK_*() name the row of
 * a table that failed. Link with unit_main.c.
 */
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/str.h"
#include "lib/base/xalloc.h"

void unit_register(const char *name, void (*fn)(void **state));
void unit_fail(const char *file, int line, long row, const char *fmt, ...)
    PRINTFLIKE(4, 5);

#define TEST(name)                                                     \
	static void test_##name(void **state);                         \
	__attribute__((constructor)) static void register_##name(void) \
	{                                                              \
		unit_register(#name, test_##name);                     \
	}                                                              \
	static void test_##name(__attribute__((unused)) void **state)

/* row: index of the table row, or -1 */
#define CHECK_ROW(cond, row)                                               \
	do {                                                               \
		if (!(cond))                                               \
			unit_fail(                                         \
			    __FILE__, __LINE__, (long)(row), "%s", #cond); \
	} while (0)
#define CHECK(cond) CHECK_ROW(cond, -1)

#define CHECK_INT(got, want, row)                                         \
	do {                                                              \
		long long g_ = (long long)(got), w_ = (long long)(want);  \
		if (g_ != w_)                                             \
			unit_fail(__FILE__, __LINE__, (long)(row),        \
			    "%s: got %lld, expected %lld", #got, g_, w_); \
	} while (0)

/* got: struct str; want: C string or NULL for absent */
#define CHECK_STR(got, want, row)                                          \
	do {                                                               \
		struct str g_ = (got);                                     \
		const char *w_ = (want);                                   \
		if ((g_.p == NULL) != (w_ == NULL) ||                      \
		    (w_ != NULL && !str_is(g_, w_)))                       \
			unit_fail(__FILE__, __LINE__, (long)(row),         \
			    "%s: got \"%.*s\"%s, expected \"%s\"%s", #got, \
			    STR_FMT(g_), g_.p == NULL ? " (absent)" : "",  \
			    w_ != NULL ? w_ : "",                          \
			    w_ == NULL ? " (absent)" : "");                \
	} while (0)

#endif
