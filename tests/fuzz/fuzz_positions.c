/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The saved positions of the log collector: what is accepted, written again,
 * gives the same text the next time.
 */
#include <stdlib.h>

#include "daemons/logcollector/positions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf once = { 0 }, twice = { 0 };
	struct positions p;

	if (positions_parse(&p, str_slice((const char *)data, len)) != 0)
		return 0;
	positions_write(&p, &once);
	positions_free(&p);
	if (positions_parse(&p, buf_str(&once)) != 0)
		abort();
	positions_write(&p, &twice);
	positions_free(&p);
	if (!str_eq(buf_str(&once), buf_str(&twice)))
		abort();
	buf_free(&once);
	buf_free(&twice);
	return 0;
}
