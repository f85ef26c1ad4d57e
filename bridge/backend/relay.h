/*
 * Relay: one streamed answer from a backend, the only asynchronous flow of the service.
 *
 *   WAIT_SLOT -> CONNECT -> AWAIT_TOKENS -> DONE
 *        ^___________|  (another backend, before the first token only)
 *
 * relay_start() never calls back before it returns; after relay_cancel() nobody is called back;
 * ended() runs at most once and is the last call: the relay is gone then, forget the pointer.
 * Every function here may be called from inside any callback. Strings of an
 * outcome live until the loop's next turn. Loop thread only.
 */
#ifndef KIBRIDGE_BACKEND_RELAY_H
#define KIBRIDGE_BACKEND_RELAY_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backend/backend.h"
#include "base/arena.h"

struct relay;

/*
 * What is asked of a backend. Embeddings come as one JSON text, which is told unread as one delta
 * (a large one is too much to read on the loop): finish is "stop" and usage not reported.
 */
enum relay_kind { RELAY_CHAT, RELAY_EMBEDDINGS };

struct relay_request {
	enum relay_kind kind;
	const char *id; /* our turn's id; sent as X-Request-Id */
	/*
	 * The OpenAI request: messages, model, temperature, max_tokens … The relay adds stream,
	 * stream_options and what a backend needs. Borrowed during relay_start only.
	 */
	struct json_object *body;
	/*
	 * The response_format to ask for, or NULL. A backend that refuses it for this model is asked
	 * again at once without it, and from then on not with it. Borrowed like the body.
	 */
	struct json_object *format;
	/* Whose turn it is in the fair queue: fairness by tenant, then course, then person. */
	const char *tenant, *course, *person;
	unsigned weight; /* the tenant's; 0 means 1 */
	unsigned wait_max_s; /* give up waiting for a slot after this; 0: 300 */
	/* Total tokens (prompt + completion) at which to cut the stream where the backend reports
	 * usage on every chunk; 0: never. */
	int64_t cut_at_tokens;
};

enum relay_end {
	RELAY_FINISHED, /* a finish_reason was seen */
	RELAY_CUT, /* cut at cut_at_tokens */
	RELAY_UNAVAILABLE, /* no backend took it: down, 5xx, breaker open; nothing was delivered */
	RELAY_BUSY, /* 429 or the line's limit; retry_after_s may be set; nothing was delivered */
	RELAY_TOO_LONG, /* the prompt does not fit the model's context */
	RELAY_REFUSED, /* another 4xx: configuration or request; nothing was delivered */
	RELAY_BROKEN, /* the stream broke or went silent after the first token */
};

struct relay_usage {
	bool reported; /* by the backend; else the numbers are counted deltas */
	int64_t prompt_tokens; /* 0 if not reported */
	int64_t completion_tokens; /* reported, else deltas counted */
	/* Part of the above; 0 if not reported. */
	int64_t cached_tokens, reasoning_tokens;
};

struct relay_outcome {
	enum relay_end end;
	const char *finish; /* "stop", "length", "content_filter" …; "" if none came */
	const char *backend; /* config name of the last backend tried */
	const char *model; /* that answered, by the backend's word; else as asked */
	const char *upstream_id;
	int http_status; /* the last backend's; 0: no answer */
	unsigned retry_after_s; /* with RELAY_BUSY; 0: unknown */
	bool sent; /* the request reached a backend (prompt tokens were spent) */
	struct relay_usage usage;
};

struct relay_events {
	/* Waiting: place from 1, wait in seconds or 0 if nobody knows. When the place changes. */
	void (*queued)(void *owner, unsigned place, unsigned wait_s);
	/* A slot was given; again after another queued(), when a backend sent us away. May be NULL. */
	void (*started)(void *owner);
	/* Text as it comes, valid UTF-8 without NUL, never empty; borrowed. Reasoning is told apart. */
	void (*delta)(void *owner, const char *text, size_t len, bool reasoning);
	/* The parsed chunk, for API clients that want it whole (tool calls); may be NULL. */
	void (*chunk)(void *owner, struct json_object *chunk);
	void (*ended)(void *owner, const struct relay_outcome *outcome);
	/* All that came in one read has been told: the moment to send it on, once for all of it.
	 * May be NULL; not told before ended(). */
	void (*rest)(void *owner);
};

struct relay *relay_start(struct backends *backends, const struct relay_request *request,
			  const struct relay_events *events, void *owner);
/** Closes the upstream connection at once. Fills usage as known so far (may be NULL). Nulls it. */
void relay_cancel(struct relay **relay, struct relay_outcome *outcome);
/** A copy whose strings live as long as the arena; finish is not NULL. */
void relay_outcome_keep(struct relay_outcome *kept, struct arena *arena,
			const struct relay_outcome *outcome);

/** Back-pressure: stop and go on reading from the backend. */
void relay_pause(struct relay *relay);
void relay_resume(struct relay *relay);

#endif
