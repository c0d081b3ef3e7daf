/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/analysisd/response_queue.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/net/unix_sock.h"
#include "lib/port/port_time.h"

enum { MESSAGE_MAX = 2048 };

void
response_queue_close(struct response_queue *q)
{
	if (q->connected)
		close(q->fd);
	q->connected = false;
}

/* At growing intervals: each event may ask. */
static int
connect_now_and_then(struct response_queue *q)
{
	int64_t now = port_monotonic_ns();

	if (q->connected)
		return OS_OK;
	if (now < q->next_try)
		return OS_ERR_CLOSED;
	if (unix_sock_connect(&q->fd, SOCK_DGRAM, q->path) == OS_OK) {
		q->connected = true;
		q->attempts = 0;
		return OS_OK;
	}
	q->next_try = now + unix_sock_retry_ms(q->attempts++) * 1000000;
	return OS_ERR_CLOSED;
}

static void
lose(struct response_queue *q, int r)
{
	q->lost++;
	if (q->told)
		return;
	q->told = true;
	if (r == OS_ERR_BUSY)
		log_errorx("%s: %s does not keep up; active responses are "
			   "lost until it does",
		    q->path, q->server);
	else if (r == OS_ERR_CLOSED)
		log_error_code(1301,
		    "%s: %s is not running; active responses are lost until "
		    "it is",
		    q->path, q->server);
	else
		log_error("%s: cannot send an active response", q->path);
}

void
response_queue_send(struct response_queue *q, struct str text)
{
	char message[MESSAGE_MAX];
	int r = OS_ERR_LIMIT;

	if (text.len >= sizeof(message)) {
		errno = EMSGSIZE;
		lose(q, r);
		return;
	}
	memcpy(message, text.p, text.len);
	message[text.len] = '\0';
	if ((r = connect_now_and_then(q)) == OS_OK)
		r = unix_sock_send(q->fd, message, text.len + 1);
	if (r != OS_OK) {
		if (r != OS_ERR_BUSY)
			response_queue_close(q);
		lose(q, r);
		return;
	}
	q->sent++;
	if (q->told)
		log_info("%s: active responses are sent again; %llu were lost "
			 "since the start",
		    q->path, (unsigned long long)q->lost);
	q->told = false;
}
