/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>

#include "lib/conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct diags *ds = diags_new();
	struct conf *c = NULL;

	(void)conf_parse(&c, str_slice((const char *)data, len), "f", ds);
	conf_free(&c);
	diags_free(&ds);
	return 0;
}
