/* SPDX-License-Identifier: Apache-2.0 */
#include "daemons/logcollector/source_command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "daemons/logcollector/runner.h"
#include "lib/base/array.h"
#include "lib/base/err.h"
#include "lib/net/unix_sock.h"
#include "lib/port/port_time.h"

#define SECOND ((int64_t)1000000000)

enum {
	PREFIX_MAX = 255,
	LINE_PIECE_MAX = 5631, /* of one line; the rest is the next message */
	FULL_MAX = 5632,       /* of all the output */
};

char *
command_name(const struct conf_localfile *lf)
{
	char *name = xstrdup(lf->alias != NULL ? lf->alias : lf->command);

	for (char *p = name; *p != '\0'; p++)
		if (*p == ':')
			*p = '\\';
	return name;
}

static void
set_prefix(struct command *c)
{
	struct buf *b = &c->out.prefix;

	buf_printf(b, "ossec: output: '%s':", c->name);
	/* one less for the blank or the line feed behind it */
	if (b->len >= PREFIX_MAX)
		b->len = PREFIX_MAX - 1;
}

static void
add_command(struct commands *c, const struct conf_localfile *lf, size_t index,
    int64_t now)
{
	struct command *cmd = ARRAY_ADD(c->v, c->n, c->cap);
	unsigned seconds = lf->frequency != 0 ? lf->frequency : 1;

	*cmd = (struct command){
		.index = (uint32_t)index,
		.text = lf->command,
		.name = command_name(lf),
		.full = lf->format == CONF_LOG_FULL_COMMAND,
		.every = seconds * SECOND,
		.due = now + seconds * SECOND,
	};
	set_prefix(cmd);
	log_info("Monitoring %soutput of command(%u): %s",
	    cmd->full ? "full " : "", seconds, lf->command);
}

void
commands_init(struct commands *c, const struct conf *conf, int runner_fd,
    unsigned timeout, int64_t now)
{
	*c = (struct commands){ .fd = runner_fd, .timeout = timeout };
	for (size_t i = 0; i < conf->localfiles.n; i++)
		if (conf->localfiles.v[i].command != NULL)
			add_command(c, &conf->localfiles.v[i], i, now);
	if (runner_fd != -1)
		fcntl(runner_fd, F_SETFL, O_NONBLOCK);
}

void
commands_free(struct commands *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct command *cmd = &c->v[i];

		free(cmd->name);
		buf_free(&cmd->out.prefix);
		buf_free(&cmd->out.text);
		buf_free(&cmd->out.message);
	}
	free(c->v);
	*c = (struct commands){ .fd = -1 };
}

static int
ask(struct commands *c, struct command *cmd)
{
	struct runner_request req = { cmd->index };
	int r = unix_sock_send(c->fd, &req, sizeof(req));

	if (r == OS_OK) {
		cmd->running = true;
		cmd->runs++;
	}
	return r;
}

int
commands_start(struct commands *c, int64_t now)
{
	for (size_t i = 0; i < c->n; i++) {
		struct command *cmd = &c->v[i];
		int r;

		if (now < cmd->due)
			continue;
		/* At its own pace, not drifting by what runs cost. */
		cmd->due += cmd->every;
		if (cmd->due <= now)
			cmd->due = now + cmd->every;
		if (cmd->running || cmd->sending) {
			cmd->late++;
			continue;
		}
		r = ask(c, cmd);
		if (r != OS_OK && r != OS_ERR_BUSY)
			return OS_ERR_CLOSED;
	}
	return OS_OK;
}

int64_t
commands_due(const struct commands *c)
{
	int64_t due = INT64_MAX;

	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].due < due)
			due = c->v[i].due;
	return due;
}

static struct command *
find(struct commands *c, uint32_t index)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].index == index && c->v[i].running)
			return &c->v[i];
	return NULL;
}

static void
count(struct tally *t, const struct buf *text)
{
	t->bytes += text->len;
	for (const char *p = text->p, *end = text->p + text->len;
	     text->len != 0 && (p = memchr(p, '\n', (size_t)(end - p))) != NULL;
	     p++)
		t->lines++;
}

/* What was printed before a failure goes out like the rest. */
static void
done(struct commands *c, struct command *cmd, const struct runner_answer *a)
{
	cmd->running = false;
	cmd->sending = true;
	cmd->out.at = 0;
	count(&cmd->tally, &cmd->out.text);
	if (a->flags & RUNNER_FAILED) {
		cmd->failures++;
		log_errorx("Unable to execute command: '%s': %s", cmd->text,
		    strerror(a->status));
	} else if (a->flags & RUNNER_TIMED_OUT) {
		cmd->timeouts++;
		log_warnx("command '%s' did not end within %lld seconds "
			  "(logcollector.command_timeout) and was killed",
		    cmd->text, c->timeout);
	} else if (WIFEXITED(a->status) && WEXITSTATUS(a->status) == 127) {
		cmd->failures++;
		log_warnx("command '%s' was not found by the shell (exit "
			  "status 127)",
		    cmd->text);
	}
	if (a->flags & RUNNER_CUT) {
		cmd->tally.long_lines++;
		log_warnx("command '%s' printed more than %d bytes, the rest "
			  "is discarded",
		    cmd->text, RUNNER_OUTPUT_MAX);
	}
}

static int
take_answer(struct commands *c, const struct runner_answer *a, const char *p,
    size_t len)
{
	struct command *cmd = find(c, a->index);

	if (cmd == NULL)
		return OS_ERR_FORMAT;
	if (a->kind == RUNNER_DONE && len == 0) {
		done(c, cmd, a);
		return OS_OK;
	}
	if (a->kind != RUNNER_OUTPUT ||
	    cmd->out.text.len + len > RUNNER_OUTPUT_MAX)
		return OS_ERR_FORMAT;
	buf_add(&cmd->out.text, p, len);
	return OS_OK;
}

int
commands_receive(struct commands *c)
{
	struct {
		struct runner_answer head;
		char bytes[RUNNER_PIECE_MAX];
	} in;
	size_t len;
	int r;

	while ((r = unix_sock_recv(c->fd, &in, sizeof(in), &len)) == OS_OK) {
		if (len < sizeof(in.head))
			return OS_ERR_FORMAT;
		r = take_answer(c, &in.head, in.bytes, len - sizeof(in.head));
		if (r != OS_OK)
			return r;
	}
	return r == OS_ERR_BUSY ? OS_OK : OS_ERR_CLOSED;
}

static void
nul_to_space(char *p, size_t n)
{
	char *end = p + n;

	while ((p = memchr(p, '\0', (size_t)(end - p))) != NULL)
		*p++ = ' ';
}

/* A line, or a piece of one that is too long. */
static bool
next_line(struct command_output *o, struct str *message)
{
	struct str rest = str_skip(buf_str(&o->text), o->at), line;

	if (rest.len == 0)
		return false;
	line = str_head(rest, str_chr(rest, '\n'));
	if (line.len > LINE_PIECE_MAX) {
		line.len = LINE_PIECE_MAX;
		o->at += line.len;
	} else {
		o->at += line.len + (line.len < rest.len);
	}
	buf_clear(&o->message);
	buf_add_str(&o->message, buf_str(&o->prefix));
	buf_add_char(&o->message, ' ');
	buf_add_str(&o->message, line);
	nul_to_space(o->message.p, o->message.len);
	*message = buf_str(&o->message);
	return true;
}

/*
 * All at once, as the reference does it, because check_diff of existing rules
 * compares it: no carriage returns, of two line feeds in a row one goes, none
 * at the end. Of what is too long only whole lines are taken.
 */
static bool
next_full(struct command_output *o, struct str *message)
{
	struct str text = buf_str(&o->text);

	if (o->at != 0 || text.len == 0)
		return false;
	o->at = text.len;
	if (text.len > FULL_MAX) {
		text.len = FULL_MAX;
		while (text.len > 0 && text.p[text.len - 1] != '\n')
			text.len--;
		if (text.len == 0)
			text.len = FULL_MAX;
	}
	if (text.p[text.len - 1] == '\n')
		text.len--;
	buf_clear(&o->message);
	buf_add_str(&o->message, buf_str(&o->prefix));
	buf_add_char(&o->message, '\n');
	for (size_t i = 0; i < text.len; i++) {
		if (text.p[i] == '\r')
			continue;
		buf_add_char(&o->message, text.p[i]);
		if (text.p[i] == '\n' && i + 1 < text.len &&
		    text.p[i + 1] == '\n')
			i++;
	}
	nul_to_space(o->message.p, o->message.len);
	*message = buf_str(&o->message);
	return true;
}

bool
command_next(struct command_output *o, bool full, struct str *message)
{
	return full ? next_full(o, message) : next_line(o, message);
}

static enum pump
pump_one(struct command *cmd, const struct sink *sink)
{
	struct command_output *o = &cmd->out;
	struct str message;
	size_t before = o->at;

	while (command_next(o, cmd->full, &message)) {
		if (!sink->send(sink->arg, '1', str_from(cmd->name), message)) {
			o->at = before; /* made again next time */
			return PUMP_BLOCKED;
		}
		before = o->at;
		cmd->tally.messages++;
	}
	if (cmd->full && o->text.len > FULL_MAX)
		cmd->tally.discarded_bytes += o->text.len - FULL_MAX;
	buf_free(&o->text);
	buf_free(&o->message);
	cmd->sending = false;
	return PUMP_IDLE;
}

enum pump
commands_pump(struct commands *c, const struct sink *sink)
{
	for (size_t i = 0; i < c->n; i++) {
		struct command *cmd = &c->v[(c->turn + i) % c->n];

		if (cmd->sending && pump_one(cmd, sink) == PUMP_BLOCKED) {
			c->turn = (c->turn + i) % c->n;
			return PUMP_BLOCKED;
		}
	}
	return PUMP_IDLE;
}
