/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/port/port_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Also for what has no size beforehand: pipes, /proc. */
static int
read_all(int fd, size_t max, char **text, size_t *len)
{
	size_t cap = 0, n = 0;
	char *p = NULL, *grown;
	ssize_t got;

	for (;;) {
		if (n == cap) {
			cap = cap != 0 ? cap * 2 : 16384;
			if ((grown = realloc(p, cap + 1)) == NULL)
				break;
			p = grown;
		}
		got = read(fd, p + n, cap - n);
		if (got == -1 && errno == EINTR)
			continue;
		if (got == -1)
			break;
		n += (size_t)got;
		if (n > max) {
			errno = EFBIG;
			break;
		}
		if (got == 0) {
			p[n] = '\0';
			*text = p;
			*len = n;
			return 0;
		}
	}
	free(p);
	return -1;
}

int
port_file_read(const char *path, size_t max, char **text, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), r, saved;

	if (fd == -1)
		return -1;
	r = read_all(fd, max, text, len);
	saved = errno;
	close(fd);
	errno = saved;
	return r;
}
