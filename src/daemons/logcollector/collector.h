/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemon: configuration to sources, and whose turn it is to send.
 */
#ifndef COLLECTOR_H
#define COLLECTOR_H

#include "daemons/logcollector/files.h"
#include "daemons/logcollector/queue.h"
#include "daemons/logcollector/source_command.h"
#include "daemons/logcollector/source_journald.h"
#include "lib/conf/conf.h"
#include "lib/conf/internal_options.h"
#include "lib/service/service.h"

struct collector {
	struct daemon *d;
	struct buf config; /* text of the configuration, read once for all */
	struct conf *conf;
	struct internal_options options;

	struct queue queue;
	struct sink sink;
	struct notify *notify;
	struct files files;
	struct journal *journal; /* NULL: no entry of the format */
	struct commands commands;
	int runner_fd; /* -1: none */

	struct watch *notify_watch, *journal_watch, *runner_watch;
	struct watch *journal_timer;
	struct watch *work_timer, *tick_timer;
	unsigned turn; /* the kind of source that is asked first */
	int64_t loop_ns;
	int64_t mark_due; /* of the keep-alive */
	int64_t saved_at, state_at;
	uint64_t saved_sent;
	bool failed;
};

/* The steps of struct service; see service.h. */
int collector_open(struct daemon *d);
int collector_load(struct daemon *d);
int collector_run(struct daemon *d);

/* Parses the text read by collector_open() (or reads it). tell: logs what is
 * wrong. */
int collector_read(struct collector *c, struct daemon *d, bool tell);
bool collector_has_commands(const struct collector *c);

/* report.c: counters for the state file. */
void report_write(const struct collector *c, struct buf *b);

#endif
