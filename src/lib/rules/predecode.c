/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header forms are tried in the order of the table; the first that fits is
 * used. Only the punctuation named here is checked, as in the reference: a
 * month that does not exist is fine, a colon out of place is not.
 */
#include "lib/rules/predecode.h"

#include "lib/base/xalloc.h"

static bool
digit_at(struct str s, size_t i)
{
	return i < s.len && ascii_isdigit(s.p[i]);
}

/* A character that a form has at a place. */
struct mark {
	unsigned char pos;
	char c;
};

/* Does s have them all? */
static bool
has_marks(struct str s, size_t min, const struct mark *at, size_t n)
{
	if (s.len < min)
		return false;
	for (size_t i = 0; i < n; i++)
		if (at[i].pos >= s.len || s.p[at[i].pos] != at[i].c)
			return false;
	return true;
}

/* A form known by its punctuation alone. */
struct form {
	size_t min;       /* shortest message, bytes */
	size_t start;     /* where the log begins */
	bool first_digit; /* byte 0 is a digit */
	size_t n;
	struct mark at[9];
};

static const struct form syslog_forms[] = {
	/* Dec 29 10:00:01 host */
	{ 17, 16, false, 5,
	    { { 3, ' ' }, { 6, ' ' }, { 9, ':' }, { 12, ':' }, { 15, ' ' } } },
	/* 2015-04-16 21:51:02,805 host */
	{ 24, 23, false, 6,
	    { { 4, '-' }, { 7, '-' }, { 10, ' ' }, { 13, ':' }, { 16, ':' },
		{ 19, ',' } } },
	/* 2007-06-14T15:48:55-04:00 host */
	{ 33, 26, false, 7,
	    { { 4, '-' }, { 7, '-' }, { 10, 'T' }, { 13, ':' }, { 16, ':' },
		{ 22, ':' }, { 25, ' ' } } },
};

static const struct form late_syslog_forms[] = {
	/* 2015 Dec 29 10:00:01 host */
	{ 21, 21, true, 6,
	    { { 4, ' ' }, { 8, ' ' }, { 11, ' ' }, { 14, ':' }, { 17, ':' },
		{ 20, ' ' } } },
	/* 2019:11:06-00:08:03 host */
	{ 20, 20, true, 5,
	    { { 4, ':' }, { 7, ':' }, { 10, '-' }, { 13, ':' }, { 16, ':' } } },
};

static const struct form other_forms[] = {
	/* xferlog: Mon Apr 17 18:27:14 2006 1 64. */
	{ 28, 24, false, 8,
	    { { 3, ' ' }, { 7, ' ' }, { 10, ' ' }, { 13, ':' }, { 16, ':' },
		{ 19, ' ' }, { 24, ' ' }, { 26, ' ' } } },
	/* Snort: 01/28-09:13:16.240702  [**] */
	{ 24, 23, false, 6,
	    { { 2, '/' }, { 5, '-' }, { 8, ':' }, { 11, ':' }, { 14, '.' },
		{ 21, ' ' } } },
	/* Suricata: 01/28/1979-09:13:16.240702  [**] */
	{ 26, 28, false, 7,
	    { { 2, '/' }, { 5, '/' }, { 10, '-' }, { 13, ':' }, { 16, ':' },
		{ 19, '.' }, { 26, ' ' } } },
	/* Apache error log: [Fri Feb 11 18:06:35 2004] */
	{ 27, 27, false, 8,
	    { { 0, '[' }, { 4, ' ' }, { 8, ' ' }, { 11, ' ' }, { 14, ':' },
		{ 17, ':' }, { 20, ' ' }, { 25, ']' } } },
};

static size_t
try_forms(struct str s, const struct form *forms, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct form *f = &forms[i];

		if (f->first_digit && !digit_at(s, 0))
			continue;
		if (has_marks(s, f->min, f->at, f->n))
			return f->start <= s.len ? f->start : s.len;
	}
	return 0;
}

/* 2009-05-22T09:36:46.214994-07:00 host: one to six digits of a second. */
static size_t
fraction_form(struct str s)
{
	static const struct mark at[] = { { 4, '-' }, { 7, '-' }, { 10, 'T' },
		{ 13, ':' }, { 16, ':' } };

	if (!has_marks(s, 33, at, NELEM(at)) ||
	    (s.p[19] != '.' && s.p[19] != ','))
		return 0;
	for (size_t i = 24; i <= 29; i++)
		if (s.p[i] == ':')
			return i + 3;
	return 0;
}

static bool
name_char(char c)
{
	return ascii_isalnum(c) || (c != '\0' && strchr("()-./@_", c) != NULL);
}

static struct str
take_run(struct str *rest)
{
	size_t n = 0;
	struct str run;

	while (n < rest->len && name_char(rest->p[n]))
		n++;
	run = str_head(*rest, n);
	*rest = str_skip(*rest, n);
	return run;
}

/* "[123]" at the front of s: what follows it, else absent. */
static struct str
after_pid(struct str s)
{
	size_t i = 1;

	if (s.len < 3 || s.p[0] != '[' || !ascii_isdigit(s.p[1]))
		return STR_NONE;
	while (digit_at(s, i))
		i++;
	if (i >= s.len || s.p[i] != ']')
		return STR_NONE;
	return str_skip(s, i + 1);
}

static size_t
alnum_run(struct str s)
{
	size_t n = 0;

	while (n < s.len && ascii_isalnum(s.p[n]))
		n++;
	return n;
}

/* AIX: "facility|security:info prog[12]: text", rest stands at the bar. */
static void
take_aix(struct str rest, struct header *out)
{
	struct str run, after;
	size_t n;

	rest = str_skip(rest, 1);
	rest = str_skip(rest, alnum_run(rest));
	if (!str_starts(rest, STR_LIT(":")))
		return;
	rest = str_skip(rest, 1);
	n = alnum_run(rest);
	rest = str_skip(rest, n);
	if (!str_starts(rest, STR_LIT(" ")))
		return;
	rest = str_skip(rest, 1);
	run = take_run(&rest);
	after = after_pid(rest);
	if (after.p != NULL)
		rest = after;
	if (str_starts(rest, STR_LIT(": "))) {
		out->program = run;
		out->log = str_skip(rest, 2);
	}
}

/* After the host name: is there a program name? */
static void
take_program(struct str rest, struct header *out)
{
	struct str run, after;

	out->log = rest;
	run = take_run(&rest);
	if (str_starts(rest, STR_LIT(": "))) {
		out->program = run;
		out->log = str_skip(rest, 2);
		return;
	}
	after = after_pid(rest);
	if (after.p != NULL && str_starts(after, STR_LIT(": "))) {
		out->program = run;
		out->log = str_skip(after, 2);
	} else if (after.p != NULL && str_starts(after, STR_LIT(" "))) {
		out->program = run;
		out->log = str_skip(after, 1);
	} else if (rest.len > 1 && rest.p[0] == '|' && rest.p[1] >= 'a' &&
	    rest.p[1] <= 'z') {
		take_aix(rest, out);
	}
}

/* rest follows the time stamp. */
static void
take_names(struct str rest, struct header *out)
{
	struct str run, at = rest;

	out->log = rest;
	run = take_run(&at);
	if (str_starts(at, STR_LIT(": "))) {
		out->program = run;
		out->log = str_skip(at, 2);
	} else if (str_starts(at, STR_LIT(" "))) {
		out->host = run;
		take_program(str_skip(at, 1), out);
	}
	/* Solaris puts "[ID 702911 auth.notice] " before the text. */
	if (out->program.p != NULL && str_starts(out->log, STR_LIT("[ID "))) {
		size_t end = str_find(out->log, STR_LIT("] "));

		if (end != SIZE_MAX)
			out->log = str_skip(out->log, end + 2);
	}
}

static bool
syslog_header(struct str line, struct header *out)
{
	size_t start;

	/* "M\xe4r" in UTF-8 is one byte longer than the month it means. */
	if (line.len > 3 && line.p[1] == '\xc3' && line.p[2] == '\xa4')
		line = str_skip(line, 1);
	start = try_forms(line, syslog_forms, NELEM(syslog_forms));
	if (start == 0)
		start = fraction_form(line);
	if (start == 0)
		start = try_forms(
		    line, late_syslog_forms, NELEM(late_syslog_forms));
	if (start == 0)
		return false;
	line = str_skip(line, start);
	if (str_starts(line, STR_LIT(" ")))
		line = str_skip(line, 1);
	take_names(line, out);
	return true;
}

/* OS X: [Time 2006.12.28 15:53:55 UTC] [Facility auth] [Sender sshd] ... */
static bool
asl_header(struct str line, struct header *out)
{
	static const struct mark at[] = { { 0, '[' }, { 1, 'T' }, { 5, ' ' },
		{ 10, '.' }, { 13, '.' }, { 16, ' ' }, { 19, ':' } };
	struct str rest = line;
	bool message = false;

	if (!has_marks(line, 26, at, NELEM(at)))
		return false;
	while ((rest = str_skip(rest, str_chr(rest, '['))).len > 0) {
		size_t end = str_chr(rest, ']');
		struct str item;

		if (end == SIZE_MAX)
			break;
		item = str_slice(rest.p + 1, end - 1);
		rest = str_skip(rest, end + 1);
		if (str_starts(item, STR_LIT("Sender "))) {
			if (out->program.p == NULL)
				out->program = str_skip(item, 7);
		} else if (str_starts(item, STR_LIT("Message "))) {
			if (!message)
				out->log = str_skip(item, 8);
			message = true;
		} else if (str_starts(item, STR_LIT("Host "))) {
			out->host = str_skip(item, 5);
			break;
		}
	}
	return true;
}

/* Squid: 1140804070.368  11623 10.0.0.1 TCP_MISS/200 */
static bool
squid_header(struct str line, struct header *out)
{
	if (line.len < 32 || line.p[0] != '1' || !digit_at(line, 1) ||
	    !digit_at(line, 2) || !digit_at(line, 3) || line.p[10] != '.' ||
	    !digit_at(line, 13) || line.p[14] != ' ' ||
	    (line.p[21] != ' ' && line.p[22] != ' '))
		return false;
	line = str_skip(line, 14);
	while (str_starts(line, STR_LIT(" ")))
		line = str_skip(line, 1);
	out->log = line;
	return true;
}

void
predecode(struct str line, struct header *out)
{
	size_t start;

	*out = (struct header){ .log = line };
	if (syslog_header(line, out))
		return;
	start = try_forms(line, other_forms, NELEM(other_forms));
	if (start != 0)
		out->log = str_skip(line, start);
	else if (!asl_header(line, out))
		squid_header(line, out);
}
