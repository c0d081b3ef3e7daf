/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoder file, rule file, list text and one message, separated by NUL bytes:
 * whatever they hold, compiling ends with a ruleset or with errors, and a
 * ruleset takes the message.
 */
#include <stdint.h>

#include "lib/rules/engine.h"

static void
run(const struct ruleset *rs, struct str message, enum correlation_mode mode)
{
	struct state *state = state_memory_new(NULL);
	struct engine_options opt;
	struct raw_event raw = { 1700000000000000000, '1', STR_LIT("/log"),
		message };
	struct event ev = { 0 };
	struct outcome out;
	struct engine *e;

	engine_options_init(&opt);
	opt.rules = rs;
	opt.state = state;
	opt.correlation = mode;
	e = engine_new(&opt);
	for (int i = 0; i < 4; i++) {
		raw.time_ns += 1000000000;
		engine_event(e, &raw, &ev, &out);
	}
	engine_free(&e);
	event_free(&ev);
	state_memory_free(&state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct str rest = str_slice((const char *)data, len);
	struct str part[4] = { STR_LIT(""), STR_LIT(""), STR_LIT(""),
		STR_LIT("") };
	struct ruleset_options opt = { .log_alert_level = 1,
		.email_alert_level = 7,
		.default_timeframe = 360 };
	struct ruleset *rs = NULL;
	struct diags *ds = diags_new();

	for (size_t i = 0; i < NELEM(part); i++)
		if (!str_split(&rest, '\0', &part[i]))
			part[i] = STR_LIT("");
	const struct source decoders = { "decoder.xml", part[0] };
	const struct source rules = { "rules.xml", part[1] };
	const struct list_source list = { "rules/l", "rules/l.cdb", part[2],
		len % 2 == 0 };

	opt.decoders = &decoders;
	opt.rules = &rules;
	opt.lists = &list;
	opt.n_decoders = opt.n_rules = opt.n_lists = 1;
	for (int mode = 0; mode < 2; mode++) {
		opt.classic = mode == CORRELATION_CLASSIC;
		if (ruleset_compile(&rs, &opt, ds) == 0)
			run(rs, part[3], (enum correlation_mode)mode);
		ruleset_free(&rs);
	}
	diags_free(&ds);
	return 0;
}
