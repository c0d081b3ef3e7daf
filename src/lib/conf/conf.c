/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads ossec.conf by the tables of conf_table.h: roots, sections, options.
 * Everything wrong in a file is told in one run.
 */
#include "lib/conf/conf.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/conf/conf_table.h"
#include "lib/port/port_file.h"

#define SHOWN(s) STR_FMT(str_head(s, 80))
#define REMOTES_MAX 16

/* " ...; did you mean <x>?" or nothing. */
static const char *
cure_for(struct conf_reader *r, struct str word, const char *const *names)
{
	const char *meant = suggest(word, names);
	struct buf b = { 0 };
	const char *text;

	if (meant == NULL)
		return "";
	buf_printf(&b, "; did you mean <%s>?", meant);
	text = conf_strdup(r, buf_str(&b));
	buf_free(&b);
	return text;
}

static bool
name_is(const struct conf_opt *o, struct str name)
{
	return o->flags & CONF_ANY_CASE_NAME ? str_iis(name, o->name)
					     : str_is(name, o->name);
}

static const struct conf_opt *
find_opt(const struct conf_opt *opts, struct str name)
{
	for (; opts->name != NULL; opts++)
		if (name_is(opts, name))
			return opts;
	return NULL;
}

const struct xml_node *
conf_seen(const struct conf_reader *r, const char *name)
{
	const struct conf_opt *opts = r->section->opts;

	return r->seen[find_opt(opts, str_from(name)) - opts];
}

/* The section that does have an option of that name, or NULL. */
static const struct conf_section *
find_home(struct str option)
{
	for (size_t i = 0; conf_sections[i] != NULL; i++)
		if (find_opt(conf_sections[i]->opts, option) != NULL)
			return conf_sections[i];
	return NULL;
}

static void
unknown_option(struct conf_reader *r, const struct xml_node *n)
{
	const char *names[CONF_OPTS_MAX + 1] = { NULL };
	const struct conf_opt *opts = r->section->opts;
	const struct conf_section *home = find_home(n->name);

	for (size_t i = 0; opts[i].name != NULL; i++)
		names[i] = opts[i].name;
	if (home != NULL && suggest(n->name, names) == NULL)
		conf_error(r, 1230, n->pos,
		    "<%s>: unknown element <%.*s>; it belongs in <%s>",
		    r->section->name, SHOWN(n->name), home->name);
	else
		conf_error(r, 1230, n->pos, "<%s>: unknown element <%.*s>%s",
		    r->section->name, SHOWN(n->name),
		    cure_for(r, n->name, names));
}

static bool
may_repeat(const struct conf_opt *o)
{
	return o->type == CONF_TEXTS || o->type == CONF_NETWORKS ||
	    o->type == CONF_IDS || o->type == CONF_MAILS ||
	    o->type == CONF_IGNORED || o->flags & CONF_REPEAT;
}

static void
read_option(struct conf_reader *r, const struct xml_node *n, void *section)
{
	const struct conf_opt *o = find_opt(r->section->opts, n->name);
	const struct xml_node **seen;

	if (o == NULL) {
		unknown_option(r, n);
		return;
	}
	seen = &r->seen[o - r->section->opts];
	if (*seen != NULL && !may_repeat(o))
		conf_warning(r, n->pos,
		    "<%s>: given twice in this <%s>; this one holds, not that "
		    "of line %u",
		    o->name, r->section->name, (*seen)->pos.line);
	*seen = n;
	conf_value_read(r, o, n, section);
}

/* The struct the section's options go to; a new one of a list. */
static void *
section_struct(struct conf_reader *r, const struct xml_node *n)
{
	const struct conf_section *sec = r->section;
	void *at = (char *)r->conf + sec->offset;

	if (sec->size == 0) {
		*(bool *)((char *)at + sec->place) = true;
		return at;
	}
	at = conf_list_add(r->conf->arena, at, sec->size);
	conf_value_defaults(sec->opts, at);
	*(struct src_pos *)((char *)at + sec->place) = n->pos;
	return at;
}

static void
check_required(struct conf_reader *r, const struct xml_node *n)
{
	const struct conf_opt *opts = r->section->opts;

	for (size_t i = 0; opts[i].name != NULL; i++)
		if (opts[i].flags & CONF_REQUIRED && r->seen[i] == NULL)
			conf_error(r, opts[i].missing, n->pos,
			    "<%s>: missing <%s>", r->section->name,
			    opts[i].name);
}

/* Once per section name. */
static void
warn_no_reader(struct conf_reader *r, const struct xml_node *n, size_t index)
{
	const struct conf_program_info *p = &conf_programs[r->section->reader];

	if (p->exists || r->said & 1u << index)
		return;
	r->said |= 1u << index;
	conf_unused(r, n->pos,
	    "<%s>: read by %s, which this version does not have yet; checked, "
	    "kept and without effect",
	    r->section->name, p->name);
}

static void
read_known_section(
    struct conf_reader *r, const struct xml_node *n, size_t index)
{
	void *section;

	r->section = conf_sections[index];
	memset(r->seen, 0, sizeof(r->seen));
	if (n->child == NULL) {
		conf_error(r, 1230, n->pos,
		    "<%s>: the section is empty; give an option or remove it",
		    r->section->name);
		return;
	}
	warn_no_reader(r, n, index);
	section = section_struct(r, n);
	for (const struct xml_node *o = n->child; o != NULL; o = o->next)
		read_option(r, o, section);
	check_required(r, n);
	if (r->section->check != NULL)
		r->section->check(r, n, section);
}

static void
unknown_section(struct conf_reader *r, const struct xml_node *n)
{
	const char *names[32] = { NULL };

	for (const char *const *f = conf_foreign_sections; *f != NULL; f++) {
		if (!str_is(n->name, *f))
			continue;
		conf_unused(r, n->pos,
		    "<%s>: a section of Wazuh 4.x, not supported yet; kept "
		    "and ignored%s",
		    *f,
		    strcmp(*f, "ruleset") == 0
			? " (decoders and rules to load are named in <rules>)"
			: "");
		return;
	}
	for (size_t i = 0; conf_sections[i] != NULL && i < NELEM(names) - 1;
	     i++)
		names[i] = conf_sections[i]->name;
	conf_error(r, 1230, n->pos, "unknown section <%.*s>%s", SHOWN(n->name),
	    cure_for(r, n->name, names));
}

static void
read_section(struct conf_reader *r, const struct xml_node *n)
{
	for (size_t i = 0; conf_sections[i] != NULL; i++) {
		if (str_is(n->name, conf_sections[i]->name)) {
			read_known_section(r, n, i);
			return;
		}
	}
	unknown_section(r, n);
}

static void
read_root(struct conf_reader *r, const struct xml_node *n)
{
	if (!str_is(n->name, "ossec_config")) {
		conf_error(r, 1230, n->pos,
		    "<%.*s>: expected <ossec_config> around the sections%s",
		    SHOWN(n->name),
		    str_is(n->name, "agent_config")
			? "; <agent_config> belongs in etc/shared/agent.conf"
			: "");
		return;
	}
	for (n = n->child; n != NULL; n = n->next)
		read_section(r, n);
}

/* The list of commands moves no more. */
static void
resolve_commands(struct conf *c)
{
	for (size_t i = 0; i < c->active_responses.n; i++) {
		struct conf_active_response *ar = &c->active_responses.v[i];

		if (ar->command_name != NULL)
			ar->command = conf_command_find(c, ar->command_name);
	}
}

static void
check_remotes(struct conf_reader *r)
{
	const struct conf_remote *m, *secure = NULL;

	for (size_t i = 0; i < r->conf->remotes.n; i++) {
		m = &r->conf->remotes.v[i];
		if (i == REMOTES_MAX)
			conf_error(r, 0, m->pos,
			    "<remote>: too many remoted connections (max %d)",
			    REMOTES_MAX);
		if (m->connection != CONF_CONNECTION_SECURE)
			continue;
		if (secure != NULL)
			conf_error(r, 0, m->pos,
			    "<remote>: only one secure remoted connection is "
			    "supported; the first is in line %u",
			    secure->pos.line);
		else
			secure = m;
	}
}

const struct conf_command *
conf_command_find(const struct conf *c, const char *name)
{
	for (size_t i = 0; i < c->commands.n; i++)
		if (c->commands.v[i].name != NULL &&
		    strcmp(c->commands.v[i].name, name) == 0)
			return &c->commands.v[i];
	return NULL;
}

struct conf *
conf_new(const char *name)
{
	struct arena *a = arena_new(0);
	struct conf *c = arena_alloc(a, sizeof(*c));

	c->arena = a;
	c->file = arena_strdup(a, str_from(name));
	for (size_t i = 0; conf_sections[i] != NULL; i++)
		if (conf_sections[i]->size == 0)
			conf_value_defaults(conf_sections[i]->opts,
			    (char *)c + conf_sections[i]->offset);
	return c;
}

void
conf_free(struct conf **cp)
{
	struct arena *a;

	if (*cp == NULL)
		return;
	a = (*cp)->arena; /* which holds the struct itself */
	*cp = NULL;
	arena_free(&a);
}

int
conf_parse(
    struct conf **out, struct str text, const char *name, struct diags *ds)
{
	size_t errors = diags_errors(ds);
	struct conf_reader r = { .ds = ds };
	struct xml *x = NULL;
	int rc;

	r.conf = conf_new(name);
	/* The copy, because positions in the sections outlive the tree. */
	if ((rc = xml_parse(&x, text, r.conf->file, ds)) != 0)
		goto out;
	if (xml_root(x) == NULL)
		conf_warning(&r, ((struct src_pos){ r.conf->file, 0, 0 }),
		    "no <ossec_config> in it: everything has its default");
	for (const struct xml_node *n = xml_root(x); n != NULL; n = n->next)
		read_root(&r, n);
	resolve_commands(r.conf);
	check_remotes(&r);
	if (diags_errors(ds) != errors) {
		rc = OS_ERR_FORMAT;
		goto out;
	}
	*out = r.conf;
	r.conf = NULL; /* the caller owns it now */
out:
	xml_free(&x);
	conf_free(&r.conf);
	return rc;
}

int
conf_load(struct conf **out, const char *path, struct diags *ds)
{
	struct src_pos pos = { path, 0, 0 };
	char *text = NULL;
	size_t len;
	int r;

	if (port_file_read(path, CONF_FILE_MAX, &text, &len) == -1) {
		int err = errno;

		diag_error(ds, err == ENOENT ? 1239 : 1103, pos,
		    "configuration file cannot be read: %s", strerror(err));
		errno = err;
		return err == EFBIG ? OS_ERR_LIMIT : OS_ERR_SYS;
	}
	r = conf_parse(out, str_slice(text, len), path, ds);
	free(text);
	return r;
}
