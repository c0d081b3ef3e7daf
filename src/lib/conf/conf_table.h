/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables behind ossec.conf: a section is a struct, an option is a row that
 * says where its value goes and what it may be. One loop (conf.c) reads them
 * all; conf_value.c knows the types. To add an option, add its row and its line
 * in ossec.conf(5); a test holds the two against each other.
 */
#ifndef CONF_TABLE_H
#define CONF_TABLE_H

#include "lib/base/arena.h"
#include "lib/conf/conf.h"
#include "lib/regex/pattern.h"
#include "lib/xml/xml.h"

struct conf_reader;
struct conf_opt;

enum conf_type {
	CONF_YESNO,    /* bool: exactly yes or no */
	CONF_NUMBER,   /* unsigned: digits; an empty text is 0 */
	CONF_TEXT,     /* const char *: anything */
	CONF_TEXTS,    /* struct conf_texts: one more of it */
	CONF_ENUM,     /* int: one of names */
	CONF_IDS,      /* struct conf_ids: numbers with commas and blanks */
	CONF_ADDRESS,  /* const char *: an IP address */
	CONF_NETWORKS, /* struct conf_texts: address, network, any, with ! */
	CONF_OSREGEX,  /* const char *: a pattern that compiles */
	CONF_OSMATCH,  /* the same, a simple pattern (sregex) */
	CONF_MAILS,    /* struct conf_texts: one more mail address */
	CONF_TIME,     /* int: time of day in minutes */
	CONF_DAYS,     /* unsigned: bits of week days */
	CONF_FLAG,     /* bool: being there is all */
	CONF_PARSE,    /* whatever the row's function makes of it */
	CONF_IGNORED,  /* accepted for compatibility, without effect */
};

enum conf_opt_flags {
	CONF_REQUIRED = 1 << 0,
	CONF_NOT_EMPTY = 1 << 1,
	CONF_ANY_CASE_NAME = 1 << 2,
	CONF_ANY_CASE = 1 << 3,   /* the value of an enum */
	CONF_ATTRIBUTES = 1 << 4, /* the row's function looks at them */
	CONF_REPEAT = 1 << 5, /* a CONF_PARSE row that may stand many times */
};

struct conf_name {
	const char *name;
	int value;
};

/* What a CONF_PARSE row gets. text: the content, with a NUL behind it. */
typedef void conf_parse_fn(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section);

struct conf_opt {
	const char *name; /* NULL ends a table */
	enum conf_type type;
	size_t offset;     /* in the section's struct */
	size_t set;        /* offset of a bool: was it given? 0: nobody asks */
	unsigned min, max; /* max 0: as large as an int */
	unsigned def;      /* yes/no (1/0), number, enum value */
	const char *def_text;
	const struct conf_name *names;
	conf_parse_fn *parse;
	unsigned flags;
	int code;             /* of a bad value; 0: 1235 */
	int missing;          /* code when it is required and not there */
	const char *expected; /* for messages, where the type does not say it */
};

enum conf_program {
	CONF_ANALYSISD,
	CONF_LOGCOLLECTOR,
	CONF_EXECD,
	CONF_SYSCHECKD,
	CONF_REMOTED,
	CONF_AGENTD,
	CONF_MAILD,
	CONF_MONITORD,
	CONF_CSYSLOGD,
	CONF_DBD,
	CONF_AGENTLESSD,
	CONF_PROGRAMS,
};

/* Programs of this version; what the others would read is kept and said. */
struct conf_program_info {
	const char *name;
	bool exists;
};
extern const struct conf_program_info conf_programs[CONF_PROGRAMS];

struct conf_section {
	const char *name;
	const struct conf_opt *opts;
	size_t offset; /* in struct conf: of the struct, or of its CONF_LIST */
	size_t
	    size; /* of one element of the list; 0: a struct, sections merge */
	size_t
	    place; /* list: offset of the struct src_pos; struct: of present */
	enum conf_program reader;
	/* After the last option of a section; may be NULL. */
	void (*check)(
	    struct conf_reader *r, const struct xml_node *n, void *section);
};

/* Ended by NULL. */
extern const struct conf_section *const conf_sections[];
/* Sections that only Wazuh 4.x has. Ended by NULL. */
extern const char *const conf_foreign_sections[];

extern const struct conf_section section_global, section_alerts, section_rules,
    section_syscheck, section_rootcheck, section_localfile, section_remote,
    section_client, section_command, section_active_response,
    section_email_alerts, section_reports, section_syslog_output,
    section_database_output, section_agentless;

enum { CONF_OPTS_MAX = 64 };

struct conf_reader {
	struct conf *conf;
	struct diags *ds;
	/* of the section being read: */
	const struct conf_section *section;
	const struct xml_node
	    *seen[CONF_OPTS_MAX]; /* by row: its last element */
	/* sections whose program does not exist, and that were said */
	unsigned said;
	bool said_execd;
};

#define conf_error(r, code, pos, ...) \
	diag_error((r)->ds, (code), (pos), __VA_ARGS__)
/* For what is checked and kept, and has no effect yet. */
#define conf_unused(r, pos, ...) \
	diag_add((r)->ds, DIAG_UNUSED, 0, (pos), __VA_ARGS__)
#define conf_warning(r, pos, ...) diag_warning((r)->ds, 0, (pos), __VA_ARGS__)

/* The last element of that name in this section, or NULL. */
const struct xml_node *conf_seen(const struct conf_reader *r, const char *name);

/* conf_value.c: reads one value, or reports why not. Nothing is stored then. */
void conf_value_read(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, void *section);
void conf_value_defaults(const struct conf_opt *opts, void *section);

/* Where the first byte of the value stands. */
struct src_pos conf_value_pos(const struct xml_node *n);

/* An address; network: also with /prefix, any, and a leading !. */
bool conf_is_address(const char *text, bool network);

/* yes or no of an attribute; false and an error with that code otherwise. */
bool conf_attr_yesno(
    struct conf_reader *r, const struct xml_attr *a, int code, bool *out);

/* Does it compile? If not, an error with code 1450 about <name>. */
bool conf_check_pattern(struct conf_reader *r, const char *name,
    struct src_pos pos, struct str text, enum pattern_dialect dialect);

const char *conf_strdup(struct conf_reader *r, struct str s);

/* One more zeroed element of a list. */
void *conf_list_add(struct arena *a, void *list, size_t size);
#define CONF_LIST_ADD(arena, list)             \
	((__typeof__((list)->v))conf_list_add( \
	    (arena), (list), sizeof(*(list)->v)))

#endif
