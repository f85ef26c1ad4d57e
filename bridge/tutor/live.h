/*
 * Live: the WebSocket protocol kibridge.v1 (docs/api.md): sockets that said hello, what
 * they ask, and what is pushed to them. Loop thread only.
 */
#ifndef KIBRIDGE_TUTOR_LIVE_H
#define KIBRIDGE_TUTOR_LIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "call/call.h"
#include "call/parts.h"
#include "call/sink.h"

struct live;

struct live *live_new(const struct parts *parts);
/** Only after live_drain said idle. */
void live_free(struct live *live);

/* For http's socket table. The owner that live_open returns goes with the sink's
 * closed(). */
void *live_open(const struct parts *parts, struct sink *sink,
		const struct request *request);
void live_message(void *owner, const char *text, size_t len);

#define LIVE_ALL_RULES "*" /* any rules may have changed */
/** Any thread: the rules of this course, or of every course of this tenant, have changed.
 */
void live_rules_changed(struct live *live, const char *course_or_tenant);

/** No new questions from now on; idle(owner) once no answer is under way. */
void live_drain(struct live *live, void (*idle)(void *owner), void *owner);
/** Stop what still runs; it is settled with what was delivered. */
void live_stop_all(struct live *live);

#endif
