/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What there is: sections, and programs that read them.
 */
#include "lib/conf/conf_table.h"

const struct conf_program_info conf_programs[CONF_PROGRAMS] = {
	[CONF_ANALYSISD] = { "ossec-analysisd", true },
	[CONF_LOGCOLLECTOR] = { "ossec-logcollector", true },
	[CONF_EXECD] = { "ossec-execd", false },
	[CONF_SYSCHECKD] = { "ossec-syscheckd", false },
	[CONF_REMOTED] = { "ossec-remoted", false },
	[CONF_AGENTD] = { "ossec-agentd", false },
	[CONF_MAILD] = { "ossec-maild", false },
	[CONF_MONITORD] = { "ossec-monitord", false },
	[CONF_CSYSLOGD] = { "ossec-csyslogd", false },
	[CONF_DBD] = { "ossec-dbd", false },
	[CONF_AGENTLESSD] = { "ossec-agentlessd", false },
};

const struct conf_section *const conf_sections[] = {
	&section_global,
	&section_alerts,
	&section_rules,
	&section_syscheck,
	&section_rootcheck,
	&section_localfile,
	&section_remote,
	&section_client,
	&section_command,
	&section_active_response,
	&section_email_alerts,
	&section_reports,
	&section_syslog_output,
	&section_database_output,
	&section_agentless,
	NULL,
};

const char *const conf_foreign_sections[] = {
	"agent-key-polling",
	"agent-upgrade",
	"auth",
	"client_buffer",
	"cluster",
	"fluent-forward",
	"gcp-bucket",
	"gcp-pubsub",
	"github",
	"indexer",
	"integration",
	"labels",
	"logging",
	"ms-graph",
	"office365",
	"rule_test",
	"ruleset",
	"sca",
	"socket",
	"task-manager",
	"vulnerability-detection",
	"vulnerability-detector",
	"wdb",
	"wodle",
	NULL,
};
