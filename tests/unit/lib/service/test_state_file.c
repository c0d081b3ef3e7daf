/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/state_file.h"

#include "check.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "scratch.h"

TEST(round_trip)
{
	static const char *const values[] = { "", "42", "with blanks",
		"it's 'quoted'", "''", "a=b", "\\" };
	struct state_file *st;
	struct buf b = { 0 };
	struct scratch s;
	char key[16];

	scratch_enter(&s);
	for (size_t i = 0; i < NELEM(values); i++) {
		snprintf(key, sizeof(key), "key%zu", i);
		state_file_add(&b, key, "%s", values[i]);
	}
	state_file_add_u64(&b, "n", UINT64_MAX);
	CHECK_INT(state_file_save("state", &b), OS_OK, -1);
	CHECK_INT(state_file_load(&st, "state"), OS_OK, -1);
	CHECK_INT(state_file_count(st), NELEM(values) + 1, -1);
	for (size_t i = 0; i < NELEM(values); i++) {
		snprintf(key, sizeof(key), "key%zu", i);
		CHECK_STR(str_from(state_file_get(st, key)), values[i], i);
	}
	CHECK(state_file_get_u64(st, "n") == UINT64_MAX);
	CHECK(state_file_get_u64(st, "missing") == 0);
	CHECK(state_file_get(st, "key") == NULL);
	state_file_free(&st);
	state_file_free(&st);
	buf_free(&b);
	scratch_leave(&s);
}

/* What another process may have written instead. */
TEST(malformed_lines)
{
	static const struct {
		const char *text;
		size_t pairs;
		const char *k; /* value of k */
	} c[] = {
		{ "", 0, NULL },
		{ "k='v'", 1, "v" },
		{ "k='v'\n", 1, "v" },
		{ "k='1'\nk='2'\n", 2, "2" },
		{ "k=v\n", 0, NULL },
		{ "k='v\n", 0, NULL },
		{ "k='\n", 0, NULL },
		{ "k=''v'\n", 0, NULL },
		{ "k='v'x\n", 0, NULL },
		{ "='v'\n", 0, NULL },
		{ "k k='v'\n", 0, NULL },
		{ "no equals\nk='v'\n", 1, "v" },
		{ "k='a\033[2Jb\x7f'\n", 1, "a?[2Jb?" },
		{ "k='v'\r\n", 0, NULL },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct state_file *st = state_file_parse(str_from(c[i].text));

		CHECK_INT(state_file_count(st), c[i].pairs, i);
		CHECK_STR(str_from(state_file_get(st, "k")), c[i].k, i);
		state_file_free(&st);
	}
}

TEST(files_that_are_not_there)
{
	struct state_file *st;

	CHECK_INT(state_file_load(&st, "/no/such"), OS_ERR_NOTFOUND, -1);
	CHECK_INT(state_file_load(&st, "/dev/zero"), OS_ERR_SYS, -1);
	CHECK_INT(state_file_load(&st, "/"), OS_ERR_SYS, -1);
}

/* Line breaks would make lines of their own. */
TEST(control_characters)
{
	struct buf b = { 0 };

	state_file_add(&b, "k", "a\nevil='1'\t");
	CHECK_STR(buf_str(&b), "k='a evil='\\''1'\\'' '\n", -1);
	buf_free(&b);
}
