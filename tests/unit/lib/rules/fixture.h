/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests of the engine: decoders and rules from text, events by message.
 */
#ifndef RULES_FIXTURE_H
#define RULES_FIXTURE_H

#include "check.h"
#include "lib/rules/engine.h"

struct fixture {
	struct ruleset *rs;
	struct engine *engine;
	struct engine_options opt;
	struct ruleset_options ropt;
	struct state *state;
	struct diags *diags;
	struct event ev;
	struct outcome out;
	int64_t now; /* seconds; each event adds one */
};

/* The roots 1 to 7, put before the rules of every fixture. */
extern const char *const fixture_roots;

/* Compiles; on errors f->rs is NULL and f->diags has them. Options that are not
 * the default are set in f->opt and f->ropt before, after fixture_init(). */
void fixture_init(struct fixture *f);
void fixture_load(struct fixture *f, const char *decoders, const char *rules);
void fixture_free(struct fixture *f);

/* The id of the rule that wins for a message of /var/log/test; 0: none. */
unsigned fixture_event(struct fixture *f, const char *message);
unsigned fixture_raw(
    struct fixture *f, char queue, const char *location, const char *message);
/* Feeds messages separated by newlines; the ids, separated by blanks. */
const char *fixture_events(struct fixture *f, const char *messages);
/* The same, decoded: "decoder|name=value|..." in order of capture. */
const char *fixture_decoded(struct fixture *f, const char *message);
/* Events through rules: which rule wins for each. */
struct fixture_example {
	const char *rules;
	const char *events, *ids; /* separated by newlines; by blanks */
	size_t nodes; /* of the tree, beside the seven roots; 0: not checked */
};
void fixture_examples(const char *decoders, const struct fixture_example *c,
    size_t n, enum correlation_mode mode);

/* Text of the first diagnostic, "" if there is none. */
const char *fixture_error(struct fixture *f);

#endif
