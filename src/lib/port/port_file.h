/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole files at once.
 */
#ifndef PORT_FILE_H
#define PORT_FILE_H

#include <stddef.h>

/*
 * Reads path into memory that the caller frees; a NUL follows the last byte,
 * which len does not count. 0, or -1 with errno; EFBIG: more than max bytes.
 */
int port_file_read(const char *path, size_t max, char **text, size_t *len);

#endif
