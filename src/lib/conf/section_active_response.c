/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <active-response>: which alerts start which command, and where
 * (spec: active-response, section 2.2).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_active_response, member)

static const struct conf_name locations[] = {
	{ "AS", CONF_AR_SERVER },
	{ "analysisd", CONF_AR_SERVER },
	{ "analysis-server", CONF_AR_SERVER },
	{ "server", CONF_AR_SERVER },
	{ "local", CONF_AR_LOCAL },
	{ "defined-agent", CONF_AR_AGENT },
	{ "all", CONF_AR_ALL },
	{ "any", CONF_AR_ALL },
	{ NULL, 0 },
};

/* The words are searched anywhere in the text, in any case: kept, because
 * "server,all" and the like rely on it. */
static void
parse_location(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_active_response *ar = section;
	unsigned bits = 0;

	for (const struct conf_name *l = locations; l->name != NULL; l++)
		if (str_ifind(n->content, str_from(l->name)) != SIZE_MAX)
			bits |= (unsigned)l->value;
	if (bits == 0) {
		conf_error(r, 1302, conf_value_pos(n),
		    "<%s>: expected server, local, defined-agent or all, found "
		    "\"%s\"",
		    o->name, text);
		return;
	}
	ar->location = bits;
	ar->location_text = text;
}

static void
parse_command(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_active_response *ar = section;
	const char *names[64] = { NULL }, *meant;
	const struct conf *c = r->conf;

	if (conf_command_find(c, text) != NULL) {
		ar->command_name = text;
		return;
	}
	for (size_t i = 0, k = 0; i < c->commands.n && k < NELEM(names) - 1;
	     i++)
		if (c->commands.v[i].name != NULL)
			names[k++] = c->commands.v[i].name;
	meant = suggest(n->content, names);
	conf_error(r, 1303, conf_value_pos(n),
	    "<%s>: expected the name of a <command> defined above, found "
	    "\"%s\"%s%s%s",
	    o->name, text, meant != NULL ? "; did you mean " : "",
	    meant != NULL ? meant : "", meant != NULL ? "?" : "");
}

static const struct conf_opt opts[] = {
	{ "command", CONF_PARSE, .parse = parse_command },
	{ "location", CONF_PARSE, .parse = parse_location },
	{ "agent_id", CONF_TEXT, OFF(agent_id) },
	{ "level", CONF_NUMBER, OFF(level), .max = 20 },
	{ "rules_id", CONF_IDS, OFF(rules_id) },
	{ "rules_group", CONF_OSREGEX, OFF(rules_group),
	    .flags = CONF_NOT_EMPTY },
	{ "timeout", CONF_NUMBER, OFF(timeout) },
	{ "disabled", CONF_YESNO, OFF(disabled), OFF(disabled_set) },
	{ "repeated_offenders", CONF_IDS, OFF(repeated_offenders),
	    .expected = "at most 5 numbers of minutes, separated by commas" },
	{ 0 },
};

/* Does it say anything but what concerns ossec-execd alone? */
static bool
only_for_execd(const struct conf_reader *r)
{
	return conf_seen(r, "command") == NULL &&
	    conf_seen(r, "location") == NULL &&
	    conf_seen(r, "repeated_offenders") != NULL;
}

static void
check_complete(struct conf_reader *r, const struct xml_node *n,
    const struct conf_active_response *ar)
{
	const struct conf_command *cmd = NULL;

	if (conf_seen(r, "command") == NULL)
		conf_error(
		    r, 1281, n->pos, "<active-response>: missing <command>");
	if (conf_seen(r, "location") == NULL)
		conf_error(
		    r, 1281, n->pos, "<active-response>: missing <location>");
	if (ar->location & CONF_AR_AGENT && ar->agent_id == NULL)
		conf_error(r, 1304, conf_seen(r, "location")->pos,
		    "<location>: defined-agent needs an <agent_id>");
	if (ar->command_name != NULL)
		cmd = conf_command_find(r->conf, ar->command_name);
	if (cmd != NULL && ar->timeout != 0 && !cmd->timeout_allowed)
		conf_error(r, 1305, conf_seen(r, "timeout")->pos,
		    "<timeout>: the command %s (line %u) does not have "
		    "<timeout_allowed>yes</timeout_allowed>",
		    cmd->name, cmd->pos.line);
	if (ar->level == 0 && ar->rules_id.n == 0 && ar->rules_group == NULL)
		conf_warning(r, n->pos,
		    "<active-response>: never runs, because it has neither "
		    "<level>, <rules_id> nor <rules_group>");
}

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	struct conf_active_response *ar = section;

	if (ar->repeated_offenders.n > 5)
		conf_error(r, 1235, conf_seen(r, "repeated_offenders")->pos,
		    "<repeated_offenders>: at most 5 numbers");
	if (ar->disabled || only_for_execd(r))
		return;
	check_complete(r, n, ar);
	if (!conf_programs[CONF_EXECD].exists && !r->said_execd) {
		r->said_execd = true;
		conf_unused(r, n->pos,
		    "<active-response>: carried out by %s, which this version "
		    "does not have yet; checked, kept and without effect",
		    conf_programs[CONF_EXECD].name);
	}
}

const struct conf_section section_active_response = { "active-response", opts,
	offsetof(struct conf, active_responses),
	sizeof(struct conf_active_response), OFF(pos), CONF_ANALYSISD, check };
