/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/rules/correlation.h"

#include <stdlib.h>

#include "lib/rules/correlation_impl.h"

struct correlator {
	enum correlation_mode mode;
	struct keyed *keyed;
	struct classic *classic;
	struct found found;
};

struct str
same_value(const struct event *ev, unsigned bit)
{
	switch (bit) {
	case SAME_SRCIP:
		return ev->field[FIELD_SRCIP];
	case SAME_SRCPORT:
		return ev->field[FIELD_SRCPORT];
	case SAME_DSTPORT:
		return ev->field[FIELD_DSTPORT];
	case SAME_USER:
		return ev->field[FIELD_DSTUSER];
	case SAME_LOCATION:
		return ev->hostname;
	case SAME_ID:
		return ev->field[FIELD_ID];
	case DIFFERENT_URL:
		return ev->field[FIELD_URL];
	case DIFFERENT_SRCGEOIP:
		return ev->field[FIELD_SRCGEOIP];
	default:
		return STR_NONE;
	}
}

bool
same_key(struct buf *key, const struct event *ev, unsigned same)
{
	for (unsigned bit = SAME_SRCIP; bit <= SAME_ID; bit <<= 1) {
		struct str v;
		uint32_t len;

		if (!(same & bit))
			continue;
		v = same_value(ev, bit);
		if (v.p == NULL)
			return false;
		len = (uint32_t)v.len;
		buf_add(key, &len, sizeof(len));
		buf_add_str(key, v);
	}
	return true;
}

struct correlator *
correlator_new(const struct ruleset *rs, const struct correlator_options *opt)
{
	struct correlator *c = xcalloc(1, sizeof(*c));

	c->mode = opt->mode;
	c->found.arena = arena_new(0);
	if (c->mode == CORRELATION_CLASSIC)
		c->classic = classic_new(rs, opt);
	else
		c->keyed = keyed_new(rs, opt);
	return c;
}

void
correlator_free(struct correlator **cp)
{
	struct correlator *c = *cp;

	if (c == NULL)
		return;
	keyed_free(&c->keyed);
	classic_free(&c->classic);
	arena_free(&c->found.arena);
	free(c);
	*cp = NULL;
}

void
correlator_begin(struct correlator *c)
{
	if (c->found.n != 0)
		arena_reset(c->found.arena);
	c->found.n = 0;
	if (c->mode == CORRELATION_CLASSIC)
		classic_begin(c->classic);
	else
		keyed_begin(c->keyed);
}

bool
correlator_holds(struct correlator *c, unsigned rule, const struct event *ev)
{
	return c->mode == CORRELATION_CLASSIC
	    ? classic_holds(c->classic, rule, ev, &c->found)
	    : keyed_holds(c->keyed, rule, ev, &c->found);
}

void
correlator_previous(const struct correlator *c, struct alert *alert)
{
	alert->n_previous = c->found.n;
	for (unsigned i = 0; i < c->found.n; i++)
		alert->previous[i] = c->found.log[i];
}

void
correlator_add(struct correlator *c, const struct rule *won,
    const struct event *ev, struct pattern_ctx *ctx)
{
	if (c->mode == CORRELATION_CLASSIC)
		classic_add(c->classic, won, ev, ctx);
	else
		keyed_add(c->keyed, won, ev, ctx);
}

void
correlator_usage(const struct correlator *c, struct correlator_usage *u)
{
	*u = (struct correlator_usage){ 0 };
	if (c->keyed != NULL)
		keyed_usage(c->keyed, u);
}
