/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chooses who runs a pattern. Bytewise subjects go to our own matchers, those
 * that need Unicode folding to PCRE2 in UTF mode; the answer never depends on
 * which of them was able to serve (tests/unit/lib/regex/test_same.c).
 */
#include "lib/regex/pattern.h"

#include <stdlib.h>

#include "lib/base/err.h"
#include "lib/base/xalloc.h"
#include "lib/regex/osmatch.h"
#include "lib/regex/osregex.h"
#include "lib/regex/pcre_parse.h"
#include "lib/regex/perl.h"
#include "lib/regex/re_literals.h"
#include "lib/regex/vm.h"

struct pattern {
	enum pattern_dialect dialect;
	enum pattern_engine engine;
	struct arena *arena; /* text, literals */
	struct str text;
	unsigned groups;
	bool anchored_literal;
	/* The text has a letter that folds to an ASCII one, and back. */
	bool folds_to_ascii, folds_from_ascii;
	bool ascii;

	struct pattern_literals needed;
	struct osmatch *literals; /* NULL: not made of literals only */
	struct prog *bytewise;    /* NULL: left to PCRE2 */
	struct prog *charwise;    /* for valid UTF-8; NULL: left to PCRE2 */
	struct perl *bytes;       /* NULL: never needed */
	struct perl *utf;         /* NULL: text is not UTF-8, or never needed */
};

struct room {
	struct vm_room *vm;
	struct perl_room *perl;
};

void
pattern_ctx_init(struct pattern_ctx *ctx)
{
	struct room *room = xcalloc(1, sizeof(*room));

	room->vm = vm_room_new();
	room->perl = perl_room_new();
	*ctx = (struct pattern_ctx){ .impl = room };
}

void
pattern_ctx_free(struct pattern_ctx *ctx)
{
	struct room *room = ctx->impl;

	if (room == NULL)
		return;
	vm_room_free(&room->vm);
	perl_room_free(&room->perl);
	free(room);
	ctx->impl = NULL;
}

void
pattern_ctx_set_budget(struct pattern_ctx *ctx, uint64_t steps)
{
	struct room *room = ctx->impl;

	vm_room_set_budget(room->vm, steps);
}

/* U+017F folds to s and U+212A to k; no other letter crosses. */
static bool
has_ascii_fold(struct str s)
{
	return str_find(s, STR_LIT("\xc5\xbf")) != SIZE_MAX ||
	    str_find(s, STR_LIT("\xe2\x84\xaa")) != SIZE_MAX;
}

static bool
has_any(struct str s, const char *chars)
{
	for (; *chars != '\0'; chars++)
		if (str_chr(s, *chars) != SIZE_MAX)
			return true;
	return false;
}

/* Optional ^, harmless characters, optional $, and at least one anchor. */
static bool
looks_anchored_literal(struct str text)
{
	static const char harmless[] = " !\"#%&',/:;<=>@_`~-";
	struct str s = text;

	if (s.len > 0 && s.p[0] == '^')
		s = str_skip(s, 1);
	if (s.len > 0 && s.p[s.len - 1] == '$')
		s.len--;
	if (s.len == text.len)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_isalnum(s.p[i]) &&
		    (s.p[i] == '\0' || strchr(harmless, s.p[i]) == NULL))
			return false;
	return true;
}

/* Compiles expr bytewise, and for UTF-8 if that can make a difference. */
static int
compile_perl(struct pattern *p, struct str expr, unsigned flags, bool utf,
    struct buf *why)
{
	int r;

	if (p->engine == PATTERN_ENGINE_PCRE2_JIT)
		flags |= PERL_JIT;
	if ((r = perl_compile(&p->bytes, expr, flags, why)) == 0 && utf &&
	    str_utf8_valid(expr))
		r = perl_compile(&p->utf, expr, flags | PERL_UTF, why);
	return r;
}

/* OS_Match, and the anchored literals of the other dialects. */
static int
compile_literals(struct pattern *p, struct buf *why)
{
	struct buf expr = { 0 };
	int r;

	if ((r = osmatch_parse(&p->literals, p->arena, p->text, why)) != 0)
		return r;
	p->anchored_literal = osmatch_is_anchored(p->literals);
	if (p->anchored_literal && p->engine == PATTERN_ENGINE_DEFAULT)
		goto out;
	osmatch_to_pcre2(&expr, p->literals);
	r = compile_perl(p, buf_str(&expr), 0, !p->anchored_literal, why);
	if (p->engine != PATTERN_ENGINE_DEFAULT)
		p->literals = NULL;
out:
	if (p->literals != NULL)
		osmatch_literals(p->literals, &p->needed);
	buf_free(&expr);
	return r;
}

/* Without one, PCRE2 serves. */
static void
compile_progs(struct pattern *p, struct arena *tmp, const struct re_node *tree)
{
	re_literals(&p->needed, tmp, tree);
	for (unsigned i = 0; i < p->needed.n; i++)
		p->needed.lit[i] = arena_str(p->arena, p->needed.lit[i]);
	(void)prog_compile(&p->bytewise, p->arena, tmp, tree, p->groups, false);
	if (p->utf != NULL && p->ascii)
		(void)prog_compile(
		    &p->charwise, p->arena, tmp, tree, p->groups, true);
}

static int
compile_osregex(struct pattern *p, struct buf *why)
{
	struct buf expr = { 0 };
	struct arena *a = arena_new(0);
	struct re_node *tree;
	int r;

	if ((r = osregex_parse(&tree, &p->groups, a, p->text, why)) != 0)
		goto out;
	osregex_to_pcre2(&expr, tree);
	r = compile_perl(p, buf_str(&expr), PERL_DOTALL, true, why);
	if (r == 0 && p->engine == PATTERN_ENGINE_DEFAULT)
		compile_progs(p, a, tree);
out:
	buf_free(&expr);
	arena_free(&a);
	return r;
}

static int
compile_pcre2(struct pattern *p, struct buf *why)
{
	struct re_node *tree;
	struct arena *a;
	int r;

	if (p->text.len == 0) {
		buf_add_cstr(why,
		    "empty expression: write .* to match anything, or remove "
		    "the element");
		return OS_ERR_FORMAT;
	}
	if ((r = compile_perl(p, p->text, 0, false, why)) != 0)
		return r;
	p->groups = perl_groups(p->bytes);
	if (p->engine != PATTERN_ENGINE_DEFAULT)
		return 0;
	a = arena_new(0);
	if ((tree = pcre_parse(a, p->text, p->groups)) != NULL)
		compile_progs(p, a, tree);
	arena_free(&a);
	return 0;
}

static int
compile(struct pattern *p, struct buf *why)
{
	if (p->dialect == PATTERN_OSMATCH || looks_anchored_literal(p->text))
		return compile_literals(p, why);
	if (p->dialect == PATTERN_OSREGEX)
		return compile_osregex(p, why);
	return compile_pcre2(p, why);
}

int
pattern_compile(struct pattern **out, enum pattern_dialect dialect,
    struct str text, enum pattern_engine engine, struct buf *why)
{
	struct pattern *p = xcalloc(1, sizeof(*p));
	int r;

	p->dialect = dialect;
	p->engine = engine;
	p->arena = arena_new(0);
	p->text = arena_str(p->arena, text);
	p->ascii = str_ascii(text);
	p->folds_to_ascii = has_ascii_fold(text);
	p->folds_from_ascii = has_any(text, "kKsS");
	if ((r = compile(p, why)) != 0)
		pattern_free(&p);
	else if (p->folds_to_ascii)
		p->needed.n = 0; /* ASCII may stand for something else */
	*out = p;
	return r;
}

void
pattern_free(struct pattern **p)
{
	if (*p == NULL)
		return;
	perl_free(&(*p)->bytes);
	perl_free(&(*p)->utf);
	arena_free(&(*p)->arena);
	free(*p);
	*p = NULL;
}

unsigned
pattern_groups(const struct pattern *p)
{
	return p->groups;
}

const struct pattern_literals *
pattern_literals(const struct pattern *p)
{
	return &p->needed;
}

bool
pattern_is_anchored_literal(const struct pattern *p)
{
	return p->anchored_literal;
}

enum pattern_dialect
pattern_get_dialect(const struct pattern *p)
{
	return p->dialect;
}

bool
pattern_is_native(const struct pattern *p)
{
	return p->literals != NULL || p->bytewise != NULL;
}

struct str
pattern_text(const struct pattern *p)
{
	return p->text;
}

int
pattern_error_number(enum pattern_dialect dialect, struct str text, int err)
{
	if (err == OS_ERR_LIMIT)
		return 3;
	return dialect == PATTERN_PCRE2 && text.len == 0 ? 10 : 6;
}

enum pattern_subject
pattern_subject_kind(struct str subject)
{
	if (str_ascii(subject))
		return PATTERN_SUBJECT_ASCII;
	return str_utf8_valid(subject) ? PATTERN_SUBJECT_UTF8
				       : PATTERN_SUBJECT_BYTES;
}

/* Who runs it: the first there is. */
struct way {
	const struct osmatch *literals;
	const struct prog *prog;
	const struct perl *perl;
};

/*
 * ASCII and invalid UTF-8 are matched bytewise, all else character by
 * character. Only letters beyond ASCII, in the pattern or folding to its
 * letters, take Unicode's tables and thus PCRE2.
 */
static struct way
choose(const struct pattern *p, struct str subject, enum pattern_subject kind)
{
	struct way bytewise = { p->literals, p->bytewise, p->bytes };
	struct way charwise = { p->literals, p->charwise, p->utf };
	struct way unicode = { NULL, NULL, p->utf };

	if (p->utf == NULL || kind == PATTERN_SUBJECT_BYTES)
		return bytewise;
	if (p->engine != PATTERN_ENGINE_DEFAULT)
		return unicode;
	if (kind == PATTERN_SUBJECT_ASCII)
		return p->folds_to_ascii ? unicode : bytewise;
	if (!p->ascii || (p->folds_from_ascii && has_ascii_fold(subject)))
		return unicode;
	return charwise;
}

/* offsets: pairs for the whole match, then for each group. */
static void
take_captures(struct pattern_match *m, struct str subject,
    const size_t *offsets, unsigned groups)
{
	m->end = offsets[1];
	m->n = 0;
	for (unsigned i = 1; i <= groups && m->n < PATTERN_CAPTURES_MAX; i++) {
		size_t from = offsets[(size_t)2 * i];
		size_t to = offsets[(size_t)2 * i + 1];

		if (from != SIZE_MAX)
			m->cap[m->n++] = str_slice(subject.p + from, to - from);
	}
}

static bool
match_perl(const struct pattern *p, const struct perl *perl,
    struct pattern_ctx *ctx, struct str subject, struct pattern_match *m)
{
	struct room *room = ctx->impl;
	const size_t *offsets;

	switch (perl_match(perl, room->perl, subject, &offsets)) {
	case PERL_MATCH:
		if (m != NULL)
			take_captures(m, subject, offsets, p->groups);
		return true;
	case PERL_EXHAUSTED:
		ctx->exhausted++;
		return false;
	default:
		return false;
	}
}

static bool
match_literals(
    const struct osmatch *literals, struct str subject, struct pattern_match *m)
{
	if (m != NULL)
		m->n = 0;
	return osmatch_match(literals, subject, m != NULL ? &m->end : NULL);
}

bool
pattern_match_kind(const struct pattern *p, struct pattern_ctx *ctx,
    struct str subject, enum pattern_subject kind, struct pattern_match *m)
{
	struct room *room = ctx->impl;
	struct way way = choose(p, subject, kind);
	const size_t *offsets;

	if (subject.p == NULL)
		subject = STR_LIT("");
	if (way.literals != NULL)
		return match_literals(way.literals, subject, m);
	if (way.prog == NULL)
		return match_perl(p, way.perl, ctx, subject, m);
	switch (vm_match(way.prog, room->vm, subject, m != NULL, &offsets)) {
	case VM_MATCH:
		if (m != NULL)
			take_captures(m, subject, offsets, p->groups);
		return true;
	case VM_GAVE_UP:
		return match_perl(p, way.perl, ctx, subject, m);
	default:
		return false;
	}
}

bool
pattern_match(const struct pattern *p, struct pattern_ctx *ctx,
    struct str subject, struct pattern_match *m)
{
	enum pattern_subject kind = PATTERN_SUBJECT_BYTES;

	if (p->utf != NULL)
		kind = pattern_subject_kind(subject);
	return pattern_match_kind(p, ctx, subject, kind, m);
}
