/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/proto/alert_block.h"

#include <stddef.h>

#include "lib/base/err.h"
#include "lib/base/xalloc.h"

#define HEAD "** Alert "

enum { DATE_LEN = sizeof("2026 Nov 22 07:00:24") - 1 };

bool
alert_block_next(struct str *rest, struct str *block)
{
	size_t end;

	while (!str_starts(*rest, STR_LIT(HEAD))) {
		size_t line = str_chr(*rest, '\n');

		if (line == SIZE_MAX)
			return false;
		*rest = str_skip(*rest, line + 1);
	}
	if ((end = str_find(*rest, STR_LIT("\n\n"))) == SIZE_MAX)
		return false;
	*block = str_head(*rest, end + 1);
	*rest = str_skip(*rest, end + 2);
	return true;
}

/* Takes the line as far as upto, which it must hold; the rest stays. */
static bool
take_until(struct str *line, const char *upto, struct str *part)
{
	size_t at = str_find(*line, str_from(upto));

	if (at == SIZE_MAX)
		return false;
	*part = str_head(*line, at);
	*line = str_skip(*line, at + strlen(upto));
	return true;
}

static bool
take_prefix(struct str *line, const char *prefix)
{
	if (!str_starts(*line, str_from(prefix)))
		return false;
	*line = str_skip(*line, strlen(prefix));
	return true;
}

/* "** Alert 1795330824.3: mail  - demo,attack," */
static bool
parse_head(struct str line, struct alert_block *a)
{
	struct str time;

	if (!take_prefix(&line, HEAD) || !take_until(&line, ": ", &a->id))
		return false;
	a->mail = take_prefix(&line, "mail  ");
	a->groups = line;
	time = str_head(a->id, str_chr(a->id, '.'));
	return take_prefix(&a->groups, "- ") &&
	    str_to_u64(time, INT64_MAX, &a->time);
}

/* "2026 Nov 22 07:00:24 srv1->/var/log/demo.log" */
static bool
parse_origin(struct str line, struct alert_block *a)
{
	a->date = str_head(line, DATE_LEN);
	a->origin = str_skip(line, DATE_LEN + 1);
	return line.len > DATE_LEN && line.p[DATE_LEN] == ' ';
}

/* "Rule: 100101 (level 10) -> 'Repeated demo logins.'" */
static bool
parse_rule(struct str line, struct alert_block *a)
{
	struct str id, level;

	if (!take_prefix(&line, "Rule: ") ||
	    !take_until(&line, " (level ", &id) ||
	    !take_until(&line, ") -> '", &level) ||
	    !str_ends(line, STR_LIT("'")))
		return false;
	a->description = str_head(line, line.len - 1);
	return str_to_u64(id, UINT32_MAX, &a->rule) &&
	    str_to_u64(level, UINT32_MAX, &a->level);
}

/* In the order of the block; -1: not of interest. */
static const struct {
	const char *label;
	ptrdiff_t member;
} labels[] = {
	{ "Src IP: ", offsetof(struct alert_block, srcip) },
	{ "Src Location: ", -1 },
	{ "Src Port: ", offsetof(struct alert_block, srcport) },
	{ "Dst IP: ", offsetof(struct alert_block, dstip) },
	{ "Dst Location: ", -1 },
	{ "Dst Port: ", offsetof(struct alert_block, dstport) },
	{ "User: ", offsetof(struct alert_block, user) },
};

static void
parse_fields(struct str rest, struct alert_block *a)
{
	for (size_t i = 0; i < NELEM(labels); i++) {
		struct str line;

		if (!take_prefix(&rest, labels[i].label))
			continue;
		line = str_head(rest, str_chr(rest, '\n'));
		rest = str_skip(rest, line.len + 1);
		if (labels[i].member >= 0)
			*(struct str *)(void *)((char *)a + labels[i].member) =
			    line;
	}
	a->log = rest;
}

int
alert_block_parse(struct str block, struct alert_block *out)
{
	struct alert_block a = { 0 };
	struct str rest = block, head, origin, rule;

	if (!str_split(&rest, '\n', &head) || !parse_head(head, &a) ||
	    !str_split(&rest, '\n', &origin) || !parse_origin(origin, &a) ||
	    !str_split(&rest, '\n', &rule) || !parse_rule(rule, &a))
		return OS_ERR_FORMAT;
	if (rest.p == NULL)
		rest = STR_LIT("");
	if (str_ends(rest, STR_LIT("\n")))
		rest.len--;
	parse_fields(rest, &a);
	*out = a;
	return OS_OK;
}
