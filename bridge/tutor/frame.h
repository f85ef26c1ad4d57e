/*
 * Frame: the server's side of the WebSocket protocol kibridge.v1 as text (docs/api.md).
 * One function per message; each returns text in the arena, or appends to a buffer where
 * it is hot.
 */
#ifndef KIBRIDGE_TUTOR_FRAME_H
#define KIBRIDGE_TUTOR_FRAME_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "call/problem.h"
#include "course/policy.h"
#include "tutor/turn.h"

/** Appended without a tree: this one is written for every token. False: the buffer's cap.
 */
bool frame_delta(struct buf *out, const char *turn, size_t seq, const char *text,
		 size_t len, bool reasoning) __attribute__((warn_unused_result));

const char *frame_queued(struct arena *arena, const char *turn, const char *request,
			 const char *conversation, unsigned place, unsigned wait_s);
const char *frame_ready(struct arena *arena, const char *role, struct json_object *gate,
			struct json_object *limits, struct json_object *running);
const char *frame_policy(struct arena *arena, struct json_object *gate,
			 struct json_object *limits);
const char *frame_done(struct arena *arena, const struct turn *turn,
		       struct json_object *limits);
const char *frame_failed(struct arena *arena, const char *turn, const char *request,
			 struct json_object *problem, struct json_object *limits);

/** {state, opens_at} */
struct json_object *gate_json(struct arena *arena, enum policy_gate gate,
			      int64_t opens_s);

#endif
