/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/follow.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "daemons/logcollector/files.h"
#include "daemons/logcollector/rotated.h"
#include "lib/base/log.h"
#include "lib/port/port_time.h"

#define REWRITTEN_NS (200 * (int64_t)1000000)

static void
notice(const struct follow *f, const char *what)
{
	enum { NOTICE_MAX = 511 };
	const struct sink *sink = &f->files->sink;
	char *text = xasprintf("ossec: File %s: '%s'.", what, f->path);

	sink->notice(sink->arg, str_head(str_from(text), NOTICE_MAX));
	free(text);
}

static struct stream *
open_stream(struct follow *f, const char *path, bool no_links)
{
	const struct stream_how how = {
		.location = f->path,
		.format = f->format,
		.group_lines = f->group_lines,
		.host = f->files->host,
		.tally = &f->tally,
		.no_links = no_links,
	};
	struct stream *s = stream_open(path, &how);

	if (s == NULL)
		return NULL;
	s->follow = f;
	s->watch = notify_open_file(f->files->notify, s->fd);
	f->dirty = true;
	return s;
}

static void
drop_stream(struct follow *f, struct stream **s)
{
	if (*s != NULL)
		notify_unwatch(f->files->notify, (*s)->watch);
	stream_free(s, &f->files->chunk);
}

static void
add_old(struct follow *f, struct stream *s, int64_t now)
{
	struct stream **last = &f->old;

	while (*last != NULL)
		last = &(*last)->next;
	s->next = NULL;
	s->left_at = now;
	*last = s;
	f->dirty = true;
}

struct follow *
follow_new(struct files *files, const char *path, const struct format *format,
    unsigned group_lines)
{
	enum { TALK_INTERVAL = 10 };
	struct follow *f = xcalloc(1, sizeof(*f));

	f->files = files;
	f->path = xstrdup(path);
	f->format = format;
	f->group_lines = group_lines;
	f->wanted = true;
	f->tally.long_limit.interval = TALK_INTERVAL;
	f->tally.complaint_limit.interval = TALK_INTERVAL;
	f->dir_watch = notify_dir_of(files->notify, path);
	return f;
}

void
follow_free(struct follow **fp)
{
	struct follow *f = *fp;

	*fp = NULL;
	if (f == NULL)
		return;
	drop_stream(f, &f->current);
	while (f->old != NULL) {
		struct stream *s = f->old;

		f->old = s->next;
		drop_stream(f, &s);
	}
	notify_unwatch(f->files->notify, f->dir_watch);
	free(f->path);
	free(f);
}

/*
 * The file that holds what place describes, under its inode or as a copy.
 * Returns its index in list, or list->n; *out goes on from there.
 */
static size_t
find_rest(struct follow *f, const struct rotated_list *list, struct file_id id,
    const struct place *place, struct stream **out)
{
	for (int copies = 0; copies < 2; copies++) {
		for (size_t i = list->n; i-- > 0;) {
			const struct rotated *r = &list->v[i];
			struct stream *s;

			if (file_id_eq(r->id, id) == copies ||
			    (copies && place->check_len == 0) ||
			    files_is_open(f->files, r->id) ||
			    (s = open_stream(f, r->path, true)) == NULL)
				continue;
			if (file_id_eq(s->id, r->id) &&
			    stream_is_at(s, place)) {
				stream_seek(s, place->offset);
				*out = s;
				return i;
			}
			drop_stream(f, &s);
		}
	}
	return list->n;
}

/* Rotations that went by unseen: whole files newer than what we knew. */
static void
add_between(struct follow *f, const struct rotated_list *list, size_t from,
    int64_t newer_than, int64_t now)
{
	for (size_t i = from; i < list->n; i++) {
		const struct rotated *r = &list->v[i];
		struct stream *s;

		if (!r->numbered || r->mtime < newer_than ||
		    files_is_open(f->files, r->id) ||
		    (f->current != NULL && file_id_eq(f->current->id, r->id)) ||
		    (s = open_stream(f, r->path, true)) == NULL)
			continue;
		log_info("'%s' was rotated unseen, reading '%s' as well",
		    f->path, r->path);
		add_old(f, s, now);
	}
}

/* What an earlier run left unread in a file that is now called otherwise. */
static void
recover_row(struct follow *f, struct position *row, bool newest, int64_t now)
{
	struct rotated_list list;
	struct stream *s = NULL;
	size_t at;

	row->used = true;
	rotated_find(f->path, row->id.ino, &list);
	at = find_rest(f, &list, row->id, &row->place, &s);
	if (s != NULL) {
		log_info("'%s' was rotated to '%s', reading on there", f->path,
		    list.v[at].path);
		add_old(f, s, now);
	} else {
		log_warnx("the file that '%s' was is gone: nothing behind byte "
			  "%llu of it was read",
		    f->path, (unsigned long long)row->place.offset);
		f->tally.lost++;
	}
	if (newest)
		add_between(f, &list, s != NULL ? at + 1 : 0,
		    s != NULL ? list.v[at].mtime : row->seen * 1000000000, now);
	rotated_free(&list);
}

static bool
go_on_from(struct stream *s, struct position *row)
{
	if (row->used || !file_id_eq(row->id, s->id) ||
	    !stream_is_at(s, &row->place))
		return false;
	stream_seek(s, row->place.offset);
	row->used = true;
	return true;
}

/* The positions of an earlier run under our path. True: s goes on. */
static bool
recover(struct follow *f, struct stream *s, int64_t now)
{
	struct positions *p = &f->files->loaded;
	bool found = false;
	size_t newest = p->n;

	for (size_t i = 0; i < p->n; i++) {
		if (p->v[i].used || strcmp(p->v[i].path, f->path) != 0)
			continue;
		if (s != NULL && !found && go_on_from(s, &p->v[i]))
			found = true;
		else
			newest = i;
	}
	for (size_t i = 0; i < p->n; i++)
		if (!p->v[i].used && strcmp(p->v[i].path, f->path) == 0)
			recover_row(f, &p->v[i], !found && i == newest, now);
	return found;
}

/* Under another path: it was renamed while nobody looked. */
static bool
recover_by_inode(struct positions *p, struct stream *s)
{
	for (size_t i = 0; i < p->n; i++)
		if (go_on_from(s, &p->v[i]))
			return true;
	return false;
}

/* The reader's formats look at the path, so the stream gets ours. */
static void
take_over(struct follow *f, struct stream *s)
{
	free(s->location);
	s->location = xstrdup(f->path);
	if (f->format->check != NULL)
		(void)f->format->check(&s->reader, s->location);
	s->follow = f;
	s->tally = &f->tally;
	s->left_at = 0;
	s->last_round = false;
}

/* A FIFO has no position and is not known by an inode. */
static struct stream *
place_stream(struct follow *f, struct stream *s, int64_t now)
{
	struct stream *known;
	bool going_on = false;

	if (!f->recovered) {
		f->recovered = true;
		going_on = recover(f, s->regular ? s : NULL, now);
	}
	if (!s->regular || going_on)
		return s;
	if ((known = files_adopt(f->files, f, s->id)) != NULL) {
		drop_stream(f, &s);
		take_over(f, known);
		return known;
	}
	if (!recover_by_inode(&f->files->loaded, s) && f->from_end)
		stream_seek_end(s);
	return s;
}

static void
open_current(struct follow *f, int64_t now)
{
	struct stream *s = open_stream(f, f->path, false);

	if (s == NULL) {
		if (!f->recovered && errno == ENOENT) {
			f->recovered = true;
			recover(f, NULL, now);
		}
		if (!f->told)
			log_error_code(1103,
			    "Could not open file '%s' due to [(%d)-(%s)]. It "
			    "will be read from its beginning when it can be.",
			    f->path, errno, strerror(errno));
		f->told = true;
		f->from_end = false;
		return;
	}
	log_info_code(1950, "Analyzing file: '%s'.", f->path);
	f->current = place_stream(f, s, now);
	f->told = f->from_end = false;
	f->dirty = true;
}

static void
rotate(struct follow *f, int64_t now)
{
	log_info("'%s' was rotated", f->path);
	notice(f, "rotated (inode changed)");
	f->tally.rotations++;
	add_old(f, f->current, now);
	f->current = NULL;
	open_current(f, now);
}

/* Between the two steps of a rotation, or for good. */
static void
on_gone(struct follow *f, int64_t now)
{
	struct stream *s = f->current;

	f->dirty = true; /* who has it open may still write */
	if (s->left_at == 0) {
		s->left_at = now;
		f->told = true;
		log_info("'%s' is gone, waiting for it to come back", f->path);
	} else if (now - s->left_at > FOLLOW_LINGER_NS) {
		f->current = NULL; /* or a deleted file would keep its space */
		add_old(f, s, s->left_at);
	}
}

void
follow_check(struct follow *f, int64_t now)
{
	struct stat st;

	f->check = false;
	if (!f->wanted)
		return;
	if (f->dir_watch == -1)
		f->dir_watch = notify_dir_of(f->files->notify, f->path);
	if (f->current == NULL) {
		open_current(f, now);
		return;
	}
	if (stat(f->path, &st) == -1) {
		on_gone(f, now);
		return;
	}
	if (!file_id_eq(
		f->current->id, (struct file_id){ st.st_dev, st.st_ino })) {
		rotate(f, now);
		return;
	}
	f->current->left_at = 0;
	f->dirty = true; /* written anew it may have the size it had */
}

void
follow_leave(struct follow *f, int64_t now)
{
	f->wanted = false;
	f->dirty = true;
	if (f->current != NULL)
		add_old(f, f->current, now);
	f->current = NULL;
}

/*
 * Cut and perhaps written again. What a rotation by copying took away before we
 * read it is in the copy.
 */
static void
on_rewritten(struct follow *f, int64_t now)
{
	struct stream *s = f->current, *copy = NULL;
	bool unread = s->accepted != s->read_at || !s->at_end;
	struct rotated_list list;
	struct place place;

	log_info("'%s' was cut, reading from its beginning", f->path);
	notice(f, "size reduced (inode remained)");
	f->tally.truncations++;
	stream_place(s, &place);
	rotated_find(f->path, 0, &list);
	find_rest(f, &list, s->id, &place, &copy);
	rotated_free(&list);
	if (copy != NULL) {
		add_old(f, copy, now);
	} else if (unread) {
		log_warnx("'%s' was cut before it was read to its end, and no "
			  "copy was found: text is lost",
		    f->path);
		f->tally.lost++;
	}
	stream_restart(s);
	f->dirty = true;
}

static enum pump
pump_old(struct follow *f, int64_t now)
{
	struct files *files = f->files;

	for (struct stream **p = &f->old, *s; (s = *p) != NULL;) {
		bool rewritten = false;
		enum pump r;

		if (s->at_end && now - s->left_at > FOLLOW_LINGER_NS &&
		    now - s->last_data > FOLLOW_LINGER_NS)
			s->last_round = true;
		r = stream_pump(s, &files->chunk, &files->sink, now,
		    files->quiet_ns, &rewritten);
		if (r == PUMP_OVER || rewritten) {
			*p = s->next;
			drop_stream(f, &s);
		} else if (r == PUMP_IDLE) {
			p = &s->next;
		} else {
			return r;
		}
	}
	return PUMP_IDLE;
}

enum pump
follow_pump(struct follow *f, int64_t now)
{
	struct files *files = f->files;
	bool rewritten = false;
	enum pump r;

	if ((r = pump_old(f, now)) != PUMP_IDLE)
		return r;
	if (f->current == NULL)
		return f->old == NULL && !f->wanted ? PUMP_OVER : PUMP_IDLE;
	r = stream_pump(f->current, &files->chunk, &files->sink, now,
	    files->quiet_ns, &rewritten);
	if (!rewritten)
		return r;
	/* What changes with every look, as in /proc, must not keep us busy:
	 * the next check sees it. */
	if (f->rewritten_at != 0 && now - f->rewritten_at < REWRITTEN_NS)
		return PUMP_IDLE;
	f->rewritten_at = now;
	on_rewritten(f, now);
	return PUMP_MORE;
}

int64_t
follow_due(const struct follow *f)
{
	int64_t due = INT64_MAX, t;

	for (const struct stream *s = f->old; s != NULL; s = s->next) {
		t = stream_due(s, f->files->quiet_ns);
		due = t < due ? t : due;
		t = s->left_at > s->last_data ? s->left_at : s->last_data;
		t += FOLLOW_LINGER_NS + 1000000;
		due = t < due ? t : due;
	}
	if (f->current != NULL) {
		t = stream_due(f->current, f->files->quiet_ns);
		due = t < due ? t : due;
	}
	return due;
}

static void
save_stream(const struct follow *f, const struct stream *s, struct positions *p,
    int64_t time)
{
	struct place place;

	if (!s->regular)
		return;
	stream_place(s, &place);
	positions_add(p, f->path, s->id, &place, time);
}

void
follow_save(const struct follow *f, struct positions *p, int64_t time)
{
	for (const struct stream *s = f->old; s != NULL; s = s->next)
		save_stream(f, s, p, time);
	if (f->current != NULL)
		save_stream(f, f->current, p, time);
}
