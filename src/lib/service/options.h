/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line common to all daemons.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "lib/service/service.h"

struct options {
	const char *home, *config, *user, *group;
};

/*
 * Fills in o, d->debug, d->foreground and d->testing and calls the service's
 * own options. OS_ERR_NOTFOUND: all is said, exit with *status.
 */
int options_parse(
    struct daemon *d, struct options *o, int argc, char **argv, int *status);

#endif
