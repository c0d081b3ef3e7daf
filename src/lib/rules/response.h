/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Active responses, the analysis side: which rule asks for which, and with
 * what arguments (spec: lists-and-outputs, section 8).
 */
#ifndef RESPONSE_H
#define RESPONSE_H

#include "lib/base/arena.h"
#include "lib/regex/ip.h"
#include "lib/regex/pattern.h"
#include "lib/rules/alert.h"

enum response_where {
	RESPONSE_SERVER = 1 << 0,
	RESPONSE_LOCAL = 1 << 1,
	RESPONSE_AGENT = 1 << 2, /* the one of agent_id */
	RESPONSE_ALL = 1 << 3,
};

/* One <active-response> with the <command> it names. */
struct response_def {
	const char *name; /* command name and timeout: "firewall-drop600" */
	const char *executable;
	bool expect_user, expect_srcip, expect_filename;
	unsigned where;       /* RESPONSE_* bits */
	const char *agent_id; /* NULL: none */
	unsigned timeout;
	/* conditions, any of which binds it to a rule */
	unsigned level;        /* 0: none */
	const unsigned *rules; /* ids */
	size_t n_rules;
	struct pattern *group; /* NULL: none */
};

/* Never blocked. */
struct allow_list {
	const struct ip_list *addresses;
	const char *const *hosts; /* whole names, any case */
	size_t n_hosts;
};

bool response_binds(const struct response_def *def, const struct rule *rule,
    struct pattern_ctx *ctx);

/* Adds to out what the alert asks for; refusals are noted in out. */
void
response_select(const struct response_def *defs, const struct allow_list *allow,
    const struct event *ev, struct outcome *out);

/*
 * The messages (8.3). Local execution is asked of queue/alerts/execq, remote
 * of queue/alerts/ar; id is the alert's "<time>.<number>". Each sets b to the
 * text without the terminating NUL and returns false if there is none to send:
 * it goes the other way, or the name of the file does not fit into it.
 */
bool response_exec_message(struct buf *b, const struct response *r,
    const struct event *ev, const struct alert *alert, const char *id);
bool response_remote_message(struct buf *b, const struct response *r,
    const struct event *ev, const struct alert *alert, const char *id);

#endif
