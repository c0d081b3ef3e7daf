/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a text exactly one JSON object, by RFC 8259 to the letter: UTF-8 only, no
 * control characters in strings, no name twice in one object?
 */
#ifndef JSON_CHECK_H
#define JSON_CHECK_H

#include <stdbool.h>

#include "lib/base/str.h"

enum { JSON_DEPTH_MAX = 16, JSON_NAMES_MAX = 128 };

static bool json_check_value(struct str *s, int depth);

static bool
json_take(struct str *s, char c)
{
	if (s->len == 0 || s->p[0] != c)
		return false;
	*s = str_skip(*s, 1);
	return true;
}

static bool
json_check_escape(struct str *s)
{
	if (s->len == 0)
		return false;
	if (strchr("\"\\/bfnrt", s->p[0]) != NULL && s->p[0] != '\0') {
		*s = str_skip(*s, 1);
		return true;
	}
	if (s->len < 5 || s->p[0] != 'u')
		return false;
	for (int i = 1; i < 5; i++)
		if (strchr("0123456789abcdefABCDEF", s->p[i]) == NULL ||
		    s->p[i] == '\0')
			return false;
	*s = str_skip(*s, 5);
	return true;
}

static bool
json_check_string(struct str *s, struct str *out)
{
	struct str start;

	if (!json_take(s, '"'))
		return false;
	start = *s;
	while (s->len != 0 && s->p[0] != '"') {
		unsigned char c = (unsigned char)s->p[0];

		*s = str_skip(*s, 1);
		if (c < 0x20 || (c == '\\' && !json_check_escape(s)))
			return false;
	}
	*out = str_head(start, (size_t)(s->p - start.p));
	return json_take(s, '"') && str_utf8_valid(*out);
}

static bool
json_check_number(struct str *s)
{
	struct str digits;

	(void)json_take(s, '-');
	digits = *s;
	while (s->len != 0 && ascii_isdigit(s->p[0]))
		*s = str_skip(*s, 1);
	digits = str_head(digits, (size_t)(s->p - digits.p));
	return digits.len == 1 || (digits.len > 1 && digits.p[0] != '0');
}

static bool
json_check_object(struct str *s, int depth)
{
	struct str names[JSON_NAMES_MAX];
	size_t n = 0;

	if (json_take(s, '}'))
		return true;
	do {
		if (n == JSON_NAMES_MAX || !json_check_string(s, &names[n]))
			return false;
		for (size_t i = 0; i < n; i++)
			if (str_eq(names[i], names[n]))
				return false;
		n++;
		if (!json_take(s, ':') || !json_check_value(s, depth + 1))
			return false;
	} while (json_take(s, ','));
	return json_take(s, '}');
}

static bool
json_check_array(struct str *s, int depth)
{
	if (json_take(s, ']'))
		return true;
	do {
		if (!json_check_value(s, depth + 1))
			return false;
	} while (json_take(s, ','));
	return json_take(s, ']');
}

static bool
json_check_value(struct str *s, int depth)
{
	struct str ignored;

	if (depth > JSON_DEPTH_MAX || s->len == 0)
		return false;
	if (s->p[0] == '"')
		return json_check_string(s, &ignored);
	if (json_take(s, '{'))
		return json_check_object(s, depth);
	if (json_take(s, '['))
		return json_check_array(s, depth);
	if (str_starts(*s, STR_LIT("true"))) {
		*s = str_skip(*s, 4);
		return true;
	}
	if (str_starts(*s, STR_LIT("false"))) {
		*s = str_skip(*s, 5);
		return true;
	}
	return json_check_number(s);
}

/* One line: the object, a newline, nothing else. */
static inline bool
json_check_line(struct str s)
{
	return s.len != 0 && s.p[0] == '{' && json_check_value(&s, 0) &&
	    str_is(s, "\n");
}

#endif
