/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <global>: the engine's settings, and those of the mail daemon.
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_global, member)

static const struct conf_name correlations[] = {
	{ "keyed", CONF_CORRELATION_KEYED },
	{ "classic", CONF_CORRELATION_CLASSIC },
	{ NULL, 0 },
};

/* Only characters of an address or a network, so hardly a host name. */
static bool
looks_like_address(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_isdigit(s.p[i]) && s.p[i] != '.' && s.p[i] != '/' &&
		    s.p[i] != ':')
			return false;
	return true;
}

static void
parse_allow(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_global *g = section;
	bool address = conf_is_address(text, true);
	struct conf_text *t;

	if (!address && looks_like_address(n->content)) {
		conf_error(r, 1237, conf_value_pos(n),
		    "<%s>: expected an IP address, a network "
		    "(address/prefix) or a host name, found \"%s\"",
		    o->name, text);
		return;
	}
	t = CONF_LIST_ADD(
	    r->conf->arena, address ? &g->allow_addresses : &g->allow_hosts);
	t->text = text;
	t->pos = conf_value_pos(n);
}

static const struct conf_opt opts[] = {
	{ "logall", CONF_YESNO, OFF(logall) },
	{ "logall_json", CONF_YESNO, OFF(logall_json) },
	{ "jsonout_output", CONF_YESNO, OFF(jsonout_output) },
	{ "correlation", CONF_ENUM, OFF(correlation), .names = correlations },
	{ "memory_size", CONF_NUMBER, OFF(memory_size), .def = 8192 },
	{ "stats", CONF_NUMBER, OFF(stats), .def = 4, .max = 255 },
	{ "integrity_checking", CONF_NUMBER, OFF(integrity_checking), .def = 8,
	    .max = 255 },
	{ "rootkit_detection", CONF_NUMBER, OFF(rootkit_detection), .def = 8,
	    .max = 255 },
	{ "host_information", CONF_NUMBER, OFF(host_information), .def = 8,
	    .max = 255 },
	{ "allow_list", CONF_PARSE, .parse = parse_allow,
	    .flags = CONF_REPEAT | CONF_NOT_EMPTY },
	{ "white_list", CONF_PARSE, .parse = parse_allow,
	    .flags = CONF_REPEAT | CONF_NOT_EMPTY },
	{ "custom_alert_output", CONF_TEXT, OFF(custom_alert_output) },
	{ "md5_allowlist", CONF_TEXT, OFF(md5_allowlist) },
	{ "md5_whitelist", CONF_TEXT, OFF(md5_allowlist) },
	{ "geoip_db_path", CONF_TEXT, OFF(geoip_db_path) },
	{ "geoip6_db_path", CONF_TEXT, OFF(geoip6_db_path) },
	{ "geoipdb", CONF_TEXT, OFF(geoipdb) },
	{ "compress_alerts", CONF_IGNORED },
	{ "prelude_output", CONF_YESNO, OFF(prelude_output) },
	{ "prelude_profile", CONF_TEXT, OFF(prelude_profile) },
	{ "prelude_log_level", CONF_NUMBER, OFF(prelude_log_level) },
	{ "zeromq_output", CONF_YESNO, OFF(zeromq_output) },
	{ "zeromq_uri", CONF_TEXT, OFF(zeromq_uri) },
	{ "zeromq_server_cert", CONF_TEXT, OFF(zeromq_server_cert) },
	{ "zeromq_client_cert", CONF_TEXT, OFF(zeromq_client_cert) },
	{ "email_notification", CONF_YESNO, OFF(email_notification) },
	{ "email_to", CONF_MAILS, OFF(email_to) },
	{ "email_from", CONF_TEXT, OFF(email_from) },
	{ "email_reply_to", CONF_TEXT, OFF(email_reply_to) },
	{ "email_idsname", CONF_TEXT, OFF(email_idsname) },
	{ "email_maxperhour", CONF_NUMBER, OFF(email_maxperhour), .def = 12,
	    .min = 1, .max = 9999 },
	{ "smtp_server", CONF_TEXT, OFF(smtp_server) },
	{ "helo_server", CONF_TEXT, OFF(helo_server),
	    .def_text = "notify.ossec.net" },
	{ "smtp_port", CONF_NUMBER, OFF(smtp_port), .min = 1, .max = 65535 },
	{ "auth_smtp", CONF_YESNO, OFF(auth_smtp) },
	{ "smtp_user", CONF_TEXT, OFF(smtp_user) },
	{ "smtp_password", CONF_TEXT, OFF(smtp_password) },
	{ "secure_smtp", CONF_YESNO, OFF(secure_smtp) },
	{ "smtp_tls_verify", CONF_YESNO, OFF(smtp_tls_verify), .def = 1 },
	{ 0 },
};

/* Features of the reference that need a program or a library this version
 * does not have: one warning each when they are switched on. */
static void
warn_missing_features(struct conf_reader *r, const struct conf_global *g)
{
	const struct {
		const char *option, *what;
		bool on;
	} features[] = {
		{ "email_notification", "mail is sent by ossec-maild",
		    g->email_notification &&
			!conf_programs[CONF_MAILD].exists },
		{ "prelude_output", "Prelude output", g->prelude_output },
		{ "zeromq_output", "ZeroMQ output", g->zeromq_output },
		{ "md5_allowlist", "a list of known files",
		    g->md5_allowlist != NULL },
		{ "geoip_db_path", "GeoIP", g->geoip_db_path != NULL },
		{ "geoip6_db_path", "GeoIP", g->geoip6_db_path != NULL },
		{ "geoipdb", "GeoIP", g->geoipdb != NULL },
	};

	for (size_t i = 0; i < NELEM(features); i++) {
		const struct xml_node *n = conf_seen(r, features[i].option);

		if (features[i].on && n != NULL)
			conf_unused(r, n->pos,
			    "<%s>: %s, which this version does not have yet; "
			    "kept and without effect",
			    features[i].option, features[i].what);
	}
}

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	struct conf_global *g = section;

	(void)n;
	if (g->memory_size < 2048) {
		conf_warning(r, conf_seen(r, "memory_size")->pos,
		    "<memory_size>: raised from %u to 2048, the least there "
		    "is",
		    g->memory_size);
		g->memory_size = 2048;
	}
	warn_missing_features(r, g);
}

const struct conf_section section_global = { "global", opts,
	offsetof(struct conf, global), 0, OFF(present), CONF_ANALYSISD, check };
