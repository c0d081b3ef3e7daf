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

/* Past this many states patterns get no gate: they are just tried. */
#define STATES_MAX 200000

struct literal {
	struct str text; /* lower case; belongs to its pattern */
	unsigned gate;
};

struct prefilter {
	struct literal *literals;
	size_t n_literals, literals_cap;
	size_t bytes; /* of all literals */
	unsigned n_gates;

	unsigned char class_of[256];
	unsigned n_classes;
	uint32_t *next; /* [state * n_classes + class] */
	/* gates that open on reaching a state: gates[first[s]] up to
	 * gates[first[s + 1]] */
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
		bytes += l->lit[i].len;
	if (f->bytes + bytes >= STATES_MAX)
		return PREFILTER_NONE;
	f->bytes += bytes;
	f->n_gates++;
	for (unsigned i = 0; i < l->n; i++)
		*ARRAY_ADD(f->literals, f->n_literals, f->literals_cap) =
		    (struct literal){ l->lit[i], f->n_gates };
	return f->n_gates;
}

/* Class 0 is every byte that no literal has. */
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
}

static uint32_t *
edge(const struct prefilter *f, size_t state, unsigned class)
{
	return &f->next[state * f->n_classes + class];
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
	uint32_t *queue;
};

static void
add_literal(struct prefilter *f, struct building *b, const struct literal *l)
{
	struct ending *e;
	size_t state = 0;

	for (size_t i = 0; i < l->text.len; i++) {
		unsigned char c = (unsigned char)l->text.p[i];
		uint32_t *to = edge(f, state, f->class_of[c]);

		if (*to == 0)
			*to = (uint32_t)f->n_states++;
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
			uint32_t *to = edge(f, state, c);
			uint32_t other = *edge(f, b->fail[state], c);

			if (*to == 0) {
				*to = other;
				continue;
			}
			b->fail[*to] = other;
			b->queue[tail++] = *to;
		}
	}
}

/* All endings of a state and of its suffixes, side by side. */
static void
lay_out_gates(struct prefilter *f, const struct building *b)
{
	size_t n = 0, cap = 0;

	f->first = xcalloc(f->n_states + 1, sizeof(*f->first));
	for (size_t s = 0; s < f->n_states; s++) {
		f->first[s] = (uint32_t)n;
		for (uint32_t t = (uint32_t)s; t != 0; t = b->fail[t])
			for (uint32_t e = b->ending_of[t]; e != 0;
			     e = b->endings[e - 1].below)
				*ARRAY_ADD(f->gates, n, cap) =
				    b->endings[e - 1].gate;
	}
	f->first[f->n_states] = (uint32_t)n;
}

void
prefilter_build(struct prefilter *f)
{
	struct building b = { 0 };
	size_t most = f->bytes + 1;

	number_classes(f);
	f->next = xcalloc(most * f->n_classes, sizeof(*f->next));
	b.ending_of = xcalloc(most, sizeof(*b.ending_of));
	b.fail = xcalloc(most, sizeof(*b.fail));
	b.queue = xcalloc(most, sizeof(*b.queue));
	f->n_states = 1;
	for (size_t i = 0; i < f->n_literals; i++)
		add_literal(f, &b, &f->literals[i]);
	complete_edges(f, &b);
	lay_out_gates(f, &b);
	f->next = xreallocarray(
	    f->next, f->n_states * f->n_classes, sizeof(*f->next));
	free(b.endings);
	free(b.ending_of);
	free(b.fail);
	free(b.queue);
}

const uint64_t *
prefilter_scan(const struct prefilter *f, struct str log, struct arena *a)
{
	uint64_t *open = arena_calloc(a, f->n_gates / 64 + 1, sizeof(*open));
	uint32_t state = 0;

	if (open == NULL)
		return NULL;
	for (size_t i = 0; i < log.len; i++) {
		unsigned char c = (unsigned char)log.p[i];

		state = f->next[state * f->n_classes + f->class_of[c]];
		for (uint32_t k = f->first[state]; k < f->first[state + 1]; k++)
			open[f->gates[k] / 64] |= (uint64_t)1
			    << (f->gates[k] % 64);
	}
	return open;
}
