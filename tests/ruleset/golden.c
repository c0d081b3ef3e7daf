/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Golden cases of the shipped ruleset: golden DECODERS RULES TSV...
 *
 * DECODERS and RULES are directories whose .xml files are loaded in the order
 * of their names; RULES may be several with a colon between. A TSV row is:
 * log, decoder, fields, rule, level, note.
 *   log      with \\ \t \n \r as escapes
 *   decoder  its name, "-" for none
 *   fields   "srcip=1.2.3.4;id=404", all that are extracted in any order, as
 *            ossec-logtest prints them; "-" for none
 *   rule     its id, "-" for none; "!5716": any but this one;
 *            "!5716,5710": not 5716 but 5710
 *   level    the rule's, "-" for none or any
 *   note     "same-state": what the row before left behind is still there;
 *            else each row meets an engine that has seen nothing
 *            "queue=8", "location=web1": not from queue 1 and "stdin", up to
 *            the next semicolon
 * Prints a line per failure and the counts; exit status 1 if one failed.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "lib/rules/engine.h"

struct golden {
	struct ruleset *rs;
	struct state *state;
	struct engine *engine;
	struct event ev;
	int64_t now;
	unsigned passed, failed;
};

enum { COLUMNS = 6 };

struct sources {
	struct source *v;
	size_t n, cap;
};

static struct str
read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = { 0 };
	char part[65536];
	size_t n;

	if (f == NULL) {
		perror(path);
		exit(2);
	}
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&b, part, n);
	fclose(f);
	buf_add_char(&b, '\n');
	return str_slice(b.p, b.len - 1);
}

static int
is_xml(const struct dirent *e)
{
	return str_ends(str_from(e->d_name), STR_LIT(".xml"));
}

static void
read_directory(const char *dir, struct sources *out)
{
	struct dirent **names;
	int n = scandir(dir, &names, is_xml, alphasort);

	if (n <= 0) {
		fprintf(stderr, "%s: no .xml files\n", dir);
		exit(2);
	}
	for (int i = 0; i < n; i++) {
		struct source *s = ARRAY_ADD(out->v, out->n, out->cap);

		s->name = xasprintf("%s/%s", dir, names[i]->d_name);
		s->text = read_file(s->name);
		free(names[i]);
	}
	free(names);
}

/* Directories with a colon between, one after the other. */
static void
read_directories(const char *dirs, struct sources *out)
{
	char *copy = xstrdup(dirs), *rest = copy, *dir;

	while ((dir = strsep(&rest, ":")) != NULL)
		read_directory(dir, out);
	free(copy);
}

static void
free_sources(struct sources *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free((char *)(uintptr_t)s->v[i].name);
		free((char *)(uintptr_t)s->v[i].text.p);
	}
	free(s->v);
}

static int
load(struct golden *g, const char *decoders, const char *rules)
{
	struct sources d = { 0 }, r = { 0 };
	struct ruleset_options opt = { .log_alert_level = 1,
		.email_alert_level = 7,
		.default_timeframe = 360 };
	struct diags *ds = diags_new();
	struct buf b = { 0 };
	int result;

	read_directory(decoders, &d);
	read_directories(rules, &r);
	opt.decoders = d.v;
	opt.n_decoders = d.n;
	opt.rules = r.v;
	opt.n_rules = r.n;
	result = ruleset_compile(&g->rs, &opt, ds);
	for (size_t i = 0; i < diags_count(ds); i++) {
		buf_clear(&b);
		diag_format(diags_at(ds, i), &b);
		printf("%s\n", buf_cstr(&b));
	}
	/* a shipped ruleset has no warnings either */
	if (diags_count(ds) != 0)
		result = -1;
	buf_free(&b);
	diags_free(&ds);
	free_sources(&d);
	free_sources(&r);
	return result;
}

static void
forget(struct golden *g)
{
	engine_free(&g->engine);
	state_memory_free(&g->state);
}

static void
start(struct golden *g)
{
	struct engine_options opt;

	forget(g);
	engine_options_init(&opt);
	g->state = state_memory_new(NULL);
	opt.rules = g->rs;
	opt.state = g->state;
	opt.flood_filter = false;
	opt.stats_level = 0;
	g->engine = engine_new(&opt);
}

/* In place; the text only gets shorter. */
static void
unescape(char *s)
{
	static const char from[] = "\\tnr", to[] = "\\\t\n\r";
	char *out = s;
	const char *at;

	for (; *s != '\0'; s++) {
		if (*s == '\\' && s[1] != '\0' &&
		    (at = strchr(from, s[1])) != NULL) {
			*out++ = to[at - from];
			s++;
		} else {
			*out++ = *s;
		}
	}
	*out = '\0';
}

static void
add_fields(struct buf *b, const struct event *ev)
{
	for (size_t i = 0; i < ev->n_captured; i++)
		buf_printf(b, "%s%.*s=%.*s", i != 0 ? ";" : "",
		    STR_FMT(ev->captured[i].name),
		    STR_FMT(ev->captured[i].value));
	if (ev->n_captured == 0)
		buf_add_char(b, '-');
}

/* Are the captures of ev exactly those of want? Values may hold a semicolon. */
static bool
fields_fit(const char *want, const struct event *ev)
{
	char *rest = xasprintf(";%s;", strcmp(want, "-") == 0 ? "" : want);
	bool fit = true;

	for (size_t i = 0; fit && i < ev->n_captured; i++) {
		char *one =
		    xasprintf(";%.*s=%.*s;", STR_FMT(ev->captured[i].name),
			STR_FMT(ev->captured[i].value));
		char *at = strstr(rest, one);

		fit = at != NULL;
		if (fit)
			memmove(at, at + strlen(one) - 1,
			    strlen(at + strlen(one) - 1) + 1);
		free(one);
	}
	fit = fit && strspn(rest, ";") == strlen(rest);
	free(rest);
	return fit;
}

static bool
rule_fits(const char *want, const struct rule *got)
{
	char id[16] = "-", forbidden[16];
	size_t n;

	if (got != NULL)
		snprintf(id, sizeof(id), "%u", got->id);
	if (want[0] != '!')
		return strcmp(want, id) == 0;
	n = strcspn(want + 1, ",");
	snprintf(forbidden, sizeof(forbidden), "%.*s", (int)n, want + 1);
	if (strcmp(forbidden, id) == 0)
		return false;
	return want[n + 1] == '\0' || strcmp(want + n + 2, id) == 0;
}

static bool
level_fits(const char *want, const struct rule *got)
{
	return strcmp(want, "-") == 0 || want[0] == '\0' ||
	    (got != NULL && (unsigned)atoi(want) == got->level);
}

/* The value of "key=" in the note, or otherwise. */
static struct str
note_value(const char *note, const char *key, struct str otherwise)
{
	const char *at = strstr(note, key);

	if (at == NULL)
		return otherwise;
	at += strlen(key);
	return str_slice(at, strcspn(at, ";"));
}

static void
check_row(struct golden *g, const char *file, unsigned line, char *column[])
{
	struct raw_event raw = { 0 };
	struct buf fields = { 0 };
	struct outcome out;
	struct str decoder;

	if (strstr(column[5], "same-state") == NULL || g->engine == NULL)
		start(g);
	unescape(column[0]);
	unescape(column[2]);
	raw.queue = note_value(column[5], "queue=", STR_LIT("1")).p[0];
	raw.location = note_value(column[5], "location=", STR_LIT("stdin"));
	raw.text = str_from(column[0]);
	raw.time_ns = g->now += 1000000000;
	engine_event(g->engine, &raw, &g->ev, &out);
	decoder = STR_LIT("-"); /* an internal decoder had nothing to say */
	if (g->ev.decoder != NULL && g->ev.decoder->name.len != 0)
		decoder = g->ev.decoder->name;
	add_fields(&fields, &g->ev);
	if (str_is(decoder, column[1]) && fields_fit(column[2], &g->ev) &&
	    rule_fits(column[3], out.rule) && level_fits(column[4], out.rule)) {
		g->passed++;
	} else {
		printf(
		    "%s:%u: got %.*s | %s | %u | %u, expected %s | %s | %s | "
		    "%s: %s\n",
		    file, line, STR_FMT(decoder), buf_cstr(&fields),
		    out.rule != NULL ? out.rule->id : 0,
		    out.rule != NULL ? out.rule->level : 0, column[1],
		    column[2], column[3], column[4], column[0]);
		g->failed++;
	}
	buf_free(&fields);
}

static void
run_file(struct golden *g, const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL, *rest, *column[COLUMNS];
	unsigned line = 0;
	size_t cap = 0;
	ssize_t n;

	if (f == NULL) {
		perror(path);
		exit(2);
	}
	forget(g);
	while ((n = getline(&text, &cap, f)) > 0) {
		if (text[n - 1] == '\n')
			text[n - 1] = '\0';
		if (line++ == 0 || text[0] == '\0')
			continue; /* the first names the columns */
		rest = text;
		for (int i = 0; i < COLUMNS; i++) {
			column[i] = strsep(&rest, "\t");
			if (column[i] == NULL) {
				printf("%s:%u: expected %d columns\n", path,
				    line, COLUMNS);
				exit(2);
			}
		}
		check_row(g, path, line, column);
	}
	free(text);
	fclose(f);
}

int
main(int argc, char *argv[])
{
	struct golden g = { .now = 1700000000000000000 };
	int failed;

	if (argc < 4) {
		fprintf(stderr, "usage: golden decoders rules file.tsv ...\n");
		return 2;
	}
	if (load(&g, argv[1], argv[2]) != 0) {
		printf("the ruleset does not load cleanly\n");
		ruleset_free(&g.rs);
		return 1;
	}
	for (int i = 3; i < argc; i++)
		run_file(&g, argv[i]);
	printf("%u cases passed, %u failed\n", g.passed, g.failed);
	failed = g.failed != 0;
	forget(&g);
	event_free(&g.ev);
	ruleset_free(&g.rs);
	return failed;
}
