/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/analysisd/queue_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "lib/base/err.h"
#include "lib/base/xalloc.h"
#include "lib/proto/queue_line.h"

struct queue_reader {
	int fd;
	struct mmsghdr messages[QUEUE_READER_BATCH];
	struct iovec parts[QUEUE_READER_BATCH];
	char text[QUEUE_READER_BATCH][QUEUE_LINE_SENT_MAX];
};

struct queue_reader *
queue_reader_new(int fd)
{
	struct queue_reader *r = xcalloc(1, sizeof(*r));

	r->fd = fd;
	for (int i = 0; i < QUEUE_READER_BATCH; i++) {
		r->parts[i].iov_base = r->text[i];
		r->parts[i].iov_len = sizeof(r->text[i]);
		r->messages[i].msg_hdr.msg_iov = &r->parts[i];
		r->messages[i].msg_hdr.msg_iovlen = 1;
	}
	return r;
}

void
queue_reader_free(struct queue_reader **r)
{
	free(*r);
	*r = NULL;
}

int
queue_reader_read(struct queue_reader *r)
{
	int n;

	do {
		n = recvmmsg(
		    r->fd, r->messages, QUEUE_READER_BATCH, MSG_DONTWAIT, NULL);
	} while (n == -1 && errno == EINTR);
	if (n >= 0)
		return n;
	return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : OS_ERR_SYS;
}

struct str
queue_reader_get(const struct queue_reader *r, int i, bool *cut)
{
	*cut = (r->messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
	return str_slice(r->text[i], r->messages[i].msg_len);
}
