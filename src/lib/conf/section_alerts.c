/* SPDX-License-Identifier: Apache-2.0 */
/*
 * <alerts>: from which level on an event is an alert, and mailed.
 */
#include "lib/conf/conf_table.h"

#define OFF(member) offsetof(struct conf_alerts, member)

static const struct conf_opt opts[] = {
	{ "log_alert_level", CONF_NUMBER, OFF(log_alert_level), .def = 1,
	    .max = 255 },
	{ "email_alert_level", CONF_NUMBER, OFF(email_alert_level), .def = 7,
	    .max = 255 },
	{ "use_geoip", CONF_YESNO, OFF(use_geoip) },
	{ 0 },
};

static void
check(struct conf_reader *r, const struct xml_node *n, void *section)
{
	const struct conf_alerts *a = section;

	(void)n;
	if (a->use_geoip && conf_seen(r, "use_geoip") != NULL)
		conf_unused(r, conf_seen(r, "use_geoip")->pos,
		    "<use_geoip>: GeoIP, which this version does not have yet; "
		    "kept and without effect");
}

const struct conf_section section_alerts = { "alerts", opts,
	offsetof(struct conf, alerts), 0, OFF(present), CONF_ANALYSISD, check };
