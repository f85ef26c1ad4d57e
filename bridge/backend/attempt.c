/* One attempt: bytes to events to chunks, and the two time limits. */
#include "backend/attempt.h"

#include <stdlib.h>
#include <string.h>

#include "backend/memory.h"
#include "backend/request_text.h"
#include "backend/retry_after.h"
#include "backend/sse.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"

enum shape { SHAPE_STREAM, SHAPE_WHOLE, SHAPE_ERROR }; /* of what comes back */

struct attempt {
	struct loop *loop;
	enum relay_kind kind;
	const char *id;
	struct upstream_call *call;
	struct json_tokener *tokener;
	struct attempt_events events;
	void *owner;
	struct upstream_head head;
	enum shape shape;
	struct sse sse;
	struct buf whole; /* an error, or an answer that is not a stream */
	struct loop_timer *timer;
	int64_t first_byte_ms, idle_ms; /* the limits */
	int64_t life_ms; /* the last sign of life */
	bool answering; /* a first byte of the body has come */
	bool paused;
	bool inside; /* a callback of ours runs: nothing may be freed */
	bool gone; /* cancelled meanwhile */
	bool finish_seen, error_seen, done_seen;
	bool garbage; /* seen, and logged */
	bool texts_only;
	bool introduced; /* the server has told its names for answer and model */
	struct chunk_error error;
};

static void attempt_free(struct attempt *attempt)
{
	upstream_cancel(&attempt->call);
	loop_timer_cancel(&attempt->timer);
	sse_clear(&attempt->sse);
	buf_clear(&attempt->whole);
	free(attempt);
}

/* Ending */

static struct failure failure_of(const struct attempt *attempt, enum upstream_end end)
{
	struct failure failure = {
		.end = end,
		.status = attempt->head.status,
		.error = attempt->error,
		.reused = upstream_reused(attempt->call),
	};

	if (attempt->error_seen) { /* inside a stream that began with 200 */
		failure.status = attempt->error.status;
		if (failure.status == 0)
			failure.status = attempt->error.fault == FAULT_OTHER ? 500 : 400;
	}
	return failure;
}

static void attempt_finish(struct attempt *attempt, enum upstream_end end, bool silent)
{
	struct attempt_events events = attempt->events;
	void *owner = attempt->owner;
	struct attempt_end ending = {
		.fine = attempt->finish_seen && !attempt->error_seen,
		.failure = failure_of(attempt, end),
		.status = attempt->head.status,
		.sent = upstream_sent(attempt->call),
		.retry_after_s = retry_after_s(attempt->head.retry_after, clock_now_s()),
	};

	ending.failure.silent = silent;
	if (attempt->done_seen && !silent)
		upstream_leave(&attempt->call); /* little is left to be read */
	attempt_free(attempt);
	events.ended(owner, &ending);
}

/* Time limits */

static void on_timer(void *arg);

static void timer_set(struct attempt *attempt, int64_t after_ms)
{
	loop_timer_cancel(&attempt->timer);
	attempt->timer =
		loop_timer_start(attempt->loop, (uint64_t)after_ms, 0, on_timer, attempt);
}

/* Setting a timer for each piece would cost more than reading it: it looks when it fires. */
static void on_timer(void *arg)
{
	struct attempt *attempt = arg;
	int64_t limit_ms = attempt->answering ? attempt->idle_ms : attempt->first_byte_ms;
	int64_t silent_ms = clock_tick_ms() - attempt->life_ms;

	if (attempt->paused)
		timer_set(attempt, limit_ms);
	else if (silent_ms < limit_ms)
		timer_set(attempt, limit_ms - silent_ms);
	else
		attempt_finish(attempt, UPSTREAM_BROKEN, true);
}

/* Reading */

/* Plain chunks are read without a tree, once the names that stand in each of them are known. */
static enum chunk_status read_event(struct attempt *attempt, struct chunk *chunk,
				    const char *data, size_t len)
{
	enum chunk_status status;

	if (attempt->texts_only && attempt->introduced &&
	    chunk_read_plain(chunk, data, len))
		return CHUNK_OK;
	status = chunk_read(chunk, attempt->tokener, data, len);
	if (chunk->id && *chunk->id && chunk->model && *chunk->model)
		attempt->introduced = true;
	return status;
}

static bool on_event(void *owner, const char *data, size_t len)
{
	struct attempt *attempt = owner;
	struct chunk chunk;

	switch (read_event(attempt, &chunk, data, len)) {
	case CHUNK_OK:
		attempt->finish_seen |= chunk.finish[0] != '\0';
		attempt->events.chunk(attempt->owner, &chunk);
		break;
	case CHUNK_DONE:
		attempt->done_seen = true;
		break;
	case CHUNK_ERROR:
		attempt->error_seen = true;
		attempt->error = chunk.error;
		break;
	case CHUNK_GARBAGE: /* one bad event is no reason to lose an answer */
		if (!attempt->garbage)
			log_warn("backend.garbage", "turn=%s bytes=%zu", attempt->id,
				 len);
		attempt->garbage = true;
		break;
	}
	chunk_clear(&chunk);
	return !attempt->gone && !attempt->done_seen && !attempt->error_seen;
}

static void on_head(void *owner, const struct upstream_head *head)
{
	struct attempt *attempt = owner;

	attempt->head = *head;
	attempt->shape =
		head->status != 200 ? SHAPE_ERROR
		: attempt->kind == RELAY_EMBEDDINGS ||
				text_equal(head->content_type, "application/json")
			? SHAPE_WHOLE
			: SHAPE_STREAM;
	if (attempt->shape == SHAPE_ERROR)
		buf_init(&attempt->whole, ATTEMPT_ERROR_MAX);
	else
		buf_init(&attempt->whole, attempt->kind == RELAY_EMBEDDINGS
						  ? ATTEMPT_WHOLE_MAX
						  : ATTEMPT_EVENT_MAX);
}

/* As much as fits; a longer error is judged by its beginning, a longer answer not at all. */
static bool keep_whole(struct attempt *attempt, const char *bytes, size_t len)
{
	size_t room = attempt->whole.cap - attempt->whole.len;

	return buf_add(&attempt->whole, bytes, len < room ? len : room) && len <= room;
}

static enum sse_status read_some(struct attempt *attempt, const char *bytes, size_t len)
{
	if (!attempt->answering && attempt->shape == SHAPE_WHOLE && *bytes != '{' &&
	    attempt->kind == RELAY_CHAT)
		attempt->shape =
			SHAPE_STREAM; /* called JSON by a proxy that knows better */
	if (attempt->shape == SHAPE_STREAM)
		return sse_feed(&attempt->sse, bytes, len, on_event, attempt);
	return keep_whole(attempt, bytes, len) ? SSE_OK : SSE_TOO_LONG;
}

static bool on_body(void *owner, const char *bytes, size_t len)
{
	struct attempt *attempt = owner;
	enum sse_status status;

	attempt->life_ms = clock_tick_ms();
	if (!attempt->answering)
		timer_set(attempt, attempt->idle_ms); /* from here on the other limit */
	attempt->inside = true;
	status = read_some(attempt, bytes, len);
	if (!attempt->gone && attempt->events.rest)
		attempt->events.rest(attempt->owner);
	attempt->answering = true;
	attempt->inside = false;
	if (attempt->gone) {
		attempt_free(attempt);
		return false;
	}
	if (attempt->done_seen) {
		attempt_finish(attempt, UPSTREAM_COMPLETE, false);
		return true;
	}
	if (status == SSE_OK)
		return true;
	if (status == SSE_TOO_LONG)
		log_warn("backend.too_large", "turn=%s status=%d", attempt->id,
			 attempt->head.status);
	return false;
}

/* Embeddings are told as they came: whoever asked reads them, on a worker. */
static void tell_whole(struct attempt *attempt)
{
	struct chunk chunk = {
		.text = attempt->whole.bytes,
		.text_len = attempt->whole.len,
		.finish = "stop",
	};

	attempt->finish_seen = true;
	attempt->events.chunk(attempt->owner, &chunk);
}

/* The rest of what was held back until the end. */
static void read_last(struct attempt *attempt, bool complete)
{
	bool go_on = true;

	attempt->inside = true;
	if (attempt->shape == SHAPE_ERROR)
		chunk_error_read(&attempt->error, attempt->whole.bytes,
				 attempt->whole.len);
	else if (attempt->kind == RELAY_EMBEDDINGS) {
		if (complete && attempt->whole.len)
			tell_whole(attempt);
	} else if (attempt->shape == SHAPE_WHOLE)
		go_on = on_event(attempt, attempt->whole.bytes, attempt->whole.len);
	else
		go_on = sse_end(&attempt->sse, on_event, attempt) == SSE_OK;
	(void)go_on;
	attempt->inside = false;
}

static void on_ended(void *owner, enum upstream_end end)
{
	struct attempt *attempt = owner;

	if (attempt->head.status)
		read_last(attempt, end == UPSTREAM_COMPLETE);
	if (attempt->gone)
		attempt_free(attempt);
	else
		attempt_finish(attempt, end, false);
}

/* Starting */

struct attempt *attempt_start(struct loop *loop, struct upstream *upstream,
			      struct json_tokener *tokener,
			      const struct endpoint *endpoint,
			      const struct attempt_request *request,
			      const struct attempt_events *events, void *owner)
{
	static const struct upstream_events hear = {on_head, on_body, on_ended};
	struct attempt *attempt = memory_new(sizeof(*attempt));
	struct upstream_request http = {
		.url = request->kind == RELAY_EMBEDDINGS ? endpoint->embeddings_url
							 : endpoint->chat_url,
		.api_key = endpoint->api_key,
		.id = request->id,
		.connect_timeout_s = endpoint->connect_timeout_s,
		.fresh = request->fresh,
	};

	attempt->loop = loop;
	attempt->kind = request->kind;
	attempt->id = request->id;
	attempt->tokener = tokener;
	attempt->events = *events;
	attempt->owner = owner;
	attempt->texts_only = request->texts_only;
	attempt->first_byte_ms = (int64_t)endpoint->first_byte_timeout_s * 1000;
	attempt->idle_ms = (int64_t)endpoint->idle_timeout_s * 1000;
	attempt->life_ms = clock_tick_ms();
	sse_init(&attempt->sse, ATTEMPT_EVENT_MAX);
	buf_init(&attempt->whole, 0);
	http.body = request->kind == RELAY_EMBEDDINGS
			    ? request_text_end(&http.body_len, request->object,
					       request->object_len)
			    : request_text_close(&http.body_len, request->object,
						 request->object_len, request->ask,
						 request->format);
	timer_set(attempt, attempt->first_byte_ms);
	attempt->call = upstream_start(upstream, &http, &hear, attempt);
	return attempt;
}

void attempt_cancel(struct attempt **attempt)
{
	struct attempt *gone = *attempt;

	*attempt = NULL;
	if (!gone)
		return;
	upstream_cancel(&gone->call);
	if (gone->inside)
		gone->gone = true;
	else
		attempt_free(gone);
}

void attempt_pause(struct attempt *attempt)
{
	attempt->paused = true;
	upstream_pause(attempt->call);
}

void attempt_resume(struct attempt *attempt)
{
	attempt->paused = false;
	attempt->life_ms = clock_tick_ms();
	upstream_resume(attempt->call);
}

bool attempt_sent(const struct attempt *attempt)
{
	return upstream_sent(attempt->call);
}
