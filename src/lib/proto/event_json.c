/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/event_json.h"

#include <stdio.h>

#include "lib/proto/origin.h"
#include "lib/rules/decoder.h"

enum { ROOTCHECK_PIECES_MAX = 16 };

void
event_json_fields(struct buf *b, const struct event *ev,
    const struct json_field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		json_text(b, fields[i].name, ev->field[fields[i].field]);
}

/* {NAME: a, b} in the log of a rootcheck rule. */
struct piece {
	struct str name, values;
};

/* Groups of compliance rules; each becomes an array of its own. */
static const struct {
	const char *prefix, *member;
} compliance[] = {
	{ "pci_dss_", "PCI_DSS" },
	{ "cis_", "CIS" },
};

static bool
piece_name_ok(struct str name)
{
	/* members of "rule": a log line must not add a second one */
	static const char *const taken[] = { "level", "comment", "sidid", "cve",
		"info", "frequency", "firedtimes", "group", "groups" };

	if (name.len == 0)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_isalnum(name.p[i]) && name.p[i] != '_')
			return false;
	for (size_t i = 0; i < NELEM(taken); i++)
		if (str_iis(name, taken[i]))
			return false;
	return true;
}

static size_t
find_pieces(struct str log, struct piece *out, size_t max)
{
	size_t n = 0, open;

	while (n < max && (open = str_chr(log, '{')) != SIZE_MAX) {
		struct str body = str_skip(log, open + 1);
		size_t close = str_chr(body, '}'), colon;

		if (close == SIZE_MAX)
			break;
		log = str_skip(body, close + 1);
		body = str_head(body, close);
		colon = str_chr(body, ':');
		if (colon == SIZE_MAX || !piece_name_ok(str_head(body, colon)))
			continue;
		out[n].name = str_head(body, colon);
		out[n++].values = str_skip(body, colon + 1);
	}
	return n;
}

static void
add_list(struct buf *b, struct str list)
{
	struct str item;

	while (str_split(&list, ',', &item)) {
		item = str_trim(item);
		if (item.len != 0)
			json_text(b, NULL, item);
	}
}

/* The values of all pieces of that name; they are used up. */
static void
add_pieces(struct buf *b, struct str name, struct piece *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (pieces[i].name.p == NULL || !str_eq(pieces[i].name, name))
			continue;
		pieces[i].name = STR_NONE;
		add_list(b, pieces[i].values);
	}
}

static size_t
count_pieces(struct str name, const struct piece *pieces, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found +=
		    pieces[i].name.p != NULL && str_eq(pieces[i].name, name);
	return found;
}

/* Is group one of the compliance prefixes' (index) or none's (SIZE_MAX)? */
static size_t
compliance_of(struct str group)
{
	for (size_t i = 0; i < NELEM(compliance); i++)
		if (str_starts(group, str_from(compliance[i].prefix)))
			return i;
	return SIZE_MAX;
}

/* Adds the groups of one kind to the open array; b NULL: only counts them. */
static size_t
add_groups(struct buf *b, struct str groups, size_t kind)
{
	struct str item;
	size_t n = 0;

	while (str_split(&groups, ',', &item)) {
		item = str_trim(item);
		if (item.len == 0 || compliance_of(item) != kind)
			continue;
		n++;
		if (kind != SIZE_MAX)
			item = str_skip(item, strlen(compliance[kind].prefix));
		if (b != NULL)
			json_text(b, NULL, item);
	}
	return n;
}

static bool
has_group(const struct rule *rule, const char *name)
{
	struct str rest = rule->group, item;

	while (str_split(&rest, ',', &item))
		if (str_is(str_trim(item), name))
			return true;
	return false;
}

static void
add_compliance(
    struct buf *b, const struct rule *rule, struct piece *pieces, size_t n)
{
	for (size_t i = 0; i < NELEM(compliance); i++) {
		struct str member = str_from(compliance[i].member);

		if (add_groups(NULL, rule->group, i) == 0 &&
		    count_pieces(member, pieces, n) == 0)
			continue;
		json_begin(b, compliance[i].member, '[');
		add_groups(b, rule->group, i);
		add_pieces(b, member, pieces, n);
		json_end(b, ']');
	}
}

static void
add_rootcheck(struct buf *b, struct piece *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str name = pieces[i].name;

		if (name.p == NULL)
			continue; /* went into an array before */
		json_key(b, name);
		buf_add_char(b, '[');
		add_pieces(b, name, pieces + i, n - i);
		json_end(b, ']');
	}
}

void
event_json_rule(
    struct buf *b, const struct rule *rule, uint64_t fired, struct str log)
{
	struct piece pieces[ROOTCHECK_PIECES_MAX];
	size_t n = 0;

	if (has_group(rule, "rootcheck"))
		n = find_pieces(log, pieces, NELEM(pieces));
	json_begin(b, "rule", '{');
	if (rule->level != 0)
		json_number(b, "level", rule->level);
	json_text(b, "comment", rule->description);
	json_number(b, "sidid", rule->id);
	json_text(b, "cve", rule->cve);
	if (rule->info_text.len != 0)
		json_text(b, "info", rule->info_text);
	if (rule->frequency != 0)
		json_number(b, "frequency", rule->frequency);
	json_number(b, "firedtimes", (int64_t)fired);
	json_text(b, "group", rule->group);
	json_begin(b, "groups", '[');
	add_groups(b, rule->group, SIZE_MAX);
	json_end(b, ']');
	add_compliance(b, rule, pieces, n);
	add_rootcheck(b, pieces, n);
	json_end(b, '}');
}

/* Every name alerts.json or archives.json uses for something else. */
static const char *const members[] = { "rule", "id", "TimeStamp", "decoder",
	"decoder_parent", "action", "protocol", "srcip", "srcgeoip", "srcport",
	"srcuser", "dstip", "dstgeoip", "dstport", "dstuser", "location",
	"full_log", "previous_output", "SyscheckFile", "hostname",
	"program_name", "status", "command", "url", "data", "systemname",
	"decoder_desc", "agent_name", "agentip", "timestamp", "logfile", "log",
	"filename", "md5_before", "md5_after", "sha256_before", "sha256_after",
	"perm_before", "perm_after" };

static bool
name_taken(struct str name)
{
	for (size_t i = 0; i < NELEM(members); i++)
		if (str_is(name, members[i]))
			return true;
	return str_starts(name, STR_LIT("field_"));
}

void
event_json_dynamic(struct buf *b, const struct event *ev)
{
	struct buf other = { 0 };

	for (size_t i = 0; i < ev->n_dynamic; i++) {
		const struct named_value *v = &ev->dynamic[i];

		if (v->value.p == NULL)
			continue;
		if (name_taken(v->name)) {
			buf_clear(&other);
			buf_add_cstr(&other, "field_");
			buf_add_str(&other, v->name);
			json_key(b, buf_str(&other));
		} else
			json_key(b, v->name);
		buf_add_json(b, v->value);
	}
	buf_free(&other);
}

void
event_json_decoder(struct buf *b, const char *key, const struct event *ev)
{
	const struct decoder *d = ev->decoder;

	json_begin(b, key, '{');
	if (d != NULL && d->id != 0) {
		if (d->fts != 0)
			json_number(b, "fts", d->fts);
		if (d->accumulate)
			json_number(b, "accumulate", 1);
		json_text(b, "parent", d->parent_name);
		json_text(b, "name", d->name);
		json_text(b, "ftscomment", d->ftscomment);
	}
	json_end(b, '}');
}

/* Senders write "xxx" or nothing where they made no digest. */
static bool
is_known(struct str s)
{
	return s.len != 0 && !str_is(s, "xxx");
}

/* Decimal, but three digits are octal as chmod(1) takes them. */
static bool
parse_perm(struct str s, int64_t *out)
{
	uint64_t v;

	if (!str_to_u64(s, UINT32_MAX, &v))
		return false;
	if (s.len == 3)
		v = v / 100 * 64 + v / 10 % 10 * 8 + v % 10;
	*out = (int64_t)v;
	return true;
}

static void
add_before_after(struct buf *b, const char *name, struct str before,
    struct str after, bool number, bool after_alone)
{
	const struct str side[2] = { before, after };
	static const char *const suffix[2] = { "_before", "_after" };
	char key[32];

	if (!is_known(after) || (is_known(before) && str_eq(before, after)))
		return;
	if (!is_known(before) && !after_alone)
		return;
	for (int i = is_known(before) ? 0 : 1; i < 2; i++) {
		int64_t v;

		snprintf(key, sizeof(key), "%s%s", name, suffix[i]);
		if (!number)
			json_text(b, key, side[i]);
		else if (parse_perm(side[i], &v))
			json_number(b, key, v);
	}
}

void
event_json_fim(struct buf *b, const struct event *ev, unsigned which)
{
	const struct fim_attrs *o = &ev->before, *n = &ev->after;
	const struct {
		unsigned bit;
		const char *name;
		struct str before, after;
	} rows[] = {
		{ FIM_MD5, "md5", o->md5, n->md5 },
		{ FIM_SHA1, "sha1", o->sha1, n->sha1 },
		{ FIM_SHA256, "sha256", o->sha256, n->sha256 },
		{ FIM_OWNER, "owner", o->uid, n->uid },
		{ FIM_GROUP, "gowner", o->gid, n->gid },
		{ FIM_PERM, "perm", o->perm, n->perm },
	};
	const unsigned digests = FIM_MD5 | FIM_SHA1 | FIM_SHA256;

	for (size_t i = 0; i < NELEM(rows); i++)
		if (which & rows[i].bit)
			add_before_after(b, rows[i].name, rows[i].before,
			    rows[i].after, rows[i].bit == FIM_PERM,
			    (rows[i].bit & digests) != 0);
}

void
event_json_timestamp(struct buf *b, const struct event *ev)
{
	json_key(b, STR_LIT("timestamp"));
	buf_add_char(b, '"');
	origin_add_date(b, &ev->tm);
	buf_add_char(b, '"');
}

void
event_json_agent(struct buf *b, const struct event *ev)
{
	json_text(b, "agent_name", origin_agent_name(ev));
	json_text(b, "agentip", origin_agent_ip(ev));
}

void
event_json_logfile(struct buf *b, const struct event *ev)
{
	json_text(b, "logfile", origin_logfile(ev));
}
