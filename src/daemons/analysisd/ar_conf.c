/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/analysisd/ar_conf.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/net/unix_sock.h"
#include "lib/port/port_file.h"

#define AR_CONF "etc/shared/ar.conf"
#define TEXT_MAX (128 * 1024)

/* In the writer. Its answer is an errno, 0 for success. */
static int
write_file(struct daemon *d, int fd)
{
	static char text[TEXT_MAX];
	int answer = 0;
	size_t len;

	(void)d;
	if (unix_sock_recv(fd, text, sizeof(text), &len) != OS_OK)
		return 0; /* the configuration was no good */
	if (port_file_replace(AR_CONF, text, len, 0440) == -1)
		answer = errno;
	return unix_sock_send(fd, &answer, sizeof(answer));
}

int
ar_conf_start_writer(struct daemon *d, int *fd)
{
	static const struct sandbox_path paths[] = {
		{ "etc/shared",
		    PATH_READ | PATH_WRITE | PATH_MAKE | PATH_OPTIONAL },
		{ NULL, 0 },
	};
	static const struct service_helper writer = {
		.name = "ar.conf",
		.sandbox = { .chroot = true, .paths = paths },
		.run = write_file,
	};

	return service_fork_helper(d, &writer, fd);
}

int
ar_conf_write(int fd, const struct buf *text)
{
	int answer = EIO, r = OS_ERR_LIMIT;
	size_t len;

	if (text->len <= TEXT_MAX)
		r = unix_sock_send(fd, text->p, text->len);
	if (r == OS_OK)
		r = unix_sock_recv(fd, &answer, sizeof(answer), &len);
	close(fd);
	(void)waitpid(-1, NULL, 0);
	if (r == OS_OK && answer == 0)
		return OS_OK;
	log_errorx("cannot write " AR_CONF ": %s",
	    r == OS_OK              ? strerror(answer)
		: r == OS_ERR_LIMIT ? "there are too many active responses"
				    : "its writer failed");
	return OS_ERR_SYS;
}

void
ar_conf_text(struct buf *b, const struct response_def *defs, size_t n)
{
	buf_add_cstr(b,
	    "restart-ossec0 - restart-ossec.sh - 0\n"
	    "restart-ossec0 - restart-ossec.cmd - 0\n");
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s - %s - %u\n", defs[i].name,
		    defs[i].executable, defs[i].timeout);
}
