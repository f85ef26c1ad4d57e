/*
 * Feedback: the room's part of a running service: attempts being judged, the messages that tutor's
 * sockets take for it, and names to be shown. One per process.
 */
#ifndef KIBRIDGE_FEEDBACK_FEEDBACK_H
#define KIBRIDGE_FEEDBACK_FEEDBACK_H

#include "call/parts.h"

struct feedback;
struct names;

/** After live_new, before the first socket opens. Loop thread. */
struct feedback *feedback_new(const struct parts *parts);
/** When live's drain is over and no socket is left; before live_free. NULL is fine. */
void feedback_free(struct feedback *feedback);

/** Any thread; NULL in, NULL out. */
struct names *feedback_names(struct feedback *feedback);

#endif
