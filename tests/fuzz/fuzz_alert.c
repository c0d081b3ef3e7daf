/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events with fields of any bytes: what alerts.json and archives.json get is
 * one well-formed line each, and in alerts.log the block's head keeps its
 * lines. The input is cut at 0xfe bytes into the texts of the event, in the
 * order below; an empty piece leaves the text absent.
 */
#include <stdlib.h>

#include "json_check.h"
#include "lib/proto/alert_json.h"
#include "lib/proto/alert_text.h"
#include "lib/proto/archive.h"
#include "lib/rules/decoder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct str
take(struct str *rest)
{
	struct str part;

	if (!str_split(rest, (char)0xfe, &part) || part.len == 0)
		return STR_NONE;
	return part;
}

static void
fill_event(struct event *ev, struct decoder *d, struct named_value dynamic[2],
    struct str *rest)
{
	struct str *const attrs[] = { &ev->before.md5, &ev->after.md5,
		&ev->before.perm, &ev->after.perm, &ev->before.uid,
		&ev->after.uid };

	ev->location = take(rest);
	ev->hostname = take(rest);
	ev->program = take(rest);
	ev->log = ev->full_log = take(rest);
	for (int f = 0; f < FIELD_COUNT; f++)
		ev->field[f] = take(rest);
	for (size_t i = 0; i < NELEM(attrs); i++)
		*attrs[i] = take(rest);
	dynamic[0].name = take(rest);
	dynamic[0].value = take(rest);
	dynamic[1].name = STR_LIT("logfile");
	dynamic[1].value = take(rest);
	ev->dynamic = dynamic;
	/* decoders give names, and the engine never the same twice */
	ev->n_dynamic = dynamic[0].name.p != NULL ? 2 : 0;
	if (str_is(dynamic[0].name, "logfile"))
		ev->n_dynamic = 1;
	d->name = take(rest);
	d->parent_name = take(rest);
}

static void
check_json(struct buf *b)
{
	if (!json_check_line(buf_str(b)))
		abort();
	buf_clear(b);
}

/* Lines before the log: two, the rule's, one per field of seven. */
static void
check_head(const struct event *ev, const struct alert *al)
{
	struct buf b = { 0 };
	struct str rest, line;

	alert_text(&b, ev, al, 1);
	rest = buf_str(&b);
	if (!str_split(&rest, '\n', &line) ||
	    !str_starts(line, STR_LIT("** Alert ")) ||
	    !str_split(&rest, '\n', &line) ||
	    !str_starts(line, STR_LIT("1970 Jan 01 00:00:00 ")) ||
	    !str_split(&rest, '\n', &line) ||
	    !str_is(line, "Rule: 1 (level 1) -> 'x'"))
		abort();
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct tm epoch = { .tm_year = 70, .tm_mday = 1 };
	struct str rest = str_slice((const char *)data, len);
	struct named_value dynamic[2];
	struct decoder d = { .id = 1 };
	struct event ev = { .tm = epoch, .decoder = &d, .has_fim = true };
	struct rule rule = { .id = 1,
		.level = 1,
		.description = STR_LIT("x"),
		.group = STR_LIT("rootcheck,pci_dss_1,") };
	struct alert al = { .rule = &rule, .fired = 1 };
	struct buf b = { 0 };

	fill_event(&ev, &d, dynamic, &rest);
	rule.info_text = rule.cve = take(&rest);
	al.full_log = ev.full_log;
	al.previous[0] = al.previous[1] = take(&rest);
	al.n_previous = al.previous[0].p != NULL ? 2 : 0;
	alert_json(&b, &ev, &al, 1, true);
	check_json(&b);
	archive_json(&b, &ev, &rule, 1);
	check_json(&b);
	check_head(&ev, &al);
	alert_text_custom(
	    &b, "$FULLLOG $HOSTNAME $LOCATION $SRCIP", &ev, &al, 1);
	firewall_line(&b, &ev);
	archive_text(&b, &ev);
	buf_free(&b);
	return 0;
}
