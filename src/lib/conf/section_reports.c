/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <reports>: daily reports by mail (spec: notification, section 9).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_reports, member)

static void
parse_filter(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_report_filter *f = (void *)((char *)section + o->offset);

	f->text = text;
	f->relation = false;
	for (size_t i = 0; i < n->n_attrs; i++) {
		const struct xml_attr *a = &n->attrs[i];

		if (str_is(a->name, "type") && str_is(a->value, "relation"))
			f->relation = true;
		else
			conf_warning(r, a->pos,
			    "<%s>: expected type=\"relation\", found "
			    "%.*s=\"%.*s\", which is ignored",
			    o->name, STR_FMT(str_head(a->name, 80)),
			    STR_FMT(str_head(a->value, 80)));
	}
}

static void
parse_type(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_reports *rep = section;

	if (str_is(n->content, "email"))
		rep->type = text;
	else
		diag_warning(r->ds, 1235, conf_value_pos(n),
		    "<%s>: expected email, found \"%s\", which is ignored",
		    o->name, text);
}

#define FILTER(name, member)                                  \
	{                                                     \
		name, CONF_PARSE, OFF(member),                \
		    .parse = parse_filter,                    \
		    .flags = CONF_NOT_EMPTY | CONF_ATTRIBUTES \
	}

static const struct conf_opt opts[] = {
	{ "title", CONF_TEXT, OFF(title),
	    .def_text = "OSSEC Report (unnamed)" },
	{ "type", CONF_PARSE, .parse = parse_type },
	{ "frequency", CONF_TEXT, OFF(frequency) },
	FILTER("category", group),
	FILTER("group", group),
	FILTER("rule", rule),
	FILTER("level", level),
	FILTER("location", location),
	FILTER("srcip", srcip),
	FILTER("user", user),
	{ "showlogs", CONF_YESNO, OFF(showlogs) },
	{ "email_to", CONF_MAILS, OFF(email_to) },
	{ 0 },
};

static void
check_number(
    struct conf_reader *r, const char *name, const struct conf_report_filter *f)
{
	uint64_t v;

	if (f->text != NULL && !f->relation &&
	    !str_to_u64(str_from(f->text), UINT32_MAX, &v))
		conf_error(r, 1235, conf_value_pos(conf_seen(r, name)),
		    "<%s>: expected a number, found \"%s\"", name, f->text);
}

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	const struct conf_reports *rep = section;

	check_number(r, "rule", &rep->rule);
	check_number(r, "level", &rep->level);
	if (conf_seen(r, "email_to") == NULL)
		conf_warning(r, n->pos,
		    "<reports>: missing <email_to>; the section is ignored");
}

const struct conf_section section_reports = { "reports", opts,
	offsetof(struct conf, reports), sizeof(struct conf_reports), OFF(pos),
	CONF_MONITORD, check };
