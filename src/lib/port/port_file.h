/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and descriptors. This layer knows no OS_ERR_*: functions return 0, or
 * -1 with errno set; what is larger than allowed is EFBIG.
 */
#ifndef PORT_FILE_H
#define PORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * The whole file, at most max bytes, followed by a NUL that *len does not
 * count. free() *out. Reads what is there until the end, so it also suits
 * files of /proc, whose size is 0.
 */
int port_file_read(const char *path, size_t max, char **out, size_t *len);
/* The same from a directory where somebody else may write: only a plain file
 * is read. A link is ELOOP, a pipe (where open() would wait for ever) or
 * anything else EINVAL. */
int port_file_read_plain(const char *path, size_t max, char **out, size_t *len);
/* The same from where fd stands; fd stays open. */
int port_file_read_fd(int fd, size_t max, char **out, size_t *len);

/*
 * Replaces path by len bytes so that readers see the old or the new content,
 * also after a crash: written beside as "<path>.new", synced, renamed. One
 * writer per path; mode is not masked by the umask.
 */
int
port_file_replace(const char *path, const void *data, size_t len, mode_t mode);

/* Creates path and what is missing above it, each with mode (not masked by the
 * umask). A directory that exists is left as it is. */
int port_file_mkdirs(const char *path, mode_t mode);

/* All of it, over short writes and interruptions. */
int port_file_write(int fd, const void *data, size_t len);

/* Closes every descriptor above above but keep (-1: none). */
void port_file_close_above(int above, int keep);

int port_file_set_nonblock(int fd, bool on);
/* Shall fd stay open in started programs? */
int port_file_set_inherit(int fd, bool on);

#endif
