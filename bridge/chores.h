/*
 * Chores: what the service does by the clock, on workers: sweep reservations that a crash left
 * behind, delete what has expired, keep nothing longer than said. Loop thread only.
 */
#ifndef KIBRIDGE_CHORES_H
#define KIBRIDGE_CHORES_H

#include "call/parts.h"
#include "config.h"

struct chores;

/** Each begins soon after the start, then at its own pace; none runs twice at the same time. */
struct chores *chores_start(const struct parts *parts);
void chores_reload(struct chores *chores, const struct config *config);
/** After the loop has stopped. Nulls the pointer; NULL inside is fine. */
void chores_stop(struct chores **chores);

#endif
