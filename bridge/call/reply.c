/* Reply: the answer to a call, built in the call's arena. */
#include "call/reply.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"

#define HEADERS_FIRST 8

struct reply {
	struct arena *arena;
	int status;
	const char *type;
	const void *bytes;
	size_t len;
	struct request_header *headers;
	size_t header_count, header_room;
	const char *ancestors;
	const struct reply_stream *stream;
	bool late;
	const struct reply_write *write;
};

struct reply *reply_new(struct call *call, int status)
{
	struct reply *reply = arena_alloc(call->arena, sizeof(*reply));

	reply->arena = call->arena;
	reply->status = status;
	reply->bytes = "";
	return reply;
}

struct reply *reply_body(struct reply *reply, const char *type, const void *bytes,
			 size_t len)
{
	reply->type = arena_strdup(reply->arena, type);
	reply->bytes = arena_memdup(reply->arena, bytes, len);
	reply->len = len;
	return reply;
}

struct reply *reply_static(struct reply *reply, const char *type, const void *bytes,
			   size_t len)
{
	reply->type = type;
	reply->bytes = bytes;
	reply->len = len;
	return reply;
}

static struct request_header *header_slot(struct reply *reply, const char *name)
{
	struct request_header *more;

	for (size_t i = 0; i < reply->header_count; i++) {
		if (strcasecmp(reply->headers[i].name, name) == 0 &&
		    strcasecmp(name, "set-cookie") != 0)
			return &reply->headers[i];
	}
	if (reply->header_count == reply->header_room) {
		reply->header_room =
			reply->header_room ? reply->header_room * 2 : HEADERS_FIRST;
		more = arena_alloc(reply->arena, reply->header_room * sizeof(*more));
		if (reply->header_count)
			memcpy(more, reply->headers, reply->header_count * sizeof(*more));
		reply->headers = more;
	}
	return &reply->headers[reply->header_count++];
}

struct reply *reply_header(struct reply *reply, const char *name, const char *value)
{
	struct request_header *slot;

	if (!value || strpbrk(value, "\r\n"))
		return reply;
	slot = header_slot(reply, name);
	slot->name = arena_strdup(reply->arena, name);
	slot->value = arena_strdup(reply->arena, value);
	return reply;
}

struct reply *reply_empty(struct call *call, int status)
{
	return reply_new(call, status);
}

struct reply *reply_json(struct call *call, int status, struct json_object *body)
{
	const char *text = json_write(body);
	struct reply *reply = reply_text(call, status, "application/json", text);

	if (!json_arena_owns(body))
		json_object_put(body);
	return reply_header(reply, "Cache-Control", "no-store");
}

struct reply *reply_html(struct call *call, int status, const char *html)
{
	struct reply *reply = reply_text(call, status, "text/html; charset=utf-8", html);

	return reply_header(reply, "Cache-Control", "no-store");
}

struct reply *reply_text(struct call *call, int status, const char *type,
			 const char *text)
{
	return reply_body(reply_new(call, status), type, text, strlen(text));
}

struct reply *reply_redirect(struct call *call, int status, const char *url)
{
	struct reply *reply = reply_header(reply_new(call, status), "Location", url);

	return reply_header(reply, "Cache-Control", "no-store");
}

struct reply *reply_frame_ancestors(struct reply *reply, const char *origins)
{
	if (!origins ||
	    !strpbrk(origins, "\r\n;,")) /* ';' would start another directive */
		reply->ancestors = arena_strdup(reply->arena, origins);
	return reply;
}

struct reply *reply_streamed(struct call *call, int status, const char *type,
			     const struct reply_stream *stream)
{
	struct reply *reply = reply_new(call, status);

	reply->type = arena_strdup(call->arena, type);
	reply->stream = arena_memdup(call->arena, stream, sizeof(*stream));
	return reply_header(reply, "Cache-Control", "no-store");
}

struct reply *reply_streamed_late(struct call *call, const struct reply_stream *stream)
{
	struct reply *reply = reply_streamed(call, 200, "", stream);

	reply->late = true;
	return reply;
}

struct reply *reply_written(struct call *call, const struct reply_write *write)
{
	struct reply *reply;

	if (!call->defers)
		return write->then(write->arg, db_write_early(call->parts->db, write->fn,
							      write->arg));
	reply = reply_new(call, 0);
	reply->write = arena_memdup(call->arena, write, sizeof(*write));
	return reply;
}

const struct reply_write *reply_write_of(const struct reply *reply)
{
	return reply->write;
}

int reply_status(const struct reply *reply)
{
	return reply->status;
}

const char *reply_type(const struct reply *reply)
{
	return reply->type;
}

const void *reply_bytes(const struct reply *reply, size_t *len)
{
	*len = reply->len;
	return reply->bytes;
}

size_t reply_header_count(const struct reply *reply)
{
	return reply->header_count;
}

const struct request_header *reply_header_at(const struct reply *reply, size_t index)
{
	return &reply->headers[index];
}

const char *reply_ancestors(const struct reply *reply)
{
	return reply->ancestors;
}

const struct reply_stream *reply_stream_of(const struct reply *reply)
{
	return reply->stream;
}

bool reply_is_late(const struct reply *reply)
{
	return reply->late;
}

void reply_say_head(struct reply *reply, int status, const char *type)
{
	reply->late = false;
	reply->status = status;
	reply->type = arena_strdup(reply->arena, type);
}
