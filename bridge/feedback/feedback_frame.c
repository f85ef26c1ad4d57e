/* One function per message. */
#include "feedback/feedback_frame.h"

#include "base/json.h"

static struct json_object *frame_new(struct arena *arena, const char *type,
				     const char *attempt)
{
	struct json_object *frame = json_put_text(json_new(arena), "type", type);

	return json_put_text(frame, "attempt", attempt);
}

const char *feedback_frame_queued(struct arena *arena, const char *attempt,
				  const char *request, unsigned place, unsigned wait_s)
{
	struct json_object *frame = frame_new(arena, "queued", attempt);

	json_put_text(frame, "request", request);
	json_put_int(frame, "place", place);
	return json_write(json_put_int(frame, "wait_s", wait_s));
}

const char *feedback_frame_criterion(struct arena *arena, const char *attempt,
				     size_t index, const char *feedback)
{
	return arena_printf(arena,
			    "{\"type\":\"criterion\",\"attempt\":\"%s\",\"index\":%zu,"
			    "\"feedback\":%s}",
			    attempt, index, feedback);
}

const char *feedback_frame_judged(struct arena *arena,
				  const struct submission *submission, bool shown,
				  struct json_object *limits)
{
	struct json_object *frame = frame_new(arena, "judged", submission->id);

	json_put_text(frame, "status", submission->status);
	json_put_text(frame, "summary", shown ? submission->summary : NULL);
	json_put(frame, "quotes", shown ? submission_quotes_json(submission) : NULL);
	return json_write(json_put(frame, "limits", limits));
}

const char *feedback_frame_failed(struct arena *arena, const char *attempt,
				  const char *request, struct json_object *problem,
				  struct json_object *limits)
{
	struct json_object *frame = frame_new(arena, "failed", attempt);

	json_put_text(frame, "request", request);
	json_put(frame, "problem", problem);
	return json_write(json_put(frame, "limits", limits));
}
