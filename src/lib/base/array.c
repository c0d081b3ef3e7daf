/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/array.h"

#include <string.h>

#include "lib/base/xalloc.h"

void
array_grow(void *pp, size_t n, size_t *cap, size_t size)
{
	void *p;

	memcpy(&p, pp, sizeof(p));
	if (n == *cap) {
		size_t want = *cap == 0 ? 8 : *cap * 2;

		p = xreallocarray(p, want, size);
		*cap = want;
		memcpy(pp, &p, sizeof(p));
	}
	memset((char *)p + n * size, 0, size);
}
