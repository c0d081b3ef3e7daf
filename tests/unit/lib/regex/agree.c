/* SPDX-License-Identifier: Apache-2.0 */
#include "agree.h"

bool
agree_open(struct agree *ag, enum pattern_dialect dialect, struct str text,
    struct buf *diff)
{
	struct buf why = { 0 };
	int ours, theirs;

	*ag = (struct agree){ .dialect = dialect, .text = text };
	ours = pattern_compile(
	    &ag->ours, dialect, text, PATTERN_ENGINE_DEFAULT, &why);
	theirs = pattern_compile(
	    &ag->theirs, dialect, text, PATTERN_ENGINE_PCRE2, &why);
	buf_free(&why);
	if (ours != theirs)
		buf_printf(diff, "compile: %d, PCRE2 %d", ours, theirs);
	if (ours != 0 || theirs != 0) {
		pattern_free(&ag->ours);
		pattern_free(&ag->theirs);
		return false;
	}
	pattern_ctx_init(&ag->ctx);
	return true;
}

void
agree_close(struct agree *ag)
{
	pattern_free(&ag->ours);
	pattern_free(&ag->theirs);
	pattern_ctx_free(&ag->ctx);
}

static void
describe(
    struct buf *b, const char *who, bool hit, const struct pattern_match *m)
{
	buf_printf(b, "\n%s: ", who);
	if (!hit) {
		buf_add_cstr(b, "no");
		return;
	}
	buf_printf(b, "%zu", m->end);
	for (unsigned i = 0; i < m->n; i++) {
		buf_add_char(b, ' ');
		buf_add_json(b, m->cap[i]);
	}
}

static bool
same(const struct pattern_match *a, const struct pattern_match *b)
{
	if (a->end != b->end || a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++)
		if (a->cap[i].p != b->cap[i].p ||
		    a->cap[i].len != b->cap[i].len)
			return false;
	return true;
}

/* What matches contains what it must. */
static bool
has_literal(const struct pattern *p, struct str subject)
{
	const struct pattern_literals *need = pattern_literals(p);

	for (unsigned i = 0; i < need->n; i++)
		if (str_ifind(subject, need->lit[i]) != SIZE_MAX)
			return true;
	return need->n == 0 || !str_ascii(subject);
}

void
agree_subject(struct agree *ag, struct str subject, struct buf *diff)
{
	struct pattern_match ours, theirs;
	bool our_hit, their_hit;
	uint64_t exhausted = ag->ctx.exhausted;

	their_hit = pattern_match(ag->theirs, &ag->ctx, subject, &theirs);
	if (ag->ctx.exhausted != exhausted) {
		ag->skipped++;
		return;
	}
	pattern_ctx_set_budget(&ag->ctx, ag->budget);
	our_hit = pattern_match(ag->ours, &ag->ctx, subject, &ours);
	ag->matched += their_hit;
	if (their_hit && !has_literal(ag->ours, subject))
		buf_add_cstr(diff, "matches without its literals: ");
	else if (our_hit == their_hit && (!our_hit || same(&ours, &theirs)) &&
	    pattern_match(ag->ours, &ag->ctx, subject, NULL) == our_hit)
		return;
	buf_printf(diff, "dialect %d pattern ", (int)ag->dialect);
	buf_add_json(diff, ag->text);
	buf_add_cstr(diff, " subject ");
	buf_add_json(diff, subject);
	describe(diff, "ours", our_hit, &ours);
	describe(diff, "PCRE2", their_hit, &theirs);
}
