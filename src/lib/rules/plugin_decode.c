/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoders that are built in, because their formats do not fit one expression
 * (spec: analysis-events, section 7).
 */
#include "lib/rules/internal_event.h"

/* ---- pf: "rule 1/(match) block in on em0: 10.0.0.1.99 > 10.0.0.2.80: tcp"
 * ---- */

/* Splits "a.b.c.d.port" at the fifth part. */
static void
split_port(struct str s, struct str *addr, struct str *port)
{
	unsigned dots = 0;

	*addr = s;
	*port = STR_NONE;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '.' && ++dots == 4) {
			*addr = str_head(s, i);
			*port = str_skip(s, i + 1);
			return;
		}
	}
}

static bool
cut_after(struct str *s, struct str mark)
{
	size_t at = str_find(*s, mark);

	if (at == SIZE_MAX)
		return false;
	*s = str_skip(*s, at + mark.len);
	return true;
}

static void
set_endpoint(
    struct event *ev, struct str s, enum field_id ip, enum field_id port)
{
	struct str addr, number;

	split_port(s, &addr, &number);
	event_set(ev, ip, addr);
	if (number.p != NULL)
		event_set(ev, port, number);
}

static void
decode_pf(struct event *ev)
{
	struct str rest = ev->log, src;
	size_t at;

	/* newer systems write "rule 2/0(match): block" */
	if (!cut_after(&rest, STR_LIT(")")))
		return;
	if (str_starts(rest, STR_LIT(":")))
		rest = str_skip(rest, 1);
	if (rest.len < 2 || rest.p[0] != ' ')
		return;
	rest = str_skip(rest, 1);
	if (rest.p[0] == 'p')
		event_set(ev, FIELD_ACTION, STR_LIT("pass"));
	else if (rest.p[0] == 'b')
		event_set(ev, FIELD_ACTION, STR_LIT("block"));
	else
		return;
	if (!cut_after(&rest, STR_LIT(": ")) ||
	    (at = str_find(rest, STR_LIT(" > "))) == SIZE_MAX)
		return;
	src = str_head(rest, at);
	rest = str_skip(rest, at + 3);
	/* an IPv6 destination has colons of its own */
	at = str_find(rest, STR_LIT(": "));
	if (at == SIZE_MAX && (at = str_chr(rest, ':')) == SIZE_MAX)
		return;
	set_endpoint(ev, src, FIELD_SRCIP, FIELD_SRCPORT);
	set_endpoint(ev, str_head(rest, at), FIELD_DSTIP, FIELD_DSTPORT);
	rest = str_trim(str_skip(rest, at + 1));
	switch (rest.len != 0 ? ascii_lower(rest.p[0]) : '\0') {
	case 'u':
		event_set(ev, FIELD_PROTOCOL, STR_LIT("UDP"));
		break;
	case 'i':
		event_set(ev, FIELD_PROTOCOL, STR_LIT("ICMP"));
		break;
	default:
		event_set(ev, FIELD_PROTOCOL, STR_LIT("TCP"));
		break;
	}
}

/* ---- Symantec Web Security: "1=..,10=user,11=1.2.3.4,60=http://.." ---- */

static void
decode_symantec_ws(struct event *ev)
{
	struct str rest = ev->log, item;

	while (str_split(&rest, ',', &item)) {
		if (str_starts(item, STR_LIT("10=")))
			event_set(ev, FIELD_DSTUSER,
			    str_head(str_skip(item, 3), 128));
		else if (str_starts(item, STR_LIT("11=")))
			event_set(ev, FIELD_SRCIP, str_skip(item, 3));
		else if (str_starts(item, STR_LIT("60=")))
			event_set(
			    ev, FIELD_URL, str_head(str_skip(item, 3), 1024));
		else if (str_starts(item, STR_LIT("3=")) ||
		    str_starts(item, STR_LIT("2=")))
			event_set(ev, FIELD_ID, str_head(item, 9));
	}
}

/* ---- SonicWall: "pri=6 c=262144 m=98 ... src=1.2.3.4:5:X0 dst=5.6.7.8:9:"
 * ---- */

/* The digits of "<key>=<digits> " at the front of *s. */
static bool
take_number(struct str *s, struct str key, struct str *out)
{
	size_t n = 0;

	if (!str_starts(*s, key))
		return false;
	*s = str_skip(*s, key.len);
	while (n < s->len && ascii_isdigit(s->p[n]))
		n++;
	if (n == 0 || n == s->len || s->p[n] != ' ')
		return false;
	*out = str_head(*s, n);
	*s = str_skip(*s, n + 1);
	return true;
}

/* "<ip>:<port>:" after the key. */
static bool
take_endpoint(struct str log, struct str key, struct str *ip, struct str *port)
{
	size_t at = str_find(log, key), a, b;

	if (at == SIZE_MAX)
		return false;
	log = str_skip(log, at + key.len);
	log = str_head(log, str_chr(log, ' '));
	a = str_chr(log, ':');
	b = a != SIZE_MAX ? str_chr(str_skip(log, a + 1), ':') : SIZE_MAX;
	if (b == SIZE_MAX)
		return false;
	*ip = str_head(log, a);
	*port = str_slice(log.p + a + 1, b);
	return true;
}

static struct str
word_of(struct str log, struct str key)
{
	size_t at = str_find(log, key);

	if (at == SIZE_MAX)
		return STR_NONE;
	log = str_skip(log, at + key.len);
	return str_head(log, str_chr(log, ' '));
}

static void
sonicwall_web(struct event *ev)
{
	struct str result = word_of(ev->log, STR_LIT("result="));
	struct str name = word_of(ev->log, STR_LIT("dstname="));
	struct str arg = word_of(ev->log, STR_LIT("arg="));
	struct buf url = { 0 };

	ev->category = CATEGORY_SQUID;
	if (result.p == NULL || name.p == NULL || arg.p == NULL)
		return;
	event_set(ev, FIELD_ID, result);
	buf_add_str(&url, name);
	buf_add_str(&url, arg);
	event_set(ev, FIELD_URL, arena_str(ev->arena, buf_str(&url)));
	buf_free(&url);
}

static void
sonicwall_category(struct event *ev, struct str c, struct str m)
{
	static const struct {
		const char *id, *action;
	} firewall[] = { { "98", "pass" }, { "597", "pass" }, { "598", "pass" },
		{ "36", "drop" }, { "37", "drop" }, { "38", "drop" },
		{ "173", "drop" }, { "174", "drop" }, { "537", "close" } };

	ev->category = CATEGORY_SYSLOG;
	if (str_is(c, "32")) {
		ev->category = CATEGORY_IDS;
		return;
	}
	if (str_is(m, "97")) {
		sonicwall_web(ev);
		return;
	}
	for (size_t i = 0; i < NELEM(firewall); i++) {
		if (str_is(m, firewall[i].id)) {
			ev->category = CATEGORY_FIREWALL;
			event_set(
			    ev, FIELD_ACTION, str_from(firewall[i].action));
			return;
		}
	}
}

static void
decode_sonicwall(struct event *ev)
{
	size_t at = str_find(ev->log, STR_LIT("pri="));
	struct str rest = str_skip(ev->log, at), pri, c, m, proto;
	struct str src, sport, dst, dport;

	ev->category = CATEGORY_SYSLOG;
	if (!take_number(&rest, STR_LIT("pri="), &pri) ||
	    !take_number(&rest, STR_LIT("c="), &c) ||
	    !take_number(&rest, STR_LIT("m="), &m) ||
	    !take_endpoint(ev->log, STR_LIT("src="), &src, &sport) ||
	    !take_endpoint(ev->log, STR_LIT("dst="), &dst, &dport))
		return;
	event_set(ev, FIELD_STATUS, pri);
	event_set(ev, FIELD_ID, m);
	event_set(ev, FIELD_SRCIP, src);
	event_set(ev, FIELD_SRCPORT, sport);
	event_set(ev, FIELD_DSTIP, dst);
	event_set(ev, FIELD_DSTPORT, dport);
	proto = word_of(ev->log, STR_LIT("proto="));
	if (proto.p != NULL)
		event_set(ev, FIELD_PROTOCOL, str_head(proto, 6));
	sonicwall_category(ev, c, m);
}

/* ---- an alert forwarded by another server's syslog output ---- */

#define LOCATION_MAX 255
#define MESSAGE_MAX 4094

/* What may stand between the location and the message. */
static const char *const alert_keys[] = { "classification", "srcip", "srccity",
	"dstcity", "dstip", "user", "Previous MD5", "Current MD5",
	"Previous SHA1", "Current SHA1", "Size changed", "User ownership",
	"Group ownership", "Permissions changed" };

/* Takes " key: value;" off the front; false at the first that is none. */
static bool
take_alert_item(struct str *rest, struct str *key, struct str *value)
{
	struct str s = str_skip(*rest, 1);
	size_t end = str_chr(s, ';');

	if (!str_starts(*rest, STR_LIT(" ")) || end == SIZE_MAX)
		return false;
	for (size_t i = 0; i < NELEM(alert_keys); i++) {
		struct str k = str_from(alert_keys[i]);

		if (!str_starts(s, k) ||
		    !str_starts(str_skip(s, k.len), STR_LIT(": ")))
			continue;
		*key = k;
		*value = str_slice(s.p + k.len + 2, end - k.len - 2);
		*rest = str_skip(s, end + 1);
		return end >= k.len + 2;
	}
	return false;
}

/* "Alert Level: 5; Rule: 5710 - text; Location: where;": the number and where
 */
static bool
take_alert_head(struct str *rest, uint64_t *id, struct str *location)
{
	struct str number;
	size_t end;

	if (str_starts(*rest, STR_LIT("ossec: ")))
		*rest = str_skip(*rest, 7);
	if (!str_starts(*rest, STR_LIT("Alert Level: ")) ||
	    !cut_after(rest, STR_LIT("; Rule: ")))
		return false;
	number = str_head(*rest, str_chr(*rest, ' '));
	if (!str_to_u64(number, 999999, id) ||
	    !cut_after(rest, STR_LIT("; Location: ")) ||
	    (end = str_chr(*rest, ';')) == SIZE_MAX)
		return false;
	*location = str_head(*rest, end);
	*rest = str_skip(*rest, end + 1);
	return true;
}

static enum drop_reason
decode_ossec_alert(const struct ruleset *rs, struct event *ev)
{
	struct str rest = ev->log, location, key, value;
	struct buf b = { 0 };
	uint64_t id;

	if (!take_alert_head(&rest, &id, &location))
		return DROP_PLUGIN;
	while (take_alert_item(&rest, &key, &value)) {
		if (str_is(key, "srcip"))
			event_set(ev, FIELD_SRCIP, value);
		else if (str_is(key, "dstip"))
			event_set(ev, FIELD_DSTIP, value);
		else if (str_is(key, "user"))
			event_set(ev, FIELD_DSTUSER, value);
	}
	while (str_starts(rest, STR_LIT(" ")))
		rest = str_skip(rest, 1);
	ev->bound_rule = ruleset_rule(rs, (unsigned)id);
	if (ev->bound_rule == NULL)
		return DROP_PLUGIN;
	buf_add_str(&b, ev->location);
	buf_add_char(&b, '|');
	buf_add_str(&b, location);
	ev->location = event_copy(ev, str_head(buf_str(&b), LOCATION_MAX));
	buf_free(&b);
	ev->hostname = ev->location;
	ev->full_log = ev->log = str_head(rest, MESSAGE_MAX);
	ev->category = CATEGORY_FORWARDED;
	return DROP_NONE;
}

enum drop_reason
plugin_decode(
    const struct ruleset *rs, enum decoder_plugin plugin, struct event *ev)
{
	switch (plugin) {
	case PLUGIN_PF:
		decode_pf(ev);
		break;
	case PLUGIN_SYMANTEC_WS:
		decode_symantec_ws(ev);
		break;
	case PLUGIN_SONICWALL:
		decode_sonicwall(ev);
		break;
	case PLUGIN_OSSEC_ALERT:
		return decode_ossec_alert(rs, ev);
	case PLUGIN_NONE:
		break;
	}
	return DROP_NONE;
}
