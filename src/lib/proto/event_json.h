/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts that alerts.json and archives.json have in common (spec:
 * lists-and-outputs, sections 3 and 4). Each adds members to the object that
 * is open in b.
 */
#ifndef EVENT_JSON_H
#define EVENT_JSON_H

#include "lib/proto/json_out.h"
#include "lib/rules/alert.h"

/* A member of the object and the field it shows. */
struct json_field {
	const char *name;
	enum field_id field;
};
void event_json_fields(struct buf *b, const struct event *ev,
    const struct json_field *fields, size_t n);

/* "rule":{...}. fired: how often it has, this time included. log: what pieces
 * {NAME: a, b} are taken from if it is a rule of rootcheck. */
void event_json_rule(
    struct buf *b, const struct rule *rule, uint64_t fired, struct str log);

/* Dynamic fields. One whose name is taken by another member of the object is
 * written with "field_" before its name: names never occur twice. */
void event_json_dynamic(struct buf *b, const struct event *ev);

/* key:{"fts":..., "accumulate":..., "parent":..., "name":..., ...} */
void event_json_decoder(struct buf *b, const char *key, const struct event *ev);

/* Before and after of a file: "md5_before":..., "md5_after":... */
enum fim_members {
	FIM_MD5 = 1 << 0,
	FIM_SHA1 = 1 << 1,
	FIM_SHA256 = 1 << 2,
	FIM_OWNER = 1 << 3,
	FIM_GROUP = 1 << 4,
	FIM_PERM = 1 << 5,
	FIM_ALL = (1 << 6) - 1,
};
void event_json_fim(struct buf *b, const struct event *ev, unsigned which);

/* "timestamp"; "agent_name" and "agentip"; "logfile". */
void event_json_timestamp(struct buf *b, const struct event *ev);
void event_json_agent(struct buf *b, const struct event *ev);
void event_json_logfile(struct buf *b, const struct event *ev);

#endif
