/* SPDX-License-Identifier: Apache-2.0 */
/* The flat files as the reference writes them: analysis-events, sections 6,
 * 11 and 12; rules, section 11. */
#include "lib/store/state_import.h"

#include "home_dir.h"
#include "lib/base/err.h"

struct file {
	const char *path;
	struct str text;
};

static const struct file files[] = {
	{ "queue/fts/fts-queue",
	    STR_LIT("sshd   bob 10.0.0.1    /var/log/auth.log\n"
		    "su  root alice     (web01) 10.0.0.7->/var/log/auth\n") },
	{ "queue/fts/ig-queue", STR_LIT("sshd   10.0.0.1    \n") },
	{ "queue/fts/hostinfo",
	    STR_LIT("10.0.0.9 open ports: 22(tcp)\nbad\n") },
	{ "queue/rootcheck/(web01) 10.0.0.7->rootcheck",
	    STR_LIT("!1795330824!1795330000 File '/x' is bad.\n"
		    "a text of old versions\n!17953 broken\n") },
	{ "queue/syscheck/syscheck",
	    STR_LIT("#++1:33188:0:0:aa:bb !1795330000 /etc/f\n"
		    "!++2:33188:0:0:ac:bb !1795330100 /etc/f\n"
		    "+++3:33188:0:0:ad:be:cd !1795330200 /etc/a file\n"
		    "+++-1 !1795330300 /etc/gone\n"
		    "junk\n") },
	{ "queue/syscheck/.syscheck.cpt", STR_LIT("#!X") },
	{ "queue/diff/srv1/533/last-entry", STR_LIT("old output\0") },
	{ "queue/diff/local/etc/passwd/last-entry", STR_LIT("a file") },
	{ "stats/hourly-average/7", STR_LIT("120") },
	{ "stats/hourly-average/24", STR_LIT("5\n") },
	{ "stats/weekly-average/3/7", STR_LIT("99") },
	{ "stats/weekly-average/3/8", STR_LIT("x") },
};

static const struct {
	enum state_table table;
	struct str key;
	const char *value;
} wanted[] = {
	{ STATE_FTS, STR_LIT("sshd   bob 10.0.0.1    /var/log/auth.log"), "" },
	{ STATE_FTS,
	    STR_LIT("su  root alice     (web01) 10.0.0.7->/var/log/auth"), "" },
	{ STATE_IGNORE, STR_LIT("sshd   10.0.0.1    "), "" },
	{ STATE_HOSTINFO, STR_LIT("10.0.0.9\0open ports: 22(tcp)"), "" },
	{ STATE_ROOTCHECK,
	    STR_LIT("(web01) 10.0.0.7->rootcheck\0File '/x' is bad."),
	    "1795330824 1795330000" },
	{ STATE_SYSCHECK, STR_LIT("syscheck\0/etc/f"),
	    "!++2:33188:0:0:ac:bb !1795330100" },
	{ STATE_SYSCHECK, STR_LIT("syscheck\0/etc/a file"),
	    "+++3:33188:0:0:ad:be:cd !1795330200" },
	{ STATE_SYSCHECK, STR_LIT("syscheck\0/etc/gone"), "+++-1 !1795330300" },
	{ STATE_DIFF,
	    STR_LIT("srv1\0"
		    "533"),
	    "old output" },
	{ STATE_STATS, STR_LIT("hour/7"), "120" },
	{ STATE_STATS, STR_LIT("hour/24"), "5" },
	{ STATE_STATS, STR_LIT("week/3/7"), "99" },
};

static bool
count_one(void *arg, struct str key, struct str value)
{
	(void)key;
	(void)value;
	++*(size_t *)arg;
	return true;
}

TEST(every_kind_of_file)
{
	struct state *s = state_memory_new(NULL);
	struct state_imported done;
	struct home_dir h;
	struct str value;
	size_t n = 0;

	home_enter(&h);
	for (size_t i = 0; i < NELEM(files); i++)
		home_write(files[i].path, files[i].text.p, files[i].text.len);
	state_import(s, &done);
	for (size_t i = 0; i < NELEM(wanted); i++) {
		CHECK_INT(
		    s->get(s, wanted[i].table, wanted[i].key, &value), 0, i);
		CHECK_STR(value, wanted[i].value, i);
	}
	/* and the text of old versions, whose time is that of the file */
	CHECK_INT(s->get(s, STATE_ROOTCHECK,
		      STR_LIT("(web01) 10.0.0.7->rootcheck\0a text of old "
			      "versions"),
		      &value),
	    0, -1);
	for (int t = 0; t < STATE_TABLES; t++)
		s->each(s, (enum state_table)t, STR_LIT(""), count_one, &n);
	CHECK_INT(n, NELEM(wanted) + 1, -1);
	CHECK_INT(done.files, 10, -1);
	CHECK_INT(done.entries, NELEM(wanted) + 1, -1);
	CHECK_INT(done.skipped, 4, -1);
	home_leave(&h);
	state_memory_free(&s);
}

TEST(nothing_there_is_no_error)
{
	struct state *s = state_memory_new(NULL);
	struct state_imported done;
	struct home_dir h;

	home_enter(&h);
	state_import(s, &done);
	CHECK_INT(done.files, 0, -1);
	home_leave(&h);
	state_memory_free(&s);
}
