/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/unix_sock.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/xalloc.h"

#define BACKLOG 16

static const int retry_secs[] = { 1, 2, 5, 10, 15 };

static int
address(struct sockaddr_un *sun, const char *path)
{
	size_t len = strlen(path);

	memset(sun, 0, sizeof(*sun));
	sun->sun_family = AF_UNIX;
	if (len >= sizeof(sun->sun_path))
		return OS_ERR_LIMIT;
	memcpy(sun->sun_path, path, len + 1);
	return OS_OK;
}

static int
open_sock(int *fd, int type)
{
	*fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return *fd == -1 ? OS_ERR_SYS : OS_OK;
}

static int
close_keeping_errno(int fd, int result)
{
	int saved = errno;

	close(fd);
	errno = saved;
	return result;
}

int
unix_sock_connect(int *fd, int type, const char *path)
{
	struct sockaddr_un sun;
	int s, r;

	if ((r = address(&sun, path)) != OS_OK ||
	    (r = open_sock(&s, type)) != 0)
		return r;
	if (connect(s, (struct sockaddr *)&sun, sizeof(sun)) == -1) {
		r = errno == ECONNREFUSED || errno == ENOENT ? OS_ERR_CLOSED
							     : OS_ERR_SYS;
		return close_keeping_errno(s, r);
	}
	*fd = s;
	return OS_OK;
}

long long
unix_sock_retry_ms(unsigned attempt)
{
	if (attempt >= NELEM(retry_secs))
		attempt = NELEM(retry_secs) - 1;
	return 1000LL * retry_secs[attempt];
}

int
unix_sock_connect_wait(int *fd, int type, const char *path)
{
	int r = unix_sock_connect(fd, type, path);

	for (unsigned i = 0; r != OS_OK && i < NELEM(retry_secs); i++) {
		sleep((unsigned)retry_secs[i]);
		r = unix_sock_connect(fd, type, path);
	}
	return r;
}

/* Removes a socket that nobody serves. */
static int
remove_stale(const struct unix_sock_bind *how)
{
	struct stat st;
	int fd, r;

	if (lstat(how->path, &st) == -1)
		return errno == ENOENT ? OS_OK : OS_ERR_SYS;
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return OS_ERR_REFUSED;
	}
	if ((r = unix_sock_connect(&fd, how->type, how->path)) == OS_OK) {
		close(fd);
		errno = EADDRINUSE;
		return OS_ERR_REFUSED;
	}
	/* EPROTOTYPE: served, but by a socket of another type */
	if (r != OS_ERR_CLOSED && (errno == EPROTOTYPE || errno == EAGAIN)) {
		errno = EADDRINUSE;
		return OS_ERR_REFUSED;
	}
	return unlink(how->path) == -1 && errno != ENOENT ? OS_ERR_SYS : OS_OK;
}

static int
bind_here(int fd, const struct unix_sock_bind *how)
{
	struct sockaddr_un sun;
	mode_t old;
	int r;

	if ((r = address(&sun, how->path)) != OS_OK ||
	    (r = remove_stale(how)) != OS_OK)
		return r;
	/* the mode must be right from the first moment */
	old = umask(0777 & ~how->mode);
	r = bind(fd, (struct sockaddr *)&sun, sizeof(sun));
	umask(old);
	return r == -1 ? OS_ERR_SYS : OS_OK;
}

/* In a directory where only root can write there is nobody to play tricks
 * between bind() and chown(). */
static int
bind_then_give(int fd, const struct unix_sock_bind *how)
{
	char path[PATH_MAX];
	struct stat st;
	int r;

	snprintf(path, sizeof(path), "%s", how->path);
	if (stat(dirname(path), &st) == -1)
		return OS_ERR_SYS;
	if (st.st_uid != 0 || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		errno = EACCES;
		return OS_ERR_SYS;
	}
	if ((r = bind_here(fd, how)) != OS_OK)
		return r;
	return lchown(how->path, how->uid, how->gid) == -1 ? OS_ERR_SYS : OS_OK;
}

static int
bind_as(int fd, const struct unix_sock_bind *how)
{
	uid_t uid;
	gid_t gid;
	int r;

	if (geteuid() != 0 || (how->uid == 0 && how->gid == 0))
		return bind_here(fd, how);
	/* The kernel drops the file capabilities along with fsuid 0. */
	gid = (gid_t)setfsgid(how->gid);
	uid = (uid_t)setfsuid(how->uid);
	r = bind_here(fd, how);
	setfsuid(uid);
	setfsgid(gid);
	if (r == OS_ERR_SYS && errno == EACCES)
		r = bind_then_give(fd, how);
	return r;
}

static void
widen(int fd, int bytes)
{
	if (bytes > 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)) ==
		-1)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

int
unix_sock_bind(int *fd, const struct unix_sock_bind *how)
{
	int s, r;

	if ((r = open_sock(&s, how->type)) != OS_OK)
		return r;
	widen(s, how->rcvbuf);
	r = bind_as(s, how);
	if (r == OS_OK && how->type != SOCK_DGRAM && listen(s, BACKLOG) == -1)
		r = OS_ERR_SYS;
	if (r != OS_OK)
		return close_keeping_errno(s, r);
	*fd = s;
	return OS_OK;
}

int
unix_sock_accept(int listener, int *fd)
{
	int s;

	do {
		s = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	} while (s == -1 && (errno == EINTR || errno == ECONNABORTED));
	if (s == -1)
		return errno == EAGAIN ? OS_ERR_BUSY : OS_ERR_SYS;
	*fd = s;
	return OS_OK;
}

int
unix_sock_pair(int fds[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) == -1
	    ? OS_ERR_SYS
	    : OS_OK;
}

static int
result(int err)
{
	switch (err) {
	case EAGAIN:
	case ENOBUFS:
		return OS_ERR_BUSY;
	case EPIPE:
	case ECONNREFUSED:
	case ECONNRESET:
	case ENOTCONN:
	case ENOENT:
		return OS_ERR_CLOSED;
	case EMSGSIZE:
		return OS_ERR_LIMIT;
	default:
		return OS_ERR_SYS;
	}
}

int
unix_sock_send_fd(int fd, const void *msg, size_t len, int passed)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { .iov_base = (void *)(uintptr_t)msg,
		.iov_len = len };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	if (passed != -1) {
		struct cmsghdr *c;

		memset(&control, 0, sizeof(control));
		m.msg_control = control.bytes;
		m.msg_controllen = sizeof(control.bytes);
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &passed, sizeof(int));
	}
	do {
		n = sendmsg(fd, &m, MSG_NOSIGNAL);
	} while (n == -1 && errno == EINTR);
	return n == -1 ? result(errno) : OS_OK;
}

int
unix_sock_send(int fd, const void *msg, size_t len)
{
	ssize_t n;

	do {
		n = send(fd, msg, len, MSG_NOSIGNAL);
	} while (n == -1 && errno == EINTR);
	return n == -1 ? result(errno) : OS_OK;
}

static bool
is_datagram(int fd)
{
	int type = 0;
	socklen_t size = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
	    type == SOCK_DGRAM;
}

int
unix_sock_recv(int fd, void *msg, size_t size, size_t *len)
{
	ssize_t n;

	do {
		/* MSG_TRUNC: the true length, also of what does not fit */
		n = recv(fd, msg, size, MSG_TRUNC);
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		return result(errno);
	if (n == 0 && !is_datagram(fd))
		return OS_ERR_CLOSED;
	if ((size_t)n > size)
		return OS_ERR_LIMIT;
	*len = (size_t)n;
	return OS_OK;
}

/* The descriptor in m, or -1. What the padding of the buffer lets in besides
 * is closed, or a sender could fill our table of descriptors: *more. */
static int
passed_fd(struct msghdr *m, bool *more)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(m);
	int fd, first = -1;

	*more = false;
	if (c == NULL || c->cmsg_level != SOL_SOCKET ||
	    c->cmsg_type != SCM_RIGHTS)
		return -1;
	for (size_t at = 0; CMSG_LEN(at + sizeof(fd)) <= c->cmsg_len;
	     at += sizeof(fd)) {
		memcpy(&fd, CMSG_DATA(c) + at, sizeof(fd));
		if (first == -1) {
			first = fd;
		} else {
			close(fd);
			*more = true;
		}
	}
	return first;
}

static int
refuse_fd(int fd, int result)
{
	if (fd != -1)
		close(fd);
	return result;
}

int
unix_sock_recv_fd(int fd, void *msg, size_t size, size_t *len, int *passed)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec iov = { .iov_base = msg, .iov_len = size };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes) };
	ssize_t n;
	bool more;
	int got;

	do {
		n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		return result(errno);
	got = passed_fd(&m, &more);
	if (n == 0 && !is_datagram(fd))
		return refuse_fd(got, OS_ERR_CLOSED);
	if (more || (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		return refuse_fd(got, OS_ERR_LIMIT);
	*len = (size_t)n;
	*passed = got;
	return OS_OK;
}

int
unix_sock_peer(int fd, pid_t *pid, uid_t *uid, gid_t *gid)
{
	struct ucred c;
	socklen_t size = sizeof(c);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &size) == -1)
		return OS_ERR_SYS;
	*pid = c.pid;
	*uid = c.uid;
	*gid = c.gid;
	return OS_OK;
}
