/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/pcre_parse.h"

#include "lib/base/xalloc.h"

/* Ranges in the C locale; upper and lower are alpha, as under caseless. */
static const struct {
	const char *name;
	const char *ranges; /* pairs */
} posix[] = {
	{ "alpha", "azAZ" }, { "lower", "azAZ" }, { "upper", "azAZ" },
	{ "digit", "09" }, { "alnum", "azAZ09" }, { "xdigit", "afAF09" },
	{ "word", "azAZ09__" }, { "space", "\t\r  " }, { "blank", "\t\t  " },
	{ "punct", "!/:@[`{~" }, { "graph", "!~" }, { "print", " ~" },
	{ "cntrl", "\x01\x1f\x7f\x7f" }, /* and NUL */
};

static void
add_ranges(struct re_set *s, const char *pairs)
{
	for (; *pairs != '\0'; pairs += 2)
		re_set_add_range(
		    s, (unsigned char)pairs[0], (unsigned char)pairs[1]);
}

bool
pcre_class_escape(struct re_set *out, char letter)
{
	struct re_set s = { 0 };

	switch (ascii_lower(letter)) {
	case 'd':
		add_ranges(&s, "09");
		break;
	case 'w':
		add_ranges(&s, "azAZ09__");
		break;
	case 's':
		add_ranges(&s, "\t\r  ");
		break;
	default:
		return false;
	}
	if (letter != ascii_lower(letter))
		re_set_invert(&s);
	*out = s;
	return true;
}

static int
hex_value(char c)
{
	if (ascii_isdigit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
pcre_byte_escape(struct pcre_parser *ps, unsigned char *out)
{
	static const char letters[] = "tnrfae";
	static const char bytes[] = "\t\n\r\f\a\x1b";
	char c = pcre_peek(ps, 0);
	const char *hit = c != '\0' ? strchr(letters, c) : NULL;
	int high = hex_value(pcre_peek(ps, 1)),
	    low = hex_value(pcre_peek(ps, 2));

	if (hit != NULL) {
		*out = (unsigned char)bytes[hit - letters];
	} else if (c == 'x' && high >= 0 && low >= 0) {
		*out = (unsigned char)(high << 4 | low);
		ps->at += 2;
	} else if (c > ' ' && c < 0x7f && !ascii_isalnum(c)) {
		*out = (unsigned char)c;
	} else {
		return false;
	}
	ps->at++;
	return true;
}

/* At [: one of [:name:] and [:^name:]. */
static bool
take_posix(struct pcre_parser *ps, struct re_set *out)
{
	struct re_set s = { 0 };
	bool negated;

	if (!pcre_take(ps, "[:"))
		return false;
	negated = pcre_take(ps, "^");
	for (size_t i = 0; i < NELEM(posix); i++) {
		size_t at = ps->at;

		if (!pcre_take(ps, posix[i].name) || !pcre_take(ps, ":]")) {
			ps->at = at;
			continue;
		}
		add_ranges(&s, posix[i].ranges);
		if (posix[i].ranges[0] == '\x01')
			re_set_add(&s, '\0');
		if (negated)
			re_set_invert(&s);
		*out = s;
		return true;
	}
	return false;
}

enum item {
	ITEM_REFUSED,
	ITEM_BYTE,
	ITEM_SET,
};

static enum item
take_item(struct pcre_parser *ps, unsigned char *byte, struct re_set *set)
{
	char c = pcre_peek(ps, 0), next = pcre_peek(ps, 1);

	if (c == '[' && (next == ':' || next == '.' || next == '='))
		return take_posix(ps, set) ? ITEM_SET : ITEM_REFUSED;
	ps->at++;
	if (c != '\\') {
		*byte = (unsigned char)c;
		return ITEM_BYTE;
	}
	if (pcre_class_escape(set, pcre_peek(ps, 0))) {
		ps->at++;
		return ITEM_SET;
	}
	return pcre_byte_escape(ps, byte) ? ITEM_BYTE : ITEM_REFUSED;
}

/* Is there a - here that is neither the last thing in the class? */
static bool
at_range(const struct pcre_parser *ps)
{
	return pcre_peek(ps, 0) == '-' && pcre_peek(ps, 1) != ']';
}

/* One byte, range or set; false: refused. */
static bool
take_part(struct pcre_parser *ps, struct re_set *all)
{
	unsigned char from, to;
	struct re_set set;

	switch (take_item(ps, &from, &set)) {
	case ITEM_SET:
		re_set_add_set(all, &set);
		return !at_range(ps);
	case ITEM_BYTE:
		if (!at_range(ps)) {
			re_set_add(all, from);
			return true;
		}
		ps->at++;
		if (take_item(ps, &to, &set) != ITEM_BYTE || to < from)
			return false;
		re_set_add_range(all, from, to);
		return !at_range(ps);
	default:
		return false;
	}
}

const struct re_set *
pcre_class(struct pcre_parser *ps)
{
	struct re_set *all = arena_alloc(ps->arena, sizeof(*all));
	bool negated, first = true;

	ps->at++;
	negated = pcre_take(ps, "^");
	/* ] is a plain byte where a class would be empty. */
	while (first || pcre_peek(ps, 0) != ']') {
		if (ps->at >= ps->text.len || !take_part(ps, all))
			return NULL;
		first = false;
	}
	ps->at++;
	re_set_fold(all);
	if (negated)
		re_set_invert(all);
	return all;
}
