/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/service/install_info.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/port/port_file.h"
#include "lib/service/layout.h"

#define INFO_MAX 65536

/* KEY="value" or KEY=value: the value, else absent. */
static struct str
value_of(struct str text, const char *key)
{
	struct str line;

	while (str_split(&text, '\n', &line)) {
		size_t eq = str_chr(line, '=');
		struct str v;

		if (eq == SIZE_MAX || !str_is(str_head(line, eq), key))
			continue;
		v = str_trim(str_skip(line, eq + 1));
		if (v.len >= 2 && v.p[0] == '"' && v.p[v.len - 1] == '"')
			v = str_slice(v.p + 1, v.len - 2);
		return v;
	}
	return STR_NONE;
}

static void
copy(char *to, size_t size, struct str from)
{
	snprintf(to, size, "%.*s", STR_FMT(from));
}

int
install_info_load(struct install_info *info)
{
	struct str all;
	char *text, type[32];
	size_t len;

	memset(info, 0, sizeof(*info));
	if (port_file_read_plain(INSTALL_INFO_PATH, INFO_MAX, &text, &len) ==
	    -1) {
		if (errno == ENOENT || errno == ENOTDIR)
			return OS_ERR_NOTFOUND;
		return errno == EFBIG ? OS_ERR_LIMIT : OS_ERR_SYS;
	}
	all = str_slice(text, len);
	copy(info->directory, sizeof(info->directory),
	    value_of(all, "DIRECTORY"));
	copy(info->version, sizeof(info->version), value_of(all, "VERSION"));
	copy(info->date, sizeof(info->date), value_of(all, "DATE"));
	copy(type, sizeof(type), value_of(all, "TYPE"));
	free(text);
	info->install = layout_install_parse(type);
	return info->install == 0 ? OS_ERR_FORMAT : OS_OK;
}

int
install_info_save(const struct install_info *info)
{
	struct buf b = { 0 };
	int r;

	buf_printf(&b, "DIRECTORY=\"%s\"\nVERSION=\"%s\"\nDATE=\"%s\"\n",
	    info->directory, info->version, info->date);
	buf_printf(&b, "TYPE=\"%s\"\n", layout_install_name(info->install));
	r = port_file_replace(INSTALL_INFO_PATH, b.p, b.len, 0640);
	buf_free(&b);
	return r == -1 ? OS_ERR_SYS : OS_OK;
}
