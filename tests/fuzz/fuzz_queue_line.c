/* SPDX-License-Identifier: Apache-2.0 */
/* Any datagram: taken apart without reading past it, and what was accepted
 * comes back the same when composed again. */
#include <stdlib.h>

#include "lib/base/err.h"
#include "lib/proto/queue_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct queue_line q, again;
	struct buf b = { 0 };
	struct str s = str_slice((const char *)data, len);

	if (queue_line_parse(s, &q) == OS_OK) {
		if (queue_line_compose(&b, q.id, q.location, q.text) != OS_OK ||
		    queue_line_parse(buf_str(&b), &again) != OS_OK ||
		    again.id != q.id || !str_eq(again.location, q.location) ||
		    !str_eq(again.text, q.text))
			abort();
	}
	buf_clear(&b);
	(void)queue_line_compose_agent(&b, STR_LIT("(a) any"), s);
	buf_free(&b);
	return 0;
}
