/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <client>: an agent's side of the connection to its managers.
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_client, member)

static const struct conf_name ciphers[] = {
	{ "aes", CONF_CIPHER_AES },
	{ "blowfish", CONF_CIPHER_BLOWFISH },
	{ NULL, 0 },
};

static void
add_server(struct conf_reader *r, const struct xml_node *n, const char *text,
    bool is_address, struct conf_client *c)
{
	struct conf_server *s = CONF_LIST_ADD(r->conf->arena, &c->servers);

	s->host = text;
	s->is_address = is_address;
	s->pos = conf_value_pos(n);
}

static void
parse_server_ip(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	if (conf_is_address(text, false))
		add_server(r, n, text, true, section);
	else
		conf_error(r, 1237, conf_value_pos(n),
		    "<%s>: expected an IP address, found \"%s\"; a name goes "
		    "into <server-hostname>",
		    o->name, text);
}

static void
parse_server_name(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	(void)o;
	add_server(r, n, text, false, section);
}

static const struct conf_opt opts[] = {
	{ "server-ip", CONF_PARSE, .parse = parse_server_ip,
	    .flags = CONF_REPEAT },
	{ "server-hostname", CONF_PARSE, .parse = parse_server_name,
	    .flags = CONF_REPEAT | CONF_NOT_EMPTY },
	{ "port", CONF_NUMBER, OFF(port), .def = 1514, .min = 1, .max = 65535 },
	{ "local_ip", CONF_ADDRESS, OFF(local_ip), .code = 1237 },
	{ "notify_time", CONF_NUMBER, OFF(notify_time), .def = 600,
	    .max = 365 * 86400 },
	{ "time-reconnect", CONF_NUMBER, OFF(time_reconnect),
	    .max = 365 * 86400 },
	{ "disable-active-response", CONF_YESNO, OFF(disable_active_response) },
	{ "config-profile", CONF_TEXT, OFF(config_profile) },
	{ "crypto_method", CONF_ENUM, OFF(crypto_method), .names = ciphers,
	    .def = CONF_CIPHER_AES },
	{ 0 },
};

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	struct conf_client *c = section;
	const struct xml_node *reconnect = conf_seen(r, "time-reconnect");

	if (c->servers.n == 0 && conf_seen(r, "server-ip") == NULL)
		conf_error(r, 1215, n->pos,
		    "<client>: missing <server-ip> or <server-hostname>");
	if (reconnect == NULL && c->time_reconnect == 0)
		c->time_reconnect = 3 * c->notify_time;
	if (c->time_reconnect > c->notify_time)
		return;
	conf_warning(r, reconnect != NULL ? reconnect->pos : n->pos,
	    "<time-reconnect>: %u is not more than notify_time, which is taken "
	    "instead (%u)",
	    c->time_reconnect, c->notify_time);
	c->time_reconnect = c->notify_time;
}

const struct conf_section section_client = { "client", opts,
	offsetof(struct conf, client), 0, OFF(present), CONF_AGENTD, check };
