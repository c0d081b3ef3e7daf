/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process keeps of its rights, as data: the user it becomes, the
 * directory it is shut in, the files Landlock leaves it and the system calls
 * seccomp leaves it. Everything not named is lost for good.
 *
 * Two steps, because reading the configuration needs no more than files:
 *
 *	sandbox_drop()	groups, capabilities, chroot, user, no_new_privs,
 *Landlock sandbox_seal()	seccomp
 *
 * Threads started before a step are not bound by it: start them afterwards.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct buf;

/* What may be done with a path and all below it. */
enum {
	PATH_READ = 1 << 0,  /* open files for reading, list directories */
	PATH_WRITE = 1 << 1, /* open files that exist for writing; truncate */
	PATH_MAKE = 1 << 2,  /* make and remove files, directories, sockets and
			      * links; rename and link between two such paths */
	PATH_EXEC = 1 << 3,
	PATH_IOCTL = 1 << 4,    /* device control on devices opened there */
	PATH_OPTIONAL = 1 << 5, /* no error when it does not exist at start */
};

struct sandbox_path {
	/* Relative to the home; without chroot also absolute. */
	const char *path;
	unsigned access;
};

/* Groups of system calls; see syscalls.c for what is in them. What every
 * process needs, and work with files as far as Landlock allows, is always in.
 */
enum {
	CALLS_UNIX = 1 << 0,    /* make, bind and connect unix sockets (sending
				 * and receiving on those one has is basic) */
	CALLS_INET = 1 << 1,    /* the same for IPv4 and IPv6 */
	CALLS_THREADS = 1 << 2, /* start threads */
	CALLS_PROCESS = 1 << 3, /* fork, execve, wait, kill */
	CALLS_JIT = 1 << 4,     /* memory that is executable: PCRE2's JIT */
	CALLS_OWNER = 1 << 5,   /* chmod and chown */
};

struct sandbox {
	const char *user;  /* NULL: stays root */
	const char *group; /* NULL: that of the layout, OSSEC_GROUP */
	bool chroot;       /* into the home */
	/* Capabilities to keep (CAP_*), ended by -1; NULL: none. Ignored when
	 * it stays root, which keeps all of root's. */
	const int *caps;
	const struct sandbox_path *paths; /* ended by a NULL path; NULL: none */
	unsigned calls;                   /* CALLS_* */
	const char *const *more_calls;    /* by name, ended by NULL */
	/* It starts programs of the administrator's choice, which inherit all
	 * this: no Landlock, and seccomp refuses only what changes the system
	 * as a whole (mounts, modules, ptrace, ...). */
	bool programs;
};

/* What was achieved: for the state file and `ossec-control status`. */
struct sandbox_level {
	uid_t uid;
	gid_t gid;
	bool chroot, no_new_privs, seccomp;
	int landlock; /* ABI in force; 0: the kernel has none */
};

/* OS_OK, or OS_ERR_NOTFOUND (no such user or group; logged as 1203). */
int sandbox_lookup(const char *user, const char *group, uid_t *uid, gid_t *gid);

/*
 * Called as root it becomes uid and gid and is shut in home, called as another
 * user it skips what needs root. home must be the working directory. required:
 * whether it is an error (else a warning) when the kernel lacks Landlock or
 * seccomp; everything else is an error always. Logs what failed: OS_ERR_SYS.
 */
int sandbox_drop(const struct sandbox *sb, const char *home, uid_t uid,
    gid_t gid, struct sandbox_level *level);
int sandbox_landlock(
    const struct sandbox *sb, bool required, struct sandbox_level *level);
int sandbox_seal(
    const struct sandbox *sb, bool required, struct sandbox_level *level);

/* "uid 998, chroot, no_new_privs, landlock 7, seccomp" */
void sandbox_describe(const struct sandbox_level *level, struct buf *b);

#endif
