/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nanoseconds per execution of typical expressions, with our own matchers, the
 * PCRE2 interpreter and PCRE2 with JIT. Figures to look at, not a test.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lib/base/xalloc.h"
#include "lib/regex/pattern.h"

#define SSHD                                                            \
	"Failed password for invalid user admin from 203.0.113.9 port " \
	"51234 ssh2"
#define WEB                                                              \
	"203.0.113.9 - - [25/Nov/2026:10:00:00 +0100] \"GET /index.php?" \
	"id=1 HTTP/1.1\" 404 209 \"-\" \"Mozilla/5.0 (X11; Linux)\""
#define WIN                                                              \
	"WinEvtLog: Security: AUDIT_FAILURE(4625): Microsoft-Windows-"   \
	"Security-Auditing: (no user): no domain: HOST.example.org: An " \
	"account failed to log on. Account Name: bob Account Domain: EX"

static const struct {
	const char *name;
	enum pattern_dialect dialect;
	const char *text, *subject;
} cases[] = {
	{ "prematch, hit", PATTERN_OSREGEX, "^Failed \\S+ for ", SSHD },
	{ "prematch, miss", PATTERN_OSREGEX, "^Accepted \\S+ for ", SSHD },
	{ "sshd fields", PATTERN_OSREGEX,
	    "^Failed \\S+ for invalid user (\\S+) from (\\S+) port (\\d+) "
	    "\\w+$",
	    SSHD },
	{ "unanchored", PATTERN_OSREGEX, "from (\\S+) port (\\d+)", SSHD },
	{ "weak start, miss", PATTERN_OSREGEX, "\\S+ logged in as (\\S+)",
	    SSHD },
	{ "web log", PATTERN_OSREGEX,
	    "^(\\S+) \\S+ \\S+ \\.*[\\S+ \\S\\d+] \"\\w+ (\\S+) "
	    "HTTP\\S+\" (\\d+) ",
	    WEB },
	{ "windows", PATTERN_OSREGEX,
	    "^\\.+: (\\w+)\\((\\d+)\\): (\\.+): (\\.+): \\.+: (\\S+): ", WIN },
	{ "windows, polynomial", PATTERN_OSREGEX,
	    "^\\.+: (\\w+)\\((\\d+)\\): (\\.+): (\\.+): \\.+: (\\S+): zzz",
	    WIN },
	{ "alternatives", PATTERN_OSREGEX,
	    "^refused (\\S+)|^denied (\\S+)|user (\\w+) from (\\S+)", SSHD },
	{ "literal, hit", PATTERN_OSMATCH, "invalid user", SSHD },
	{ "ten literals, miss", PATTERN_OSMATCH,
	    "core_dumped|failure|error|attack|bad |illegal |denied|refused|"
	    "unauthorized|fatal|segfault",
	    SSHD },
	{ "pcre2 fields", PATTERN_PCRE2,
	    "^Failed \\w+ for (?:invalid user )?(\\S+) from ([\\d.]+) port "
	    "(\\d{1,5})",
	    SSHD },
	{ "pcre2 look-ahead", PATTERN_PCRE2, "user (?!root)(\\w+) from", SSHD },
};

static const struct {
	const char *name;
	enum pattern_engine engine;
} engines[] = {
	{ "own", PATTERN_ENGINE_DEFAULT },
	{ "pcre2", PATTERN_ENGINE_PCRE2 },
	{ "pcre2-jit", PATTERN_ENGINE_PCRE2_JIT },
};

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e9 + (double)ts.tv_nsec;
}

/* The best of several rounds: the others were disturbed. */
static double
measure(const struct pattern *p, struct str subject)
{
	struct pattern_ctx ctx;
	struct pattern_match m;
	double best = 1e18;

	pattern_ctx_init(&ctx);
	for (int round = 0; round < 7; round++) {
		int n = 20000;
		double began = now(), each;

		for (int i = 0; i < n; i++)
			pattern_match(p, &ctx, subject, &m);
		each = (now() - began) / n;
		best = each < best ? each : best;
	}
	pattern_ctx_free(&ctx);
	return best;
}

int
main(void)
{
	printf("%-20s", "ns per execution");
	for (size_t e = 0; e < NELEM(engines); e++)
		printf("%10s", engines[e].name);
	printf("\n");
	for (size_t i = 0; i < NELEM(cases); i++) {
		printf("%-20s", cases[i].name);
		for (size_t e = 0; e < NELEM(engines); e++) {
			struct buf why = { 0 };
			struct pattern *p;

			if (pattern_compile(&p, cases[i].dialect,
				str_from(cases[i].text), engines[e].engine,
				&why) != 0) {
				printf("\n%s\n", why.p);
				return 1;
			}
			printf(
			    "%10.1f", measure(p, str_from(cases[i].subject)));
			fflush(stdout);
			pattern_free(&p);
		}
		printf("\n");
	}
	return 0;
}
