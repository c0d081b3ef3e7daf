/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/tool_config.h"

#include <errno.h>
#include <stdlib.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/conf/conf.h"
#include "lib/port/port_file.h"

#define CONFIG "etc/ossec.conf"

int
tool_read_config(const char *home, const char **config, struct buf *text)
{
	char *path =
	    *config != NULL ? xstrdup(*config) : xasprintf("%s/" CONFIG, home);
	char *read;
	size_t len;
	int r = port_file_read(path, CONF_FILE_MAX, &read, &len);

	if (r == 0) {
		buf_add(text, read, len);
		free(read);
	} else {
		log_error_code(1226, "Error reading the configuration '%s': %s",
		    path, strerror(errno));
	}
	if (*config == NULL)
		*config = CONFIG;
	free(path);
	return r == 0 ? OS_OK : OS_ERR_SYS;
}
