/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An Aho-Corasick automaton over the literals of all patterns, as a table of
 * next states by byte class (A. V. Aho, M. J. Corasick, "Efficient string
 * matching: an aid to bibliographic search", 1975). Upper case bytes share the
 * class of their lower case.
 */
#include "lib/rules/prefilter.h"

#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/xalloc.h"

/*
 * The table has to stay in the cache, or a byte costs a trip to memory. So of a
 * long literal only the rarest few bytes are looked for, states are 16 bits
 * wide, and past so many states patterns get no gate: they are just tried.
 */
#define WINDOW 5
#define STATES_MAX 65535

struct literal {
	struct str text; /* lower case; belongs to its pattern */
	unsigned gate;
};

struct prefilter {
	struct literal *literals;
	size_t n_literals, literals_cap;
	size_t bytes; /* of all windows */
	unsigned n_gates;

	unsigned char class_of[256];
	unsigned n_classes;
	/*
	 * [state << shift | class]. States in which no literal ends come first,
	 * those near the root before others: most of a log is spent there.
	 */
	uint16_t *next;
	unsigned shift;
	uint32_t ends_from; /* the first state in which one ends */
	/* gates of the i-th of those: gates[first[i]] to gates[first[i + 1]] */
	uint32_t *first, *gates;
	size_t n_states;
};

struct prefilter *
prefilter_new(void)
{
	return xcalloc(1, sizeof(struct prefilter));
}

void
prefilter_free(struct prefilter **fp)
{
	struct prefilter *f = *fp;

	if (f == NULL)
		return;
	free(f->literals);
	free(f->next);
	free(f->first);
	free(f->gates);
	free(f);
	*fp = NULL;
}

unsigned
prefilter_add(struct prefilter *f, const struct pattern *p)
{
	const struct pattern_literals *l;
	size_t bytes = 0;

	if (p == NULL || (l = pattern_literals(p))->n == 0)
		return PREFILTER_NONE;
	for (unsigned i = 0; i < l->n; i++)
		bytes += l->lit[i].len < WINDOW ? l->lit[i].len : WINDOW;
	if (f->bytes + bytes >= STATES_MAX)
		return PREFILTER_NONE;
	f->bytes += bytes;
	f->n_gates++;
	for (unsigned i = 0; i < l->n; i++)
		*ARRAY_ADD(f->literals, f->n_literals, f->literals_cap) =
		    (struct literal){ l->lit[i], f->n_gates };
	return f->n_gates;
}

/* Every literal becomes its rarest window, by the bytes that literals have. */
static void
cut_windows(struct prefilter *f)
{
	size_t count[256] = { 0 };

	for (size_t i = 0; i < f->n_literals; i++)
		for (size_t k = 0; k < f->literals[i].text.len; k++)
			count[(unsigned char)f->literals[i].text.p[k]]++;
	for (size_t i = 0; i < f->n_literals; i++) {
		struct str *s = &f->literals[i].text;
		size_t best = 0, best_sum = SIZE_MAX;

		for (size_t at = 0; at + WINDOW <= s->len; at++) {
			size_t sum = 0;

			for (size_t k = 0; k < WINDOW; k++)
				sum += count[(unsigned char)s->p[at + k]];
			if (sum < best_sum) {
				best_sum = sum;
				best = at;
			}
		}
		*s = str_head(str_skip(*s, best), WINDOW);
	}
}

/* Class 0 is every byte that no window has. */
static void
number_classes(struct prefilter *f)
{
	f->n_classes = 1;
	for (size_t i = 0; i < f->n_literals; i++) {
		struct str s = f->literals[i].text;

		for (size_t k = 0; k < s.len; k++) {
			unsigned char c = (unsigned char)s.p[k];

			if (f->class_of[c] == 0)
				f->class_of[c] = (unsigned char)f->n_classes++;
		}
	}
	for (unsigned c = 'A'; c <= 'Z'; c++)
		f->class_of[c] = f->class_of[c + 32];
	while (1u << f->shift < f->n_classes)
		f->shift++;
}

static uint16_t *
edge(const struct prefilter *f, size_t state, unsigned class)
{
	return &f->next[state << f->shift | class];
}

/* While it is built: who ends where, and where to go on after a mismatch. */
struct building {
	struct ending {
		unsigned gate;
		uint32_t below; /* index + 1 of the next ending of the state */
	} * endings;
	size_t n_endings, endings_cap;
	uint32_t *ending_of; /* by state: index + 1; 0: none */
	uint32_t *fail;      /* by state */
	uint32_t *queue;     /* all states but the root, nearest first */
	bool *ends; /* by state: a literal ends there, or in a suffix */
};

static void
add_literal(struct prefilter *f, struct building *b, const struct literal *l)
{
	struct ending *e;
	size_t state = 0;

	for (size_t i = 0; i < l->text.len; i++) {
		unsigned char c = (unsigned char)l->text.p[i];
		uint16_t *to = edge(f, state, f->class_of[c]);

		if (*to == 0)
			*to = (uint16_t)f->n_states++;
		state = *to;
	}
	e = ARRAY_ADD(b->endings, b->n_endings, b->endings_cap);
	e->gate = l->gate;
	e->below = b->ending_of[state];
	b->ending_of[state] = (uint32_t)b->n_endings;
}

/* Breadth first: a state that misses an edge goes where its longest proper
 * suffix would go. */
static void
complete_edges(struct prefilter *f, struct building *b)
{
	size_t head = 0, tail = 0;

	for (unsigned c = 0; c < f->n_classes; c++)
		if (*edge(f, 0, c) != 0)
			b->queue[tail++] = *edge(f, 0, c);
	while (head < tail) {
		uint32_t state = b->queue[head++];

		for (unsigned c = 0; c < f->n_classes; c++) {
			uint16_t *to = edge(f, state, c);
			uint16_t other = *edge(f, b->fail[state], c);

			if (*to == 0) {
				*to = other;
				continue;
			}
			b->fail[*to] = other;
			b->queue[tail++] = *to;
		}
	}
}

/* Gates of all literals that end in a state or a suffix of it. */
static void
add_gates(struct prefilter *f, const struct building *b, uint32_t state,
    size_t *n, size_t *cap)
{
	for (; state != 0; state = b->fail[state])
		for (uint32_t e = b->ending_of[state]; e != 0;
		     e = b->endings[e - 1].below)
			*ARRAY_ADD(f->gates, *n, *cap) = b->endings[e - 1].gate;
}

/* New numbers: the root, states without an ending, states with one. */
static uint32_t *
renumber(struct prefilter *f, struct building *b)
{
	uint32_t *number = xcalloc(f->n_states, sizeof(*number));
	size_t n_gates = 0, cap = 0, n = 1, ending = 0;

	for (size_t i = 0; i + 1 < f->n_states; i++) {
		uint32_t s = b->queue[i];

		b->ends[s] = b->ending_of[s] != 0 || b->ends[b->fail[s]];
		if (!b->ends[s])
			number[s] = (uint32_t)n++;
	}
	f->ends_from = (uint32_t)n;
	f->first = xcalloc(f->n_states - n + 1, sizeof(*f->first));
	for (size_t i = 0; i + 1 < f->n_states; i++) {
		uint32_t s = b->queue[i];

		if (!b->ends[s])
			continue;
		number[s] = (uint32_t)n++;
		f->first[ending++] = (uint32_t)n_gates;
		add_gates(f, b, s, &n_gates, &cap);
	}
	f->first[ending] = (uint32_t)n_gates;
	return number;
}

/* The table again, with rows in the order of the new numbers. */
static void
move_rows(struct prefilter *f, const uint32_t *number)
{
	uint16_t *next = xcalloc(f->n_states << f->shift, sizeof(*next));

	for (size_t s = 0; s < f->n_states; s++)
		for (unsigned c = 0; c < f->n_classes; c++)
			next[(size_t)number[s] << f->shift | c] =
			    (uint16_t)number[*edge(f, s, c)];
	free(f->next);
	f->next = next;
}

void
prefilter_build(struct prefilter *f)
{
	struct building b = { 0 };
	size_t most = f->bytes + 1;
	uint32_t *number;

	cut_windows(f);
	number_classes(f);
	f->next = xcalloc(most << f->shift, sizeof(*f->next));
	b.ending_of = xcalloc(most, sizeof(*b.ending_of));
	b.fail = xcalloc(most, sizeof(*b.fail));
	b.queue = xcalloc(most, sizeof(*b.queue));
	b.ends = xcalloc(most, sizeof(*b.ends));
	f->n_states = 1;
	for (size_t i = 0; i < f->n_literals; i++)
		add_literal(f, &b, &f->literals[i]);
	complete_edges(f, &b);
	number = renumber(f, &b);
	move_rows(f, number);
	free(number);
	free(b.endings);
	free(b.ending_of);
	free(b.fail);
	free(b.queue);
	free(b.ends);
}

static void
open_gates(const struct prefilter *f, uint32_t state, uint64_t *open)
{
	size_t i = state - f->ends_from;

	for (uint32_t k = f->first[i]; k < f->first[i + 1]; k++)
		open[f->gates[k] / 64] |= (uint64_t)1 << (f->gates[k] % 64);
}

const uint64_t *
prefilter_scan(const struct prefilter *f, struct str log, struct arena *a)
{
	uint64_t *open = arena_calloc(a, f->n_gates / 64 + 1, sizeof(*open));
	uint32_t state = 0;

	if (open == NULL)
		return NULL;
	for (size_t i = 0; i < log.len; i++) {
		state = f->next[(size_t)state << f->shift |
		    f->class_of[(unsigned char)log.p[i]]];
		if (state >= f->ends_from)
			open_gates(f, state, open);
	}
	return open;
}
