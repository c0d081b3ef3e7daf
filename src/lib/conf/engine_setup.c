/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/conf/engine_setup.h"

#include <stdlib.h>
#include <unistd.h>

#include "lib/base/arena.h"
#include "lib/base/err.h"
#include "lib/conf/rule_sources.h"

#define INTERNAL_OPTIONS_DIR "etc"

struct engine_setup_private {
	struct arena *arena;
	struct rule_sources *sources; /* the ruleset's slices point into it */
	struct allow_list allow;
	struct ip_list allow_addresses;
	struct str *fim_ignore;
	const char *server;
};

/* Up to the first dot; what the reference takes where there is none. */
static const char *
short_host_name(struct arena *a)
{
	char name[256];
	struct str s;

	if (gethostname(name, sizeof(name) - 1) == -1)
		return "ossec-server";
	name[sizeof(name) - 1] = '\0';
	s = str_from(name);
	s = str_head(s, str_chr(s, '.'));
	return s.len != 0 ? arena_strdup(a, s) : "ossec-server";
}

static unsigned
response_where(unsigned location)
{
	static const struct {
		unsigned conf, response;
	} rows[] = {
		{ CONF_AR_SERVER, RESPONSE_SERVER },
		{ CONF_AR_LOCAL, RESPONSE_LOCAL },
		{ CONF_AR_AGENT, RESPONSE_AGENT },
		{ CONF_AR_ALL, RESPONSE_ALL },
	};
	unsigned where = 0;

	for (size_t i = 0; i < NELEM(rows); i++)
		if (location & rows[i].conf)
			where |= rows[i].response;
	return where;
}

static struct pattern *
compile_group(const struct conf_active_response *ar, struct diags *ds)
{
	struct pattern *p = NULL;
	struct buf why = { 0 };

	if (ar->rules_group != NULL &&
	    pattern_compile(&p, PATTERN_OSREGEX, str_from(ar->rules_group),
		PATTERN_ENGINE_DEFAULT, &why) != OS_OK)
		diag_error(ds, 0, ar->pos, "<rules_group>: %s", buf_cstr(&why));
	buf_free(&why);
	return p;
}

static void
set_response(struct engine_setup *es, struct response_def *def,
    const struct conf_active_response *ar, struct diags *ds)
{
	struct buf name = { 0 };

	buf_printf(&name, "%s%u", ar->command->name, ar->timeout);
	*def = (struct response_def){
		.name = arena_strdup(es->priv->arena, buf_str(&name)),
		.executable = ar->command->executable,
		.expect_user = ar->command->expect & CONF_EXPECT_USER,
		.expect_srcip = ar->command->expect & CONF_EXPECT_SRCIP,
		.expect_filename = ar->command->expect & CONF_EXPECT_FILENAME,
		.where = response_where(ar->location),
		.agent_id = ar->agent_id,
		.timeout = ar->timeout,
		.level = ar->level,
		.rules = ar->rules_id.v,
		.n_rules = ar->rules_id.n,
		.group = compile_group(ar, ds),
	};
	buf_free(&name);
}

static void
set_responses(struct engine_setup *es, struct diags *ds)
{
	const struct conf *c = es->conf;

	es->responses =
	    xcalloc(c->active_responses.n + 1, sizeof(*es->responses));
	for (size_t i = 0; i < c->active_responses.n; i++) {
		const struct conf_active_response *ar =
		    &c->active_responses.v[i];

		if (!ar->disabled && ar->command != NULL)
			set_response(
			    es, &es->responses[es->n_responses++], ar, ds);
	}
}

static void
set_allow_list(struct engine_setup *es, struct diags *ds)
{
	const struct conf_global *g = &es->conf->global;
	struct engine_setup_private *p = es->priv;
	struct buf why = { 0 };
	const char **hosts;

	for (size_t i = 0; i < g->allow_addresses.n; i++) {
		const struct conf_text *t = &g->allow_addresses.v[i];

		buf_clear(&why);
		if (ip_list_add(&p->allow_addresses, str_from(t->text), &why) !=
		    OS_OK)
			diag_error(
			    ds, 0, t->pos, "<allow_list>: %s", buf_cstr(&why));
	}
	buf_free(&why);
	hosts = arena_calloc(p->arena, g->allow_hosts.n + 1, sizeof(*hosts));
	for (size_t i = 0; i < g->allow_hosts.n; i++)
		hosts[i] = g->allow_hosts.v[i].text;
	p->allow =
	    (struct allow_list){ &p->allow_addresses, hosts, g->allow_hosts.n };
	es->options.allow = &p->allow;
}

/* The server's own <ignore> of file integrity: beginnings of names only. */
static void
set_fim(struct engine_setup *es)
{
	const struct conf_syscheck *s = &es->conf->syscheck;
	struct engine_options *o = &es->options;
	struct str *names =
	    arena_calloc(es->priv->arena, s->ignore.n + 1, sizeof(*names));

	for (size_t i = 0; i < s->ignore.n; i++)
		if (!s->ignore.v[i].sregex)
			names[o->n_fim_ignore++] =
			    str_from(s->ignore.v[i].text);
	o->fim_ignore = names;
	o->auto_ignore = s->auto_ignore;
	o->alert_new_files = s->alert_new_files;
}

static void
set_options(struct engine_setup *es, const enum correlation_mode *correlation)
{
	const struct conf_global *g = &es->conf->global;
	const struct internal_options *io = &es->internal;
	struct engine_options *o = &es->options;

	o->server = short_host_name(es->priv->arena);
	o->correlation = g->correlation == CONF_CORRELATION_CLASSIC
	    ? CORRELATION_CLASSIC
	    : CORRELATION_KEYED;
	if (correlation != NULL)
		o->correlation = *correlation;
	o->memory_size = g->memory_size;
	o->sid_list_size =
	    internal_option(io, IO_ANALYSISD_SID_PREV_MATCHED_MAX);
	o->fts_list_size = internal_option(io, IO_ANALYSISD_FTS_LIST_SIZE);
	o->fts_min_similar =
	    internal_option(io, IO_ANALYSISD_FTS_MIN_SIZE_FOR_STR);
	o->log_fw = internal_option(io, IO_ANALYSISD_LOG_FW) != 0;
	o->stats_level = g->stats;
	o->stats_mindiff = internal_option(io, IO_ANALYSISD_STATS_MINDIFF);
	o->stats_maxdiff = internal_option(io, IO_ANALYSISD_STATS_MAXDIFF);
	o->stats_percent = internal_option(io, IO_ANALYSISD_STATS_PERCENT_DIFF);
	set_fim(es);
}

static int
compile(struct engine_setup *es, struct diags *ds)
{
	const struct rule_sources *src = es->priv->sources;
	const struct ruleset_options opt = {
		.decoders = src->decoders,
		.n_decoders = src->n_decoders,
		.rules = src->rules,
		.n_rules = src->n_rules,
		.lists = src->lists,
		.n_lists = src->n_lists,
		.responses = es->responses,
		.n_responses = es->n_responses,
		.log_alert_level = es->conf->alerts.log_alert_level,
		.email_alert_level = es->conf->alerts.email_alert_level,
		.default_timeframe = internal_option(
		    &es->internal, IO_ANALYSISD_DEFAULT_TIMEFRAME),
		.decoder_order_size = internal_option(
		    &es->internal, IO_ANALYSISD_DECODER_ORDER_SIZE),
		.classic = es->options.correlation == CORRELATION_CLASSIC,
		.engine = PATTERN_ENGINE_DEFAULT,
	};
	int r = ruleset_compile(&es->rules, &opt, ds);

	es->options.rules = es->rules;
	return r;
}

/* Goes on after an error wherever the rest makes sense: one run shows all. */
static int
load(struct engine_setup *es, const struct engine_setup_input *in,
    struct diags *ds)
{
	size_t before = diags_errors(ds);

	if (in->internal != NULL)
		es->internal = *in->internal;
	else
		internal_options_load(&es->internal, INTERNAL_OPTIONS_DIR, ds);
	if (conf_parse(&es->conf, in->config, in->name, ds) != OS_OK)
		return OS_ERR_FORMAT;
	set_responses(es, ds);
	set_allow_list(es, ds);
	set_options(es, in->correlation);
	if (rule_sources_load(&es->priv->sources, es->conf, ".", ds) != OS_OK ||
	    compile(es, ds) != OS_OK || diags_errors(ds) != before)
		return OS_ERR_FORMAT;
	return OS_OK;
}

int
engine_setup_load(struct engine_setup **out,
    const struct engine_setup_input *in, struct diags *ds)
{
	struct engine_setup *es = xcalloc(1, sizeof(*es));

	es->priv = xcalloc(1, sizeof(*es->priv));
	es->priv->arena = arena_new(0);
	engine_options_init(&es->options);
	internal_options_init(&es->internal);
	if (load(es, in, ds) != OS_OK) {
		engine_setup_free(&es);
		return OS_ERR_FORMAT;
	}
	*out = es;
	return OS_OK;
}

void
engine_setup_free(struct engine_setup **esp)
{
	struct engine_setup *es = *esp;

	if (es == NULL)
		return;
	ruleset_free(&es->rules);
	for (size_t i = 0; i < es->n_responses; i++)
		pattern_free(&es->responses[i].group);
	free(es->responses);
	rule_sources_free(&es->priv->sources);
	ip_list_clear(&es->priv->allow_addresses);
	conf_free(&es->conf);
	arena_free(&es->priv->arena);
	free(es->priv);
	free(es);
	*esp = NULL;
}
