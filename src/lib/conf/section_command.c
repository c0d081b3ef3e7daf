/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <command>: a response program (spec: active-response, section 2.1).
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_command, member)

static const struct conf_name expectations[] = {
	{ "user", CONF_EXPECT_USER },
	{ "username", CONF_EXPECT_USER },
	{ "srcip", CONF_EXPECT_SRCIP },
	{ "filename", CONF_EXPECT_FILENAME },
	{ NULL, 0 },
};

static unsigned
expectation(struct str word)
{
	for (const struct conf_name *e = expectations; e->name != NULL; e++)
		if (str_iis(word, e->name))
			return (unsigned)e->value;
	return 0;
}

/* Words with commas and blanks between, any case; it may be empty. */
static void
parse_expect(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_command *c = section;
	size_t at = 0;

	c->expect_text = text;
	c->expect = 0;
	while (text[at] != '\0') {
		size_t len = strcspn(text + at, ", \t\r\n");
		struct str word = str_slice(text + at, len);
		unsigned bit = expectation(word);

		c->expect |= bit;
		if (len != 0 && bit == 0)
			conf_warning(r,
			    xml_pos_at(n->content_pos, n->content, at),
			    "<%s>: expected user, srcip or filename, found "
			    "\"%.*s\", which is ignored",
			    o->name, STR_FMT(word));
		at += len != 0 ? len : 1;
	}
}

/* The executing daemon runs what is in active-response/bin, nothing else. */
static void
parse_executable(struct conf_reader *r, const struct conf_opt *o,
    const struct xml_node *n, const char *text, void *section)
{
	struct conf_command *c = section;

	if (str_chr(n->content, '/') < n->content.len ||
	    str_is(n->content, ".."))
		conf_error(r, 1235, conf_value_pos(n),
		    "<%s>: expected the name of a file in active-response/bin, "
		    "without a /, found \"%s\"",
		    o->name, text);
	else
		c->executable = text;
}

static const struct conf_opt opts[] = {
	{ "name", CONF_TEXT, OFF(name), .flags = CONF_REQUIRED | CONF_NOT_EMPTY,
	    .missing = 1280 },
	{ "executable", CONF_PARSE, .parse = parse_executable,
	    .flags = CONF_REQUIRED | CONF_NOT_EMPTY, .missing = 1280 },
	{ "expect", CONF_PARSE, .parse = parse_expect, .flags = CONF_REQUIRED,
	    .missing = 1280 },
	{ "timeout_allowed", CONF_YESNO, OFF(timeout_allowed) },
	{ 0 },
};

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	const struct conf_command *c = section;

	for (size_t i = 0; i + 1 < r->conf->commands.n; i++) {
		const struct conf_command *other = &r->conf->commands.v[i];

		if (c->name != NULL && other->name != NULL &&
		    strcmp(c->name, other->name) == 0)
			conf_warning(r, n->pos,
			    "<command>: %s is defined already in line %u, "
			    "which holds",
			    c->name, other->pos.line);
	}
}

const struct conf_section section_command = { "command", opts,
	offsetof(struct conf, commands), sizeof(struct conf_command), OFF(pos),
	CONF_ANALYSISD, check };
