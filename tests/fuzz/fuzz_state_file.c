/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "lib/service/state_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct state_file *st =
	    state_file_parse(str_slice((const char *)data, len));
	size_t n = 0;

	for (size_t i = 0; i < state_file_count(st); i++) {
		const char *key, *value;

		state_file_at(st, i, &key, &value);
		n += strlen(key) + strlen(value);
		(void)state_file_get_u64(st, key);
	}
	state_file_free(&st);
	if (n > len)
		abort(); /* unquoting only ever shortens */
	return 0;
}
