/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/queue.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/net/unix_sock.h"
#include "lib/port/port_time.h"

#define MS ((int64_t)1000000)

enum {
	RETRY_FIRST_MS = 100,
	RETRY_MAX_MS = 3000,
	LOCK_MS = 200,
	FULL_MS = 1000, /* in case a wake-up is missed */
	NOTICES_MAX = 1000,
};

void
queue_init(struct queue *q, const char *path, const char *lock_path,
    struct loop *loop, void (*ready)(void *arg), void *arg)
{
	*q = (struct queue){ .path = path,
		.lock_path = lock_path,
		.loop = loop,
		.ready = ready,
		.arg = arg,
		.fd = -1 };
	q->last_notice = &q->notices;
}

static void
disconnect(struct queue *q)
{
	watch_free(&q->writable);
	if (q->fd != -1)
		close(q->fd);
	q->fd = -1;
	q->full = false;
}

static void
drop_first_notice(struct queue *q)
{
	struct queue_notice *n = q->notices;

	q->notices = n->next;
	if (q->notices == NULL)
		q->last_notice = &q->notices;
	q->n_notices--;
	free(n);
}

void
queue_close(struct queue *q)
{
	disconnect(q);
	while (q->notices != NULL)
		drop_first_notice(q);
}

static void
retry_later(struct queue *q, int64_t now)
{
	int64_t ms = RETRY_FIRST_MS << (q->attempt < 6 ? q->attempt : 6);

	q->attempt++;
	q->retry_at = now + (ms < RETRY_MAX_MS ? ms : RETRY_MAX_MS) * MS;
}

static bool
connect_to_reader(struct queue *q, int64_t now)
{
	int r = unix_sock_connect(&q->fd, SOCK_DGRAM, q->path);

	if (r != OS_OK) {
		q->fd = -1;
		if (!q->down_told)
			log_warn_code(1210,
			    "Queue '%s' not accessible: '%s'. Waiting for its "
			    "reader; nothing is lost meanwhile.",
			    q->path, os_strerror(r));
		q->down_told = true;
		retry_later(q, now);
		return false;
	}
	log_info("Connected to '%s'.", q->path);
	q->reconnects++;
	q->attempt = 0;
	q->down_told = false;
	return true;
}

/* The agent's sign that it has no manager to send to. */
static bool
check_lock(struct queue *q, int64_t now)
{
	bool locked = access(q->lock_path, F_OK) == 0;

	if (locked && !q->locked)
		log_info("Process locked. Waiting for permission...");
	if (!locked && q->locked)
		log_info("Lock free. Continuing...");
	q->locked = locked;
	if (locked)
		q->retry_at = now + LOCK_MS * MS;
	return locked;
}

bool
queue_open(struct queue *q, int64_t now)
{
	if (now < q->retry_at)
		return false;
	q->retry_at = 0;
	q->full = false;
	if (check_lock(q, now))
		return false;
	return q->fd != -1 || connect_to_reader(q, now);
}

int64_t
queue_due(const struct queue *q)
{
	return q->retry_at != 0 ? q->retry_at : INT64_MAX;
}

static void
on_writable(int fd, unsigned what, void *arg)
{
	struct queue *q = arg;

	(void)fd;
	(void)what;
	watch_enable(q->writable, false);
	q->full = false;
	q->retry_at = 0;
	q->ready(q->arg);
}

static void
wait_for_room(struct queue *q)
{
	q->full = true;
	q->waits++;
	q->retry_at = port_monotonic_ns() + FULL_MS * MS;
	if (q->writable == NULL)
		q->writable =
		    loop_fd(q->loop, q->fd, LOOP_WRITE, on_writable, q);
	else
		watch_enable(q->writable, true);
}

static bool
send_datagram(struct queue *q, const void *p, size_t len)
{
	int r;

	if (q->fd == -1 || q->full)
		return false;
	r = unix_sock_send(q->fd, p, len);
	if (r == OS_OK) {
		q->sent++;
		q->sent_bytes += len;
		return true;
	}
	if (r == OS_ERR_BUSY) {
		wait_for_room(q);
		return false;
	}
	log_error_code(1224,
	    "socketerr (not available): the reader of '%s' is gone; the "
	    "message is kept",
	    q->path);
	disconnect(q);
	retry_later(q, port_monotonic_ns());
	return false;
}

static size_t
add(char *out, size_t at, struct str s)
{
	size_t room = QUEUE_TEXT_MAX - at;

	s = str_head(s, room);
	if (s.len != 0)
		memcpy(out + at, s.p, s.len);
	return at + s.len;
}

static bool
send_message(struct queue *q, char id, struct str location, struct str text)
{
	char out[QUEUE_TEXT_MAX + 1];
	size_t n = 2;

	out[0] = id;
	out[1] = ':';
	n = add(out, n, location);
	n = add(out, n, STR_LIT(":"));
	n = add(out, n, text);
	out[n++] = '\0';
	return send_datagram(q, out, n);
}

bool
queue_flush(struct queue *q)
{
	for (struct queue_notice *n; (n = q->notices) != NULL;) {
		if (!send_message(q, '1', str_from(n->location),
			str_slice(n->text, n->len)))
			return false;
		drop_first_notice(q);
	}
	return true;
}

bool
queue_send(struct queue *q, char id, struct str location, struct str text)
{
	return queue_flush(q) && send_message(q, id, location, text);
}

void
queue_notice(struct queue *q, const char *location, struct str text)
{
	struct queue_notice *n;

	if (q->n_notices >= NOTICES_MAX) {
		q->notices_lost++;
		return;
	}
	n = xmalloc(sizeof(*n) + text.len);
	*n = (struct queue_notice){ .location = location, .len = text.len };
	memcpy(n->text, text.p, text.len);
	*q->last_notice = n;
	q->last_notice = &n->next;
	q->n_notices++;
}

static bool
sink_send(void *arg, char id, struct str location, struct str text)
{
	return queue_send(arg, id, location, text);
}

static void
sink_notice(void *arg, struct str text)
{
	queue_notice(arg, "ossec-logcollector", text);
}

struct sink
queue_sink(struct queue *q)
{
	return (struct sink){ sink_send, sink_notice, q };
}
