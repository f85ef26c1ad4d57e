/*
 * Tzif: the time zone file format [RFC 9636], version 2 and newer, with its footer for the times
 * after the last transition. Only offsets from UTC are kept; leap seconds are not applied.
 */
#ifndef KIBRIDGE_BASE_TZIF_H
#define KIBRIDGE_BASE_TZIF_H

#include <stddef.h>
#include <stdint.h>

#define TZIF_MAX 65536 /* bytes of a file; the largest real one has below 4,000 */

struct tzif;

/** NULL if the bytes are not such a file. */
struct tzif *tzif_parse(const void *bytes, size_t len);
void tzif_free(struct tzif *tzif); /* NULL is fine */
/** Seconds east of UTC at that instant. */
int tzif_offset_s(const struct tzif *tzif, int64_t at_s);

#endif
