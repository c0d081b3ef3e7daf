/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rootkit and host information messages; firewall events.
 */
#include "lib/rules/internal_event.h"

#include <inttypes.h>

#include "lib/base/err.h"

static void
become(const struct engine_options *opt, struct event *ev, const char *decoder)
{
	ev->decoder = decoder_set_internal(opt->rules->decoders, decoder);
	ev->category = CATEGORY_OSSEC;
	ev->log = ev->full_log;
	ev->size = ev->log.len;
}

/* The text between quotes after the label, or absent. */
static struct str
quoted_after(struct str text, const char *label)
{
	size_t at = str_find(text, str_from(label)), end;

	if (at == SIZE_MAX)
		return STR_NONE;
	text = str_skip(text, at + strlen(label));
	end = str_chr(text, '\'');
	return end != SIZE_MAX ? str_head(text, end) : STR_NONE;
}

static struct str
word_after(struct str text, const char *label)
{
	size_t at = str_find(text, str_from(label));

	if (at == SIZE_MAX)
		return STR_NONE;
	text = str_skip(text, at + strlen(label));
	return str_head(text, str_chr(text, ' '));
}

enum drop_reason
rootcheck_event(const struct engine_options *opt, struct event *ev)
{
	struct buf key = { 0 }, value = { 0 };
	struct str old, first;

	become(opt, ev, "rootcheck");
	buf_add_str(&key, ev->location);
	buf_add_char(&key, '\0');
	buf_add_str(&key, ev->full_log);
	/* "<last seen> <first seen>" */
	buf_printf(&value, "%" PRId64 " ", ev->time);
	if (opt->state->get(opt->state, STATE_ROOTCHECK, buf_str(&key), &old) ==
	    OS_OK) {
		first = str_skip(old, str_chr(old, ' ') + 1);
		buf_add_str(&value, first);
	} else {
		ev->first_time = true;
		buf_printf(&value, "%" PRId64, ev->time);
	}
	opt->state->put(
	    opt->state, STATE_ROOTCHECK, buf_str(&key), buf_str(&value));
	buf_free(&key);
	buf_free(&value);

	ev->field[FIELD_FILENAME] = quoted_after(ev->log, " file '");
	ev->after.md5 = word_after(ev->log, " MD5=");
	ev->after.sha1 = word_after(ev->log, " SHA1=");
	ev->after.sha256 = word_after(ev->log, " SHA256=");
	return DROP_NONE;
}

static bool
found_one(void *arg, struct str key, struct str value)
{
	(void)key;
	(void)value;
	*(bool *)arg = true;
	return false;
}

/* "Host: 192.0.2.20 (name), open ports: 22(tcp)" */
enum drop_reason
hostinfo_event(const struct engine_options *opt, struct event *ev)
{
	struct str text = ev->full_log, ip, ports, old;
	struct buf key = { 0 };
	bool known_host = false;
	size_t at;

	if (!str_starts(text, STR_LIT("Host: ")) ||
	    (at = str_find(text, STR_LIT(", "))) == SIZE_MAX)
		return DROP_FORMAT;
	ip = str_slice(text.p + 6, at - 6);
	ip = str_head(ip, str_chr(ip, ' '));
	ports = str_skip(text, at + 2);
	buf_add_str(&key, ip);
	buf_add_char(&key, '\0');
	opt->state->each(
	    opt->state, STATE_HOSTINFO, buf_str(&key), found_one, &known_host);
	buf_add_str(&key, ports);
	if (opt->state->get(opt->state, STATE_HOSTINFO, buf_str(&key), &old) ==
	    OS_OK) {
		buf_free(&key);
		return DROP_INTERNAL;
	}
	opt->state->put(opt->state, STATE_HOSTINFO, buf_str(&key), STR_LIT(""));
	buf_free(&key);
	become(opt, ev, known_host ? "hostinfo_modified" : "hostinfo_new");
	return DROP_NONE;
}

static struct str
normal_action(struct str action)
{
	switch (action.len != 0 ? ascii_lower(action.p[0]) : '\0') {
	case 'd':
	case 'r':
	case 'b':
		return STR_LIT("DROP");
	case 'c':
	case 't':
		return STR_LIT("CLOSED");
	case 'a':
	case 'p':
	case 'o':
		return STR_LIT("ALLOW");
	default:
		break;
	}
	if (str_ifind(action, STR_LIT("drop")) != SIZE_MAX)
		return STR_LIT("DROP");
	if (str_ifind(action, STR_LIT("accept")) != SIZE_MAX)
		return STR_LIT("ALLOW");
	return STR_LIT("UNKNOWN");
}

enum drop_reason
firewall_event(struct event *ev)
{
	if (ev->field[FIELD_ACTION].p == NULL ||
	    ev->field[FIELD_SRCIP].p == NULL ||
	    ev->field[FIELD_DSTIP].p == NULL ||
	    ev->field[FIELD_PROTOCOL].p == NULL)
		return DROP_FIREWALL;
	ev->field[FIELD_ACTION] = normal_action(ev->field[FIELD_ACTION]);
	return DROP_NONE;
}
