/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Completes events of one transaction that is logged over several lines (spec:
 * analysis-events, section 10).
 */
#ifndef ACCUMULATOR_H
#define ACCUMULATOR_H

#include "lib/rules/event.h"

struct accumulator;

struct accumulator *accumulator_new(void);
void accumulator_free(struct accumulator **a);

/* For events whose decoder accumulates and that have an id: fills in fields
 * known from earlier ones, and remembers those of this one. */
void accumulator_event(struct accumulator *a, struct event *ev);

#endif
