/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The conditions of a rule, compiled. Those that depend on the event alone come
 * first and may be tested by any thread; those with a memory come after them.
 */
#ifndef RULE_CONDS_H
#define RULE_CONDS_H

#include "lib/regex/ip.h"
#include "lib/regex/pattern.h"
#include "lib/regex/timeofday.h"
#include "lib/regex/weekday.h"
#include "lib/rules/event.h"
#include "lib/rules/list.h"

enum cond_kind {
	COND_DECODED_AS,
	COND_PATTERN, /* a pattern on one of the subjects */
	COND_ACTION,  /* equality */
	COND_DYNAMIC, /* OS_Regex on a dynamic field */
	COND_ADDRESS, /* address list on a field */
	COND_COMPILED,
	COND_MAXSIZE,
	COND_TIME,
	COND_WEEKDAY,
	COND_LIST,
};

/* What a pattern looks at. Values below FIELD_COUNT are that field. */
enum subject {
	SUBJECT_LOG = FIELD_COUNT,
	SUBJECT_PROGRAM,
	SUBJECT_HOSTNAME,
	SUBJECT_USER,      /* destination user, else source user */
	SUBJECT_LIST_USER, /* source user, else destination user */
};

enum list_lookup {
	LOOKUP_KEY,
	LOOKUP_NOT_KEY,
	LOOKUP_KEY_VALUE,
	LOOKUP_ADDRESS,
	LOOKUP_NOT_ADDRESS,
	LOOKUP_ADDRESS_VALUE,
	LOOKUP_NOT_ADDRESS_VALUE, /* what classic mode makes of the former */
};

struct cond {
	enum cond_kind kind;
	const char *element; /* its name in the rule file, for explanations */
	unsigned subject;
	unsigned gate;    /* of a pattern on the log (prefilter.h) */
	unsigned program; /* of one on the program name (program_memo.h) */
	union {
		unsigned decoder_id;
		const struct pattern *pattern;
		struct str text; /* COND_ACTION */
		struct {
			struct str name;
			const struct pattern *pattern;
		} dynamic;
		const struct ip_list *addresses;
		bool (*compiled)(const struct event *ev);
		size_t maxsize;
		const struct timeofday *time;
		uint8_t weekdays; /* bit 0 is Sunday */
		struct {
			const struct list *list; /* NULL: nothing to ask */
			bool unreadable; /* the answer if list is NULL */
			enum list_lookup lookup;
			const struct pattern *value; /* or NULL */
		} list;
	};
};

struct rule_conds {
	const struct cond *stateless;
	size_t n_stateless;
	/* Then, in this order: */
	bool check_diff;
	bool if_fts;
	const struct cond *lists;
	size_t n_lists;
	int correlation; /* index into ruleset->correlations, -1: none */
};

bool cond_holds(
    const struct cond *c, struct pattern_ctx *ctx, const struct event *ev);

/* The built-in test of that name, or NULL. */
bool (*compiled_rule_find(struct str name))(const struct event *ev);
const char *const *compiled_rule_names(void);

/* The text a subject stands for; absent if the event has none. */
struct str event_subject(const struct event *ev, unsigned subject);

#endif
