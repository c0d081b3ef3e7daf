/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/analysisd/analysisd.h"

static const struct service analysisd = {
	.name = "ossec-analysisd",
	.debug_section = "analysisd",
	.sandbox = { .user = "ossec",
	    .chroot = true,
	    .paths = analysisd_paths,
	    .calls = CALLS_UNIX },
	.open = analysisd_open,   /* root: binds the queue */
	.load = analysisd_load,   /* unprivileged: configuration and rules */
	.check = analysisd_check, /* -t */
	.run = analysisd_run,
};

int
main(int argc, char *argv[])
{
	return service_main(&analysisd, argc, argv);
}
