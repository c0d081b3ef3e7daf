/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Correlation against oracles on random input. For the classic mode: a literal
 * transcription of the reference's lists, walks and marks. For the keyed mode:
 * one plain list of times per rule and key.
 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/buf.h"
#include "lib/rules/rule_conds.h"
#include "plain.h"

#define DEC                                                                   \
	"<decoder name='t'><prematch>^t </prematch>"                          \
	"<regex offset='after_prematch'>^(\\S+) (\\S+) (\\S+) (\\S+)</regex>" \
	"<order>status,srcip,id,url</order></decoder>"                        \
	"<decoder name='n'><prematch>^n </prematch>"                          \
	"<regex offset='after_prematch'>^(\\S+) (\\S+)</regex>"               \
	"<order>status,id</order></decoder>"

/* Base rules 101 to 104 by status a to d (103 hangs below two parents), then
 * rules that count them in every way. */
static const char rules[] =
    "<group name='base,'>"
    "<rule id='90' level='0' noalert='1'><match>t </match></rule>"
    "<rule id='91' level='0' noalert='1'><match>n </match></rule>"
    "<rule id='101' level='3'><status>^a</status><group>ga,</group></rule>"
    "<rule id='102' level='4'><status>^b</status><group>gb,</group></rule>"
    "<rule id='103' level='5'><if_sid>90,91</if_sid><status>^c</status>"
    "<group>gb,gc,</group></rule>"
    "<rule id='104' level='2'><status>^d</status><group>gc,</group></rule>"
    "<rule id='201' level='8' frequency='2' timeframe='40'>"
    "<if_matched_sid>101</if_matched_sid><same_source_ip/></rule>"
    "<rule id='202' level='10' frequency='4' timeframe='60'>"
    "<if_matched_sid>101</if_matched_sid></rule>"
    "<rule id='203' level='9' frequency='1' timeframe='30'>"
    "<if_matched_sid>101</if_matched_sid><same_id/><different_url/></rule>"
    "<rule id='301' level='10' frequency='3' timeframe='50'>"
    "<if_matched_group>gb</if_matched_group><same_source_ip/></rule>"
    "<rule id='302' level='11' frequency='5' timeframe='80'>"
    "<if_matched_group>gc</if_matched_group></rule>"
    "<rule id='401' level='12' frequency='3' timeframe='25'>"
    "<if_sid>104</if_sid><if_matched_regex>x1</if_matched_regex>"
    "<same_id/></rule>"
    "<rule id='303' level='13' frequency='1' timeframe='300'>"
    "<if_matched_group>base</if_matched_group><if_sid>302</if_sid></rule>"
    "</group>";

static uint64_t rng;

static uint64_t
rnd(uint64_t n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return rng % n;
}

static char *
random_message(unsigned keys)
{
	char status = (char)('a' + rnd(4));

	if (rnd(8) == 0)
		return xasprintf("n %c i%u x%u", status, (unsigned)rnd(keys),
		    (unsigned)rnd(3));
	return xasprintf("t %c 10.0.0.%u i%u /u%u x%u", status,
	    (unsigned)rnd(keys), (unsigned)rnd(keys), (unsigned)rnd(3),
	    (unsigned)rnd(3));
}

static unsigned
id_of(const struct rule *rule)
{
	return rule != NULL ? rule->id : 0;
}

static void
compare_classic(unsigned seed, unsigned events, size_t memory, size_t sid,
    unsigned keys, unsigned pause)
{
	const struct plain_options opt = { memory, sid, "here" };
	struct fixture f;
	struct plain *oracle;
	struct event ev = { 0 };
	unsigned fired = 0;

	rng = 88172645463325252u + seed;
	fixture_init(&f);
	f.opt.correlation = CORRELATION_CLASSIC;
	f.opt.memory_size = memory;
	f.opt.sid_list_size = sid;
	fixture_load(&f, DEC, rules);
	CHECK_STR(str_from(fixture_error(&f)), "", seed);
	oracle = plain_new(f.rs, &opt);
	for (unsigned i = 0; i < events; i++) {
		char *message = random_message(keys);
		const struct raw_event raw = { f.now * 1000000000, '1',
			STR_LIT("/var/log/test"), str_from(message) };
		unsigned got = fixture_event(&f, message);

		fired += got >= 200;
		CHECK_INT(got, id_of(plain_event(oracle, &raw, &ev)), i);
		f.now += (int64_t)rnd(pause) - (rnd(3) == 0);
		free(message);
	}
	CHECK_ROW(fired > events / 100, seed); /* it did test something */
	plain_free(&oracle);
	event_free(&ev);
	fixture_free(&f);
}

TEST(classic_is_the_literal_walk)
{
	unsigned seed = 1;

	for (unsigned keys = 1; keys <= 5; keys++) {
		compare_classic(seed++, 4000, 8192, 128, keys, 2);
		compare_classic(seed++, 4000, 50, 16, keys, 3);
		compare_classic(seed++, 2000, 30, 4, keys, 20);
		/* events leave the memory while they still count */
		compare_classic(seed++, 4000, 12, 128, keys, 1);
	}
}

/* ---- keyed: what the rule's text says ---- */

struct key_count {
	unsigned rule;
	char key[64];
	struct key_seen {
		int64_t time;
		struct str url;
	} * v; /* since it last held */
	size_t n, cap;
};

struct counts {
	const struct ruleset *rs;
	struct key_count *v;
	size_t n, cap;
	uint64_t held; /* bit by rule: for the current event */
};

static struct str
own(struct str s)
{
	return s.p != NULL ? str_slice(xstrndup(s.p, s.len), s.len) : s;
}

static bool
differ(struct str a, struct str b)
{
	return a.p != NULL && b.p != NULL && !str_eq(a, b);
}

static struct key_count *
counts_find(struct counts *p, unsigned rule, const struct event *ev)
{
	unsigned same = p->rs->correlations[rule].same;
	struct str ip = ev->field[FIELD_SRCIP], id = ev->field[FIELD_ID];
	char key[64] = "";
	struct key_count *k;

	if (((same & SAME_SRCIP) && ip.p == NULL) ||
	    ((same & SAME_ID) && id.p == NULL))
		return NULL;
	snprintf(key, sizeof(key), "%.*s|%.*s",
	    same & SAME_SRCIP ? (int)ip.len : 0, ip.p != NULL ? ip.p : "",
	    same & SAME_ID ? (int)id.len : 0, id.p != NULL ? id.p : "");
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].rule == rule && strcmp(p->v[i].key, key) == 0)
			return &p->v[i];
	k = ARRAY_ADD(p->v, p->n, p->cap);
	k->rule = rule;
	memcpy(k->key, key, sizeof(key));
	return k;
}

static bool
counts_hold(struct counts *p, unsigned rule, const struct event *ev)
{
	const struct correlation_rule *r = &p->rs->correlations[rule];
	struct key_count *k = counts_find(p, rule, ev);
	unsigned counted = 0;

	if (k == NULL)
		return false;
	for (size_t i = 0; i < k->n; i++) {
		if (ev->time - k->v[i].time > r->rule->timeframe)
			continue;
		if ((r->same & DIFFERENT_URL) &&
		    !differ(k->v[i].url, ev->field[FIELD_URL]))
			continue;
		counted++;
	}
	if (counted < r->rule->frequency + 1)
		return false;
	for (size_t i = 0; i < k->n; i++)
		free((char *)(uintptr_t)k->v[i].url.p);
	k->n = 0;
	p->held |= UINT64_C(1) << rule;
	return true;
}

static void
counts_add(struct counts *p, unsigned rule, const struct event *ev)
{
	struct key_count *k = counts_find(p, rule, ev);
	struct key_seen *s;

	if (k == NULL || (p->held & UINT64_C(1) << rule))
		return;
	s = ARRAY_ADD(k->v, k->n, k->cap);
	s->time = ev->time;
	s->url = own(ev->field[FIELD_URL]);
}

static const struct rule *
counts_node(struct counts *p, const struct rule_node *n, const struct event *ev,
    struct pattern_ctx *ctx)
{
	const struct rule_conds *c = n->rule->conds;

	for (size_t i = 0; i < c->n_stateless; i++)
		if (!cond_holds(&c->stateless[i], ctx, ev))
			return NULL;
	if (c->correlation >= 0 &&
	    !counts_hold(p, (unsigned)c->correlation, ev))
		return NULL;
	for (unsigned i = 0; i < n->n_children; i++) {
		const struct rule *r =
		    counts_node(p, &p->rs->nodes[n->first_child + i], ev, ctx);

		if (r != NULL)
			return r;
	}
	return n->rule->noalert ? NULL : n->rule;
}

static unsigned
counts_event(struct counts *p, const struct event *ev, struct pattern_ctx *ctx)
{
	const struct rule *won;
	const struct correlation_feed *f;

	p->held = 0;
	won = counts_node(p, &p->rs->nodes[0], ev, ctx);
	if (won == NULL || won->level == 0)
		return won != NULL ? won->id : 0;
	f = &p->rs->feeds[won->index];
	for (size_t i = 0; i < f->n; i++)
		counts_add(p, f->rules[i], ev);
	for (unsigned i = 0; i < p->rs->n_correlations; i++)
		if (p->rs->correlations[i].source == COUNT_REGEX &&
		    pattern_match(
			p->rs->correlations[i].regex, ctx, ev->log, NULL))
			counts_add(p, i, ev);
	return won->id;
}

TEST(keyed_is_a_count_per_key)
{
	for (unsigned keys = 1; keys <= 6; keys++) {
		struct fixture f;
		struct counts p = { 0 };
		struct pattern_ctx ctx;

		rng = 362436069u + keys;
		fixture_init(&f);
		fixture_load(&f, DEC, rules);
		p.rs = f.rs;
		pattern_ctx_init(&ctx);
		for (unsigned i = 0; i < 4000; i++) {
			char *message = random_message(keys);
			unsigned got = fixture_event(&f, message);

			CHECK_INT(got, counts_event(&p, &f.ev, &ctx), i);
			f.now += (int64_t)rnd(4) - (rnd(3) == 0);
			free(message);
		}
		for (size_t i = 0; i < p.n; i++) {
			for (size_t k = 0; k < p.v[i].n; k++)
				free((char *)(uintptr_t)p.v[i].v[k].url.p);
			free(p.v[i].v);
		}
		free(p.v);
		pattern_ctx_free(&ctx);
		fixture_free(&f);
	}
}

/* Both different_* of one rule, each against each remembered event. No decoder
 * fills in a country, so the events are made by hand. */
TEST(different_url_and_country)
{
	static const struct {
		const char *url, *country;
		bool holds;
	} c[] = {
		{ "/a", "DE", false }, { "/a", "FR", false },
		{ "/b", NULL, false }, { NULL, "US", false },
		{ "/a", "US", false },
		{ "/b", "DE", true }, /* than the second */
	};

	for (int mode = 0; mode < 2; mode++) {
		struct fixture f;
		const struct correlator_options opt = {
			(enum correlation_mode)mode, 8192, 128, 1 << 20
		};
		struct correlator *cor;
		struct pattern_ctx ctx;

		fixture_init(&f);
		fixture_load(&f, DEC,
		    "<group name='g,'><rule id='100' level='3'><match>t</match>"
		    "</rule><rule id='200' level='9' frequency='0'>"
		    "<if_matched_sid>100</if_matched_sid><different_url/>"
		    "<different_srcgeoip/></rule></group>");
		pattern_ctx_init(&ctx);
		cor = correlator_new(f.rs, &opt);
		for (size_t i = 0; i < NELEM(c); i++) {
			fixture_event(&f, "n a b");
			f.ev.field[FIELD_URL] = str_from(c[i].url);
			f.ev.field[FIELD_SRCGEOIP] = str_from(c[i].country);
			correlator_begin(cor);
			CHECK_INT(
			    correlator_holds(cor, 0, &f.ev), c[i].holds, i);
			correlator_add(
			    cor, ruleset_rule(f.rs, 100), &f.ev, &ctx);
		}
		correlator_free(&cor);
		pattern_ctx_free(&ctx);
		fixture_free(&f);
	}
}

TEST(earlier_events_are_shown)
{
	struct fixture f;

	for (int mode = 0; mode < 2; mode++) {
		fixture_init(&f);
		f.opt.correlation = (enum correlation_mode)mode;
		fixture_load(&f, DEC, rules);
		fixture_event(&f, "t a 1.1.1.1 i1 /u 1");
		fixture_event(&f, "t a 1.1.1.1 i2 /u 2");
		fixture_event(&f, "t a 2.2.2.2 i3 /u 3");
		fixture_event(&f, "t a 1.1.1.1 i4 /u 4");
		CHECK_INT(f.out.alert.n_previous, 0, mode);
		CHECK_INT(fixture_event(&f, "t a 1.1.1.1 i5 /u 5"), 201, mode);
		CHECK_INT(f.out.alert.n_previous, 3, mode);
		CHECK_STR(f.out.alert.previous[0], "t a 1.1.1.1 i4 /u 4", mode);
		CHECK_STR(f.out.alert.previous[2], "t a 1.1.1.1 i1 /u 1", mode);
		fixture_free(&f);
	}
}

/* A flood of keys stays within the budget, and what was given up is counted. */
TEST(keyed_budget)
{
	struct fixture f;
	const struct engine_counters *c;

	fixture_init(&f);
	f.opt.keyed_budget = 100000;
	fixture_load(&f, DEC, rules);
	for (unsigned i = 0; i < 3000; i++) {
		char *message =
		    xasprintf("t a 10.%u.%u.1 i%u /u 1", i / 250, i % 250, i);

		fixture_event(&f, message);
		f.now--; /* all within one second */
		free(message);
	}
	c = engine_get_counters(f.engine);
	CHECK(c->keyed_bytes <= 100000);
	CHECK(c->keyed_evicted > 1000);
	CHECK(c->keyed_windows > 10);
	fixture_free(&f);
}
