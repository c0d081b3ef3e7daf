/* SPDX-License-Identifier: Apache-2.0 */
/* The events of the worked examples in lists-and-outputs. */
#ifndef SAMPLE_EVENT_H
#define SAMPLE_EVENT_H

#include "lib/rules/alert.h"
#include "lib/rules/decoder.h"

#define SAMPLE_LOG(second, session)                              \
	STR_LIT("Dec 29 10:00:0" second " srv1 demo[42]: login " \
		"user=bob src=10.1.2.3 sess=" session)

static const struct decoder sample_demo = {
	.id = 1,
	.name = { "demo", 4 },
	.parent_name = { "demo", 4 },
};
static const struct decoder sample_none = { .id = 0 };
static struct named_value sample_session[1];

static inline void
sample_time(struct event *ev)
{
	*ev = (struct event){ .time = 1795330824,
		.time_ns = 1795330824LL * 1000000000 };
	ev->tm = (struct tm){ .tm_year = 126,
		.tm_mon = 10,
		.tm_mday = 22,
		.tm_hour = 7,
		.tm_sec = 24 };
}

/* The correlated event with its two earlier ones. */
static inline void
sample_local(struct event *ev, struct rule *rule, struct alert *al)
{
	sample_time(ev);
	ev->location = STR_LIT("/var/log/demo.log");
	ev->hostname = STR_LIT("srv1");
	ev->program = STR_LIT("demo");
	ev->full_log = ev->log = SAMPLE_LOG("2", "s2");
	ev->log = str_skip(ev->log, 31);
	ev->field[FIELD_SRCIP] = STR_LIT("10.1.2.3");
	ev->field[FIELD_SRCPORT] = STR_LIT("5022");
	ev->field[FIELD_DSTIP] = STR_LIT("10.9.9.9");
	ev->field[FIELD_DSTUSER] = STR_LIT("bob");
	sample_session[0].name = STR_LIT("session");
	sample_session[0].value = STR_LIT("s2");
	ev->dynamic = sample_session;
	ev->n_dynamic = 1;
	ev->decoder = &sample_demo;
	*rule = (struct rule){ .id = 100101,
		.level = 10,
		.frequency = 1,
		.description = STR_LIT("Repeated demo logins."),
		.group = STR_LIT("demo,attack,"),
		.log = true,
		.mail = true };
	*al = (struct alert){ .rule = rule,
		.fired = 1,
		.full_log = ev->full_log,
		.previous = { SAMPLE_LOG("1", "s1"), SAMPLE_LOG("0", "s0") },
		.n_previous = 2 };
}

static inline void
sample_agent(struct event *ev, struct rule *rule, struct alert *al)
{
	sample_time(ev);
	ev->from_agent = true;
	ev->location = STR_LIT("(web01) 10.0.0.7->/var/log/demo.log");
	ev->hostname = ev->location;
	ev->full_log = STR_LIT("Dec 29 10:00:05 web01 demo[43]: plain text");
	ev->log = STR_LIT("plain text");
	ev->decoder = &sample_demo;
	*rule = (struct rule){ .id = 100102,
		.level = 3,
		.description = STR_LIT("Plain."),
		.group = STR_LIT("demo,"),
		.log = true };
	*al = (struct alert){
		.rule = rule, .fired = 1, .full_log = ev->full_log
	};
}

#endif
