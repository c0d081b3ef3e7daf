/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ossec.conf in memory (spec: configuration). One struct per section; what
 * each option is called, what it accepts and its default is one row of the
 * table in the section's file (section_*.c), described in ossec.conf(5).
 *
 * Several roots and sections of a name add up: lists append, of single values
 * the last holds. Texts are as in the file, not trimmed; a text that was not
 * given is NULL. Everything lives until conf_free().
 */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/diag.h"
#include "lib/base/str.h"

enum { CONF_FILE_MAX = 16 * 1024 * 1024 };

/* v[0] to v[n - 1]; the other lists have the same three members. */
#define CONF_LIST(type)        \
	struct {               \
		type *v;       \
		size_t n, cap; \
	}

struct conf_text {
	const char *text;
	struct src_pos pos;
};

struct conf_texts {
	struct conf_text *v;
	size_t n, cap;
};

struct conf_ids {
	unsigned *v;
	size_t n, cap;
};

enum conf_correlation {
	CONF_CORRELATION_KEYED,
	CONF_CORRELATION_CLASSIC,
};

/* <global>; defaults in brackets */
struct conf_global {
	bool present; /* in the file at all */
	/* the engine */
	bool logall, logall_json, jsonout_output;
	unsigned integrity_checking, rootkit_detection,
	    host_information;              /*[8]*/
	unsigned stats;                    /* [4], 0: off */
	unsigned memory_size;              /* [8192], at least 2048 */
	enum conf_correlation correlation; /* [keyed] */
	struct conf_texts allow_addresses; /* addresses and networks */
	struct conf_texts allow_hosts;     /* whatever else allow_list holds */
	const char *custom_alert_output;
	const char *md5_allowlist;
	const char *geoip_db_path, *geoip6_db_path, *geoipdb;
	/* other outputs */
	bool prelude_output, zeromq_output;
	const char *prelude_profile;
	unsigned prelude_log_level;
	const char *zeromq_uri, *zeromq_server_cert, *zeromq_client_cert;
	/* mail */
	bool email_notification;
	struct conf_texts email_to;
	const char *email_from, *email_reply_to, *email_idsname;
	const char *smtp_server, *helo_server; /* helo: [notify.ossec.net] */
	unsigned email_maxperhour;             /* [12] */
	bool auth_smtp, secure_smtp, smtp_tls_verify; /* tls_verify: [yes] */
	const char *smtp_user, *smtp_password;
	unsigned smtp_port; /* [0]: the usual one for the kind of connection */
};

/* <alerts> */
struct conf_alerts {
	bool present;
	unsigned log_alert_level;   /* [1] */
	unsigned email_alert_level; /* [7] */
	bool use_geoip;
};

/* <rules>: what to load, in file order; rule_sources.h reads the files. */
enum conf_rules_kind {
	CONF_RULES_INCLUDE, /* one rule file */
	CONF_RULES_DIR,
	CONF_RULES_DECODER,
	CONF_RULES_DECODER_DIR,
	CONF_RULES_LIST,
};

struct conf_rules_entry {
	enum conf_rules_kind kind;
	const char *text;
	const char *pattern; /* of a directory; NULL: the default */
	struct src_pos pos;  /* of the element */
	struct src_pos pattern_pos;
};

struct conf_rules {
	bool present;
	CONF_LIST(struct conf_rules_entry) entries;
};

/* <syscheck> */
enum conf_syscheck_checks {
	CONF_CHECK_MD5 = 1 << 0,
	CONF_CHECK_SHA1 = 1 << 1,
	CONF_CHECK_SHA256 = 1 << 2,
	CONF_CHECK_SIZE = 1 << 3,
	CONF_CHECK_OWNER = 1 << 4,
	CONF_CHECK_GROUP = 1 << 5,
	CONF_CHECK_PERM = 1 << 6,
	CONF_CHECK_ALL = (1 << 7) - 1,
	CONF_REALTIME = 1 << 7,
	CONF_REPORT_CHANGES = 1 << 8,
	CONF_NO_RECURSE = 1 << 9,
};

struct conf_directory {
	const char *path;        /* may be a glob */
	unsigned flags;          /* CONF_CHECK_* and so on */
	const char *restrict_to; /* simple pattern on the path; NULL: none */
	struct src_pos pos;
};

struct conf_path_filter {
	const char *text;
	bool sregex; /* else a prefix */
	struct src_pos pos;
};

struct conf_path_filters {
	struct conf_path_filter *v;
	size_t n, cap;
};

enum {
	CONF_TIME_NONE = -1,
	CONF_DAYS_NONE = 0,
};

struct conf_syscheck {
	bool present;
	CONF_LIST(struct conf_directory) directories;
	struct conf_path_filters ignore, nodiff, registry_ignore;
	struct conf_texts windows_registry;
	unsigned frequency; /* [600] s */
	bool frequency_set;
	int scan_time;      /* minutes since midnight, or CONF_TIME_NONE */
	unsigned scan_day;  /* bit 0: Sunday ... or CONF_DAYS_NONE */
	bool scan_on_start; /* [yes] */
	bool disabled, skip_nfs;
	bool auto_ignore;     /* [yes] the engine's */
	bool alert_new_files; /* [no] the engine's */
	const char *prefilter_cmd;
};

/* <rootcheck> */
struct conf_rootcheck {
	bool present;
	bool disabled, scanall, readall, skip_nfs;
	unsigned frequency; /* [72000] s */
	const char *rootkit_files, *rootkit_trojans;
	struct conf_texts system_audit;
	const char *windows_audit, *windows_apps, *windows_malware;
	const char *base_directory;
	struct conf_texts ignore;
	/* [yes] */
	bool check_dev, check_files, check_if, check_pids, check_ports,
	    check_sys, check_trojans, check_unixaudit, check_winapps,
	    check_winaudit, check_winmalware;
};

/* <localfile>, one of a list */
enum conf_log_format {
	CONF_LOG_SYSLOG, /* one line is one event; generic is the same */
	CONF_LOG_SNORT_FULL,
	CONF_LOG_SNORT_FAST,
	CONF_LOG_APACHE,
	CONF_LOG_IIS,
	CONF_LOG_SQUID,
	CONF_LOG_NMAPG,
	CONF_LOG_MYSQL,
	CONF_LOG_MSSQL,
	CONF_LOG_POSTGRESQL,
	CONF_LOG_OSSECALERT,
	CONF_LOG_DJB_MULTILOG,
	CONF_LOG_SYSLOG_PIPE,
	CONF_LOG_COMMAND,
	CONF_LOG_FULL_COMMAND,
	CONF_LOG_AUDIT,
	CONF_LOG_MODSEC_AUDIT,
	CONF_LOG_JOURNALD,
	CONF_LOG_MULTI_LINE_INDENTED,
	CONF_LOG_MULTI_LINE,
	CONF_LOG_EVENTLOG,
	CONF_LOG_EVENTCHANNEL,
};

struct conf_localfile {
	struct src_pos pos;
	const char *location; /* file, date pattern, glob, channel; or NULL */
	const char *command;  /* then location is NULL */
	enum conf_log_format format;
	const char *format_text; /* as written */
	unsigned multi_lines;    /* N of multi-line:N, 0 without */
	unsigned frequency;      /* [360] s, of commands */
	const char *alias;
	bool only_future_events;
	const char *query;
};

/* <remote>, one of a list */
enum conf_connection {
	CONF_CONNECTION_NONE,
	CONF_CONNECTION_SECURE,
	CONF_CONNECTION_SYSLOG,
};

enum conf_transport {
	CONF_UDP,
	CONF_TCP,
};

enum conf_cipher {
	CONF_CIPHER_ANY,
	CONF_CIPHER_AES,
	CONF_CIPHER_BLOWFISH,
};

struct conf_remote {
	struct src_pos pos;
	enum conf_connection connection;
	unsigned port; /* [1514 or 514], filled in */
	enum conf_transport protocol;
	bool ipv6;
	const char *local_ip;
	enum conf_cipher crypto_accept;
	/* apply to every section, wherever they stand */
	struct conf_texts allowed_ips, denied_ips;
};

/* <client> */
struct conf_server {
	const char *host;
	bool is_address;
	struct src_pos pos;
};

struct conf_client {
	bool present;
	CONF_LIST(struct conf_server) servers;
	unsigned port; /* [1514] */
	const char *local_ip;
	unsigned notify_time;    /* [600] s */
	unsigned time_reconnect; /* [3 * notify_time], filled in */
	bool disable_active_response;
	const char *config_profile;
	enum conf_cipher crypto_method; /* [aes] */
};

/* <command>, one of a list */
enum conf_expect {
	CONF_EXPECT_USER = 1 << 0,
	CONF_EXPECT_SRCIP = 1 << 1,
	CONF_EXPECT_FILENAME = 1 << 2,
};

struct conf_command {
	struct src_pos pos;
	const char *name, *executable;
	const char *expect_text;
	unsigned expect; /* CONF_EXPECT_* */
	bool timeout_allowed;
};

/* <active-response>, one of a list. A section that is disabled, or that only
 * holds repeated_offenders, has no command. */
enum conf_ar_location {
	CONF_AR_SERVER = 1 << 0,
	CONF_AR_LOCAL = 1 << 1,
	CONF_AR_AGENT = 1 << 2,
	CONF_AR_ALL = 1 << 3,
};

struct conf_active_response {
	struct src_pos pos;
	const char *command_name;
	const struct conf_command *command;
	const char *location_text;
	unsigned location; /* CONF_AR_*; several may apply */
	const char *agent_id;
	unsigned level; /* 0: no condition */
	struct conf_ids rules_id;
	const char *rules_group; /* OS_Regex */
	unsigned timeout;
	bool disabled, disabled_set;
	struct conf_ids repeated_offenders; /* minutes, at most 5 */
};

/* <email_alerts>, one of a list */
enum conf_email_format {
	CONF_EMAIL_DEFAULT,
	CONF_EMAIL_FULL,
	CONF_EMAIL_SMS,
};

struct conf_email_alerts {
	struct src_pos pos;
	const char *email_to;
	unsigned level;
	bool level_set;
	struct conf_ids rule_id;
	const char *group, *event_location; /* simple patterns */
	enum conf_email_format format;
	bool do_not_delay, do_not_group;
};

/* <reports>, one of a list */
struct conf_report_filter {
	const char *text; /* NULL: not given */
	bool relation;    /* then text names the second key */
};

struct conf_reports {
	struct src_pos pos;
	const char *title;
	const char *frequency; /* accepted, always daily */
	const char *type;      /* "email" */
	struct conf_report_filter group, rule, level, location, srcip, user;
	bool showlogs;
	struct conf_texts email_to;
};

/* <syslog_output>, one of a list */
enum conf_syslog_format {
	CONF_SYSLOG_DEFAULT,
	CONF_SYSLOG_CEF,
	CONF_SYSLOG_JSON,
	CONF_SYSLOG_SPLUNK,
};

struct conf_syslog_output {
	struct src_pos pos;
	const char *server;
	unsigned port;  /* [514] */
	unsigned level; /* [0] */
	struct conf_ids rule_id;
	const char *group, *location; /* simple patterns */
	enum conf_syslog_format format;
	bool use_fqdn;
	enum conf_transport protocol; /* tcp with tls */
	bool protocol_set;
	bool tls, tls_verify; /* tls_verify: [yes] */
	const char *tls_ca;
};

/* <database_output> */
enum conf_database_type {
	CONF_DB_NONE,
	CONF_DB_MYSQL,
	CONF_DB_POSTGRESQL,
};

struct conf_database_output {
	bool present;
	const char *hostname, *username, *password, *database, *socket;
	unsigned port; /* [0]: the database's own */
	enum conf_database_type type;
};

/* <agentless>, one of a list */
enum conf_agentless_state {
	CONF_AGENTLESS_NONE,
	CONF_AGENTLESS_PERIODIC,
	CONF_AGENTLESS_PERIODIC_DIFF,
	CONF_AGENTLESS_STAY_CONNECTED,
};

struct conf_agentless {
	struct src_pos pos;
	const char *type;
	struct conf_texts hosts;
	unsigned port, frequency; /* frequency: [86400] s */
	enum conf_agentless_state state;
	const char *arguments, *run_command;
};

struct conf {
	const char *file; /* as messages show it */
	struct conf_global global;
	struct conf_alerts alerts;
	struct conf_rules rules;
	struct conf_syscheck syscheck;
	struct conf_rootcheck rootcheck;
	CONF_LIST(struct conf_localfile) localfiles;
	CONF_LIST(struct conf_remote) remotes;
	struct conf_client client;
	CONF_LIST(struct conf_command) commands;
	CONF_LIST(struct conf_active_response) active_responses;
	CONF_LIST(struct conf_email_alerts) email_alerts;
	CONF_LIST(struct conf_reports) reports;
	CONF_LIST(struct conf_syslog_output) syslog_outputs;
	struct conf_database_output database_output;
	CONF_LIST(struct conf_agentless) agentless;
	struct arena *arena; /* holds all of it */
};

/*
 * Every error of the file is added to ds, and warnings about what is kept but
 * not used. 0; OS_ERR_FORMAT when there was an error, OS_ERR_SYS or
 * OS_ERR_LIMIT when the file cannot be read (also told in ds). *out is set only
 * with 0.
 */
int conf_load(struct conf **out, const char *path, struct diags *ds);

/* The same from memory; name is what messages call it. */
int conf_parse(
    struct conf **out, struct str text, const char *name, struct diags *ds);

/* All defaults, as from an empty file. */
struct conf *conf_new(const char *name);
void conf_free(struct conf **c);

/* NULL: there is none of that name. */
const struct conf_command *
conf_command_find(const struct conf *c, const char *name);

#endif
