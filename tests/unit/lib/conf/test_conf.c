/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/conf/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/conf/conf_table.h"
#include "lib/port/port_file.h"

static struct conf *conf;
static struct diags *ds;

static int
parse(const char *text)
{
	conf_free(&conf);
	diags_free(&ds);
	ds = diags_new();
	return conf_parse(&conf, str_from(text), "ossec.conf", ds);
}

/* Inside one root. */
static int
parse_sections(const char *text)
{
	char *all = xasprintf("<ossec_config>%s</ossec_config>", text);
	int r = parse(all);

	free(all);
	return r;
}

static void
done(void)
{
	conf_free(&conf);
	diags_free(&ds);
}

static void
show(struct buf *b)
{
	buf_clear(b);
	for (size_t i = 0; i < diags_count(ds); i++) {
		const struct diag *d = diags_at(ds, i);

		buf_add_cstr(b, i != 0 ? "\n" : "");
		buf_add_cstr(b, d->severity == DIAG_ERROR ? "E" : "W");
		buf_printf(b, "%d ", d->code);
		diag_format(d, b);
	}
}

static void
check_shown(const char *want, long row)
{
	struct buf b = { 0 };

	show(&b);
	CHECK_STR(buf_str(&b), want, row);
	buf_free(&b);
}

/* What a section needs besides the option under test. */
static const char *
rest_of(const char *section)
{
	static const char *const c[][2] = {
		{ "localfile",
		    "<location>/x</location><log_format>syslog</log_format>" },
		{ "remote", "<connection>syslog</connection>" },
		{ "client", "<server-ip>10.0.0.1</server-ip>" },
		{ "command",
		    "<name>c</name><executable>c.sh</executable><expect/>" },
		{ "active-response",
		    "<command>cmd</command><location>local</location>"
		    "<level>6</level>" },
		{ "email_alerts",
		    "<email_to>a@example.org</email_to><level>3</level>" },
		{ "reports", "<email_to>a@example.org</email_to>" },
		{ "syslog_output", "<server>10.0.0.1</server>" },
		{ "database_output",
		    "<hostname>h</hostname><username>u</username>"
		    "<password>p</password><database>d</database>"
		    "<type>mysql</type>" },
		{ "agentless",
		    "<type>t</type><host>a@b</host><state>periodic</state>" },
	};

	for (size_t i = 0; i < NELEM(c); i++)
		if (strcmp(c[i][0], section) == 0)
			return c[i][1];
	return "";
}

/* For each option a good and a bad text; the code and the words of the message
 * for the bad one. NULL: no text is bad. A value that starts with < is XML. */
static const struct row {
	const char *section, *option, *good, *bad;
	int code;
	const char *says;
} rows[] = {
	{ "global", "logall", "yes", " yes", 1235,
	    "<logall>: expected yes or no, found \" yes\"; remove the blanks "
	    "around it" },
	{ "global", "logall_json", "no", "Yes", 1235,
	    "<logall_json>: expected yes or no, found \"Yes\"; write it as "
	    "yes" },
	{ "global", "jsonout_output", "yes", "", 1235,
	    "<jsonout_output>: expected yes or no, found \"\"" },
	{ "global", "correlation", "classic", "clasic", 1235,
	    "<correlation>: expected keyed or classic, found \"clasic\"; did "
	    "you mean classic?" },
	{ "global", "memory_size", "4096", "4k", 1235,
	    "<memory_size>: expected a number (digits only), found \"4k\"" },
	{ "global", "stats", "0", "256", 1235,
	    "<stats>: expected 0 to 255, found \"256\"" },
	{ "global", "integrity_checking", "7", "x", 1235, "expected 0 to 255" },
	{ "global", "rootkit_detection", "", "-1", 1235, "expected 0 to 255" },
	{ "global", "host_information", "8", "8 ", 1235,
	    "expected 0 to 255, found \"8 \"; remove the blanks around it" },
	{ "global", "allow_list", "10.0.0.0/8", "10.0.0.300", 1237,
	    "<allow_list>: expected an IP address, a network "
	    "(address/prefix) or a host name, found \"10.0.0.300\"" },
	{ "global", "white_list", "localhost.localdomain", "10.0.0.1/33", 1237,
	    "<white_list>: expected an IP address" },
	{ "global", "custom_alert_output", "$ALERTID\n", NULL, 0, NULL },
	{ "global", "md5_allowlist", "/x", NULL, 0, NULL },
	{ "global", "md5_whitelist", "/x", NULL, 0, NULL },
	{ "global", "geoip_db_path", "/x", NULL, 0, NULL },
	{ "global", "geoip6_db_path", "/x", NULL, 0, NULL },
	{ "global", "geoipdb", "/x", NULL, 0, NULL },
	{ "global", "compress_alerts", "anything", NULL, 0, NULL },
	{ "global", "prelude_output", "no", "on", 1235, "expected yes or no" },
	{ "global", "prelude_profile", "p", NULL, 0, NULL },
	{ "global", "prelude_log_level", "1", "a", 1235, "expected a number" },
	{ "global", "zeromq_output", "no", "on", 1235, "expected yes or no" },
	{ "global", "zeromq_uri", "tcp://localhost:1", NULL, 0, NULL },
	{ "global", "zeromq_server_cert", "c", NULL, 0, NULL },
	{ "global", "zeromq_client_cert", "c", NULL, 0, NULL },
	{ "global", "email_notification", "no", "maybe", 1235,
	    "expected yes or no" },
	{ "global", "email_to", "root@localhost", "root", 1235,
	    "<email_to>: expected a mail address such as root@example.org, "
	    "found \"root\"" },
	{ "global", "email_from", "a@b", NULL, 0, NULL },
	{ "global", "email_reply_to", "a@b", NULL, 0, NULL },
	{ "global", "email_idsname", "x", NULL, 0, NULL },
	{ "global", "email_maxperhour", "9999", "10000", 1235,
	    "<email_maxperhour>: expected 1 to 9999, found \"10000\"" },
	{ "global", "smtp_server", "/usr/sbin/sendmail", NULL, 0, NULL },
	{ "global", "helo_server", "h", NULL, 0, NULL },
	{ "global", "smtp_port", "25", "0", 1235,
	    "<smtp_port>: expected 1 to 65535, found \"0\"" },
	{ "global", "auth_smtp", "yes", "1", 1235, "expected yes or no" },
	{ "global", "smtp_user", "u", NULL, 0, NULL },
	{ "global", "smtp_password", "a&amp;b", NULL, 0, NULL },
	{ "global", "secure_smtp", "yes", "1", 1235, "expected yes or no" },
	{ "global", "smtp_tls_verify", "no", "1", 1235, "expected yes or no" },

	{ "alerts", "log_alert_level", "3", "high", 1235, "expected 0 to 255" },
	{ "alerts", "email_alert_level", "7", "7.5", 1235,
	    "expected 0 to 255" },
	{ "alerts", "use_geoip", "no", "No", 1235, "expected yes or no" },

	{ "rules", "include", "a.xml", "", 1235,
	    "<include>: expected a text, found \"\"" },
	{ "rules", "rule", "a.xml", "", 1235, "expected a text" },
	{ "rules", "rule_dir", "rules", "", 1235, "expected a text" },
	{ "rules", "decoder", "etc/d.xml", "", 1235, "expected a text" },
	{ "rules", "decoder_dir", "etc/d", "", 1235, "expected a text" },
	{ "rules", "list", "lists/bad", "", 1235, "expected a text" },

	{ "syscheck", "directories",
	    "<directories check_all=\"yes\">/etc,/bin</directories>",
	    "<directories>/etc</directories>", 1701,
	    "<directories>: nothing to check; add an attribute such as "
	    "check_all=\"yes\"" },
	{ "syscheck", "directories",
	    "<directories restrict=\".conf\" no_recurse=\"yes\">/e"
	    "</directories>",
	    "<directories check_al=\"yes\">/etc</directories>", 1703,
	    "<directories>: unknown attribute check_al; did you mean "
	    "check_all?" },
	{ "syscheck", "directories",
	    "<directories check_all=\"yes\" check_size=\"no\">/e"
	    "</directories>",
	    "<directories check_all=\"on\">/etc</directories>", 1704,
	    "attribute check_all: expected yes or no, found \"on\"" },
	{ "syscheck", "directories",
	    "<directories check_sum=\"yes\" realtime=\"yes\">/e"
	    "</directories>",
	    "<directories check_all=\"no\">/etc</directories>", 1701,
	    "<directories>: every check is switched off" },
	{ "syscheck", "frequency", "79200", "1h", 1235, "expected a number" },
	{ "syscheck", "scan_time", "9:30 pm", "25:00", 1240,
	    "<scan_time>: expected a time of day such as 21, 21:00, 9pm or "
	    "9:30 pm, found \"25:00\"" },
	{ "syscheck", "scan_day", "monday, Fri weekends", "someday", 1241,
	    "<scan_day>: expected week days such as" },
	{ "syscheck", "scan_on_start", "no", "x", 1235, "expected yes or no" },
	{ "syscheck", "disabled", "yes", "x", 1235, "expected yes or no" },
	{ "syscheck", "skip_nfs", "yes", "x", 1235, "expected yes or no" },
	{ "syscheck", "ignore", "/etc/mtab",
	    "<ignore type=\"regex\">x</ignore>", 1703,
	    "<ignore>: expected no attribute or type=\"sregex\", found "
	    "type=\"regex\"" },
	{ "syscheck", "nodiff", "<nodiff type=\"sregex\">.key$</nodiff>",
	    "<nodiff x=\"sregex\">x</nodiff>", 1703, "expected no attribute" },
	{ "syscheck", "auto_ignore", "no", "x", 1235, "expected yes or no" },
	{ "syscheck", "alert_new_files", "yes", "x", 1235,
	    "expected yes or no" },
	{ "syscheck", "prefilter_cmd", "/usr/sbin/prelink -y", NULL, 0, NULL },
	{ "syscheck", "windows_registry", "HKEY_LOCAL_MACHINE", NULL, 0, NULL },
	{ "syscheck", "registry_ignore", "HKEY", "", 1235, "expected a text" },

	{ "rootcheck", "disabled", "yes", "x", 1235, "expected yes or no" },
	{ "rootcheck", "frequency", "72000", "x", 1235, "expected a number" },
	{ "rootcheck", "scanall", "yes", "x", 1235, "expected yes or no" },
	{ "rootcheck", "readall", "yes", "x", 1235, "expected yes or no" },
	{ "rootcheck", "skip_nfs", "yes", "x", 1235, "expected yes or no" },
	{ "rootcheck", "rootkit_files", "f", "", 1235, "expected a text" },
	{ "rootcheck", "rootkit_trojans", "f", "", 1235, "expected a text" },
	{ "rootcheck", "system_audit", "f", "", 1235, "expected a text" },
	{ "rootcheck", "windows_audit", "f", "", 1235, "expected a text" },
	{ "rootcheck", "windows_apps", "f", "", 1235, "expected a text" },
	{ "rootcheck", "windows_malware", "f", "", 1235, "expected a text" },
	{ "rootcheck", "base_directory", "/", NULL, 0, NULL },
	{ "rootcheck", "ignore", "/x", "", 1235, "expected a text" },
	{ "rootcheck", "check_dev", "no", "x", 1235, "expected yes or no" },
	{ "rootcheck", "check_files", "no", "x", 1235, "expected yes or no" },
	{ "rootcheck", "check_if", "no", "x", 1235, "expected yes or no" },
	{ "rootcheck", "check_pids", "no", "x", 1235, "expected yes or no" },
	{ "rootcheck", "check_ports", "no", "x", 1235, "expected yes or no" },
	{ "rootcheck", "check_sys", "no", "x", 1235, "expected yes or no" },
	{ "rootcheck", "check_trojans", "no", "x", 1235, "expected yes or no" },
	{ "rootcheck", "check_unixaudit", "no", "x", 1235,
	    "expected yes or no" },
	{ "rootcheck", "check_winapps", "no", "x", 1235, "expected yes or no" },
	{ "rootcheck", "check_winaudit", "no", "x", 1235,
	    "expected yes or no" },
	{ "rootcheck", "check_winmalware", "no", "x", 1235,
	    "expected yes or no" },

	{ "localfile", "location", "/var/log/%Y/*.log", "", 1235,
	    "expected a text" },
	{ "localfile", "command",
	    "<command>df -P</command><log_format>command</log_format>", "df -P",
	    1235,
	    "<log_format>: expected command or full_command with a <command>, "
	    "found \"syslog\"" },
	{ "localfile", "log_format", "multi-line : 3 ", "Syslog", 1235,
	    "<log_format>: unknown format \"Syslog\"; did you mean syslog?" },
	{ "localfile", "log_format", "<LOG_Format>apache</LOG_Format>", "json",
	    1235,
	    "<log_format>: unknown format \"json\"; syslog fits most text "
	    "files" },
	{ "localfile", "frequency", "hourly", "weekly", 1235,
	    "<frequency>: expected seconds, hourly or daily, found "
	    "\"weekly\"" },
	{ "localfile", "alias", "<Alias>disk</Alias>", NULL, 0, NULL },
	{ "localfile", "only-future-events", "yes", NULL, 0, NULL },
	{ "localfile", "query", "Event/System", NULL, 0, NULL },

	{ "remote", "connection", "secure", "Secure", 1235,
	    "<connection>: expected secure or syslog, found \"Secure\"; write "
	    "it as secure" },
	{ "remote", "port", "<PORT>514</PORT>", "65536", 1235,
	    "<port>: expected 1 to 65535, found \"65536\"" },
	{ "remote", "protocol", "TCP", "sctp", 1235, "expected udp or tcp" },
	{ "remote", "ipv6", "yes", NULL, 0, NULL },
	{ "remote", "local_ip", "::1", "localhost", 1237,
	    "<local_ip>: expected an IP address, found \"localhost\"" },
	{ "remote", "crypto_accept", "AES", "des", 1235,
	    "expected any, both, aes or blowfish" },
	{ "remote", "allowed-ips", "!1.2.3", "host", 1237,
	    "<allowed-ips>: expected an IP address, a network "
	    "(address/prefix) or any, found \"host\"" },
	{ "remote", "denied-ips", "any", "10.0.0.0/", 1237,
	    "expected an IP address" },

	{ "client", "server-ip", "::1", "manager", 1237,
	    "<server-ip>: expected an IP address, found \"manager\"; a name "
	    "goes into <server-hostname>" },
	{ "client", "server-hostname", "manager", "", 1235, "expected a text" },
	{ "client", "port", "1514", "x", 1235, "expected 1 to 65535" },
	{ "client", "local_ip", "10.0.0.1", "10.0.0.1/8", 1237,
	    "expected an IP address" },
	{ "client", "notify_time", "60", "1m", 1235, "expected 0 to" },
	{ "client", "time-reconnect", "3600", "1h", 1235, "expected 0 to" },
	{ "client", "disable-active-response", "yes", "x", 1235,
	    "expected yes or no" },
	{ "client", "config-profile", "", NULL, 0, NULL },
	{ "client", "crypto_method", "blowfish", "any", 1235,
	    "expected aes or blowfish" },

	{ "command", "name", "n", "", 1235, "expected a text" },
	{ "command", "executable", "x.sh", "../x.sh", 1235,
	    "<executable>: expected the name of a file in active-response/bin, "
	    "without a /, found \"../x.sh\"" },
	{ "command", "expect", "UserName, srcip", NULL, 0, NULL },
	{ "command", "timeout_allowed", "yes", "x", 1235,
	    "expected yes or no" },

	{ "active-response", "command", "cmd", "cmmd", 1303,
	    "<command>: expected the name of a <command> defined above, found "
	    "\"cmmd\"; did you mean cmd?" },
	{ "active-response", "location", "AS,all", "here", 1302,
	    "<location>: expected server, local, defined-agent or all, found "
	    "\"here\"" },
	{ "active-response", "location",
	    "<agent_id>7</agent_id><location>defined-agent</location>",
	    "defined-agent", 1304,
	    "<location>: defined-agent needs an <agent_id>" },
	{ "active-response", "agent_id", "001", NULL, 0, NULL },
	{ "active-response", "level", "20", "21", 1235,
	    "<level>: expected 0 to 20, found \"21\"" },
	{ "active-response", "rules_id", "1, 2 3,,4", "1;2", 1235,
	    "<rules_id>: expected numbers separated by commas and blanks, "
	    "found \"1;2\"" },
	{ "active-response", "rules_group", "authentication_failed", "a(b",
	    1450, "<rules_group>: \"a(b\": " },
	{ "active-response", "timeout", "600", "10m", 1235,
	    "expected a number" },
	{ "active-response", "timeout", "0",
	    "<command>fixed</command><timeout>5</timeout>", 1305,
	    "<timeout>: the command fixed (line 1) does not have "
	    "<timeout_allowed>yes</timeout_allowed>" },
	{ "active-response", "disabled", "no", "x", 1235,
	    "expected yes or no" },
	{ "active-response", "repeated_offenders", "1,2,3,4,5", "1,2,3,4,5,6",
	    1235, "<repeated_offenders>: at most 5 numbers" },

	{ "email_alerts", "email_to", "a@b", "", 1235, "expected a text" },
	{ "email_alerts", "level", "10", "x", 1235, "expected 0 to 255" },
	{ "email_alerts", "rule_id", "5, 7", "x", 1235, "expected numbers" },
	{ "email_alerts", "group", "a|b", NULL, 0, NULL },
	{ "email_alerts", "event_location", "web", NULL, 0, NULL },
	{ "email_alerts", "format", "sms", "html", 1235,
	    "expected default, full or sms" },
	{ "email_alerts", "do_not_delay", "", NULL, 0, NULL },
	{ "email_alerts", "do_not_group", "", NULL, 0, NULL },

	{ "reports", "title", "t", NULL, 0, NULL },
	{ "reports", "type", "email", NULL, 0, NULL },
	{ "reports", "frequency", "any", NULL, 0, NULL },
	{ "reports", "category", "g", "", 1235, "expected a text" },
	{ "reports", "group", "g", "", 1235, "expected a text" },
	{ "reports", "rule", "5", "5,6", 1235,
	    "<rule>: expected a number, found \"5,6\"" },
	{ "reports", "level", "5", "x", 1235, "expected a number" },
	{ "reports", "location", "l", "", 1235, "expected a text" },
	{ "reports", "srcip", "1", "", 1235, "expected a text" },
	{ "reports", "user", "<user type=\"relation\">srcip</user>", "", 1235,
	    "expected a text" },
	{ "reports", "showlogs", "yes", "x", 1235, "expected yes or no" },
	{ "reports", "email_to", "a@b", "a", 1235, "expected a mail address" },

	{ "syslog_output", "server", "log.example.org", "10.0.0.0/8", 5301,
	    "<server>: expected a host name or an IP address, not a network, "
	    "found \"10.0.0.0/8\"" },
	{ "syslog_output", "port", "514", "x", 1235, "expected 1 to 65535" },
	{ "syslog_output", "level", "3", "x", 1235, "expected 0 to 255" },
	{ "syslog_output", "rule_id", "1,2", "x", 1235, "expected numbers" },
	{ "syslog_output", "group", "g", NULL, 0, NULL },
	{ "syslog_output", "location", "l", NULL, 0, NULL },
	{ "syslog_output", "format", "cef", "xml", 1235,
	    "expected default, cef, json or splunk" },
	{ "syslog_output", "use_fqdn", "yes", "x", 1235, "expected yes or no" },
	{ "syslog_output", "protocol", "tcp", "TCP", 1235,
	    "expected udp or tcp, found \"TCP\"; write it as tcp" },
	{ "syslog_output", "tls", "yes",
	    "<tls>yes</tls><protocol>udp</protocol>", 1235,
	    "<protocol>: tls needs tcp, found \"udp\"" },
	{ "syslog_output", "tls_verify", "no", "x", 1235,
	    "expected yes or no" },
	{ "syslog_output", "tls_ca", "/x", "", 1235, "expected a text" },

	{ "database_output", "hostname", "h", NULL, 0, NULL },
	{ "database_output", "username", "u", NULL, 0, NULL },
	{ "database_output", "password", "p", NULL, 0, NULL },
	{ "database_output", "database", "d", NULL, 0, NULL },
	{ "database_output", "type", "postgresql", "oracle", 1235,
	    "expected mysql or postgresql" },
	{ "database_output", "port", "0", "x", 1235, "expected 0 to 65535" },
	{ "database_output", "socket", "/s", NULL, 0, NULL },

	{ "agentless", "type", "ssh_x", "", 1235, "expected a text" },
	{ "agentless", "host", "use_su a@b", "", 1235, "expected a text" },
	{ "agentless", "state", "periodic_diff", "often", 1235,
	    "expected periodic, periodic_diff or stay_connected" },
	{ "agentless", "frequency", "3600", "x", 1235, "expected a number" },
	{ "agentless", "frequency", "3600", "0", 7102,
	    "<agentless>: periodic needs a <frequency> above 0" },
	{ "agentless", "arguments", "-x", NULL, 0, NULL },
	{ "agentless", "port", "22", "x", 1235, "expected 0 to 65535" },
	{ "agentless", "run_command", "x", NULL, 0, NULL },
};

static const char commands[] =
    "<command><name>cmd</name><executable>c</executable><expect>srcip</expect>"
    "<timeout_allowed>yes</timeout_allowed></command>"
    "<command><name>fixed</name><executable>c</executable><expect/></command>";

static int
parse_option(const struct row *t, const char *value)
{
	char *option, *all;
	int r;

	option = value[0] == '<'
	    ? xstrdup(value)
	    : xasprintf("<%s>%s</%s>", t->option, value, t->option);
	all = xasprintf("%s<%s>%s%s</%s>", commands, t->section,
	    rest_of(t->section), option, t->section);
	r = parse_sections(all);
	free(option);
	free(all);
	return r;
}

static const struct diag *
first_error(void)
{
	for (size_t i = 0; i < diags_count(ds); i++)
		if (diags_at(ds, i)->severity == DIAG_ERROR)
			return diags_at(ds, i);
	return NULL;
}

TEST(conf_option_values)
{
	for (size_t i = 0; i < NELEM(rows); i++) {
		const struct row *t = &rows[i];

		CHECK_INT(parse_option(t, t->good), OS_OK, i);
		if (t->bad == NULL)
			continue;
		CHECK_INT(parse_option(t, t->bad), OS_ERR_FORMAT, i);
		CHECK_INT(diags_errors(ds), 1, i);
		CHECK_INT(first_error()->code, t->code, i);
		if (str_find(str_from(first_error()->text),
			str_from(t->says)) == SIZE_MAX)
			unit_fail(__FILE__, __LINE__, (long)i,
			    "\"%s\" is not in \"%s\"", t->says,
			    first_error()->text);
	}
	done();
}

/* Every option of every table has a row above. */
TEST(conf_every_option_is_tried)
{
	for (size_t s = 0; conf_sections[s] != NULL; s++) {
		const struct conf_opt *o = conf_sections[s]->opts;

		CHECK(o != NULL);
		for (; o->name != NULL; o++) {
			bool tried = false;

			for (size_t i = 0; i < NELEM(rows); i++)
				tried |= strcmp(rows[i].section,
					     conf_sections[s]->name) == 0 &&
				    strcmp(rows[i].option, o->name) == 0;
			if (!tried)
				unit_fail(__FILE__, __LINE__, -1,
				    "no row for <%s><%s>",
				    conf_sections[s]->name, o->name);
		}
	}
}

TEST(conf_structure_errors)
{
	static const struct {
		const char *text, *want;
	} c[] = {
		{ "<ossec_config>\n  <globl><logall>no</logall></globl>\n"
		  "</ossec_config>",
		    "E1230 ossec.conf:2:3: unknown section <globl>; did you "
		    "mean <global>?" },
		{ "<ossec_config>\n  <global><logal>no</logal></global>\n"
		  "</ossec_config>",
		    "E1230 ossec.conf:2:11: <global>: unknown element <logal>; "
		    "did you mean <logall>?" },
		{ "<ossec_config><alerts><jsonout_output>no</jsonout_output>"
		  "</alerts></ossec_config>",
		    "E1230 ossec.conf:1:23: <alerts>: unknown element "
		    "<jsonout_output>; it belongs in <global>" },
		{ "<ossec_config><alerts><qqq/></alerts></ossec_config>",
		    "E1230 ossec.conf:1:23: <alerts>: unknown element <qqq>" },
		{ "<ossec_config><global></global><localfile/></ossec_config>",
		    "E1230 ossec.conf:1:15: <global>: the section is empty; "
		    "give an option or remove it\n"
		    "E1230 ossec.conf:1:32: <localfile>: the section is empty; "
		    "give an option or remove it" },
		{ "<agent_config/>",
		    "E1230 ossec.conf:1:1: <agent_config>: expected "
		    "<ossec_config> around the sections; <agent_config> "
		    "belongs in etc/shared/agent.conf" },
		{ "<ossec_config>\n<global>",
		    "E1226 ossec.conf:2:1: XMLERR: End of file and some "
		    "elements were not closed. <global> of line 2: expected "
		    "</global>, found the end of the file" },
		{ "<ossec_config><global><logall><b/></logall></global>"
		  "</ossec_config>",
		    "E1230 ossec.conf:1:31: <logall>: unknown element <b>; "
		    "expected a text" },
		{ "<ossec_config><global><logall x='1'>no</logall></global>"
		  "</ossec_config>",
		    "W0 ossec.conf:1:31: <logall>: attribute x has no meaning "
		    "here and is ignored" },
		{ "<ossec_config><global><logall>no</logall>\n"
		  "<logall>yes</logall></global></ossec_config>",
		    "W0 ossec.conf:2:1: <logall>: given twice in this "
		    "<global>; this one holds, not that of line 1" },
		{ "",
		    "W0 ossec.conf: no <ossec_config> in it: everything has "
		    "its default" },
		{ "<ossec_config/>", "" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		parse(c[i].text);
		check_shown(c[i].want, (long)i);
	}
	done();
}

TEST(conf_missing_options)
{
	static const struct {
		const char *text, *want;
	} c[] = {
		{ "<localfile><location>/x</location></localfile>",
		    "E1901 ossec.conf:1:15: <localfile>: missing "
		    "<log_format>" },
		{ "<localfile><log_format>syslog</log_format></localfile>",
		    "E1902 ossec.conf:1:15: <localfile>: missing <location> "
		    "(or <command>)" },
		{ "<localfile><location>x</location>"
		  "<log_format>full_command</log_format></localfile>",
		    "W0 ossec.conf:1:15: <localfile>: format full_command "
		    "without a <command>; nothing is run" },
		{ "<command><name>x</name></command>",
		    "E1280 ossec.conf:1:15: <command>: missing <executable>\n"
		    "E1280 ossec.conf:1:15: <command>: missing <expect>" },
		{ "<active-response><disabled>no</disabled></active-response>",
		    "E1281 ossec.conf:1:15: <active-response>: missing "
		    "<command>\n"
		    "E1281 ossec.conf:1:15: <active-response>: missing "
		    "<location>\n"
		    "W0 ossec.conf:1:15: <active-response>: never runs, "
		    "because it has neither <level>, <rules_id> nor "
		    "<rules_group>\n"
		    "W0 ossec.conf:1:15: <active-response>: carried out by "
		    "ossec-execd, which this version does not have yet; "
		    "checked, kept and without effect" },
		{ "<active-response><disabled>yes</disabled>"
		  "</active-response>",
		    "" },
		{ "<active-response><repeated_offenders>5,10"
		  "</repeated_offenders></active-response>",
		    "" },
		{ "<remote><port>1</port></remote>",
		    "W0 ossec.conf:1:15: <remote>: read by ossec-remoted, "
		    "which this version does not have yet; checked, kept and "
		    "without effect\n"
		    "E1201 ossec.conf:1:15: <remote>: missing <connection>" },
		{ "<client><port>1514</port></client>",
		    "W0 ossec.conf:1:15: <client>: read by ossec-agentd, which "
		    "this version does not have yet; checked, kept and without "
		    "effect\n"
		    "E1215 ossec.conf:1:15: <client>: missing <server-ip> or "
		    "<server-hostname>" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		parse_sections(c[i].text);
		check_shown(c[i].want, (long)i);
	}
	parse_sections("<email_alerts><email_to>a@b</email_to></email_alerts>"
		       "<syslog_output><port>1</port></syslog_output>"
		       "<database_output><port>1</port></database_output>"
		       "<agentless><port>1</port></agentless>");
	CHECK_INT(diags_errors(ds), 1 + 1 + 5 + 3, -1);
	done();
}

/* All errors of a file come in one run, each with its own place. */
TEST(conf_all_errors_at_once)
{
	CHECK_INT(parse("<ossec_config>\n"
			"  <global>\n"
			"    <logall>si</logall>\n"
			"    <memory_size>x</memory_size>\n"
			"  </global>\n"
			"  <nonsense><a/></nonsense>\n"
			"  <localfile>\n"
			"    <log_format> syslog</log_format>\n"
			"  </localfile>\n"
			"</ossec_config>\n"
			"<other/>\n"),
	    OS_ERR_FORMAT, -1);
	check_shown("E1235 ossec.conf:3:13: <logall>: expected yes or no, "
		    "found \"si\"\n"
		    "E1235 ossec.conf:4:18: <memory_size>: expected a number "
		    "(digits only), found \"x\"\n"
		    "E1230 ossec.conf:6:3: unknown section <nonsense>\n"
		    "E1235 ossec.conf:8:17: <log_format>: unknown format \" "
		    "syslog\"; did you mean syslog?\n"
		    "E1902 ossec.conf:7:3: <localfile>: missing <location> (or "
		    "<command>)\n"
		    "E1230 ossec.conf:11:1: <other>: expected <ossec_config> "
		    "around the sections",
	    -1);
	CHECK(conf == NULL);
	done();
}

TEST(conf_defaults)
{
	CHECK_INT(parse(""), OS_OK, -1);
	CHECK(!conf->global.present && !conf->syscheck.present);
	CHECK_INT(conf->global.memory_size, 8192, -1);
	CHECK_INT(conf->global.stats, 4, -1);
	CHECK_INT(conf->global.integrity_checking, 8, -1);
	CHECK_INT(conf->global.correlation, CONF_CORRELATION_KEYED, -1);
	CHECK(!conf->global.logall && !conf->global.jsonout_output);
	CHECK(conf->global.smtp_tls_verify);
	CHECK_INT(conf->global.email_maxperhour, 12, -1);
	CHECK_STR(str_from(conf->global.helo_server), "notify.ossec.net", -1);
	CHECK(conf->global.email_from == NULL);
	CHECK_INT(conf->alerts.log_alert_level, 1, -1);
	CHECK_INT(conf->alerts.email_alert_level, 7, -1);
	CHECK_INT(conf->syscheck.frequency, 600, -1);
	CHECK_INT(conf->syscheck.scan_time, CONF_TIME_NONE, -1);
	CHECK(conf->syscheck.scan_on_start && conf->syscheck.auto_ignore);
	CHECK_INT(conf->rootcheck.frequency, 72000, -1);
	CHECK(conf->rootcheck.check_dev && !conf->rootcheck.scanall);
	done();
}

TEST(conf_roots_and_sections_merge)
{
	CHECK_INT(
	    parse("<ossec_config><global><logall>yes</logall>"
		  "<stats>1</stats><allow_list>10.0.0.1</allow_list></global>"
		  "<rules><include>a.xml</include></rules>"
		  "<localfile><location>/a</location>"
		  "<log_format>syslog</log_format></localfile>"
		  "</ossec_config>\n"
		  "<ossec_config><global><stats>2</stats>"
		  "<white_list>host.example.org</white_list>"
		  "<white_list>::1</white_list></global>"
		  "<rules><rule_dir pattern='_r.xml$'>d</rule_dir>"
		  "<include>b.xml</include></rules>"
		  "<localfile><command>df</command><alias>disk</alias>"
		  "<frequency>daily</frequency>"
		  "<log_format>command</log_format></localfile>"
		  "</ossec_config>"),
	    OS_OK, -1);
	check_shown("", -1);
	CHECK(conf->global.logall);
	CHECK_INT(conf->global.stats, 2, -1);
	CHECK_INT(conf->global.allow_addresses.n, 2, -1);
	CHECK_INT(conf->global.allow_hosts.n, 1, -1);
	CHECK_INT(conf->rules.entries.n, 3, -1);
	CHECK_STR(str_from(conf->rules.entries.v[0].text), "a.xml", -1);
	CHECK_INT(conf->rules.entries.v[1].kind, CONF_RULES_DIR, -1);
	CHECK_STR(str_from(conf->rules.entries.v[1].pattern), "_r.xml$", -1);
	CHECK_INT(conf->rules.entries.v[1].pos.line, 2, -1);
	CHECK_STR(str_from(conf->rules.entries.v[2].text), "b.xml", -1);
	CHECK_INT(conf->localfiles.n, 2, -1);
	CHECK_STR(str_from(conf->localfiles.v[0].location), "/a", -1);
	CHECK_INT(conf->localfiles.v[0].frequency, 360, -1);
	CHECK_INT(conf->localfiles.v[1].frequency, 86400, -1);
	CHECK_INT(conf->localfiles.v[1].format, CONF_LOG_COMMAND, -1);
	CHECK(conf->localfiles.v[1].location == NULL);
	done();
}

TEST(conf_values_stay_verbatim)
{
	CHECK_INT(
	    parse_sections("<global><email_from> a&amp;\\<b \n</email_from>"
			   "</global>"),
	    OS_OK, -1);
	CHECK_STR(str_from(conf->global.email_from), " a&amp;\\<b \n", -1);
	done();
}

TEST(conf_active_responses)
{
	const struct conf_active_response *ar;

	CHECK_INT(parse_sections(
		      "<command><name>drop</name><executable>drop.sh"
		      "</executable><expect>srcip, USER</expect>"
		      "<timeout_allowed>yes</timeout_allowed></command>"
		      "<active-response><command>drop</command>"
		      "<location>Local,ALL</location><rules_id>5,7 9</rules_id>"
		      "<timeout>600</timeout></active-response>"
		      "<active-response><disabled>yes</disabled>"
		      "</active-response>"
		      "<command><name>b</name><executable>b</executable>"
		      "<expect/></command>"
		      "<command><name>c</name><executable>b</executable>"
		      "<expect/></command>"
		      "<command><name>d</name><executable>b</executable>"
		      "<expect/></command>"
		      "<command><name>e</name><executable>b</executable>"
		      "<expect/></command>"),
	    OS_OK, -1);
	CHECK_INT(conf->active_responses.n, 2, -1);
	ar = &conf->active_responses.v[0];
	CHECK(ar->command == &conf->commands.v[0]);
	CHECK_INT(
	    ar->command->expect, CONF_EXPECT_USER | CONF_EXPECT_SRCIP, -1);
	CHECK_INT(ar->location, CONF_AR_LOCAL | CONF_AR_ALL, -1);
	CHECK_INT(ar->rules_id.n, 3, -1);
	CHECK_INT(ar->rules_id.v[2], 9, -1);
	CHECK_INT(ar->timeout, 600, -1);
	CHECK(conf->active_responses.v[1].disabled);
	CHECK(conf->active_responses.v[1].command == NULL);
	done();
}

TEST(conf_syscheck_values)
{
	static const struct {
		const char *time, *day;
		int minutes;
		unsigned days;
	} c[] = {
		{ "21", "monday", 1260, 0x02 },
		{ "21:05", "mon,tue", 1265, 0x06 },
		{ "9pm", "weekdays", 1260, 0x3e },
		{ "9:30 PM", "weekends", 1290, 0x41 },
		{ "12am", "!sunday", 0, 0x7e },
		{ "12pm", "Sat, SUN", 720, 0x41 },
		{ "8:30", "friday", 510, 0x20 },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		char *text = xasprintf("<syscheck><scan_time>%s</scan_time>"
				       "<scan_day>%s</scan_day></syscheck>",
		    c[i].time, c[i].day);

		CHECK_INT(parse_sections(text), OS_OK, i);
		CHECK_INT(conf->syscheck.scan_time, c[i].minutes, i);
		CHECK_INT(conf->syscheck.scan_day, c[i].days, i);
		free(text);
	}
	CHECK_INT(
	    parse_sections("<syscheck><directories check_all='yes' "
			   "check_md5sum='no' report_changes='yes'> /etc , /a b"
			   "</directories><directories check_size='yes'>/etc,/x"
			   "</directories></syscheck>"),
	    OS_OK, -1);
	CHECK_INT(conf->syscheck.directories.n, 3, -1);
	CHECK_STR(str_from(conf->syscheck.directories.v[1].path), "/a b", -1);
	CHECK_INT(conf->syscheck.directories.v[0].flags,
	    (CONF_CHECK_ALL & ~CONF_CHECK_MD5) | CONF_REPORT_CHANGES, -1);
	CHECK_INT(conf->syscheck.directories.v[2].flags,
	    CONF_CHECK_SHA256 | CONF_CHECK_SIZE, -1);
	CHECK_INT(diags_at(ds, 1)->code, 1756, -1);
	done();
}

TEST(conf_remote_listeners)
{
	struct buf b = { 0 };

	CHECK_INT(parse_sections("<remote><connection>syslog</connection>"
				 "<allowed-ips>10.0.0.0/8</allowed-ips>"
				 "</remote><remote>"
				 "<connection>secure</connection></remote>"),
	    OS_OK, -1);
	CHECK_INT(conf->remotes.v[0].port, 514, -1);
	CHECK_INT(conf->remotes.v[1].port, 1514, -1);
	CHECK_INT(parse_sections("<remote><connection>secure</connection>"
				 "</remote>\n<remote>"
				 "<connection>secure</connection></remote>"),
	    OS_ERR_FORMAT, -1);
	CHECK_STR(str_from(first_error()->text),
	    "<remote>: only one secure remoted connection is supported; the "
	    "first is in line 1",
	    -1);
	for (int i = 0; i < 17; i++)
		buf_add_cstr(
		    &b, "<remote><connection>syslog</connection></remote>");
	CHECK_INT(parse_sections(buf_cstr(&b)), OS_ERR_FORMAT, -1);
	CHECK_STR(str_from(first_error()->text),
	    "<remote>: too many remoted connections (max 16)", -1);
	buf_free(&b);
	done();
}

/* Sections of programs to come and of Wazuh: one warning each, never fatal. */
TEST(conf_sections_without_a_program)
{
	CHECK_INT(parse_sections(
		      "<syscheck><disabled>no</disabled></syscheck>"
		      "<syscheck><disabled>yes</disabled></syscheck>"
		      "<wodle name='x'><any><thing/></any></wodle>"
		      "<labels/>"
		      "<global><email_notification>yes</email_notification>"
		      "</global>"),
	    OS_OK, -1);
	check_shown(
	    "W0 ossec.conf:1:15: <syscheck>: read by ossec-syscheckd, which "
	    "this version does not have yet; checked, kept and without effect\n"
	    "W0 ossec.conf:1:104: <wodle>: a section of Wazuh 4.x, not "
	    "supported yet; kept and ignored\n"
	    "W0 ossec.conf:1:147: <labels>: a section of Wazuh 4.x, not "
	    "supported yet; kept and ignored\n"
	    "W0 ossec.conf:1:164: <email_notification>: mail is sent by "
	    "ossec-maild, which this version does not have yet; kept and "
	    "without effect",
	    -1);
	CHECK(conf->syscheck.disabled);
	done();
}

/* The text from the line that starts with head up to the next line that starts
 * with one of the two ends; absent if there is none. */
static struct str
page_part(struct str page, const char *head, const char *end1, const char *end2)
{
	size_t at = str_find(page, str_from(head)), len, other;

	if (at == SIZE_MAX)
		return STR_NONE;
	page = str_skip(page, at + strlen(head));
	len = str_find(page, str_from(end1));
	other = str_find(page, str_from(end2));
	return str_head(page, len < other ? len : other);
}

static char *
default_text(const struct conf_opt *o)
{
	if (o->type == CONF_YESNO)
		return xasprintf("\n.Cm %s .", o->def ? "yes" : "no");
	if (o->type == CONF_NUMBER)
		return xasprintf("\n.Cm %u .", o->def);
	return xstrdup("");
}

static void
check_documented(struct str section, const struct conf_opt *o, const char *name)
{
	char *head = xasprintf("\n.It Ic %s", o->name);
	char *def = default_text(o);
	struct str item = page_part(section, head, "\n.It ", "\n.El");

	if (item.p == NULL || (item.p[0] != ' ' && item.p[0] != '\n') ||
	    str_find(item, str_from(def)) == SIZE_MAX)
		unit_fail(__FILE__, __LINE__, -1,
		    "<%s><%s> or its default is missing in ossec.conf(5)", name,
		    o->name);
	free(head);
	free(def);
}

TEST(conf_manual_page_has_every_option)
{
	char *text;
	size_t len;

	CHECK_INT(port_file_read("docs/man/ossec.conf.5", 1 << 20, &text, &len),
	    0, -1);
	for (size_t i = 0; conf_sections[i] != NULL; i++) {
		const struct conf_section *s = conf_sections[i];
		char *head = xasprintf("\n.Ss %s\n", s->name);
		struct str part =
		    page_part(str_slice(text, len), head, "\n.Ss ", "\n.Sh ");

		CHECK_ROW(part.p != NULL, i);
		for (const struct conf_opt *o = s->opts; o->name != NULL; o++)
			check_documented(part, o, s->name);
		free(head);
	}
	free(text);
}

/* What is shipped loads without a word. */
TEST(conf_shipped_file)
{
	ds = diags_new();
	CHECK_INT(conf_load(&conf, "etc/ossec-local.conf.in", ds), OS_OK, -1);
	check_shown("", -1);
	CHECK(conf->global.jsonout_output);
	CHECK_INT(conf->rules.entries.n, 4, -1);
	done();
}

/* What the installers of OSSEC 4.3 write for a server, and for an agent: no
 * error, and one warning for each program that does not exist yet. */
TEST(conf_stock_installation)
{
	static const char *const warned[] = { "email_notification", "syscheck",
		"rootcheck", "remote", "active-response", "client" };

	ds = diags_new();
	CHECK_INT(conf_load(&conf, "tests/unit/lib/conf/stock-server.conf", ds),
	    OS_OK, -1);
	CHECK_INT(diags_count(ds), NELEM(warned), -1);
	for (size_t i = 0; i < NELEM(warned); i++) {
		bool found = false;

		for (size_t k = 0; k < diags_count(ds); k++) {
			struct str text = str_from(diags_at(ds, k)->text + 1);

			found |= str_starts(text, str_from(warned[i]));
		}
		CHECK_ROW(found, i);
	}
	CHECK_INT(conf->localfiles.n, 4, -1);
	CHECK_INT(conf->global.allow_addresses.n, 3, -1);
	CHECK_INT(conf->commands.n, 3, -1);
	CHECK(conf->active_responses.v[0].command == &conf->commands.v[0]);
	CHECK_INT(conf->client.time_reconnect, 1800, -1);
	done();
}

TEST(conf_file)
{
	char path[] = "/tmp/ossec-conf-XXXXXX";
	static const char text[] =
	    "<ossec_config><global><stats>3</stats></global></ossec_config>";
	int fd = mkstemp(path);

	CHECK(fd != -1);
	CHECK_INT(write(fd, text, sizeof(text) - 1), sizeof(text) - 1, -1);
	close(fd);
	ds = diags_new();
	CHECK_INT(conf_load(&conf, path, ds), OS_OK, -1);
	CHECK_INT(conf->global.stats, 3, -1);
	CHECK_STR(str_from(conf->file), path, -1);
	unlink(path);
	conf_free(&conf);
	CHECK_INT(conf_load(&conf, path, ds), OS_ERR_SYS, -1);
	CHECK_INT(diags_at(ds, 0)->code, 1239, -1);
	CHECK(conf == NULL);
	done();
}
