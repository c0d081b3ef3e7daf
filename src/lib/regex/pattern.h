/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every pattern of decoders and rules behind one interface: OS_Regex and
 * OS_Match as in OSSEC 4.3, and PCRE2. All match without regard to case.
 * A compiled pattern is immutable and may be shared by threads.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/base/str.h"
#include "lib/regex/word_match.h" /* the simplest dialect of all */

enum pattern_dialect {
	PATTERN_OSREGEX,
	PATTERN_OSMATCH,
	PATTERN_PCRE2,
};

enum {
	PATTERN_CAPTURES_MAX = 64,
	PATTERN_OS_LEN_MAX = 2048, /* OS_Regex and OS_Match */
	PATTERN_LITERALS_MAX = 16,
};

/* How a pattern is run; the answers are the same. For tests and benchmarks. */
enum pattern_engine {
	PATTERN_ENGINE_DEFAULT,   /* our matcher, PCRE2 for what it refuses */
	PATTERN_ENGINE_PCRE2,     /* PCRE2 always, translated: the oracle */
	PATTERN_ENGINE_PCRE2_JIT, /* the same with JIT: the frozen baseline */
};

struct pattern;

/* What a thread needs to run patterns; not shared between threads. */
struct pattern_ctx {
	void *impl;
	uint64_t
	    exhausted; /* matches given up as too hard, counted as no match */
};
void pattern_ctx_init(struct pattern_ctx *ctx);
void pattern_ctx_free(struct pattern_ctx *ctx);
/* For tests: after how many steps back our matcher begins to remember every
 * failure, instead of some multiple of the subject's length. */
void pattern_ctx_set_budget(struct pattern_ctx *ctx, uint64_t steps);

/*
 * Compiles text. On error returns OS_ERR_FORMAT or OS_ERR_LIMIT and appends
 * what is wrong, at which byte of text and what to write instead to *why.
 */
int pattern_compile(struct pattern **out, enum pattern_dialect dialect,
    struct str text, enum pattern_engine engine, struct buf *why);
void pattern_free(struct pattern **p);

/* Groups that capture; 0 for OS_Match. */
unsigned pattern_groups(const struct pattern *p);
/* Is it nothing but a literal with an anchor (regex-dialects 2.6)? */
bool pattern_is_anchored_literal(const struct pattern *p);
enum pattern_dialect pattern_get_dialect(const struct pattern *p);
/* Is it run by our own matchers, as far as Unicode folding permits? */
bool pattern_is_native(const struct pattern *p);
/* The text it was compiled from. */
struct str pattern_text(const struct pattern *p);

/*
 * Every ASCII text that p matches contains at least one of these, letters in
 * either case; n is 0 if there is nothing to name. Texts that are not ASCII may
 * match without: k and s fold beyond it. Lower case, not empty, as long as p.
 */
struct pattern_literals {
	struct str lit[PATTERN_LITERALS_MAX];
	unsigned n;
};
const struct pattern_literals *pattern_literals(const struct pattern *p);

struct pattern_match {
	size_t end; /* just after the match, from the start of the subject */
	unsigned
	    n; /* captures, compacted: groups that took no part are left out */
	struct str cap[PATTERN_CAPTURES_MAX];
};

/* m may be NULL when only the answer matters. Captures are slices of subject.
 */
bool pattern_match(const struct pattern *p, struct pattern_ctx *ctx,
    struct str subject, struct pattern_match *m);

/*
 * The same for a caller that knows what the subject consists of: find out once
 * per event, not once per pattern. Every slice of ASCII is ASCII; a slice of
 * UTF-8 may be cut inside a character.
 */
enum pattern_subject {
	PATTERN_SUBJECT_ASCII,
	PATTERN_SUBJECT_UTF8,  /* well-formed, not all ASCII */
	PATTERN_SUBJECT_BYTES, /* anything else: matched bytewise */
};
enum pattern_subject pattern_subject_kind(struct str subject);
bool pattern_match_kind(const struct pattern *p, struct pattern_ctx *ctx,
    struct str subject, enum pattern_subject kind, struct pattern_match *m);

/*
 * The number OSSEC gives the error of pattern_compile() in its message 1450
 * and the like: 3 too long, 6 malformed, 10 empty PCRE2.
 */
int
pattern_error_number(enum pattern_dialect dialect, struct str text, int err);

#endif
