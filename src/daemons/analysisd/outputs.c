/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/analysisd/outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/port/port_file.h"
#include "lib/proto/alert_json.h"
#include "lib/proto/alert_text.h"
#include "lib/proto/archive.h"
#include "lib/store/daily_log.h"

#define STATS_DIR "stats/totals"

enum output {
	OUT_ALERTS,
	OUT_ALERTS_JSON,
	OUT_ARCHIVES,
	OUT_ARCHIVES_JSON,
	OUT_FIREWALL,
	OUT_COUNT,
};

static const struct daily_log_name names[OUT_COUNT] = {
	[OUT_ALERTS] = { "logs/alerts", "alerts.log", "ossec-alerts", ".log" },
	[OUT_ALERTS_JSON] = { "logs/alerts", "alerts.json", "ossec-alerts",
	    ".json" },
	[OUT_ARCHIVES] = { "logs/archives", "archives.log", "ossec-archive",
	    ".log" },
	[OUT_ARCHIVES_JSON] = { "logs/archives", "archives.json",
	    "ossec-archive", ".json" },
	[OUT_FIREWALL] = { "logs/firewall", "firewall.log", "ossec-firewall",
	    ".log" },
};

struct outputs {
	struct outputs_options opt;
	struct daily_log *logs[OUT_COUNT]; /* NULL: not wanted */
};

/* The text files exist always, even if nothing comes. */
static bool
is_wanted(const struct outputs_options *opt, enum output i)
{
	if (i == OUT_ALERTS_JSON)
		return opt->alerts_json;
	if (i == OUT_ARCHIVES_JSON)
		return opt->archives_json;
	return true;
}

int
outputs_open(struct outputs **out, const struct outputs_options *opt,
    const struct tm *day)
{
	struct outputs *o = xcalloc(1, sizeof(*o));

	o->opt = *opt;
	for (int i = 0; i < OUT_COUNT; i++) {
		if (!is_wanted(opt, (enum output)i))
			continue;
		if (daily_log_open(&o->logs[i], &names[i], day) != OS_OK) {
			outputs_close(&o);
			return OS_ERR_SYS;
		}
	}
	*out = o;
	return OS_OK;
}

void
outputs_close(struct outputs **op)
{
	struct outputs *o = *op;

	if (o == NULL)
		return;
	for (int i = 0; i < OUT_COUNT; i++)
		daily_log_close(&o->logs[i]);
	free(o);
	*op = NULL;
}

void
outputs_alert(struct outputs *o, const struct event *ev,
    const struct alert *alert, uint64_t n)
{
	struct buf *text = daily_log_text(o->logs[OUT_ALERTS]);

	if (o->opt.custom_alert != NULL)
		alert_text_custom(text, o->opt.custom_alert, ev, alert, n);
	else
		alert_text(text, ev, alert, n);
	if (o->logs[OUT_ALERTS_JSON] != NULL)
		alert_json(daily_log_text(o->logs[OUT_ALERTS_JSON]), ev, alert,
		    n, o->opt.geoip);
}

void
outputs_archive(struct outputs *o, const struct event *ev,
    const struct rule *rule, uint64_t fired)
{
	if (o->opt.archives && !archive_is_keepalive(ev))
		archive_text(daily_log_text(o->logs[OUT_ARCHIVES]), ev);
	if (o->logs[OUT_ARCHIVES_JSON] != NULL)
		archive_json(daily_log_text(o->logs[OUT_ARCHIVES_JSON]), ev,
		    rule, fired);
}

void
outputs_firewall(struct outputs *o, const struct event *ev)
{
	firewall_line(daily_log_text(o->logs[OUT_FIREWALL]), ev);
}

/* Appends to stats/totals/<YYYY>/<Mon>/ossec-totals-<DD>.log, which is made
 * with its directories. */
static int
append_stats(const char *path, struct str text)
{
	char *dir = xstrdup(path);
	int fd, r;

	*strrchr(dir, '/') = '\0';
	r = port_file_mkdirs(dir, 0750);
	free(dir);
	if (r == -1)
		return -1;
	fd = open(
	    path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (fd == -1)
		return -1;
	r = port_file_write(fd, text.p, text.len);
	close(fd);
	return r;
}

void
outputs_stats(struct outputs *o, const struct stats_output *stats)
{
	char *path = xasprintf(STATS_DIR "/%.*s", STR_FMT(stats->name));

	(void)o;
	if (append_stats(path, stats->text) == -1)
		log_error("cannot write %s: the totals of the last hour are "
			  "missing there",
		    path);
	free(path);
}

void
outputs_day(struct outputs *o, const struct tm *day)
{
	for (int i = 0; i < OUT_COUNT; i++)
		if (o->logs[i] != NULL)
			(void)daily_log_day(o->logs[i], day);
}

int
outputs_flush(struct outputs *o)
{
	int r = OS_OK;

	for (int i = 0; i < OUT_COUNT; i++)
		if (o->logs[i] != NULL && daily_log_flush(o->logs[i]) != OS_OK)
			r = OS_ERR_SYS;
	return r;
}

bool
outputs_full(const struct outputs *o)
{
	for (int i = 0; i < OUT_COUNT; i++)
		if (o->logs[i] != NULL && daily_log_full(o->logs[i]))
			return true;
	return false;
}

void
outputs_get_counters(const struct outputs *o, struct outputs_counters *c)
{
	struct daily_log_counters one;

	*c = (struct outputs_counters){ 0 };
	for (int i = 0; i < OUT_COUNT; i++) {
		if (o->logs[i] == NULL)
			continue;
		daily_log_get_counters(o->logs[i], &one);
		c->bytes += one.written;
		c->failures += one.failures;
		c->kept += daily_log_kept(o->logs[i]);
	}
}
