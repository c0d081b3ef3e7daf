/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/xml/xml.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"

static struct diags *ds;
static struct xml *doc;

static int
parse(struct str text)
{
	diags_free(&ds);
	xml_free(&doc);
	ds = diags_new();
	return xml_parse(&doc, text, "f.xml", ds);
}

static int
parse_with_variables(struct str text)
{
	int r = parse(text);

	return r != 0 ? r : xml_apply_variables(doc, ds);
}

static void
done(void)
{
	diags_free(&ds);
	xml_free(&doc);
}

/* @xNN is a byte. */
static struct str
unescape(char *s)
{
	char *start = s, *to = s;

	while (*s != '\0') {
		if (s[0] == '@' && s[1] == 'x') {
			char hex[3] = { s[2], s[3], '\0' };

			*to++ = (char)strtoul(hex, NULL, 16);
			s += 4;
		} else {
			*to++ = *s++;
		}
	}
	return str_slice(start, (size_t)(to - start));
}

/* The notation of the probe table: name{attr=value}[content](children) */
static void
show(struct buf *b, const struct xml_node *n)
{
	for (; n != NULL; n = n->next) {
		buf_add_str(b, n->name);
		for (size_t i = 0; i < n->n_attrs; i++) {
			buf_add_char(b, i == 0 ? '{' : ' ');
			buf_add_str(b, n->attrs[i].name);
			buf_add_char(b, '=');
			buf_add_str(b, n->attrs[i].value);
		}
		if (n->n_attrs != 0)
			buf_add_char(b, '}');
		buf_add_char(b, '[');
		buf_add_str(b, n->content);
		buf_add_char(b, ']');
		if (n->child != NULL) {
			buf_add_char(b, '(');
			show(b, n->child);
			buf_add_char(b, ')');
		}
		if (n->next != NULL)
			buf_add_char(b, ' ');
	}
}

/* Rows of the table whose answer is another under the parity form of the
 * backslash rule, which the specification recommends for both dialects: an
 * even number of backslashes does not protect. */
static const char *
parity_answer(const char *input)
{
	static const char *const c[][2] = {
		{ "<a>x \\\\<b> y</a>", "error: Element 'b' not closed." },
		{ "<a>c:\\\\</a>", "a[c:\\\\]" },
	};

	for (size_t i = 0; i < NELEM(c); i++)
		if (strcmp(c[i][0], input) == 0)
			return c[i][1];
	return NULL;
}

static void
check_probe(char *input, char *want, long row)
{
	const char *other = parity_answer(input);
	struct str expected = unescape(want);
	int r = parse_with_variables(unescape(input));
	struct buf got = { 0 };

	if (other != NULL)
		expected = str_from(other);
	if (r != 0) {
		CHECK_ROW(diags_errors(ds) > 0, row);
		buf_add_cstr(&got, "error: ");
		CHECK_ROW(str_starts(str_from(diags_at(ds, 0)->text),
			      STR_LIT("XMLERR: ")),
		    row);
		buf_add_cstr(&got, diags_at(ds, 0)->text + 8);
		if (got.len > expected.len) /* the cure follows */
			got.len = expected.len;
	} else {
		CHECK_INT(diags_count(ds), 0, row);
		show(&got, xml_root(doc));
	}
	if (!str_eq(buf_str(&got), expected))
		unit_fail(__FILE__, __LINE__, row,
		    "got \"%.*s\", expected \"%.*s\"", STR_FMT(buf_str(&got)),
		    STR_FMT(expected));
	buf_free(&got);
}

TEST(xml_probe_table)
{
	FILE *f = fopen("tests/unit/lib/xml/probes.tsv", "r");
	char line[4096];
	long row = 1;

	CHECK(f != NULL);
	CHECK(fgets(line, sizeof(line), f) != NULL); /* the heading */
	for (; fgets(line, sizeof(line), f) != NULL; row++) {
		char *tab = strchr(line, '\t');

		CHECK_ROW(tab != NULL, row);
		*tab = '\0';
		tab[1 + strcspn(tab + 1, "\n")] = '\0';
		check_probe(line, tab + 1, row);
	}
	fclose(f);
	CHECK_INT(row - 1, 73, -1);
	done();
}

TEST(xml_more_forms)
{
	static const char *const c[][2] = {
		/* a run of three protects, of four does not */
		{ "<a>\\\\\\<b></a>", "a[\\\\\\<b>]" },
		{ "<a>\\\\\\\\<b/>t</a>", "a[t](b[])" },
		/* the backslash must be immediately before */
		{ "<a>\\ <b/>t</a>", "a[t](b[])" },
		{ "<a>\\<!-- x --><b/>t</a>", "a[t](b[])" },
		{ "\\<a><b/>", "b[]" },
		{ "<a>\r\n</a>", "a[\r\n]" },
		{ "<a x=\"1\" / >t", "a{x=1}[]" },
		{ "<a><b x='1' / >t</a>", "a[t](b{x=1}[])" },
		{ "<a><b / x>t</a>", "a[ x>t](b[])" },
		{ "<a x='\n'/>", "a{x=\n}[]" },
		{ "<a x=''/>", "a{x=}[]" },
		{ "<a x='1' X='2'/>", "a{x=1 X=2}[]" },
		{ "<a\n\tx='1'\n>t</a>", "a{x=1}[t]" },
		{ "<?xml v?>", "" },
		{ "", "" },
		{ "<var name=\"VAR\">v</var><a>$(field) $(x)$VAR</a>",
		    "a[$(field) $(x)v]" },
		{ "<a><var name=\"VAR\">v</var></a><b>x$VAR</b>", "a[] b[xv]" },
		{ "<var name=\"ABC\">v</var><b x=\"$abc\" y=\"$\"/>",
		    "b{x=v y=$}[]" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf got = { 0 };

		CHECK_INT(parse_with_variables(str_from(c[i][0])), OS_OK, i);
		show(&got, xml_root(doc));
		CHECK_STR(buf_str(&got), c[i][1], i);
		buf_free(&got);
	}
	done();
}

TEST(xml_error_positions)
{
	static const struct {
		const char *text, *want;
	} c[] = {
		{ "<a>\n  <b>x</c>\n</a>",
		    "f.xml:2:7: XMLERR: Element 'b' not closed. <b> of line 2: "
		    "expected </b>, found </c>" },
		{ "<a>\n\n <b>",
		    "f.xml:3:2: XMLERR: End of file and some elements were not "
		    "closed. <b> of line 3: expected </b>, found the end of "
		    "the file" },
		{ "<a>\n <p>c:\\</p>\n</a>\n",
		    "f.xml:2:8: XMLERR: Element 'p' not closed. <p> of line 2 "
		    "is not closed here, because a "
		    "backslash before < makes it text: write \\\\ or put "
		    "something between" },
		{ "\xef\xbb\xbf<a x='1'y=''/>",
		    "f.xml:1:9: XMLERR: Bad attribute closing for 'x'='1'. "
		    "Expected a blank, / or > after the closing quote" },
		{ "<!-- -\n-\n--><a>\n<!-- \n--></b>",
		    "f.xml:5:4: XMLERR: Element 'a' not closed. <a> of line 3: "
		    "expected </a>, found </b>" },
		{ "<var name='VAR'>v</var>\n<e\n k='x $VARX'/>",
		    "f.xml:3:7: XMLERR: Unknown variable: 'VARX'. $VAR is "
		    "defined, but a name ends only at $ . | , a space or the "
		    "end of the text; put one of these behind it" },
		{ "<var name='VAR'>v</var>\n<e>one\ntwo (a$)</e>",
		    "f.xml:3:7: XMLERR: Unknown variable: ')'. No <var "
		    "name=\")\"> before this line; a name ends only at $ . | , "
		    "a space or the end of the text. A $ that is no variable "
		    "must be followed by one of these in a file that defines "
		    "variables" },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf got = { 0 };

		CHECK_INT(parse_with_variables(str_from(c[i].text)),
		    OS_ERR_FORMAT, i);
		CHECK_INT(diags_errors(ds), 1, i);
		diag_format(diags_at(ds, 0), &got);
		CHECK_STR(buf_str(&got), c[i].want, i);
		buf_free(&got);
	}
	CHECK_INT(diags_at(ds, 0)->code, 1227, -1);
	CHECK_INT(parse(STR_LIT("<a>")), OS_ERR_FORMAT, -1);
	CHECK_INT(diags_at(ds, 0)->code, 1226, -1);
	done();
}

TEST(xml_every_unknown_variable_is_reported)
{
	CHECK_INT(parse_with_variables(STR_LIT("<var name='VAR'>v</var>"
					       "<a>$X1 $X2</a><b k='$X3'/>")),
	    OS_ERR_FORMAT, -1);
	CHECK_INT(diags_errors(ds), 3, -1);
	done();
}

TEST(xml_node_positions)
{
	const struct xml_node *a, *b;
	struct src_pos pos;

	CHECK_INT(parse(STR_LIT("\n <a x='1'\n\ty='2'>\n"
				"  <b><!-- c\n -->one\ntwo</b>\n</a>")),
	    OS_OK, -1);
	a = xml_root(doc);
	b = a->child;
	CHECK_STR(str_from(a->pos.file), "f.xml", -1);
	CHECK_INT(a->pos.line * 100 + a->pos.col, 202, -1);
	CHECK_INT(a->attrs[1].pos.line * 100 + a->attrs[1].pos.col, 302, -1);
	CHECK_INT(a->attrs[1].value_pos.line * 100 + a->attrs[1].value_pos.col,
	    305, -1);
	CHECK_INT(b->pos.line * 100 + b->pos.col, 403, -1);
	CHECK_INT(b->content_pos.line * 100 + b->content_pos.col, 505, -1);
	pos = xml_pos_at(b->content_pos, b->content, 5);
	CHECK_INT(pos.line * 100 + pos.col, 602, -1);
	CHECK_STR(xml_attr(a, "x"), "1", -1);
	CHECK_STR(xml_attr(a, "X"), NULL, -1);
	CHECK_STR(xml_iattr(a, "Y"), "2", -1);
	done();
}

/* n times what, between before and after. */
static struct buf
repeat(const char *before, const char *what, size_t n, const char *after)
{
	struct buf b = { 0 };

	buf_add_cstr(&b, before);
	while (n-- > 0)
		buf_add_cstr(&b, what);
	buf_add_cstr(&b, after);
	return b;
}

TEST(xml_limits)
{
	static const struct {
		const char *before, *what;
		size_t n;
		const char *after, *error;
	} c[] = {
		{ "<a>", "x", XML_TEXT_MAX, "</a>", NULL },
		{ "<a>", "x", XML_TEXT_MAX + 1, "</a>", "String overflow." },
		{ "<a>", " ", XML_TEXT_MAX, "<b/></a>", NULL },
		{ "<", "x", XML_TEXT_MAX, "/>", NULL },
		{ "<", "x", XML_TEXT_MAX + 1, "/>", "String overflow." },
		{ "<a ", "x", XML_TEXT_MAX, "='1'/>", NULL },
		{ "<a ", "x", XML_TEXT_MAX + 1, "='1'/>",
		    "Overflow attempt at attribute 'xxxxxxxxxxxxxxxxxxxx'." },
		{ "<a x='", "x", XML_TEXT_MAX, "'/>", NULL },
		{ "<a x='", "x", XML_TEXT_MAX + 1, "'/>",
		    "Overflow attempt at attribute 'x'." },
		{ "", "<a>", XML_DEPTH_MAX + 1, "",
		    "Max recursion level reached." },
		{ "", "<a>", XML_DEPTH_MAX, "",
		    "End of file and some elements were not closed." },
		{ "loose text of any length", "x", 100000, "<a/>", NULL },
		{ "<!--", "x", 100000, "-->", NULL },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf b =
		    repeat(c[i].before, c[i].what, c[i].n, c[i].after);
		int r = parse(buf_str(&b));

		CHECK_INT(r, c[i].error == NULL ? OS_OK : OS_ERR_FORMAT, i);
		if (c[i].error != NULL)
			CHECK_ROW(
			    str_starts(str_from(diags_at(ds, 0)->text + 8),
				str_from(c[i].error)),
			    i);
		buf_free(&b);
	}
	done();
}

TEST(xml_variable_limits)
{
	static const struct {
		size_t name, use;
		const char *error;
	} c[] = {
		{ 254, 254, NULL },
		{ 255, 0, NULL },
		{ 255, 255, "Invalid variable name size: 'xxxx" },
		{ 256, 0, "Invalid variable name size." },
	};

	for (size_t i = 0; i < NELEM(c); i++) {
		struct buf name = repeat("<var name='", "x", c[i].name, "'>v");
		struct buf use = repeat("</var><a>$", "x", c[i].use, "</a>");
		int r;

		buf_add_str(&name, buf_str(&use));
		r = parse_with_variables(buf_str(&name));
		CHECK_INT(r, c[i].error == NULL ? OS_OK : OS_ERR_FORMAT, i);
		if (c[i].error != NULL)
			CHECK_ROW(
			    str_starts(str_from(diags_at(ds, 0)->text + 8),
				str_from(c[i].error)),
			    i);
		buf_free(&name);
		buf_free(&use);
	}
	done();
}

/* A small file must not become a large one. */
TEST(xml_expansion_is_bounded)
{
	struct buf b = repeat("<var name='VAR'>", "x", 20000, "</var><a>");
	struct buf uses = repeat("", "$VAR|", 4000, "</a>");

	buf_add_str(&b, buf_str(&uses));
	CHECK_INT(parse_with_variables(buf_str(&b)), OS_ERR_FORMAT, -1);
	CHECK_ROW(str_starts(str_from(diags_at(ds, 0)->text),
		      STR_LIT("XMLERR: String overflow.")),
	    -1);
	buf_free(&b);
	buf_free(&uses);
	done();
}
