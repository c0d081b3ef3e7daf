/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables first: what is in each group, what depends on an argument, what
 * merely fails.
 */
#include "lib/service/syscalls.h"

#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <asm/termbits.h>
#include <unistd.h>

#include "config.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/base/xalloc.h"

#define ALWAYS 0U /* or, as an exception, never */

static const char *const basic_calls[] = {
	/* descriptors */
	"read", "write", "readv", "writev", "pread64", "pwrite64", "preadv",
	"pwritev", "lseek", "_llseek", "close", "fcntl", "fcntl64", "dup",
	"dup2", "dup3", "pipe", "pipe2", "eventfd2", "poll", "ppoll", "select",
	"_newselect", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl",
	"epoll_wait", "epoll_pwait", "epoll_pwait2", "timerfd_create",
	"timerfd_settime", "timerfd_gettime", "sendfile",
	/* sockets one already has */
	"recvfrom", "recvmsg", "recvmmsg", "recv", "sendto", "sendmsg",
	"sendmmsg", "send", "accept", "accept4", "shutdown", "getsockopt",
	"setsockopt", "getsockname", "getpeername",
	/* memory; mmap and mprotect are below */
	"munmap", "mremap", "madvise", "brk", "msync", "mincore", "membarrier",
	/* time */
	"clock_gettime", "clock_gettime64", "clock_getres", "clock_nanosleep",
	"clock_nanosleep_time64", "clock_getres_time64", "nanosleep",
	"gettimeofday", "time", "times",
	/* signals to oneself; tgkill is below */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending",
	"rt_sigtimedwait", "rt_sigtimedwait_time64", "sigaltstack", "sigreturn",
	"restart_syscall", "alarm", "setitimer", "getitimer",
	/* the above, as 32-bit systems have them */
	"ppoll_time64", "pselect6_time64", "recvmmsg_time64", "sendfile64",
	"timerfd_settime64", "timerfd_gettime64", "utimensat_time64",
	"getuid32", "geteuid32", "getgid32", "getegid32", "getresuid32",
	"getresgid32", "getgroups32", "arm_fadvise64_64", "arm_sync_file_range",
	"sync_file_range2",
	/* oneself */
	"exit", "exit_group", "getpid", "getppid", "gettid", "getuid",
	"geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups",
	"getpgrp", "getpgid", "getsid", "getrusage", "getrlimit", "ugetrlimit",
	"sched_yield", "sched_getaffinity", "getcpu", "uname", "sysinfo",
	"set_robust_list", "get_robust_list", "rseq", "set_tid_address",
	"futex", "futex_time64", "futex_waitv", "getrandom", "umask", "getcwd",
	"capget",
	/* files, as far as Landlock and the user's rights go */
	"open", "openat", "openat2", "stat", "stat64", "lstat", "lstat64",
	"fstat", "fstat64", "newfstatat", "fstatat64", "statx", "access",
	"faccessat", "faccessat2", "readlink", "readlinkat", "getdents",
	"getdents64", "chdir", "fchdir", "rename", "renameat", "renameat2",
	"link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "mkdir",
	"mkdirat", "rmdir", "truncate", "ftruncate", "truncate64",
	"ftruncate64", "fallocate", "fsync", "fdatasync", "sync_file_range",
	"fadvise64", "fadvise64_64", "readahead", "flock", "statfs", "statfs64",
	"fstatfs", "fstatfs64", "utimensat", "copy_file_range", "inotify_init1",
	"inotify_add_watch", "inotify_rm_watch"
};

static const char *const unix_calls[] = { "socketpair", "connect", "bind",
	"listen" };
static const char *const inet_calls[] = { "connect", "bind", "listen" };
static const char *const process_calls[] = { "clone", "fork", "vfork", "execve",
	"execveat", "wait4", "waitid", "waitpid", "kill", "setsid", "setpgid",
	"setrlimit", "prlimit64", "pidfd_open", "pidfd_send_signal",
	"close_range", "prctl" };
static const char *const jit_calls[] = { "mmap", "mmap2", "mprotect" };
static const char *const owner_calls[] = { "chmod", "fchmod", "fchmodat",
	"chown", "lchown", "fchown", "fchownat", "chown32", "fchown32",
	"lchown32" };

static const struct {
	unsigned when; /* CALLS_* */
	const char *const *names;
	size_t n;
} groups[] = {
	{ ALWAYS, basic_calls, NELEM(basic_calls) },
	{ CALLS_UNIX, unix_calls, NELEM(unix_calls) },
	{ CALLS_INET, inet_calls, NELEM(inet_calls) },
	{ CALLS_PROCESS, process_calls, NELEM(process_calls) },
	{ CALLS_JIT, jit_calls, NELEM(jit_calls) },
	{ CALLS_OWNER, owner_calls, NELEM(owner_calls) },
};

#define NO_SUID 06000

/* Allowed when (argument & mask) == value. */
static const struct {
	unsigned when;
	const char *name;
	unsigned arg;
	uint64_t mask, value;
} if_masked[] = {
	{ ALWAYS, "mmap", 2, PROT_EXEC, 0 },
	{ ALWAYS, "mmap2", 2, PROT_EXEC, 0 },
	{ ALWAYS, "mprotect", 2, PROT_EXEC, 0 },
	{ ALWAYS, "chmod", 1, NO_SUID, 0 },
	{ ALWAYS, "fchmod", 1, NO_SUID, 0 },
	{ ALWAYS, "fchmodat", 2, NO_SUID, 0 },
	{ CALLS_THREADS, "clone", 0, CLONE_THREAD, CLONE_THREAD },
	{ ALWAYS, "ioctl", 1, UINT32_MAX, FIONREAD },
	{ ALWAYS, "prctl", 0, UINT32_MAX, PR_SET_NAME },
	{ CALLS_UNIX, "socket", 0, UINT32_MAX, AF_UNIX },
	{ CALLS_INET, "socket", 0, UINT32_MAX, AF_INET },
	{ CALLS_INET, "socket", 0, UINT32_MAX, AF_INET6 },
};

/* Fail with error, in processes with (when) and without (unless) certain
 * groups. With a mask: only when (argument & mask) == value. */
static const struct {
	unsigned when, unless;
	const char *name;
	int error;
	unsigned arg;
	uint64_t mask, value;
} failing[] = {
	/* glibc goes on with clone, whose flags a filter can see */
	{ ALWAYS, ALWAYS, "clone3", ENOSYS },
	{ ALWAYS, CALLS_PROCESS, "clone", EPERM, 0, CLONE_THREAD, 0 },
	{ ALWAYS, CALLS_JIT, "mmap", EPERM, 2, PROT_EXEC, PROT_EXEC },
	{ ALWAYS, CALLS_JIT, "mmap2", EPERM, 2, PROT_EXEC, PROT_EXEC },
	{ ALWAYS, CALLS_JIT, "mprotect", EPERM, 2, PROT_EXEC, PROT_EXEC },
	/* stdio asks whether /dev/null is a terminal, malloc gives its memory
	 * a name, both are content with a no */
	{ ALWAYS, ALWAYS, "ioctl", ENOTTY, 1, UINT32_MAX, TCGETS },
	{ ALWAYS, CALLS_PROCESS, "prctl", EINVAL, 0, UINT32_MAX,
	    0x53564d41 /* PR_SET_VMA */ },
	/* look-ups of users and hosts try nscd and the interface list */
	{ ALWAYS, CALLS_UNIX | CALLS_INET, "socket", EPERM },
	{ CALLS_UNIX | CALLS_INET, ALWAYS, "socket", EAFNOSUPPORT, 0,
	    UINT32_MAX, AF_NETLINK },
	{ ALWAYS, ALWAYS, "mlock", EPERM },
	{ ALWAYS, ALWAYS, "mlock2", EPERM },
	{ ALWAYS, ALWAYS, "sched_setscheduler", EPERM },
	{ ALWAYS, ALWAYS, "sched_setaffinity", EPERM },
	{ ALWAYS, ALWAYS, "setpriority", EPERM },
	{ ALWAYS, ALWAYS, "getpriority", EPERM },
	{ ALWAYS, ALWAYS, "personality", EPERM },
	{ ALWAYS, CALLS_OWNER, "chown", EPERM },
	{ ALWAYS, CALLS_OWNER, "fchown", EPERM },
	{ ALWAYS, CALLS_OWNER, "lchown", EPERM },
	{ ALWAYS, CALLS_OWNER, "fchownat", EPERM },
};

/* A process that starts the administrator's programs cannot know what they
 * need: these alone are refused to it and to them. */
static const char *const refused_to_programs[] = { "acct", "add_key", "bpf",
	"clock_adjtime", "clock_settime", "delete_module", "finit_module",
	"fsconfig", "fsmount", "fsopen", "init_module", "ioperm", "iopl",
	"kexec_file_load", "kexec_load", "keyctl", "mount", "mount_setattr",
	"move_mount", "open_by_handle_at", "open_tree", "pivot_root",
	"process_vm_writev", "ptrace", "quotactl", "reboot", "request_key",
	"setdomainname", "sethostname", "settimeofday", "swapoff", "swapon",
	"umount", "umount2", "unshare", "userfaultfd", "setns" };

#if SANDBOX_RELAXED
/* What the sanitizers' run-time needs to start, to check and to report. */
static const char *const sanitizer_calls[] = { "mmap", "mprotect", "clone",
	"prctl", "prlimit64", "setrlimit", "ptrace", "kill", "tgkill", "tkill",
	"wait4", "rt_sigqueueinfo", "process_vm_readv", "personality",
	"arch_prctl", "sched_setaffinity", "ioctl", "mlock", "munlock",
	"mlockall", "munlockall", "close_range", "pipe2", "socketpair" };
#endif

static bool
applies(unsigned when, unsigned calls)
{
	return when == ALWAYS || (when & calls) != 0;
}

static int
add(scmp_filter_ctx ctx, uint32_t action, const char *name)
{
	int nr = seccomp_syscall_resolve_name(name);

	if (nr == __NR_SCMP_ERROR)
		return OS_ERR_NOTFOUND;
	return seccomp_rule_add(ctx, action, nr, 0) < 0 ? OS_ERR_SYS : OS_OK;
}

static int
add_masked(scmp_filter_ctx ctx, uint32_t action, const char *name, unsigned arg,
    uint64_t mask, uint64_t value)
{
	struct scmp_arg_cmp cmp = { arg, SCMP_CMP_MASKED_EQ, mask, value };
	int nr = seccomp_syscall_resolve_name(name);

	if (nr == __NR_SCMP_ERROR)
		return OS_OK; /* not on this architecture */
	return seccomp_rule_add_array(ctx, action, nr, 1, &cmp) < 0 ? OS_ERR_SYS
								    : OS_OK;
}

/* Names that this architecture or libseccomp lacks are no error. */
static int
add_all(
    scmp_filter_ctx ctx, uint32_t action, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (add(ctx, action, names[i]) == OS_ERR_SYS)
			return OS_ERR_SYS;
	}
	return OS_OK;
}

static int
add_more(scmp_filter_ctx ctx, const char *const *names)
{
	int r = OS_OK;

	for (; names != NULL && *names != NULL; names++) {
		r = add(ctx, SCMP_ACT_ALLOW, *names);
		if (r == OS_ERR_NOTFOUND) {
			log_errorx(
			    "sandbox: no system call is named %s", *names);
			return OS_ERR_FORMAT;
		}
		if (r != OS_OK)
			return r;
	}
	return OS_OK;
}

static int
add_failing(scmp_filter_ctx ctx, unsigned calls)
{
	int r = OS_OK;

	for (size_t i = 0; r == OS_OK && i < NELEM(failing); i++) {
		uint32_t action = SCMP_ACT_ERRNO((uint32_t)failing[i].error);

		if (!applies(failing[i].when, calls) ||
		    (failing[i].unless & calls) != 0)
			continue;
		if (failing[i].mask == 0)
			(void)add_all(ctx, action, &failing[i].name, 1);
		else
			r = add_masked(ctx, action, failing[i].name,
			    failing[i].arg, failing[i].mask, failing[i].value);
	}
	return r;
}

static int
add_allowed(scmp_filter_ctx ctx, unsigned calls)
{
	int r = OS_OK;

	for (size_t i = 0; r == OS_OK && i < NELEM(groups); i++) {
		if (applies(groups[i].when, calls))
			r = add_all(
			    ctx, SCMP_ACT_ALLOW, groups[i].names, groups[i].n);
	}
	for (size_t i = 0; r == OS_OK && i < NELEM(if_masked); i++) {
		if (applies(if_masked[i].when, calls))
			r = add_masked(ctx, SCMP_ACT_ALLOW, if_masked[i].name,
			    if_masked[i].arg, if_masked[i].mask,
			    if_masked[i].value);
	}
	/* abort() and raise(), but no signal to anybody else */
	if (r == OS_OK)
		r = add_masked(ctx, SCMP_ACT_ALLOW, "tgkill", 0, UINT32_MAX,
		    (uint64_t)getpid());
	/* asking for limits, not setting them */
	if (r == OS_OK)
		r = add_masked(
		    ctx, SCMP_ACT_ALLOW, "prlimit64", 2, UINT64_MAX, 0);
	return r;
}

static int
fill(scmp_filter_ctx ctx, const struct sandbox *sb)
{
	int r;

	if ((r = add_allowed(ctx, sb->calls)) != OS_OK ||
	    (r = add_more(ctx, sb->more_calls)) != OS_OK)
		return r;
#if SANDBOX_RELAXED
	if ((r = add_all(ctx, SCMP_ACT_ALLOW, sanitizer_calls,
		 NELEM(sanitizer_calls))) != OS_OK)
		return r;
#endif
	return add_failing(ctx, sb->calls);
}

int
syscalls_restrict(const struct sandbox *sb)
{
	scmp_filter_ctx ctx;
	int r;

	ctx =
	    seccomp_init(sb->programs ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
	if (ctx == NULL)
		return OS_ERR_SYS;
	if (sb->programs)
		r = add_all(ctx, SCMP_ACT_ERRNO(EPERM), refused_to_programs,
		    NELEM(refused_to_programs));
	else
		r = fill(ctx, sb);
	/* threads that a library may have started already are bound as well */
	if (r == OS_OK && seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1) < 0)
		r = OS_ERR_SYS;
	if (r == OS_OK && (errno = -seccomp_load(ctx)) > 0)
		r = OS_ERR_SYS;
	seccomp_release(ctx);
	return r;
}
