/* SPDX-License-Identifier: Apache-2.0 */
/*
 * etc/ossec-init.conf: the mark of a home that we installed, and what it is.
 * Shell syntax, as in the reference: DIRECTORY="/var/ossec".
 */
#ifndef INSTALL_INFO_H
#define INSTALL_INFO_H

#define INSTALL_INFO_PATH "etc/ossec-init.conf"

struct install_info {
	char directory[4096], version[64], date[64];
	unsigned install; /* INSTALL_SERVER, ... */
};

/* From the working directory, which is the home. OS_ERR_NOTFOUND: there is no
 * mark; OS_ERR_FORMAT: no known TYPE; OS_ERR_SYS, OS_ERR_LIMIT. */
int install_info_load(struct install_info *info);
int install_info_save(const struct install_info *info);

#endif
