/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One event on its way: immutable text, fields as slices of it, one arena.
 * Spec: analysis-events, sections 3 to 5.
 */
#ifndef EVENT_H
#define EVENT_H

#include <stdbool.h>
#include <time.h>

#include "lib/base/arena.h"
#include "lib/base/str.h"
#include "lib/rules/prefilter.h"

/* What a decoder's <type> says; selects the root rule. */
enum category {
	CATEGORY_SYSLOG,
	CATEGORY_FIREWALL,
	CATEGORY_IDS,
	CATEGORY_WEBLOG,
	CATEGORY_SQUID,
	CATEGORY_WINDOWS,
	CATEGORY_HOSTINFO,
	CATEGORY_OSSEC,
	CATEGORY_FORWARDED, /* an alert of another server: bound to its rule */
	CATEGORY_COUNT,
};

/* Name as written in decoders and rules; NULL for CATEGORY_FORWARDED. */
const char *category_name(enum category c);
/* false if name is none of them. */
bool category_parse(struct str name, enum category *out);

enum field_id {
	FIELD_DSTUSER,
	FIELD_SRCUSER,
	FIELD_SRCIP,
	FIELD_DSTIP,
	FIELD_SRCPORT,
	FIELD_DSTPORT,
	FIELD_PROTOCOL,
	FIELD_ACTION,
	FIELD_ID,
	FIELD_URL,
	FIELD_DATA,
	FIELD_STATUS,
	FIELD_SYSTEM_NAME,
	FIELD_FILENAME,
	FIELD_COMMAND,
	FIELD_SRCGEOIP,
	FIELD_DSTGEOIP,
	FIELD_COUNT,
	FIELD_DYNAMIC = FIELD_COUNT,
};

/* As ossec-logtest prints it: "proto", "extra_data", "system_name", ... */
const char *field_label(enum field_id f);

struct decoder;
struct rule;

/* A field by the name a decoder gave it. */
struct named_value {
	struct str name, value;
};

/* What a file integrity message said, before and after; absent = not known. */
struct fim_attrs {
	struct str size, perm, uid, gid, md5, sha1, sha256;
};

struct event {
	struct arena *arena; /* owns every text below */

	int64_t time_ns; /* of reception, UTC */
	int64_t time;    /* the same in seconds */
	struct tm tm;    /* the same in local time */

	char queue;          /* id byte of the queue message */
	bool from_agent;     /* the location starts with ( */
	struct str location; /* "/var/log/auth.log", "(web1) 10.0.0.1->..." */
	struct str hostname; /* for agent events the whole location */
	struct str parsed_host; /* as the header has it, or absent */
	struct str program;     /* or absent */
	struct str full_log;    /* the message without control characters */
	struct str log;         /* what rules test: after the header */
	size_t size;            /* length of log before decoding */

	struct str field[FIELD_COUNT];
	struct named_value *dynamic;
	size_t n_dynamic, dynamic_cap;
	/* every capture in the order it was made, for ossec-logtest */
	struct named_value *captured;
	size_t n_captured, captured_cap;

	const struct decoder
	    *decoder;           /* decoder info; never NULL once decoded */
	enum category category; /* the decoder's, unless it changed it */

	bool first_time;  /* rootcheck: text not seen before (if_fts) */
	bool accumulated; /* the accumulator completed it */
	const struct rule *bound_rule; /* forwarded alerts: no evaluation */

	const uint64_t *programs; /* patterns that hold (program_memo.h) */
	bool ascii;               /* log is, as event_scan() found */
	const uint64_t *gates;    /* open ones (prefilter.h); NULL: all are */

	bool has_fim;
	struct fim_attrs before, after;
	struct str fim_diff; /* what changed in the file, in lines; or absent */
};

/* Empties ev for the next event; keeps the memory. A zeroed event becomes
 * usable by this. cap bounds the bytes one event may cost (0: no bound). */
void event_init(struct event *ev, size_t cap);
void event_free(struct event *ev);

/* Looks at log once for all patterns; log must stay as it is from here on. */
void event_scan(struct event *ev, const struct prefilter *f);
/* Does p match part, which is a slice of log? */
bool event_match(const struct event *ev, const struct pattern *p,
    struct pattern_ctx *ctx, struct str part, struct pattern_match *m);
/* Does p, of that number, match the program name? */
bool event_program_matches(const struct event *ev, const struct pattern *p,
    unsigned number, struct pattern_ctx *ctx);
/* May the pattern of that gate match a part of log? Yes, if nobody looked. */
bool event_may_match(const struct event *ev, unsigned gate);

/* Sets a static field, remembering the capture under its label. */
void event_set(struct event *ev, enum field_id f, struct str value);
/* Sets or replaces a dynamic field. */
void event_set_dynamic(struct event *ev, struct str name, struct str value);
/* A dynamic field by name without regard to case; absent if there is none. */
struct str event_dynamic(const struct event *ev, struct str name);

/*
 * Fills in the texts: control characters are removed from text, the header is
 * taken off (analysis-events, section 4). location and text are copied.
 * server: short host name of this machine, used where the header has none.
 */
void event_predecode(struct event *ev, char queue, struct str location,
    struct str text, struct str server);

/* A copy that lives with ev; empty where its arena is full, for a text that
 * must be there. */
struct str event_copy(struct event *ev, struct str s);
/* For events that are not log text: both texts and the size. text is copied. */
void event_set_log(struct event *ev, struct str text);

/* Takes over the difference that came with an integrity message: its lines,
 * made so that in alerts.log none can be taken for anything else. */
void event_set_diff(struct event *ev, struct str diff);

#endif
