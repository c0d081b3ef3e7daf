/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>

#include "lib/xml/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct diags *ds = diags_new();
	struct xml *x = NULL;

	if (xml_parse(&x, str_slice((const char *)data, len), "f", ds) == 0)
		(void)xml_apply_variables(x, ds);
	xml_free(&x);
	diags_free(&ds);
	return 0;
}
