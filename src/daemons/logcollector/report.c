/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The collector's part of its state file: the queue, then each source with what
 * was read, and what was lost and why.
 */
#include <stdio.h>
#include <sys/stat.h>

#include "daemons/logcollector/collector.h"
#include "lib/service/state_file.h"

static void
add_u64(struct buf *b, const char *source, const char *what, uint64_t v)
{
	char key[96];

	snprintf(key, sizeof(key), "%s.%s", source, what);
	state_file_add_u64(b, key, v);
}

static void
add_text(struct buf *b, const char *source, const char *what, const char *text)
{
	char key[96];

	snprintf(key, sizeof(key), "%s.%s", source, what);
	state_file_add(b, key, "%s", text);
}

static void
add_tally(struct buf *b, const char *source, const struct tally *t)
{
	add_u64(b, source, "lines", t->lines);
	add_u64(b, source, "bytes", t->bytes);
	add_u64(b, source, "messages", t->messages);
	add_u64(b, source, "lines_too_long", t->long_lines);
	add_u64(b, source, "bytes_discarded", t->discarded_bytes);
	add_u64(b, source, "lines_refused", t->complaints);
}

static uint64_t
unread_bytes(const struct stream *s)
{
	struct stat st;

	if (!s->regular || fstat(s->fd, &st) == -1 ||
	    (uint64_t)st.st_size < s->accepted)
		return 0;
	return (uint64_t)st.st_size - s->accepted;
}

static void
add_files(const struct files *files, struct buf *b)
{
	unsigned n = 0;

	for (const struct follow *f = files->follows; f != NULL; f = f->next) {
		uint64_t lag =
		    f->current != NULL ? unread_bytes(f->current) : 0;
		char source[32];

		for (const struct stream *s = f->old; s != NULL; s = s->next)
			lag += unread_bytes(s);
		snprintf(source, sizeof(source), "file.%u", ++n);
		add_text(b, source, "location", f->path);
		add_text(b, source, "format", f->format->name);
		add_text(b, source, "open", f->current != NULL ? "yes" : "no");
		add_tally(b, source, &f->tally);
		add_u64(b, source, "rotations", f->tally.rotations);
		add_u64(b, source, "truncations", f->tally.truncations);
		add_u64(b, source, "lost_rotated_away", f->tally.lost);
		add_u64(b, source, "bytes_waiting", lag);
	}
}

static void
add_commands(const struct commands *c, struct buf *b)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct command *cmd = &c->v[i];
		char source[32];

		snprintf(source, sizeof(source), "command.%zu", i + 1);
		add_text(b, source, "location", cmd->name);
		add_tally(b, source, &cmd->tally);
		add_u64(b, source, "runs", cmd->runs);
		add_u64(b, source, "runs_skipped", cmd->late);
		add_u64(b, source, "timeouts", cmd->timeouts);
		add_u64(b, source, "failures", cmd->failures);
	}
}

void
report_write(const struct collector *c, struct buf *b)
{
	const struct queue *q = &c->queue;

	state_file_add(b, "queue", "%s",
	    q->locked         ? "locked"
		: q->fd == -1 ? "away"
		: q->full     ? "full"
			      : "open");
	state_file_add_u64(b, "messages_sent", q->sent);
	state_file_add_u64(b, "bytes_sent", q->sent_bytes);
	state_file_add_u64(b, "queue_connections", q->reconnects);
	state_file_add_u64(b, "queue_full_waits", q->waits);
	state_file_add_u64(b, "notices_lost", q->notices_lost);
	add_files(&c->files, b);
	if (c->journal != NULL)
		add_tally(b, "journald", journal_tally(c->journal));
	add_commands(&c->commands, b);
}
