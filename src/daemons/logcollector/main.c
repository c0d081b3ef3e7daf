/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ossec-logcollector: follows log files, the journal and the output of commands
 * and hands every line to the queue.
 *
 * It reads whatever root may read and can do nothing else: its own user, one
 * capability, no programs, no network. Commands are run by the runner, which
 * was split off before.
 */
#include <linux/capability.h>

#include "daemons/logcollector/collector.h"

static const struct sandbox_path paths[] = {
	{ "/", PATH_READ },
	{ "queue/logcollector", PATH_READ | PATH_WRITE | PATH_MAKE },
	{ 0 },
};

static const int caps[] = { CAP_DAC_READ_SEARCH, -1 };

static struct collector collector = { .runner_fd = -1 };

static int
open_collector(struct daemon *d)
{
	d->data = &collector;
	return collector_open(d);
}

static int
load_collector(struct daemon *d)
{
	d->data = &collector;
	return collector_load(d);
}

static const struct service logcollector = {
	.name = "ossec-logcollector",
	.debug_section = "logcollector",
	.sandbox = {
		.user = "ossecl",
		.caps = caps,
		.paths = paths,
		.calls = CALLS_UNIX,
	},
	.open = open_collector,
	.load = load_collector,
	.run = collector_run,
};

int
main(int argc, char *argv[])
{
	return service_main(&logcollector, argc, argv);
}
