/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/files.h"

#include <fnmatch.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/log.h"
#include "lib/port/port_time.h"

enum {
	PATH_TEXT_MAX = 4096,
	DESCRIPTORS_RESERVED = 64,
	HOST_MAX = 256,
	ROUND_NS = 50 * 1000000,  /* then signals and timers have their turn */
	EXPAND_COST_FACTOR = 100, /* at most 1 % of the time for wildcards */
};

void
files_init(struct files *files, const struct sink *sink, struct notify *notify,
    struct positions *loaded, int64_t quiet_ns)
{
	char host[HOST_MAX] = "";
	struct rlimit lim;

	*files = (struct files){ .sink = *sink,
		.notify = notify,
		.loaded = *loaded,
		.quiet_ns = quiet_ns,
		.expand_asked = true };
	*loaded = (struct positions){ 0 };
	(void)gethostname(host, sizeof(host) - 1);
	files->host = str_from(xstrdup(host));
	files->host = str_head(files->host, str_chr(files->host, '.'));
	files->follows_max = 1000;
	if (getrlimit(RLIMIT_NOFILE, &lim) == 0 &&
	    lim.rlim_cur > 2 * DESCRIPTORS_RESERVED)
		files->follows_max =
		    (size_t)(lim.rlim_cur - DESCRIPTORS_RESERVED) / 2;
}

void
files_free(struct files *files)
{
	while (files->follows != NULL) {
		struct follow *f = files->follows;

		files->follows = f->next;
		follow_free(&f);
	}
	free((void *)(uintptr_t)files->host.p);
	free(files->locations);
	positions_free(&files->loaded);
	*files = (struct files){ 0 };
}

void
files_add(struct files *files, const char *pattern, const struct format *format,
    unsigned group_lines)
{
	struct location *l = ARRAY_ADD(
	    files->locations, files->n_locations, files->cap_locations);

	*l = (struct location){
		.pattern = pattern,
		.format = format,
		.group_lines = group_lines,
		.glob = strpbrk(pattern, "*?[") != NULL,
		.date = strchr(pattern, '%') != NULL,
		.from_end = !positions_has_location(&files->loaded, pattern),
	};
}

static struct follow *
find(const struct files *files, const char *path)
{
	for (struct follow *f = files->follows; f != NULL; f = f->next)
		if (strcmp(f->path, path) == 0)
			return f;
	return NULL;
}

/* Files of which we may not have more. */
static bool
is_full(struct files *files, const char *path)
{
	if (files->n_follows < files->follows_max)
		return false;
	if (!files->full_told)
		log_errorx("more than %zu files to follow, '%s' and others are "
			   "not read: raise the limit of open files",
		    files->follows_max, path);
	files->full_told = true;
	return true;
}

/* In the order of the configuration, which is that of the sending. */
static void
append(struct files *files, struct follow *f)
{
	struct follow **last = &files->follows;

	while (*last != NULL)
		last = &(*last)->next;
	*last = f;
	files->n_follows++;
}

static void
want(struct files *files, const struct location *l, const char *path,
    int64_t now)
{
	struct follow *f = find(files, path);

	if (f != NULL) {
		f->listed = true;
		if (!f->wanted) {
			f->wanted = true;
			follow_check(f, now);
		}
		return;
	}
	if (is_full(files, path))
		return;
	if (l->date && !l->glob)
		log_info_code(
		    1952, "Monitoring variable log file: '%s'.", path);
	f = follow_new(files, path, l->format, l->group_lines);
	f->from_end = l->from_end;
	f->listed = true;
	append(files, f);
	follow_check(f, now);
}

/* A wildcard finds "x.gz" beside "x": nothing that could be read as lines. */
static bool
is_compressed(const char *path)
{
	static const char *const ends[] = { ".gz", ".bz2", ".xz", ".zst",
		".lz4", ".Z", ".zip" };

	for (size_t i = 0; i < NELEM(ends); i++)
		if (str_ends(str_from(path), str_from(ends[i])))
			return true;
	return false;
}

static void
expand_glob(
    struct files *files, struct location *l, const char *pattern, int64_t now)
{
	glob_t g = { 0 };
	int r = glob(pattern, 0, NULL, &g);

	if (r != 0 && !l->told)
		log_warn_code(1121,
		    "no file matches '%s' yet: waiting for some", l->pattern);
	l->told = r != 0;
	for (size_t i = 0; r == 0 && i < g.gl_pathc; i++)
		if (!is_compressed(g.gl_pathv[i]))
			want(files, l, g.gl_pathv[i], now);
	globfree(&g);
}

static void
expand(struct files *files, struct location *l, int64_t now)
{
	const char *path = l->pattern;
	char dated[PATH_TEXT_MAX];
	struct tm tm;

	if (l->date) {
		port_localtime(port_now_ns() / 1000000000, &tm);
		if (strftime(dated, sizeof(dated), path, &tm) == 0)
			return; /* refused when the configuration was read */
		path = dated;
	}
	if (l->glob)
		expand_glob(files, l, path, now);
	else
		want(files, l, path, now);
}

static bool
any_varies(const struct files *files)
{
	for (size_t i = 0; i < files->n_locations; i++)
		if (files->locations[i].glob || files->locations[i].date)
			return true;
	return false;
}

/*
 * Who is not listed any more: the file of yesterday's name is left at once, but
 * one that is gone may be in the middle of a rotation.
 */
static void
check_unlisted(struct follow *f, int64_t now)
{
	if (f->current != NULL)
		follow_check(f, now);
	if (f->current == NULL || f->current->left_at == 0)
		follow_leave(f, now);
}

static void
expand_all(struct files *files, int64_t now)
{
	int64_t begun = port_monotonic_ns();

	files->expand_asked = false;
	for (struct follow *f = files->follows; f != NULL; f = f->next)
		f->listed = false;
	for (size_t i = 0; i < files->n_locations; i++)
		expand(files, &files->locations[i], now);
	for (struct follow *f = files->follows; f != NULL; f = f->next)
		if (f->wanted && !f->listed)
			check_unlisted(f, now);
	files->expand_cost = port_monotonic_ns() - begun;
	files->expand_at = now + files->expand_cost * EXPAND_COST_FACTOR;
}

/* "%d" and so on of a date pattern as wildcards. */
static bool
is_from(const struct location *l, const char *path)
{
	char *glob_text = xstrdup(l->pattern), *out = glob_text;
	bool is;

	for (const char *p = l->pattern; *p != '\0'; p++) {
		if (l->date && *p == '%' && p[1] != '\0') {
			p++;
			*out++ = '*';
		} else {
			*out++ = *p;
		}
	}
	*out = '\0';
	is =
	    (l->glob || l->date) && fnmatch(glob_text, path, FNM_PATHNAME) == 0;
	free(glob_text);
	return is;
}

/* Files of the last run to which no location leads today: their rest. */
static void
read_rests(struct files *files, int64_t now)
{
	struct positions *p = &files->loaded;

	for (size_t i = 0; i < p->n; i++) {
		const char *path = p->v[i].path;

		if (p->v[i].used || find(files, path) != NULL)
			continue;
		for (size_t k = 0; k < files->n_locations; k++) {
			if (!is_from(&files->locations[k], path))
				continue;
			want(files, &files->locations[k], path, now);
			break;
		}
	}
}

void
files_start(struct files *files, int64_t now)
{
	expand_all(files, now);
	for (size_t i = 0; i < files->n_locations; i++)
		files->locations[i].from_end = false;
	read_rests(files, now);
	expand_all(files, now); /* leaves those of read_rests() */
}

static void
check_marked(struct files *files, int64_t now)
{
	for (struct follow *f = files->follows; f != NULL; f = f->next)
		if (f->check)
			follow_check(f, now);
}

void
files_check(struct files *files, int64_t now)
{
	files->expand_asked = any_varies(files);
	for (struct follow *f = files->follows; f != NULL; f = f->next) {
		f->check = true;
		f->dirty |= f->old != NULL;
	}
	files_changed(files, now);
}

void
files_changed(struct files *files, int64_t now)
{
	/* First who left their names, then who appeared under new ones. */
	check_marked(files, now);
	if (files->expand_asked && now >= files->expand_at)
		expand_all(files, now);
}

static bool
has_watch(const struct follow *f, int watch)
{
	if (f->current != NULL && f->current->watch == watch)
		return true;
	for (const struct stream *s = f->old; s != NULL; s = s->next)
		if (s->watch == watch)
			return true;
	return false;
}

static bool
is_name_of(const struct follow *f, const char *name)
{
	const char *slash = strrchr(f->path, '/');

	return strcmp(slash != NULL ? slash + 1 : f->path, name) == 0;
}

void
files_event(struct files *files, int watch, unsigned what, const char *name)
{
	if (what & NOTIFY_LOST)
		files->expand_asked = true;
	for (struct follow *f = files->follows; f != NULL; f = f->next) {
		if (what & NOTIFY_LOST || has_watch(f, watch)) {
			f->dirty = f->check = true;
		} else if (what & NOTIFY_DIR && f->dir_watch == watch) {
			files->expand_asked = true;
			f->check |= is_name_of(f, name);
		}
	}
}

static struct follow *
remove_follow(struct files *files, struct follow *f)
{
	struct follow **p = &files->follows, *next = f->next;

	while (*p != f)
		p = &(*p)->next;
	*p = next;
	if (files->turn == f)
		files->turn = next;
	files->n_follows--;
	files->full_told = false;
	follow_free(&f);
	return next;
}

/* One after the other from whose turn it is; each at most once. */
static enum pump
pump_round(struct files *files, int64_t now)
{
	struct follow *f = files->turn != NULL ? files->turn : files->follows;
	int64_t until = port_monotonic_ns() + ROUND_NS;
	bool more = false;

	for (size_t left = files->n_follows; left > 0; left--) {
		struct follow *next = f->next;
		enum pump r = PUMP_IDLE;

		if (f->dirty) {
			r = follow_pump(f, now);
			f->dirty = r == PUMP_MORE || r == PUMP_BLOCKED;
		}
		if (r == PUMP_OVER)
			next = remove_follow(files, f);
		files->turn = r == PUMP_BLOCKED ? f : next;
		if (r == PUMP_BLOCKED)
			return r;
		more |= r == PUMP_MORE;
		if (port_monotonic_ns() > until)
			return PUMP_MORE;
		f = next != NULL ? next : files->follows;
		if (f == NULL)
			break;
	}
	return more ? PUMP_MORE : PUMP_IDLE;
}

enum pump
files_pump(struct files *files, int64_t now)
{
	struct chunk *c = &files->chunk;

	for (struct follow *f = files->follows; f != NULL; f = f->next)
		if (now >= follow_due(f))
			f->dirty = true;
	if (chunk_busy(c)) {
		bool rewritten = false;
		enum pump r;

		c->owner->follow->dirty = true;
		r = stream_pump(c->owner, c, &files->sink, now, files->quiet_ns,
		    &rewritten);
		if (r == PUMP_BLOCKED)
			return r;
	}
	return pump_round(files, now);
}

int64_t
files_due(const struct files *files)
{
	int64_t due = files->expand_asked ? files->expand_at : INT64_MAX;

	for (const struct follow *f = files->follows; f != NULL; f = f->next) {
		int64_t t = follow_due(f);

		due = t < due ? t : due;
	}
	return due;
}

void
files_save(struct files *files, struct positions *p)
{
	enum { KEEP_SECONDS = 30 * 24 * 3600, KEEP_ROWS = 10000 };
	int64_t time = port_now_ns() / 1000000000;

	for (size_t i = 0; i < files->n_locations; i++)
		positions_add_location(p, files->locations[i].pattern);
	/* Of files that are not there, as on a disk that is not mounted. */
	for (size_t i = 0; i < files->loaded.n && p->n < KEEP_ROWS; i++) {
		const struct position *row = &files->loaded.v[i];

		if (!row->used && row->seen > time - KEEP_SECONDS)
			positions_add(
			    p, row->path, row->id, &row->place, row->seen);
	}
	for (struct follow *f = files->follows; f != NULL; f = f->next)
		follow_save(f, p, time);
}

/* Does nobody's path lead to the file any more, as far as we know? */
static bool
is_left(const struct follow *f, const struct stream *s)
{
	struct stat st;

	return s != f->current || stat(f->path, &st) == -1 ||
	    !file_id_eq(s->id, (struct file_id){ st.st_dev, st.st_ino });
}

static struct stream *
unlink_stream(struct follow *f, struct stream *s)
{
	struct stream **p = &f->old;

	if (s == f->current) {
		f->current = NULL;
		return s;
	}
	while (*p != s)
		p = &(*p)->next;
	*p = s->next;
	s->next = NULL;
	return s;
}

static struct stream *
stream_of(struct follow *f, struct file_id id)
{
	if (f->current != NULL && file_id_eq(f->current->id, id))
		return f->current;
	for (struct stream *s = f->old; s != NULL; s = s->next)
		if (file_id_eq(s->id, id))
			return s;
	return NULL;
}

struct stream *
files_adopt(struct files *files, const struct follow *by, struct file_id id)
{
	for (struct follow *f = files->follows; f != NULL; f = f->next) {
		struct stream *s = stream_of(f, id);

		if (s != NULL && f->format == by->format && is_left(f, s))
			return unlink_stream(f, s);
	}
	return NULL;
}

bool
files_is_open(const struct files *files, struct file_id id)
{
	for (struct follow *f = files->follows; f != NULL; f = f->next)
		if (stream_of(f, id) != NULL)
			return true;
	return false;
}
