/* Clock: the two times there are. Durations use the monotonic one, records the wall clock. */
#ifndef KIBRIDGE_BASE_CLOCK_H
#define KIBRIDGE_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

int64_t clock_now_s(void); /* seconds since the epoch */
int64_t clock_now_ms(void); /* milliseconds since the epoch */
int64_t clock_tick_ms(void); /* monotonic; only differences mean something */

/** RFC 3339 in UTC, "2026-11-21T09:00:00Z". @out at least CLOCK_RFC3339 bytes. */
#define CLOCK_RFC3339 32
const char *clock_rfc3339(char out[CLOCK_RFC3339], int64_t at_s);

/** Reads RFC 3339 with 'Z' or an offset; a fraction is cut off. False if it is not that. */
bool clock_parse(int64_t *at_s, const char *text);

#endif
