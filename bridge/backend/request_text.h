/*
 * Request text: the JSON that goes to a backend. Written once, but for its end, which depends on
 * what the backend understands.
 */
#ifndef KIBRIDGE_BACKEND_REQUEST_TEXT_H
#define KIBRIDGE_BACKEND_REQUEST_TEXT_H

#include <json-c/json.h>
#include <stddef.h>

#include "backend/endpoint.h"
#include "base/arena.h"

/**
 * The object without its last brace, and without stream and stream_options, which are ours to
 * say. The tree is not touched.
 */
const char *request_text_open(struct arena *arena, struct json_object *body, size_t *len);
/** With our members and the brace; free(). @format  response_format's JSON, or NULL */
char *request_text_close(size_t *len, const char *object, size_t object_len,
			 enum usage_ask ask, const char *format);
/** With the brace and nothing else: not a stream; free(). */
char *request_text_end(size_t *len, const char *object, size_t object_len);
/** The model asked for; "" if none. Borrowed from the tree. */
const char *request_text_model(struct json_object *body);

#endif
