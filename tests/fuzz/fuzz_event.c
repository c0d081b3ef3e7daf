/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One byte of queue id, then location, NUL, message, through a ruleset that
 * has something of everything. Several events share one engine, as in life.
 */
#include <stdint.h>
#include <stdlib.h>

#include "lib/rules/engine.h"

static const char decoders[] =
    "<decoder name='sshd'><program_name>^sshd</program_name></decoder>"
    "<decoder name='f'><parent>sshd</parent><prematch>^Failed</prematch>"
    "<regex offset='after_prematch'> for (\\S+) from (\\S+) port (\\d+)"
    "</regex><order>user,srcip,srcport</order><fts>name,user</fts>"
    "<accumulate/></decoder>"
    "<decoder name='fw'><prematch>^fw </prematch><type>firewall</type>"
    "<regex offset='after_prematch'>(\\S+) (\\S+) (\\S+) (\\S+)</regex>"
    "<order>action,srcip,dstip,protocol</order></decoder>"
    "<decoder name='web'><prematch>^\\S+ \\S+ \\S+ [</prematch>"
    "<type>web-log</type><regex>^(\\S+) \\.+\"(\\w+) (\\S+)\\.*\" (\\d+) "
    "</regex><order>srcip,action,url,id</order></decoder>"
    "<decoder name='pf'><prematch>^rule </prematch><type>firewall</type>"
    "<plugin_decoder>PF_Decoder</plugin_decoder></decoder>"
    "<decoder name='sw'><prematch>^10=|^1=</prematch>"
    "<plugin_decoder>SymantecWS_Decoder</plugin_decoder></decoder>"
    "<decoder name='sonic'><prematch>pri=</prematch><type>firewall</type>"
    "<plugin_decoder>SonicWall_Decoder</plugin_decoder></decoder>"
    "<decoder name='oa'><prematch>Alert Level: </prematch><type>ossec</type>"
    "<plugin_decoder>OSSECAlert_Decoder</plugin_decoder></decoder>";
static const char rules[] =
    "<group name='all,'>"
    "<rule id='1' level='0'><category>syslog</category></rule>"
    "<rule id='2' level='0'><category>firewall</category></rule>"
    "<rule id='4' level='0'><category>web-log</category></rule>"
    "<rule id='7' level='0'><category>ossec</category></rule>"
    "<rule id='100' level='5'><decoded_as>sshd</decoded_as></rule>"
    "<rule id='101' level='6'><if_sid>100</if_sid><if_fts/></rule>"
    "<rule id='102' level='10' frequency='1'><if_matched_sid>100"
    "</if_matched_sid><same_source_ip/></rule>"
    "<rule id='103' level='4'><category>web-log</category>"
    "<url_pcre2>\\.\\./|select.+from</url_pcre2>"
    "<compiled_rule>is_simple_http_request</compiled_rule></rule>"
    "<rule id='104' level='4'><category>ossec</category></rule>"
    "<rule id='105' level='3'><match>output</match><check_diff/></rule>"
    "<rule id='106' level='3' ignore='2'><regex>\\w+ \\d+</regex>"
    "<ignore>srcip</ignore></rule>"
    "</group>";

static struct ruleset *rs;
static struct engine *engine;
static struct state *state;
static struct event ev;
static int64_t now = 1700000000000000000;

static void
stop(void)
{
	engine_free(&engine);
	state_memory_free(&state);
	event_free(&ev);
	ruleset_free(&rs);
}

static void
start(void)
{
	const struct source d = { "d.xml", STR_LIT(decoders) };
	const struct source r = { "r.xml", STR_LIT(rules) };
	const struct ruleset_options opt = { .decoders = &d,
		.n_decoders = 1,
		.rules = &r,
		.n_rules = 1,
		.log_alert_level = 1,
		.default_timeframe = 360 };
	struct engine_options eopt;
	struct diags *ds = diags_new();

	if (ruleset_compile(&rs, &opt, ds) != 0)
		abort();
	diags_free(&ds);
	state = state_memory_new(NULL);
	engine_options_init(&eopt);
	eopt.rules = rs;
	eopt.state = state;
	eopt.alert_new_files = true;
	engine = engine_new(&eopt);
	atexit(stop);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct str rest = str_slice((const char *)data, len), location;
	struct raw_event raw;
	struct outcome out;

	if (len == 0)
		return 0;
	if (engine == NULL)
		start();
	raw.queue = rest.p[0];
	rest = str_skip(rest, 1);
	str_split(&rest, '\0', &location);
	raw.location = location;
	raw.text = rest.p != NULL ? rest : STR_LIT("");
	raw.time_ns = now += 700000000;
	engine_event(engine, &raw, &ev, &out);
	return 0;
}
