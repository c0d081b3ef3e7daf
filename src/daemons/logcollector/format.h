/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The values of <log_format> that are text files: one row of a table each, and
 * a reader that turns lines into messages (spec: logcollector, section 8).
 * No files, no clock, no log here.
 *
 * Feed a line, take the message if there is one, feed the next:
 *
 *	reader_line(&r, &line, start);
 *	if (r.message.p != NULL) { send; reader_taken(&r); }
 *
 * r.safe is the position in the stream from which reading again would yield
 * everything that was not taken yet: the start of the entry being put together,
 * or the end of the last line.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include <time.h>

#include "daemons/logcollector/lines.h"

/* An entry of several lines: with its header it must fit one datagram. */
enum { READER_TEXT_MAX = 6142 };

struct reader;

struct format {
	const char *name; /* as in <log_format> */
	char queue_id;    /* the reference's id of the queue message */
	/* One line in; sets r->message when an entry is complete. */
	void (*line)(struct reader *r, const struct line *line);
	/* An entry is also complete when nothing came for a while. */
	bool ends_when_quiet;
	/* That while in ms; 0: logcollector.loop_timeout. */
	unsigned quiet_ms;
	/* Half an entry is worth nothing: it is not sent at the end. */
	bool whole_only;
	bool dated; /* wants r->now */
	/* NULL, or what is wrong with the path for this format. */
	const char *(*check)(struct reader *r, const char *path);
};

/* text: what <log_format> says; a colon and what follows are not looked at.
 * NULL: not the format of a text file. */
const struct format *format_find(struct str text);

/* An entry under construction. */
struct entry {
	struct buf text;
	uint64_t start; /* of its first line in the stream */
	unsigned lines; /* 0: there is none */
	bool cut;       /* something did not fit */
};

struct reader {
	const struct format *format;
	unsigned group_lines; /* N of multi-line:N */
	/* djb-multilog: the time to put into a header, the name of this host
	 * and, set by check(), the program; they outlive the reader. */
	struct tm now;
	struct str host, program;

	struct str message;    /* p == NULL: none; else until reader_taken() */
	const char *complaint; /* what was wrong with the last line, or NULL */
	uint64_t safe;

	/* private to the formats */
	struct entry entry;
	struct buf done; /* what message points into, if not the line */
	uint64_t line_start, line_end;
	char key[64];   /* audit: serial; modsec: id; mysql: time */
	unsigned state; /* snort-full: what may come next */
};

void reader_init(struct reader *r, const struct format *format);
void reader_free(struct reader *r);

/* start: position of the line in the stream. Not while there is a message. */
void reader_line(struct reader *r, const struct line *line, uint64_t start);

/* Nothing more came for a while (or will ever come, with end): completes what
 * can be. */
void reader_quiet(struct reader *r, bool end);

void reader_taken(struct reader *r);

/* Forgets the unfinished entry, as after truncation; next_at is where the
 * stream goes on. */
void reader_restart(struct reader *r, uint64_t next_at);

/* For the formats; one of a row's functions is in one of the two files. */
void format_line_nmapg(struct reader *r, const struct line *line);
void format_line_mysql(struct reader *r, const struct line *line);
void format_line_djb(struct reader *r, const struct line *line);
const char *format_check_djb(struct reader *r, const char *path);
void format_line_snort_full(struct reader *r, const struct line *line);
void format_line_mssql(struct reader *r, const struct line *line);
void format_line_postgresql(struct reader *r, const struct line *line);
void format_line_group(struct reader *r, const struct line *line);
void format_line_indented(struct reader *r, const struct line *line);
void format_line_ossecalert(struct reader *r, const struct line *line);
void format_line_audit(struct reader *r, const struct line *line);
void format_line_modsec(struct reader *r, const struct line *line);

/* Does s look like the picture? 0: a digit, x: a hexadecimal digit, *: any
 * character; others stand for themselves. s may be longer. */
bool format_looks_like(struct str s, const char *picture);

void entry_begin(struct reader *r, struct str text);
void entry_add(struct reader *r, const char *separator, struct str text);
void entry_drop(struct reader *r);
/* The entry becomes the message. */
void entry_finish(struct reader *r);
/* The message is the line itself (a slice of it). */
void reader_pass(struct reader *r, struct str text);

#endif
