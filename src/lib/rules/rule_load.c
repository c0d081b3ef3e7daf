/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads <group> and <rule> elements (spec: rules, sections 2 to 4). Attributes
 * and elements are tables; each error is reported with the rule's number, and
 * reading goes on, so that one run shows them all.
 */
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/rules/fts.h"
#include "lib/rules/rule_def.h"

struct reader {
	struct builder *b;
	struct rule_def *def;
	const struct xml_node *n; /* the element being read */
};

#define BAD(r, pos, fmt, ...) \
	RULE_BAD((r)->b, (r)->def, 0, pos, fmt, ##__VA_ARGS__)

void
rule_def_free(struct rule_def *def)
{
	for (unsigned t = 0; t < TEXT_COUNT; t++)
		buf_free(&def->text[t].b);
	free(def->srcip);
	free(def->dstip);
	free(def->fields);
	free(def->lists);
	free(def->info);
	free(def);
}

/* ---- attributes ---- */

static const struct {
	const char *name;
	unsigned digits; /* further ones are not looked at */
	size_t offset;   /* of an unsigned in struct rule_def */
} number_attrs[] = {
	{ "id", 6, offsetof(struct rule_def, id) },
	{ "level", 4, offsetof(struct rule_def, level) },
	{ "maxsize", 4, offsetof(struct rule_def, maxsize) },
	{ "timeframe", 5, offsetof(struct rule_def, timeframe) },
	{ "frequency", 4, offsetof(struct rule_def, frequency) },
	{ "accuracy", 4, offsetof(struct rule_def, accuracy) },
	{ "ignore", 6, offsetof(struct rule_def, ignore_secs) },
};

static const char *const attr_names[] = { "accuracy", "frequency", "id",
	"ignore", "level", "maxsize", "noalert", "overwrite", "timeframe",
	NULL };

static void
set_number(struct reader *r, const struct xml_attr *a, size_t i)
{
	unsigned *out =
	    (unsigned *)(void *)((char *)r->def + number_attrs[i].offset);
	unsigned digits = number_attrs[i].digits;
	uint64_t v;

	for (size_t k = 0; k < a->value.len; k++) {
		if (ascii_isdigit(a->value.p[k]))
			continue;
		BAD(r, a->pos, "%s=\"%.*s\": expected a number",
		    number_attrs[i].name, STR_FMT(a->value));
		return;
	}
	if (!str_to_u64(str_head(a->value, digits), UINT32_MAX, &v)) {
		BAD(r, a->pos, "%s=\"\": expected a number",
		    number_attrs[i].name);
		return;
	}
	*out = (unsigned)v;
	if (a->value.len > digits)
		RULE_WARN(r->b, r->def, a->pos,
		    "%s=\"%.*s\" is read as %u: only the first %u digits count",
		    number_attrs[i].name, STR_FMT(a->value), *out, digits);
}

static bool
number_attr(struct reader *r, const struct xml_attr *a)
{
	for (size_t i = 0; i < NELEM(number_attrs); i++) {
		if (str_iis(a->name, number_attrs[i].name)) {
			set_number(r, a, i);
			return true;
		}
	}
	return false;
}

static void
noalert_attr(struct reader *r, const struct xml_attr *a)
{
	/* Present is on, whatever the value. Kept; worked example E6. */
	r->def->noalert = true;
	if (str_is(a->value, "0") || str_iis(a->value, "no"))
		RULE_WARN(r->b, r->def, a->pos,
		    "noalert=\"%.*s\" switches it on, like any value (remove "
		    "the "
		    "attribute to switch it off)",
		    STR_FMT(a->value));
}

static void
read_attr(struct reader *r, const struct xml_attr *a)
{
	const char *like;

	if (number_attr(r, a)) {
		return;
	} else if (str_iis(a->name, "noalert")) {
		noalert_attr(r, a);
	} else if (str_iis(a->name, "overwrite")) {
		if (!str_is(a->value, "yes") && !str_is(a->value, "no"))
			BAD(r, a->pos, "overwrite=\"%.*s\": expected yes or no",
			    STR_FMT(a->value));
		r->def->overwrite = str_is(a->value, "yes");
	} else {
		like = suggest(a->name, attr_names);
		BAD(r, a->pos, "attribute '%.*s' is not known%s%s%s",
		    STR_FMT(a->name), like != NULL ? " (did you mean " : "",
		    like != NULL ? like : "", like != NULL ? "?)" : "");
	}
}

/* ---- elements ---- */

static void
add_text(struct reader *r, enum rule_text t)
{
	struct text *x = &r->def->text[t];

	if (x->pos.line == 0)
		x->pos = r->n->content_pos;
	buf_add_str(&x->b, r->n->content);
}

/* In each description the first line break becomes a space. */
static void
on_description(struct reader *r)
{
	struct buf *b = &r->def->text[TEXT_DESCRIPTION].b;
	size_t from = b->len, at;

	add_text(r, TEXT_DESCRIPTION);
	at = str_chr(str_skip(buf_str(b), from), '\n');
	if (at != SIZE_MAX)
		b->p[from + at] = ' ';
}

/* The last one wins. */
static void
set_text(struct reader *r, enum rule_text t)
{
	buf_clear(&r->def->text[t].b);
	r->def->text[t].pos = r->n->content_pos;
	buf_add_str(&r->def->text[t].b, r->n->content);
}

static void
on_decoded_as(struct reader *r)
{
	set_text(r, TEXT_DECODED_AS);
}

static void
on_compiled(struct reader *r)
{
	set_text(r, TEXT_COMPILED);
}

static void
on_time(struct reader *r)
{
	set_text(r, TEXT_TIME);
}

static void
on_weekday(struct reader *r)
{
	set_text(r, TEXT_WEEKDAY);
}

static void
on_category(struct reader *r)
{
	enum category c;

	if (!category_parse(r->n->content, &c) || c == CATEGORY_HOSTINFO)
		BAD(r, r->n->content_pos,
		    "<category>: '%.*s' (expected firewall, ids, syslog, "
		    "web-log, squid, windows or ossec)",
		    STR_FMT(r->n->content));
	else
		r->def->category = c;
	r->def->has_category = true;
}

static void
on_srcip(struct reader *r)
{
	struct def_address *a =
	    ARRAY_ADD(r->def->srcip, r->def->n_srcip, r->def->srcip_cap);

	a->text = arena_str(r->b->arena, r->n->content);
	a->pos = r->n->content_pos;
}

static void
on_dstip(struct reader *r)
{
	struct def_address *a =
	    ARRAY_ADD(r->def->dstip, r->def->n_dstip, r->def->dstip_cap);

	a->text = arena_str(r->b->arena, r->n->content);
	a->pos = r->n->content_pos;
}

static void
on_field(struct reader *r)
{
	struct str name = xml_iattr(r->n, "name");
	struct def_field *f;

	if (name.p == NULL || r->n->n_attrs != 1) {
		BAD(r, r->n->pos, "<field> needs one attribute, name");
		return;
	}
	if (r->def->n_fields == r->b->order_size) {
		BAD(r, r->n->pos, "more than %zu <field> elements",
		    r->b->order_size);
		return;
	}
	f = ARRAY_ADD(r->def->fields, r->def->n_fields, r->def->fields_cap);
	f->name = arena_str(r->b->arena, name);
	f->pattern = arena_str(r->b->arena, r->n->content);
	f->pos = r->n->content_pos;
}

static const struct {
	const char *name;
	unsigned subject;
} list_fields[] = {
	{ "srcip", FIELD_SRCIP },
	{ "srcport", FIELD_SRCPORT },
	{ "dstip", FIELD_DSTIP },
	{ "dstport", FIELD_DSTPORT },
	{ "user", SUBJECT_LIST_USER },
	{ "url", FIELD_URL },
	{ "id", FIELD_ID },
	{ "hostname", SUBJECT_HOSTNAME },
	{ "program_name", SUBJECT_PROGRAM },
	{ "status", FIELD_STATUS },
	{ "action", FIELD_ACTION },
};

static const struct {
	const char *name;
	enum list_lookup lookup;
} list_lookups[] = {
	{ "match_key", LOOKUP_KEY },
	{ "not_match_key", LOOKUP_NOT_KEY },
	{ "match_key_value", LOOKUP_KEY_VALUE },
	{ "address_match_key", LOOKUP_ADDRESS },
	{ "not_address_match_key", LOOKUP_NOT_ADDRESS },
	{ "address_match_key_value", LOOKUP_ADDRESS_VALUE },
};

static bool
list_attr(struct reader *r, struct def_list *l, const struct xml_attr *a,
    bool *has_field)
{
	if (str_iis(a->name, "field")) {
		for (size_t i = 0; i < NELEM(list_fields); i++) {
			if (str_iis(a->value, list_fields[i].name)) {
				l->subject = list_fields[i].subject;
				return *has_field = true;
			}
		}
	} else if (str_iis(a->name, "lookup")) {
		for (size_t i = 0; i < NELEM(list_lookups); i++) {
			if (str_iis(a->value, list_lookups[i].name)) {
				l->lookup = list_lookups[i].lookup;
				return true;
			}
		}
	} else if (str_iis(a->name, "check_value")) {
		l->value = arena_str(r->b->arena, a->value);
		return true;
	}
	BAD(r, a->pos, "<list>: %.*s=\"%.*s\" is not known", STR_FMT(a->name),
	    STR_FMT(a->value));
	return false;
}

static void
on_list(struct reader *r)
{
	struct def_list l = { .lookup = LOOKUP_KEY, .pos = r->n->pos };
	bool has_field = false;

	for (size_t i = 0; i < r->n->n_attrs; i++)
		if (!list_attr(r, &l, &r->n->attrs[i], &has_field))
			return;
	if (!has_field) {
		BAD(r, r->n->pos, "<list> needs the attribute field");
		return;
	}
	l.name = arena_str(r->b->arena, r->n->content);
	*ARRAY_ADD(r->def->lists, r->def->n_lists, r->def->lists_cap) = l;
}

static void
add_info(struct reader *r, enum rule_info_kind kind)
{
	struct rule_info *info =
	    ARRAY_ADD(r->def->info, r->def->n_info, r->def->info_cap);

	info->kind = kind;
	info->text = arena_str(r->b->arena, r->n->content);
}

static void
on_info(struct reader *r)
{
	static const char *const kinds[] = { "text", "link", "cve", "osvdb" };
	struct str type = xml_iattr(r->n, "type");

	for (unsigned i = 0; i < NELEM(kinds); i++) {
		if (type.p == NULL || str_iis(type, kinds[i])) {
			add_info(r, (enum rule_info_kind)i);
			return;
		}
	}
	BAD(r, r->n->pos,
	    "<info>: type '%.*s' is not known (expected text, link, cve or "
	    "osvdb)",
	    STR_FMT(type));
}

static void
on_cve(struct reader *r)
{
	add_text(r, TEXT_CVE);
	add_info(r, INFO_CVE);
}

static void
on_options(struct reader *r)
{
	struct rule_def *d = r->def;
	struct str word = r->n->content;

	if (str_is(word, "alert_by_email"))
		d->mail = true;
	else if (str_is(word, "no_email_alert"))
		d->mail = false;
	else if (str_is(word, "log_alert"))
		d->log = true;
	else if (str_is(word, "no_log"))
		d->log = false;
	else if (str_is(word, "no_ar"))
		d->no_ar = true;
	else
		BAD(r, r->n->content_pos,
		    "<options>: '%.*s' (expected one of alert_by_email, "
		    "no_email_alert, log_alert, no_log, no_ar)",
		    STR_FMT(word));
}

/* Which fields make up a line of the ignore file; found by substring. */
static unsigned
ignore_bits(struct reader *r)
{
	static const struct {
		const char *word;
		unsigned bit;
	} words[] = { { "user", FTS_DSTUSER }, { "srcip", FTS_SRCIP },
		{ "dstip", FTS_DSTIP }, { "id", FTS_ID },
		{ "location", FTS_LOCATION }, { "data", FTS_DATA },
		{ "name", FTS_NAME } };
	unsigned bits = 0;

	for (size_t i = 0; i < NELEM(words); i++)
		if (str_find(r->n->content, str_from(words[i].word)) !=
		    SIZE_MAX)
			bits |= words[i].bit;
	if (bits == 0)
		BAD(r, r->n->content_pos,
		    "<%.*s>: expected some of user, srcip, dstip, id, "
		    "location, "
		    "data, name",
		    STR_FMT(r->n->name));
	return bits;
}

static void
on_ignore(struct reader *r)
{
	r->def->ignore_fields |= ignore_bits(r);
}

static void
on_check_if_ignored(struct reader *r)
{
	r->def->check_if_ignored |= ignore_bits(r);
}

static void
on_check_diff(struct reader *r)
{
	r->def->check_diff = true;
}

static void
on_if_fts(struct reader *r)
{
	r->def->if_fts = true;
}

static void
on_if_matched_sid(struct reader *r)
{
	uint64_t id;

	r->def->if_matched_sid_pos = r->n->content_pos;
	if (!str_to_u64(r->n->content, 999999, &id) || id == 0)
		BAD(r, r->n->content_pos,
		    "<if_matched_sid>: expected one rule id, found '%.*s'",
		    STR_FMT(r->n->content));
	else
		r->def->if_matched_sid = (unsigned)id;
}

/* Elements that are read into a text; repeated ones are joined. */
static const struct {
	const char *name;
	enum rule_text text;
} text_elements[] = {
	{ "match", TEXT_MATCH },
	{ "match_pcre2", TEXT_MATCH_PCRE2 },
	{ "regex", TEXT_REGEX },
	{ "pcre2", TEXT_PCRE2 },
	{ "program_name", TEXT_PROGRAM },
	{ "program_name_pcre2", TEXT_PROGRAM_PCRE2 },
	{ "hostname", TEXT_HOSTNAME },
	{ "hostname_pcre2", TEXT_HOSTNAME_PCRE2 },
	{ "id", TEXT_ID },
	{ "id_pcre2", TEXT_ID_PCRE2 },
	{ "url", TEXT_URL },
	{ "url_pcre2", TEXT_URL_PCRE2 },
	{ "status", TEXT_STATUS },
	{ "status_pcre2", TEXT_STATUS_PCRE2 },
	{ "srcport", TEXT_SRCPORT },
	{ "srcport_pcre2", TEXT_SRCPORT_PCRE2 },
	{ "dstport", TEXT_DSTPORT },
	{ "dstport_pcre2", TEXT_DSTPORT_PCRE2 },
	{ "srcgeoip", TEXT_SRCGEOIP },
	{ "srcgeoip_pcre2", TEXT_SRCGEOIP_PCRE2 },
	{ "dstgeoip", TEXT_DSTGEOIP },
	{ "dstgeoip_pcre2", TEXT_DSTGEOIP_PCRE2 },
	{ "extra_data", TEXT_DATA },
	{ "extra_data_pcre2", TEXT_DATA_PCRE2 },
	{ "user", TEXT_USER },
	{ "user_pcre2", TEXT_USER_PCRE2 },
	{ "action", TEXT_ACTION },
	{ "if_sid", TEXT_IF_SID },
	{ "if_group", TEXT_IF_GROUP },
	{ "if_level", TEXT_IF_LEVEL },
	{ "if_matched_regex", TEXT_IF_MATCHED_REGEX },
	{ "if_matched_group", TEXT_IF_MATCHED_GROUP },
	{ "group", TEXT_GROUP },
};

/* Elements read by a function. */
static const struct {
	const char *name;
	void (*read)(struct reader *r);
} other_elements[] = {
	{ "description", on_description },
	{ "decoded_as", on_decoded_as },
	{ "category", on_category },
	{ "srcip", on_srcip },
	{ "dstip", on_dstip },
	{ "field", on_field },
	{ "list", on_list },
	{ "time", on_time },
	{ "weekday", on_weekday },
	{ "compiled_rule", on_compiled },
	{ "check_diff", on_check_diff },
	{ "if_fts", on_if_fts },
	{ "if_matched_sid", on_if_matched_sid },
	{ "info", on_info },
	{ "cve", on_cve },
	{ "options", on_options },
	{ "ignore", on_ignore },
	{ "check_if_ignored", on_check_if_ignored },
};

/* same_*, different_* and the not_same_* that take one of them back. */
static const struct {
	const char *name;
	unsigned set, clear;
	bool exact; /* lower case only */
	bool no_effect;
} flag_elements[] = {
	{ "same_source_ip", SAME_SRCIP, 0, false, false },
	{ "same_src_port", SAME_SRCPORT, 0, false, false },
	{ "same_dst_port", SAME_DSTPORT, 0, false, false },
	{ "same_user", SAME_USER, 0, false, false },
	{ "same_location", SAME_LOCATION, 0, false, false },
	{ "same_id", SAME_ID, 0, true, false },
	{ "different_url", DIFFERENT_URL, 0, true, false },
	{ "different_srcip", 0, 0, true, true },
	{ "different_srcgeoip", DIFFERENT_SRCGEOIP, 0, true, false },
	{ "not_same_source_ip", 0, SAME_SRCIP, false, false },
	{ "not_same_user", 0, SAME_USER, false, false },
	{ "not_same_agent", 0, 0, false, true },
	{ "not_same_id", 0, SAME_ID, true, false },
};

static const char *const element_names[] = { "action", "category", "check_diff",
	"check_if_ignored", "compiled_rule", "cve", "decoded_as", "description",
	"different_srcgeoip", "different_srcip", "different_url", "dstgeoip",
	"dstgeoip_pcre2", "dstip", "dstport", "dstport_pcre2", "extra_data",
	"extra_data_pcre2", "field", "group", "hostname", "hostname_pcre2",
	"id", "id_pcre2", "if_fts", "if_group", "if_level", "if_matched_group",
	"if_matched_regex", "if_matched_sid", "if_sid", "ignore", "info",
	"list", "match", "match_pcre2", "not_same_agent", "not_same_id",
	"not_same_source_ip", "not_same_user", "options", "pcre2",
	"program_name", "program_name_pcre2", "regex", "same_dst_port",
	"same_id", "same_location", "same_source_ip", "same_src_port",
	"same_user", "srcgeoip", "srcgeoip_pcre2", "srcip", "srcport",
	"srcport_pcre2", "status", "status_pcre2", "time", "url", "url_pcre2",
	"user", "user_pcre2", "weekday", NULL };

const char *const *
rule_element_names(void)
{
	return element_names;
}

static bool
read_flag(struct reader *r)
{
	for (size_t i = 0; i < NELEM(flag_elements); i++) {
		if (!(flag_elements[i].exact
			    ? str_is(r->n->name, flag_elements[i].name)
			    : str_iis(r->n->name, flag_elements[i].name)))
			continue;
		r->def->same |= flag_elements[i].set;
		r->def->same &= ~flag_elements[i].clear;
		r->def->has_context = true;
		if (flag_elements[i].no_effect)
			RULE_WARN(r->b, r->def, r->n->pos,
			    "<%s> has no effect, as in OSSEC 4.3",
			    flag_elements[i].name);
		return true;
	}
	return false;
}

/* Only these elements have attributes. In other dialects negate turns a
 * condition round: to pass over it would be worse than to refuse it. */
static void
check_attributes(struct reader *r)
{
	bool info = str_iis(r->n->name, "info");

	if (str_iis(r->n->name, "field") || str_iis(r->n->name, "list"))
		return; /* they look for themselves */
	for (size_t i = 0; i < r->n->n_attrs; i++) {
		const struct xml_attr *a = &r->n->attrs[i];

		if (info && str_is(a->name, "type"))
			continue;
		if (str_iis(a->name, "negate"))
			BAD(r, a->pos,
			    "<%.*s>: there is no negate here (passed over, the "
			    "rule would say the opposite)",
			    STR_FMT(r->n->name));
		else
			RULE_WARN(r->b, r->def, a->pos,
			    "<%.*s>: attribute '%.*s' has no effect",
			    STR_FMT(r->n->name), STR_FMT(a->name));
	}
}

static void
read_element(struct reader *r)
{
	const char *like;

	check_attributes(r);
	for (size_t i = 0; i < NELEM(text_elements); i++) {
		if (str_iis(r->n->name, text_elements[i].name)) {
			add_text(r, text_elements[i].text);
			return;
		}
	}
	for (size_t i = 0; i < NELEM(other_elements); i++) {
		if (str_iis(r->n->name, other_elements[i].name)) {
			other_elements[i].read(r);
			return;
		}
	}
	if (read_flag(r))
		return;
	like = suggest(r->n->name, element_names);
	BAD(r, r->n->pos, "<%.*s> is not an element of a rule%s%s%s",
	    STR_FMT(r->n->name), like != NULL ? " (did you mean <" : "",
	    like != NULL ? like : "", like != NULL ? ">?)" : "");
}

/* ---- the whole rule ---- */

static void
set_options_by_level(struct builder *b, struct rule_def *def)
{
	unsigned w = def->level == 0 ? 99 : def->level;

	if (def->level > 16)
		RULE_WARN(
		    b, def, def->pos, "level %u: expected 0 to 16", def->level);
	def->low_accuracy = def->accuracy == 0;
	def->log = def->level >= b->opt->log_alert_level;
	def->mail = def->level >= b->opt->email_alert_level;
	def->weight = w = w * (def->low_accuracy ? 1 : 100);
	/* The reference sorts by the weight and finds the level in it again:
	 * level 99 becomes 0, and 0 with accuracy 0 becomes 99. */
	if (b->opt->classic)
		def->level = w == 9900 ? 0 : w >= 100 ? w / 100 : w;
}

static void
default_parents(struct rule_def *def)
{
	struct text *sid = &def->text[TEXT_IF_SID];
	struct text *group = &def->text[TEXT_IF_GROUP];

	if (def_has(def, TEXT_IF_SID) || def_has(def, TEXT_IF_GROUP))
		return;
	if (def_has(def, TEXT_IF_MATCHED_GROUP)) {
		buf_add_str(&group->b, def_text(def, TEXT_IF_MATCHED_GROUP));
		group->pos = def->text[TEXT_IF_MATCHED_GROUP].pos;
	} else if (def->if_matched_sid != 0) {
		buf_printf(&sid->b, "%u", def->if_matched_sid);
		sid->pos = def->if_matched_sid_pos;
	}
}

static void
check_rule(struct reader *r)
{
	struct rule_def *d = r->def;
	bool counts = d->if_matched_sid != 0 ||
	    def_has(d, TEXT_IF_MATCHED_GROUP) ||
	    def_has(d, TEXT_IF_MATCHED_REGEX) || d->check_diff;

	if (!counts && (d->frequency != 0 || d->has_context))
		BAD(r, d->pos,
		    "frequency, same_* and different_* need an "
		    "<if_matched_sid>, "
		    "<if_matched_group> or <if_matched_regex>");
}

static void
place_rule(struct builder *b, struct rule_def *def)
{
	struct rule_def *old;

	HASH_FIND(hh, b->by_id, &def->id, sizeof(def->id), old);
	if (def->overwrite && old == NULL) {
		RULE_BAD(b, def, 0, def->pos,
		    "overwrite=\"yes\", but there is no rule %u before it",
		    def->id);
	} else if (def->overwrite) {
		rule_overwrite(b, old, def);
		return;
	} else if (old != NULL) {
		RULE_BAD(b, def, 0, def->pos,
		    "the id is taken by the rule at %s:%u (use another, or "
		    "overwrite=\"yes\" to replace that rule)",
		    old->pos.file, old->pos.line);
	} else {
		def->index = b->n_defs;
		*ARRAY_ADD(b->defs, b->n_defs, b->defs_cap) = def;
		HASH_ADD(hh, b->by_id, id, sizeof(def->id), def);
		default_parents(def);
		rule_tree_add(b, def);
		rule_tree_correlate(b, def);
		return;
	}
	rule_def_free(def);
}

static void
read_rule(struct builder *b, const struct xml_node *n, struct str group)
{
	struct rule_def *def = xcalloc(1, sizeof(*def));
	struct reader r = { .b = b, .def = def };
	bool has_id = xml_iattr(n, "id").p != NULL;
	bool has_level = xml_iattr(n, "level").p != NULL, placed;
	size_t errors = diags_errors(b->diags);
	struct buf full = { 0 };

	def->pos = n->pos;
	def->pos.file = b->file;
	def->timeframe = b->opt->default_timeframe;
	def->accuracy = 1;
	def->correlation = -1;
	/* the number first, so that messages about the rest can name it */
	for (size_t i = 0; i < n->n_attrs; i++)
		if (str_iis(n->attrs[i].name, "id"))
			read_attr(&r, &n->attrs[i]);
	/* A rule with errors still takes its place, lest each of its children
	 * add a message; only without a number it cannot. */
	placed = has_id && diags_errors(b->diags) == errors;
	for (size_t i = 0; i < n->n_attrs; i++)
		if (!str_iis(n->attrs[i].name, "id"))
			read_attr(&r, &n->attrs[i]);
	if (!has_id || !has_level)
		BAD(&r, n->pos, "a <rule> needs the attributes id and level");
	if (n->child == NULL)
		BAD(&r, n->pos, "has no elements");
	set_options_by_level(b, def);
	for (const struct xml_node *c = n->child; c != NULL; c = c->next) {
		r.n = c;
		read_element(&r);
	}
	check_rule(&r);
	buf_add_str(&full, group);
	buf_add_str(&full, def_text(def, TEXT_GROUP));
	def->group = arena_str(b->arena, buf_str(&full));
	buf_free(&full);
	if (placed)
		place_rule(b, def);
	else
		rule_def_free(def);
}

static void
read_group(struct builder *b, const struct xml_node *n)
{
	struct str name = xml_iattr(n, "name");

	if (n->n_attrs != 1 || name.p == NULL) {
		diag_error(b->diags, 5105, n->pos,
		    "<group> needs exactly one attribute, name");
		return;
	}
	if (n->child == NULL)
		diag_error(b->diags, 1231, n->pos, "<group> holds no <rule>");
	for (const struct xml_node *c = n->child; c != NULL; c = c->next) {
		if (str_iis(c->name, "rule"))
			read_rule(b, c, name);
		else
			diag_error(b->diags, 5102, c->pos,
			    "<%.*s>: a <group> holds only <rule> elements",
			    STR_FMT(c->name));
	}
}

void
rule_load_file(struct builder *b, const struct xml *file)
{
	for (const struct xml_node *n = xml_root(file); n != NULL;
	     n = n->next) {
		if (str_iis(n->name, "group"))
			read_group(b, n);
		else
			diag_error(b->diags, 5101, n->pos,
			    "<%.*s>: a rule file holds only <group> elements",
			    STR_FMT(n->name));
	}
}
