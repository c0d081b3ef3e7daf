/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/perl.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "lib/base/err.h"
#include "lib/base/xalloc.h"

/*
 * One execution may cost some tens of milliseconds and a few megabytes, not
 * more: an expression that needs more on hostile input counts as exhausted.
 */
enum {
	STEPS_MAX = 1000000,
	HEAP_KIB_MAX = 64 * 1024,
	JIT_STACK_MIN = 32 * 1024,
	JIT_STACK_MAX = 1024 * 1024,
};

struct perl {
	pcre2_code *code;
	uint32_t groups;
	uint32_t options; /* for pcre2_match */
	bool jit;
};

struct perl_room {
	pcre2_match_data *data;
	uint32_t pairs; /* that data holds */
	pcre2_match_context *limits;
	pcre2_jit_stack *stack;
};

static void
explain(struct buf *why, int code, size_t at)
{
	PCRE2_UCHAR text[256];

	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		text[0] = '\0';
	buf_printf(why, "byte %zu: PCRE2: %s", at + 1, (const char *)text);
}

static pcre2_code *
compile(struct str text, unsigned flags, struct buf *why)
{
	pcre2_compile_context *cc = pcre2_compile_context_create(NULL);
	uint32_t options = PCRE2_CASELESS;
	pcre2_code *code;
	size_t at;
	int err;

	if (cc == NULL)
		return NULL;
	/* Not what the library happened to be built with. */
	pcre2_set_newline(cc, PCRE2_NEWLINE_LF);
	if (flags & PERL_UTF)
		options |= PCRE2_UTF;
	if (flags & PERL_DOTALL)
		options |= PCRE2_DOTALL;
	code =
	    pcre2_compile((PCRE2_SPTR)text.p, text.len, options, &err, &at, cc);
	if (code == NULL)
		explain(why, err, at);
	pcre2_compile_context_free(cc);
	return code;
}

int
perl_compile(
    struct perl **out, struct str text, unsigned flags, struct buf *why)
{
	pcre2_code *code = compile(text, flags, why);
	struct perl *p;

	if (code == NULL)
		return OS_ERR_FORMAT;
	p = xcalloc(1, sizeof(*p));
	p->code = code;
	if (flags & PERL_UTF)
		p->options = PCRE2_NO_UTF_CHECK; /* the caller has looked */
	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &p->groups);
	p->jit = (flags & PERL_JIT) &&
	    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0;
	*out = p;
	return 0;
}

void
perl_free(struct perl **p)
{
	if (*p == NULL)
		return;
	pcre2_code_free((*p)->code);
	free(*p);
	*p = NULL;
}

unsigned
perl_groups(const struct perl *p)
{
	return p->groups;
}

struct perl_room *
perl_room_new(void)
{
	struct perl_room *room = xcalloc(1, sizeof(*room));

	room->limits = pcre2_match_context_create(NULL);
	if (room->limits != NULL) {
		pcre2_set_match_limit(room->limits, STEPS_MAX);
		pcre2_set_depth_limit(room->limits, STEPS_MAX);
		pcre2_set_heap_limit(room->limits, HEAP_KIB_MAX);
	}
	return room;
}

void
perl_room_free(struct perl_room **room)
{
	if (*room == NULL)
		return;
	pcre2_match_data_free((*room)->data);
	pcre2_match_context_free((*room)->limits);
	pcre2_jit_stack_free((*room)->stack);
	free(*room);
	*room = NULL;
}

/* Makes it fit for p; false without memory. */
static bool
room_prepare(struct perl_room *room, const struct perl *p)
{
	if (room->limits == NULL)
		return false;
	if (room->pairs < p->groups + 1) {
		pcre2_match_data_free(room->data);
		room->pairs = p->groups + 1 > 16 ? p->groups + 1 : 16;
		room->data = pcre2_match_data_create(room->pairs, NULL);
		if (room->data == NULL)
			room->pairs = 0;
	}
	if (p->jit && room->stack == NULL) {
		room->stack =
		    pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
		pcre2_jit_stack_assign(room->limits, NULL, room->stack);
	}
	return room->data != NULL;
}

enum perl_result
perl_match(const struct perl *p, struct perl_room *room, struct str subject,
    const size_t **offsets)
{
	PCRE2_SPTR text = (PCRE2_SPTR)(subject.p != NULL ? subject.p : "");
	int rc;

	if (!room_prepare(room, p))
		return PERL_EXHAUSTED;
	rc = pcre2_match(p->code, text, subject.len, 0, p->options, room->data,
	    room->limits);
	if (rc > 0) {
		*offsets = pcre2_get_ovector_pointer(room->data);
		return PERL_MATCH;
	}
	/* With (*UTF) in the expression, invalid UTF-8 simply does not match.
	 */
	if (rc == PCRE2_ERROR_NOMATCH ||
	    (rc <= PCRE2_ERROR_UTF8_ERR1 && rc >= PCRE2_ERROR_UTF8_ERR21))
		return PERL_NO_MATCH;
	return PERL_EXHAUSTED;
}
