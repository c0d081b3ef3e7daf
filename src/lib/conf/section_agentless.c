/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <agentless>: hosts watched over ssh (spec: agentless, section 2).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_agentless, member)

static const struct conf_name states[] = {
	{ "periodic", CONF_AGENTLESS_PERIODIC },
	{ "periodic_diff", CONF_AGENTLESS_PERIODIC_DIFF },
	{ "stay_connected", CONF_AGENTLESS_STAY_CONNECTED },
	{ NULL, 0 },
};

static const struct conf_opt opts[] = {
	{ "type", CONF_TEXT, OFF(type), .flags = CONF_REQUIRED | CONF_NOT_EMPTY,
	    .missing = 7103 },
	{ "host", CONF_TEXTS, OFF(hosts),
	    .flags = CONF_REQUIRED | CONF_NOT_EMPTY, .missing = 7103 },
	{ "state", CONF_ENUM, OFF(state), .names = states,
	    .flags = CONF_REQUIRED, .missing = 7103 },
	{ "frequency", CONF_NUMBER, OFF(frequency), .def = 86400 },
	{ "arguments", CONF_TEXT, OFF(arguments) },
	{ "port", CONF_NUMBER, OFF(port), .max = 65535 },
	{ "run_command", CONF_TEXT, OFF(run_command) },
	{ 0 },
};

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	const struct conf_agentless *a = section;

	if (a->state == CONF_AGENTLESS_PERIODIC && a->frequency == 0)
		conf_error(r, 7102, n->pos,
		    "<agentless>: periodic needs a <frequency> above 0");
}

const struct conf_section section_agentless = { "agentless", opts,
	offsetof(struct conf, agentless), sizeof(struct conf_agentless),
	OFF(pos), CONF_AGENTLESSD, check };
