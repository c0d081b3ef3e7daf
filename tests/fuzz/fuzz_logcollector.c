/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Log files are written by whoever is attacked: bytes to lines to messages,
 * in every format. What comes out may depend neither on the pieces that the
 * bytes come in nor on a restart from the safe position in between.
 *
 * The first byte chooses the format, the second the pieces.
 */
#include <stdlib.h>

#include "daemons/logcollector/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char *const names[] = { "syslog", "snort-full", "mysql_log",
	"mssql_log", "postgresql_log", "nmapg", "djb-multilog", "multi-line:3",
	"multi-line_indented", "ossecalert", "audit", "modsec-audit" };

struct run {
	struct lines lines;
	struct reader reader;
	struct buf out; /* each message, its length behind it */
	uint64_t at;    /* start of the next line */
};

static void
take(struct run *r)
{
	if (r->reader.message.p == NULL)
		return;
	if (r->reader.message.len > LINES_TEXT_MAX + READER_TEXT_MAX)
		abort();
	buf_add_str(&r->out, r->reader.message);
	buf_printf(&r->out, "<%zu>\n", r->reader.message.len);
	reader_taken(&r->reader);
}

static void
init(struct run *r, const char *name)
{
	*r = (struct run){ 0 };
	reader_init(&r->reader, format_find(str_from(name)));
	r->reader.group_lines = 3;
	r->reader.host = STR_LIT("host");
	if (r->reader.format->check != NULL)
		(void)r->reader.format->check(&r->reader, "/srv/prog/current");
}

static void
feed(struct run *r, const uint8_t *data, size_t len)
{
	char *copy = xmalloc(len + 1), *p = copy;
	struct line line;

	memcpy(copy, data, len);
	while (lines_next(&r->lines, &p, &len, &line)) {
		reader_line(&r->reader, &line, r->at);
		r->at += line.taken;
		if (r->reader.safe > r->at)
			abort();
		take(r);
	}
	free(copy);
}

static void
end(struct run *r)
{
	struct line line;

	if (lines_rest(&r->lines, &line)) {
		reader_line(&r->reader, &line, r->at);
		take(r);
	}
	reader_quiet(&r->reader, true);
	take(r);
}

static void
clear(struct run *r)
{
	reader_free(&r->reader);
	lines_free(&r->lines);
	buf_free(&r->out);
}

static void
must_equal(const struct run *a, const struct run *b)
{
	if (!str_eq(buf_str(&a->out), buf_str(&b->out)))
		abort();
}

static void
in_pieces(struct run *r, const uint8_t *data, size_t len, unsigned seed)
{
	while (len > 0) {
		size_t n = 1 + seed % (seed % 3 == 0 ? 7 : 6007);

		if (n > len)
			n = len;
		feed(r, data, n);
		data += n;
		len -= n;
		seed = seed * 1103515245 + 12345;
	}
}

/* Stops somewhere, forgets all but the messages, goes on at the safe place. */
static void
with_restart(struct run *r, const char *name, const uint8_t *data, size_t len,
    unsigned seed)
{
	size_t stop = len != 0 ? seed * 2654435761U % len : 0;
	struct buf out;
	uint64_t safe;

	feed(r, data, stop);
	safe = r->reader.safe;
	out = r->out;
	r->out = (struct buf){ 0 };
	clear(r);
	init(r, name);
	r->out = out;
	r->at = safe;
	feed(r, data + safe, len - (size_t)safe);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct run whole, pieces, restarted;
	const char *name;
	unsigned seed;

	if (len < 2)
		return 0;
	name = names[data[0] % NELEM(names)];
	seed = data[1];
	data += 2;
	len -= 2;
	init(&whole, name);
	init(&pieces, name);
	init(&restarted, name);
	feed(&whole, data, len);
	in_pieces(&pieces, data, len, seed);
	with_restart(&restarted, name, data, len, seed);
	end(&whole);
	end(&pieces);
	end(&restarted);
	must_equal(&whole, &pieces);
	/* The time of the last line is not part of MySQL's position. */
	if (strcmp(name, "mysql_log") != 0)
		must_equal(&whole, &restarted);
	clear(&whole);
	clear(&pieces);
	clear(&restarted);
	return 0;
}
