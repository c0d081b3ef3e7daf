/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/unix_sock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "check.h"
#include "lib/base/err.h"
#include "lib/port/port_file.h"
#include "scratch.h"

static struct unix_sock_bind
at(const char *path, int type)
{
	return (struct unix_sock_bind){ .path = path,
		.type = type,
		.mode = 0660,
		.uid = geteuid(),
		.gid = getegid() };
}

TEST(bind_over_what_is_there)
{
	static const int types[] = { SOCK_DGRAM, SOCK_SEQPACKET };
	struct scratch s;

	scratch_enter(&s);
	for (size_t i = 0; i < NELEM(types); i++) {
		struct unix_sock_bind how = at("sock", types[i]);
		struct stat st;
		int fd, other;

		CHECK_INT(unix_sock_bind(&fd, &how), OS_OK, i);
		CHECK_INT(stat("sock", &st), 0, i);
		CHECK_INT(st.st_mode & 07777, 0660, i);
		/* served: hands off */
		CHECK_INT(unix_sock_bind(&other, &how), OS_ERR_REFUSED, i);
		CHECK_INT(errno, EADDRINUSE, i);
		how.type = types[1 - i];
		CHECK_INT(unix_sock_bind(&other, &how), OS_ERR_REFUSED, i);
		/* left behind: taken over */
		close(fd);
		how.type = types[i];
		CHECK_INT(unix_sock_bind(&fd, &how), OS_OK, i);
		close(fd);
		CHECK_INT(unlink("sock"), 0, i);
	}
	scratch_leave(&s);
}

TEST(bind_not_over_a_file)
{
	struct unix_sock_bind how = at("file", SOCK_DGRAM);
	struct scratch s;
	int fd;

	scratch_enter(&s);
	CHECK_INT(port_file_replace("file", "x", 1, 0600), 0, -1);
	CHECK_INT(unix_sock_bind(&fd, &how), OS_ERR_REFUSED, -1);
	CHECK_INT(access("file", F_OK), 0, -1);
	how.path = "no/dir";
	CHECK_INT(unix_sock_bind(&fd, &how), OS_ERR_SYS, -1);
	how.path = "a-path-that-is-longer-than-the-one-hundred-and-eight-bytes-"
		   "that-fit-into-the-address-of-a-socket-of-this-family-here";
	CHECK_INT(unix_sock_bind(&fd, &how), OS_ERR_LIMIT, -1);
	scratch_leave(&s);
}

TEST(datagrams)
{
	struct unix_sock_bind how = at("q", SOCK_DGRAM);
	struct scratch s;
	char text[16], big[32] = { 0 };
	int in, out, r;
	size_t n = 99;

	scratch_enter(&s);
	CHECK_INT(unix_sock_connect(&out, SOCK_DGRAM, "q"), OS_ERR_CLOSED, -1);
	CHECK_INT(unix_sock_bind(&in, &how), OS_OK, -1);
	CHECK_INT(unix_sock_connect(&out, SOCK_DGRAM, "q"), OS_OK, -1);
	CHECK_INT(unix_sock_recv(in, text, sizeof(text), &n), OS_ERR_BUSY, -1);
	CHECK_INT(unix_sock_send(out, "hello", 5), OS_OK, -1);
	CHECK_INT(unix_sock_send(out, "", 0), OS_OK, -1);
	CHECK_INT(unix_sock_send(out, big, sizeof(big)), OS_OK, -1);
	CHECK_INT(unix_sock_send(out, "again", 5), OS_OK, -1);
	CHECK_INT(unix_sock_recv(in, text, sizeof(text), &n), OS_OK, -1);
	CHECK_STR(str_slice(text, n), "hello", -1);
	CHECK_INT(unix_sock_recv(in, text, sizeof(text), &n), OS_OK, -1);
	CHECK_INT(n, 0, -1);
	CHECK_INT(unix_sock_recv(in, text, sizeof(text), &n), OS_ERR_LIMIT, -1);
	CHECK_INT(unix_sock_recv(in, text, sizeof(text), &n), OS_OK, -1);
	CHECK_STR(str_slice(text, n), "again", -1);
	for (r = OS_OK; r == OS_OK;)
		r = unix_sock_send(out, "x", 1);
	CHECK_INT(r, OS_ERR_BUSY, -1);
	close(in);
	CHECK_INT(unix_sock_send(out, "x", 1), OS_ERR_CLOSED, -1);
	close(out);
	CHECK_INT(unix_sock_connect(&out, SOCK_DGRAM, "q"), OS_ERR_CLOSED, -1);
	scratch_leave(&s);
}

TEST(too_large_for_the_socket)
{
	int fds[2], small = 4096;
	static char big[1 << 20];

	CHECK_INT(unix_sock_pair(fds), OS_OK, -1);
	setsockopt(fds[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
	CHECK_INT(unix_sock_send(fds[0], big, sizeof(big)), OS_ERR_LIMIT, -1);
	close(fds[0]);
	close(fds[1]);
}

TEST(connections)
{
	struct unix_sock_bind how = at("c", SOCK_SEQPACKET);
	struct scratch s;
	int listener, client, server;
	char text[16];
	size_t n;
	pid_t pid;
	uid_t uid;
	gid_t gid;

	scratch_enter(&s);
	CHECK_INT(unix_sock_bind(&listener, &how), OS_OK, -1);
	CHECK_INT(unix_sock_accept(listener, &server), OS_ERR_BUSY, -1);
	CHECK_INT(unix_sock_connect(&client, SOCK_SEQPACKET, "c"), OS_OK, -1);
	CHECK_INT(unix_sock_accept(listener, &server), OS_OK, -1);
	CHECK_INT(unix_sock_peer(server, &pid, &uid, &gid), OS_OK, -1);
	CHECK_INT(pid, getpid(), -1);
	CHECK_INT(uid, geteuid(), -1);
	CHECK_INT(unix_sock_send(client, "one", 3), OS_OK, -1);
	CHECK_INT(unix_sock_send(client, "two", 3), OS_OK, -1);
	CHECK_INT(unix_sock_recv(server, text, sizeof(text), &n), OS_OK, -1);
	CHECK_STR(str_slice(text, n), "one", -1);
	close(client);
	CHECK_INT(unix_sock_recv(server, text, sizeof(text), &n), OS_OK, -1);
	CHECK_STR(str_slice(text, n), "two", -1);
	CHECK_INT(
	    unix_sock_recv(server, text, sizeof(text), &n), OS_ERR_CLOSED, -1);
	CHECK_INT(unix_sock_send(server, "x", 1), OS_ERR_CLOSED, -1);
	close(server);
	close(listener);
	scratch_leave(&s);
}

TEST(passed_descriptors)
{
	int fds[2], pass[2], got;
	char text[16];
	size_t n;

	CHECK_INT(unix_sock_pair(fds), OS_OK, -1);
	CHECK_INT(pipe(pass), 0, -1);
	CHECK_INT(unix_sock_send_fd(fds[0], "fd", 2, pass[1]), OS_OK, -1);
	CHECK_INT(unix_sock_send_fd(fds[0], "none", 4, -1), OS_OK, -1);
	CHECK_INT(
	    unix_sock_recv_fd(fds[1], text, sizeof(text), &n, &got), OS_OK, -1);
	CHECK_STR(str_slice(text, n), "fd", -1);
	CHECK(got != -1);
	CHECK(fcntl(got, F_GETFD) == FD_CLOEXEC);
	CHECK_INT(write(got, "x", 1), 1, -1);
	CHECK_INT(read(pass[0], text, 1), 1, -1);
	close(got);
	CHECK_INT(
	    unix_sock_recv_fd(fds[1], text, sizeof(text), &n, &got), OS_OK, -1);
	CHECK_INT(got, -1, -1);
	/* a message that is too long takes its descriptor with it */
	CHECK_INT(unix_sock_send_fd(fds[0], "long", 4, pass[1]), OS_OK, -1);
	close(pass[1]);
	CHECK_INT(
	    unix_sock_recv_fd(fds[1], text, 2, &n, &got), OS_ERR_LIMIT, -1);
	CHECK_INT(read(pass[0], text, 1), 0, -1);
	close(pass[0]);
	close(fds[0]);
	close(fds[1]);
}

/* The buffer for one has room for two, by its padding. */
TEST(more_descriptors_than_one)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(2 * sizeof(int))];
	} control = { 0 };
	struct iovec iov = { (char[]){ "x" }, 1 };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	int fds[2], pass[2], got;
	char text[16];
	size_t n;

	CHECK_INT(unix_sock_pair(fds), OS_OK, -1);
	CHECK_INT(pipe(pass), 0, -1);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(c), (int[]){ pass[1], pass[1] }, 2 * sizeof(int));
	CHECK_INT(sendmsg(fds[0], &m, 0), 1, -1);
	close(pass[1]);
	CHECK_INT(unix_sock_recv_fd(fds[1], text, sizeof(text), &n, &got),
	    OS_ERR_LIMIT, -1);
	/* nothing keeps the writing end open */
	CHECK_INT(read(pass[0], text, 1), 0, -1);
	close(pass[0]);
	close(fds[0]);
	close(fds[1]);
}

TEST(retry_schedule)
{
	static const long long want[] = { 1000, 2000, 5000, 10000, 15000,
		15000 };

	for (unsigned i = 0; i < NELEM(want); i++)
		CHECK_INT(unix_sock_retry_ms(i), want[i], i);
}

/* As root: the file belongs to the user, made with his rights. */
TEST(bind_for_somebody_else)
{
	struct unix_sock_bind how = { .path = "his/q",
		.type = SOCK_DGRAM,
		.mode = 0620,
		.uid = 12345,
		.gid = 23456 };
	struct scratch s;
	struct stat st;
	int fd;

	if (geteuid() != 0)
		return;
	scratch_enter(&s);
	CHECK_INT(chmod(".", 0755), 0, -1);
	CHECK_INT(mkdir("his", 0700), 0, -1);
	CHECK_INT(chown("his", 12345, 23456), 0, -1);
	CHECK_INT(unix_sock_bind(&fd, &how), OS_OK, -1);
	close(fd);
	CHECK_INT(stat("his/q", &st), 0, -1);
	CHECK_INT(st.st_uid, 12345, -1);
	CHECK_INT(st.st_gid, 23456, -1);
	CHECK_INT(st.st_mode & 07777, 0620, -1);
	/* where only root writes: made by root, then given */
	CHECK_INT(mkdir("roots", 0755), 0, -1);
	how.path = "roots/q";
	CHECK_INT(unix_sock_bind(&fd, &how), OS_OK, -1);
	close(fd);
	CHECK_INT(stat("roots/q", &st), 0, -1);
	CHECK_INT(st.st_uid, 12345, -1);
	/* where a third party writes: not at all */
	CHECK_INT(mkdir("others", 0700), 0, -1);
	CHECK_INT(chown("others", 777, 777), 0, -1);
	how.path = "others/q";
	CHECK_INT(unix_sock_bind(&fd, &how), OS_ERR_SYS, -1);
	CHECK_INT(errno, EACCES, -1);
	CHECK_INT(geteuid(), 0, -1);
	CHECK_INT(port_file_replace("mine", "", 0, 0600), 0, -1);
	CHECK_INT(stat("mine", &st), 0, -1);
	CHECK_INT(st.st_uid, 0, -1);
	scratch_leave(&s);
}
