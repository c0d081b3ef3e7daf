/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop: descriptors, timers, signals and the end of children, each a
 * watch that calls back until it is freed. Over libevent, whose names (struct
 * event, event_*) stay inside loop.c. One loop per process handles signals.
 *
 * A callback may free any watch, its own included.
 */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>
#include <sys/types.h>

struct loop;
struct watch;

struct loop *loop_new(void);
/* Frees the watches that are left as well. Accepts NULL, stores NULL. */
void loop_free(struct loop **l);

/* Until loop_stop(), or until nothing is watched: 0 or OS_ERR_SYS. */
int loop_run(struct loop *l);
/* Handles what is due now (block: waits for something first) and returns. */
int loop_once(struct loop *l, bool block);
/* loop_run() returns once the callbacks that are due have been called. */
void loop_stop(struct loop *l);

enum { LOOP_READ = 1, LOOP_WRITE = 2 };

/* what: LOOP_READ, LOOP_WRITE or both; again and again while it is so. fd
 * stays the caller's: free the watch before closing it. */
struct watch *loop_fd(struct loop *l, int fd, unsigned what,
    void (*fn)(int fd, unsigned what, void *arg), void *arg);
/* Pauses and resumes; a new watch is on. */
void watch_enable(struct watch *w, bool on);

/* Not started yet. */
struct watch *loop_timer(struct loop *l, void (*fn)(void *arg), void *arg);
/* Once, ms from now; replaces what was set before. */
void watch_after(struct watch *w, long long ms);
/* Each ms milliseconds, for the first time ms from now. */
void watch_every(struct watch *w, long long ms);
void watch_stop(struct watch *w);

struct watch *loop_signal(
    struct loop *l, int signo, void (*fn)(int signo, void *arg), void *arg);

/* Once, when pid has ended and been waited for; status as of waitpid(). The
 * watch is freed before the call. */
struct watch *loop_child(struct loop *l, pid_t pid,
    void (*fn)(pid_t pid, int status, void *arg), void *arg);

/* Accepts NULL, stores NULL. */
void watch_free(struct watch **w);

#endif
