/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/port/port_time.h"

#define LINE_MAX_BYTES 8192

/* The one global of lib/: a process has one log. */
static struct {
	const char *name;
	int fd;
	bool to_stderr;
	int debug;
} out = { "ossec", -1, true, 0 };

void
log_init(const char *name)
{
	out.name = name;
}

const char *
log_name(void)
{
	return out.name;
}

int
log_open(const char *path)
{
	/* opened by root: a link could lead anywhere */
	int fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW |
		O_NONBLOCK,
	    0640);

	if (fd == -1)
		return OS_ERR_SYS;
	if (out.fd != -1)
		close(out.fd);
	out.fd = fd;
	return OS_OK;
}

void
log_stderr(bool on)
{
	out.to_stderr = on;
}

void
log_debug_level(int level)
{
	out.debug = level;
}

int
log_get_debug_level(void)
{
	return out.debug;
}

/* Appends src to dst (of size bytes, used so far), control bytes escaped. */
static size_t
add_escaped(char *dst, size_t size, size_t used, const char *src)
{
	static const char hex[] = "0123456789abcdef";

	for (; *src != '\0' && used + 5 < size; src++) {
		unsigned char c = (unsigned char)*src;

		if (c >= 0x20 && c != 0x7f) {
			dst[used++] = (char)c;
			continue;
		}
		dst[used++] = '\\';
		dst[used++] = 'x';
		dst[used++] = hex[c >> 4];
		dst[used++] = hex[c & 15];
	}
	return used;
}

static void
emit(int code, const char *level, int err, const char *fmt, va_list ap)
{
	char line[LINE_MAX_BYTES], text[LINE_MAX_BYTES - 256];
	struct tm tm;
	size_t n;
	int head;

	vsnprintf(text, sizeof(text), fmt, ap);
	port_localtime(port_now_ns() / 1000000000, &tm);
	head = snprintf(line, 200, "%04d/%02d/%02d %02d:%02d:%02d %.64s",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, out.name);
	n = (size_t)head;
	n += (size_t)snprintf(
	    line + n, 60, code != 0 ? "(%d): %s: " : ": %.0d%s: ", code, level);
	n = add_escaped(line, sizeof(line) - 1, n, text);
	if (err != 0) {
		n = add_escaped(line, sizeof(line) - 1, n, ": ");
		n = add_escaped(line, sizeof(line) - 1, n, strerror(err));
	}
	line[n++] = '\n';
	/* One write per line: lines of several processes do not mix. */
	if (out.fd != -1 && write(out.fd, line, n) == (ssize_t)n &&
	    !out.to_stderr)
		return;
	if (out.to_stderr || out.fd == -1) {
		ssize_t ignored = write(STDERR_FILENO, line, n);

		(void)ignored;
	}
}

#define EMIT(code, level, err)                     \
	do {                                       \
		va_list ap;                        \
		int saved = (err);                 \
                                                   \
		va_start(ap, fmt);                 \
		emit(code, level, saved, fmt, ap); \
		va_end(ap);                        \
	} while (0)

void
log_info(const char *fmt, ...)
{
	EMIT(0, "INFO", 0);
}

void
log_warn(const char *fmt, ...)
{
	EMIT(0, "WARN", errno);
}

void
log_warnx(const char *fmt, ...)
{
	EMIT(0, "WARN", 0);
}

void
log_error(const char *fmt, ...)
{
	EMIT(0, "ERROR", errno);
}

void
log_errorx(const char *fmt, ...)
{
	EMIT(0, "ERROR", 0);
}

void
log_debug(int level, const char *fmt, ...)
{
	if (level <= out.debug)
		EMIT(0, "DEBUG", 0);
}

void
log_info_code(int code, const char *fmt, ...)
{
	EMIT(code, "INFO", 0);
}

void
log_warn_code(int code, const char *fmt, ...)
{
	EMIT(code, "WARN", 0);
}

void
log_error_code(int code, const char *fmt, ...)
{
	EMIT(code, "ERROR", 0);
}

void
fatal(const char *fmt, ...)
{
	EMIT(0, "ERROR", errno);
	exit(1);
}

void
fatalx(const char *fmt, ...)
{
	EMIT(0, "ERROR", 0);
	exit(1);
}

bool
log_limit(struct log_limit *l, unsigned long *skipped)
{
	long long now = (long long)(port_monotonic_ns() / 1000000000);

	if (now < l->next) {
		l->skipped++;
		return false;
	}
	l->next = now + (l->interval > 0 ? l->interval : 60);
	*skipped = l->skipped;
	l->skipped = 0;
	return true;
}
