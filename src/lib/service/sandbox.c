/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/sandbox.h"

#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/service/landlock.h"
#include "lib/service/layout.h"
#include "lib/service/syscalls.h"

int
sandbox_lookup(const char *user, const char *group, uid_t *uid, gid_t *gid)
{
	const struct passwd *pw;
	const struct group *gr;

	if (group == NULL)
		group = OSSEC_GROUP;
	if ((gr = getgrnam(group)) == NULL) {
		log_error_code(1203,
		    "there is no group '%s': create it or name another with -g",
		    group);
		return OS_ERR_NOTFOUND;
	}
	*gid = gr->gr_gid;
	*uid = 0;
	if (user == NULL)
		return OS_OK;
	if ((pw = getpwnam(user)) == NULL) {
		log_error_code(1203,
		    "there is no user '%s': create it or name another with -u",
		    user);
		return OS_ERR_NOTFOUND;
	}
	*uid = pw->pw_uid;
	return OS_OK;
}

/* No program that we or our children start can regain a capability. */
static int
clear_bounding_set(void)
{
	if (capng_get_caps_process() == -1)
		return -1;
	capng_clear(CAPNG_SELECT_BOUNDS);
	return capng_apply(CAPNG_SELECT_BOUNDS);
}

static int
set_caps(const int *caps)
{
	capng_clear(CAPNG_SELECT_CAPS | CAPNG_SELECT_AMBIENT);
	for (; caps != NULL && *caps != -1; caps++) {
		if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
			(unsigned)*caps) == -1)
			return -1;
	}
	return capng_apply(CAPNG_SELECT_CAPS | CAPNG_SELECT_AMBIENT);
}

/* After setresuid() nothing of root may be left to return to. */
static bool
root_regained(void)
{
	return setuid(0) != -1 || seteuid(0) != -1;
}

static int
become(const struct sandbox *sb, uid_t uid, gid_t gid)
{
	if (uid != 0 && clear_bounding_set() == -1) {
		log_error("sandbox: cannot clear the capability bounding set");
		return OS_ERR_SYS;
	}
	if (prctl(PR_SET_KEEPCAPS, sb->caps != NULL && uid != 0) == -1 ||
	    setgroups(1, &gid) == -1 || setresgid(gid, gid, gid) == -1 ||
	    setresuid(uid, uid, uid) == -1) {
		log_error("cannot become user %u, group %u", uid, gid);
		return OS_ERR_SYS;
	}
	if (uid == 0)
		return OS_OK;
	if (set_caps(sb->caps) == -1 || prctl(PR_SET_KEEPCAPS, 0) == -1) {
		log_error("sandbox: cannot set the capabilities");
		return OS_ERR_SYS;
	}
	if (root_regained()) {
		log_errorx("sandbox: root could be regained");
		return OS_ERR_SYS;
	}
	return OS_OK;
}

int
sandbox_drop(const struct sandbox *sb, const char *home, uid_t uid, gid_t gid,
    struct sandbox_level *level)
{
	bool root = geteuid() == 0;

	if (root && sb->chroot) {
		if (chroot(".") == -1 || chdir("/") == -1) {
			log_error_code(1133, "cannot chroot to %s: %s", home,
			    strerror(errno));
			return OS_ERR_SYS;
		}
		level->chroot = true;
	}
	if (root && become(sb, uid, gid) != OS_OK)
		return OS_ERR_SYS;
	/* The user change made us dumpable or not by a system setting. An
	 * ordinary user may debug what he runs. */
	if (root && prctl(PR_SET_DUMPABLE, 0) == -1) {
		log_error("sandbox: cannot switch core dumps off");
		return OS_ERR_SYS;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) {
		log_error("sandbox: cannot set no_new_privs");
		return OS_ERR_SYS;
	}
	level->no_new_privs = true;
	level->uid = getuid();
	level->gid = getgid();
	return OS_OK;
}

static int
lacking(bool required, const char *what)
{
	if (required) {
		log_errorx("sandbox: %s: %s. To run without it set "
			   "ossec.sandbox=0 in local_internal_options.conf",
		    what, strerror(errno));
		return OS_ERR_SYS;
	}
	log_warnx("sandbox: %s: %s; going on without, as ossec.sandbox=0 says",
	    what, strerror(errno));
	return OS_OK;
}

int
sandbox_landlock(
    const struct sandbox *sb, bool required, struct sandbox_level *level)
{
	int r;

	if (sb->programs)
		return OS_OK;
	r = landlock_restrict(sb, &level->landlock);
	if (r == OS_OK || r == OS_ERR_STATE)
		return r;
	/* An old kernel is no failure of ours: the level says what it has. */
	if (errno == ENOSYS || errno == EOPNOTSUPP) {
		log_warnx("sandbox: this kernel has no Landlock: files are "
			  "guarded by chroot and ownership only");
		return OS_OK;
	}
	return lacking(required, "cannot apply Landlock");
}

int
sandbox_seal(
    const struct sandbox *sb, bool required, struct sandbox_level *level)
{
	int r = syscalls_restrict(sb);

	if (r == OS_ERR_FORMAT)
		return r;
	if (r != OS_OK)
		return lacking(required, "cannot apply the seccomp filter");
	level->seccomp = true;
	return OS_OK;
}

void
sandbox_describe(const struct sandbox_level *level, struct buf *b)
{
	buf_printf(b, "uid %u%s%s", level->uid, level->chroot ? ", chroot" : "",
	    level->no_new_privs ? ", no_new_privs" : "");
	if (level->landlock > 0)
		buf_printf(b, ", landlock %d", level->landlock);
	if (level->seccomp)
		buf_add_cstr(b, ", seccomp");
}
