/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The types of option values: from an element's content into a member of the
 * section's struct, or a message that says what was expected and found.
 */
#include <limits.h>

#include "lib/base/buf.h"
#include "lib/conf/conf_table.h"
#include "lib/regex/ip.h"
#include "lib/regex/pattern.h"

#define SHOWN(s) STR_FMT(str_head(s, 80))

/* An enum may have as many names as the longest table of them. */
#define NAMES_MAX 40

const char *
conf_strdup(struct conf_reader *r, struct str s)
{
	return arena_strdup(r->conf->arena, s);
}

void *
conf_list_add(struct arena *a, void *list, size_t size)
{
	struct {
		char *v;
		size_t n, cap;
	} *l = list;

	if (l->n == l->cap) {
		size_t cap = l->cap == 0 ? 4 : l->cap * 2;
		char *v = arena_calloc(a, cap, size);

		if (l->n != 0)
			memcpy(v, l->v, l->n * size);
		l->v = v;
		l->cap = cap;
	}
	return l->v + size * l->n++;
}

struct src_pos
conf_value_pos(const struct xml_node *n)
{
	return n->content.len != 0 ? n->content_pos : n->pos;
}

static bool
has_outer_blanks(struct str s)
{
	return str_trim(s).len != s.len;
}

/* "; did you mean ...?" and the like, for what was written instead of one of
 * names (ended by NULL). */
static void
add_cure(struct buf *b, struct str found, const char *const *names)
{
	const char *meant;

	if (has_outer_blanks(found)) {
		buf_add_cstr(b, "; remove the blanks around it");
		return;
	}
	meant = suggest(found, names);
	if (meant == NULL)
		return;
	if (str_iis(found, meant))
		buf_printf(b, "; write it as %s", meant);
	else
		buf_printf(b, "; did you mean %s?", meant);
}

static void
fail_value(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *expected, const char *cure)
{
	conf_error(r, o->code != 0 ? o->code : 1235, conf_value_pos(n),
	    "<%s>: expected %s, found \"%.*s\"%s", o->name,
	    o->expected != NULL ? o->expected : expected, SHOWN(n->content),
	    cure);
}

static bool
parse_yesno(struct str s, bool *out, struct buf *cure)
{
	static const char *const names[] = { "yes", "no", NULL };

	if (str_is(s, "yes") || str_is(s, "no")) {
		*out = str_is(s, "yes");
		return true;
	}
	add_cure(cure, s, names);
	return false;
}

static void
read_yesno(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, void *to)
{
	struct buf cure = { 0 };

	if (!parse_yesno(n->content, to, &cure))
		fail_value(r, o, n, "yes or no", buf_cstr(&cure));
	buf_free(&cure);
}

bool
conf_attr_yesno(
    struct conf_reader *r, const struct xml_attr *a, int code, bool *out)
{
	struct buf cure = { 0 };
	bool ok = parse_yesno(a->value, out, &cure);

	if (!ok)
		conf_error(r, code, a->value_pos,
		    "attribute %.*s: expected yes or no, found \"%.*s\"%s",
		    SHOWN(a->name), SHOWN(a->value), buf_cstr(&cure));
	buf_free(&cure);
	return ok;
}

static void
read_number(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, unsigned *to)
{
	unsigned max = o->max != 0 ? o->max : INT_MAX;
	struct buf expected = { 0 };
	uint64_t v = 0;

	if ((n->content.len == 0 || str_to_u64(n->content, max, &v)) &&
	    v >= o->min) {
		*to = (unsigned)v;
		return;
	}
	if (o->max != 0)
		buf_printf(&expected, "%u to %u", o->min, o->max);
	else
		buf_add_cstr(&expected, "a number (digits only)");
	fail_value(r, o, n, buf_cstr(&expected),
	    has_outer_blanks(n->content) ? "; remove the blanks around it"
					 : "");
	buf_free(&expected);
}

static void
read_enum(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, int *to)
{
	const char *names[NAMES_MAX + 1] = { NULL };
	struct buf expected = { 0 }, cure = { 0 };
	size_t i;

	for (i = 0; o->names[i].name != NULL && i < NAMES_MAX; i++) {
		const char *name = o->names[i].name;

		if (o->flags & CONF_ANY_CASE ? str_iis(n->content, name)
					     : str_is(n->content, name)) {
			*to = o->names[i].value;
			goto out;
		}
		names[i] = name;
		if (i > 0)
			buf_add_cstr(&expected,
			    o->names[i + 1].name != NULL ? ", " : " or ");
		buf_add_cstr(&expected, name);
	}
	add_cure(&cure, n->content, names);
	fail_value(r, o, n, buf_cstr(&expected), buf_cstr(&cure));
out:
	buf_free(&expected);
	buf_free(&cure);
}

static void
read_ids(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, struct conf_ids *to)
{
	struct str rest = n->content, part;
	uint64_t v;

	while (rest.len != 0) {
		size_t at = 0;

		while (at < rest.len && rest.p[at] != ',' &&
		    rest.p[at] != ' ' && rest.p[at] != '\t' &&
		    rest.p[at] != '\n' && rest.p[at] != '\r')
			at++;
		part = str_head(rest, at);
		rest = str_skip(rest, at + 1);
		if (part.len == 0)
			continue;
		if (!str_to_u64(part, INT_MAX, &v)) {
			fail_value(r, o, n,
			    "numbers separated by commas and blanks", "");
			return;
		}
		*CONF_LIST_ADD(r->conf->arena, to) = (unsigned)v;
	}
}

static void
add_text(struct conf_reader *r, const struct xml_node *n, const char *text,
    struct conf_texts *to)
{
	struct conf_text *t = CONF_LIST_ADD(r->conf->arena, to);

	t->text = text;
	t->pos = conf_value_pos(n);
}

bool
conf_is_address(const char *text, bool network)
{
	struct str s = str_from(text);
	size_t slash = str_chr(s, '/');
	struct ip_net net;
	uint64_t bits;

	/* lib/regex reads "/" and "/x" as 0 like the stock program; in this
	 * file such a slip would let everybody in. */
	if (slash != SIZE_MAX &&
	    !str_to_u64(str_skip(s, slash + 1), 128, &bits))
		return false;
	switch (ip_net_parse(&net, s, NULL)) {
	case IP_ADDRESS:
		return network || !net.negated;
	case IP_NETWORK:
		return network;
	default:
		return false;
	}
}

/* "9pm", "9:30 pm", "21", "21:00": minutes since midnight, or -1. The stock
 * parser takes 12am for noon; here it is midnight. */
static int
parse_time(struct str s)
{
	struct str clock = s, hour, minute = STR_NONE;
	bool am, pm;
	uint64_t h, m = 0;

	am = s.len > 2 && str_iis(str_skip(s, s.len - 2), "am");
	pm = s.len > 2 && str_iis(str_skip(s, s.len - 2), "pm");
	if (am || pm)
		clock = str_trim(str_head(s, s.len - 2));
	hour = clock;
	if (str_chr(clock, ':') < clock.len) {
		hour = str_head(clock, str_chr(clock, ':'));
		minute = str_skip(clock, hour.len + 1);
		if (minute.len != 2 || !str_to_u64(minute, 59, &m))
			return CONF_TIME_NONE;
	}
	if (hour.len > 2 || !str_to_u64(hour, 23, &h))
		return CONF_TIME_NONE;
	if (am || pm) {
		if (h < 1 || h > 12)
			return CONF_TIME_NONE;
		h = h % 12 + (pm ? 12 : 0);
	}
	return (int)(h * 60 + m);
}

static void
read_time(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, int *to)
{
	int minutes = parse_time(n->content);

	if (minutes == CONF_TIME_NONE)
		fail_value(r, o, n,
		    "a time of day such as 21, 21:00, 9pm or 9:30 pm", "");
	else
		*to = minutes;
}

static const struct conf_name days[] = {
	{ "sunday", 1 << 0 },
	{ "monday", 1 << 1 },
	{ "tuesday", 1 << 2 },
	{ "wednesday", 1 << 3 },
	{ "thursday", 1 << 4 },
	{ "friday", 1 << 5 },
	{ "saturday", 1 << 6 },
	{ "weekdays", 0x3e },
	{ "weekends", 0x41 },
	{ NULL, 0 },
};

/* Full or three-letter names, any case; 0 if word is none. */
static unsigned
parse_day(struct str word)
{
	for (const struct conf_name *d = days; d->name != NULL; d++)
		if (str_iis(word, d->name) ||
		    (word.len == 3 && str_istarts(str_from(d->name), word) &&
			(d->value & (d->value - 1)) == 0))
			return (unsigned)d->value;
	return 0;
}

static void
read_days(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, unsigned *to)
{
	struct str rest = n->content;
	bool negated = str_starts(rest, STR_LIT("!"));
	unsigned bits = 0;

	if (negated)
		rest = str_skip(rest, 1);
	while (rest.len != 0) {
		size_t at = 0;
		unsigned day;

		while (at < rest.len && rest.p[at] != ',' && rest.p[at] != ' ')
			at++;
		day = parse_day(str_head(rest, at));
		if (at != 0 && day == 0) {
			bits = 0;
			break;
		}
		bits |= day;
		rest = str_skip(rest, at + 1);
	}
	if (negated && bits != 0)
		bits = ~bits & 0x7f;
	if (bits == 0)
		fail_value(r, o, n,
		    "week days such as monday, mon,tue, weekdays, weekends or "
		    "!friday",
		    "");
	else
		*to = bits;
}

static void
read_address(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, const char **to)
{
	if (conf_is_address(text, false))
		*to = text;
	else
		fail_value(r, o, n, "an IP address", "");
}

static void
read_network(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, struct conf_texts *to)
{
	if (conf_is_address(text, true))
		add_text(r, n, text, to);
	else
		fail_value(r, o, n,
		    "an IP address, a network (address/prefix) or any", "");
}

static bool
is_mail_char(char c)
{
	return ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
}

/* Loosely: something@something. */
static void
read_mail(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, struct conf_texts *to)
{
	struct str s = n->content;
	size_t at = str_chr(s, '@');

	if (at < s.len && at > 0 && at + 1 < s.len &&
	    is_mail_char(s.p[at - 1]) && is_mail_char(s.p[at + 1]))
		add_text(r, n, text, to);
	else
		fail_value(
		    r, o, n, "a mail address such as root@example.org", "");
}

bool
conf_check_pattern(struct conf_reader *r, const char *name, struct src_pos pos,
    struct str text, enum pattern_dialect dialect)
{
	struct pattern *p = NULL;
	struct buf why = { 0 };
	bool ok;

	ok = pattern_compile(&p, dialect, text, PATTERN_ENGINE_DEFAULT, &why) ==
	    0;
	if (!ok)
		conf_error(r, 1450, pos, "<%s>: \"%.*s\": %s", name,
		    SHOWN(text), buf_cstr(&why));
	pattern_free(&p);
	buf_free(&why);
	return ok;
}

static void
read_pattern(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, const char **to)
{
	if (conf_check_pattern(r, o->name, conf_value_pos(n), n->content,
		o->type == CONF_OSREGEX ? PATTERN_OSREGEX : PATTERN_OSMATCH))
		*to = text;
}

static void
store(struct conf_reader *r, const struct conf_opt *o, const struct xml_node *n,
    const char *text, void *section)
{
	void *to = (char *)section + o->offset;

	switch (o->type) {
	case CONF_YESNO:
		read_yesno(r, o, n, to);
		return;
	case CONF_NUMBER:
		read_number(r, o, n, to);
		return;
	case CONF_TEXT:
		*(const char **)to = text;
		return;
	case CONF_TEXTS:
		add_text(r, n, text, to);
		return;
	case CONF_ENUM:
		read_enum(r, o, n, to);
		return;
	case CONF_IDS:
		read_ids(r, o, n, to);
		return;
	case CONF_ADDRESS:
		read_address(r, o, n, text, to);
		return;
	case CONF_NETWORKS:
		read_network(r, o, n, text, to);
		return;
	case CONF_OSREGEX:
	case CONF_OSMATCH:
		read_pattern(r, o, n, text, to);
		return;
	case CONF_MAILS:
		read_mail(r, o, n, text, to);
		return;
	case CONF_TIME:
		read_time(r, o, n, to);
		return;
	case CONF_DAYS:
		read_days(r, o, n, to);
		return;
	case CONF_FLAG:
		*(bool *)to = true;
		return;
	case CONF_PARSE:
		o->parse(r, o, n, text, section);
		return;
	case CONF_IGNORED:
		return;
	}
}

void
conf_value_read(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, void *section)
{
	if (n->child != NULL) {
		conf_error(r, 1230, n->child->pos,
		    "<%s>: unknown element <%.*s>; expected a text", o->name,
		    SHOWN(n->child->name));
		return;
	}
	if (str_chr(n->content, '\0') < n->content.len) {
		conf_error(r, 1235, conf_value_pos(n),
		    "<%s>: the value holds a NUL byte", o->name);
		return;
	}
	if (n->n_attrs != 0 && !(o->flags & CONF_ATTRIBUTES))
		conf_warning(r, n->attrs[0].pos,
		    "<%s>: attribute %.*s has no meaning here and is ignored",
		    o->name, SHOWN(n->attrs[0].name));
	if (n->content.len == 0 && o->flags & CONF_NOT_EMPTY) {
		fail_value(r, o, n, "a text", "");
		return;
	}
	if (o->set != 0)
		*(bool *)((char *)section + o->set) = true;
	store(r, o, n, conf_strdup(r, n->content), section);
}

void
conf_value_defaults(const struct conf_opt *opts, void *section)
{
	for (const struct conf_opt *o = opts; o->name != NULL; o++) {
		void *to = (char *)section + o->offset;

		if (o->type == CONF_YESNO)
			*(bool *)to = o->def != 0;
		else if (o->type == CONF_NUMBER || o->type == CONF_ENUM)
			*(unsigned *)to = o->def;
		else if (o->type == CONF_TEXT)
			*(const char **)to = o->def_text;
		else if (o->type == CONF_TIME)
			*(int *)to = CONF_TIME_NONE;
	}
}
