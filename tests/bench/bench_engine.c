/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPU per event of the engine, beside the frozen baseline (the plain evaluator
 * with PCRE2-JIT, tests/oracle), alternated in one run: compare the ratios, not
 * the absolutes. No test passes or fails on these.
 *
 *	bench_engine [-r repeats] decoders.xml rules.xml corpus ...
 *
 * A corpus is plain log lines. Event time goes on by one millisecond a line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "plain.h"

struct corpus {
	const char *name;
	char *text;
	struct str *lines;
	size_t n, cap;
};

struct result {
	double ns; /* best of the repeats, per event */
	uint64_t alerts;
};

enum subject {
	BASELINE,
	CLASSIC,
	KEYED,
	SUBJECTS,
};

static const char *const subject_names[SUBJECTS] = { "baseline", "classic",
	"keyed" };

static char *
read_file(const char *path, size_t *len)
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
	buf_add_char(&b, '\0');
	*len = b.len - 1;
	return b.p;
}

static void
read_corpus(const char *path, struct corpus *c)
{
	const char *slash = strrchr(path, '/');
	struct str rest, line;
	size_t len;

	*c = (struct corpus){ .name = slash != NULL ? slash + 1 : path };
	c->text = read_file(path, &len);
	rest = str_slice(c->text, len);
	while (str_split(&rest, '\n', &line))
		if (line.len != 0)
			*ARRAY_ADD(c->lines, c->n, c->cap) = line;
	if (c->n == 0) {
		fprintf(stderr, "%s: no lines\n", path);
		exit(2);
	}
}

static double
cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

static struct raw_event
raw_line(const struct corpus *c, size_t i)
{
	return (struct raw_event){ 1700000000000000000 + (int64_t)i * 1000000,
		'1', STR_LIT("/var/log/corpus"), c->lines[i] };
}

static void
run_baseline(const struct ruleset *rs, const struct corpus *c, struct result *r)
{
	const struct plain_options opt = { 8192, 128, "bench" };
	struct plain *p = plain_new(rs, &opt);
	struct event ev = { 0 };
	double start = cpu_ns(), ns;

	r->alerts = 0;
	for (size_t i = 0; i < c->n; i++) {
		const struct raw_event raw = raw_line(c, i);
		const struct rule *won = plain_event(p, &raw, &ev);

		r->alerts += won != NULL && won->level > 0 && won->log;
	}
	ns = (cpu_ns() - start) / (double)c->n;
	if (r->ns == 0 || ns < r->ns)
		r->ns = ns;
	event_free(&ev);
	plain_free(&p);
}

static void
run_engine(const struct ruleset *rs, const struct corpus *c,
    enum correlation_mode mode, struct result *r)
{
	struct state *state = state_memory_new(NULL);
	struct engine_options opt;
	struct event ev = { 0 };
	struct outcome out;
	struct engine *e;
	double start, ns;

	engine_options_init(&opt);
	opt.rules = rs;
	opt.state = state;
	opt.correlation = mode;
	opt.stats_level = 0;
	opt.flood_filter = false;
	e = engine_new(&opt);
	start = cpu_ns();
	r->alerts = 0;
	for (size_t i = 0; i < c->n; i++) {
		const struct raw_event raw = raw_line(c, i);

		engine_event(e, &raw, &ev, &out);
		r->alerts += out.has_alert;
	}
	ns = (cpu_ns() - start) / (double)c->n;
	if (r->ns == 0 || ns < r->ns)
		r->ns = ns;
	engine_free(&e);
	event_free(&ev);
	state_memory_free(&state);
}

static struct ruleset *
compile(const struct source *decoders, const struct source *rules,
    enum pattern_engine engine, bool classic)
{
	const struct ruleset_options opt = { .decoders = decoders,
		.n_decoders = 1,
		.rules = rules,
		.n_rules = 1,
		.log_alert_level = 1,
		.email_alert_level = 7,
		.default_timeframe = 360,
		.classic = classic,
		.engine = engine };
	struct diags *ds = diags_new();
	struct ruleset *rs = NULL;
	struct buf b = { 0 };
	double start = cpu_ns();

	if (ruleset_compile(&rs, &opt, ds) != 0) {
		diag_format(diags_at(ds, 0), &b);
		fprintf(stderr, "%s\n", buf_cstr(&b));
		exit(1);
	}
	printf("%zu rules in %zu places, compiled in %.0f ms\n", rs->n_rules,
	    rs->n_nodes, (cpu_ns() - start) / 1e6);
	buf_free(&b);
	diags_free(&ds);
	return rs;
}

static void
print_results(const struct corpus *c, const struct result *r)
{
	printf("%-10s %8zu", c->name, c->n);
	for (unsigned s = 0; s < SUBJECTS; s++)
		printf("  %7.0f ns %5.1f %%", r[s].ns,
		    100 * (double)r[s].alerts / (double)c->n);
	printf("  %5.2f x\n", r[BASELINE].ns / r[KEYED].ns);
}

int
main(int argc, char *argv[])
{
	struct source decoders, rules;
	struct ruleset *rs[SUBJECTS];
	int repeats = 3, ch;

	while ((ch = getopt(argc, argv, "r:")) != -1) {
		if (ch != 'r' || (repeats = atoi(optarg)) < 1) {
			fprintf(stderr,
			    "usage: %s [-r repeats] decoders.xml "
			    "rules.xml corpus ...\n",
			    argv[0]);
			return 2;
		}
	}
	argc -= optind;
	argv += optind;
	if (argc < 3) {
		fprintf(stderr,
		    "bench_engine: decoders.xml rules.xml corpus "
		    "...\n");
		return 2;
	}
	decoders.name = argv[0];
	decoders.text.p = read_file(argv[0], &decoders.text.len);
	rules.name = argv[1];
	rules.text.p = read_file(argv[1], &rules.text.len);
	rs[BASELINE] =
	    compile(&decoders, &rules, PATTERN_ENGINE_PCRE2_JIT, true);
	rs[CLASSIC] = compile(&decoders, &rules, PATTERN_ENGINE_DEFAULT, true);
	rs[KEYED] = compile(&decoders, &rules, PATTERN_ENGINE_DEFAULT, false);
	printf("%-10s %8s", "corpus", "events");
	for (unsigned s = 0; s < SUBJECTS; s++)
		printf("  %10s alerts", subject_names[s]);
	printf("  baseline/keyed\n");
	for (int i = 2; i < argc; i++) {
		struct result r[SUBJECTS] = { { 0 } };
		struct corpus c;

		read_corpus(argv[i], &c);
		for (int k = 0; k < repeats; k++) {
			run_baseline(rs[BASELINE], &c, &r[BASELINE]);
			run_engine(
			    rs[CLASSIC], &c, CORRELATION_CLASSIC, &r[CLASSIC]);
			run_engine(rs[KEYED], &c, CORRELATION_KEYED, &r[KEYED]);
		}
		print_results(&c, r);
		free(c.lines);
		free(c.text);
	}
	for (unsigned s = 0; s < SUBJECTS; s++)
		ruleset_free(&rs[s]);
	free((char *)(uintptr_t)decoders.text.p);
	free((char *)(uintptr_t)rules.text.p);
	return 0;
}
