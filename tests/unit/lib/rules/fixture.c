/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/buf.h"

const char *const fixture_roots =
    "<group name='syslog,'>"
    "<rule id='1' level='0' noalert='1'><category>syslog</category></rule>"
    "<rule id='2' level='0' noalert='1'><category>firewall</category></rule>"
    "<rule id='3' level='0' noalert='1'><category>ids</category></rule>"
    "<rule id='4' level='0' noalert='1'><category>web-log</category></rule>"
    "<rule id='5' level='0' noalert='1'><category>squid</category></rule>"
    "<rule id='6' level='0' noalert='1'><category>windows</category></rule>"
    "<rule id='7' level='0' noalert='1'><category>ossec</category></rule>"
    "</group>";

void
fixture_init(struct fixture *f)
{
	*f = (struct fixture){ 0 };
	engine_options_init(&f->opt);
	f->opt.server = "here";
	f->opt.flood_filter = false;
	f->opt.stats_level = 0;
	f->ropt.log_alert_level = 1;
	f->ropt.email_alert_level = 7;
	f->ropt.default_timeframe = 360;
	f->now = 1700000000;
}

void
fixture_load(struct fixture *f, const char *decoders, const char *rules)
{
	const struct source d = { "decoder.xml", str_from(decoders) };
	const struct source r[] = { { "roots.xml", str_from(fixture_roots) },
		{ "rules.xml", str_from(rules) } };

	f->ropt.decoders = &d;
	f->ropt.n_decoders = 1;
	f->ropt.rules = r;
	f->ropt.n_rules = NELEM(r);
	f->ropt.classic = f->opt.correlation == CORRELATION_CLASSIC;
	f->diags = diags_new();
	f->state = state_memory_new(NULL);
	if (ruleset_compile(&f->rs, &f->ropt, f->diags) != 0)
		return;
	f->opt.rules = f->rs;
	f->opt.state = f->state;
	f->engine = engine_new(&f->opt);
}

void
fixture_free(struct fixture *f)
{
	engine_free(&f->engine);
	ruleset_free(&f->rs);
	state_memory_free(&f->state);
	diags_free(&f->diags);
	event_free(&f->ev);
}

unsigned
fixture_raw(
    struct fixture *f, char queue, const char *location, const char *message)
{
	const struct raw_event raw = { f->now * 1000000000, queue,
		str_from(location), str_from(message) };

	if (f->engine == NULL)
		unit_fail(
		    __FILE__, __LINE__, -1, "not loaded: %s", fixture_error(f));
	engine_event(f->engine, &raw, &f->ev, &f->out);
	f->now++;
	return f->out.rule != NULL ? f->out.rule->id : 0;
}

unsigned
fixture_event(struct fixture *f, const char *message)
{
	return fixture_raw(f, '1', "/var/log/test", message);
}

const char *
fixture_events(struct fixture *f, const char *messages)
{
	static char ids[4096];
	struct str rest = str_from(messages), line;
	size_t n = 0;

	ids[0] = '\0';
	while (str_split(&rest, '\n', &line)) {
		char *message = xstrndup(line.p, line.len);

		n += (size_t)snprintf(ids + n, sizeof(ids) - n, "%s%u",
		    n != 0 ? " " : "", fixture_event(f, message));
		free(message);
	}
	return ids;
}

const char *
fixture_decoded(struct fixture *f, const char *message)
{
	static char text[4096];
	struct buf b = { 0 };

	fixture_event(f, message);
	buf_add_str(&b, f->ev.decoder->name);
	for (size_t i = 0; i < f->ev.n_captured; i++)
		buf_printf(&b, "|%.*s=%.*s", STR_FMT(f->ev.captured[i].name),
		    STR_FMT(f->ev.captured[i].value));
	snprintf(text, sizeof(text), "%s", buf_cstr(&b));
	buf_free(&b);
	return text;
}

const char *
fixture_error(struct fixture *f)
{
	static char text[1024];
	struct buf b = { 0 };

	if (diags_count(f->diags) == 0)
		return "";
	diag_format(diags_at(f->diags, 0), &b);
	snprintf(text, sizeof(text), "%s", buf_cstr(&b));
	buf_free(&b);
	return text;
}

void
fixture_examples(const char *decoders, const struct fixture_example *c,
    size_t n, enum correlation_mode mode)
{
	for (size_t i = 0; i < n; i++) {
		struct fixture f;

		fixture_init(&f);
		f.opt.correlation = mode;
		fixture_load(&f, decoders, c[i].rules);
		if (f.rs == NULL)
			CHECK_STR(str_from(fixture_error(&f)), "", i);
		CHECK_STR(
		    str_from(fixture_events(&f, c[i].events)), c[i].ids, i);
		if (c[i].nodes != 0)
			CHECK_INT(f.rs->n_nodes - f.rs->n_roots, c[i].nodes, i);
		fixture_free(&f);
	}
}
