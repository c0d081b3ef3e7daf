/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From ossec.conf to a compiled ruleset and the options of the engine: the same
 * for the daemon, ossec-logtest and whoever else runs events. Files are read
 * below the working directory, which is the home.
 */
#ifndef ENGINE_SETUP_H
#define ENGINE_SETUP_H

#include "lib/conf/conf.h"
#include "lib/conf/internal_options.h"
#include "lib/rules/engine.h"

struct engine_setup {
	struct conf *conf;
	struct internal_options internal;
	struct ruleset *rules;
	struct response_def *responses; /* those that are not disabled */
	size_t n_responses;
	/* As the configuration has it; the state is the caller's to add. */
	struct engine_options options;
	struct engine_setup_private *priv;
};

struct engine_setup_input {
	struct str config; /* the text of ossec.conf */
	const char *name;  /* what messages call it */
	/* NULL: they are loaded from etc */
	const struct internal_options *internal;
	const enum correlation_mode *correlation; /* NULL: as configured */
};

/*
 * Every error of every file is added to ds; OS_ERR_FORMAT if there was one, and
 * *out is not set.
 */
int engine_setup_load(struct engine_setup **out,
    const struct engine_setup_input *in, struct diags *ds);
void engine_setup_free(struct engine_setup **es);

#endif
