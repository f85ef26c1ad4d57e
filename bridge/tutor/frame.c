/* Frames of kibridge.v1, built from trees but for the delta, which is one string copy. */
#include "tutor/frame.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"

/* Quotes, backslashes and controls; everything else is valid UTF-8 already and stays. */
static bool add_escaped(struct buf *out, const char *text, size_t len)
{
	size_t from = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		char escape[8];
		size_t escape_len = 2;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		if (c == '"' || c == '\\') {
			escape[0] = '\\';
			escape[1] = (char)c;
		} else if (c == '\n') {
			memcpy(escape, "\\n", 2);
		} else {
			escape_len =
				(size_t)snprintf(escape, sizeof(escape), "\\u%04x", c);
		}
		if (!buf_add(out, text + from, i - from) ||
		    !buf_add(out, escape, escape_len))
			return false;
		from = i + 1;
	}
	return buf_add(out, text + from, len - from);
}

bool frame_delta(struct buf *out, const char *turn, size_t seq, const char *text,
		 size_t len, bool reasoning)
{
	return buf_printf(out,
			  "{\"type\":\"delta\",\"turn\":\"%s\",\"seq\":%zu,\"channel\":"
			  "\"%s\","
			  "\"text\":\"",
			  turn, seq, reasoning ? "reasoning" : "answer") &&
	       add_escaped(out, text, len) && buf_add(out, "\"}", 2);
}

static struct json_object *frame_new(struct arena *arena, const char *type)
{
	return json_put_text(json_new(arena), "type", type);
}

/* A member that is left out when there is nothing to say. */
static void put_known(struct json_object *frame, const char *name,
		      struct json_object *child)
{
	if (child)
		json_put(frame, name, json_arena_owns(child) ? child : json_share(child));
}

const char *frame_queued(struct arena *arena, const char *turn, const char *request,
			 const char *conversation, unsigned place, unsigned wait_s)
{
	struct json_object *frame = frame_new(arena, "queued");

	json_put_text(frame, "turn", turn);
	json_put_text(frame, "request", request);
	json_put_text(frame, "conversation", conversation);
	json_put_int(frame, "place", place);
	json_put_int(frame, "wait_s", wait_s);
	return json_write(frame);
}

const char *frame_ready(struct arena *arena, const char *role, struct json_object *gate,
			struct json_object *limits, struct json_object *running)
{
	struct json_object *frame = frame_new(arena, "ready");

	json_put_text(frame, "role", role);
	put_known(frame, "gate", gate);
	put_known(frame, "limits", limits);
	put_known(frame, "running", running);
	return json_write(frame);
}

const char *frame_policy(struct arena *arena, struct json_object *gate,
			 struct json_object *limits)
{
	struct json_object *frame = frame_new(arena, "policy");

	put_known(frame, "gate", gate);
	put_known(frame, "limits", limits);
	return json_write(frame);
}

const char *frame_done(struct arena *arena, const struct turn *turn,
		       struct json_object *limits)
{
	struct json_object *frame = frame_new(arena, "done");

	json_put_text(frame, "turn", turn->id);
	json_put_text(frame, "request", turn->request);
	json_put_text(frame, "conversation", turn->conversation);
	json_put_text(frame, "status", turn->status);
	json_put_text(frame, "finish", turn->finish);
	json_put(frame, "usage", turn_usage_json(turn));
	put_known(frame, "limits", limits);
	json_put(frame, "receipt", turn_receipt_brief(arena, turn));
	return json_write(frame);
}

const char *frame_failed(struct arena *arena, const char *turn, const char *request,
			 struct json_object *problem, struct json_object *limits)
{
	struct json_object *frame = frame_new(arena, "failed");

	json_put_text(frame, "turn", turn);
	json_put_text(frame, "request", request);
	put_known(frame, "problem", problem);
	put_known(frame, "limits", limits);
	return json_write(frame);
}

struct json_object *gate_json(struct arena *arena, enum policy_gate gate, int64_t opens_s)
{
	return policy_gate_json(arena, gate, opens_s);
}
