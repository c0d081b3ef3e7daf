/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Written against the kernel's documentation rather than the header of the
 * build machine: Debian 12's knows nothing past REFER. What the running kernel
 * does not know is left out, by its ABI number.
 */
#include "lib/service/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/base/xalloc.h"

#define FS_EXECUTE (1ULL << 0)
#define FS_WRITE_FILE (1ULL << 1)
#define FS_READ_FILE (1ULL << 2)
#define FS_READ_DIR (1ULL << 3)
#define FS_REMOVE_DIR (1ULL << 4)
#define FS_REMOVE_FILE (1ULL << 5)
#define FS_MAKE_DIR (1ULL << 7)
#define FS_MAKE_REG (1ULL << 8)
#define FS_MAKE_SOCK (1ULL << 9)
#define FS_MAKE_FIFO (1ULL << 10)
#define FS_MAKE_SYM (1ULL << 12)
#define FS_REFER (1ULL << 13)
#define FS_TRUNCATE (1ULL << 14)
#define FS_IOCTL_DEV (1ULL << 15)
#define FS_ABI_1 ((1ULL << 13) - 1)

#define NET_BIND_TCP (1ULL << 0)
#define NET_CONNECT_TCP (1ULL << 1)

#define SCOPE_ABSTRACT_UNIX (1ULL << 0)
#define SCOPE_SIGNAL (1ULL << 1)

#define CREATE_RULESET_VERSION 1U
#define RULE_PATH_BENEATH 1

/* As the kernel knows them; it takes a shorter one for its older versions. */
struct ruleset_attr {
	uint64_t fs, net, scoped;
};

struct path_beneath_attr {
	uint64_t access;
	int32_t fd;
} __attribute__((packed));

/* What each ABI added to the rights that can be taken away. */
static const struct {
	int abi;
	uint64_t fs, net, scoped;
} additions[] = {
	{ 1, FS_ABI_1, 0, 0 },
	{ 2, FS_REFER, 0, 0 },
	{ 3, FS_TRUNCATE, 0, 0 },
	{ 4, 0, NET_BIND_TCP | NET_CONNECT_TCP, 0 },
	{ 5, FS_IOCTL_DEV, 0, 0 },
	{ 6, 0, 0, SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL },
};

static const struct {
	unsigned access;
	uint64_t fs;
} meanings[] = {
	{ PATH_READ, FS_READ_FILE | FS_READ_DIR },
	{ PATH_WRITE, FS_WRITE_FILE | FS_TRUNCATE },
	{ PATH_MAKE,
	    FS_MAKE_REG | FS_MAKE_DIR | FS_MAKE_SOCK | FS_MAKE_FIFO |
		FS_MAKE_SYM | FS_REMOVE_FILE | FS_REMOVE_DIR | FS_REFER },
	{ PATH_EXEC, FS_EXECUTE | FS_READ_FILE },
	{ PATH_IOCTL, FS_IOCTL_DEV },
};

#define FS_OF_FILES \
	(FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)

int
landlock_abi(void)
{
	long v = syscall(
	    SYS_landlock_create_ruleset, NULL, 0UL, CREATE_RULESET_VERSION);

	return v > 0 ? (int)v : 0;
}

static struct ruleset_attr
handled_at(int abi)
{
	struct ruleset_attr a = { 0, 0, 0 };

	for (size_t i = 0; i < NELEM(additions); i++) {
		if (additions[i].abi > abi)
			break;
		a.fs |= additions[i].fs;
		a.net |= additions[i].net;
		a.scoped |= additions[i].scoped;
	}
	return a;
}

static size_t
attr_size(int abi)
{
	if (abi < 4)
		return sizeof(uint64_t);
	return abi < 6 ? 2 * sizeof(uint64_t) : 3 * sizeof(uint64_t);
}

static int
allow(int ruleset, const struct sandbox_path *p, uint64_t handled)
{
	struct path_beneath_attr rule = { 0, -1 };
	struct stat st;
	int r;

	for (size_t i = 0; i < NELEM(meanings); i++) {
		if ((p->access & meanings[i].access) != 0)
			rule.access |= meanings[i].fs;
	}
	rule.access &= handled;
	if ((rule.fd = open(p->path, O_PATH | O_CLOEXEC)) == -1) {
		if ((p->access & PATH_OPTIONAL) != 0 && errno == ENOENT)
			return OS_OK;
		log_error("sandbox: cannot open %s", p->path);
		return OS_ERR_SYS;
	}
	if (fstat(rule.fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.access &= FS_OF_FILES;
	r = (int)syscall(
	    SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0U);
	if (r == -1)
		log_error("sandbox: landlock refuses the rule for %s", p->path);
	close(rule.fd);
	return r == -1 ? OS_ERR_SYS : OS_OK;
}

static int
close_keeping_errno(int fd, int result)
{
	int saved = errno;

	close(fd);
	errno = saved;
	return result;
}

int
landlock_restrict(const struct sandbox *sb, int *abi)
{
	int version = landlock_abi(), fd;
	struct ruleset_attr handled = handled_at(version);

	if (version == 0)
		return OS_ERR_SYS;
	if ((sb->calls & CALLS_INET) != 0)
		handled.net = 0; /* ports come from the configuration */
	fd = (int)syscall(
	    SYS_landlock_create_ruleset, &handled, attr_size(version), 0U);
	if (fd == -1)
		return OS_ERR_SYS;
	for (const struct sandbox_path *p = sb->paths;
	     p != NULL && p->path != NULL; p++) {
		if (allow(fd, p, handled.fs) != OS_OK)
			return close_keeping_errno(fd, OS_ERR_STATE);
	}
	if (syscall(SYS_landlock_restrict_self, fd, 0U) == -1)
		return close_keeping_errno(fd, OS_ERR_SYS);
	close(fd);
	*abi = version;
	return OS_OK;
}
