/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdio.h>
#include <string.h>

#define TESTS_MAX 1024

static struct CMUnitTest tests[TESTS_MAX];
static size_t n_tests;

void
unit_register(const char *name, void (*fn)(void **state))
{
	if (n_tests < TESTS_MAX)
		tests[n_tests++] =
		    (struct CMUnitTest){ .name = name, .test_func = fn };
}

void
unit_fail(const char *file, int line, long row, const char *fmt, ...)
{
	char text[4096];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (row >= 0)
		print_error("row %ld: %s\n", row, text);
	else
		print_error("%s\n", text);
	_fail(file, line);
}

/* With an argument: only the tests whose name contains it. */
int
main(int argc, char *argv[])
{
	char pattern[256];

	if (argc > 1) {
		snprintf(pattern, sizeof(pattern), "*%s*", argv[1]);
		cmocka_set_test_filter(pattern);
	}
	return _cmocka_run_group_tests("unit", tests, n_tests, NULL, NULL);
}
