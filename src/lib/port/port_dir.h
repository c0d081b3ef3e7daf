/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is in a directory.
 */
#ifndef PORT_DIR_H
#define PORT_DIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The names in it except . and .., sorted by bytes, in memory that the caller
 * frees with port_dir_free(). 0, or -1 with errno.
 */
int port_dir_names(const char *path, char ***names, size_t *n);
void port_dir_free(char **names, size_t n);

/* Is path a regular file, links followed? mtime, if not NULL, gets the time of
 * its last change in nanoseconds. */
bool port_dir_is_file(const char *path, int64_t *mtime);

#endif
