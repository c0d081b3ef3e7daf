/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/conf/rule_sources.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/err.h"
#include "lib/port/port_dir.h"
#include "lib/port/port_file.h"

#define SOURCE_MAX (64 * 1024 * 1024)
#define DEFAULT_PATTERN ".xml$"

/* What messages call the thing, and where its bare names are looked up. */
static const struct {
	const char *what, *home_dir;
} kinds[] = {
	[CONF_RULES_INCLUDE] = { "rule file", "rules/" },
	[CONF_RULES_DIR] = { "rule directory", "" },
	[CONF_RULES_DECODER] = { "decoder file", "" },
	[CONF_RULES_DECODER_DIR] = { "decoder directory", "" },
	[CONF_RULES_LIST] = { "list", "rules/" },
};

struct loader {
	struct rule_sources *rs;
	const struct conf *conf;
	const char *home;
	struct diags *ds;
	size_t decoders_cap, rules_cap, lists_cap;
	struct pattern_ctx ctx;
};

/* Relative to home, without "./" and doubled slashes, so that one file has one
 * name; NULL: it would leave home. */
static char *
normalize(struct arena *a, const char *prefix, struct str text)
{
	struct buf b = { 0 };
	struct str part;
	char *path = NULL;

	if (str_chr(text, '/') >= text.len)
		buf_add_cstr(&b, prefix);
	while (str_split(&text, '/', &part)) {
		if (str_is(part, ".."))
			goto out;
		if (part.len == 0 || str_is(part, "."))
			continue;
		if (b.len != 0 && b.p[b.len - 1] != '/')
			buf_add_char(&b, '/');
		buf_add_str(&b, part);
	}
	path = arena_strdup(a, buf_str(&b));
out:
	buf_free(&b);
	return path;
}

static char *
full_path(const struct loader *l, const char *path)
{
	return xasprintf("%s/%s", l->home, path);
}

static bool
is_rule(enum conf_rules_kind kind)
{
	return kind == CONF_RULES_INCLUDE || kind == CONF_RULES_DIR;
}

/* Is the file listed already? */
static bool
is_listed(const struct loader *l, enum conf_rules_kind kind, const char *path)
{
	const struct source *v = is_rule(kind) ? l->rs->rules : l->rs->decoders;
	size_t n = is_rule(kind) ? l->rs->n_rules : l->rs->n_decoders;

	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, path) == 0)
			return true;
	return false;
}

/* 0, or -1 with errno. */
static int
read_text(const struct loader *l, const char *path, struct str *out)
{
	char *full = full_path(l, path), *text = NULL;
	size_t len;
	int r;

	if ((r = port_file_read(full, SOURCE_MAX, &text, &len)) == 0)
		*out = arena_str(l->rs->arena, str_slice(text, len));
	free(text);
	free(full);
	return r;
}

static void
add_source(struct loader *l, enum conf_rules_kind kind, const char *path,
    struct str text)
{
	struct rule_sources *rs = l->rs;
	struct source *s = is_rule(kind)
	    ? ARRAY_ADD(rs->rules, rs->n_rules, l->rules_cap)
	    : ARRAY_ADD(rs->decoders, rs->n_decoders, l->decoders_cap);

	s->name = path;
	s->text = text;
}

static void
load_file(struct loader *l, enum conf_rules_kind kind, const char *path,
    struct src_pos pos)
{
	struct str text;

	if (read_text(l, path, &text) == 0)
		add_source(l, kind, path, text);
	else
		diag_error(l->ds, is_rule(kind) ? 1220 : 1226, pos,
		    "%s '%s' cannot be read: %s", kinds[kind].what, path,
		    strerror(errno));
}

static void
load_entry_file(
    struct loader *l, const struct conf_rules_entry *e, const char *path)
{
	if (is_listed(l, e->kind, path))
		diag_warning(l->ds, 0, e->pos,
		    "%s '%s' is loaded already; this one is skipped",
		    kinds[e->kind].what, path);
	else
		load_file(l, e->kind, path, e->pos);
}

/* A bare <include> of the name of a file in another directory: the stock
 * program skips the latter. */
static bool
has_bare_include(const struct loader *l, const struct conf_rules_entry *dir,
    const char *name)
{
	const struct conf_rules_entry *v = l->conf->rules.entries.v;

	for (; dir->kind == CONF_RULES_DIR && v < dir; v++)
		if (v->kind == CONF_RULES_INCLUDE && strcmp(v->text, name) == 0)
			return true;
	return false;
}

static void
load_directory_file(struct loader *l, const struct conf_rules_entry *e,
    const char *dir, const char *name, const struct pattern *pattern)
{
	struct rule_sources *rs = l->rs;
	char *joined = xasprintf("%s/%s", dir, name);
	char *path = arena_strdup(rs->arena, str_from(joined));
	char *full = full_path(l, path);

	if (!pattern_match(pattern, &l->ctx, str_from(path), NULL) ||
	    !port_dir_is_file(full, NULL) || is_listed(l, e->kind, path))
		goto out;
	if (has_bare_include(l, e, name))
		diag_warning(l->ds, 0, e->pos,
		    "'%s' is skipped, because <include>%s</include> stands "
		    "before it",
		    path, name);
	else
		load_file(l, e->kind, path, e->pos);
out:
	free(joined);
	free(full);
}

static struct pattern *
compile_pattern(struct loader *l, const struct conf_rules_entry *e)
{
	const char *text = e->pattern != NULL ? e->pattern : DEFAULT_PATTERN;
	struct pattern *p = NULL;
	struct buf why = { 0 };

	if (pattern_compile(&p, PATTERN_OSREGEX, str_from(text),
		PATTERN_ENGINE_DEFAULT, &why) != 0)
		diag_error(l->ds, 1450, e->pattern_pos,
		    "attribute pattern: '%s': %s", text, buf_cstr(&why));
	buf_free(&why);
	return p;
}

static void
load_directory(
    struct loader *l, const struct conf_rules_entry *e, const char *dir)
{
	struct pattern *pattern = compile_pattern(l, e);
	size_t before = l->rs->n_rules + l->rs->n_decoders, n = 0;
	char *full = full_path(l, dir), **names = NULL;

	if (pattern == NULL)
		goto out;
	if (port_dir_names(full, &names, &n) == -1) {
		diag_warning(l->ds, 0, e->pos,
		    "%s '%s' cannot be read: %s; nothing of it is loaded",
		    kinds[e->kind].what, dir, strerror(errno));
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		load_directory_file(l, e, dir, names[i], pattern);
	if (l->rs->n_rules + l->rs->n_decoders == before)
		diag_warning(l->ds, 0, e->pos,
		    "%s '%s': no file in it is called like '%s', or all are "
		    "loaded already",
		    kinds[e->kind].what, dir,
		    e->pattern != NULL ? e->pattern : DEFAULT_PATTERN);
out:
	port_dir_free(names, n);
	pattern_free(&pattern);
	free(full);
}

static void
warn_stale_list(
    struct loader *l, const struct list_source *s, struct src_pos pos)
{
	char *text = full_path(l, s->name), *cdb = full_path(l, s->cdb_name);
	int64_t text_time, cdb_time;

	if (port_dir_is_file(text, &text_time) &&
	    port_dir_is_file(cdb, &cdb_time) && text_time > cdb_time)
		diag_warning(l->ds, 0, pos,
		    "list '%s' is newer than its compiled form, which is used; "
		    "run ossec-makelists",
		    s->name);
	free(text);
	free(cdb);
}

/* The compiled form is used if there is one. */
static void
load_list(struct loader *l, const struct conf_rules_entry *e, const char *path)
{
	struct rule_sources *rs = l->rs;
	struct str name = str_from(path), text;
	struct list_source *s;
	struct buf b = { 0 };
	size_t at = str_find(name, STR_LIT(".cdb"));

	if (at != SIZE_MAX)
		name = str_head(name, at);
	s = ARRAY_ADD(rs->lists, rs->n_lists, l->lists_cap);
	s->name = arena_strdup(rs->arena, name);
	buf_printf(&b, "%s.cdb", s->name);
	s->cdb_name = arena_strdup(rs->arena, buf_str(&b));
	buf_free(&b);
	if (read_text(l, s->cdb_name, &text) == 0) {
		s->text = text;
		s->compiled = true;
		warn_stale_list(l, s, e->pos);
	} else if (read_text(l, s->name, &text) == 0) {
		s->text = text;
	} else {
		diag_warning(l->ds, 1221, e->pos,
		    "list '%s' cannot be read: %s; look-ups in it find nothing",
		    s->name, strerror(errno));
	}
}

static void
load_entry(struct loader *l, const struct conf_rules_entry *e)
{
	char *path =
	    normalize(l->rs->arena, kinds[e->kind].home_dir, str_from(e->text));

	if (path == NULL) {
		diag_error(l->ds, 1235, e->pos,
		    "%s '%s': expected a path inside the installation "
		    "directory, without ..",
		    kinds[e->kind].what, e->text);
		return;
	}
	switch (e->kind) {
	case CONF_RULES_INCLUDE:
	case CONF_RULES_DECODER:
		load_entry_file(l, e, path);
		return;
	case CONF_RULES_DIR:
	case CONF_RULES_DECODER_DIR:
		load_directory(l, e, path);
		return;
	case CONF_RULES_LIST:
		load_list(l, e, path);
		return;
	}
}

/* When <rules> names no decoder. */
static void
load_default_decoders(struct loader *l)
{
	struct src_pos pos = { l->conf->file, 0, 0 };
	char *local = full_path(l, "etc/local_decoder.xml");

	load_file(l, CONF_RULES_DECODER, "etc/decoder.xml", pos);
	if (port_dir_is_file(local, NULL))
		load_file(l, CONF_RULES_DECODER, "etc/local_decoder.xml", pos);
	free(local);
}

static bool
names_decoders(const struct conf *c)
{
	for (size_t i = 0; i < c->rules.entries.n; i++)
		if (c->rules.entries.v[i].kind == CONF_RULES_DECODER ||
		    c->rules.entries.v[i].kind == CONF_RULES_DECODER_DIR)
			return true;
	return false;
}

int
rule_sources_load(struct rule_sources **out, const struct conf *c,
    const char *home, struct diags *ds)
{
	struct loader l = { .conf = c, .home = home, .ds = ds };
	size_t errors = diags_errors(ds);

	l.rs = xcalloc(1, sizeof(*l.rs));
	l.rs->arena = arena_new(0);
	pattern_ctx_init(&l.ctx);
	if (!names_decoders(c))
		load_default_decoders(&l);
	for (size_t i = 0; i < c->rules.entries.n; i++)
		load_entry(&l, &c->rules.entries.v[i]);
	pattern_ctx_free(&l.ctx);
	if (diags_errors(ds) != errors) {
		rule_sources_free(&l.rs);
		return OS_ERR_FORMAT;
	}
	*out = l.rs;
	return OS_OK;
}

void
rule_sources_free(struct rule_sources **rsp)
{
	struct rule_sources *rs = *rsp;

	if (rs == NULL)
		return;
	arena_free(&rs->arena);
	free(rs->decoders);
	free(rs->rules);
	free(rs->lists);
	free(rs);
	*rsp = NULL;
}
