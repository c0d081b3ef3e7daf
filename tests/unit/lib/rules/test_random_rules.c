/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random rulesets, random messages. Three answers must agree: the engine's, the
 * plain evaluator's on the same compiled ruleset, and that of a tree built
 * here, from nothing but the words of the specification (rules, 5, 6 and 9).
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "plain.h"
#include "random.h"

#define DEC                                                              \
	"<decoder name='w'><prematch>^w </prematch><type>web-log</type>" \
	"<regex offset='after_prematch'>^(\\S+) (\\S+)</regex>"          \
	"<order>srcip,id</order></decoder>"                              \
	"<decoder name='s'><prematch>^s </prematch>"                     \
	"<regex offset='after_prematch'>^(\\S+) (\\S+)</regex>"          \
	"<order>srcip,id</order></decoder>"
#define FIRST_ID 100
#define RULES_MAX 40

/* A rule as it is made up. */
struct spec {
	unsigned id, level, weight;
	bool noalert, web, accurate;
	char group[32];
	char match[8];    /* "": none */
	char decoded[2];  /* "": none */
	unsigned sids[3]; /* n_sids of them */
	unsigned n_sids;
	char if_group[8];  /* "": none */
	unsigned if_level; /* 0: none */
	bool root;
};

/* A place in the tree of the model. */
struct place {
	const struct spec *spec;
	struct place **child;
	size_t n, cap;
};

struct model {
	struct spec spec[RULES_MAX];
	size_t n_spec;
	struct place top; /* its children are the roots */
	struct buf text;  /* the rule file */
};

static void
place_free(struct place *p)
{
	for (size_t i = 0; i < p->n; i++) {
		place_free(p->child[i]);
		free(p->child[i]);
	}
	free(p->child);
}

/* Behind all of the same weight or more. */
static void
place_add(struct place *p, const struct spec *s)
{
	struct place *new = xcalloc(1, sizeof(*new));
	size_t at = 0;

	new->spec = s;
	*ARRAY_ADD(p->child, p->n, p->cap) = NULL;
	while (at + 1 < p->n && p->child[at]->spec->weight >= s->weight)
		at++;
	memmove(&p->child[at + 1], &p->child[at],
	    (p->n - 1 - at) * sizeof(struct place *));
	p->child[at] = new;
}

/* Below each place where the id stands; one list is searched to the hit. */
static void
attach_sid(struct place *p, unsigned id, const struct spec *s)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->child[i]->spec->id == id) {
			place_add(p->child[i], s);
			return;
		}
		attach_sid(p->child[i], id, s);
	}
}

static bool
is_parent(const struct spec *parent, const struct spec *s)
{
	if (parent == s)
		return false;
	return s->if_level != 0 ? parent->weight >= s->if_level * 100
				: strstr(parent->group, s->if_group) != NULL;
}

static void
attach_all(struct place *p, const struct spec *s)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->child[i]->spec == s)
			continue;
		attach_all(p->child[i], s);
		if (is_parent(p->child[i]->spec, s))
			place_add(p->child[i], s);
	}
}

static void
attach(struct model *m, const struct spec *s)
{
	if (s->root) {
		place_add(&m->top, s);
		return;
	}
	for (unsigned i = 0; i < s->n_sids; i++)
		attach_sid(&m->top, s->sids[i], s);
	if (s->n_sids != 0)
		return;
	if (s->if_level != 0 || s->if_group[0] != '\0') {
		attach_all(&m->top, s);
		return;
	}
	for (size_t i = 0; i < m->top.n; i++) {
		if (m->top.child[i]->spec->web == s->web) {
			place_add(m->top.child[i], s);
			return;
		}
	}
}

static bool
holds(const struct spec *s, const char *message)
{
	if (s->decoded[0] != '\0' &&
	    (message[0] != s->decoded[0] || message[1] != ' '))
		return false;
	return s->match[0] == '\0' || strstr(message, s->match) != NULL;
}

static const struct spec *
evaluate(const struct place *p, const char *message)
{
	const struct spec *won;

	if (!holds(p->spec, message))
		return NULL;
	for (size_t i = 0; i < p->n; i++)
		if ((won = evaluate(p->child[i], message)) != NULL)
			return won;
	return p->spec->noalert ? NULL : p->spec;
}

static unsigned
model_event(const struct model *m, const char *message)
{
	bool web = strncmp(message, "w ", 2) == 0;

	for (size_t i = 0; i < m->top.n; i++) {
		const struct place *root = m->top.child[i];
		const struct spec *won;

		if (root->spec->web == web &&
		    (won = evaluate(root, message)) != NULL)
			return won->id;
	}
	return 0;
}

static size_t
count_places(const struct place *p)
{
	size_t n = p->n;

	for (size_t i = 0; i < p->n; i++)
		n += count_places(p->child[i]);
	return n;
}

/* ---- making them up ---- */

static const char *const matches[] = { "", "a", "b", "ab", "c", "x", "s ", "w ",
	"bc" };
static const char *const groups[] = { "", "ga,", "gb,", "ga,gb,", "gc," };

static void
choose_parents(struct random *r, struct model *m, struct spec *s)
{
	switch (random_below(r, 5)) {
	case 0:
		s->web = random_percent(r, 40);
		break;
	case 1:
		s->if_level = 1 + random_below(r, 20);
		break;
	case 2:
		snprintf(s->if_group, sizeof(s->if_group), "%s", "base");
		if (random_percent(r, 60) && m->n_spec > 8)
			snprintf(s->if_group, sizeof(s->if_group), "ga");
		break;
	default:
		s->n_sids = 1 + random_below(r, 3);
		for (unsigned i = 0; i < s->n_sids; i++)
			s->sids[i] =
			    m->spec[random_below(r, (unsigned)m->n_spec)].id;
		break;
	}
}

static void
make_spec(struct random *r, struct model *m)
{
	struct spec *s = &m->spec[m->n_spec];

	*s = (struct spec){ .id = FIRST_ID + (unsigned)m->n_spec };
	s->level = random_percent(r, 25) ? 0 : 1 + random_below(r, 16);
	s->accurate = !random_percent(r, 10);
	s->noalert = random_percent(r, 25);
	s->weight = (s->level == 0 ? 99 : s->level) * (s->accurate ? 100 : 1);
	snprintf(s->match, sizeof(s->match), "%s", RANDOM_OF(r, matches));
	if (random_percent(r, 15))
		s->decoded[0] = random_percent(r, 50) ? 'w' : 's';
	/* one of the first carries each group that is asked for */
	snprintf(s->group, sizeof(s->group), "%s",
	    m->n_spec == 7 ? "ga," : RANDOM_OF(r, groups));
	if (random_percent(r, 4)) {
		s->root = true;
		s->id = 5 + random_below(r, 5);
		s->web = random_percent(r, 50);
		for (size_t i = 0; i < m->n_spec; i++)
			if (m->spec[i].id == s->id)
				return; /* taken; another time */
	} else {
		choose_parents(r, m, s);
	}
	m->n_spec++;
}

static void
write_spec(struct buf *b, const struct spec *s)
{
	buf_printf(b, "<group name='base,'><rule id='%u' level='%u'%s%s>",
	    s->id, s->level, s->noalert ? " noalert='1'" : "",
	    s->accurate ? "" : " accuracy='0'");
	if (s->group[0] != '\0')
		buf_printf(b, "<group>%s</group>", s->group);
	if (s->web)
		buf_add_cstr(b, "<category>web-log</category>");
	if (s->match[0] != '\0')
		buf_printf(b, "<match>%s</match>", s->match);
	if (s->decoded[0] != '\0')
		buf_printf(b, "<decoded_as>%s</decoded_as>", s->decoded);
	if (s->if_level != 0)
		buf_printf(b, "<if_level>%u</if_level>", s->if_level);
	if (s->if_group[0] != '\0')
		buf_printf(b, "<if_group>%s</if_group>", s->if_group);
	if (s->n_sids != 0)
		buf_add_cstr(b, "<if_sid>");
	for (unsigned i = 0; i < s->n_sids; i++)
		buf_printf(b, "%s%u", i != 0 ? "," : "", s->sids[i]);
	if (s->n_sids != 0)
		buf_add_cstr(b, "</if_sid>");
	buf_add_cstr(b, "<description>x</description></rule></group>\n");
}

/* The group in the model is the whole text, as the engine sees it. */
static void
make_model(struct random *r, struct model *m)
{
	unsigned n = 3 + random_below(r, RULES_MAX - 6);

	*m = (struct model){ .text = m->text };
	buf_clear(&m->text);
	m->spec[0] = (struct spec){ .id = 1,
		.weight = 9900,
		.noalert = true,
		.accurate = true,
		.root = true };
	m->spec[1] = (struct spec){ .id = 4,
		.weight = 9900,
		.noalert = true,
		.accurate = true,
		.root = true,
		.web = true };
	m->n_spec = 2;
	while (m->n_spec < n) {
		size_t before = m->n_spec;

		make_spec(r, m);
		if (m->n_spec == before)
			break;
	}
	for (size_t i = 0; i < m->n_spec; i++) {
		struct spec *s = &m->spec[i];
		char own[sizeof(s->group)];

		write_spec(&m->text, s);
		memcpy(own, s->group, sizeof(own));
		snprintf(s->group, sizeof(s->group), "base,%.16s", own);
		attach(m, s);
	}
}

static void
make_message(struct random *r, struct buf *b)
{
	static const char letters[] = "aabbccxyz ";

	buf_clear(b);
	buf_add_cstr(b,
	    random_percent(r, 30)       ? "w "
		: random_percent(r, 30) ? "s "
					: "");
	for (unsigned n = 1 + random_below(r, 6); n > 0; n--)
		buf_add_char(b, letters[random_below(r, sizeof(letters) - 1)]);
	if (random_percent(r, 50))
		buf_printf(b, " 10.0.0.%u i%u", random_below(r, 3),
		    random_below(r, 3));
}

/* Without the fixture's roots: these rulesets have their own. */
static struct engine *
load(struct fixture *f, const struct buf *text, enum correlation_mode mode)
{
	const struct source d = { "decoder.xml", STR_LIT(DEC) };
	const struct source r = { "rules.xml", buf_str(text) };

	fixture_init(f);
	f->opt.correlation = mode;
	f->ropt.decoders = &d;
	f->ropt.rules = &r;
	f->ropt.n_decoders = f->ropt.n_rules = 1;
	f->ropt.classic = mode == CORRELATION_CLASSIC;
	f->diags = diags_new();
	f->state = state_memory_new(NULL);
	if (ruleset_compile(&f->rs, &f->ropt, f->diags) != 0)
		return NULL;
	f->opt.rules = f->rs;
	f->opt.state = f->state;
	return f->engine = engine_new(&f->opt);
}

static unsigned
plain_id(struct plain *p, const struct fixture *f, const char *message,
    struct event *ev)
{
	const struct raw_event raw = { f->now * 1000000000, '1',
		STR_LIT("/var/log/test"), str_from(message) };
	const struct rule *won = plain_event(p, &raw, ev);

	return won != NULL ? won->id : 0;
}

TEST(trees)
{
	const struct plain_options opt = { 2048, 128, "here" };
	struct model m = { 0 };
	struct buf message = { 0 };
	struct event ev = { 0 };
	unsigned won = 0, deep = 0;

	for (unsigned seed = 1; seed <= 600; seed++) {
		enum correlation_mode mode = (enum correlation_mode)(seed % 2);
		struct fixture f;
		struct plain *oracle;
		struct random r;

		random_seed(&r, seed);
		make_model(&r, &m);
		if (count_places(&m.top) > 20000) {
			place_free(&m.top);
			continue;
		}
		if (load(&f, &m.text, mode) == NULL)
			CHECK_STR(str_from(fixture_error(&f)), "", seed);
		CHECK_INT(f.rs->n_nodes, count_places(&m.top), seed);
		deep += f.rs->n_nodes > 2 * m.n_spec;
		oracle = plain_new(f.rs, &opt);
		for (unsigned i = 0; i < 50; i++) {
			unsigned want, got;

			make_message(&r, &message);
			want = model_event(&m, buf_cstr(&message));
			CHECK_INT(plain_id(oracle, &f, buf_cstr(&message), &ev),
			    want, seed * 1000 + i);
			got = fixture_event(&f, buf_cstr(&message));
			CHECK_INT(got, want, seed * 1000 + i);
			won += got != 0;
		}
		plain_free(&oracle);
		fixture_free(&f);
		place_free(&m.top);
	}
	CHECK(won > 10000); /* it did test something */
	CHECK(deep > 100);
	event_free(&ev);
	buf_free(&m.text);
	buf_free(&message);
}

/* ---- with counting rules ---- */

static void
add_counting(struct random *r, struct model *m, unsigned id)
{
	static const char *const same[] = { "", "<same_source_ip/>",
		"<same_id/>", "<same_source_ip/><same_id/>",
		"<same_source_ip/><different_url/>", "<same_location/>" };
	static const char *const regexes[] = { "a", "b|c", "^w", "i1$" };
	unsigned counted = m->spec[random_below(r, (unsigned)m->n_spec)].id;

	buf_printf(&m->text,
	    "<group name='base,%s'><rule id='%u' level='%u' frequency='%u' "
	    "timeframe='%u'>",
	    random_percent(r, 50) ? "ga," : "", id,
	    random_percent(r, 5) ? 0 : 1 + random_below(r, 16),
	    random_below(r, 4), 5 + random_below(r, 60));
	switch (random_below(r, 3)) {
	case 0:
		buf_printf(
		    &m->text, "<if_matched_sid>%u</if_matched_sid>", counted);
		break;
	case 1:
		buf_add_cstr(&m->text,
		    random_percent(r, 50)
			? "<if_matched_group>base</if_matched_group>"
			: "<if_sid>1</if_sid><if_matched_group>ga"
			  "</if_matched_group>");
		break;
	default:
		buf_printf(&m->text,
		    "<if_sid>%u</if_sid><if_matched_regex>%s"
		    "</if_matched_regex>",
		    counted, RANDOM_OF(r, regexes));
		break;
	}
	buf_printf(&m->text, "%s</rule></group>\n", RANDOM_OF(r, same));
}

TEST(counting_trees)
{
	struct model m = { 0 };
	struct buf message = { 0 };
	struct event ev = { 0 };
	unsigned counted = 0;

	for (unsigned seed = 1; seed <= 250; seed++) {
		struct plain_options opt = { 10 + seed % 90, 16, "here" };
		struct fixture f;
		struct plain *oracle;
		struct random r;

		random_seed(&r, seed + 5000);
		make_model(&r, &m);
		for (unsigned i = 0; i < 6; i++)
			add_counting(&r, &m, 500 + i);
		if (count_places(&m.top) > 300) {
			place_free(&m.top);
			continue;
		}
		load(&f, &m.text, CORRELATION_CLASSIC);
		CHECK_ROW(f.rs != NULL, seed);
		f.opt.memory_size = opt.memory_size;
		f.opt.sid_list_size = opt.sid_list_size;
		engine_free(&f.engine);
		f.engine = engine_new(&f.opt);
		oracle = plain_new(f.rs, &opt);
		for (unsigned i = 0; i < 150; i++) {
			unsigned got, want;

			make_message(&r, &message);
			want = plain_id(oracle, &f, buf_cstr(&message), &ev);
			got = fixture_event(&f, buf_cstr(&message));
			CHECK_INT(got, want, seed * 1000 + i);
			counted += got >= 500;
			f.now -= random_percent(&r, 50);
		}
		plain_free(&oracle);
		fixture_free(&f);
		place_free(&m.top);
	}
	CHECK(counted > 300);
	event_free(&ev);
	buf_free(&m.text);
	buf_free(&message);
}
