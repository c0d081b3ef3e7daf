/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ossec-analysisd: takes events from queue/ossec/queue, has the engine decide,
 * writes alerts and archives, asks for active responses.
 */
#ifndef ANALYSISD_H
#define ANALYSISD_H

#include "lib/service/service.h"

/* The steps of its life, in the order of service.h. */
int analysisd_open(struct daemon *d);
int analysisd_load(struct daemon *d);
int analysisd_check(struct daemon *d);
int analysisd_run(struct daemon *d);

/* What it may touch while reading its configuration. */
extern const struct sandbox_path analysisd_paths[];

#endif
