/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/ready.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/base/str.h"
#include "lib/port/port_file.h"

/* systemd's protocol: a datagram to the socket named in NOTIFY_SOCKET, where a
 * leading @ stands for an abstract name. Failing is no harm: systemd says so
 * itself when nothing comes. */
static int
connect_notify(const char *path)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	size_t len = strlen(path);
	int fd;

	if (len == 0 || len >= sizeof(sun.sun_path))
		return -1;
	memcpy(sun.sun_path, path, len);
	if (sun.sun_path[0] == '@')
		sun.sun_path[0] = '\0';
	if ((fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) == -1)
		return -1;
	len += offsetof(struct sockaddr_un, sun_path);
	if (connect(fd, (struct sockaddr *)&sun, (socklen_t)len) == -1) {
		close(fd);
		return -1;
	}
	return fd;
}

int
ready_init(struct ready *r)
{
	const char *s;
	uint64_t n;

	r->pipe = r->notify = -1;
	r->supervised = false;
	if ((s = getenv(READY_FD_ENV)) != NULL &&
	    str_to_u64(str_from(s), 65535, &n) && n > 2 &&
	    port_file_set_inherit((int)n, false) == 0) {
		r->pipe = (int)n;
		r->supervised = true;
	}
	port_file_close_above(2, r->pipe);
	/* What the caller closed of 0 to 2 is filled, or the log, a lock or a
	 * socket would get that number, be written to and later closed. */
	do {
		r->null = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (r->null == -1) {
			log_error("cannot open /dev/null");
			return OS_ERR_SYS;
		}
	} while (r->null <= 2);
	if ((s = getenv("NOTIFY_SOCKET")) != NULL)
		r->notify = connect_notify(s);
	unsetenv(READY_FD_ENV);
	unsetenv("NOTIFY_SOCKET");
	return OS_OK;
}

/* The first process: its exit status is the answer to whoever started us. */
static void __attribute__((noreturn)) await(int fd, pid_t child)
{
	ssize_t n;
	char byte;

	while (waitpid(child, NULL, 0) == -1 && errno == EINTR)
		continue;
	do {
		n = read(fd, &byte, 1);
	} while (n == -1 && errno == EINTR);
	_exit(n == 1 ? 0 : 1);
}

int
ready_daemonize(struct ready *r)
{
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) == -1 || (pid = fork()) == -1) {
		log_error_code(1101, "cannot fork: %s", strerror(errno));
		return OS_ERR_SYS;
	}
	if (pid > 0) {
		close(fds[1]);
		await(fds[0], pid);
	}
	close(fds[0]);
	if (setsid() == -1 || (pid = fork()) == -1) {
		log_error_code(1101, "cannot fork: %s", strerror(errno));
		_exit(1);
	}
	if (pid > 0)
		_exit(0);
	if (r->pipe != -1)
		close(r->pipe);
	r->pipe = fds[1];
	return OS_OK;
}

static void
close_fd(int *fd)
{
	if (*fd > 2)
		close(*fd);
	*fd = -1;
}

/* Builds with sanitizers keep standard error for their reports, when there is a
 * supervisor who reads them. */
void
ready_hush(const struct ready *r)
{
	int last = SANDBOX_RELAXED && r->supervised ? 1 : 2;

	for (int fd = 0; fd <= last; fd++)
		dup2(r->null, fd);
}

void
ready_tell(struct ready *r)
{
	static const char text[] = "READY=1\n";

	if (r->notify != -1)
		send(r->notify, text, sizeof(text) - 1, MSG_NOSIGNAL);
	if (r->pipe != -1)
		(void)port_file_write(r->pipe, "R", 1);
	ready_leave(r);
	close_fd(&r->null);
}

bool
ready_wanted(const struct ready *r)
{
	struct pollfd p = { .fd = r->pipe };

	/* without a reader a pipe's writing end is in error */
	return r->pipe == -1 || poll(&p, 1, 0) == 0;
}

void
ready_leave(struct ready *r)
{
	close_fd(&r->pipe);
	close_fd(&r->notify);
}
