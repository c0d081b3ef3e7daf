/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between service.c and service_helper.c.
 */
#ifndef SERVICE_PRIVATE_H
#define SERVICE_PRIVATE_H

#include "lib/service/ready.h"
#include "lib/service/service.h"

struct service_private {
	struct ready ready;
	int lock;      /* of pid_file_write(); -1: none */
	int config_fd; /* opened as root; -1 and config_errno: cannot */
	int config_errno;
	struct internal_options options;
	bool ready_told;
};

/* The last steps, the same for a service and for its helpers; each logs. */
int service_enter_sandbox(
    struct daemon *d, const struct sandbox *sb, const char *state_dir);
int service_prepare_loop(struct daemon *d);
/* It was opened by root, and may hold secrets of others: not for .run. */
void service_forget_config(struct daemon *d);
/* Unless somebody watches: no more standard streams. */
void service_hush(const struct daemon *d);
int service_seal(struct daemon *d, const struct sandbox *sb);

#endif
