/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pseudo decoders of events that do not come from log text: integrity,
 * rootkit and host information messages (spec: decoders, section 7).
 */
#include "lib/rules/decoder_set.h"

/* All integrity events carry the name of the first; only the id tells a rule
 * which it is. */
static const struct {
	const char *id_name, *name;
} internals[] = {
	{ "syscheck_integrity_changed", "syscheck_integrity_changed" },
	{ "syscheck_integrity_changed_2nd", "syscheck_integrity_changed" },
	{ "syscheck_integrity_changed_3rd", "syscheck_integrity_changed" },
	{ "syscheck_new_entry", "syscheck_integrity_changed" },
	{ "syscheck_deleted", "syscheck_integrity_changed" },
	{ "rootcheck", "rootcheck" },
	{ "hostinfo_new", "hostinfo_new" },
	{ "hostinfo_modified", "hostinfo_modified" },
};

void
decoder_set_add_internal(struct decoder_set *ds)
{
	ds->n_internal = NELEM(internals);
	ds->internal =
	    arena_calloc(ds->arena, ds->n_internal, sizeof(*ds->internal));
	for (size_t i = 0; i < NELEM(internals); i++) {
		struct decoder *d = &ds->internal[i];

		d->own_name = str_from(internals[i].id_name);
		d->name = str_from(internals[i].name);
		d->id = decoder_names_add(&ds->names, d->own_name);
		d->category = CATEGORY_OSSEC;
	}
}

const struct decoder *
decoder_set_internal(const struct decoder_set *ds, const char *name)
{
	for (size_t i = 0; i < ds->n_internal; i++)
		if (str_is(ds->internal[i].own_name, name))
			return &ds->internal[i];
	return &ds->null;
}
