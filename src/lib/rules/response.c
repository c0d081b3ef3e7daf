/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/response.h"

#include <string.h>

#define MESSAGE_MAX 1024 /* bytes on the wire, with the NUL */

bool
response_binds(const struct response_def *def, const struct rule *rule,
    struct pattern_ctx *ctx)
{
	if (def->level != 0 && rule->level >= def->level)
		return true;
	for (size_t i = 0; i < def->n_rules; i++)
		if (def->rules[i] == rule->id)
			return true;
	return def->group != NULL &&
	    pattern_match(def->group, ctx, rule->group, NULL);
}

/* Only these bytes, so that no name can be taken for anything else. */
static bool
made_of(struct str s, const char *also)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_isalnum(s.p[i]) &&
		    (s.p[i] == '\0' || strchr(also, s.p[i]) == NULL))
			return false;
	return true;
}

static bool
is_no_user(struct str s)
{
	return s.len == 0 || str_is(s, "-");
}

static bool
pick_user(const struct event *ev, struct response *r, struct outcome *out)
{
	struct str user = ev->field[FIELD_DSTUSER];

	if (is_no_user(user))
		user = ev->field[FIELD_SRCUSER];
	if (is_no_user(user))
		return false;
	/* a script would take "-x" for an option of its tools */
	if (!made_of(user, "._@?-") || user.p[0] == '-') {
		out->bad_user = user;
		return false;
	}
	r->user = user;
	return true;
}

/* Four decimal numbers, or IPv6: a host name would have a script ask a name
 * server of the attacker's, a short form means what each tool thinks. */
static bool
is_literal_address(struct str s)
{
	struct ip_addr addr;
	unsigned dots = 0;

	if (!made_of(s, ".:") || !ip_addr_parse(&addr, s))
		return false;
	if (str_chr(s, ':') != SIZE_MAX)
		return true;
	for (size_t i = 0; i < s.len; i++) {
		bool starts = i == 0 || s.p[i - 1] == '.';

		dots += s.p[i] == '.';
		if (starts && s.p[i] == '0' && i + 1 < s.len &&
		    s.p[i + 1] != '.')
			return false; /* octal to some */
	}
	return dots == 3;
}

static bool
is_allowed(const struct allow_list *allow, struct str srcip)
{
	if (allow == NULL)
		return false;
	if (allow->addresses != NULL && ip_list_match(allow->addresses, srcip))
		return true;
	for (size_t i = 0; i < allow->n_hosts; i++)
		if (str_iis(srcip, allow->hosts[i]))
			return true;
	return false;
}

static bool
pick_srcip(const struct allow_list *allow, const struct event *ev,
    struct response *r, struct outcome *out)
{
	struct str ip = ev->field[FIELD_SRCIP];

	if (ip.len == 0)
		return false;
	if (!is_literal_address(ip)) {
		out->bad_srcip = ip;
		return false;
	}
	if (str_istarts(ip, STR_LIT("::ffff:")))
		ip = str_skip(ip, 7);
	if (is_allowed(allow, ip))
		return false;
	r->srcip = ip;
	return true;
}

/* Escaped for the blank-separated message, as executors expect it. */
static bool
pick_filename(const struct event *ev, struct response *r)
{
	struct str name = ev->field[FIELD_FILENAME];
	struct buf b = { 0 };

	if (name.p == NULL)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if (name.p[i] != '\0' &&
		    strchr("\\\"' \t;`><|#*[]{}&$!:()", name.p[i]) != NULL)
			buf_add_char(&b, '\\');
		buf_add_char(&b, name.p[i]);
	}
	r->filename = arena_str(ev->arena, buf_str(&b));
	buf_free(&b);
	return r->filename.p != NULL;
}

void
response_select(const struct response_def *defs, const struct allow_list *allow,
    const struct event *ev, struct outcome *out)
{
	const struct rule *rule = out->alert.rule;

	out->responses =
	    arena_calloc(ev->arena, rule->n_responses, sizeof(*out->responses));
	if (out->responses == NULL)
		return;
	for (size_t i = 0; i < rule->n_responses; i++) {
		const struct response_def *def = &defs[rule->responses[i]];
		struct response r = { .def = def };

		if ((!def->expect_user || pick_user(ev, &r, out)) &&
		    (!def->expect_filename || pick_filename(ev, &r)) &&
		    (!def->expect_srcip || pick_srcip(allow, ev, &r, out)))
			out->responses[out->n_responses++] = r;
	}
}

static bool
runs_here(const struct response *r, const struct event *ev)
{
	return (r->def->where & RESPONSE_SERVER) ||
	    ((r->def->where & RESPONSE_LOCAL) && !ev->from_agent);
}

static void
add_or(struct buf *b, struct str s, const char *none)
{
	buf_add_str(b, s.p != NULL ? s : str_from(none));
	buf_add_char(b, ' ');
}

/* "<name> <user> <ip> <id> <rule> <location> <file>", cut to what the socket
 * takes; false if that would leave another file's name. */
static bool
add_call(struct buf *b, const struct response *r, const struct event *ev,
    const struct alert *alert, const char *id, const char *no_file)
{
	add_or(b, str_from(r->def->name), "-");
	add_or(b, r->user, "-");
	add_or(b, r->srcip, "-");
	buf_printf(b, "%s %u ", id, alert->rule->id);
	add_or(b, ev->location, "-");
	buf_add_str(b, r->filename.p != NULL ? r->filename : str_from(no_file));
	if (b->len <= MESSAGE_MAX - 1)
		return true;
	b->len = MESSAGE_MAX - 1;
	b->p[b->len] = '\0';
	return r->filename.p == NULL;
}

bool
response_exec_message(struct buf *b, const struct response *r,
    const struct event *ev, const struct alert *alert, const char *id)
{
	if (!runs_here(r, ev))
		return false;
	buf_clear(b);
	return add_call(b, r, ev, alert, id, "-");
}

bool
response_remote_message(struct buf *b, const struct response *r,
    const struct event *ev, const struct alert *alert, const char *id)
{
	unsigned where = r->def->where;

	if (runs_here(r, ev))
		return false;
	buf_clear(b);
	if (!ev->from_agent)
		buf_add_cstr(b, "(local_source) ");
	add_or(b, ev->location, "-");
	buf_printf(b, "%c%c%c %s ", where & RESPONSE_ALL ? 'A' : 'N',
	    where & RESPONSE_LOCAL ? 'R' : 'N',
	    where & RESPONSE_AGENT ? 'S' : 'N',
	    r->def->agent_id != NULL ? r->def->agent_id : "(null)");
	return add_call(b, r, ev, alert, id, "(null)");
}
