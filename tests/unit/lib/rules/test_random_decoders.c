/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random decoders with chains and offsets, random messages: decode() finds what
 * the plain evaluator finds, decoder by decoder and field by field.
 */
#include "fixture.h"

#include <stdlib.h>

#include "lib/base/buf.h"
#include "plain.h"
#include "random.h"

#define RULES \
	"<group name='g,'><rule id='100' level='1'><match>a</match></rule></group>"

static const char *const words[] = { "a", "b", "k=v", "k=", "x1", "x22", "7",
	"10.0.0.1", "user", "for", "A", "zz" };

/* A decoder file while it is made up: which names hang below which parent, and
 * whether another of the name would continue an expression. */
struct maker {
	struct random *r;
	struct buf *b;
	struct {
		char parent, name;
	} chains[64];
	size_t n_chains;
	unsigned tops; /* bit by name */
};

static void
add_regex(struct maker *m, const char *offset)
{
	static const char *const patterns[] = { "^(\\w+) ", "(\\d+)",
		"k=(\\S+)", "^(\\S+) (\\S+)", "x(\\d)|(zz)", " (\\S+)$",
		"(a) |^b (\\w)", "\\s*(\\w)", "^(\\.+) 7", "user(\\.*)for" };
	static const char *const fields[] = { "id", "srcip", "url", "status",
		"user", "srcuser", "one", "two", "data", "filename" };

	buf_printf(m->b, "<regex%s>%s</regex><order>%s,%s,%s</order>", offset,
	    RANDOM_OF(m->r, patterns), RANDOM_OF(m->r, fields),
	    RANDOM_OF(m->r, fields), RANDOM_OF(m->r, fields));
}

static void
add_prematch(struct maker *m, const char *offset)
{
	static const char *const patterns[] = { "^a ", "^b", "x\\d", "^",
		"k=|user", "^a b|^b a", " 7", "\\w \\w", "zz$" };

	buf_printf(m->b, "<prematch%s>%s</prematch>", offset,
	    RANDOM_OF(m->r, patterns));
}

static void
add_type(struct maker *m)
{
	static const char *const types[] = { "ids", "web-log", "syslog",
		"squid" };

	if (random_percent(m->r, 40))
		buf_printf(m->b, "<type>%s</type>", RANDOM_OF(m->r, types));
}

static void
add_top(struct maker *m)
{
	unsigned name = random_below(m->r, 4);
	bool program = random_percent(m->r, 40);
	bool prematch = !program || random_percent(m->r, 50);

	m->tops |= 1u << name;
	buf_printf(m->b, "<decoder name='t%u'>", name);
	if (program)
		buf_printf(m->b, "<program_name>^p%u</program_name>",
		    random_below(m->r, 3));
	if (prematch)
		add_prematch(m, "");
	if (random_percent(m->r, 40))
		add_regex(m,
		    random_percent(m->r, 50) ? " offset='after_prematch'" : "");
	add_type(m);
	buf_add_cstr(m->b, "</decoder>\n");
}

static bool
in_chain(struct maker *m, char parent, char name)
{
	for (size_t i = 0; i < m->n_chains; i++)
		if (m->chains[i].parent == parent && m->chains[i].name == name)
			return true;
	return false;
}

static void
add_child(struct maker *m)
{
	char parent = (char)('0' + random_below(m->r, 4));
	char name = (char)('0' + random_below(m->r, 3));
	bool continues = in_chain(m, parent, name);
	static const char *const offsets[] = { "", " offset='after_parent'",
		" offset='after_prematch'", " offset='after_regex'" };
	bool prematch = !continues && random_percent(m->r, 60);
	unsigned offset = random_below(m->r, 4);

	if (!(m->tops & 1u << (parent - '0')))
		return;
	buf_printf(
	    m->b, "<decoder name='c%c'><parent>t%c</parent>", name, parent);
	if (prematch)
		add_prematch(m, offsets[random_below(m->r, 2)]);
	if ((offset == 2 && !prematch) || (offset == 3 && !continues))
		offset = 1;
	add_regex(m, offsets[offset]);
	add_type(m);
	if (random_percent(m->r, 20))
		buf_add_cstr(m->b, "<use_own_name>true</use_own_name>");
	buf_add_cstr(m->b, "</decoder>\n");
	if (!continues && m->n_chains < NELEM(m->chains)) {
		m->chains[m->n_chains].parent = parent;
		m->chains[m->n_chains++].name = name;
	}
}

/* All top-level decoders first, so that each child hangs below all of a name,
 * and a chain is the same below each. */
static void
make_decoders(struct random *r, struct buf *b)
{
	struct maker m = { .r = r, .b = b };
	unsigned tops = 2 + random_below(r, 5), children = random_below(r, 14);

	buf_clear(b);
	for (unsigned i = 0; i < tops; i++)
		add_top(&m);
	for (unsigned i = 0; i < children; i++)
		add_child(&m);
}

static void
make_message(struct random *r, struct buf *b)
{
	unsigned n = random_below(r, 7);

	buf_clear(b);
	if (random_percent(r, 40))
		buf_printf(b, "Dec 29 10:00:01 h p%u: ", random_below(r, 3));
	for (unsigned i = 0; i < n; i++)
		buf_printf(b, "%s%s", i != 0 ? " " : "", RANDOM_OF(r, words));
}

static void
check_same(const struct event *a, const struct event *b, unsigned row)
{
	CHECK_ROW(a->decoder == b->decoder, row);
	CHECK_INT(a->category, b->category, row);
	for (unsigned f = 0; f < FIELD_COUNT; f++) {
		CHECK_INT(a->field[f].p != NULL, b->field[f].p != NULL, row);
		CHECK_ROW(str_eq(a->field[f], b->field[f]), row);
	}
	CHECK_INT(a->n_dynamic, b->n_dynamic, row);
	for (size_t i = 0; i < a->n_dynamic; i++)
		CHECK_ROW(str_eq(a->dynamic[i].value,
			      event_dynamic(b, a->dynamic[i].name)),
		    row);
	CHECK_INT(a->n_captured, b->n_captured, row);
}

TEST(decoding_is_what_the_plain_evaluator_does)
{
	const struct plain_options opt = { 2048, 128, "here" };
	struct buf decoders = { 0 }, message = { 0 };
	struct event ev = { 0 };
	unsigned chosen = 0, captured = 0;

	for (unsigned seed = 1; seed <= 400; seed++) {
		struct fixture f;
		struct plain *oracle;
		struct random r;

		random_seed(&r, seed);
		make_decoders(&r, &decoders);
		fixture_init(&f);
		fixture_load(&f, buf_cstr(&decoders), RULES);
		CHECK_STR(str_from(fixture_error(&f)), "", seed);
		oracle = plain_new(f.rs, &opt);
		for (unsigned i = 0; i < 60; i++) {
			make_message(&r, &message);
			const struct raw_event raw = { f.now * 1000000000, '1',
				STR_LIT("/var/log/test"), buf_str(&message) };

			fixture_event(&f, buf_cstr(&message));
			plain_event(oracle, &raw, &ev);
			check_same(&f.ev, &ev, seed * 1000 + i);
			chosen += ev.decoder->id != 0;
			captured += ev.n_captured != 0;
		}
		plain_free(&oracle);
		fixture_free(&f);
	}
	/* it did test something */
	CHECK(chosen > 5000);
	CHECK(captured > 1500);
	event_free(&ev);
	buf_free(&decoders);
	buf_free(&message);
}
