/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/pid_file.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/port/port_file.h"
#include "scratch.h"

static void
own_exe(char *exe, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", exe, size - 1);

	exe[n > 0 ? n : 0] = '\0';
}

static bool
exists(const char *path)
{
	return access(path, F_OK) == 0;
}

TEST(written_found_removed)
{
	char exe[4096], mine[64];
	int lock, second, pidfd;
	struct scratch s;
	pid_t pid;

	own_exe(exe, sizeof(exe));
	scratch_enter(&s);
	CHECK_INT(port_file_mkdirs("var/run", 0700), 0, -1);
	/* left-overs: of ours, of a longer name, and no number at all */
	CHECK_INT(port_file_replace("var/run/d-1.pid", "1\n", 2, 0600), 0, -1);
	CHECK_INT(
	    port_file_replace("var/run/d-x-1.pid", "1\n", 2, 0600), 0, -1);
	CHECK_INT(port_file_replace("var/run/d-1x.pid", "1\n", 2, 0600), 0, -1);
	CHECK_INT(pid_file_find("d", exe, &pid, &pidfd), OS_ERR_NOTFOUND, -1);
	CHECK_INT(pid_file_write("d", &lock), OS_OK, -1);
	CHECK(!exists("var/run/d-1.pid"));
	CHECK(exists("var/run/d-x-1.pid"));
	CHECK(exists("var/run/d-1x.pid"));
	CHECK_INT(pid_file_find("d", exe, &pid, &pidfd), OS_OK, -1);
	CHECK_INT(pid, getpid(), -1);
	close(pidfd);
	CHECK_INT(
	    pid_file_find("d", "/bin/true", &pid, &pidfd), OS_ERR_NOTFOUND, -1);
	CHECK_INT(pid_file_find("e", exe, &pid, &pidfd), OS_ERR_NOTFOUND, -1);
	log_stderr(false);
	CHECK_INT(log_open("/dev/null"), OS_OK, -1);
	CHECK_INT(pid_file_write("d", &second), OS_ERR_REFUSED, -1);
	pid_file_sweep("d", exe);
	snprintf(mine, sizeof(mine), "var/run/d-%d.pid", (int)getpid());
	CHECK(exists(mine));
	pid_file_sweep("d", "/bin/true");
	CHECK(!exists(mine));
	pid_file_remove("d");
	close(lock);
	CHECK_INT(pid_file_write("d", &lock), OS_OK, -1);
	pid_file_remove("d");
	CHECK(!exists(mine));
	close(lock);
	scratch_leave(&s);
}

/* It was recognised as gone, but holds its lock until the kernel is done. */
TEST(predecessor_that_is_just_ending)
{
	struct scratch s;
	int lock, go[2];
	pid_t pid;
	char byte;

	scratch_enter(&s);
	CHECK_INT(port_file_mkdirs("var/run", 0700), 0, -1);
	CHECK_INT(pipe(go), 0, -1);
	if ((pid = fork()) == 0) {
		if (pid_file_write("d", &lock) != OS_OK)
			_exit(1);
		(void)!write(go[1], "x", 1);
		usleep(100000);
		_exit(0);
	}
	CHECK_INT(read(go[0], &byte, 1), 1, -1);
	CHECK_INT(pid_file_write("d", &lock), OS_OK, -1);
	close(lock);
	close(go[0]);
	close(go[1]);
	CHECK_INT(waitpid(pid, NULL, 0), pid, -1);
	scratch_leave(&s);
}
