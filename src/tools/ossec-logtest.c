/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds lines of standard input to the engine, with the decoders, rules and
 * lists of the configuration, and shows what each comes to. Options, streams
 * and exit codes are the reference's, which calls itself ossec-testrule; test
 * runners of other people depend on them. ossec-logtest(8) has the additions.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/array.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/conf/engine_setup.h"
#include "lib/port/port_time.h"
#include "lib/proto/alert_text.h"
#include "lib/proto/queue_line.h"
#include "lib/service/sandbox.h"
#include "lib/store/state_sqlite.h"
#include "tools/logtest.h"
#include "tools/tool_config.h"

#define NAME "ossec-testrule"
#define USER "ossec"
#define STATE_DB "queue/db/engine.db"
#define LOCAL_DECODER "etc/local_decoder.xml"

/* Exit statuses of -U, by what differs in the last line. */
enum {
	UNIT_EQUAL = 0,
	UNIT_LEVEL = 1,
	UNIT_RULE = 2,
	UNIT_DECODER = 3,
	UNIT_NO_RULE = 255,
};

struct logtest {
	/* options */
	const char *home, *config;
	bool testing, debug, alerts, quiet, json, explain, reset, stay;
	bool has_mode;
	enum correlation_mode mode;
	char *unit, *unit_rule, *unit_level, *unit_decoder;

	struct buf config_text;
	struct engine_setup *setup;
	struct state *disk; /* what the daemon remembers, or NULL */
	struct state *state;
	struct engine *engine;
	struct engine_trace trace;
	struct logtest_steps steps;
	struct event header, ev;
	int64_t now;
	uint64_t n_alerts;
	struct buf text;
	bool compared;
	int status;
};

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "explain", no_argument, NULL, 'e' },
	{ "correlation", required_argument, NULL, 'C' },
	{ "reset-between", no_argument, NULL, 'r' },
	{ "no-chroot", no_argument, NULL, 'n' },
	{ NULL, 0, NULL, 0 },
};

static void
usage(void)
{
	fputs("usage: ossec-logtest [options] < lines\n"
	      "  -V           print the version and exit\n"
	      "  -h           print this and exit\n"
	      "  -t           check the configuration and exit with 0 or 1\n"
	      "  -d           more debug output; may be given twice\n"
	      "  -v           show every rule that is tried\n"
	      "  -a           print alerts as in alerts.log, nothing else\n"
	      "  -q           do not say which decoder files are read\n"
	      "  -U id:level:decoder\n"
	      "               compare the last line with these: exit status\n"
	      "               0 equal, 1 level, 2 rule, 3 decoder differs\n"
	      "  -c file      configuration file [etc/ossec.conf in the home]\n"
	      "  -D dir       home directory [" OSSEC_HOME "]\n"
	      "  --json       one JSON object per line of input\n"
	      "  --explain    for every rule tried the condition that failed\n"
	      "  --correlation keyed|classic\n"
	      "               instead of what the configuration says\n"
	      "  --reset-between\n"
	      "               forget everything after each line\n"
	      "  --no-chroot  as root: stay root, and outside\n",
	    stderr);
}

static void
version(void)
{
	fprintf(stderr,
	    " \nOSSEC HIDS v%s - ossec-ng\n \n"
	    "This program is free software, licensed under the Apache License,"
	    "\nVersion 2.0. It comes without any warranty.\n",
	    OSSEC_NG_VERSION);
}

/* "id:level:decoder"; whatever is behind the second colon is the name. */
static int
set_unit(struct logtest *lt, const char *arg)
{
	char *rest;

	lt->unit = rest = xstrdup(arg);
	lt->unit_rule = strsep(&rest, ":");
	lt->unit_level = strsep(&rest, ":");
	lt->unit_decoder = rest;
	if (rest != NULL && *lt->unit_rule != '\0' && *lt->unit_level != '\0' &&
	    *lt->unit_decoder != '\0')
		return OS_OK;
	log_errorx("-U %s: expected id:level:decoder", arg);
	return OS_ERR_FORMAT;
}

static int
set_mode(struct logtest *lt, const char *arg)
{
	lt->has_mode = true;
	lt->mode = CORRELATION_KEYED;
	if (strcmp(arg, "classic") == 0)
		lt->mode = CORRELATION_CLASSIC;
	else if (strcmp(arg, "keyed") != 0) {
		log_errorx("--correlation %s: expected keyed or classic", arg);
		return OS_ERR_FORMAT;
	}
	return OS_OK;
}

/* OS_ERR_NOTFOUND: all is said, exit with lt->status. */
static int
set_option(struct logtest *lt, int letter)
{
	switch (letter) {
	case 'V':
		version();
		return OS_ERR_NOTFOUND;
	case 'h':
		usage();
		return OS_ERR_NOTFOUND;
	case 't':
		lt->testing = true;
		return OS_OK;
	case 'd':
		log_debug_level(log_get_debug_level() + 1);
		return OS_OK;
	case 'v':
		lt->debug = true;
		return OS_OK;
	case 'a':
		lt->alerts = true;
		return OS_OK;
	case 'q':
		lt->quiet = true;
		return OS_OK;
	case 'U':
		return set_unit(lt, optarg);
	case 'c':
		lt->config = optarg;
		return OS_OK;
	case 'D':
		lt->home = optarg;
		return OS_OK;
	case 'j':
		lt->json = true;
		return OS_OK;
	case 'e':
		lt->explain = true;
		return OS_OK;
	case 'C':
		return set_mode(lt, optarg);
	case 'r':
		lt->reset = true;
		return OS_OK;
	case 'n':
		lt->stay = true;
		return OS_OK;
	default:
		usage();
		return OS_ERR_FORMAT;
	}
}

static int
parse_options(struct logtest *lt, int argc, char *argv[])
{
	int c, r;

	opterr = 0;
	while ((c = getopt_long(
		    argc, argv, "VhtdvaqU:c:D:", long_options, NULL)) != -1) {
		if ((r = set_option(lt, c)) != OS_OK) {
			lt->status = r == OS_ERR_NOTFOUND ? 0 : 1;
			return r;
		}
	}
	if (optind < argc) {
		usage();
		lt->status = 1;
		return OS_ERR_FORMAT;
	}
	return OS_OK;
}

/* As root we leave root behind, like the daemon. Nothing here needs a system
 * call beyond reading files and the two streams. */
static int
enter_sandbox(const struct logtest *lt)
{
	static const struct sandbox_path paths[] = {
		{ ".", PATH_READ },
		/* a reader of the database makes its -shm file */
		{ "queue/db",
		    PATH_READ | PATH_WRITE | PATH_MAKE | PATH_OPTIONAL },
		{ NULL, 0 },
	};
	static const struct sandbox sb = {
		.user = USER, .chroot = true, .paths = paths
	};
	struct sandbox_level level = { 0 };
	uid_t uid;
	gid_t gid;

	if (chdir(lt->home) == -1) {
		log_error("cannot enter the home directory %s", lt->home);
		return OS_ERR_SYS;
	}
	if (lt->stay || geteuid() != 0)
		return OS_OK;
	if (sandbox_lookup(sb.user, NULL, &uid, &gid) != OS_OK ||
	    sandbox_drop(&sb, lt->home, uid, gid, &level) != OS_OK ||
	    sandbox_landlock(&sb, true, &level) != OS_OK ||
	    sandbox_seal(&sb, true, &level) != OS_OK)
		return OS_ERR_SYS;
	return OS_OK;
}

static void
load_time_zone(void)
{
	struct tm tm;

	setenv("TZ", ":/etc/localtime", 0);
	tzset();
	port_localtime(0, &tm);
}

static int
load(struct logtest *lt)
{
	const struct engine_setup_input in = {
		.config = buf_str(&lt->config_text),
		.name = lt->config,
		.correlation = lt->has_mode ? &lt->mode : NULL,
	};
	struct diags *ds = diags_new();
	int r;

	r = engine_setup_load(&lt->setup, &in, ds);
	diags_log(ds, DIAG_NOTE);
	if (r != OS_OK)
		log_error_code(
		    1202, "Configuration error at '%s'. Exiting.", lt->config);
	diags_free(&ds);
	return r;
}

/* Does <rules> load the local decoder file, by name or by default? */
static bool
reads_local_decoder(const struct conf *c)
{
	bool named = false;

	for (size_t i = 0; i < c->rules.entries.n; i++) {
		const struct conf_rules_entry *e = &c->rules.entries.v[i];

		if (e->kind != CONF_RULES_DECODER &&
		    e->kind != CONF_RULES_DECODER_DIR)
			continue;
		named = true;
		if (e->kind == CONF_RULES_DECODER &&
		    strcmp(e->text, LOCAL_DECODER) == 0)
			return true;
	}
	return !named && access(LOCAL_DECODER, R_OK) == 0;
}

static void
greet(const struct logtest *lt)
{
	if (lt->json)
		return;
	if (!lt->quiet && reads_local_decoder(lt->setup->conf))
		log_info("Reading local decoder file.");
	log_info("Started (pid: %d).", (int)getpid());
	if (!lt->alerts)
		fputs(NAME ": Type one log per line.\n\n", stderr);
}

static void
on_tried(void *arg, const struct rule *rule, bool matched, const char *failed,
    bool has_children)
{
	struct logtest_steps *steps = arg;

	*ARRAY_ADD(steps->v, steps->n, steps->cap) =
	    (struct logtest_step){ rule, matched, has_children, failed };
}

/* An engine that has seen nothing but what the daemon stored. It writes to
 * memory only. */
static void
start_engine(struct logtest *lt)
{
	struct engine_options opt = lt->setup->options;

	engine_free(&lt->engine);
	state_memory_free(&lt->state);
	lt->state = state_memory_new(lt->disk);
	opt.state = lt->state;
	opt.flood_filter = false;
	opt.ignore_resets = true;
	opt.stats_level = 0;
	if (lt->debug || lt->explain) {
		lt->trace = (struct engine_trace){ &lt->steps, on_tried };
		opt.trace = &lt->trace;
	}
	lt->engine = engine_new(&opt);
}

static void
flush(struct buf *b, FILE *to)
{
	fwrite(b->p, 1, b->len, to);
	fflush(to);
	buf_clear(b);
}

static struct str
decoder_name(const struct event *ev)
{
	return ev->decoder != NULL && ev->decoder->id != 0 ? ev->decoder->name
							   : STR_NONE;
}

static void
compare_decoder(struct logtest *lt, struct str got)
{
	bool none = got.p == NULL;

	buf_printf(&lt->text, "lf->decoder_info->name: '%.*s'\n",
	    STR_FMT(none ? STR_LIT("(null)") : got));
	buf_printf(
	    &lt->text, "ut_decoder_name       : '%s'\n", lt->unit_decoder);
	if (str_iis(got, lt->unit_decoder))
		return;
	buf_printf(&lt->text,
	    "decoder matched : '%.*s'\ndecoder expected: '%s'\n",
	    STR_FMT(none ? STR_LIT("NULL") : got), lt->unit_decoder);
	lt->status = UNIT_DECODER;
}

static bool
number_is(unsigned n, const char *text)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%u", n);
	return str_iis(str_from(digits), text);
}

/* OS_ERR_NOTFOUND: no more lines are wanted. */
static int
compare(struct logtest *lt, const struct outcome *out)
{
	lt->status = UNIT_EQUAL;
	lt->compared = true;
	compare_decoder(lt, decoder_name(&lt->ev));
	flush(&lt->text, stderr);
	if (lt->status != UNIT_EQUAL)
		return OS_OK;
	if (out->rule == NULL) {
		log_errorx("the decoder is '%s', but no rule matched",
		    lt->unit_decoder);
		lt->status = UNIT_NO_RULE;
		return OS_ERR_NOTFOUND;
	}
	if (!number_is(out->rule->id, lt->unit_rule))
		lt->status = UNIT_RULE;
	else if (!number_is(out->rule->level, lt->unit_level))
		lt->status = UNIT_LEVEL;
	return OS_OK;
}

static void
show(struct logtest *lt, const struct outcome *out)
{
	const struct logtest_result r = { lt->setup->rules, &lt->header,
		&lt->ev, out, &lt->steps };

	if (lt->json) {
		logtest_json(&lt->text, &r, lt->explain);
		flush(&lt->text, stdout);
	} else if (!lt->alerts) {
		logtest_text(&lt->text, &r, lt->debug, lt->explain);
		flush(&lt->text, stderr);
	}
	if (!lt->alerts || !out->has_alert)
		return;
	alert_text(&lt->text, &lt->ev, &out->alert, ++lt->n_alerts);
	flush(&lt->text, stdout);
}

static int
test_line(struct logtest *lt, struct str line)
{
	struct raw_event raw = { .queue = '1',
		.location = STR_LIT("stdin"),
		.text = str_head(line, QUEUE_LINE_MAX - sizeof("1:stdin")) };
	int64_t now = port_now_ns();
	struct outcome out;

	if (lt->reset || lt->engine == NULL)
		start_engine(lt);
	lt->now = now > lt->now ? now : lt->now;
	raw.time_ns = lt->now;
	lt->steps.n = 0;
	event_init(&lt->header, 0);
	event_predecode(&lt->header, raw.queue, raw.location, raw.text,
	    str_from(lt->setup->options.server));
	engine_event(lt->engine, &raw, &lt->ev, &out);
	show(lt, &out);
	return lt->unit != NULL ? compare(lt, &out) : OS_OK;
}

static void
test_lines(struct logtest *lt)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&line, &cap, stdin)) > 0) {
		struct str s = str_slice(line, (size_t)n);

		if (line[n - 1] == '\n')
			s.len--;
		s = str_head(s, str_chr(s, '\0'));
		if (s.len >= 2 && test_line(lt, s) != OS_OK)
			break;
	}
	free(line);
	if (lt->unit != NULL && lt->compared && lt->status == UNIT_EQUAL)
		puts("0");
}

static int
run(struct logtest *lt)
{
	if (tool_read_config(lt->home, &lt->config, &lt->config_text) != OS_OK)
		return 1;
	load_time_zone();
	if (enter_sandbox(lt) != OS_OK || load(lt) != OS_OK)
		return 1;
	if (lt->testing)
		return 0;
	(void)state_sqlite_open_readonly(&lt->disk, STATE_DB);
	greet(lt);
	test_lines(lt);
	return lt->status;
}

static void
clear(struct logtest *lt)
{
	engine_free(&lt->engine);
	state_memory_free(&lt->state);
	state_sqlite_close(&lt->disk);
	engine_setup_free(&lt->setup);
	event_free(&lt->header);
	event_free(&lt->ev);
	buf_free(&lt->text);
	buf_free(&lt->config_text);
	free(lt->steps.v);
	free(lt->unit);
}

int
main(int argc, char *argv[])
{
	struct logtest lt = { .home = OSSEC_HOME };

	log_init(NAME);
	if (parse_options(&lt, argc, argv) == OS_OK)
		lt.status = run(&lt);
	clear(&lt);
	return lt.status;
}
