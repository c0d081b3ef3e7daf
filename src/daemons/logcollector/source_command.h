/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configured commands as sources: when each is due, and messages from what it
 * printed. Running them is the runner's job (runner.h).
 */
#ifndef SOURCE_COMMAND_H
#define SOURCE_COMMAND_H

#include "daemons/logcollector/sink.h"
#include "lib/base/buf.h"
#include "lib/conf/conf.h"

/* The text of a run on its way out. */
struct command_output {
	struct buf prefix; /* ossec: output: 'NAME': */
	struct buf text;
	size_t at; /* text before it was sent */
	struct buf message;
};

struct command {
	uint32_t index; /* in conf->localfiles */
	const char *text;
	char *name; /* alias or text, for location and message */
	bool full;  /* one message for all of the output */
	int64_t every;
	int64_t due;
	bool running; /* asked for and not done */
	bool sending; /* its output is whole */
	struct command_output out;
	struct tally tally;
	uint64_t runs, late, timeouts, failures;
};

struct commands {
	struct command *v;
	size_t n, cap;
	int fd; /* the runner; -1: none */
	size_t turn;
	long long timeout;
};

/* Takes those of conf; the first runs are one frequency from now, as in the
 * reference. */
void commands_init(struct commands *c, const struct conf *conf, int runner_fd,
    unsigned timeout, int64_t now);
void commands_free(struct commands *c);

/* Asks for those that are due. OS_ERR_CLOSED: the runner is gone. */
int commands_start(struct commands *c, int64_t now);
/* Reads what the runner has to say. OS_ERR_CLOSED, OS_ERR_FORMAT. */
int commands_receive(struct commands *c);
enum pump commands_pump(struct commands *c, const struct sink *sink);
/* When commands_start() is wanted, or INT64_MAX. */
int64_t commands_due(const struct commands *c);

/* ":" may not be in a location: every one becomes a backslash. */
char *command_name(const struct conf_localfile *lf);

/* The next message of a run's output into *message (valid until the next
 * call); false: it was the last. */
bool command_next(struct command_output *o, bool full, struct str *message);

#endif
