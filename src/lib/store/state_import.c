/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/store/state_import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/port/port_dir.h"
#include "lib/port/port_file.h"

#define FILE_MAX (512u << 20)
#define FTS_LINE_MAX 255
#define TIME_DIGITS 10

/* One file being read; line numbers are for messages. */
struct import {
	struct state *state;
	struct state_imported *done;
	const char *path;
	struct str name; /* of a database: the location it is for */
	int64_t changed; /* of the file, seconds */
	size_t line, entries, skipped, first_skipped;
	struct buf key, value;
};

static void
put(struct import *im, enum state_table t, struct str key, struct str value)
{
	if (im->state->put(im->state, t, key, value) == OS_OK)
		im->entries++;
}

/* "<a>\0<b>" into im->key */
static struct str
pair_key(struct import *im, struct str a, struct str b)
{
	buf_clear(&im->key);
	buf_add_str(&im->key, a);
	buf_add_char(&im->key, '\0');
	buf_add_str(&im->key, b);
	return buf_str(&im->key);
}

/* Each takes a line: true if it is an entry. */

static bool
fts_entry(struct import *im, struct str line)
{
	put(im, STATE_FTS, str_head(line, FTS_LINE_MAX), STR_LIT(""));
	return true;
}

static bool
ignore_entry(struct import *im, struct str line)
{
	put(im, STATE_IGNORE, str_head(line, FTS_LINE_MAX), STR_LIT(""));
	return true;
}

/* "<ip> <ports>" */
static bool
hostinfo_entry(struct import *im, struct str line)
{
	size_t blank = str_chr(line, ' ');

	if (blank == SIZE_MAX || blank == 0)
		return false;
	put(im, STATE_HOSTINFO,
	    pair_key(im, str_head(line, blank), str_skip(line, blank + 1)),
	    STR_LIT(""));
	return true;
}

/* "!<last time>!<first time> <text>" with ten digits each. */
static bool
rootcheck_times(struct str line, uint64_t *last, uint64_t *first)
{
	const size_t half = TIME_DIGITS + 1;

	return line.len > 2 * half && line.p[0] == '!' && line.p[half] == '!' &&
	    line.p[2 * half] == ' ' &&
	    str_to_u64(str_slice(line.p + 1, TIME_DIGITS), INT64_MAX, last) &&
	    str_to_u64(
		str_slice(line.p + half + 1, TIME_DIGITS), INT64_MAX, first);
}

static bool
rootcheck_entry(struct import *im, struct str line)
{
	uint64_t last, first;
	struct str text;

	if (rootcheck_times(line, &last, &first)) {
		text = str_skip(line, 2 * (TIME_DIGITS + 1) + 1);
	} else if (line.p[0] == '!') {
		return false;
	} else { /* of old versions: the text alone */
		last = first = (uint64_t)im->changed;
		text = line;
	}
	buf_clear(&im->value);
	buf_printf(&im->value, "%" PRIu64 " %" PRIu64, last, first);
	put(im, STATE_ROOTCHECK, pair_key(im, im->name, text),
	    buf_str(&im->value));
	return true;
}

/* "<three flags><sum> !<time> <file>"; of several lines for a file the last
 * one holds, and those marked # are superseded. */
static bool
syscheck_entry(struct import *im, struct str line)
{
	size_t mark = str_find(line, STR_LIT(" !")), blank;
	struct str time;
	uint64_t t;

	if (line.p[0] == '#')
		return true;
	if (mark == SIZE_MAX || mark < 4)
		return false;
	time = str_skip(line, mark + 2);
	blank = str_chr(time, ' ');
	if (blank == SIZE_MAX || blank + 1 == time.len ||
	    !str_to_u64(str_head(time, blank), INT64_MAX, &t))
		return false;
	put(im, STATE_SYSCHECK,
	    pair_key(im, im->name, str_skip(time, blank + 1)),
	    str_head(line, mark + 2 + blank));
	return true;
}

static void
skipped_line(struct import *im)
{
	if (im->skipped++ == 0)
		im->first_skipped = im->line;
}

static void
report(struct import *im)
{
	im->done->files++;
	im->done->entries += im->entries;
	im->done->skipped += im->skipped;
	if (im->skipped != 0)
		log_warnx("%s: imported %zu entries; %zu lines are none and "
			  "were skipped, the first is line %zu",
		    im->path, im->entries, im->skipped, im->first_skipped);
	else
		log_info("%s: imported %zu entries", im->path, im->entries);
}

static bool
read_file(const char *path, char **text, size_t *len)
{
	if (port_file_read(path, FILE_MAX, text, len) == 0)
		return true;
	if (errno != ENOENT)
		log_warn("%s: cannot be read, nothing is imported", path);
	return false;
}

static void
import_lines(struct import *im, bool (*entry)(struct import *, struct str))
{
	struct str rest, line;
	char *text;
	size_t len;

	if (!read_file(im->path, &text, &len))
		return;
	rest = str_slice(text, len);
	while (str_split(&rest, '\n', &line)) {
		im->line++;
		if (line.len != 0 && !entry(im, line))
			skipped_line(im);
	}
	free(text);
	report(im);
	buf_free(&im->key);
	buf_free(&im->value);
}

/* One file per location, hidden ones are marks of other kinds. */
static void
import_databases(struct state *s, struct state_imported *done, const char *dir,
    bool (*entry)(struct import *, struct str))
{
	char **names;
	size_t n;

	if (port_dir_names(dir, &names, &n) == -1)
		return;
	for (size_t i = 0; i < n; i++) {
		char *path = xasprintf("%s/%s", dir, names[i]);
		struct import im = { .state = s,
			.done = done,
			.path = path,
			.name = str_from(names[i]) };

		if (names[i][0] != '.' && port_dir_is_file(path, &im.changed)) {
			im.changed /= 1000000000;
			import_lines(&im, entry);
		}
		free(path);
	}
	port_dir_free(names, n);
}

/* queue/diff/<host>/<rule>/last-entry: the text and a NUL. */
static void
import_diff(struct state *s, struct state_imported *done, const char *host,
    const char *rule)
{
	char *path = xasprintf("queue/diff/%s/%s/last-entry", host, rule);
	struct import im = { .state = s, .done = done, .path = path };
	struct str value;
	uint64_t id;
	char *text;
	size_t len;

	/* syscheck keeps copies of files below the same directory */
	if (str_to_u64(str_from(rule), UINT32_MAX, &id) &&
	    read_file(path, &text, &len)) {
		value = str_slice(text, len);
		value = str_head(value, str_chr(value, '\0'));
		put(&im, STATE_DIFF,
		    pair_key(&im, str_from(host), str_from(rule)), value);
		free(text);
		report(&im);
	}
	buf_free(&im.key);
	free(path);
}

static void
import_diffs(struct state *s, struct state_imported *done)
{
	char **hosts, **rules;
	size_t n_hosts, n_rules;

	if (port_dir_names("queue/diff", &hosts, &n_hosts) == -1)
		return;
	for (size_t i = 0; i < n_hosts; i++) {
		char *dir = xasprintf("queue/diff/%s", hosts[i]);

		if (port_dir_names(dir, &rules, &n_rules) == 0) {
			for (size_t k = 0; k < n_rules; k++)
				import_diff(s, done, hosts[i], rules[k]);
			port_dir_free(rules, n_rules);
		}
		free(dir);
	}
	port_dir_free(hosts, n_hosts);
}

/* One integer as text. */
static void
import_number(struct state *s, struct state_imported *done, const char *path,
    const char *key)
{
	struct import im = { .state = s, .done = done, .path = path };
	struct str number;
	uint64_t ignored;
	char *text;
	size_t len;

	if (!read_file(path, &text, &len))
		return;
	im.line = 1;
	number = str_trim(str_slice(text, len));
	if (str_to_u64(number, UINT64_MAX, &ignored))
		put(&im, STATE_STATS, str_from(key), number);
	else
		skipped_line(&im);
	free(text);
	im.done->files++;
	im.done->entries += im.entries;
	im.done->skipped += im.skipped;
	if (im.skipped != 0)
		log_warnx("%s: no number, skipped", path);
}

/* hour 24 holds how many days were counted */
static void
import_averages(struct state *s, struct state_imported *done)
{
	size_t before = done->entries;
	char path[64], key[32];

	for (int h = 0; h <= 24; h++) {
		snprintf(path, sizeof(path), "stats/hourly-average/%d", h);
		snprintf(key, sizeof(key), "hour/%d", h);
		import_number(s, done, path, key);
	}
	for (int d = 0; d < 7; d++)
		for (int h = 0; h <= 24; h++) {
			snprintf(path, sizeof(path),
			    "stats/weekly-average/%d/%d", d, h);
			snprintf(key, sizeof(key), "week/%d/%d", d, h);
			import_number(s, done, path, key);
		}
	if (done->entries != before)
		log_info(
		    "stats: imported %zu averages", done->entries - before);
}

void
state_import(struct state *s, struct state_imported *done)
{
	static const struct {
		const char *path;
		bool (*entry)(struct import *, struct str);
	} files[] = {
		{ "queue/fts/fts-queue", fts_entry },
		{ "queue/fts/ig-queue", ignore_entry },
		{ "queue/fts/hostinfo", hostinfo_entry },
	};

	*done = (struct state_imported){ 0 };
	for (size_t i = 0; i < NELEM(files); i++) {
		struct import im = {
			.state = s, .done = done, .path = files[i].path
		};

		import_lines(&im, files[i].entry);
	}
	import_databases(s, done, "queue/rootcheck", rootcheck_entry);
	import_databases(s, done, "queue/syscheck", syscheck_entry);
	import_diffs(s, done);
	import_averages(s, done);
}
