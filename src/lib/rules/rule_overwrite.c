/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overwrite="yes" (spec: rules, section 7): the rule keeps its place in the
 * tree and takes over what the new one says. The reference forgets to copy
 * some of it; the classic mode keeps that, because decisions depend on it.
 */
#include <stdlib.h>

#include "lib/rules/rule_def.h"

/* What the reference does not copy. */
static const enum rule_text not_copied[] = { TEXT_MATCH_PCRE2, TEXT_PCRE2,
	TEXT_PROGRAM_PCRE2, TEXT_HOSTNAME_PCRE2, TEXT_ID_PCRE2, TEXT_URL_PCRE2,
	TEXT_STATUS_PCRE2, TEXT_SRCPORT_PCRE2, TEXT_DSTPORT_PCRE2,
	TEXT_SRCGEOIP, TEXT_SRCGEOIP_PCRE2, TEXT_DSTGEOIP, TEXT_DSTGEOIP_PCRE2,
	TEXT_DATA_PCRE2, TEXT_USER_PCRE2 };

#define SWAP(a, b)                         \
	do {                               \
		__typeof__(a) swap_ = (a); \
		(a) = (b);                 \
		(b) = swap_;               \
	} while (0)

/* Exchanges def's parts with old's where the old ones stay in force. */
static void
keep_as_reference(struct rule_def *old, struct rule_def *def)
{
	for (size_t i = 0; i < NELEM(not_copied); i++)
		SWAP(old->text[not_copied[i]], def->text[not_copied[i]]);
	SWAP(old->fields, def->fields);
	SWAP(old->n_fields, def->n_fields);
	SWAP(old->fields_cap, def->fields_cap);
	SWAP(old->lists, def->lists);
	SWAP(old->n_lists, def->n_lists);
	SWAP(old->lists_cap, def->lists_cap);
	SWAP(old->check_if_ignored, def->check_if_ignored);
	SWAP(old->ignore_fields, def->ignore_fields);
}

void
rule_overwrite(struct builder *b, struct rule_def *old, struct rule_def *def)
{
	struct rule_def place = *old;

	if (b->opt->classic)
		keep_as_reference(old, def);
	/* Everything is the new one's, but where it stands and what finds it.
	 */
	SWAP(*old, *def);
	old->hh = place.hh;
	old->index = place.index;
	old->weight = place.weight;
	old->category = place.category;
	old->correlation = place.correlation;
	if (!b->opt->classic) {
		/* the old search, if any, serves nobody now */
		if (old->correlation >= 0)
			b->corrs[old->correlation].def = NULL;
		old->correlation = -1;
		rule_tree_remark(b, old);
		rule_tree_correlate(b, old);
	}
	rule_def_free(def);
}
