/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plain evaluator: one decoder after the other, a walk of the rule tree
 * node by node, correlation by the reference's own lists, walks and marks
 * (spec: rules, section 10). Nothing in it is clever. It serves twice: as the
 * oracle that the engine is held against, and as the frozen baseline that
 * tests/bench measures against. Do not make it faster.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "lib/rules/engine.h"

struct plain;

struct plain_options {
	size_t memory_size, sid_list_size;
	const char *server;
};

struct plain *
plain_new(const struct ruleset *rs, const struct plain_options *opt);
void plain_free(struct plain **p);

/* Header, decoder, rules, memory: the rule that wins, or NULL. Only what needs
 * no state beyond correlation is done: no FTS (never a first time), no ignore,
 * no check_diff, no repeated-message filter. */
const struct rule *
plain_event(struct plain *p, const struct raw_event *raw, struct event *ev);

/* The same for an event that is decoded already. */
const struct rule *plain_decide(struct plain *p, const struct event *ev);

#endif
