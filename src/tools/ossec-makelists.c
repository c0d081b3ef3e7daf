/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiles the lists of the configuration: <text> into <text>.cdb, where the
 * text is newer (spec: lists-and-outputs, section 1.3). A list that is not
 * compiled works too; the compiled form is for tools that read it, and is
 * preferred when it is there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/conf/conf.h"
#include "lib/port/port_dir.h"
#include "lib/port/port_file.h"
#include "lib/rules/list.h"
#include "lib/service/sandbox.h"
#include "tools/tool_config.h"

#define NAME "ossec-makelists"
#define LIST_MAX (512u << 20)

struct makelists {
	const char *home, *config, *user, *group;
	bool testing, force;
	struct buf config_text;
	struct conf *conf;
	unsigned failed;
};

static void
usage(void)
{
	fputs("usage: ossec-makelists [options]\n"
	      "  -V        print the version and exit\n"
	      "  -h        print this and exit\n"
	      "  -d        more debug output; may be given twice\n"
	      "  -t        check the configuration and exit with 0 or 1\n"
	      "  -F        compile all lists, also those that are up to date\n"
	      "  -u user   user to run as [who calls]\n"
	      "  -g group  group to run as [who calls, or ossec with -u]\n"
	      "  -c file   configuration file [etc/ossec.conf in the home]\n"
	      "  -D dir    home directory [" OSSEC_HOME "]\n",
	    stderr);
}

static void
version(void)
{
	fprintf(stderr,
	    " \nOSSEC HIDS v%s - ossec-ng\n \n"
	    "This program is free software, licensed under the Apache License,"
	    "\nVersion 2.0. It comes without any warranty.\n",
	    OSSEC_NG_VERSION);
}

/* OS_ERR_NOTFOUND: all is said, exit with 0. */
static int
parse_options(struct makelists *m, int argc, char *argv[])
{
	int c;

	while ((c = getopt(argc, argv, "VhdtFu:g:c:D:")) != -1) {
		switch (c) {
		case 'V':
			version();
			return OS_ERR_NOTFOUND;
		case 'h':
			usage();
			return OS_ERR_NOTFOUND;
		case 'd':
			log_debug_level(log_get_debug_level() + 1);
			break;
		case 't':
			m->testing = true;
			break;
		case 'F':
			m->force = true;
			break;
		case 'u':
			m->user = optarg;
			break;
		case 'g':
			m->group = optarg;
			break;
		case 'c':
			m->config = optarg;
			break;
		case 'D':
			m->home = optarg;
			break;
		default:
			usage();
			return OS_ERR_FORMAT;
		}
	}
	return OS_OK;
}

/* The lists belong to root, so by default we stay what we are. */
static int
enter_home(const struct makelists *m)
{
	const struct sandbox sb = {
		.user = m->user, .group = m->group, .chroot = true
	};
	struct sandbox_level level = { 0 };
	uid_t uid = geteuid();
	gid_t gid = getegid();

	if (chdir(m->home) == -1) {
		log_error("cannot enter the home directory %s", m->home);
		return OS_ERR_SYS;
	}
	if ((m->user != NULL || m->group != NULL) &&
	    sandbox_lookup(m->user, m->group, &uid, &gid) != OS_OK)
		return OS_ERR_NOTFOUND;
	return sandbox_drop(&sb, m->home, uid, gid, &level);
}

static int
load_config(struct makelists *m)
{
	struct diags *ds = diags_new();
	int r = conf_parse(&m->conf, buf_str(&m->config_text), m->config, ds);

	diags_log(ds, DIAG_NOTE);
	diags_free(&ds);
	if (r != OS_OK)
		log_error_code(
		    1202, "Configuration error at '%s'. Exiting.", m->config);
	return r;
}

/* The text file of a configured name: bare names are in rules/, and .cdb with
 * what follows it is not part of the name. NULL: it would leave the home. */
static char *
text_path(const char *configured)
{
	struct str s = str_from(configured), rest, part;

	s = str_head(s, str_find(s, STR_LIT(".cdb")));
	rest = s;
	while (str_split(&rest, '/', &part))
		if (str_is(part, ".."))
			return NULL;
	return xasprintf(
	    "%s%.*s", str_chr(s, '/') == SIZE_MAX ? "rules/" : "", STR_FMT(s));
}

static void
show_entry(void *arg, struct str key, struct str value)
{
	(void)arg;
	printf("  * adding - key: %.*s value: %.*s\n", STR_FMT(key),
	    STR_FMT(value));
}

/* Whoever may read the text may read the compiled form. */
static int
copy_owner(const char *from, const char *to)
{
	struct stat st;

	if (stat(from, &st) == -1 ||
	    (geteuid() == 0 && lchown(to, st.st_uid, st.st_gid) == -1))
		return -1;
	return 0;
}

static int
compile(const struct makelists *m, const char *text_name, const char *cdb_name)
{
	struct buf cdb = { 0 };
	char *text;
	size_t len;
	int r;

	if (port_file_read(text_name, LIST_MAX, &text, &len) == -1) {
		log_error("cannot read the list %s", text_name);
		return OS_ERR_SYS;
	}
	list_write_cdb(
	    &cdb, str_slice(text, len), m->force ? show_entry : NULL, NULL);
	r = port_file_replace(cdb_name, cdb.p, cdb.len, 0640);
	if (r == 0)
		r = copy_owner(text_name, cdb_name);
	if (r == -1)
		log_error("cannot write the compiled list %s", cdb_name);
	free(text);
	buf_free(&cdb);
	return r == 0 ? OS_OK : OS_ERR_SYS;
}

static bool
is_current(const char *text_name, const char *cdb_name)
{
	int64_t text, cdb;

	return port_dir_is_file(cdb_name, &cdb) &&
	    (!port_dir_is_file(text_name, &text) || text <= cdb);
}

static void
make_list(struct makelists *m, const struct conf_rules_entry *e)
{
	char *text = text_path(e->text), *cdb;

	if (text == NULL) {
		log_errorx("%s:%u:%u: list '%s': expected a path inside the "
			   "home directory, without ..",
		    e->pos.file, e->pos.line, e->pos.col, e->text);
		m->failed++;
		return;
	}
	cdb = xasprintf("%s.cdb", text);
	if (!m->force && is_current(text, cdb)) {
		printf(" * File %s does not need to be compiled\n", cdb);
	} else {
		printf(" * File %s needs to be updated\n", cdb);
		if (compile(m, text, cdb) != OS_OK)
			m->failed++;
	}
	free(text);
	free(cdb);
}

static int
run(struct makelists *m)
{
	if (tool_read_config(m->home, &m->config, &m->config_text) != OS_OK ||
	    enter_home(m) != OS_OK || load_config(m) != OS_OK)
		return 1;
	for (size_t i = 0; !m->testing && i < m->conf->rules.entries.n; i++)
		if (m->conf->rules.entries.v[i].kind == CONF_RULES_LIST)
			make_list(m, &m->conf->rules.entries.v[i]);
	return m->failed != 0;
}

int
main(int argc, char *argv[])
{
	struct makelists m = { .home = OSSEC_HOME };
	int r, status;

	log_init(NAME);
	umask(027);
	r = parse_options(&m, argc, argv);
	status = r == OS_OK ? run(&m) : r != OS_ERR_NOTFOUND;
	conf_free(&m.conf);
	buf_free(&m.config_text);
	return status;
}
