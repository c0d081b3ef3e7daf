/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/settings.h"

#include <stdlib.h>
#include <string.h>

#include "daemons/logcollector/format.h"
#include "daemons/logcollector/source_command.h"
#include "daemons/logcollector/source_journald.h"
#include "lib/base/err.h"
#include "lib/port/port_time.h"

enum { DATED_MAX = 256 };

/* Why a <localfile> is not read, or NULL; code: the reference's number. */
static const char *
why_ignored(const struct conf_localfile *lf, int *code)
{
	const struct format *format;
	struct reader r;

	*code = 0;
	switch (lf->format) {
	case CONF_LOG_EVENTLOG:
	case CONF_LOG_EVENTCHANNEL:
		return "exists on Windows only; this entry is ignored";
	case CONF_LOG_JOURNALD:
		return journal_supported()
		    ? NULL
		    : "this build has no journald support; this entry is "
		      "ignored";
	case CONF_LOG_COMMAND:
	case CONF_LOG_FULL_COMMAND:
		return lf->command != NULL
		    ? NULL
		    : "missing <command>; this entry is ignored";
	default:
		break;
	}
	format = format_find(str_from(lf->format_text));
	if (format == NULL)
		return "not supported yet; this entry is ignored";
	if (lf->location == NULL || lf->location[0] != '/')
		return "<location> is not an absolute path; this entry is "
		       "ignored";
	reader_init(&r, format);
	if (format->check == NULL)
		return NULL;
	*code = 1953;
	/* cppcheck-suppress returnDanglingLifetime ; a constant text */
	return format->check(&r, lf->location);
}

enum source_kind
settings_kind(const struct conf_localfile *lf)
{
	int code;

	if (why_ignored(lf, &code) != NULL)
		return SOURCE_NONE;
	if (lf->command != NULL)
		return SOURCE_COMMAND;
	return lf->format == CONF_LOG_JOURNALD ? SOURCE_JOURNALD : SOURCE_FILE;
}

/* An empty name, or one longer than the reference takes. */
static bool
is_bad_date(const char *pattern)
{
	char text[DATED_MAX + 1];
	struct tm tm;

	if (strchr(pattern, '%') == NULL)
		return false;
	port_localtime(port_now_ns() / 1000000000, &tm);
	return strftime(text, sizeof(text), pattern, &tm) == 0;
}

static bool
is_same(const struct conf_localfile *a, const struct conf_localfile *b)
{
	if (a->command != NULL && b->command != NULL)
		return strcmp(a->command, b->command) == 0 &&
		    a->format == b->format;
	return a->location != NULL && b->location != NULL &&
	    strcmp(a->location, b->location) == 0;
}

static void
warn_duplicate(const struct conf *conf, size_t i, struct diags *ds)
{
	const struct conf_localfile *lf = &conf->localfiles.v[i];

	for (size_t k = 0; k < i; k++) {
		if (!is_same(lf, &conf->localfiles.v[k]))
			continue;
		diag_warning(ds, 0, lf->pos,
		    "Duplicated log file given: '%s'. The first is in line %u.",
		    lf->command != NULL ? lf->command : lf->location,
		    conf->localfiles.v[k].pos.line);
		return;
	}
}

int
settings_check(const struct conf *conf, struct diags *ds)
{
	int r = OS_OK;

	for (size_t i = 0; i < conf->localfiles.n; i++) {
		const struct conf_localfile *lf = &conf->localfiles.v[i];
		const char *why;
		int code;

		if ((why = why_ignored(lf, &code)) != NULL)
			diag_warning(ds, code, lf->pos, "<log_format> %s: %s",
			    lf->format_text, why);
		if (lf->location != NULL && is_bad_date(lf->location)) {
			diag_error(ds, 1906, lf->pos,
			    "<location>: the date pattern \"%s\" gives no name "
			    "or one longer than %d bytes",
			    lf->location, DATED_MAX);
			r = OS_ERR_FORMAT;
		}
		warn_duplicate(conf, i, ds);
	}
	return r;
}
