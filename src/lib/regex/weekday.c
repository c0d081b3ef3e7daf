/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/weekday.h"

#include "lib/base/err.h"

#define ALL_DAYS 0x7f

static const struct {
	const char *name;
	uint8_t days;
} names[] = {
	{ "sunday", 1 << 0 },
	{ "sun", 1 << 0 },
	{ "monday", 1 << 1 },
	{ "mon", 1 << 1 },
	{ "tuesday", 1 << 2 },
	{ "tue", 1 << 2 },
	{ "wednesday", 1 << 3 },
	{ "wed", 1 << 3 },
	{ "thursday", 1 << 4 },
	{ "thu", 1 << 4 },
	{ "friday", 1 << 5 },
	{ "fri", 1 << 5 },
	{ "saturday", 1 << 6 },
	{ "sat", 1 << 6 },
	{ "weekdays", 0x3e },
	{ "weekends", 0x41 },
};

static bool
is_separator(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == '\n' || c == '\r';
}

/* The next run of what is no separator; empty at the end. */
static struct str
take_word(struct str *s)
{
	struct str word;
	size_t n = 0;

	while (s->len > 0 && is_separator(s->p[0]))
		*s = str_skip(*s, 1);
	while (n < s->len && !is_separator(s->p[n]))
		n++;
	word = str_head(*s, n);
	*s = str_skip(*s, n);
	return word;
}

static uint8_t
days_of(struct str name)
{
	for (size_t i = 0; i < NELEM(names); i++)
		if (str_iis(name, names[i].name))
			return names[i].days;
	return 0;
}

int
weekday_parse(uint8_t *days, struct str text, struct buf *why)
{
	struct str s = str_trim(text), word;
	bool negated = s.len > 0 && s.p[0] == '!';
	uint8_t all = 0;

	if (negated)
		s = str_skip(s, 1);
	while ((word = take_word(&s)).len != 0) {
		uint8_t some = days_of(word);

		if (some == 0) {
			buf_printf(why,
			    "\"%.*s\" is not a day: write sunday or sun to "
			    "saturday or sat, weekdays or weekends, separated "
			    "by blanks or commas",
			    STR_FMT(word));
			return OS_ERR_FORMAT;
		}
		all |= some;
	}
	if (all == 0) {
		buf_add_cstr(why,
		    "no day given: write such as monday,tuesday or weekends");
		return OS_ERR_FORMAT;
	}
	*days = negated ? (uint8_t)(~all & ALL_DAYS) : all;
	return 0;
}
