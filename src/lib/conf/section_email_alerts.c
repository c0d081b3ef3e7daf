/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <email_alerts>: further recipients of some alerts (spec: notification, 3.2).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_email_alerts, member)

/* The stock 4.3 program takes only default, its manual promises the others. */
static const struct conf_name formats[] = {
	{ "default", CONF_EMAIL_DEFAULT },
	{ "full", CONF_EMAIL_FULL },
	{ "sms", CONF_EMAIL_SMS },
	{ NULL, 0 },
};

static const struct conf_opt opts[] = {
	{ "email_to", CONF_TEXT, OFF(email_to),
	    .flags = CONF_REQUIRED | CONF_NOT_EMPTY, .missing = 1224 },
	{ "level", CONF_NUMBER, OFF(level), OFF(level_set), .max = 255 },
	{ "rule_id", CONF_IDS, OFF(rule_id) },
	{ "group", CONF_OSMATCH, OFF(group) },
	{ "event_location", CONF_OSMATCH, OFF(event_location) },
	{ "format", CONF_ENUM, OFF(format), .names = formats },
	{ "do_not_delay", CONF_FLAG, OFF(do_not_delay) },
	{ "do_not_group", CONF_FLAG, OFF(do_not_group) },
	{ 0 },
};

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	static const char *const conditions[] = { "level", "rule_id", "group",
		"event_location", "do_not_delay", "do_not_group" };

	(void)section;
	for (size_t i = 0; i < NELEM(conditions); i++)
		if (conf_seen(r, conditions[i]) != NULL)
			return;
	conf_error(r, 1224, n->pos,
	    "<email_alerts>: missing a condition: <level>, <rule_id>, <group> "
	    "or <event_location>");
}

const struct conf_section section_email_alerts = { "email_alerts", opts,
	offsetof(struct conf, email_alerts), sizeof(struct conf_email_alerts),
	OFF(pos), CONF_MAILD, check };
