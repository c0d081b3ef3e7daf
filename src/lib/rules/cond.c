/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One condition of a rule against one event (spec: rules, sections 3 and 8). A
 * condition on something the event does not have is false.
 */
#include "lib/rules/decoder.h"
#include "lib/rules/rule_conds.h"

struct str
event_subject(const struct event *ev, unsigned subject)
{
	struct str user = ev->field[FIELD_DSTUSER];

	if (subject < FIELD_COUNT)
		return ev->field[subject];
	switch (subject) {
	case SUBJECT_LOG:
		return ev->log;
	case SUBJECT_PROGRAM:
		return ev->program;
	case SUBJECT_HOSTNAME:
		return ev->hostname;
	case SUBJECT_USER:
		return user.p != NULL ? user : ev->field[FIELD_SRCUSER];
	case SUBJECT_LIST_USER:
		return ev->field[FIELD_SRCUSER].p != NULL
		    ? ev->field[FIELD_SRCUSER]
		    : user;
	default:
		return STR_NONE;
	}
}

static bool
matches(const struct pattern *p, struct pattern_ctx *ctx, struct str subject)
{
	return subject.p != NULL && pattern_match(p, ctx, subject, NULL);
}

static bool
list_holds(const struct cond *c, struct pattern_ctx *ctx, struct str key)
{
	struct str value;
	bool holds;

	if (key.p == NULL)
		return false;
	if (c->list.list == NULL)
		return c->list.unreadable;
	switch (c->list.lookup) {
	case LOOKUP_KEY:
		return list_get(c->list.list, key, &value);
	case LOOKUP_NOT_KEY:
		return !list_get(c->list.list, key, &value);
	case LOOKUP_KEY_VALUE:
		return list_get(c->list.list, key, &value) &&
		    (c->list.value == NULL ||
			matches(c->list.value, ctx, value));
	case LOOKUP_ADDRESS:
		return list_get_address(c->list.list, key, &value);
	case LOOKUP_NOT_ADDRESS:
		return !list_get_address(c->list.list, key, &value);
	case LOOKUP_ADDRESS_VALUE:
	case LOOKUP_NOT_ADDRESS_VALUE:
		holds = list_get_address(c->list.list, key, &value) &&
		    (c->list.value == NULL ||
			matches(c->list.value, ctx, value));
		return holds == (c->list.lookup == LOOKUP_ADDRESS_VALUE);
	}
	return false;
}

bool
cond_holds(
    const struct cond *c, struct pattern_ctx *ctx, const struct event *ev)
{
	struct str subject;

	switch (c->kind) {
	case COND_DECODED_AS:
		return ev->decoder->id == c->decoder_id;
	case COND_PATTERN:
		if (c->subject == SUBJECT_LOG)
			return event_match(ev, c->pattern, ctx, ev->log, NULL);
		if (c->subject == SUBJECT_PROGRAM)
			return event_program_matches(
			    ev, c->pattern, c->program, ctx);
		return matches(c->pattern, ctx, event_subject(ev, c->subject));
	case COND_ACTION:
		subject = ev->field[FIELD_ACTION];
		return subject.p != NULL && str_eq(subject, c->text);
	case COND_DYNAMIC:
		return matches(c->dynamic.pattern, ctx,
		    event_dynamic(ev, c->dynamic.name));
	case COND_ADDRESS:
		subject = ev->field[c->subject];
		return subject.p != NULL &&
		    ip_list_match(c->addresses, subject);
	case COND_COMPILED:
		return c->compiled(ev);
	case COND_MAXSIZE:
		/* despite its name: at least this long */
		return ev->size >= c->maxsize;
	case COND_TIME:
		return timeofday_test(
		    c->time, (unsigned)ev->tm.tm_hour, (unsigned)ev->tm.tm_min);
	case COND_WEEKDAY:
		return weekday_test(c->weekdays, ev->tm.tm_wday);
	case COND_LIST:
		return list_holds(c, ctx, event_subject(ev, c->subject));
	}
	return false;
}
