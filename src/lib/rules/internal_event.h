/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events that are not log text: integrity, rootkit and host information
 * messages, and plug-in decoders (spec: analysis-events, sections 6 to 8).
 */
#ifndef INTERNAL_EVENT_H
#define INTERNAL_EVENT_H

#include "lib/rules/alert.h"
#include "lib/rules/engine.h"

/* Each takes ev with its location and full_log (the message) set, and either
 * turns it into an event with decoder, texts and fields, or says why it ends.
 */
enum drop_reason fim_event(const struct engine_options *opt, struct event *ev);
enum drop_reason
rootcheck_event(const struct engine_options *opt, struct event *ev);
enum drop_reason
hostinfo_event(const struct engine_options *opt, struct event *ev);

/* Runs a plug-in decoder on ev. */
enum drop_reason plugin_decode(
    const struct ruleset *rs, enum decoder_plugin plugin, struct event *ev);

/* A firewall event: DROP_FIREWALL if incomplete; else its action is normalised
 * to DROP, CLOSED, ALLOW or UNKNOWN. */
enum drop_reason firewall_event(struct event *ev);

#endif
