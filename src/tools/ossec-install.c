/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes or mends a home directory: users, files from a staged tree, owners and
 * modes as the table in lib/service/layout.c has them. Never touches a
 * directory with something in it that it did not install.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/err.h"
#include "lib/base/str.h"
#include "lib/base/xalloc.h"
#include "lib/port/port_file.h"
#include "lib/port/port_process.h"
#include "lib/service/install_info.h"
#include "lib/service/layout.h"
#include "tools/install_stage.h"

struct options {
	const char *home, *stage;
	unsigned install;
	bool users, check, verbose;
	char last[PATH_MAX + 256]; /* what layout_walk() said */
};

static void
usage(FILE *to)
{
	fprintf(to,
	    "usage: ossec-install [-cuv] [-D home] [-s stage] [-t type]\n"
	    "  -c        only compare the home with what it should be\n"
	    "  -D home   home directory [" OSSEC_HOME "]\n"
	    "  -s stage  copy the files below this directory into the home\n"
	    "  -t type   server, local or agent [what it is, else local]\n"
	    "  -u        create the users and the group that are missing\n"
	    "  -v        say every change\n");
}

static int __attribute__((format(printf, 1, 2))) complain(const char *fmt, ...)
{
	va_list ap;

	fputs("ossec-install: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return OS_ERR_REFUSED;
}

static int
failed(const char *what, const char *path)
{
	complain("cannot %s %s: %s", what, path, strerror(errno));
	return OS_ERR_SYS;
}

static int
run(const char *const *argv)
{
	const struct port_spawn s = { .argv = argv,
		.in = PORT_SPAWN_NULL,
		.out = STDOUT_FILENO,
		.err = STDERR_FILENO,
		.keep = -1 };
	int status = port_process_run(&s);

	if (status == -1)
		return failed("run", argv[0]);
	if (status != 0)
		return complain("%s failed with status %d", argv[0], status);
	return OS_OK;
}

static int
create_user(const struct layout_user *u, const char *home)
{
	const char *const argv[] = { "/usr/sbin/useradd", "--system", "--gid",
		OSSEC_GROUP, "--home-dir", home, "--no-create-home", "--shell",
		"/usr/sbin/nologin", "--comment", u->comment, u->name, NULL };
	int r = run(argv);

	if (r == OS_OK)
		printf("User %s created.\n", u->name);
	return r;
}

/* A user of that name who is in another group is somebody else. */
static int
ensure_user(const struct layout_user *u, const char *home)
{
	const struct passwd *pw = getpwnam(u->name);
	const struct group *gr = getgrnam(OSSEC_GROUP);

	if (pw == NULL)
		return create_user(u, home);
	if (gr == NULL || pw->pw_gid != gr->gr_gid || pw->pw_uid == 0)
		return complain("there is a user '%s' already, but not as we "
				"need it: its group must be " OSSEC_GROUP,
		    u->name);
	return OS_OK;
}

static int
ensure_users(const char *home)
{
	static const char *const argv[] = { "/usr/sbin/groupadd", "--system",
		OSSEC_GROUP, NULL };
	int r = OS_OK;

	if (getgrnam(OSSEC_GROUP) == NULL) {
		if ((r = run(argv)) != OS_OK)
			return r;
		printf("Group " OSSEC_GROUP " created.\n");
	}
	for (size_t i = 0; r == OS_OK && i < layout_user_count; i++)
		r = ensure_user(&layout_users[i], home);
	return r;
}

static bool
is_empty(void)
{
	DIR *d = opendir(".");
	const struct dirent *e;
	bool empty = true;

	if (d == NULL)
		return false;
	while (empty && (e = readdir(d)) != NULL)
		empty =
		    strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
	closedir(d);
	return empty;
}

/* Goes there; *absolute is to be freed. */
static int
enter_home(const struct options *o, char **absolute)
{
	if (o->home[0] != '/')
		return complain("-D %s: not an absolute path", o->home);
	if (!o->check && port_file_mkdirs(o->home, 0755) == -1)
		return failed("make", o->home);
	if ((*absolute = realpath(o->home, NULL)) == NULL ||
	    chdir(*absolute) == -1)
		return failed("enter", o->home);
	return OS_OK;
}

static void
now(const char *format, char *text, size_t size)
{
	time_t t = time(NULL);
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(text, size, format, &tm);
}

/* From now on nobody but root changes what is in dir. Nothing is opened below
 * it before, so a link that is there leads nowhere. */
static int
take(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int r = OS_OK;

	if (fd == -1)
		return failed("enter", dir);
	if (geteuid() == 0 &&
	    (fstat(fd, &st) == -1 || fchown(fd, 0, (gid_t)-1) == -1 ||
		fchmod(fd, st.st_mode & 07755) == -1))
		r = failed("take over", dir);
	close(fd);
	return r;
}

/* The mark comes first, so that what breaks off half-way can be repeated. */
static int
mark_home(const struct options *o, const char *home, struct install_info *info)
{
	int r = install_info_load(info);

	if (r == OS_ERR_NOTFOUND && !is_empty())
		return complain("%s: not installed by ossec-ng, and not empty; "
				"move it away or name another home with -D",
		    home);
	if (r == OS_ERR_SYS || r == OS_ERR_LIMIT)
		return failed("read", INSTALL_INFO_PATH);
	if (o->check)
		return OS_OK;
	if (info->directory[0] != '\0' && strcmp(info->directory, home) != 0)
		printf("%s was installed as %s.\n", home, info->directory);
	snprintf(info->directory, sizeof(info->directory), "%s", home);
	snprintf(info->version, sizeof(info->version), "v" OSSEC_NG_VERSION);
	now("%a %b %e %H:%M:%S %Z %Y", info->date, sizeof(info->date));
	if (o->install != 0)
		info->install = o->install;
	else if (info->install == 0)
		info->install = INSTALL_LOCAL;
	if ((r = take(".")) != OS_OK)
		return r;
	if (mkdir("etc", 0700) == -1 && errno != EEXIST)
		return failed("make", "etc");
	if ((r = take("etc")) != OS_OK)
		return r;
	if (install_info_save(info) != OS_OK)
		return failed("write", INSTALL_INFO_PATH);
	return OS_OK;
}

static int
copy_stage(const char *stage)
{
	struct install_stage s = { .from = stage };
	char date[32];
	int r;

	now("%Y%m%d%H%M%S", date, sizeof(date));
	s.date = date;
	if ((r = install_stage_copy(&s)) != OS_OK)
		return r;
	printf("Files: %u new, %u replaced, %u removed, %u unchanged, "
	       "%u of yours kept.\n",
	    s.added, s.replaced, s.removed, s.same, s.kept);
	return OS_OK;
}

static void
print_line(const char *text, void *arg)
{
	struct options *o = arg;

	snprintf(o->last, sizeof(o->last), "%s", text);
	if (o->verbose || o->check)
		printf("%s\n", text);
}

static int
mend(struct options *o, unsigned install)
{
	int left = layout_walk(install, !o->check, print_line, o);

	if (left < 0)
		return complain("%s", o->last);
	if (left > 0)
		return complain("%d differences; ossec-install without -c "
				"mends them",
		    left);
	return OS_OK;
}

static int
install(struct options *o)
{
	struct install_info info;
	char *home = NULL, *stage = NULL;
	int r;

	if (o->stage != NULL && (stage = realpath(o->stage, NULL)) == NULL)
		return failed("enter", o->stage);
	if ((r = enter_home(o, &home)) != OS_OK ||
	    (r = mark_home(o, home, &info)) != OS_OK)
		goto out;
	if (o->users && (r = ensure_users(home)) != OS_OK)
		goto out;
	/* In a home of the reference daemons may write where files go: they
	 * lose that before, not after. */
	if (stage != NULL &&
	    ((r = mend(o, info.install)) != OS_OK ||
		(r = copy_stage(stage)) != OS_OK))
		goto out;
	if ((r = mend(o, info.install)) != OS_OK)
		goto out;
	printf("%s: %s installation %s\n", home,
	    layout_install_name(info.install),
	    o->check ? "is as it should be." : "complete.");
out:
	free(home);
	free(stage);
	return r;
}

int
main(int argc, char *argv[])
{
	struct options o = { .home = OSSEC_HOME };
	int c;

	umask(027);
	while ((c = getopt(argc, argv, "cD:hs:t:uv")) != -1) {
		switch (c) {
		case 'c':
			o.check = true;
			break;
		case 'D':
			o.home = optarg;
			break;
		case 'h':
			usage(stdout);
			return 0;
		case 's':
			o.stage = optarg;
			break;
		case 't':
			if ((o.install = layout_install_parse(optarg)) == 0) {
				complain("-t %s: expected server, local or "
					 "agent",
				    optarg);
				return 1;
			}
			break;
		case 'u':
			o.users = true;
			break;
		case 'v':
			o.verbose = true;
			break;
		default:
			usage(stderr);
			return 1;
		}
	}
	if (optind < argc || (o.check && (o.users || o.stage != NULL))) {
		usage(stderr);
		return 1;
	}
	return install(&o) == OS_OK ? 0 : 1;
}
