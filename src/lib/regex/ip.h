/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses and networks as configuration and rules write them
 * (regex-dialects, section 8): [!]any, [!]address, [!]address/prefix.
 */
#ifndef IP_H
#define IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/str.h"

struct ip_addr {
	uint8_t len; /* 4 or 16; IPv4-mapped addresses are IPv4 */
	uint8_t bytes[16];
};

/*
 * Numeric only: IPv6 in every textual form with an optional %zone (ignored),
 * IPv4 also with fewer than four parts, octal or hexadecimal (10.1 is
 * 10.0.0.1, 010.0.0.1 is 8.0.0.1).
 */
bool ip_addr_parse(struct ip_addr *out, struct str text);

struct ip_net {
	struct ip_addr addr;
	unsigned prefix; /* bits of addr that count */
	bool any;        /* every address of either family */
	bool negated;
};

enum ip_form {
	IP_INVALID = 0,
	IP_ADDRESS = 1,
	IP_NETWORK = 2, /* with a prefix, or any */
};

/* When invalid, appends what is wrong and what to write to *why, unless NULL.
 */
enum ip_form ip_net_parse(struct ip_net *out, struct str text, struct buf *why);

/* Is addr within, whatever the sign? */
bool ip_net_has(const struct ip_net *net, const struct ip_addr *addr);

/*
 * One entry outside rules: true if addr is within (or, with !, is not). Text
 * that is no address gives the sign, and for "any" the opposite of it.
 */
bool ip_net_match(const struct ip_net *net, struct str addr);

/* Entries in the order written; a zeroed list is empty and ready. */
struct ip_list {
	struct ip_net *nets;
	size_t n, cap;
};

/* 0, or OS_ERR_FORMAT with the reason in *why. */
int ip_list_add(struct ip_list *list, struct str text, struct buf *why);
void ip_list_clear(struct ip_list *list);

/*
 * As rules ask: the first entry that contains the address decides, by its
 * sign; if none does, the answer is yes only if the last entry is negated.
 * Text that is no address is never in the list.
 */
bool ip_list_match(const struct ip_list *list, struct str addr);
bool ip_list_has(const struct ip_list *list, const struct ip_addr *addr);

#endif
