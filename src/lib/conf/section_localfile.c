/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <localfile>: one source of the log collector (spec: logcollector, section 4).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_localfile, member)

static const struct conf_name formats[] = {
	{ "syslog", CONF_LOG_SYSLOG },
	{ "generic", CONF_LOG_SYSLOG },
	{ "snort-full", CONF_LOG_SNORT_FULL },
	{ "snort-fast", CONF_LOG_SNORT_FAST },
	{ "apache", CONF_LOG_APACHE },
	{ "iis", CONF_LOG_IIS },
	{ "squid", CONF_LOG_SQUID },
	{ "nmapg", CONF_LOG_NMAPG },
	{ "mysql_log", CONF_LOG_MYSQL },
	{ "mssql_log", CONF_LOG_MSSQL },
	{ "postgresql_log", CONF_LOG_POSTGRESQL },
	{ "ossecalert", CONF_LOG_OSSECALERT },
	{ "djb-multilog", CONF_LOG_DJB_MULTILOG },
	{ "syslog-pipe", CONF_LOG_SYSLOG_PIPE },
	{ "command", CONF_LOG_COMMAND },
	{ "full_command", CONF_LOG_FULL_COMMAND },
	{ "audit", CONF_LOG_AUDIT },
	{ "modsec-audit", CONF_LOG_MODSEC_AUDIT },
	{ "journald", CONF_LOG_JOURNALD },
	{ "multi-line_indented", CONF_LOG_MULTI_LINE_INDENTED },
	{ "eventlog", CONF_LOG_EVENTLOG },
	{ "eventchannel", CONF_LOG_EVENTCHANNEL },
	{ NULL, 0 },
};

/* "multi-line:3", with blanks around the colon and behind the number. */
static bool
parse_multi_line(struct str s, unsigned *lines)
{
	size_t colon = str_chr(s, ':');
	uint64_t n = 0;
	struct str number;

	if (colon >= s.len ||
	    !str_is(str_trim(str_head(s, colon)), "multi-line") ||
	    !str_starts(s, STR_LIT("multi-line")))
		return false;
	number = str_trim(str_skip(s, colon + 1));
	if (number.len != 0 && !str_to_u64(number, 65535, &n))
		return false;
	*lines = (unsigned)n;
	return true;
}

static void
parse_format(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_localfile *lf = section;
	const char *names[NELEM(formats) + 1] = { NULL }, *meant;
	size_t i;

	for (i = 0; formats[i].name != NULL; i++) {
		names[i] = formats[i].name;
		if (str_is(n->content, formats[i].name)) {
			lf->format = (enum conf_log_format)formats[i].value;
			lf->format_text = text;
			return;
		}
	}
	if (parse_multi_line(n->content, &lf->multi_lines)) {
		lf->format = CONF_LOG_MULTI_LINE;
		lf->format_text = text;
		return;
	}
	names[i] = "multi-line:N";
	meant = suggest(str_trim(n->content), names);
	conf_error(r, 1235, conf_value_pos(n),
	    "<%s>: unknown format \"%s\"; %s%s%s", o->name, text,
	    meant != NULL ? "did you mean " : "syslog fits most text files",
	    meant != NULL ? meant : "", meant != NULL ? "?" : "");
}

static void
parse_frequency(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_localfile *lf = section;
	uint64_t v = 0;

	if (str_is(n->content, "hourly"))
		v = 3600;
	else if (str_is(n->content, "daily"))
		v = 86400;
	else if (n->content.len != 0 &&
	    !str_to_u64(n->content, 365 * 86400, &v)) {
		conf_error(r, 1235, conf_value_pos(n),
		    "<%s>: expected seconds, hourly or daily, found \"%s\"",
		    o->name, text);
		return;
	}
	lf->frequency = (unsigned)v;
}

/* Anything but yes is no in the stock program, without a word. */
static void
parse_only_future(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_localfile *lf = section;

	lf->only_future_events = str_is(n->content, "yes");
	if (!lf->only_future_events && !str_is(n->content, "no"))
		conf_warning(r, conf_value_pos(n),
		    "<%s>: expected yes or no, found \"%s\", which is taken as "
		    "no",
		    o->name, text);
}

static const struct conf_opt opts[] = {
	{ "location", CONF_TEXT, OFF(location), .flags = CONF_NOT_EMPTY },
	{ "command", CONF_TEXT, OFF(command), .flags = CONF_NOT_EMPTY },
	{ "log_format", CONF_PARSE, .parse = parse_format,
	    .flags = CONF_REQUIRED | CONF_ANY_CASE_NAME, .missing = 1901 },
	{ "frequency", CONF_PARSE, .parse = parse_frequency, .def = 360 },
	{ "alias", CONF_TEXT, OFF(alias), .flags = CONF_ANY_CASE_NAME },
	{ "only-future-events", CONF_PARSE, .parse = parse_only_future },
	{ "query", CONF_TEXT, OFF(query) },
	{ 0 },
};

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	struct conf_localfile *lf = section;
	bool runs = lf->format == CONF_LOG_COMMAND ||
	    lf->format == CONF_LOG_FULL_COMMAND;

	if (conf_seen(r, "frequency") == NULL)
		lf->frequency = 360;
	if (conf_seen(r, "location") == NULL && conf_seen(r, "command") == NULL)
		conf_error(r, 1902, n->pos,
		    "<localfile>: missing <location> (or <command>)");
	if (lf->format_text == NULL)
		return;
	if (runs && conf_seen(r, "command") == NULL)
		conf_warning(r, n->pos,
		    "<localfile>: format %s without a <command>; nothing is "
		    "run",
		    lf->format_text);
	if (!runs && lf->command != NULL)
		conf_error(r, 1235, conf_seen(r, "log_format")->pos,
		    "<log_format>: expected command or full_command with a "
		    "<command>, found \"%s\"",
		    lf->format_text);
	if (lf->command != NULL)
		lf->location = NULL;
}

const struct conf_section section_localfile = { "localfile", opts,
	offsetof(struct conf, localfiles), sizeof(struct conf_localfile),
	OFF(pos), CONF_LOGCOLLECTOR, check };
