/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The home directory as a table: who owns what, and with which mode. The
 * installer makes it so, `ossec-control check` holds it against the disk.
 *
 * Departs from the reference (daemons-and-privileges, section 15.1): no
 * directory is writable by two users. Where daemons of several users wrote
 * into one (etc/shared, queue/alerts, var/run), root owns it and each writer
 * has its own directory or file below.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define OSSEC_GROUP "ossec"

enum layout_type {
	LAYOUT_DIR,
	LAYOUT_FILE,  /* made empty when missing */
	LAYOUT_LINK,  /* a symbolic link; target says where to */
	LAYOUT_FILES, /* all regular files directly inside path */
};

/* Install types, as bits. */
enum {
	INSTALL_SERVER = 1,
	INSTALL_LOCAL = 2,
	INSTALL_AGENT = 4,
	INSTALL_ALL = 7,
};

struct layout_entry {
	const char *path; /* below the home; "." is the home itself */
	enum layout_type type;
	unsigned installs;
	const char *owner, *group;
	mode_t mode;
	const char *target;
};

/* Parents before children. */
extern const struct layout_entry layout_entries[];
extern const size_t layout_count;

/*
 * Holds the table against the working directory, which is the home. fix: makes
 * it so (owners only as root); else only looks. fn is called with a line for
 * each difference found (or mended). The result is the number of those that
 * are left, or OS_ERR_SYS after one that could not be mended.
 */
int layout_walk(unsigned install, bool fix,
    void (*fn)(const char *text, void *arg), void *arg);

/*
 * For root, before it opens or runs anything of the home, which is the working
 * directory: does every directory that the table gives to root belong to him,
 * and is it writable by nobody else? In one that is not, another user could
 * have put a link in the place of the log, or a program of his own. Those that
 * are missing do not count. true as another user; *path: the first that is
 * wrong.
 */
bool layout_trusted(const char **path);

/* A system user; all have the group OSSEC_GROUP and no login shell. */
struct layout_user {
	const char *name, *comment;
};

extern const struct layout_user layout_users[];
extern const size_t layout_user_count;

/* A daemon of ossec-control, in the order of starting. */
struct layout_daemon {
	const char *name;
	unsigned installs;
	int stop_rank;      /* lower stops first */
	const char *enable; /* its word for ossec-control enable; NULL: always
			     * started */
};

extern const struct layout_daemon layout_daemons[];
extern const size_t layout_daemon_count;

/* "server", "local", "agent"; 0 if it is none of them. */
unsigned layout_install_parse(const char *name);
const char *layout_install_name(unsigned install);

#endif
