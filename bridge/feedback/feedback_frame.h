/* Feedback frame: the server's messages about attempts as text (docs/feedback-api.md). */
#ifndef KIBRIDGE_FEEDBACK_FEEDBACK_FRAME_H
#define KIBRIDGE_FEEDBACK_FEEDBACK_FRAME_H

#include <json-c/json.h>
#include <stddef.h>

#include "base/arena.h"
#include "feedback/submission.h"

const char *feedback_frame_queued(struct arena *arena, const char *attempt,
				  const char *request, unsigned place, unsigned wait_s);
/** @feedback JSON text */
const char *feedback_frame_criterion(struct arena *arena, const char *attempt,
				     size_t index, const char *feedback);
/** @shown  summary and quotations are the student's to see */
const char *feedback_frame_judged(struct arena *arena,
				  const struct submission *submission, bool shown,
				  struct json_object *limits);
/** @attempt NULL: not admitted */
const char *feedback_frame_failed(struct arena *arena, const char *attempt,
				  const char *request, struct json_object *problem,
				  struct json_object *limits);

#endif
