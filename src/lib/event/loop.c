/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/event/loop.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "lib/base/err.h"
#include "lib/base/xalloc.h"

enum watch_kind {
	WATCH_FD,
	WATCH_TIMER,
	WATCH_SIGNAL,
	WATCH_CHILD,
};

struct watch {
	struct watch *next, **prev; /* in loop.watches */
	struct loop *loop;
	enum watch_kind kind;
	struct event *ev; /* NULL for children: they share one SIGCHLD */
	pid_t pid;
	union {
		void (*fd)(int, unsigned, void *);
		void (*timer)(void *);
		void (*signal)(int, void *);
		void (*child)(pid_t, int, void *);
	} fn;
	void *arg;
};

struct loop {
	struct event_base *base;
	struct watch *watches;
	struct watch *sigchld; /* made with the first child */
};

struct loop *
loop_new(void)
{
	struct loop *l = xcalloc(1, sizeof(*l));

	if ((l->base = event_base_new()) == NULL) {
		free(l);
		return NULL;
	}
	return l;
}

void
loop_free(struct loop **l)
{
	struct watch *w;

	if (*l == NULL)
		return;
	while ((w = (*l)->watches) != NULL)
		watch_free(&w);
	event_base_free((*l)->base);
	free(*l);
	*l = NULL;
}

int
loop_run(struct loop *l)
{
	return event_base_dispatch(l->base) == -1 ? OS_ERR_SYS : OS_OK;
}

int
loop_once(struct loop *l, bool block)
{
	int flags = block ? EVLOOP_ONCE : EVLOOP_NONBLOCK;

	return event_base_loop(l->base, flags) == -1 ? OS_ERR_SYS : OS_OK;
}

void
loop_stop(struct loop *l)
{
	event_base_loopexit(l->base, NULL);
}

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
	struct watch *w = arg;

	switch (w->kind) {
	case WATCH_FD:
		w->fn.fd(fd,
		    (what & EV_READ ? LOOP_READ : 0U) |
			(what & EV_WRITE ? LOOP_WRITE : 0U),
		    w->arg);
		break;
	case WATCH_TIMER:
		w->fn.timer(w->arg);
		break;
	case WATCH_SIGNAL:
		w->fn.signal(fd, w->arg);
		break;
	case WATCH_CHILD:
		break;
	}
}

/* libevent's event_free() is avoided: the engine has a function of that name.
 */
static struct watch *
watch_new(struct loop *l, enum watch_kind kind, int fd, short what, void *arg)
{
	struct watch *w = xcalloc(1, sizeof(*w));

	w->loop = l;
	w->kind = kind;
	w->arg = arg;
	if (kind != WATCH_CHILD) {
		w->ev = xcalloc(1, event_get_struct_event_size());
		event_assign(w->ev, l->base, fd, what, on_event, w);
	}
	w->next = l->watches;
	w->prev = &l->watches;
	if (w->next != NULL)
		w->next->prev = &w->next;
	l->watches = w;
	return w;
}

void
watch_free(struct watch **wp)
{
	struct watch *w = *wp;

	if (w == NULL)
		return;
	/* NOLINTNEXTLINE: the analyzer loses track of *prev */
	if (w->ev != NULL)
		event_del(w->ev);
	if (w->loop->sigchld == w)
		w->loop->sigchld = NULL;
	*w->prev = w->next;
	if (w->next != NULL)
		/* NOLINTNEXTLINE: the analyzer loses track of *prev */
		w->next->prev = w->prev;
	free(w->ev);
	free(w);
	*wp = NULL;
}

struct watch *
loop_fd(struct loop *l, int fd, unsigned what,
    void (*fn)(int fd, unsigned what, void *arg), void *arg)
{
	short ev = EV_PERSIST;
	struct watch *w;

	if (what & LOOP_READ)
		ev |= EV_READ;
	if (what & LOOP_WRITE)
		ev |= EV_WRITE;
	w = watch_new(l, WATCH_FD, fd, ev, arg);
	w->fn.fd = fn;
	watch_enable(w, true);
	return w;
}

void
watch_enable(struct watch *w, bool on)
{
	if (on)
		event_add(w->ev, NULL);
	else
		event_del(w->ev);
}

struct watch *
loop_timer(struct loop *l, void (*fn)(void *arg), void *arg)
{
	struct watch *w = watch_new(l, WATCH_TIMER, -1, 0, arg);

	w->fn.timer = fn;
	return w;
}

static void
timer_set(struct watch *w, short what, long long ms)
{
	struct timeval tv = { (time_t)(ms / 1000), (ms % 1000) * 1000 };

	event_del(w->ev);
	event_assign(w->ev, w->loop->base, -1, what, on_event, w);
	event_add(w->ev, &tv);
}

void
watch_after(struct watch *w, long long ms)
{
	timer_set(w, 0, ms);
}

void
watch_every(struct watch *w, long long ms)
{
	timer_set(w, EV_PERSIST, ms);
}

void
watch_stop(struct watch *w)
{
	event_del(w->ev);
}

struct watch *
loop_signal(
    struct loop *l, int signo, void (*fn)(int signo, void *arg), void *arg)
{
	struct watch *w =
	    watch_new(l, WATCH_SIGNAL, signo, EV_SIGNAL | EV_PERSIST, arg);

	w->fn.signal = fn;
	event_add(w->ev, NULL);
	return w;
}

/* Calls back for one child that ended; false when there is none. */
static bool
reap_one(struct loop *l)
{
	for (struct watch *w = l->watches; w != NULL; w = w->next) {
		/* NOLINTNEXTLINE: the analyzer loses track of *prev */
		struct watch done = *w;
		int status;

		if (w->kind != WATCH_CHILD ||
		    waitpid(w->pid, &status, WNOHANG) != w->pid)
			continue;
		watch_free(&w);
		done.fn.child(done.pid, status, done.arg);
		return true; /* the list may be another one now */
	}
	return false;
}

static void
on_sigchld(__attribute__((unused)) int signo, void *arg)
{
	while (reap_one(arg))
		continue;
}

struct watch *
loop_child(struct loop *l, pid_t pid,
    void (*fn)(pid_t pid, int status, void *arg), void *arg)
{
	struct watch *w = watch_new(l, WATCH_CHILD, -1, 0, arg);

	w->pid = pid;
	w->fn.child = fn;
	if (l->sigchld == NULL)
		l->sigchld = loop_signal(l, SIGCHLD, on_sigchld, l);
	/* It may have ended before anybody watched. */
	raise(SIGCHLD);
	return w;
}
