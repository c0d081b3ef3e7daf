/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/timeofday.h"

#include <stdio.h>

#include "lib/base/err.h"

static struct str
skip_blanks(struct str s)
{
	while (s.len > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_skip(s, 1);
	return s;
}

/* Exactly min to max digits. */
static bool
take_digits(struct str *s, size_t min, size_t max, unsigned *out)
{
	size_t n = 0;

	*out = 0;
	for (; n < s->len && ascii_isdigit(s->p[n]); n++) {
		if (n == max)
			return false;
		*out = *out * 10 + (unsigned)(s->p[n] - '0');
	}
	*s = str_skip(*s, n);
	return n >= min;
}

/*
 * h, hh, h:mm or hh:mm, then am or pm. Kept: "12 am" is noon, and minutes
 * beyond 59 are accepted and simply compare as larger (T15, T25).
 */
static bool
take_time(struct str *s, unsigned short *out)
{
	unsigned hour, minute = 0;

	*s = skip_blanks(*s);
	if (!take_digits(s, 1, 2, &hour))
		return false;
	if (s->len > 0 && s->p[0] == ':') {
		*s = str_skip(*s, 1);
		if (!take_digits(s, 2, 2, &minute))
			return false;
	}
	*s = skip_blanks(*s);
	if (str_istarts(*s, STR_LIT("pm")) && hour != 12)
		hour += 12;
	if (str_istarts(*s, STR_LIT("pm")) || str_istarts(*s, STR_LIT("am")))
		*s = skip_blanks(str_skip(*s, 2));
	*out = (unsigned short)(hour * 100 + minute);
	return hour < 24;
}

int
timeofday_parse(struct timeofday *out, struct str text, struct buf *why)
{
	struct timeofday t = { 0 };
	struct str s = skip_blanks(text);

	if (s.len > 0 && s.p[0] == '!') {
		t.outside = true;
		s = str_skip(s, 1);
	}
	if (!take_time(&s, &t.first) || s.len == 0 || s.p[0] != '-')
		goto bad;
	s = str_skip(s, 1);
	if (!take_time(&s, &t.second) || s.len != 0)
		goto bad;
	if (t.first > t.second) {
		unsigned short later = t.first;

		/* Over midnight. Kept: both bounds are then outside, and a !
		 * in front changes nothing (T07, T08, T10). */
		t.first = t.second;
		t.second = later;
		t.outside = true;
	}
	*out = t;
	return 0;
bad:
	buf_printf(why,
	    "\"%.*s\" is not a range of times: write such as 09:00-17:00, "
	    "6 pm - 8:30 am or !9:00-17:00, hours 0 to 23",
	    STR_FMT(text));
	return OS_ERR_FORMAT;
}

bool
timeofday_test(const struct timeofday *t, unsigned hour, unsigned minute)
{
	unsigned now = hour * 100 + minute;

	return (now >= t->first && now <= t->second) != t->outside;
}

void
timeofday_canon(const struct timeofday *t, char out[TIMEOFDAY_CANON_SIZE])
{
	snprintf(out, TIMEOFDAY_CANON_SIZE, "%c%02u:%02u%02u:%02u",
	    t->outside ? '!' : '.', t->first / 100u % 100, t->first % 100u,
	    t->second / 100u % 100, t->second % 100u);
}
