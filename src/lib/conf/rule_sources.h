/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files that <rules> names, read into memory in the order in which they
 * count (spec: rules, section 1): decoders, lists, rules. What is in them is
 * the business of lib/rules, which takes these arrays as they are.
 */
#ifndef RULE_SOURCES_H
#define RULE_SOURCES_H

#include "lib/conf/conf.h"
#include "lib/rules/ruleset.h"

struct rule_sources {
	/* The names are as messages show them: relative to home. */
	struct source *decoders, *rules;
	size_t n_decoders, n_rules;
	struct list_source *lists;
	size_t n_lists;
	struct arena *arena; /* holds all of it */
};

/*
 * home: the installation directory, "/" when it is the root already. A rule
 * file or decoder that cannot be read is an error at its place in ossec.conf; a
 * directory or a list a warning. 0, or OS_ERR_FORMAT when there was an error;
 * *out is set only with 0. c is not needed any more afterwards.
 */
int rule_sources_load(struct rule_sources **out, const struct conf *c,
    const char *home, struct diags *ds);
void rule_sources_free(struct rule_sources **rs);

#endif
