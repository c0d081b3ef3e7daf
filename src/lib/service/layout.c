/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/layout.h"

#include <string.h>

#include "lib/base/xalloc.h"

#define S INSTALL_SERVER
#define L INSTALL_LOCAL
#define A INSTALL_AGENT
#define ALL INSTALL_ALL

const struct layout_user layout_users[] = {
	{ "ossec", "OSSEC analysis" },
	{ "ossecm", "OSSEC mail and forwarding" },
	{ "ossecr", "OSSEC remote agents" },
	{ "ossecl", "OSSEC log collection" },
};
const size_t layout_user_count = NELEM(layout_users);

/* The stop ranks follow the reference: producers first, then analysis, then
 * those that live on its alerts. */
const struct layout_daemon layout_daemons[] = {
	{ "ossec-dbd", S | L, 8, "database" },
	{ "ossec-csyslogd", S | L, 9, "client-syslog" },
	{ "ossec-agentlessd", S | L, 10, "agentless" },
	{ "ossec-maild", S | L, 6 },
	{ "ossec-execd", ALL, 7 },
	{ "ossec-analysisd", S | L, 5 },
	{ "ossec-agentd", A, 5 },
	{ "ossec-logcollector", ALL, 2 },
	{ "ossec-remoted", S, 3 },
	{ "ossec-syscheckd", ALL, 4 },
	{ "ossec-monitord", S | L, 1 },
};
const size_t layout_daemon_count = NELEM(layout_daemons);

#define DIR(path, installs, owner, mode)                               \
	{                                                              \
		path, LAYOUT_DIR, installs, owner, "ossec", mode, NULL \
	}
#define FILES(path, installs, owner, mode)                               \
	{                                                                \
		path, LAYOUT_FILES, installs, owner, "ossec", mode, NULL \
	}
/* A daemon's own directory in var/run, and its state file where the reference
 * has it. */
#define RUN(name, installs, owner)                                       \
	DIR("var/run/" name, installs, owner, 0750),                     \
	{                                                                \
		"var/run/" name ".state", LAYOUT_LINK, installs, "root", \
		    "root", 0777, name "/state"                          \
	}

const struct layout_entry layout_entries[] = {
	DIR(".", ALL, "root", 0550),
	{ "bin", LAYOUT_DIR, ALL, "root", "root", 0550, NULL },
	{ "bin", LAYOUT_FILES, ALL, "root", "root", 0550, NULL },

	DIR("etc", ALL, "root", 0550),
	FILES("etc", ALL, "root", 0640),
	DIR("etc/shared", ALL, "root", 0750),
	FILES("etc/shared", ALL, "root", 0640),
	DIR("etc/lists", S | L, "root", 0550),
	FILES("etc/lists", S | L, "root", 0640),
	DIR("ruleset", S | L, "root", 0550),
	DIR("ruleset/decoders", S | L, "root", 0550),
	FILES("ruleset/decoders", S | L, "root", 0640),
	DIR("ruleset/rules", S | L, "root", 0550),
	FILES("ruleset/rules", S | L, "root", 0640),
	DIR("ruleset/optional", S | L, "root", 0550),
	FILES("ruleset/optional", S | L, "root", 0640),
	DIR("rules", S | L, "root", 0550),
	FILES("rules", S | L, "root", 0640),

	DIR("logs", ALL, "root", 0750),
	{ "logs/ossec.log", LAYOUT_FILE, ALL, "root", "ossec", 0640, NULL },
	{ "logs/active-responses.log", LAYOUT_FILE, ALL, "root", "ossec", 0640,
	    NULL },
	DIR("logs/alerts", S | L, "ossec", 0750),
	DIR("logs/archives", S | L, "ossec", 0750),
	DIR("logs/firewall", S | L, "ossec", 0750),

	DIR("queue", ALL, "root", 0550),
	DIR("queue/ossec", ALL, "ossec", 0750),
	/* only root binds here: execd itself, and for remoted its starter */
	DIR("queue/alerts", ALL, "root", 0750),
	DIR("queue/syscheck", ALL, "ossec", 0750),
	DIR("queue/diff", ALL, "ossec", 0750),
	DIR("queue/db", S | L, "ossec", 0750),
	DIR("queue/fts", S | L, "ossec", 0750),
	DIR("queue/rootcheck", S | L, "ossec", 0750),
	DIR("queue/agentless", S | L, "ossec", 0750),
	DIR("queue/agent-info", S | L, "ossecr", 0750),
	DIR("queue/rids", S | L, "ossecr", 0750),
	DIR("queue/rids", A, "ossec", 0750),
	DIR("queue/logcollector", ALL, "ossecl", 0750),
	DIR("stats", S | L, "ossec", 0750),

	DIR("backup", ALL, "root", 0550),
	DIR("backup/agents", ALL, "ossec", 0750),
	DIR("active-response", ALL, "root", 0550),
	DIR("active-response/bin", ALL, "root", 0550),
	FILES("active-response/bin", ALL, "root", 0550),
	DIR("agentless", ALL, "root", 0550),
	FILES("agentless", ALL, "root", 0550),
	DIR(".ssh", ALL, "root", 0700),
	DIR("tmp", ALL, "root", 01550),

	DIR("var", ALL, "root", 0550),
	DIR("var/run", ALL, "root", 0750),
	RUN("ossec-analysisd", S | L, "ossec"),
	RUN("ossec-agentd", A, "ossec"),
	RUN("ossec-logcollector", ALL, "ossecl"),
};
const size_t layout_count = NELEM(layout_entries);

static const struct {
	const char *name;
	unsigned install;
} installs[] = {
	{ "server", INSTALL_SERVER },
	{ "local", INSTALL_LOCAL },
	{ "agent", INSTALL_AGENT },
};

unsigned
layout_install_parse(const char *name)
{
	for (size_t i = 0; i < NELEM(installs); i++) {
		if (strcmp(installs[i].name, name) == 0)
			return installs[i].install;
	}
	return 0;
}

const char *
layout_install_name(unsigned install)
{
	for (size_t i = 0; i < NELEM(installs); i++) {
		if (installs[i].install == install)
			return installs[i].name;
	}
	return "unknown";
}
