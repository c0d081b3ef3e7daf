/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/positions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/array.h"
#include "lib/base/err.h"

#define HEADER "ossec-logcollector positions 1"

enum { FILE_MAX = 64 * 1024 * 1024 };

void
positions_add(struct positions *p, const char *path, struct file_id id,
    const struct place *place, int64_t seen)
{
	struct position *row = ARRAY_ADD(p->v, p->n, p->cap);

	*row = (struct position){ xstrdup(path), id, *place, seen, false };
}

void
positions_add_location(struct positions *p, const char *text)
{
	*ARRAY_ADD(p->locations, p->n_locations, p->cap_locations) =
	    xstrdup(text);
}

bool
positions_has_location(const struct positions *p, const char *text)
{
	for (size_t i = 0; i < p->n_locations; i++)
		if (strcmp(p->locations[i], text) == 0)
			return true;
	return false;
}

void
positions_free(struct positions *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].path);
	for (size_t i = 0; i < p->n_locations; i++)
		free(p->locations[i]);
	free(p->v);
	free(p->locations);
	free(p->journal);
	*p = (struct positions){ 0 };
}

static void
add_escaped(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c >= 0x7f || c == '\\')
			buf_printf(b, "\\x%02x", c);
		else
			buf_add_char(b, (char)c);
	}
}

void
positions_write(const struct positions *p, struct buf *b)
{
	buf_add_cstr(b, HEADER "\n");
	for (size_t i = 0; i < p->n_locations; i++) {
		buf_add_cstr(b, "location ");
		add_escaped(b, p->locations[i]);
		buf_add_char(b, '\n');
	}
	for (size_t i = 0; i < p->n; i++) {
		const struct position *row = &p->v[i];

		buf_printf(b, "file %llu %llu %llu %llu %u %llu %lld ",
		    (unsigned long long)row->id.dev,
		    (unsigned long long)row->id.ino,
		    (unsigned long long)row->place.offset,
		    (unsigned long long)row->place.check_at,
		    row->place.check_len,
		    (unsigned long long)row->place.check_hash,
		    (long long)row->seen);
		add_escaped(b, row->path);
		buf_add_char(b, '\n');
	}
	if (p->journal != NULL) {
		buf_add_cstr(b, "journal ");
		add_escaped(b, p->journal);
		buf_add_char(b, '\n');
	}
	buf_add_cstr(b, "end\n");
}

static int
hex_value(char c)
{
	if (ascii_isdigit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* NULL: not what add_escaped() writes. */
static char *
unescape(struct str s)
{
	char *out = xmalloc(s.len + 1), *o = out;

	for (size_t i = 0; i < s.len; i++) {
		int hi, lo;

		if (s.p[i] >= 0x20 && s.p[i] < 0x7f && s.p[i] != '\\') {
			*o++ = s.p[i];
			continue;
		}
		if (s.p[i] != '\\' || i + 3 >= s.len || s.p[i + 1] != 'x' ||
		    (hi = hex_value(s.p[i + 2])) == -1 ||
		    (lo = hex_value(s.p[i + 3])) == -1 || hi + lo == 0) {
			free(out);
			return NULL;
		}
		*o++ = (char)(hi * 16 + lo);
		i += 3;
	}
	*o = '\0';
	return out;
}

static bool
take_u64(struct str *rest, uint64_t max, uint64_t *v)
{
	struct str word;

	return str_split(rest, ' ', &word) && str_to_u64(word, max, v);
}

static bool
parse_file(struct positions *p, struct str rest)
{
	uint64_t dev, ino, offset, check_at, check_len, hash, seen;
	struct position *row;
	char *path;

	if (!take_u64(&rest, UINT64_MAX, &dev) ||
	    !take_u64(&rest, UINT64_MAX, &ino) ||
	    !take_u64(&rest, INT64_MAX, &offset) ||
	    !take_u64(&rest, INT64_MAX, &check_at) ||
	    !take_u64(&rest, STREAM_TAIL, &check_len) ||
	    !take_u64(&rest, UINT64_MAX, &hash) ||
	    !take_u64(&rest, INT64_MAX, &seen) || rest.len == 0 ||
	    (path = unescape(rest)) == NULL)
		return false;
	row = ARRAY_ADD(p->v, p->n, p->cap);
	*row = (struct position){
		.path = path,
		.id = { (dev_t)dev, (ino_t)ino },
		.place = { offset, check_at, hash, (unsigned)check_len },
		.seen = (int64_t)seen,
	};
	return true;
}

static bool
parse_row(struct positions *p, struct str line)
{
	struct str word;
	char *text;

	if (!str_split(&line, ' ', &word))
		return false;
	if (str_is(word, "file"))
		return parse_file(p, line);
	if (line.len == 0 || (text = unescape(line)) == NULL)
		return false;
	if (str_is(word, "location")) {
		positions_add_location(p, text);
	} else if (str_is(word, "journal")) {
		free(p->journal);
		p->journal = text;
		return true;
	}
	free(text); /* a word of a later version is not an error */
	return true;
}

int
positions_parse(struct positions *p, struct str text)
{
	struct str line;

	*p = (struct positions){ 0 };
	if (!str_split(&text, '\n', &line) || !str_is(line, HEADER))
		return OS_ERR_FORMAT;
	while (str_split(&text, '\n', &line)) {
		if (str_is(line, "end"))
			return OS_OK;
		if (!parse_row(p, line))
			break;
	}
	positions_free(p); /* torn or damaged */
	return OS_ERR_FORMAT;
}

static int
read_file(const char *path, struct buf *b)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char piece[16384];
	ssize_t n = 0;

	if (fd == -1)
		return errno == ENOENT ? OS_ERR_NOTFOUND : OS_ERR_SYS;
	while (b->len <= FILE_MAX && (n = read(fd, piece, sizeof(piece))) > 0)
		buf_add(b, piece, (size_t)n);
	close(fd);
	if (n == -1)
		return OS_ERR_SYS;
	return b->len > FILE_MAX ? OS_ERR_FORMAT : OS_OK;
}

int
positions_load(struct positions *p, const char *path)
{
	struct buf text = { 0 };
	int r;

	*p = (struct positions){ 0 };
	if ((r = read_file(path, &text)) == OS_OK)
		r = positions_parse(p, buf_str(&text));
	buf_free(&text);
	return r;
}

static int
write_file(const char *path, struct str text)
{
	int fd = open(
	    path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	int r = OS_OK;

	if (fd == -1)
		return OS_ERR_SYS;
	while (text.len > 0) {
		ssize_t n = write(fd, text.p, text.len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0) {
			r = OS_ERR_SYS;
			break;
		}
		text = str_skip(text, (size_t)n);
	}
	if (r == OS_OK && fdatasync(fd) == -1)
		r = OS_ERR_SYS;
	if (close(fd) == -1)
		r = OS_ERR_SYS;
	return r;
}

int
positions_save(const struct positions *p, const char *path)
{
	char *fresh = xasprintf("%s.new", path);
	struct buf text = { 0 };
	int r;

	positions_write(p, &text);
	r = write_file(fresh, buf_str(&text));
	if (r == OS_OK && rename(fresh, path) == -1)
		r = OS_ERR_SYS;
	buf_free(&text);
	free(fresh);
	return r;
}
