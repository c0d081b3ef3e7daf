/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/hash.h"
#include "lib/base/log.h"
#include "lib/port/port_time.h"

enum {
	CHUNKS_PER_ROUND = 4, /* then it is the turn of others */
	LOGGED_TEXT_MAX = 4096,
};

static uint64_t
tail_hash(const void *p, size_t len)
{
	/* A fixed seed: the value is kept in a file. */
	static const struct hash_seed seed = { 0x6f737365632d6e67,
		0x706f736974696f6e };

	return hash_bytes(&seed, p, len);
}

/* pread() of all of it; false: the file is shorter, or an error. */
static bool
read_all_at(int fd, char *p, size_t len, uint64_t at)
{
	while (len > 0) {
		ssize_t n = pread(fd, p, len, (off_t)at);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
		at += (uint64_t)n;
	}
	return true;
}

struct stream *
stream_open(const char *path, const struct stream_how *how)
{
	int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY |
	    (how->no_links ? O_NOFOLLOW : 0);
	struct stat st;
	struct stream *s;
	int fd;

	if ((fd = open(path, flags)) == -1)
		return NULL;
	if (fstat(fd, &st) == -1 || S_ISDIR(st.st_mode) ||
	    (how->no_links && !S_ISREG(st.st_mode))) {
		close(fd);
		errno = EISDIR;
		return NULL;
	}
	s = xcalloc(1, sizeof(*s));
	s->fd = fd;
	s->watch = -1;
	s->id = (struct file_id){ st.st_dev, st.st_ino };
	s->regular = S_ISREG(st.st_mode);
	s->location = xstrdup(how->location);
	s->tally = how->tally;
	reader_init(&s->reader, how->format);
	s->reader.group_lines = how->group_lines;
	s->reader.host = how->host;
	if (how->format->check != NULL)
		(void)how->format->check(&s->reader, s->location);
	s->last_data = port_monotonic_ns();
	return s;
}

void
stream_free(struct stream **sp, struct chunk *c)
{
	struct stream *s = *sp;

	*sp = NULL;
	if (s == NULL)
		return;
	if (c != NULL && c->owner == s)
		c->owner = NULL;
	close(s->fd);
	reader_free(&s->reader);
	lines_free(&s->lines);
	free(s->location);
	free(s);
}

void
stream_seek(struct stream *s, uint64_t offset)
{
	size_t want = offset < STREAM_TAIL ? (size_t)offset : STREAM_TAIL;

	s->tail_len = 0;
	if (read_all_at(s->fd, s->tail, want, offset - want))
		s->tail_len = want;
	s->read_at = s->parsed = s->accepted = offset;
	lines_clear(&s->lines);
	reader_restart(&s->reader, offset);
}

void
stream_seek_end(struct stream *s)
{
	char last[LINES_TEXT_MAX];
	uint64_t size;
	size_t n, i;
	struct stat st;

	if (!s->regular || fstat(s->fd, &st) == -1)
		return;
	size = (uint64_t)st.st_size;
	n = size < sizeof(last) ? (size_t)size : sizeof(last);
	if (!read_all_at(s->fd, last, n, size - n))
		n = 0;
	for (i = n; i > 0 && last[i - 1] != '\n'; i--)
		;
	/* No line feed in sight: take it as text that nobody waits for. */
	stream_seek(s, i == 0 && n < size ? size : size - (n - i));
}

void
stream_place(const struct stream *s, struct place *p)
{
	*p = (struct place){
		.offset = s->accepted,
		.check_at = s->read_at,
		.check_len = (unsigned)s->tail_len,
		.check_hash = tail_hash(s->tail, s->tail_len),
	};
}

bool
stream_is_at(const struct stream *s, const struct place *p)
{
	char there[STREAM_TAIL];

	return p->offset <= p->check_at && p->check_len <= sizeof(there) &&
	    p->check_len <= p->check_at &&
	    read_all_at(
		s->fd, there, p->check_len, p->check_at - p->check_len) &&
	    tail_hash(there, p->check_len) == p->check_hash;
}

bool
stream_rewritten(const struct stream *s)
{
	char there[STREAM_TAIL];

	return s->regular &&
	    !(read_all_at(
		  s->fd, there, s->tail_len, s->read_at - s->tail_len) &&
		memcmp(there, s->tail, s->tail_len) == 0);
}

void
stream_restart(struct stream *s)
{
	off_t data = lseek(s->fd, 0, SEEK_DATA);

	/* A writer that did not notice goes on at its old offset and leaves a
	 * hole in front of it. */
	stream_seek(s, data > 0 ? (uint64_t)data : 0);
	s->tail_len = 0;
	s->skip_nul = true;
}

bool
chunk_busy(const struct chunk *c)
{
	return c->owner != NULL &&
	    (c->n > 0 || c->owner->reader.message.p != NULL);
}

static void
remember_tail(struct stream *s, const char *end, size_t n)
{
	s->tail_len = n < STREAM_TAIL ? n : STREAM_TAIL;
	memcpy(s->tail, end - s->tail_len, s->tail_len);
}

static void
skip_nul(struct stream *s, struct chunk *c)
{
	while (c->n > 0 && *c->p == '\0') {
		c->p++;
		c->n--;
		s->parsed++;
	}
	if (c->n > 0)
		s->skip_nul = false;
	reader_restart(&s->reader, s->parsed);
	s->accepted = s->parsed;
}

static void
cannot_read(struct stream *s)
{
	unsigned long skipped;

	if (log_limit(&s->tally->error_limit, &skipped))
		log_warn("cannot read '%s', will try again", s->location);
}

enum fill {
	FILL_DATA,
	FILL_END,
	FILL_REWRITTEN,
};

static enum fill
fill_regular(struct stream *s, struct chunk *c)
{
	size_t tail = s->tail_len;
	ssize_t n;

	do
		n = pread(s->fd, c->bytes, tail + STREAM_CHUNK,
		    (off_t)(s->read_at - tail));
	while (n == -1 && errno == EINTR);
	if (n == -1) {
		cannot_read(s);
		return FILL_END; /* tried again with the next check */
	}
	if ((size_t)n < tail || memcmp(c->bytes, s->tail, tail) != 0)
		return FILL_REWRITTEN;
	c->p = c->bytes + tail;
	c->n = (size_t)n - tail;
	if (c->n == 0)
		return FILL_END;
	remember_tail(s, c->bytes + n, (size_t)n);
	return FILL_DATA;
}

static enum fill
fill_other(struct stream *s, struct chunk *c)
{
	ssize_t n;

	do
		n = read(s->fd, c->bytes, STREAM_CHUNK);
	while (n == -1 && errno == EINTR);
	if (n <= 0)
		return FILL_END;
	c->p = c->bytes;
	c->n = (size_t)n;
	return FILL_DATA;
}

static enum fill
fill(struct stream *s, struct chunk *c, int64_t now)
{
	enum fill r;

	c->owner = NULL;
	c->n = 0;
	r = s->regular ? fill_regular(s, c) : fill_other(s, c);
	if (r != FILL_DATA)
		return r;
	c->owner = s;
	s->read_at += c->n;
	s->tally->bytes += c->n;
	s->last_data = now;
	if (s->skip_nul)
		skip_nul(s, c);
	return r;
}

/* As often as log_limit allows; all are counted. */
static void
complain(struct stream *s, struct str text)
{
	struct tally *t = s->tally;
	unsigned long skipped;

	if (s->reader.complaint == NULL)
		return;
	t->complaints++;
	if (log_limit(&t->complaint_limit, &skipped))
		log_warnx("'%s': %s: '%.*s' (%lu such messages before were not "
			  "logged)",
		    s->location, s->reader.complaint,
		    STR_FMT(str_head(text, 256)), skipped);
	s->reader.complaint = NULL;
}

static void
complain_long(struct stream *s, const struct line *line)
{
	struct tally *t = s->tally;
	unsigned long skipped;

	t->long_lines++;
	t->discarded_bytes += line->discarded;
	if (log_limit(&t->long_limit, &skipped))
		log_warnx("Large message size(length=%llu): '%.*s'. In '%s', "
			  "only the first %d bytes were sent (%lu such "
			  "messages before were not logged)",
		    (unsigned long long)(line->text.len + line->discarded),
		    STR_FMT(str_head(line->text, LOGGED_TEXT_MAX)), s->location,
		    LINES_TEXT_MAX, skipped);
}

static void
take_line(struct stream *s, const struct line *line)
{
	s->tally->lines++;
	if (line->discarded != 0)
		complain_long(s, line);
	reader_line(&s->reader, line, s->parsed);
	complain(s, line->text);
	s->parsed += line->taken;
	if (s->reader.message.p == NULL)
		s->accepted = s->reader.safe;
}

int64_t
stream_due(const struct stream *s, int64_t quiet_ns)
{
	const struct reader *r = &s->reader;

	if (r->entry.lines == 0 || !r->format->ends_when_quiet)
		return INT64_MAX;
	if (r->format->quiet_ms != 0)
		quiet_ns = (int64_t)r->format->quiet_ms * 1000000;
	return s->last_data + quiet_ns;
}

/* At the end of the file: was there something that waited for it? */
static bool
take_rest(struct stream *s, int64_t now, int64_t quiet_ns)
{
	struct line line;

	if (s->last_round && lines_rest(&s->lines, &line)) {
		take_line(s, &line);
		return true;
	}
	if (!s->last_round && now < stream_due(s, quiet_ns))
		return false;
	reader_quiet(&s->reader, s->last_round);
	complain(s, STR_NONE);
	return s->reader.message.p != NULL;
}

/* False: the sink is full. */
static bool
send_message(struct stream *s, const struct sink *sink)
{
	struct reader *r = &s->reader;

	if (!sink->send(sink->arg, r->format->queue_id, str_from(s->location),
		r->message))
		return false;
	s->tally->messages++;
	reader_taken(r);
	s->accepted = r->safe;
	return true;
}

enum pump
stream_pump(struct stream *s, struct chunk *c, const struct sink *sink,
    int64_t now, int64_t quiet_ns, bool *rewritten)
{
	struct line line;
	int chunks = 0;

	if (s->reader.format->dated)
		port_localtime(port_now_ns() / 1000000000, &s->reader.now);
	for (;;) {
		if (s->reader.message.p != NULL && !send_message(s, sink))
			return PUMP_BLOCKED;
		if (c->owner == s &&
		    lines_next(&s->lines, &c->p, &c->n, &line)) {
			take_line(s, &line);
			continue;
		}
		if (chunks++ >= CHUNKS_PER_ROUND)
			return PUMP_MORE;
		switch (fill(s, c, now)) {
		case FILL_DATA:
			s->at_end = false;
			break;
		case FILL_REWRITTEN:
			*rewritten = true;
			return PUMP_IDLE;
		case FILL_END:
			s->at_end = true;
			if (take_rest(s, now, quiet_ns))
				break;
			return s->last_round ? PUMP_OVER : PUMP_IDLE;
		}
	}
}
