/*
 * Live: the WebSocket protocol kibridge.v1 (docs/api.md): sockets that said hello, what
 * they ask, and what is pushed to them. Loop thread only.
 */
#ifndef KIBRIDGE_TUTOR_LIVE_H
#define KIBRIDGE_TUTOR_LIVE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "call/call.h"
#include "call/parts.h"
#include "call/sink.h"
#include "course/session.h"
#include "store/db.h"

struct live;
struct live_socket;

struct live *live_new(const struct parts *parts);
/** Only after live_drain said idle. */
void live_free(struct live *live);

/* For http's socket table. The owner that live_open returns goes with the sink's
 * closed(). */
void *live_open(const struct parts *parts, struct sink *sink,
		const struct request *request);
void live_message(void *owner, const char *text, size_t len);

/*
 * What another room adds to the protocol: messages of its own, work of its own that a drain waits
 * for, and things that questions may be about. Tutor knows nothing else of it; the service adds
 * it at the start, before the first socket opens.
 */
struct live_addition {
	void *owner;
	const struct live_row {
		const char *type;
		/* After hello only; message is borrowed. */
		void (*receive)(struct live_socket *socket, struct json_object *message);
	} * rows;
	size_t row_count;
	void (*socket_closed)(void *owner, struct sink *sink); /* forget it */
	size_t (*busy)(
		void *owner); /* work under way; tell live_check_idle when it ends */
	void (*stop_all)(void *owner);
	/* On a worker, may ask the LMS: what it calls a person of the course; NULL: unknown. */
	const char *(*name_of)(void *owner, struct arena *arena,
			       const struct session *session, const char *person,
			       int64_t now_s);
	/*
	 * On a worker. The system prompt for questions about a thing of this person's, in the
	 * arena; *out NULL: there is no such thing, or it is not to be asked about (yet).
	 */
	enum db_status (*about)(const char **out, struct db_conn *conn,
				struct arena *arena, const struct session *session,
				const char *id);
};
void live_add(struct live *live, const struct live_addition *addition);
/** NULL: none. */
const struct live_addition *live_added(const struct live *live);

#define LIVE_ALL_RULES "*" /* any rules may have changed */
/** Any thread: the rules of this course, or of every course of this tenant, have changed.
 */
void live_rules_changed(struct live *live, const char *course_or_tenant);

#define LIVE_STOP_CHANNEL "stop"
/** Any thread: its owner wishes this turn to stop; one of the nodes runs it. */
void live_turn_stop(struct live *live, const char *turn);

/** No new questions from now on; idle(owner) once no answer is under way. */
void live_drain(struct live *live, void (*idle)(void *owner), void *owner);
/** Stop what still runs; it is settled with what was delivered. */
void live_stop_all(struct live *live);

#endif
