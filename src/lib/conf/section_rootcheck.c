/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <rootcheck>: rootkit and policy checks (spec: rootcheck, section 2).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_rootcheck, member)

#define FILE_ROW(name)                                               \
	{                                                            \
#name, CONF_TEXT, OFF(name), .flags = CONF_NOT_EMPTY \
	}
#define CHECK_ROW(name)                                \
	{                                              \
#name, CONF_YESNO, OFF(name), .def = 1 \
	}

static const struct conf_opt opts[] = {
	{ "disabled", CONF_YESNO, OFF(disabled) },
	{ "frequency", CONF_NUMBER, OFF(frequency), .def = 72000 },
	{ "scanall", CONF_YESNO, OFF(scanall) },
	{ "readall", CONF_YESNO, OFF(readall) },
	{ "skip_nfs", CONF_YESNO, OFF(skip_nfs) },
	FILE_ROW(rootkit_files),
	FILE_ROW(rootkit_trojans),
	{ "system_audit", CONF_TEXTS, OFF(system_audit),
	    .flags = CONF_NOT_EMPTY },
	FILE_ROW(windows_audit),
	FILE_ROW(windows_apps),
	FILE_ROW(windows_malware),
	{ "base_directory", CONF_TEXT, OFF(base_directory) },
	{ "ignore", CONF_TEXTS, OFF(ignore), .flags = CONF_NOT_EMPTY },
	CHECK_ROW(check_dev),
	CHECK_ROW(check_files),
	CHECK_ROW(check_if),
	CHECK_ROW(check_pids),
	CHECK_ROW(check_ports),
	CHECK_ROW(check_sys),
	CHECK_ROW(check_trojans),
	CHECK_ROW(check_unixaudit),
	CHECK_ROW(check_winapps),
	CHECK_ROW(check_winaudit),
	CHECK_ROW(check_winmalware),
	{ 0 },
};

const struct conf_section section_rootcheck = { "rootcheck", opts,
	offsetof(struct conf, rootcheck), 0, OFF(present), CONF_SYSCHECKD,
	NULL };
