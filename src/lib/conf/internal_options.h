/* SPDX-License-Identifier: Apache-2.0 */
/*
 * internal_options.conf and local_internal_options.conf: numbers that hardly
 * anybody changes (spec: daemons-and-privileges, section 13). Each has a
 * built-in default and a range; internal_options.conf(5) describes them.
 */
#ifndef INTERNAL_OPTIONS_H
#define INTERNAL_OPTIONS_H

#include "lib/base/diag.h"

enum internal_option {
	IO_ANALYSISD_DEFAULT_TIMEFRAME,
	IO_ANALYSISD_STATS_MAXDIFF,
	IO_ANALYSISD_STATS_MINDIFF,
	IO_ANALYSISD_STATS_PERCENT_DIFF,
	IO_ANALYSISD_FTS_LIST_SIZE,
	IO_ANALYSISD_FTS_MIN_SIZE_FOR_STR,
	IO_ANALYSISD_LOG_FW,
	IO_ANALYSISD_DECODER_ORDER_SIZE,
	IO_ANALYSISD_SID_PREV_MATCHED_MAX,
	IO_ANALYSISD_EVENT_THREADS,
	IO_ANALYSISD_RULE_MATCHING_THREADS,
	IO_ANALYSISD_SYSCHECK_THREADS,
	IO_ANALYSISD_ROOTCHECK_THREADS,
	IO_ANALYSISD_HOSTINFO_THREADS,
	IO_ANALYSISD_INPUT_DEMUX_THREADS,
	IO_ANALYSISD_RAW_INPUT_QUEUE_SIZE,
	IO_ANALYSISD_DECODE_EVENT_QUEUE_SIZE,
	IO_ANALYSISD_DECODE_SYSCHECK_QUEUE_SIZE,
	IO_ANALYSISD_DECODE_ROOTCHECK_QUEUE_SIZE,
	IO_ANALYSISD_DECODE_HOSTINFO_QUEUE_SIZE,
	IO_ANALYSISD_DECODE_OUTPUT_QUEUE_SIZE,
	IO_ANALYSISD_ALERTS_QUEUE_SIZE,
	IO_ANALYSISD_STATISTICAL_QUEUE_SIZE,
	IO_ANALYSISD_ARCHIVES_QUEUE_SIZE,
	IO_ANALYSISD_FIREWALL_QUEUE_SIZE,
	IO_ANALYSISD_FTS_QUEUE_SIZE,
	IO_ANALYSISD_RAW_INPUT_PUSH_WAIT_MS,
	IO_ANALYSISD_DEMUX_PUSH_WAIT_MS,
	IO_ANALYSISD_SHARD_PUSH_WAIT_MS,
	IO_ANALYSISD_ALERTS_PUSH_WAIT_MS,
	IO_ANALYSISD_STATE_INTERVAL,
	IO_ANALYSISD_GEOIP_JSONOUT,
	IO_ANALYSISD_DEBUG,
	IO_LOGCOLLECTOR_LOOP_TIMEOUT,
	IO_LOGCOLLECTOR_OPEN_ATTEMPTS,
	IO_LOGCOLLECTOR_REMOTE_COMMANDS,
	IO_LOGCOLLECTOR_COMMAND_TIMEOUT,
	IO_LOGCOLLECTOR_DEBUG,
	IO_OSSEC_SANDBOX,
	IO_OSSEC_THREAD_STACK_SIZE,
	IO_REMOTED_RECV_COUNTER_FLUSH,
	IO_REMOTED_COMP_AVERAGE_PRINTOUT,
	IO_REMOTED_VERIFY_MSG_ID,
	IO_REMOTED_PASS_EMPTY_KEYFILE,
	IO_REMOTED_SYSLOG_TCP_WORKER_POOL,
	IO_REMOTED_SYSLOG_TCP_MAX_TASKS,
	IO_REMOTED_SYSLOG_TCP_READ_TIMEOUT,
	IO_REMOTED_DEBUG,
	IO_AUTHD_WORKER_POOL,
	IO_AUTHD_MAX_CONNECTIONS,
	IO_AUTHD_DEBUG,
	IO_MAILD_STRICT_CHECKING,
	IO_MAILD_GROUPPING,
	IO_MAILD_FULL_SUBJECT,
	IO_MAILD_GEOIP,
	IO_MAILD_MAX_WORKERS,
	IO_MONITORD_DAY_WAIT,
	IO_MONITORD_COMPRESS,
	IO_MONITORD_SIGN,
	IO_MONITORD_MONITOR_AGENTS,
	IO_MONITORD_NOTIFY_TIME,
	IO_MONITORD_MAX_REPORT_WORKERS,
	IO_SYSCHECK_SLEEP,
	IO_SYSCHECK_SLEEP_AFTER,
	IO_SYSCHECK_DEBUG,
	IO_ROOTCHECK_SLEEP,
	IO_DBD_RECONNECT_ATTEMPTS,
	IO_WINDOWS_DEBUG,
	IO_AGENT_DEBUG,
	IO_COUNT,
};

struct internal_options {
	unsigned v[IO_COUNT];
};

/* A row of the table: what internal_options.conf(5) and the file shipped in
 * etc/ are held against. */
struct internal_option_info {
	const char *name; /* "analysisd.debug" */
	unsigned def, min, max;
	const char *what;
};
extern const struct internal_option_info internal_option_table[IO_COUNT];

/* All of them at their defaults. */
void internal_options_init(struct internal_options *io);

/*
 * The defaults, then dir/internal_options.conf, then what
 * dir/local_internal_options.conf overrides. A file that is not there is fine.
 * Nothing here is fatal: a line that cannot be used is a warning in ds with its
 * place, and the option keeps the value it had.
 */
void internal_options_load(
    struct internal_options *io, const char *dir, struct diags *ds);

/* One file's text on top of what io holds; name is for messages. */
void internal_options_parse(struct internal_options *io, struct str text,
    const char *name, struct diags *ds);

static inline unsigned
internal_option(const struct internal_options *io, enum internal_option o)
{
	return io->v[o];
}

#endif
