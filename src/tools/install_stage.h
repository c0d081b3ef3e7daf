/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copying a staged tree (what `meson install` made below DESTDIR) into a home.
 */
#ifndef INSTALL_STAGE_H
#define INSTALL_STAGE_H

struct install_stage {
	const char *from; /* the staged home */
	const char *date; /* for the names of backups: 20261125103000 */
	unsigned added, replaced, same, kept, removed;
};

/*
 * Into the working directory. What the administrator owns (ossec.conf,
 * client.keys, local_*) stays as it is when it is there; of rules and decoders
 * that change, the old one goes to backup/. Every file is replaced in one step.
 * Below ruleset/, which is loaded as a whole, what the stage lacks is removed.
 * Says on standard error what failed: OS_ERR_SYS.
 */
int install_stage_copy(struct install_stage *s);

#endif
