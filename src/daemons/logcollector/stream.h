/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One open file, read from a position on: bytes to lines to messages. What the
 * file is called meanwhile, and whether it is still the one to be followed, is
 * the business of follow.c.
 *
 * Before each read the bytes in front of it are compared with what was read
 * there: a file that was cut and has grown again behind our back shows.
 */
#ifndef STREAM_H
#define STREAM_H

#include <stdint.h>
#include <sys/types.h>

#include "daemons/logcollector/format.h"
#include "daemons/logcollector/sink.h"

struct follow;

enum {
	STREAM_TAIL = 256,        /* bytes that are compared */
	STREAM_CHUNK = 64 * 1024, /* bytes read at once */
};

struct file_id {
	dev_t dev;
	ino_t ino;
};

static inline bool
file_id_eq(struct file_id a, struct file_id b)
{
	return a.dev == b.dev && a.ino == b.ino;
}

/* A position that can be recognised later, in the file or in a copy of it: the
 * check_len bytes in front of check_at, which is never less than offset. */
struct place {
	uint64_t offset;
	uint64_t check_at, check_hash;
	unsigned check_len;
};

/* The one read buffer of the process. Whose bytes are in it must be pumped
 * until they are used up: see chunk_busy(). */
struct chunk {
	char bytes[STREAM_TAIL + STREAM_CHUNK];
	char *p;
	size_t n;
	struct stream *owner; /* NULL: nobody */
};

struct stream {
	struct stream *next;   /* for the owner's lists */
	struct follow *follow; /* whose it is */
	int watch;             /* the owner's, of notify.h; -1: none */
	char *location;        /* what its messages carry */
	int fd;
	struct file_id id;
	bool regular;
	uint64_t read_at;  /* next byte to read */
	uint64_t parsed;   /* start of the next line */
	uint64_t accepted; /* everything before it was sent, or is nothing */
	char tail[STREAM_TAIL];
	size_t tail_len;
	struct lines lines;
	struct reader reader;
	struct tally *tally;
	int64_t last_data; /* monotonic ns of the last byte read */
	int64_t left_at;   /* since when the path leads elsewhere; 0: it does
			      not */
	bool at_end;
	bool skip_nul;   /* a cut file may begin with a hole */
	bool last_round; /* nothing will be added: send what is unfinished */
};

struct stream_how {
	const char *location;
	const struct format *format;
	unsigned group_lines;
	struct str host;
	struct tally *tally;
	bool no_links; /* not a symbolic link, only a regular file */
};

/* Opens path at its beginning. A FIFO is not waited for; a directory is EISDIR.
 * NULL: see errno. */
struct stream *stream_open(const char *path, const struct stream_how *how);
/* Accepts NULL, stores NULL. c: forgets the stream there as well. */
void stream_free(struct stream **s, struct chunk *c);

/* Goes on from offset of a regular file. */
void stream_seek(struct stream *s, uint64_t offset);
/* To the end, or to the start of the line there that has no end yet. */
void stream_seek_end(struct stream *s);

/* Where it is, and whether the file holds there what p says. */
void stream_place(const struct stream *s, struct place *p);
bool stream_is_at(const struct stream *s, const struct place *p);

/* Whether the file holds at the next read what it should. */
bool stream_rewritten(const struct stream *s);
/* After that: from the beginning of what is there now. */
void stream_restart(struct stream *s);

/* True: stream_pump(c->owner) before anything else that reads. */
bool chunk_busy(const struct chunk *c);

/*
 * Sends what there is. now: monotonic ns; quiet_ns: logcollector.loop_timeout.
 * *rewritten is set when the file was cut or written anew: then it is idle and
 * wants stream_restart().
 */
enum pump stream_pump(struct stream *s, struct chunk *c,
    const struct sink *sink, int64_t now, int64_t quiet_ns, bool *rewritten);

/* When an unfinished entry is due, or INT64_MAX. */
int64_t stream_due(const struct stream *s, int64_t quiet_ns);

#endif
