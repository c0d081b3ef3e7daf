/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ossec-logtest: what happened to one line, and the ways to show it.
 */
#ifndef LOGTEST_H
#define LOGTEST_H

#include "lib/base/buf.h"
#include "lib/rules/engine.h"

/* A rule that was tried. */
struct logtest_step {
	const struct rule *rule;
	bool matched, has_children;
	const char *failed; /* the condition that did not hold */
};

/* The steps of one line, filled by an engine_trace. */
struct logtest_steps {
	struct logtest_step *v;
	size_t n, cap;
};

struct logtest_result {
	const struct ruleset *rules;
	const struct event *header; /* as after the header was taken off */
	const struct event *ev;
	const struct outcome *out;
	const struct logtest_steps *steps;
};

/* logtest_text.c: the phases (spec: lists-and-outputs, section 7). */
void logtest_text(
    struct buf *b, const struct logtest_result *r, bool debug, bool explain);

/* logtest_json.c: one object and a newline. */
void logtest_json(struct buf *b, const struct logtest_result *r, bool explain);

#endif
