/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/options.h"

#include <stdio.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"

enum {
	NEEDS_USER = 1, /* only for services that give root up */
};

/* -V, -h and so on, as rows: usage and option string come from here. */
static const struct common_opt {
	char letter;
	const char *arg;
	const char *help;
	int flags;
} common_opts[] = {
	{ 'V', NULL, "print the version and exit" },
	{ 'h', NULL, "print this and exit" },
	{ 'd', NULL, "more debug output; may be given twice" },
	{ 't', NULL, "check the configuration and exit with 0 or 1" },
	{ 'f', NULL, "stay in the foreground, log to standard error too" },
	{ 'c', "file", "configuration file [etc/ossec.conf in the home]" },
	{ 'u', "user", "user to run as", NEEDS_USER },
	{ 'g', "group", "group to run as" },
	{ 'D', "dir", "home directory [" OSSEC_HOME "]" },
};

static bool
offered(const struct service *svc, const struct common_opt *o)
{
	return o->flags != NEEDS_USER || svc->sandbox.user != NULL;
}

static void
usage_line(char letter, const char *arg, const char *help)
{
	fprintf(
	    stderr, "  -%c %-8s %s\n", letter, arg != NULL ? arg : "", help);
}

static void
usage(const struct service *svc)
{
	fprintf(stderr, "usage: %s [options]\n", svc->name);
	for (size_t i = 0; i < NELEM(common_opts); i++) {
		const struct common_opt *o = &common_opts[i];

		if (offered(svc, o))
			usage_line(o->letter, o->arg, o->help);
	}
	for (const struct service_opt *o = svc->opts;
	     o != NULL && o->letter != '\0'; o++)
		usage_line(o->letter, o->arg, o->help);
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

static void
add_letter(struct buf *b, char letter, const char *arg)
{
	buf_add_char(b, letter);
	if (arg != NULL)
		buf_add_char(b, ':');
}

static void
option_string(const struct service *svc, struct buf *b)
{
	for (size_t i = 0; i < NELEM(common_opts); i++) {
		if (offered(svc, &common_opts[i]))
			add_letter(
			    b, common_opts[i].letter, common_opts[i].arg);
	}
	for (const struct service_opt *o = svc->opts;
	     o != NULL && o->letter != '\0'; o++)
		add_letter(b, o->letter, o->arg);
}

static int
set_own(struct daemon *d, int letter, const char *value)
{
	for (const struct service_opt *o = d->svc->opts;
	     o != NULL && o->letter != '\0'; o++) {
		if (o->letter == letter)
			return o->set(d, o->arg != NULL ? value : NULL);
	}
	usage(d->svc);
	return OS_ERR_NOTFOUND;
}

static int
set_one(struct daemon *d, struct options *o, int letter, int *status)
{
	*status = 1;
	switch (letter) {
	case 'V':
		version();
		*status = 0;
		return OS_ERR_NOTFOUND;
	case 'h':
		usage(d->svc);
		*status = 0;
		return OS_ERR_NOTFOUND;
	case 'd':
		d->debug++;
		return OS_OK;
	case 't':
		d->testing = true;
		return OS_OK;
	case 'f':
		d->foreground = true;
		return OS_OK;
	case 'c':
		o->config = optarg;
		return OS_OK;
	case 'u':
		o->user = optarg;
		return OS_OK;
	case 'g':
		o->group = optarg;
		return OS_OK;
	case 'D':
		o->home = optarg;
		return OS_OK;
	default:
		return set_own(d, letter, optarg) != 0 ? OS_ERR_NOTFOUND
						       : OS_OK;
	}
}

int
options_parse(
    struct daemon *d, struct options *o, int argc, char **argv, int *status)
{
	struct buf letters = { 0 };
	int c, r = OS_OK;

	*o = (struct options){ .home = OSSEC_HOME,
		.user = d->svc->sandbox.user,
		.group = d->svc->sandbox.group };
	option_string(d->svc, &letters);
	while (r == OS_OK && (c = getopt(argc, argv, letters.p)) != -1)
		r = set_one(d, o, c, status);
	if (r == OS_OK && optind < argc) {
		usage(d->svc);
		*status = 1;
		r = OS_ERR_NOTFOUND;
	}
	buf_free(&letters);
	return r;
}
