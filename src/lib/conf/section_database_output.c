/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <database_output>: alerts into SQL (spec: notification, section 11.1).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_database_output, member)

static const struct conf_name types[] = {
	{ "mysql", CONF_DB_MYSQL },
	{ "postgresql", CONF_DB_POSTGRESQL },
	{ NULL, 0 },
};

static const struct conf_opt opts[] = {
	{ "hostname", CONF_TEXT, OFF(hostname) },
	{ "username", CONF_TEXT, OFF(username) },
	{ "password", CONF_TEXT, OFF(password) },
	{ "database", CONF_TEXT, OFF(database) },
	{ "type", CONF_ENUM, OFF(type), .names = types },
	{ "port", CONF_NUMBER, OFF(port), .max = 65535 },
	{ "socket", CONF_TEXT, OFF(socket) },
	{ 0 },
};

/* Sections add up, so what is missing is not known before the last of them;
 * the first that leaves something out is told, as in the reference. */
static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	const struct conf_database_output *db = section;
	const struct {
		const char *name;
		bool given;
	} needed[] = {
		{ "hostname", db->hostname != NULL },
		{ "username", db->username != NULL },
		{ "password", db->password != NULL },
		{ "database", db->database != NULL },
		{ "type",
		    conf_seen(r, "type") != NULL || db->type != CONF_DB_NONE },
	};

	for (size_t i = 0; i < NELEM(needed); i++)
		if (!needed[i].given)
			conf_error(r, 5205, n->pos,
			    "<database_output>: missing <%s>", needed[i].name);
}

const struct conf_section section_database_output = { "database_output", opts,
	offsetof(struct conf, database_output), 0, OFF(present), CONF_DBD,
	check };
