/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between the files of ossec-analysisd: its one struct, and what each does
 * with it.
 */
#ifndef ANALYSISD_PRIVATE_H
#define ANALYSISD_PRIVATE_H

#include "daemons/analysisd/event_clock.h"
#include "daemons/analysisd/outputs.h"
#include "daemons/analysisd/queue_reader.h"
#include "daemons/analysisd/response_queue.h"
#include "lib/base/log.h"
#include "lib/conf/engine_setup.h"
#include "lib/service/service.h"

#define ANALYSISD_QUEUE "queue/ossec/queue"
#define ANALYSISD_STATE "queue/db/engine.db"

struct analysisd {
	struct daemon *d;
	int queue;     /* the socket that events come through */
	int ar_writer; /* to the process that writes ar.conf */
	struct engine_setup *setup;
	struct state *state;
	struct engine *engine;
	struct outputs *outputs;
	struct queue_reader *reader;
	struct event ev;
	struct response_queue execq, arq;
	struct buf message, id;

	struct event_clock clock;
	uint64_t n_alerts; /* number of the last alert */
	struct watch *on_queue, *tick, *state_timer;
	bool paused; /* the outputs are full: nothing is read */

	struct log_limit bad_message, bad_argument;
	struct {
		uint64_t received, malformed, cut, pauses;
	} count;
};

/* intake.c: one read of the queue. Datagrams taken; 0: there are none. */
int intake_batch(struct analysisd *a);

/* counters.c: replaces the state file. */
void counters_save(struct analysisd *a);

#endif
