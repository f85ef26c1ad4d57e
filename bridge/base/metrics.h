/*
 * Metrics: counters, gauges and histograms in Prometheus' text format. Any thread. Labels never
 * hold a person, a course title or anything a peer wrote.
 */
#ifndef KIBRIDGE_BASE_METRICS_H
#define KIBRIDGE_BASE_METRICS_H

#include <stdint.h>

#include "base/buf.h"

struct metrics;
struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics);

/**
 * @name   "kibridge_launches_total"; the family's help is in the table of metrics.c, and an
 *         unknown name is a programming error (assert)
 * @labels "outcome=\"ok\"" or "" ; a new combination makes a new series (capped per family)
 */
void metrics_add(struct metrics *metrics, const char *name, const char *labels,
		 double amount);
void metrics_set(struct metrics *metrics, const char *name, const char *labels,
		 double value);
void metrics_observe(struct metrics *metrics, const char *name, const char *labels,
		     double value);
/** The exposition, appended. */
void metrics_write(struct metrics *metrics, struct buf *out);

#endif
