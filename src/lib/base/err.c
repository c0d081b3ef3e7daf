/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/err.h"

const char *
os_strerror(int err)
{
	switch (err) {
	case OS_OK:
		return "success";
	case OS_ERR_FORMAT:
		return "malformed input";
	case OS_ERR_SYS:
		return "system error";
	case OS_ERR_LIMIT:
		return "too large";
	case OS_ERR_NOTFOUND:
		return "not found";
	case OS_ERR_REFUSED:
		return "refused";
	case OS_ERR_STATE:
		return "state database error";
	case OS_ERR_BUSY:
		return "would have to wait";
	case OS_ERR_CLOSED:
		return "the other side is gone";
	default:
		return "unknown error";
	}
}
