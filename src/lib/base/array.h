/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing array is three members of its owner: a pointer, a count and a
 * capacity. ARRAY_ADD makes room for one more and yields its address; the
 * element is zeroed. Addresses of elements change when the array grows.
 */
#ifndef ARRAY_H
#define ARRAY_H

#include <stddef.h>

/* Grows *p (elements of size bytes) so that n + 1 fit; dies without memory. */
void array_grow(void *p, size_t n, size_t *cap, size_t size);

#define ARRAY_ADD(p, n, cap) \
	(array_grow(&(p), (n), &(cap), sizeof(*(p))), &(p)[(n)++])

#endif
