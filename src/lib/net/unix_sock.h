/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unix sockets between processes of one host: datagram for the queues that
 * others write to as well, SOCK_SEQPACKET between our own. Both keep message
 * boundaries. Descriptors are close-on-exec.
 */
#ifndef UNIX_SOCK_H
#define UNIX_SOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct unix_sock_bind {
	const char *path;
	int type; /* SOCK_DGRAM or SOCK_SEQPACKET (then also listens) */
	mode_t mode;
	uid_t uid; /* owner of the file; ignored unless we are root */
	gid_t gid;
	int rcvbuf; /* bytes, beyond the system's limit if root; 0: default */
};

/*
 * Binds, non-blocking. A socket left behind is removed first, but anything
 * else at path, and a socket that somebody serves, is OS_ERR_REFUSED. As root
 * the file is made with the rights of uid, so that whoever owns the directory
 * cannot lead us elsewhere; a directory where only root writes will do too.
 * OS_ERR_SYS: see errno.
 */
int unix_sock_bind(int *fd, const struct unix_sock_bind *how);

/* Accepts one connection, non-blocking; OS_ERR_BUSY when there is none. */
int unix_sock_accept(int listener, int *fd);

/* Non-blocking. OS_ERR_CLOSED: nobody serves path (or it is missing); else
 * OS_ERR_SYS, OS_ERR_LIMIT for a path that is too long. */
int unix_sock_connect(int *fd, int type, const char *path);

/* Milliseconds to wait before attempt (from 0): 1, 2, 5, 10, 15 s as in the
 * reference, then 15 s each. For loops that must not block. */
long long unix_sock_retry_ms(unsigned attempt);

/* Connects, sleeping between attempts: at most 33 s in all. */
int unix_sock_connect_wait(int *fd, int type, const char *path);

/* SOCK_SEQPACKET, blocking. */
int unix_sock_pair(int fds[2]);

/*
 * One message. OS_ERR_BUSY: the other side's buffer is full (non-blocking
 * only), OS_ERR_CLOSED: the other side is gone, connect again, OS_ERR_LIMIT:
 * larger than the socket can carry; else OS_ERR_SYS.
 */
int unix_sock_send(int fd, const void *msg, size_t len);

/*
 * One message of at most size bytes. OS_ERR_BUSY: none now (non-blocking
 * only), OS_ERR_CLOSED: end of a SOCK_SEQPACKET connection (an empty message
 * looks the same: do not send any), OS_ERR_LIMIT: longer than size, lost.
 */
int unix_sock_recv(int fd, void *msg, size_t size, size_t *len);

/* The same with one descriptor along; on receiving *passed is -1 if none came.
 */
int unix_sock_send_fd(int fd, const void *msg, size_t len, int passed);
int unix_sock_recv_fd(int fd, void *msg, size_t size, size_t *len, int *passed);

/* Who is at the other end of a connected SOCK_SEQPACKET or stream socket. */
int unix_sock_peer(int fd, pid_t *pid, uid_t *uid, gid_t *gid);

#endif
