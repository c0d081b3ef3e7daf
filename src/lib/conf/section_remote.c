/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <remote>: a listener of ossec-remoted (spec: remoted, section 2).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_remote, member)

static const struct conf_name connections[] = {
	{ "secure", CONF_CONNECTION_SECURE },
	{ "syslog", CONF_CONNECTION_SYSLOG },
	{ NULL, 0 },
};

static const struct conf_name transports[] = {
	{ "udp", CONF_UDP },
	{ "tcp", CONF_TCP },
	{ NULL, 0 },
};

static const struct conf_name ciphers[] = {
	{ "any", CONF_CIPHER_ANY },
	{ "both", CONF_CIPHER_ANY },
	{ "aes", CONF_CIPHER_AES },
	{ "blowfish", CONF_CIPHER_BLOWFISH },
	{ NULL, 0 },
};

/* Anything but yes is no. */
static void
parse_ipv6(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_remote *m = section;

	m->ipv6 = str_is(n->content, "yes");
	if (!m->ipv6 && !str_is(n->content, "no"))
		conf_warning(r, conf_value_pos(n),
		    "<%s>: expected yes or no, found \"%s\", which is taken as "
		    "no",
		    o->name, text);
}

static const struct conf_opt opts[] = {
	{ "connection", CONF_ENUM, OFF(connection), .names = connections,
	    .flags = CONF_REQUIRED | CONF_ANY_CASE_NAME, .missing = 1201 },
	{ "port", CONF_NUMBER, OFF(port), .min = 1, .max = 65535,
	    .flags = CONF_ANY_CASE_NAME },
	{ "protocol", CONF_ENUM, OFF(protocol), .names = transports,
	    .flags = CONF_ANY_CASE_NAME | CONF_ANY_CASE },
	{ "ipv6", CONF_PARSE, .parse = parse_ipv6,
	    .flags = CONF_ANY_CASE_NAME },
	{ "local_ip", CONF_ADDRESS, OFF(local_ip), .code = 1237,
	    .flags = CONF_ANY_CASE_NAME },
	{ "crypto_accept", CONF_ENUM, OFF(crypto_accept), .names = ciphers,
	    .flags = CONF_ANY_CASE_NAME | CONF_ANY_CASE },
	{ "allowed-ips", CONF_NETWORKS, OFF(allowed_ips), .code = 1237 },
	{ "denied-ips", CONF_NETWORKS, OFF(denied_ips), .code = 1237 },
	{ 0 },
};

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	struct conf_remote *m = section;

	(void)n;
	if (m->port == 0)
		m->port = m->connection == CONF_CONNECTION_SYSLOG ? 514 : 1514;
	if (m->connection == CONF_CONNECTION_SECURE &&
	    m->protocol == CONF_TCP) {
		conf_warning(r, conf_seen(r, "protocol")->pos,
		    "<protocol>: secure connections of agents use udp; taken "
		    "as udp");
		m->protocol = CONF_UDP;
	}
}

const struct conf_section section_remote = { "remote", opts,
	offsetof(struct conf, remotes), sizeof(struct conf_remote), OFF(pos),
	CONF_REMOTED, check };
