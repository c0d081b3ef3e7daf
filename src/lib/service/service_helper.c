/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Helper processes: service_fork_helper() of service.h.
 */
#include <errno.h>
#include <string.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/net/unix_sock.h"
#include "lib/service/service_private.h"

/* Its title in ps: the name, cut to what the kernel takes. */
static void
set_title(const struct service_helper *h)
{
	char title[16];

	strncpy(title, h->name, sizeof(title) - 1);
	title[sizeof(title) - 1] = '\0';
	prctl(PR_SET_NAME, title);
}

static int
helper_main(struct daemon *d, const struct service_helper *h, int fd)
{
	ready_leave(&d->priv->ready);
	if (d->priv->lock != -1)
		close(d->priv->lock);
	set_title(h);
	if (geteuid() == 0 &&
	    sandbox_lookup(
		h->sandbox.user, h->sandbox.group, &d->uid, &d->gid) != OS_OK)
		return 1;
	d->level = (struct sandbox_level){ 0 };
	if (service_enter_sandbox(d, &h->sandbox, NULL) != OS_OK)
		return 1;
	if (h->load != NULL && h->load(d) != 0)
		return 1;
	service_forget_config(d);
	if (service_prepare_loop(d) != OS_OK ||
	    service_seal(d, &h->sandbox) != OS_OK)
		return 1;
	service_hush(d);
	return h->run(d, fd) == 0 ? 0 : 1;
}

int
service_fork_helper(struct daemon *d, const struct service_helper *h, int *fd)
{
	int fds[2];
	pid_t pid;

	if (unix_sock_pair(fds) != OS_OK || (pid = fork()) == -1) {
		log_error_code(1101, "cannot start the %s process: %s", h->name,
		    strerror(errno));
		return OS_ERR_SYS;
	}
	if (pid == 0) {
		close(fds[0]);
		exit(helper_main(d, h, fds[1]));
	}
	close(fds[1]);
	*fd = fds[0];
	return OS_OK;
}
