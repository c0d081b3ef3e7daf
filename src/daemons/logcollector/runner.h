/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one part of the collector that stays root and starts programs: it runs
 * the commands of the configuration, which it read itself, each when it is
 * asked for by number. What it is asked is never text, and what a command
 * prints it does not look at.
 */
#ifndef RUNNER_H
#define RUNNER_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/service/service.h"

enum {
	/* One run's output; the rest is read and thrown away. */
	RUNNER_OUTPUT_MAX = 1024 * 1024,
	RUNNER_PIECE_MAX = 32 * 1024,
};

/* The whole request. */
struct runner_request {
	uint32_t index; /* of a command in the configuration */
};

enum runner_kind {
	RUNNER_OUTPUT, /* bytes follow in the same record */
	RUNNER_DONE,
};

enum {
	RUNNER_CUT = 1,       /* there was more than RUNNER_OUTPUT_MAX */
	RUNNER_TIMED_OUT = 2, /* it was killed with all that it started */
	RUNNER_FAILED = 4,    /* it could not be started: status is errno */
};

/* The head of each answer; those of a run come in order, DONE last. */
struct runner_answer {
	uint32_t index, kind, flags;
	int32_t status; /* of DONE, as of waitpid() */
};

/* d->data is the struct collector that has read the configuration text; see
 * collector.h. */
extern const struct service_helper runner_helper;

#endif
