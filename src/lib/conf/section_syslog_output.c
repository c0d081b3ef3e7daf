/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <syslog_output>: alerts to a syslog server (spec: notification, 7.1).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_syslog_output, member)

static const struct conf_name formats[] = {
	{ "default", CONF_SYSLOG_DEFAULT },
	{ "cef", CONF_SYSLOG_CEF },
	{ "json", CONF_SYSLOG_JSON },
	{ "splunk", CONF_SYSLOG_SPLUNK },
	{ NULL, 0 },
};

static const struct conf_name transports[] = {
	{ "udp", CONF_UDP },
	{ "tcp", CONF_TCP },
	{ NULL, 0 },
};

static void
parse_server(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_syslog_output *out = section;

	if (n->content.len == 0 || str_chr(n->content, '/') < n->content.len)
		conf_error(r, 5301, conf_value_pos(n),
		    "<%s>: expected a host name or an IP address, not a "
		    "network, found \"%s\"",
		    o->name, text);
	else
		out->server = text;
}

static const struct conf_opt opts[] = {
	{ "server", CONF_PARSE, .parse = parse_server, .flags = CONF_REQUIRED,
	    .missing = 5301 },
	{ "port", CONF_NUMBER, OFF(port), .def = 514, .min = 1, .max = 65535 },
	{ "level", CONF_NUMBER, OFF(level), .max = 255 },
	{ "rule_id", CONF_IDS, OFF(rule_id) },
	{ "group", CONF_OSMATCH, OFF(group) },
	{ "location", CONF_OSMATCH, OFF(location) },
	{ "format", CONF_ENUM, OFF(format), .names = formats },
	{ "use_fqdn", CONF_YESNO, OFF(use_fqdn) },
	{ "protocol", CONF_ENUM, OFF(protocol), OFF(protocol_set),
	    .names = transports },
	{ "tls", CONF_YESNO, OFF(tls) },
	{ "tls_verify", CONF_YESNO, OFF(tls_verify), .def = 1 },
	{ "tls_ca", CONF_TEXT, OFF(tls_ca), .flags = CONF_NOT_EMPTY },
	{ 0 },
};

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	struct conf_syslog_output *out = section;

	(void)n;
	if (!out->tls)
		return;
	if (out->protocol_set && out->protocol == CONF_UDP)
		conf_error(r, 1235, conf_seen(r, "protocol")->pos,
		    "<protocol>: tls needs tcp, found \"udp\"");
	out->protocol = CONF_TCP;
}

const struct conf_section section_syslog_output = { "syslog_output", opts,
	offsetof(struct conf, syslog_outputs),
	sizeof(struct conf_syslog_output), OFF(pos), CONF_CSYSLOGD, check };
