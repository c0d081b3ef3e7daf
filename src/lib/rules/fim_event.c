/* SPDX-License-Identifier: Apache-2.0 */
/*
 * File integrity messages (spec: analysis-events, 6.1): "<sum> <file>", where
 * sum is size:permissions:uid:gid:md5:sha1[:sha256], or -1 for a deleted file.
 *
 * The state holds, per location and file, three flags that count the changes
 * so far, the last sum and its time: "!++<sum> !<time>".
 */
#include <inttypes.h>

#include "lib/base/err.h"
#include "lib/rules/internal_event.h"

#define FLAGS 3
#define NAME_SHOWN 756
#define SUM_MAX 512

static const char *const flags_of[] = { "+++", "!++", "!!+", "!!!", "!!?" };

struct fim {
	struct str name, sum;
	struct str old_sum; /* absent: not known before */
	unsigned changes;   /* so far */
	struct buf key, text;
};

/* Splits a sum into its parts; absent ones stay absent. */
static void
parse_sum(struct str sum, struct fim_attrs *a)
{
	struct str *const parts[] = { &a->size, &a->perm, &a->uid, &a->gid,
		&a->md5, &a->sha1, &a->sha256 };

	for (size_t i = 0; i < NELEM(parts); i++)
		if (!str_split(&sum, ':', parts[i]))
			return;
}

static bool
is_deleted(struct str sum)
{
	return str_is(sum, "-1");
}

static bool
is_placeholder(struct str hash)
{
	return hash.len == 0 || str_is(hash, "xxx");
}

/* Did this hash change from or to "not computed"? Equal ones count, too. */
static bool
same_or_unknown(struct str a, struct str b)
{
	return str_eq(a, b) || is_placeholder(a) || is_placeholder(b);
}

/* Six parts at least, and not of a length no sum has? */
static bool
is_whole(struct str sum)
{
	unsigned colons = 0;

	for (size_t i = 0; i < sum.len; i++)
		colons += sum.p[i] == ':';
	return colons >= 5 && sum.len < SUM_MAX;
}

/* Is all that changed a hash from or to "not computed"? */
static bool
only_hashes_learned(const struct event *ev, const struct fim *f)
{
	const struct fim_attrs *a = &ev->before, *b = &ev->after;

	return is_whole(f->old_sum) && is_whole(f->sum) &&
	    str_eq(a->size, b->size) && str_eq(a->perm, b->perm) &&
	    str_eq(a->uid, b->uid) && str_eq(a->gid, b->gid) &&
	    same_or_unknown(a->md5, b->md5) &&
	    same_or_unknown(a->sha1, b->sha1) &&
	    same_or_unknown(a->sha256, b->sha256);
}

static void
look_up(const struct engine_options *opt, struct event *ev, struct fim *f)
{
	struct str old;

	buf_add_str(&f->key, ev->location);
	buf_add_char(&f->key, '\0');
	buf_add_str(&f->key, f->name);
	if (opt->state->get(
		opt->state, STATE_SYSCHECK, buf_str(&f->key), &old) != OS_OK ||
	    old.len < FLAGS)
		return;
	for (unsigned i = 0; i < NELEM(flags_of); i++)
		if (str_starts(old, str_from(flags_of[i])))
			f->changes = i;
	old = str_skip(old, FLAGS);
	f->old_sum = arena_str(ev->arena, str_head(old, str_chr(old, ' ')));
}

static void
store(const struct engine_options *opt, const struct event *ev, struct fim *f,
    unsigned changes)
{
	struct buf value = { 0 };
	unsigned last = NELEM(flags_of) - 1;

	buf_add_cstr(&value, flags_of[changes < last ? changes : last]);
	buf_add_str(&value, f->sum);
	buf_printf(&value, " !%" PRId64, ev->time);
	opt->state->put(
	    opt->state, STATE_SYSCHECK, buf_str(&f->key), buf_str(&value));
	buf_free(&value);
}

static void
quoted_name(struct fim *f, const char *before, const char *after)
{
	buf_add_cstr(&f->text, before);
	buf_add_str(&f->text, str_head(f->name, NAME_SHOWN));
	buf_add_cstr(&f->text, after);
}

static void
new_text(struct fim *f, const struct fim_attrs *a)
{
	quoted_name(f, "New file '", "' added to the file system.\n");
	buf_printf(&f->text, "New sha1sum is : '%.*s'\n",
	    STR_FMT(a->sha1.len != 0 ? a->sha1 : STR_LIT("Unknown")));
	buf_printf(&f->text, "New md5sum is : '%.*s'\n",
	    STR_FMT(a->md5.len != 0 ? a->md5 : STR_LIT("Unknown")));
	if (a->sha256.len != 0)
		buf_printf(&f->text, "New sha256sum is : '%.*s'\n",
		    STR_FMT(a->sha256));
}

/* "33188" is decimal, "644" octal. 0: not a number. */
static unsigned
parse_mode(struct str s)
{
	unsigned mode = 0;
	unsigned base = s.len == 3 ? 8 : 10;

	if (s.len > 6)
		return 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned d = (unsigned)(s.p[i] - '0');

		if (d >= base)
			return 0;
		mode = mode * base + d;
	}
	return mode;
}

static void
mode_text(unsigned mode, char out[10])
{
	static const char letters[] = "rwxrwxrwx";

	for (unsigned i = 0; i < 9; i++)
		out[i] = mode & (0400u >> i) ? letters[i] : '-';
	if (mode & 04000)
		out[2] = mode & 0100 ? 's' : 'S';
	if (mode & 02000)
		out[5] = mode & 0010 ? 's' : 'S';
	if (mode & 01000)
		out[8] = mode & 0001 ? 't' : 'T';
	out[9] = '\0';
}

static void
from_to(struct fim *f, const char *fmt_from, const char *fmt_to, struct str a,
    struct str b)
{
	if (str_eq(a, b))
		return;
	buf_add_cstr(&f->text, fmt_from);
	buf_add_str(&f->text, a);
	buf_add_cstr(&f->text, fmt_to);
	buf_add_str(&f->text, b);
	buf_add_cstr(&f->text, "'\n");
}

static void
mode_change(struct fim *f, struct str a, struct str b)
{
	unsigned x = parse_mode(a), y = parse_mode(b);
	char from[10], to[10];

	if (str_eq(a, b) || x == 0 || y == 0)
		return;
	mode_text(x, from);
	mode_text(y, to);
	from_to(f, "Permissions changed from '", "' to '", str_from(from),
	    str_from(to));
}

static void
hash_change(struct fim *f, const char *name, struct str a, struct str b)
{
	if (str_eq(a, b) || is_placeholder(a) || is_placeholder(b))
		return;
	buf_printf(&f->text, "Old %s was: '%.*s'\nNew %s is : '%.*s'\n", name,
	    STR_FMT(a), name, STR_FMT(b));
}

static void
changed_text(struct fim *f, const struct event *ev)
{
	const struct fim_attrs *a = &ev->before, *b = &ev->after;

	quoted_name(f, "Integrity checksum changed for: '", "'\n");
	from_to(f, "Size changed from '", "' to '", a->size, b->size);
	mode_change(f, a->perm, b->perm);
	from_to(f, "Ownership was '", "', now it is '", a->uid, b->uid);
	from_to(f, "Group ownership was '", "', now it is '", a->gid, b->gid);
	hash_change(f, "md5sum", a->md5, b->md5);
	hash_change(f, "sha1sum", a->sha1, b->sha1);
	hash_change(f, "sha256sum", a->sha256, b->sha256);
	if (ev->fim_diff.p != NULL) {
		buf_add_cstr(&f->text, "What changed:\n");
		buf_add_str(&f->text, ev->fim_diff);
	}
}

static void
become(const struct engine_options *opt, struct event *ev, struct fim *f,
    const char *decoder)
{
	ev->decoder = decoder_set_internal(opt->rules->decoders, decoder);
	ev->category = CATEGORY_OSSEC;
	event_set_log(ev, buf_str(&f->text));
	ev->field[FIELD_FILENAME] = f->name;
	ev->has_fim = true;
}

static enum drop_reason
new_file(const struct engine_options *opt, struct event *ev, struct fim *f)
{
	store(opt, ev, f, 0);
	if (!opt->alert_new_files)
		return DROP_INTERNAL;
	new_text(f, &ev->after);
	become(opt, ev, f, "syscheck_new_entry");
	return DROP_NONE;
}

static enum drop_reason
changed_file(const struct engine_options *opt, struct event *ev, struct fim *f)
{
	static const char *const by_count[] = { "syscheck_integrity_changed",
		"syscheck_integrity_changed_2nd",
		"syscheck_integrity_changed_3rd" };
	const char *decoder = by_count[0];

	if (opt->auto_ignore) {
		if (f->changes >= NELEM(by_count))
			return DROP_INTERNAL;
		decoder = by_count[f->changes];
	}
	store(opt, ev, f, f->changes + 1);
	if (is_deleted(f->sum)) {
		quoted_name(
		    f, "File '", "' was deleted. Unable to retrieve checksum.");
		decoder = "syscheck_deleted";
	} else if (is_deleted(f->old_sum)) {
		quoted_name(f, "File '", "' was re-added.");
		decoder = "syscheck_new_entry";
	} else {
		changed_text(f, ev);
	}
	become(opt, ev, f, decoder);
	return DROP_NONE;
}

static bool
is_ignored(const struct engine_options *opt, struct str name)
{
	for (size_t i = 0; i < opt->n_fim_ignore; i++)
		if (str_istarts(name, opt->fim_ignore[i]))
			return true;
	return false;
}

static enum drop_reason
decide(const struct engine_options *opt, struct event *ev, struct fim *f)
{
	/* a Windows agent's error, which the reference stores as a sum */
	if (str_starts(f->sum, STR_LIT("CreateFile=")) ||
	    is_ignored(opt, f->name))
		return DROP_INTERNAL;
	look_up(opt, ev, f);
	if (!is_deleted(f->sum))
		parse_sum(f->sum, &ev->after);
	if (f->old_sum.p == NULL)
		return new_file(opt, ev, f);
	if (str_eq(f->old_sum, f->sum))
		return DROP_INTERNAL;
	if (!is_deleted(f->old_sum))
		parse_sum(f->old_sum, &ev->before);
	if (only_hashes_learned(ev, f)) {
		store(opt, ev, f, 0);
		return DROP_INTERNAL;
	}
	return changed_file(opt, ev, f);
}

enum drop_reason
fim_event(const struct engine_options *opt, struct event *ev)
{
	struct fim f = { .sum = ev->full_log };
	size_t blank = str_chr(ev->full_log, ' ');
	enum drop_reason r;

	if (str_is(ev->full_log, "syscheck-db-completed"))
		return DROP_INTERNAL;
	if (blank == SIZE_MAX)
		return DROP_FORMAT;
	f.sum = str_head(ev->full_log, blank);
	f.name = str_skip(ev->full_log, blank + 1);
	r = decide(opt, ev, &f);
	buf_free(&f.key);
	buf_free(&f.text);
	return r;
}
