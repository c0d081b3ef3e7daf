/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/source_journald.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <systemd/sd-journal.h>

#include "daemons/logcollector/journal_peek.h"
#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "lib/base/log.h"

enum { ENTRIES_PER_ROUND = 256 };

struct journal {
	sd_journal *sd;      /* NULL: not open */
	const char **idents; /* wanted; constants of the configuration */
	size_t n_idents, cap_idents;
	bool all;
	char *cursor;         /* the last entry that is done with */
	char *message_cursor; /* of the one in message */
	struct buf message;   /* not sent yet if not empty */
	bool from_start;      /* there was no journal when we first looked */
	bool broken;          /* it could not be read: open it anew */
	bool told;
	struct tally tally;
	struct journal_peek peek;
};

bool
journal_supported(void)
{
	return true;
}

/* Since version 256 libsystemd loads these itself when it meets the first
 * compressed field. Here it finds them loaded. Which of them it needs depends
 * on how it was built: none is missed. */
void
journal_prepare(void)
{
	static const char *const names[] = { "libzstd.so.1", "liblz4.so.1",
		"liblzma.so.5" };

	for (size_t i = 0; i < NELEM(names); i++)
		(void)dlopen(names[i], RTLD_NOW | RTLD_NODELETE);
}

struct journal *
journal_new(const char *cursor)
{
	struct journal *j = xcalloc(1, sizeof(*j));

	if (cursor != NULL)
		j->cursor = xstrdup(cursor);
	return j;
}

void
journal_free(struct journal **jp)
{
	struct journal *j = *jp;

	*jp = NULL;
	if (j == NULL)
		return;
	journal_peek_close(&j->peek);
	sd_journal_close(j->sd); /* takes NULL */
	free(j->idents);
	free(j->cursor);
	free(j->message_cursor);
	buf_free(&j->message);
	free(j);
}

void
journal_add(struct journal *j, const char *location)
{
	if (strcmp(location, "all") == 0 || location[0] == '/')
		j->all = true;
	else
		*ARRAY_ADD(j->idents, j->n_idents, j->cap_idents) = location;
	log_info_code(1951, "Analyzing journald log: '%s'.", location);
}

/* Matches on one field mean one or the other. */
static int
add_matches(struct journal *j)
{
	int r = 0;

	for (size_t i = 0; !j->all && r >= 0 && i < j->n_idents; i++) {
		char *match = xasprintf("SYSLOG_IDENTIFIER=%s", j->idents[i]);

		r = sd_journal_add_match(j->sd, match, 0);
		free(match);
	}
	return r;
}

/* The next entry read is the first one wanted. */
static int
seek_behind_cursor(struct journal *j)
{
	int r;

	if ((r = sd_journal_seek_cursor(j->sd, j->cursor)) < 0 ||
	    (r = sd_journal_next(j->sd)) <= 0)
		return r;
	if (sd_journal_test_cursor(j->sd, j->cursor) > 0)
		return 1;
	/* With a filter, or when the entry was vacuumed, this is the one after
	 * it: step back. */
	r = sd_journal_previous(j->sd);
	return r == 0 ? sd_journal_seek_head(j->sd) : r;
}

/* The first time: what is there now is not wanted. */
static int
find_end(struct journal *j)
{
	int r;

	if ((r = sd_journal_seek_tail(j->sd)) < 0 ||
	    (r = sd_journal_previous(j->sd)) < 0)
		return r;
	if (r == 0)
		j->from_start = true;
	else
		r = sd_journal_get_cursor(j->sd, &j->cursor);
	return r;
}

/* The end is that of everything, whether it is wanted or not. */
static int
position(struct journal *j)
{
	int r = 0;

	if (j->cursor == NULL && !j->from_start)
		r = find_end(j);
	if (r >= 0)
		r = add_matches(j);
	if (r < 0)
		return r;
	return j->cursor != NULL ? seek_behind_cursor(j)
				 : sd_journal_seek_head(j->sd);
}

static void
say(struct journal *j, const char *what, int r)
{
	if (!j->told)
		log_warnx("cannot %s the journal: %s; will try again", what,
		    strerror(-r));
	j->told = true;
}

static void
open_journal(struct journal *j)
{
	int r = sd_journal_open(&j->sd, SD_JOURNAL_LOCAL_ONLY);

	if (r < 0)
		j->sd = NULL;
	if (r >= 0)
		r = position(j);
	if (r >= 0)
		r = sd_journal_get_fd(j->sd);
	if (r < 0) {
		say(j, "open", r);
		sd_journal_close(j->sd);
		j->sd = NULL;
		return;
	}
	j->told = false;
	j->broken = false;
}

/* Directories that come later are not noticed by an open journal. */
static bool
is_empty(struct journal *j)
{
	uint64_t bytes = 0;

	return sd_journal_get_usage(j->sd, &bytes) >= 0 && bytes == 0;
}

void
journal_check(struct journal *j)
{
	journal_peek_close(&j->peek);
	journal_peek_scan(&j->peek, "/run/log/journal");
	journal_peek_scan(&j->peek, "/var/log/journal");
	if (j->sd != NULL && !j->broken && !is_empty(j)) {
		journal_event(j);
		return;
	}
	sd_journal_close(j->sd); /* then from the cursor on again */
	open_journal(j);
}

int
journal_fd(const struct journal *j)
{
	return j->sd != NULL ? sd_journal_get_fd(j->sd) : -1;
}

bool
journal_grew(struct journal *j)
{
	return journal_peek_changed(&j->peek);
}

void
journal_event(struct journal *j)
{
	int r = j->sd != NULL ? sd_journal_process(j->sd) : 0;

	if (r < 0)
		say(j, "follow", r);
}

/* The value behind "FIELD="; absent: p == NULL. */
static struct str
field(struct journal *j, const char *name)
{
	const void *data;
	size_t len, skip = strlen(name) + 1;

	if (sd_journal_get_data(j->sd, name, &data, &len) < 0 || len < skip)
		return STR_NONE;
	return str_slice((const char *)data + skip, len - skip);
}

/* A field's memory may go with the next one that is asked for. */
static void
copy_field(struct journal *j, const char *name, struct buf *b)
{
	struct str s = field(j, name);

	if (s.p != NULL)
		buf_add_str(b, s);
}

/* Services that log through their standard output have at least a _COMM. */
static void
compose(struct journal *j)
{
	struct buf host = { 0 }, ident = { 0 };
	struct str message;
	uint64_t usec = 0;

	copy_field(j, "_HOSTNAME", &host);
	copy_field(j, "SYSLOG_IDENTIFIER", &ident);
	if (ident.len == 0)
		copy_field(j, "_COMM", &ident);
	message = field(j, "MESSAGE");
	buf_clear(&j->message);
	if (host.len != 0 && ident.len != 0 && message.len != 0 &&
	    sd_journal_get_realtime_usec(j->sd, &usec) >= 0)
		journal_format(&j->message, (int64_t)usec, buf_str(&host),
		    buf_str(&ident), message);
	else
		j->tally.complaints++; /* nothing that could be a message */
	j->tally.lines++;
	j->tally.bytes += message.len;
	buf_free(&host);
	buf_free(&ident);
}

static void
done_with_message(struct journal *j)
{
	free(j->cursor);
	j->cursor = j->message_cursor;
	j->message_cursor = NULL;
	buf_clear(&j->message);
}

/* False: there is none, or it cannot be read. */
static bool
read_next(struct journal *j)
{
	int r = sd_journal_next(j->sd);

	if (r > 0)
		r = sd_journal_get_cursor(j->sd, &j->message_cursor);
	else if (r == 0)
		return false;
	if (r < 0) {
		say(j, "read", r);
		j->message_cursor = NULL;
		j->broken = true;
		return false;
	}
	compose(j);
	return true;
}

enum pump
journal_pump(struct journal *j, const struct sink *sink)
{
	for (int n = 0; n < ENTRIES_PER_ROUND; n++) {
		if (j->message_cursor == NULL &&
		    (j->sd == NULL || j->broken || !read_next(j)))
			return PUMP_IDLE;
		if (j->message.len != 0) {
			if (!sink->send(sink->arg, '1', STR_LIT("journald"),
				buf_str(&j->message)))
				return PUMP_BLOCKED;
			j->tally.messages++;
		}
		done_with_message(j);
	}
	return PUMP_MORE;
}

const char *
journal_cursor(const struct journal *j)
{
	return j->cursor;
}

const struct tally *
journal_tally(const struct journal *j)
{
	return &j->tally;
}
