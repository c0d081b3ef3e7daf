/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/osmatch.h"

#include "lib/base/err.h"
#include "lib/regex/osregex.h"

static void
alt_parse(struct osmatch_alt *alt, struct arena *a, struct str text)
{
	if (text.len > 0 && text.p[0] == '^') {
		alt->at_start = true;
		text = str_skip(text, 1);
	}
	if (text.len > 0 && text.p[text.len - 1] == '$') {
		alt->at_end = true;
		text.len--;
	}
	alt->never =
	    str_chr(text, '^') != SIZE_MAX || str_chr(text, '$') != SIZE_MAX;
	alt->text = arena_str(a, text);
	alt->lit = lit_new(a, text);
}

int
osmatch_parse(
    struct osmatch **out, struct arena *a, struct str text, struct buf *why)
{
	struct osmatch *m = arena_alloc(a, sizeof(*m));
	struct str rest = text, part;
	size_t n = 1;

	if (text.len > PATTERN_OS_LEN_MAX) {
		buf_printf(why,
		    "%zu bytes long, at most %d: split it into several "
		    "elements",
		    text.len, PATTERN_OS_LEN_MAX);
		return OS_ERR_LIMIT;
	}
	for (size_t i = 0; i < text.len; i++)
		n += text.p[i] == '|';
	m->alts = arena_calloc(a, n, sizeof(*m->alts));
	while (str_split(&rest, '|', &part))
		alt_parse(&m->alts[m->n++], a, part);
	m->before_newline = n > 1;
	*out = m;
	return 0;
}

bool
osmatch_is_anchored(const struct osmatch *m)
{
	return m->n == 1 && !m->alts[0].never &&
	    (m->alts[0].at_start || m->alts[0].at_end);
}

void
osmatch_literals(const struct osmatch *m, struct pattern_literals *out)
{
	out->n = 0;
	for (size_t i = 0; i < m->n; i++) {
		const struct lit *l = &m->alts[i].lit;

		if (m->alts[i].never)
			continue;
		if (l->len == 0 || out->n == PATTERN_LITERALS_MAX) {
			out->n = 0;
			return;
		}
		out->lit[out->n++] = str_slice((const char *)l->text, l->len);
	}
}

void
osmatch_to_pcre2(struct buf *out, const struct osmatch *m)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct osmatch_alt *alt = &m->alts[i];

		if (i != 0)
			buf_add_char(out, '|');
		if (alt->never) {
			buf_add_cstr(out, "(?!)");
			continue;
		}
		if (alt->at_start)
			buf_add_char(out, '^');
		for (size_t k = 0; k < alt->text.len; k++)
			osregex_quote(out, alt->text.p[k]);
		if (alt->at_end)
			buf_add_cstr(out, m->before_newline ? "$" : "\\z");
	}
}

/* The start of the match of an alternative that ends at end, or SIZE_MAX. */
static size_t
alt_ends(const struct osmatch_alt *alt, struct str s, size_t end)
{
	struct str head = str_head(s, end);

	if (alt->at_start && alt->lit.len != end)
		return SIZE_MAX;
	return lit_ends(&alt->lit, head) ? end - alt->lit.len : SIZE_MAX;
}

static size_t
alt_find(const struct osmatch *m, const struct osmatch_alt *alt, struct str s)
{
	size_t at = SIZE_MAX;

	if (alt->never)
		return SIZE_MAX;
	if (alt->at_end) {
		if (m->before_newline && s.len > 0 && s.p[s.len - 1] == '\n')
			at = alt_ends(alt, s, s.len - 1);
		return at != SIZE_MAX ? at : alt_ends(alt, s, s.len);
	}
	if (alt->at_start)
		return lit_starts(&alt->lit, s) ? 0 : SIZE_MAX;
	return lit_find(&alt->lit, s, 0);
}

bool
osmatch_match(const struct osmatch *m, struct str subject, size_t *end)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < m->n; i++) {
		size_t at = alt_find(m, &m->alts[i], subject);

		if (at >= best)
			continue;
		best = at;
		if (end == NULL)
			break;
		*end = at + m->alts[i].lit.len;
	}
	return best != SIZE_MAX;
}
