/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/str.h"

#include "check.h"
#include "lib/base/arena.h"
#include "lib/base/buf.h"
#include "lib/base/diag.h"

TEST(utf8_forms)
{
	static const struct {
		const char *text;
		bool valid;
	} c[] = { { "", true }, { "abc", true }, { "\xc3\xa9", true },
		{ "\xe2\x84\xaa", true }, { "\xf0\x9f\x98\x80", true },
		{ "\xc3", false }, { "\xc0\xaf", false },
		{ "\xe0\x80\xaf", false }, { "\xed\xa0\x80", false },
		{ "\xf4\x90\x80\x80", false }, { "\xff\xfe", false },
		{ "a\x80", false } };

	for (size_t i = 0; i < NELEM(c); i++)
		CHECK_INT(str_utf8_valid(str_from(c[i].text)), c[i].valid, i);
}

TEST(split_parts)
{
	struct str rest = STR_LIT("a,,b,"), part;
	static const char *const want[] = { "a", "", "b", "" };

	for (size_t i = 0; i < NELEM(want); i++) {
		CHECK_ROW(str_split(&rest, ',', &part), i);
		CHECK_STR(part, want[i], i);
	}
	CHECK(!str_split(&rest, ',', &part));
}

TEST(numbers)
{
	static const struct {
		const char *text;
		bool ok;
		uint64_t v;
	} c[] = { { "0", true, 0 }, { "100", true, 100 }, { "101", false, 0 },
		{ "", false, 0 }, { "-1", false, 0 }, { " 1", false, 0 },
		{ "1x", false, 0 }, { "99999999999999999999999", false, 0 } };

	for (size_t i = 0; i < NELEM(c); i++) {
		uint64_t v = 0;

		CHECK_INT(str_to_u64(str_from(c[i].text), 100, &v), c[i].ok, i);
		CHECK_INT(v, c[i].v, i);
	}
}

TEST(json_text)
{
	static const char *const c[][2] = { { "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\n\t\x01", "\"\\n\\t\\u0001\"" },
		{ "\xc3\xa9", "\"\xc3\xa9\"" },
		{ "x\xffy", "\"x\xef\xbf\xbdy\"" }, { "", "\"\"" } };

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf b = { 0 };

		buf_add_json(&b, str_from(c[i][0]));
		CHECK_STR(buf_str(&b), c[i][1], i);
		buf_free(&b);
	}
}

TEST(arena_cap)
{
	struct arena *a = arena_new(10000);

	CHECK(arena_alloc(a, 9000) != NULL);
	CHECK(arena_alloc(a, 9000) == NULL);
	arena_reset(a);
	CHECK(arena_alloc(a, 9000) != NULL);
	arena_free(&a);
}

TEST(suggestions)
{
	static const char *const names[] = { "frequency", "timeframe", "match",
		NULL };
	static const char *const c[][2] = { { "freqency", "frequency" },
		{ "mathc", "match" }, { "zzz", NULL } };

	for (size_t i = 0; i < NELEM(c); i++)
		CHECK_STR(
		    str_from(suggest(str_from(c[i][0]), names)), c[i][1], i);
}
