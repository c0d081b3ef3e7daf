/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shows alerts, those that are there and those that come. Reads alerts.log,
 * which is always written, and the daily files behind it.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/array.h"
#include "lib/base/err.h"
#include "lib/base/str.h"
#include "lib/base/xalloc.h"
#include "lib/port/port_time.h"
#include "lib/proto/alert_block.h"
#include "tools/alerts_follow.h"
#include "tools/alerts_show.h"

#define CURRENT "logs/alerts/alerts.log"
#define DEFAULT_LAST 10
#define NAP_NS 200000000L
#define BLOCK_MAX (4 << 20) /* longer is no alert of ours */
#define DAY 86400

struct alerts {
	char home[PATH_MAX];
	const char *file; /* instead of the home's; NULL */
	bool follow, raw, colour;
	uint64_t level, rule, last;
	int64_t since; /* 0: no matter when */

	bool history;    /* only the last ones are of interest */
	struct buf *old; /* these, the oldest at next % last */
	size_t next;
	struct buf out;
};

/* ---- output ---- */

static void
flush_output(struct alerts *a)
{
	if (a->out.len > 0 &&
	    (fwrite(a->out.p, 1, a->out.len, stdout) != a->out.len ||
		fflush(stdout) != 0))
		exit(1); /* nobody reads */
	buf_clear(&a->out);
}

static void
render(struct alerts *a, struct buf *b, struct str block)
{
	struct alert_block parsed;

	if (a->raw) {
		buf_add_str(b, block);
		buf_add_char(b, '\n');
	} else if (alert_block_parse(block, &parsed) == OS_OK) {
		alerts_show(b, &parsed, a->colour);
	}
}

static bool
wanted(const struct alerts *a, struct str block)
{
	struct alert_block p;

	return alert_block_parse(block, &p) == OS_OK && p.level >= a->level &&
	    (a->rule == 0 || p.rule == a->rule) && (int64_t)p.time >= a->since;
}

static void
take_block(struct alerts *a, struct str block)
{
	struct buf *b = &a->out;

	if (!wanted(a, block) || (a->history && a->last == 0))
		return;
	if (a->history) {
		b = &a->old[a->next++ % a->last];
		buf_clear(b);
	}
	render(a, b, block);
}

static void
take_text(struct alerts *a, struct buf *text)
{
	struct str rest = buf_str(text), block;

	while (alert_block_next(&rest, &block))
		take_block(a, block);
	if (rest.len > BLOCK_MAX)
		rest.len = 0;
	buf_drain(text, text->len - rest.len);
	if (!a->history)
		flush_output(a);
}

static void
end_history(struct alerts *a)
{
	for (size_t i = 0; a->history && i < a->last; i++) {
		struct buf *b = &a->old[a->next++ % a->last];

		buf_add_str(&a->out, buf_str(b));
		buf_free(b);
	}
	a->history = false;
	flush_output(a);
}

/* ---- input ---- */

static void
fail(const struct alerts *a, const char *path)
{
	char where[2 * PATH_MAX];

	snprintf(where, sizeof(where), "%s%s%s", path[0] == '/' ? "" : a->home,
	    path[0] == '/' ? "" : "/", path);
	fprintf(stderr, "ossec-alerts: cannot read %s: %s%s\n", where,
	    strerror(errno),
	    errno == EACCES
		? "; run it as root or as a member of the group ossec"
		: "");
	exit(1);
}

static void
read_all(struct alerts *a, struct alerts_follow *f)
{
	bool more = true;

	while (more) {
		if (alerts_follow_read(f, &more) != OS_OK)
			fail(a, f->path);
		take_text(a, &f->text);
	}
}

static const char *
daily_path(int64_t day, char *path, size_t size)
{
	struct tm tm;

	port_localtime(day, &tm);
	strftime(path, size, "logs/alerts/%Y/%b/ossec-alerts-%d.log", &tm);
	return path;
}

/* The days before the current file, as far as they are still there and not
 * packed. */
static void
read_earlier_days(struct alerts *a, struct alerts_follow *f)
{
	char path[128], packed[160];
	int64_t now = port_now_ns() / 1000000000;

	/* one more on each side: days of 23 and 25 hours */
	for (int64_t t = a->since - DAY; t <= now + DAY; t += DAY / 2) {
		if (t > now)
			break;
		daily_path(t, path, sizeof(path));
		snprintf(packed, sizeof(packed), "%s.gz", path);
		if (access(path, F_OK) == 0) {
			alerts_follow_move(f, path);
			read_all(a, f);
		} else if (t >= a->since && access(packed, F_OK) == 0) {
			fprintf(stderr,
			    "ossec-alerts: %s is packed; not read\n", packed);
		}
	}
}

static void
follow(struct alerts *a, struct alerts_follow *f)
{
	const struct timespec nap = { 0, NAP_NS };

	if (f->fd == -1)
		fprintf(stderr, "ossec-alerts: waiting for %s\n", f->path);
	for (;;) {
		read_all(a, f);
		nanosleep(&nap, NULL);
	}
}

static int
run(struct alerts *a)
{
	const char *path = a->file != NULL ? a->file : CURRENT;
	struct alerts_follow f;

	alerts_follow_init(&f, path);
	a->history = a->since == 0;
	a->old = xcalloc(a->last + 1, sizeof(*a->old));
	if (a->since != 0 && a->file == NULL)
		read_earlier_days(a, &f);
	alerts_follow_move(&f, path);
	read_all(a, &f);
	end_history(a);
	if (a->follow)
		follow(a, &f);
	if (f.fd == -1) {
		errno = ENOENT;
		fail(a, path);
	}
	alerts_follow_free(&f);
	buf_free(&a->out);
	free(a->old);
	return 0;
}

/* ---- options ---- */

static void
usage(FILE *to)
{
	fputs(
	    "usage: ossec-alerts [options]\n"
	    "  -D home     home directory [the one it is installed in]\n"
	    "  -f file     this file instead of " CURRENT "\n"
	    "  -n number   of alerts to begin with [10]\n"
	    "  -s, --since 2h, 3d, 2026-11-25, \"2026-11-25 10:00\": begin there\n"
	    "  -l, --level only alerts of this level or above\n"
	    "  -r, --rule  only alerts of this rule\n"
	    "      --raw   blocks as they stand in the file\n"
	    "      --no-color, --no-follow, -h, -V\n",
	    to);
}

static int64_t
now_seconds(void)
{
	return port_now_ns() / 1000000000;
}

/* "90s", "10m", "2h", "3d": that long ago. */
static bool
parse_ago(struct str s, int64_t *out)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', DAY } };
	uint64_t n;

	for (size_t i = 0; s.len > 1 && i < NELEM(units); i++) {
		if (s.p[s.len - 1] == units[i].unit &&
		    str_to_u64(str_head(s, s.len - 1), 1000000, &n)) {
			*out = now_seconds() - (int64_t)n * units[i].seconds;
			return true;
		}
	}
	return false;
}

static bool
parse_since(const char *text, int64_t *out)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M:%S",
		"%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M",
		"%Y-%m-%d" };

	if (parse_ago(str_from(text), out))
		return *out > 0;
	for (size_t i = 0; i < NELEM(forms); i++) {
		struct tm tm = { .tm_isdst = -1 };
		const char *end = strptime(text, forms[i], &tm);

		if (end != NULL && *end == '\0') {
			*out = mktime(&tm);
			return *out > 0;
		}
	}
	return false;
}

static void __attribute__((noreturn))
bad_value(const char *option, const char *value, const char *expected)
{
	fprintf(stderr, "ossec-alerts: %s %s: expected %s\n", option, value,
	    expected);
	exit(1);
}

static uint64_t
number(const char *option, const char *value, uint64_t max)
{
	uint64_t n;

	if (!str_to_u64(str_from(value), max, &n))
		bad_value(option, value, "a number");
	return n;
}

/* bin/ossec-alerts belongs to the home above it. */
static void
own_home(char *home, size_t size)
{
	static const char tail[] = "/bin/ossec-alerts";
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	struct str s = str_slice(exe, n > 0 ? (size_t)n : 0);

	if (str_ends(s, str_from(tail)))
		s.len -= sizeof(tail) - 1;
	else
		s = str_from(OSSEC_HOME);
	snprintf(home, size, "%.*s", STR_FMT(s));
}

enum { NO_COLOR = 256, NO_FOLLOW, RAW };

static const struct option options[] = {
	{ "since", required_argument, NULL, 's' },
	{ "level", required_argument, NULL, 'l' },
	{ "rule", required_argument, NULL, 'r' },
	{ "raw", no_argument, NULL, RAW },
	{ "no-color", no_argument, NULL, NO_COLOR },
	{ "no-follow", no_argument, NULL, NO_FOLLOW },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static void
set_option(struct alerts *a, int c)
{
	switch (c) {
	case 'D':
		snprintf(a->home, sizeof(a->home), "%s", optarg);
		break;
	case 'f':
		a->file = optarg;
		break;
	case 'n':
		a->last = number("-n", optarg, 1000000);
		break;
	case 's':
		if (!parse_since(optarg, &a->since))
			bad_value("--since", optarg,
			    "90s, 10m, 2h, 3d or YYYY-MM-DD [HH:MM[:SS]]");
		break;
	case 'l':
		a->level = number("--level", optarg, 16);
		break;
	case 'r':
		a->rule = number("--rule", optarg, UINT32_MAX);
		break;
	case RAW:
		a->raw = true;
		break;
	case NO_COLOR:
		a->colour = false;
		break;
	case NO_FOLLOW:
		a->follow = false;
		break;
	case 'h':
		usage(stdout);
		exit(0);
	case 'V':
		fputs("OSSEC HIDS v" OSSEC_NG_VERSION " - ossec-ng\n", stderr);
		exit(0);
	default:
		usage(stderr);
		exit(1);
	}
}

int
main(int argc, char *argv[])
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	struct alerts a = { .follow = true, .last = DEFAULT_LAST };
	char *file = NULL;
	int c, r;

	tzset();
	own_home(a.home, sizeof(a.home));
	a.colour = isatty(STDOUT_FILENO) &&
	    (no_color == NULL || no_color[0] == '\0') &&
	    (term == NULL || strcmp(term, "dumb") != 0);
	while ((c = getopt_long(argc, argv, "D:f:hl:n:r:s:V", options, NULL)) !=
	    -1)
		set_option(&a, c);
	if (optind < argc) {
		usage(stderr);
		return 1;
	}
	if (a.file != NULL && (file = realpath(a.file, NULL)) == NULL)
		fail(&a, a.file);
	a.file = file;
	if (chdir(a.home) == -1 && file == NULL)
		fail(&a, a.home);
	r = run(&a);
	free(file);
	return r;
}
