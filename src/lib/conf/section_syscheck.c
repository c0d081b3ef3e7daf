/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <syscheck>: file integrity (spec: syscheck, section 2).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_syscheck, member)
#define DIRECTORIES_MAX 64 /* of one element */

static const struct conf_name checks[] = {
	{ "check_all", CONF_CHECK_ALL },
	{ "check_sum", CONF_CHECK_MD5 | CONF_CHECK_SHA1 | CONF_CHECK_SHA256 },
	{ "check_md5sum", CONF_CHECK_MD5 },
	{ "check_sha1sum", CONF_CHECK_SHA1 },
	{ "check_sha256sum", CONF_CHECK_SHA256 },
	{ "check_size", CONF_CHECK_SIZE },
	{ "check_owner", CONF_CHECK_OWNER },
	{ "check_group", CONF_CHECK_GROUP },
	{ "check_perm", CONF_CHECK_PERM },
	{ "realtime", CONF_REALTIME },
	{ "report_changes", CONF_REPORT_CHANGES },
	{ "no_recurse", CONF_NO_RECURSE },
	{ NULL, 0 },
};

/* One attribute of <directories>, applied on top of those before it. */
static void
apply_attribute(
    struct conf_reader *r, const struct xml_attr *a, struct conf_directory *d)
{
	const char *names[NELEM(checks) + 1] = { NULL };
	const char *meant;
	bool on;

	if (str_is(a->name, "restrict")) {
		if (conf_check_pattern(r, "directories", a->value_pos, a->value,
			PATTERN_OSMATCH))
			d->restrict_to = conf_strdup(r, a->value);
		return;
	}
	for (size_t i = 0; checks[i].name != NULL; i++) {
		unsigned bits = (unsigned)checks[i].value;

		names[i] = checks[i].name;
		if (!str_is(a->name, checks[i].name))
			continue;
		if (conf_attr_yesno(r, a, 1704, &on))
			d->flags = on ? d->flags | bits : d->flags & ~bits;
		return;
	}
	names[NELEM(checks) - 1] = "restrict";
	meant = suggest(a->name, names);
	conf_error(r, 1703, a->pos,
	    "<directories>: unknown attribute %.*s%s%s%s",
	    STR_FMT(str_head(a->name, 80)),
	    meant != NULL ? "; did you mean " : "", meant != NULL ? meant : "",
	    meant != NULL ? "?" : "");
}

static bool
is_listed(const struct conf_syscheck *sc, struct str path)
{
	for (size_t i = 0; i < sc->directories.n; i++)
		if (str_is(path, sc->directories.v[i].path))
			return true;
	return false;
}

static void
add_directories(struct conf_reader *r, const struct xml_node *n,
    const struct conf_directory *like, struct conf_syscheck *sc)
{
	struct str rest = n->content, part;
	unsigned parts = 0;

	while (str_split(&rest, ',', &part)) {
		struct conf_directory *d;

		part = str_trim(part);
		if (part.len == 0)
			continue;
		if (++parts > DIRECTORIES_MAX) {
			conf_error(r, 1235, n->pos,
			    "<directories>: at most %d paths in one element; "
			    "begin another",
			    DIRECTORIES_MAX);
			return;
		}
		if (is_listed(sc, part)) {
			diag_warning(r->ds, 1756, n->pos,
			    "<directories>: %.*s is given twice; the first "
			    "holds",
			    STR_FMT(part));
			continue;
		}
		d = CONF_LIST_ADD(r->conf->arena, &sc->directories);
		*d = *like;
		d->path = conf_strdup(r, part);
	}
}

static void
parse_directories(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_directory d = { .flags = CONF_CHECK_SHA256, .pos = n->pos };
	size_t errors = diags_errors(r->ds);

	(void)o;
	(void)text;
	if (n->n_attrs == 0) {
		conf_error(r, 1701, n->pos,
		    "<directories>: nothing to check; add an attribute such as "
		    "check_all=\"yes\"");
		return;
	}
	for (size_t i = 0; i < n->n_attrs; i++)
		apply_attribute(r, &n->attrs[i], &d);
	if (diags_errors(r->ds) != errors)
		return;
	if ((d.flags & CONF_CHECK_ALL) == 0) {
		conf_error(r, 1701, n->pos,
		    "<directories>: every check is switched off");
		return;
	}
	add_directories(r, n, &d, section);
}

/* <ignore>, <nodiff>, <registry_ignore>: a prefix, or type="sregex". */
static void
parse_filter(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_path_filters *list = (void *)((char *)section + o->offset);
	struct conf_path_filter *f;

	for (size_t i = 0; i < n->n_attrs; i++) {
		const struct xml_attr *a = &n->attrs[i];

		if (str_is(a->name, "type") && str_is(a->value, "sregex"))
			continue;
		conf_error(r, 1703, a->pos,
		    "<%s>: expected no attribute or type=\"sregex\", found "
		    "%.*s=\"%.*s\"",
		    o->name, STR_FMT(str_head(a->name, 80)),
		    STR_FMT(str_head(a->value, 80)));
		return;
	}
	if (n->n_attrs != 0 &&
	    !conf_check_pattern(
		r, o->name, conf_value_pos(n), n->content, PATTERN_OSMATCH))
		return;
	f = CONF_LIST_ADD(r->conf->arena, list);
	f->text = text;
	f->sregex = n->n_attrs != 0;
	f->pos = conf_value_pos(n);
}

#define FILTER(name, member)                                                \
	{                                                                   \
		name, CONF_PARSE, OFF(member),                              \
		    .parse = parse_filter,                                  \
		    .flags = CONF_REPEAT | CONF_NOT_EMPTY | CONF_ATTRIBUTES \
	}

static const struct conf_opt opts[] = {
	{ "directories", CONF_PARSE, .parse = parse_directories,
	    .flags = CONF_REPEAT | CONF_NOT_EMPTY | CONF_ATTRIBUTES },
	{ "frequency", CONF_NUMBER, OFF(frequency), OFF(frequency_set),
	    .def = 600 },
	{ "scan_time", CONF_TIME, OFF(scan_time), .code = 1240 },
	{ "scan_day", CONF_DAYS, OFF(scan_day), .code = 1241 },
	{ "scan_on_start", CONF_YESNO, OFF(scan_on_start), .def = 1 },
	{ "disabled", CONF_YESNO, OFF(disabled) },
	{ "skip_nfs", CONF_YESNO, OFF(skip_nfs) },
	FILTER("ignore", ignore),
	FILTER("nodiff", nodiff),
	{ "auto_ignore", CONF_YESNO, OFF(auto_ignore), .def = 1 },
	{ "alert_new_files", CONF_YESNO, OFF(alert_new_files) },
	{ "prefilter_cmd", CONF_TEXT, OFF(prefilter_cmd) },
	{ "windows_registry", CONF_TEXTS, OFF(windows_registry) },
	FILTER("registry_ignore", registry_ignore),
	{ 0 },
};

const struct conf_section section_syscheck = { "syscheck", opts,
	offsetof(struct conf, syscheck), 0, OFF(present), CONF_SYSCHECKD,
	NULL };
