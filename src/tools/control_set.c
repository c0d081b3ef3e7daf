/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/control_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/xalloc.h"
#include "lib/service/pid_file.h"

static void
order_for_stop(struct control_set *set)
{
	set->stop = xcalloc(set->n + 1, sizeof(*set->stop));
	for (size_t i = 0; i < set->n; i++) {
		size_t at = i;

		while (at > 0 &&
		    set->v[set->stop[at - 1]].stop_rank > set->v[i].stop_rank) {
			set->stop[at] = set->stop[at - 1];
			at--;
		}
		set->stop[at] = i;
	}
}

void
control_set_load(struct control_set *set, unsigned install)
{
	*set = (struct control_set){ 0 };
	for (size_t i = 0; i < layout_daemon_count; i++) {
		const struct layout_daemon *d = &layout_daemons[i];
		char path[128], *exe;

		snprintf(path, sizeof(path), "bin/%s", d->name);
		if ((d->installs & install) == 0 || d->enable != NULL ||
		    access(path, X_OK) == -1 ||
		    (exe = realpath(path, NULL)) == NULL)
			continue;
		*ARRAY_ADD(set->v, set->n, set->cap) =
		    (struct control_daemon){ d->name, exe, d->stop_rank };
	}
	order_for_stop(set);
}

void
control_set_free(struct control_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->v[i].exe);
	free(set->v);
	free(set->stop);
	*set = (struct control_set){ 0 };
}

int
control_set_find(const struct control_daemon *d, pid_t *pid, int *pidfd)
{
	return pid_file_find(d->name, d->exe, pid, pidfd);
}
