/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/conf/internal_options.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/port/port_file.h"

#define FILE_BYTES_MAX (1024 * 1024)

const struct internal_option_info internal_option_table[IO_COUNT] = {
	[IO_ANALYSISD_DEFAULT_TIMEFRAME] = { "analysisd.default_timeframe", 360,
	    60, 604800,
	    "timeframe of rules with a frequency that give none, in seconds" },
	[IO_ANALYSISD_STATS_MAXDIFF] = { "analysisd.stats_maxdiff", 999000, 10,
	    999999,
	    "hourly statistics: largest difference that is considered" },
	[IO_ANALYSISD_STATS_MINDIFF] = { "analysisd.stats_mindiff", 1250, 10,
	    999999, "hourly statistics: smallest difference that can alert" },
	[IO_ANALYSISD_STATS_PERCENT_DIFF] = { "analysisd.stats_percent_diff",
	    150, 5, 9999,
	    "hourly statistics: percentage above the average that alerts" },
	[IO_ANALYSISD_FTS_LIST_SIZE] = { "analysisd.fts_list_size", 32, 12, 512,
	    "first-time-seen values held in memory" },
	[IO_ANALYSISD_FTS_MIN_SIZE_FOR_STR] = { "analysisd.fts_min_size_for_"
						"str",
	    14, 6, 128, "shortest value that is compared by similarity" },
	[IO_ANALYSISD_LOG_FW] = { "analysisd.log_fw", 1, 0, 1,
	    "write the firewall log" },
	[IO_ANALYSISD_DECODER_ORDER_SIZE] = { "analysisd.decoder_order_size",
	    256, 8, 1024, "fields of one decoder" },
	[IO_ANALYSISD_SID_PREV_MATCHED_MAX] = { "analysisd.sid_prev_matched_"
						"max",
	    128, 16, 65536, "events kept for each if_matched_sid list" },
	[IO_ANALYSISD_EVENT_THREADS] = { "analysisd.event_threads", 0, 0, 32,
	    "worker threads for events; 0: as many as processors" },
	[IO_ANALYSISD_RULE_MATCHING_THREADS] = { "analysisd.rule_matching_"
						 "threads",
	    0, 0, 32, "worker threads for rules; 0: as many as processors" },
	[IO_ANALYSISD_SYSCHECK_THREADS] = { "analysisd.syscheck_threads", 0, 0,
	    32, "worker threads for file integrity; 0: as many as processors" },
	[IO_ANALYSISD_ROOTCHECK_THREADS] = { "analysisd.rootcheck_threads", 0,
	    0, 32,
	    "worker threads for rootkit checks; 0: as many as processors" },
	[IO_ANALYSISD_HOSTINFO_THREADS] = { "analysisd.hostinfo_threads", 0, 0,
	    32,
	    "worker threads for host information; 0: as many as processors" },
	[IO_ANALYSISD_INPUT_DEMUX_THREADS] = { "analysisd.input_demux_threads",
	    2, 1, 8, "threads that sort what arrives" },
	[IO_ANALYSISD_RAW_INPUT_QUEUE_SIZE] = { "analysisd.raw_input_queue_"
						"size",
	    16384, 128, 2000000, "length of the queue raw_input" },
	[IO_ANALYSISD_DECODE_EVENT_QUEUE_SIZE] = { "analysisd.decode_event_"
						   "queue_size",
	    16384, 128, 2000000, "length of the queue decode_event" },
	[IO_ANALYSISD_DECODE_SYSCHECK_QUEUE_SIZE] = { "analysisd.decode_"
						      "syscheck_queue_size",
	    16384, 128, 2000000, "length of the queue decode_syscheck" },
	[IO_ANALYSISD_DECODE_ROOTCHECK_QUEUE_SIZE] = { "analysisd.decode_"
						       "rootcheck_queue_size",
	    16384, 128, 2000000, "length of the queue decode_rootcheck" },
	[IO_ANALYSISD_DECODE_HOSTINFO_QUEUE_SIZE] = { "analysisd.decode_"
						      "hostinfo_queue_size",
	    16384, 128, 2000000, "length of the queue decode_hostinfo" },
	[IO_ANALYSISD_DECODE_OUTPUT_QUEUE_SIZE] = { "analysisd.decode_output_"
						    "queue_size",
	    16384, 128, 2000000, "length of the queue decode_output" },
	[IO_ANALYSISD_ALERTS_QUEUE_SIZE] = { "analysisd.alerts_queue_size",
	    16384, 128, 2000000, "length of the queue alerts" },
	[IO_ANALYSISD_STATISTICAL_QUEUE_SIZE] = { "analysisd.statistical_queue_"
						  "size",
	    16384, 128, 2000000, "length of the queue statistical" },
	[IO_ANALYSISD_ARCHIVES_QUEUE_SIZE] = { "analysisd.archives_queue_size",
	    16384, 128, 2000000, "length of the queue archives" },
	[IO_ANALYSISD_FIREWALL_QUEUE_SIZE] = { "analysisd.firewall_queue_size",
	    16384, 128, 2000000, "length of the queue firewall" },
	[IO_ANALYSISD_FTS_QUEUE_SIZE] = { "analysisd.fts_queue_size", 16384,
	    128, 2000000, "length of the queue fts" },
	[IO_ANALYSISD_RAW_INPUT_PUSH_WAIT_MS] = { "analysisd.raw_input_push_"
						  "wait_ms",
	    25, 0, 5000,
	    "longest wait for room in the queue raw_input, in milliseconds" },
	[IO_ANALYSISD_DEMUX_PUSH_WAIT_MS] = { "analysisd.demux_push_wait_ms",
	    50, 0, 5000,
	    "longest wait for room in the queue demux, in milliseconds" },
	[IO_ANALYSISD_SHARD_PUSH_WAIT_MS] = { "analysisd.shard_push_wait_ms",
	    75, 0, 5000,
	    "longest wait for room in the queue shard, in milliseconds" },
	[IO_ANALYSISD_ALERTS_PUSH_WAIT_MS] = { "analysisd.alerts_push_wait_ms",
	    100, 0, 5000,
	    "longest wait for room in the queue alerts, in milliseconds" },
	[IO_ANALYSISD_STATE_INTERVAL] = { "analysisd.state_interval", 5, 0,
	    86400, "period of the state file in seconds; 0: none" },
	[IO_ANALYSISD_GEOIP_JSONOUT] = { "analysisd.geoip_jsonout", 0, 0, 1,
	    "geography in JSON alerts" },
	[IO_ANALYSISD_DEBUG] = { "analysisd.debug", 0, 0, 2,
	    "debug lines in the log" },
	[IO_LOGCOLLECTOR_LOOP_TIMEOUT] = { "logcollector.loop_timeout", 2, 1,
	    120, "period of looking for new lines, in seconds" },
	[IO_LOGCOLLECTOR_OPEN_ATTEMPTS] = { "logcollector.open_attempts", 8, 2,
	    998, "attempts to open a file before giving up" },
	[IO_LOGCOLLECTOR_REMOTE_COMMANDS] = { "logcollector.remote_commands", 0,
	    0, 1, "run commands that come from the manager's agent.conf" },
	[IO_LOGCOLLECTOR_COMMAND_TIMEOUT] = { "logcollector.command_timeout",
	    60, 1, 86400, "longest run of a configured command, in seconds" },
	[IO_LOGCOLLECTOR_DEBUG] = { "logcollector.debug", 0, 0, 2,
	    "debug lines in the log" },
	[IO_OSSEC_SANDBOX] = { "ossec.sandbox", 1, 0, 1,
	    "1: a daemon whose sandbox cannot be set up ends; 0: it warns" },
	[IO_OSSEC_THREAD_STACK_SIZE] = { "ossec.thread_stack_size", 2048, 2048,
	    65536, "stack of a thread in KiB" },
	[IO_REMOTED_RECV_COUNTER_FLUSH] = { "remoted.recv_counter_flush", 128,
	    10, 999999,
	    "messages between saves of the counters; also read by agents" },
	[IO_REMOTED_COMP_AVERAGE_PRINTOUT] = { "remoted.comp_average_printout",
	    19999, 10, 999999,
	    "messages between lines about compression; also read by agents" },
	[IO_REMOTED_VERIFY_MSG_ID] = { "remoted.verify_msg_id", 1, 0, 1,
	    "check message counters; also read by agents" },
	[IO_REMOTED_PASS_EMPTY_KEYFILE] = { "remoted.pass_empty_keyfile", 0, 0,
	    1, "run without any agent key" },
	[IO_REMOTED_SYSLOG_TCP_WORKER_POOL] = { "remoted.syslog_tcp_worker_"
						"pool",
	    16, 1, 64, "threads for syslog over TCP" },
	[IO_REMOTED_SYSLOG_TCP_MAX_TASKS] = { "remoted.syslog_tcp_max_tasks",
	    64, 1, 1024, "waiting connections of syslog over TCP" },
	[IO_REMOTED_SYSLOG_TCP_READ_TIMEOUT] = { "remoted.syslog_tcp_read_"
						 "timeout",
	    30, 1, 3600,
	    "silence after which a syslog connection is closed, in seconds" },
	[IO_REMOTED_DEBUG] = { "remoted.debug", 0, 0, 2,
	    "debug lines in the log" },
	[IO_AUTHD_WORKER_POOL] = { "authd.worker_pool", 8, 1, 128,
	    "threads for enrolments" },
	[IO_AUTHD_MAX_CONNECTIONS] = { "authd.max_connections", 64, 1, 512,
	    "connections at a time" },
	[IO_AUTHD_DEBUG] = { "authd.debug", 0, 0, 2, "debug lines in the log" },
	[IO_MAILD_STRICT_CHECKING] = { "maild.strict_checking", 1, 0, 1,
	    "check the mail server's answers strictly" },
	[IO_MAILD_GROUPPING] = { "maild.groupping", 1, 0, 1,
	    "several alerts in one mail; the name is spelled like this" },
	[IO_MAILD_FULL_SUBJECT] = { "maild.full_subject", 0, 0, 1,
	    "long subject lines" },
	[IO_MAILD_GEOIP] = { "maild.geoip", 1, 0, 1, "geography in mails" },
	[IO_MAILD_MAX_WORKERS] = { "maild.max_workers", 6, 1, 32,
	    "mails sent at a time" },
	[IO_MONITORD_DAY_WAIT] = { "monitord.day_wait", 10, 5, 240,
	    "wait after midnight before logs are closed, in seconds" },
	[IO_MONITORD_COMPRESS] = { "monitord.compress", 1, 0, 1,
	    "compress the logs of past days" },
	[IO_MONITORD_SIGN] = { "monitord.sign", 1, 0, 1,
	    "sign the logs of past days" },
	[IO_MONITORD_MONITOR_AGENTS] = { "monitord.monitor_agents", 1, 0, 1,
	    "say when an agent falls silent" },
	[IO_MONITORD_NOTIFY_TIME] = { "monitord.notify_time", 600, 60, 3600,
	    "period of the agents' keep-alives, in seconds" },
	[IO_MONITORD_MAX_REPORT_WORKERS] = { "monitord.max_report_workers", 4,
	    1, 16, "reports made at a time" },
	[IO_SYSCHECK_SLEEP] = { "syscheck.sleep", 2, 0, 64,
	    "pause during a scan, in seconds" },
	[IO_SYSCHECK_SLEEP_AFTER] = { "syscheck.sleep_after", 15, 1, 9999,
	    "files between two pauses" },
	[IO_SYSCHECK_DEBUG] = { "syscheck.debug", 0, 0, 2,
	    "debug lines in the log" },
	[IO_ROOTCHECK_SLEEP] = { "rootcheck.sleep", 2, 0, 64,
	    "pause after each process and port that is looked at, in seconds" },
	[IO_DBD_RECONNECT_ATTEMPTS] = { "dbd.reconnect_attempts", 10, 1, 9999,
	    "attempts to reach the database" },
	[IO_WINDOWS_DEBUG] = { "windows.debug", 0, 0, 2,
	    "debug lines in the log" },
	[IO_AGENT_DEBUG] = { "agent.debug", 0, 0, 2, "debug lines in the log" },
};

void
internal_options_init(struct internal_options *io)
{
	for (size_t i = 0; i < IO_COUNT; i++)
		io->v[i] = internal_option_table[i].def;
}

struct reader {
	struct internal_options *io;
	struct diags *ds;
	struct src_pos pos;
	bool seen[IO_COUNT]; /* in this file */
};

#define WARN(rd, code, ...) \
	diag_warning((rd)->ds, (code), (rd)->pos, __VA_ARGS__)
#define SHOWN(s) STR_FMT(str_head(s, 80))

/* The option's index, or IO_COUNT and a warning. */
static size_t
find_option(struct reader *rd, struct str name)
{
	const char *names[IO_COUNT + 1] = { NULL }, *meant;

	for (size_t i = 0; i < IO_COUNT; i++) {
		names[i] = internal_option_table[i].name;
		if (str_is(name, names[i]))
			return i;
	}
	meant = suggest(name, names);
	WARN(rd, 0, "unknown option %.*s, ignored%s%s%s", SHOWN(name),
	    meant != NULL ? "; did you mean " : "", meant != NULL ? meant : "",
	    meant != NULL ? "?" : "");
	return IO_COUNT;
}

static void
set_option(struct reader *rd, size_t i, struct str value)
{
	const struct internal_option_info *o = &internal_option_table[i];
	uint64_t v;

	if (rd->seen[i]) {
		WARN(
		    rd, 0, "%s is set above already; the first holds", o->name);
		return;
	}
	rd->seen[i] = true;
	if (str_to_u64(value, o->max, &v) && v >= o->min)
		rd->io->v[i] = (unsigned)v;
	else
		WARN(rd, 2302,
		    "%s: expected %u to %u (digits only, no blanks), found "
		    "\"%.*s\"; %u is used",
		    o->name, o->min, o->max, SHOWN(value), rd->io->v[i]);
}

static void
read_line(struct reader *rd, struct str line)
{
	size_t eq = str_chr(line, '='), i;

	if (str_ends(line, STR_LIT("\r")))
		line.len--;
	if (line.len == 0 || line.p[0] == '#' || line.p[0] == ' ')
		return;
	if (eq >= line.len || str_chr(str_head(line, eq), '.') >= eq) {
		WARN(rd, 1119,
		    "expected section.name=number, found \"%.*s\"; the line is "
		    "ignored",
		    SHOWN(line));
		return;
	}
	i = find_option(rd, str_head(line, eq));
	if (i != IO_COUNT)
		set_option(rd, i, str_skip(line, eq + 1));
}

void
internal_options_parse(struct internal_options *io, struct str text,
    const char *name, struct diags *ds)
{
	struct reader rd = { .io = io, .ds = ds, .pos = { name, 0, 0 } };
	struct str line;

	while (str_split(&text, '\n', &line)) {
		rd.pos.line++;
		read_line(&rd, line);
	}
}

static void
load_file(struct internal_options *io, const char *dir, const char *name,
    struct diags *ds)
{
	char *path = xasprintf("%s/%s", dir, name);
	char *text = NULL;
	size_t len;

	if (port_file_read(path, FILE_BYTES_MAX, &text, &len) == 0)
		internal_options_parse(io, str_slice(text, len), path, ds);
	else if (errno != ENOENT)
		diag_warning(ds, 1103, ((struct src_pos){ path, 0, 0 }),
		    "cannot be read: %s; its options keep their defaults",
		    strerror(errno));
	free(text);
	free(path);
}

void
internal_options_load(
    struct internal_options *io, const char *dir, struct diags *ds)
{
	internal_options_init(io);
	load_file(io, dir, "internal_options.conf", ds);
	load_file(io, dir, "local_internal_options.conf", ds);
}
