/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/regex/ip.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "lib/base/array.h"
#include "lib/base/err.h"

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static int
digit_value(char c)
{
	if (ascii_isdigit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* One part of an IPv4 address: decimal, 0 octal or 0x hexadecimal. */
static bool
v4_part(struct str s, uint32_t max, uint32_t *out)
{
	int base = 10;
	uint64_t v = 0;

	if (s.len > 2 && s.p[0] == '0' && ascii_lower(s.p[1]) == 'x') {
		base = 16;
		s = str_skip(s, 2);
	} else if (s.len > 1 && s.p[0] == '0') {
		base = 8;
	}
	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int d = digit_value(s.p[i]);

		if (d >= base)
			return false;
		v = v * (unsigned)base + (unsigned)d;
		if (v > max)
			return false;
	}
	*out = (uint32_t)v;
	return true;
}

/* The last part fills what the ones before it left: 10.1 is 10.0.0.1. */
static bool
v4_parse(struct ip_addr *out, struct str text)
{
	struct str rest = text, part;
	uint32_t v;
	unsigned n = 0;

	while (str_split(&rest, '.', &part)) {
		bool last = rest.p == NULL;

		if (n == 4 ||
		    !v4_part(part, last ? UINT32_MAX >> (8 * n) : 255, &v))
			return false;
		if (!last) {
			out->bytes[n++] = (uint8_t)v;
			continue;
		}
		for (unsigned i = 4; i-- > n; v >>= 8)
			out->bytes[i] = (uint8_t)v;
	}
	out->len = 4;
	return true;
}

static bool
v6_parse(struct ip_addr *out, struct str text)
{
	char s[INET6_ADDRSTRLEN];
	size_t zone = str_chr(text, '%');

	if (zone != SIZE_MAX) {
		if (zone + 1 == text.len)
			return false;
		text.len = zone;
	}
	if (text.len >= sizeof(s) || str_chr(text, '\0') != SIZE_MAX)
		return false;
	memcpy(s, text.p, text.len);
	s[text.len] = '\0';
	if (inet_pton(AF_INET6, s, out->bytes) != 1)
		return false;
	out->len = 16;
	return true;
}

static bool
parse_unmapped(struct ip_addr *out, struct str text)
{
	if (text.len == 0)
		return false;
	*out = (struct ip_addr){ 0 };
	return str_chr(text, ':') != SIZE_MAX ? v6_parse(out, text)
					      : v4_parse(out, text);
}

static bool
is_mapped(const struct ip_addr *a)
{
	return a->len == 16 && memcmp(a->bytes, mapped, sizeof(mapped)) == 0;
}

static void
unmap(struct ip_addr *a)
{
	memmove(a->bytes, a->bytes + 12, 4);
	memset(a->bytes + 4, 0, 12);
	a->len = 4;
}

bool
ip_addr_parse(struct ip_addr *out, struct str text)
{
	if (!parse_unmapped(out, text))
		return false;
	if (is_mapped(out))
		unmap(out);
	return true;
}

/* Kept: read as atoi() does, so "/" and "/x" mean 0, "/-1" no prefix at all. */
static int
prefix_value(struct str s)
{
	bool minus = s.len > 0 && s.p[0] == '-';
	int v = 0;

	if (minus || (s.len > 0 && s.p[0] == '+'))
		s = str_skip(s, 1);
	for (size_t i = 0; i < s.len && ascii_isdigit(s.p[i]); i++)
		v = v * 10 + (s.p[i] - '0');
	return minus ? -v : v;
}

static enum ip_form
refuse(struct buf *why, struct str text, const char *reason)
{
	if (why != NULL)
		buf_printf(why,
		    "\"%.*s\": %s: write an address such as 10.0.0.1 or "
		    "fe80::1, a network such as 10.0.0.0/8, or any, each with "
		    "an optional ! before it",
		    STR_FMT(text), reason);
	return IP_INVALID;
}

/*
 * On a mapped network up to /32 counts bits of the IPv4 address, more counts
 * the 96 bits before it too (the reference runs past the address; IP19).
 */
static void
net_unmap(struct ip_net *net, bool has_prefix)
{
	if (!is_mapped(&net->addr))
		return;
	unmap(&net->addr);
	if (has_prefix && net->prefix > 32)
		net->prefix = net->prefix > 96 ? net->prefix - 96 : 0;
	else if (!has_prefix)
		net->prefix = 32;
}

enum ip_form
ip_net_parse(struct ip_net *out, struct str text, struct buf *why)
{
	struct str addr = text, prefix = STR_NONE;
	int bits = -1;
	size_t slash;

	*out = (struct ip_net){ 0 };
	if (addr.len > 0 && addr.p[0] == '!') {
		out->negated = true;
		addr = str_skip(addr, 1);
	}
	if (str_is(addr, "any")) {
		out->any = true;
		return IP_NETWORK;
	}
	if ((slash = str_chr(addr, '/')) != SIZE_MAX) {
		prefix = str_skip(addr, slash + 1);
		addr.len = slash;
		if (prefix.len > 3)
			return refuse(why, text,
			    "what follows / is not a number of bits");
		bits = prefix_value(prefix);
	}
	if (!parse_unmapped(&out->addr, addr))
		return refuse(why, text, "not a numeric address");
	if (bits > out->addr.len * 8)
		return refuse(why, text, "more bits than the address has");
	out->any = bits == 0;
	out->prefix = bits >= 0 ? (unsigned)bits : out->addr.len * 8u;
	net_unmap(out, bits >= 0);
	return bits >= 0 ? IP_NETWORK : IP_ADDRESS;
}

bool
ip_net_has(const struct ip_net *net, const struct ip_addr *addr)
{
	unsigned whole = net->prefix / 8, rest = net->prefix % 8;

	if (net->any)
		return true;
	if (net->addr.len != addr->len ||
	    memcmp(net->addr.bytes, addr->bytes, whole) != 0)
		return false;
	return rest == 0 ||
	    (net->addr.bytes[whole] ^ addr->bytes[whole]) >> (8 - rest) == 0;
}

bool
ip_net_match(const struct ip_net *net, struct str text)
{
	struct ip_addr addr;
	/* Kept: only the word "any" takes what is no address (IP09). */
	bool within = net->any && net->addr.len == 0;

	if (!within && ip_addr_parse(&addr, text))
		within = ip_net_has(net, &addr);
	return within != net->negated;
}

int
ip_list_add(struct ip_list *list, struct str text, struct buf *why)
{
	struct ip_net net;

	if (ip_net_parse(&net, text, why) == IP_INVALID)
		return OS_ERR_FORMAT;
	*ARRAY_ADD(list->nets, list->n, list->cap) = net;
	return 0;
}

void
ip_list_clear(struct ip_list *list)
{
	free(list->nets);
	*list = (struct ip_list){ 0 };
}

bool
ip_list_has(const struct ip_list *list, const struct ip_addr *addr)
{
	for (size_t i = 0; i < list->n; i++)
		if (ip_net_has(&list->nets[i], addr))
			return !list->nets[i].negated;
	return list->n > 0 && list->nets[list->n - 1].negated;
}

bool
ip_list_match(const struct ip_list *list, struct str text)
{
	struct ip_addr addr;

	return ip_addr_parse(&addr, text) && ip_list_has(list, &addr);
}
