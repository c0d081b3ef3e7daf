/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as alerts.log: the reader gets through it, and slices stay inside
 * of their block. */
#include <stdlib.h>

#include "lib/base/err.h"
#include "lib/proto/alert_block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
inside(struct str block, struct str s)
{
	if (s.p != NULL && s.len != 0 &&
	    (s.p < block.p || s.p + s.len > block.p + block.len))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct str rest = str_slice((const char *)data, len), block;
	struct alert_block a;

	while (alert_block_next(&rest, &block)) {
		if (alert_block_parse(block, &a) != OS_OK)
			continue;
		inside(block, a.id);
		inside(block, a.groups);
		inside(block, a.date);
		inside(block, a.origin);
		inside(block, a.description);
		inside(block, a.srcip);
		inside(block, a.user);
		inside(block, a.log);
	}
	return 0;
}
