/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoders: the compiled form and their evaluation (spec: decoders).
 */
#ifndef DECODER_H
#define DECODER_H

#include "lib/base/diag.h"
#include "lib/regex/pattern.h"
#include "lib/rules/event.h"
#include "lib/rules/program_memo.h"
#include "lib/xml/xml.h"

enum {
	DECODER_FTS_MAX = 8,
	DECODER_ORDER_DEFAULT = 256, /* of analysisd.decoder_order_size */
};

enum decoder_plugin {
	PLUGIN_NONE,
	PLUGIN_PF,
	PLUGIN_SYMANTEC_WS,
	PLUGIN_SONICWALL,
	PLUGIN_OSSEC_ALERT,
};

enum decoder_offset {
	OFFSET_NONE,
	OFFSET_AFTER_PARENT,
	OFFSET_AFTER_PREMATCH,
	OFFSET_AFTER_REGEX,
};

/* A place a capture goes to. */
struct order_slot {
	enum field_id field; /* or FIELD_DYNAMIC: name says which */
	struct str name;
};

struct decoder {
	struct str name;        /* what rules and outputs call it */
	struct str own_name;    /* as written in the file */
	struct str parent_name; /* absent for a top-level decoder */
	struct str ftscomment;
	unsigned id; /* one per distinct name; 0: the null decoder */
	enum category category;
	unsigned fts; /* FTS_* bits (fts.h), 0: none */
	bool accumulate;
	enum decoder_plugin plugin;
	struct src_pos pos;

	struct pattern *program; /* NULL: none */
	struct pattern *prematch;
	enum decoder_offset prematch_offset;
	struct pattern *regex;
	enum decoder_offset regex_offset;
	unsigned program_number;            /* program_memo.h */
	unsigned prematch_gate, regex_gate; /* prefilter.h */
	struct order_slot *order;
	size_t n_order;

	bool continues; /* a later sibling of the same name follows */
	const struct decoder *const *children;
	size_t n_children;
};

struct decoder_set;

/* Collects <decoder> elements of one file after another, then seals.
 * order_size: how many names an <order> may have. */
struct decoder_set *
decoder_set_new(enum pattern_engine engine, size_t order_size);
void decoder_set_free(struct decoder_set **ds);
void decoder_set_add_file(
    struct decoder_set *ds, const struct xml *file, struct diags *diags);
/* Resolves names and ids; the set is immutable afterwards. */
void decoder_set_seal(struct decoder_set *ds);

/* Gives patterns their gates and numbers. */
void decoder_set_prepare(
    struct decoder_set *ds, struct prefilter *f, struct program_patterns *pp);

/* What a <decoder> may hold, ended by NULL: for messages and for the manual. */
const char *const *decoder_element_names(void);

/* Id by name, also for the internal names; 0 if there is none. */
unsigned decoder_set_id(const struct decoder_set *ds, struct str name);
/* The internal decoder of that name ("rootcheck", "syscheck_deleted", ...). */
const struct decoder *
decoder_set_internal(const struct decoder_set *ds, const char *name);
/* Names for "did you mean", ended by NULL. */
const char *const *decoder_set_names(const struct decoder_set *ds);
/* Is there any decoder for events with (without) a program name? */
bool decoder_set_has(const struct decoder_set *ds, bool program);

/* Selects a decoder and fills ev's fields; ev->decoder is set in any case. The
 * plugin of the selected decoder is left to the caller: *plugin. */
void decode(const struct decoder_set *ds, struct pattern_ctx *ctx,
    struct event *ev, enum decoder_plugin *plugin);

#endif
