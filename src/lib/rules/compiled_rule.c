/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions that are built in (spec: rules, section 12).
 */
#include "lib/rules/rule_conds.h"

#include "lib/base/xalloc.h"

static bool
check_id_size(const struct event *ev)
{
	return ev->field[FIELD_ID].p != NULL && ev->field[FIELD_ID].len >= 10;
}

static bool
srcuser_is_dstuser(const struct event *ev)
{
	struct str src = ev->field[FIELD_SRCUSER];
	struct str dst = ev->field[FIELD_DSTUSER];

	return src.p == NULL || dst.p == NULL || str_eq(src, dst);
}

/* The text after "<label>:" in the log, or absent. */
static struct str
after_label(struct str log, struct str label)
{
	size_t at = str_find(log, label);

	if (at == SIZE_MAX)
		return STR_NONE;
	log = str_skip(log, at + label.len);
	if (!str_starts(log, STR_LIT(":")))
		return STR_NONE;
	return str_skip(log, 1);
}

static bool
target_is_not_caller(const struct event *ev)
{
	struct str target =
	    after_label(ev->log, STR_LIT("Target Account Name"));
	struct str caller = after_label(ev->log, STR_LIT("Caller User Name"));

	if (target.p == NULL || caller.p == NULL)
		return false;
	for (size_t i = 0; i < target.len; i++) {
		bool blanks = target.p[i] == ' ' && i + 1 < target.len &&
		    target.p[i + 1] == ' ';

		if (target.p[i] == '\t' || blanks)
			return false;
		if (i >= caller.len || caller.p[i] != target.p[i])
			return true;
	}
	return false;
}

static bool
is_simple_http_request(const struct event *ev)
{
	struct str url = ev->field[FIELD_URL], action = ev->field[FIELD_ACTION];

	if (url.p == NULL || (action.p != NULL && !str_iis(action, "GET")))
		return false;
	return str_is(url, "/") || str_chr(url, '?') == SIZE_MAX;
}

static bool
is_valid_crawler(const struct event *ev)
{
	static const char *const networks[] = { "72.14.", "209.85.", "65.55.",
		"207.46.", "74.6.", "72.30.", "67.195." };

	for (size_t i = 0; i < NELEM(networks); i++)
		if (str_starts(ev->log, str_from(networks[i])))
			return true;
	return false;
}

static const struct {
	const char *name;
	bool (*holds)(const struct event *ev);
} builtins[] = {
	{ "check_id_size", check_id_size },
	{ "comp_srcuser_dstuser", srcuser_is_dstuser },
	{ "comp_mswin_targetuser_calleruser_diff", target_is_not_caller },
	{ "is_simple_http_request", is_simple_http_request },
	{ "is_valid_crawler", is_valid_crawler },
};

bool (*compiled_rule_find(struct str name))(const struct event *ev)
{
	for (size_t i = 0; i < NELEM(builtins); i++)
		if (str_is(name, builtins[i].name))
			return builtins[i].holds;
	return NULL;
}

const char *const *
compiled_rule_names(void)
{
	static const char *const names[] = { "check_id_size",
		"comp_srcuser_dstuser", "comp_mswin_targetuser_calleruser_diff",
		"is_simple_http_request", "is_valid_crawler", NULL };

	return names;
}
