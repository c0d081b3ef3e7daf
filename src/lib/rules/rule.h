/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule as the engine and the outputs see it. Immutable; belongs to its
 * ruleset. Counters and timers of rules live in the engine.
 */
#ifndef RULE_H
#define RULE_H

#include "lib/base/diag.h"
#include "lib/base/str.h"
#include "lib/rules/event.h"

enum rule_info_kind {
	INFO_TEXT,
	INFO_LINK,
	INFO_CVE,
	INFO_OSVDB,
};

struct rule_info {
	enum rule_info_kind kind;
	struct str text;
};

struct rule {
	unsigned id, level;
	unsigned index; /* dense, below ruleset->n_rules */
	struct str description;
	struct str group; /* "syslog,sshd," as written */
	struct rule_info *info;
	size_t n_info;
	struct str info_text; /* all info joined */
	struct str cve;       /* absent without */
	unsigned frequency;   /* as written; 0 without */
	unsigned timeframe, maxsize, ignore_secs;
	bool noalert;
	bool log;   /* written to alerts.log */
	bool mail;  /* the mail flag */
	bool no_ar; /* never an active response */
	bool low_accuracy;
	unsigned check_if_ignored, ignore_fields; /* FTS_* bits (fts.h) */
	struct src_pos pos;

	/* active responses bound to it, indices into the ruleset's list */
	const unsigned *responses;
	size_t n_responses;

	const struct rule_conds *conds; /* rule_conds.h */
};

#endif
