/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A <rule> as written, and the tree while it grows: for the loader, the tree
 * builder and the compiler of a ruleset only.
 */
#ifndef RULE_DEF_H
#define RULE_DEF_H

#include <uthash.h>

#include "lib/base/buf.h"
#include "lib/rules/correlation.h"
#include "lib/rules/rule_conds.h"
#include "lib/rules/ruleset.h"

/* Elements whose repeated texts are joined. */
enum rule_text {
	TEXT_MATCH,
	TEXT_MATCH_PCRE2,
	TEXT_REGEX,
	TEXT_PCRE2,
	TEXT_PROGRAM,
	TEXT_PROGRAM_PCRE2,
	TEXT_HOSTNAME,
	TEXT_HOSTNAME_PCRE2,
	TEXT_ID,
	TEXT_ID_PCRE2,
	TEXT_URL,
	TEXT_URL_PCRE2,
	TEXT_STATUS,
	TEXT_STATUS_PCRE2,
	TEXT_SRCPORT,
	TEXT_SRCPORT_PCRE2,
	TEXT_DSTPORT,
	TEXT_DSTPORT_PCRE2,
	TEXT_SRCGEOIP,
	TEXT_SRCGEOIP_PCRE2,
	TEXT_DSTGEOIP,
	TEXT_DSTGEOIP_PCRE2,
	TEXT_DATA,
	TEXT_DATA_PCRE2,
	TEXT_USER,
	TEXT_USER_PCRE2,
	TEXT_ACTION,
	TEXT_IF_SID,
	TEXT_IF_GROUP,
	TEXT_IF_LEVEL,
	TEXT_IF_MATCHED_REGEX,
	TEXT_IF_MATCHED_GROUP,
	TEXT_DESCRIPTION,
	TEXT_GROUP,
	TEXT_CVE,
	/* the last one wins: not joined, kept here for the place */
	TEXT_DECODED_AS,
	TEXT_COMPILED,
	TEXT_TIME,
	TEXT_WEEKDAY,
	TEXT_COUNT,
};

struct text {
	struct buf b;
	struct src_pos pos; /* of the first piece; line 0: absent */
};

struct def_field {
	struct str name, pattern;
	struct src_pos pos;
};

struct def_list {
	struct str name, value;
	unsigned subject;
	enum list_lookup lookup;
	struct src_pos pos;
};

struct def_address {
	struct str text;
	struct src_pos pos;
};

struct rule_def {
	unsigned id, level, weight;
	enum category category;
	bool has_category;
	struct text text[TEXT_COUNT];
	struct str file_group; /* of the <group> around it */
	unsigned maxsize, timeframe, frequency, ignore_secs, accuracy;
	bool has_context; /* same_*, different_* */
	bool low_accuracy, noalert, overwrite;
	bool log, mail, no_ar;
	bool check_diff, if_fts;
	unsigned same;           /* same_bits */
	unsigned if_matched_sid; /* 0: none */
	struct src_pos if_matched_sid_pos;
	unsigned check_if_ignored, ignore_fields;
	struct def_address *srcip, *dstip;
	size_t n_srcip, srcip_cap, n_dstip, dstip_cap;
	struct def_field *fields;
	size_t n_fields, fields_cap;
	struct def_list *lists;
	size_t n_lists, lists_cap;
	struct rule_info *info;
	size_t n_info, info_cap;
	struct src_pos pos;

	struct str group; /* file_group and TEXT_GROUP */
	size_t index;     /* in load order */
	int correlation;  /* index into builder->corrs, -1: none */
	/* while a group is marked: by which correlation last, and its feeder */
	size_t fed, feeder;
	UT_hash_handle hh; /* by id */
};

/* A place in the tree. A rule with several parents has several. */
struct tree_node {
	struct rule_def *def;
	struct tree_node *first, *next; /* children; siblings, by weight */
	unsigned depth;                 /* 0: a root */
};

struct corr_def {
	struct rule_def *def;
	enum correlation_source source;
	struct pattern *group; /* COUNT_GROUP; NULL: had an error */
	size_t n_seen;         /* rules that there were when it marked */
	/* rules it is fed by: index and number of nodes */
	struct corr_feeder {
		size_t rule;
		unsigned nodes;
	} * feeders;
	size_t n_feeders, feeders_cap;
};

struct builder {
	const struct ruleset_options *opt;
	struct diags *diags;
	struct ruleset *rs;  /* being built */
	struct arena *arena; /* the ruleset's */
	const char *file;    /* name of the one being read, in the arena */
	size_t order_size;   /* analysisd.decoder_order_size */
	struct rule_def *by_id;
	struct rule_def **defs; /* load order */
	size_t n_defs, defs_cap;
	struct tree_node *roots;
	size_t n_nodes;
	bool tree_full; /* reported; nothing is added any more */
	struct corr_def *corrs;
	size_t n_corrs, corrs_cap;
	struct pattern **patterns; /* to be freed with the ruleset */
	size_t n_patterns, patterns_cap;
	struct ip_list **addresses; /* likewise */
	size_t n_addresses, addresses_cap;
};

/* Has the rule this element? */
static inline bool
def_has(const struct rule_def *d, enum rule_text t)
{
	return d->text[t].pos.line != 0;
}

static inline struct str
def_text(const struct rule_def *d, enum rule_text t)
{
	return buf_str(&d->text[t].b);
}

/* "rule 5710: ..." with a place. */
#define RULE_BAD(b, def, code, pos, fmt, ...) \
	diag_error(                           \
	    (b)->diags, code, pos, "rule %u: " fmt, (def)->id, ##__VA_ARGS__)
#define RULE_WARN(b, def, pos, fmt, ...) \
	diag_warning(                    \
	    (b)->diags, 0, pos, "rule %u: " fmt, (def)->id, ##__VA_ARGS__)

/* rule_load.c: reads the rules of a file and puts each into the tree. */
void rule_load_file(struct builder *b, const struct xml *file);
/* rule_tree.c: attaches a rule below its parents, or reports why not. */
void rule_tree_add(struct builder *b, struct rule_def *def);
/* Marks the rules whose events it counts. */
void rule_tree_correlate(struct builder *b, struct rule_def *def);
/* The rule's groups have changed: do others still count its events? */
void rule_tree_remark(struct builder *b, struct rule_def *def);
/* rule_overwrite.c: changes old in place. */
void
rule_overwrite(struct builder *b, struct rule_def *old, struct rule_def *def);
/* rule_compile.c: defs, tree and correlations into the ruleset. */
void rule_compile_all(struct builder *b);
void rule_def_free(struct rule_def *def);

#endif
