/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/str.h"

bool
str_ieq(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

bool
str_iis(struct str a, const char *b)
{
	return str_ieq(a, str_from(b));
}

bool
str_starts(struct str s, struct str with)
{
	return s.len >= with.len && str_eq(str_head(s, with.len), with);
}

bool
str_istarts(struct str s, struct str with)
{
	return s.len >= with.len && str_ieq(str_head(s, with.len), with);
}

bool
str_ends(struct str s, struct str with)
{
	return s.len >= with.len && str_eq(str_skip(s, s.len - with.len), with);
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int r = n != 0 ? memcmp(a.p, b.p, n) : 0;

	if (r != 0)
		return r;
	return a.len < b.len ? -1 : a.len > b.len;
}

size_t
str_chr(struct str s, char c)
{
	const char *hit = s.len != 0 ? memchr(s.p, c, s.len) : NULL;

	return hit != NULL ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t
str_find(struct str s, struct str what)
{
	const char *hit;

	if (what.len == 0)
		return 0;
	if (s.len == 0)
		return SIZE_MAX;
	hit = memmem(s.p, s.len, what.p, what.len);
	return hit != NULL ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t
str_ifind(struct str s, struct str what)
{
	for (size_t i = 0; i + what.len <= s.len; i++)
		if (str_ieq(str_slice(s.p + i, what.len), what))
			return i;
	return SIZE_MAX;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.len > 0 && is_blank(s.p[0]))
		s = str_skip(s, 1);
	while (s.len > 0 && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

bool
str_split(struct str *rest, char sep, struct str *part)
{
	size_t at;

	if (rest->p == NULL)
		return false;
	at = str_chr(*rest, sep);
	if (at == SIZE_MAX) {
		*part = *rest;
		*rest = STR_NONE;
		return true;
	}
	*part = str_head(*rest, at);
	*rest = str_skip(*rest, at + 1);
	return true;
}

bool
str_to_u64(struct str s, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;

	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		unsigned d = (unsigned)(s.p[i] - '0');

		if (d > 9 || v > (UINT64_MAX - d) / 10)
			return false;
		v = v * 10 + d;
	}
	if (v > max)
		return false;
	*out = v;
	return true;
}

bool
str_ascii(struct str s)
{
	uint64_t word;
	size_t i = 0;

	for (; i + 8 <= s.len; i += 8) {
		memcpy(&word, s.p + i, 8);
		if (word & 0x8080808080808080u)
			return false;
	}
	for (; i < s.len; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

bool
str_utf8_valid(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = 0;

	while (i < s.len) {
		unsigned char c = p[i];
		uint32_t cp;
		size_t n;

		if (c < 0x80) {
			i++;
			continue;
		}
		n = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
		if (c < 0xc2 || c > 0xf4 || s.len - i <= n)
			return false;
		cp = c & (0x3fu >> n);
		for (size_t k = 1; k <= n; k++) {
			if ((p[i + k] & 0xc0) != 0x80)
				return false;
			cp = cp << 6 | (p[i + k] & 0x3f);
		}
		if ((n == 2 &&
			(cp < 0x800 || (cp >= 0xd800 && cp <= 0xdfff))) ||
		    (n == 3 && (cp < 0x10000 || cp > 0x10ffff)))
			return false;
		i += n + 1;
	}
	return true;
}
