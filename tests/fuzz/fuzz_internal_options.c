/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>

#include "lib/conf/internal_options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct diags *ds = diags_new();
	struct internal_options io;

	internal_options_init(&io);
	internal_options_parse(
	    &io, str_slice((const char *)data, len), "f", ds);
	diags_free(&ds);
	return 0;
}
