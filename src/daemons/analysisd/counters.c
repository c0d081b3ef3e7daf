/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state file: how much came in, what became of it, what is waiting.
 */
#include <stdio.h>

#include "daemons/analysisd/analysisd_private.h"
#include "lib/base/err.h"
#include "lib/service/state_file.h"
#include "lib/store/state_sqlite.h"

static void
add_drops(struct buf *b, const struct engine_counters *c)
{
	char key[64];

	for (int r = DROP_NONE + 1; r < DROP_REASONS; r++) {
		snprintf(key, sizeof(key), "events_dropped_%s",
		    drop_reason_name((enum drop_reason)r));
		state_file_add_u64(b, key, c->dropped[r]);
	}
}

void
counters_save(struct analysisd *a)
{
	const struct engine_counters *c = engine_get_counters(a->engine);
	struct outputs_counters o;
	struct buf b = { 0 };
	size_t waiting, bytes;

	outputs_get_counters(a->outputs, &o);
	waiting = state_sqlite_waiting(a->state, &bytes);
	{
		const struct {
			const char *key;
			uint64_t value;
		} rows[] = {
			{ "events_received", a->count.received },
			{ "events_malformed", a->count.malformed },
			{ "events_cut", a->count.cut },
			{ "events_analyzed", c->events },
			{ "events_archived", c->archived },
			{ "events_syscheck", c->syscheck },
			{ "events_firewall", c->firewall },
			{ "alerts", c->alerts },
			{ "patterns_exhausted", c->pattern_exhausted },
			{ "windows", c->keyed_windows },
			{ "windows_bytes", c->keyed_bytes },
			{ "windows_evicted", c->keyed_evicted },
			{ "responses_local_sent", a->execq.sent },
			{ "responses_local_lost", a->execq.lost },
			{ "responses_remote_sent", a->arq.sent },
			{ "responses_remote_lost", a->arq.lost },
			{ "output_bytes", o.bytes },
			{ "output_failures", o.failures },
			{ "output_bytes_waiting", o.kept },
			{ "state_changes_waiting", waiting },
			{ "clock_steps_back", a->clock.steps },
			{ "pauses", a->count.pauses },
			{ "paused", a->paused },
		};

		for (size_t i = 0; i < NELEM(rows); i++)
			state_file_add_u64(&b, rows[i].key, rows[i].value);
	}
	add_drops(&b, c);
	if (service_save_state(a->d, &b) != OS_OK)
		log_debug(1, "cannot write the state file");
	buf_free(&b);
}
