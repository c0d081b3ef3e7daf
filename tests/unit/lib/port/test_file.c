/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/port/port_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "scratch.h"

static struct str
content(const char *path, char *text, size_t size)
{
	char *p;
	size_t len;

	if (port_file_read(path, size - 1, &p, &len) == -1)
		return STR_NONE;
	memcpy(text, p, len + 1);
	free(p);
	return str_slice(text, len);
}

/* The bound is the largest size that is read, for sizes around the chunks in
 * which it is read. */
TEST(read_bound)
{
	static const size_t sizes[] = { 0, 1, 4094, 4095, 4096, 4097, 8191,
		8192, 20000 };
	static char data[20000];
	struct scratch s;

	scratch_enter(&s);
	memset(data, 'x', sizeof(data));
	for (size_t i = 0; i < NELEM(sizes); i++) {
		char *p;
		size_t len, n = sizes[i];

		CHECK_INT(port_file_replace("f", data, n, 0600), 0, i);
		CHECK_INT(port_file_read("f", n, &p, &len), 0, i);
		CHECK_INT(len, n, i);
		CHECK_INT(strlen(p), n, i);
		free(p);
		if (n == 0)
			continue;
		CHECK_INT(port_file_read("f", n - 1, &p, &len), -1, i);
		CHECK_INT(errno, EFBIG, i);
	}
	scratch_leave(&s);
}

TEST(read_what_has_no_size)
{
	char *p;
	size_t len;

	CHECK_INT(
	    port_file_read("/proc/self/status", 1 << 16, &p, &len), 0, -1);
	CHECK(len > 100);
	free(p);
	CHECK_INT(port_file_read("/no/such/file", 10, &p, &len), -1, -1);
	CHECK_INT(errno, ENOENT, -1);
}

/* What a writer of the directory may have put there instead. */
TEST(read_plain_files_only)
{
	struct scratch s;
	size_t len;
	char *p;

	scratch_enter(&s);
	CHECK_INT(port_file_replace("f", "text", 4, 0600), 0, -1);
	CHECK_INT(port_file_read_plain("f", 4, &p, &len), 0, -1);
	CHECK_STR(str_slice(p, len), "text", -1);
	free(p);
	CHECK_INT(port_file_read_plain("f", 3, &p, &len), -1, -1);
	CHECK_INT(errno, EFBIG, -1);
	CHECK_INT(symlink("f", "link"), 0, -1);
	CHECK_INT(port_file_read_plain("link", 4, &p, &len), -1, -1);
	CHECK_INT(errno, ELOOP, -1);
	CHECK_INT(mkfifo("pipe", 0600), 0, -1);
	CHECK_INT(port_file_read_plain("pipe", 4, &p, &len), -1, -1);
	CHECK_INT(errno, EINVAL, -1);
	scratch_leave(&s);
}

TEST(replace_is_whole)
{
	struct scratch s;
	struct stat st;
	char text[64];

	scratch_enter(&s);
	CHECK_INT(port_file_replace("f", "old", 3, 0640), 0, -1);
	CHECK_INT(port_file_replace("f", "new text", 8, 0604), 0, -1);
	CHECK_STR(content("f", text, sizeof(text)), "new text", -1);
	CHECK_INT(stat("f", &st), 0, -1);
	CHECK_INT(st.st_mode & 07777, 0604, -1);
	CHECK_INT(access("f.new", F_OK), -1, -1);
	scratch_leave(&s);
}

/* What lies where the new file is written must not be written through. */
TEST(replace_follows_no_link)
{
	struct scratch s;
	char text[64];

	scratch_enter(&s);
	CHECK_INT(port_file_replace("precious", "kept", 4, 0600), 0, -1);
	CHECK_INT(symlink("precious", "f.new"), 0, -1);
	CHECK_INT(symlink("precious", "f"), 0, -1);
	CHECK_INT(port_file_replace("f", "new", 3, 0600), 0, -1);
	CHECK_STR(content("precious", text, sizeof(text)), "kept", -1);
	CHECK_STR(content("f", text, sizeof(text)), "new", -1);
	scratch_leave(&s);
}

TEST(replace_in_vain)
{
	struct scratch s;

	scratch_enter(&s);
	CHECK_INT(port_file_replace("no/f", "x", 1, 0600), -1, -1);
	CHECK_INT(errno, ENOENT, -1);
	/* a directory cannot be replaced; nothing is left beside it */
	CHECK_INT(mkdir("d", 0700), 0, -1);
	CHECK_INT(port_file_replace("d", "x", 1, 0600), -1, -1);
	CHECK_INT(access("d.new", F_OK), -1, -1);
	scratch_leave(&s);
}

TEST(mkdirs_mode)
{
	struct scratch s;
	struct stat st;

	scratch_enter(&s);
	umask(077);
	CHECK_INT(port_file_mkdirs("a/b/c", 0751), 0, -1);
	CHECK_INT(stat("a", &st), 0, -1);
	CHECK_INT(st.st_mode & 07777, 0751, -1);
	CHECK_INT(stat("a/b/c", &st), 0, -1);
	CHECK_INT(st.st_mode & 07777, 0751, -1);
	CHECK_INT(port_file_mkdirs("a/b", 0700), 0, -1);
	CHECK_INT(stat("a/b", &st), 0, -1);
	CHECK_INT(st.st_mode & 07777, 0751, -1);
	CHECK_INT(port_file_replace("a/f", "", 0, 0600), 0, -1);
	CHECK_INT(port_file_mkdirs("a/f/x", 0700), -1, -1);
	CHECK_INT(errno, ENOTDIR, -1);
	CHECK_INT(port_file_mkdirs("", 0700), -1, -1);
	umask(022);
	scratch_leave(&s);
}

TEST(close_above_keeps_one)
{
	int a = open("/dev/null", O_RDONLY), b = dup(a), c = dup(a);

	port_file_close_above(a - 1, b);
	CHECK_INT(fcntl(a, F_GETFD), -1, -1);
	CHECK(fcntl(b, F_GETFD) != -1);
	CHECK_INT(fcntl(c, F_GETFD), -1, -1);
	close(b);
}
