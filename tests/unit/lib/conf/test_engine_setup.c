/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/conf/engine_setup.h"

#include "home_dir.h"
#include "lib/base/err.h"

#define RULES                                                               \
	"<group name=\"syslog,\"><rule id=\"1\" level=\"0\" noalert=\"1\">" \
	"<category>syslog</category><description>x</description></rule>"    \
	"</group>"
#define DECODERS "<decoder name=\"d\"><program_name>d</program_name></decoder>"

static const char config[] =
    "<ossec_config><global>"
    "<correlation>classic</correlation><memory_size>4096</memory_size>"
    "<stats>6</stats><allow_list>10.0.0.0/8</allow_list>"
    "<allow_list>gw.example.com</allow_list></global>"
    "<rules><include>r.xml</include></rules>"
    "<syscheck><ignore>/tmp</ignore>"
    "<ignore type=\"sregex\">.log$</ignore>"
    "<alert_new_files>yes</alert_new_files></syscheck>"
    "<command><name>drop</name><executable>drop.sh</executable>"
    "<expect>srcip,user</expect><timeout_allowed>yes</timeout_allowed>"
    "</command>"
    "<active-response><command>drop</command><location>local</location>"
    "<rules_id>5, 7</rules_id><rules_group>attack</rules_group>"
    "<timeout>60</timeout></active-response>"
    "<active-response><disabled>yes</disabled><command>drop</command>"
    "<location>all</location><level>3</level></active-response>"
    "<active-response><command>drop</command>"
    "<location>defined-agent</location><agent_id>007</agent_id>"
    "<level>12</level></active-response></ossec_config>";

static int
load(struct engine_setup **es, const char *text,
    const enum correlation_mode *mode, size_t *errors)
{
	const struct engine_setup_input in = {
		.config = str_from(text),
		.name = "ossec.conf",
		.correlation = mode,
	};
	struct diags *ds = diags_new();
	int r = engine_setup_load(es, &in, ds);

	*errors = diags_errors(ds);
	diags_free(&ds);
	return r;
}

TEST(everything_arrives)
{
	const enum correlation_mode keyed = CORRELATION_KEYED;
	struct engine_setup *es = NULL;
	const struct engine_options *o;
	const struct response_def *r;
	struct home_dir h;
	size_t errors;

	home_enter(&h);
	home_write("etc/decoder.xml", DECODERS, strlen(DECODERS));
	home_write("rules/r.xml", RULES, strlen(RULES));
	home_write("etc/local_internal_options.conf",
	    "analysisd.log_fw=0\nanalysisd.stats_mindiff=99\n", 47);
	CHECK_INT(load(&es, config, NULL, &errors), 0, -1);
	o = &es->options;
	CHECK_INT(o->correlation, CORRELATION_CLASSIC, -1);
	CHECK_INT(o->memory_size, 4096, -1);
	CHECK_INT(o->stats_level, 6, -1);
	CHECK_INT(o->stats_mindiff, 99, -1);
	CHECK(!o->log_fw && o->alert_new_files && o->auto_ignore);
	CHECK_INT(o->n_fim_ignore, 1, -1);
	CHECK_STR(o->fim_ignore[0], "/tmp", -1);
	CHECK(ip_list_match(o->allow->addresses, STR_LIT("10.1.2.3")));
	CHECK_INT(o->allow->n_hosts, 1, -1);
	CHECK(strcmp(o->allow->hosts[0], "gw.example.com") == 0);
	CHECK(o->rules == es->rules && es->rules->n_rules >= 1);
	CHECK(strchr(o->server, '.') == NULL && o->server[0] != '\0');

	CHECK_INT(es->n_responses, 2, -1); /* not the one that is disabled */
	r = es->responses;
	CHECK(strcmp(r[0].name, "drop60") == 0);
	CHECK(r[0].expect_srcip && r[0].expect_user && !r[0].expect_filename);
	CHECK_INT(r[0].where, RESPONSE_LOCAL, -1);
	CHECK_INT(r[0].n_rules, 2, -1);
	CHECK_INT(r[0].rules[1], 7, -1);
	CHECK(r[0].group != NULL && r[1].group == NULL);
	CHECK(strcmp(r[1].name, "drop0") == 0);
	CHECK_INT(r[1].where, RESPONSE_AGENT, -1);
	CHECK(strcmp(r[1].agent_id, "007") == 0);
	CHECK_INT(r[1].level, 12, -1);
	engine_setup_free(&es);

	CHECK_INT(load(&es, config, &keyed, &errors), 0, -1);
	CHECK_INT(es->options.correlation, CORRELATION_KEYED, -1);
	engine_setup_free(&es);
	home_leave(&h);
}

/* What a decoder may name is an internal option. */
TEST(decoder_order_size)
{
	static const char nine[] =
	    "<decoder name=\"d\"><prematch>d</prematch><regex>(d)</regex>"
	    "<order>a,b,c,d,e,f,g,h,i</order></decoder>";
	static const struct {
		const char *options;
		bool ok;
	} c[] = { { "analysisd.decoder_order_size=8\n", false },
		{ "analysisd.decoder_order_size=9\n", true } };

	for (size_t i = 0; i < NELEM(c); i++) {
		struct engine_setup *es = NULL;
		struct home_dir h;
		size_t errors;

		home_enter(&h);
		home_write("etc/decoder.xml", nine, strlen(nine));
		home_write("rules/r.xml", RULES, strlen(RULES));
		home_write("etc/local_internal_options.conf", c[i].options,
		    strlen(c[i].options));
		CHECK_INT(load(&es, config, NULL, &errors) == 0, c[i].ok, i);
		engine_setup_free(&es);
		home_leave(&h);
	}
}

TEST(one_run_shows_errors_of_all_files)
{
	static const char bad_rules[] =
	    "<group name=\"x,\"><rule id=\"1\" level=\"x\"></rule></group>";
	static const char bad_decoders[] =
	    "<decoder name=\"d\"><nope/></decoder>";
	struct engine_setup *es = NULL;
	struct home_dir h;
	size_t errors;

	home_enter(&h);
	home_write("etc/decoder.xml", bad_decoders, strlen(bad_decoders));
	home_write("rules/r.xml", bad_rules, strlen(bad_rules));
	CHECK_INT(load(&es, config, NULL, &errors), OS_ERR_FORMAT, -1);
	CHECK(es == NULL);
	CHECK(errors >= 2);
	home_leave(&h);
}
