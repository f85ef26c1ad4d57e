/*
 * Problem: an error the browser can act on, as an RFC 9457 problem document
 * (application/problem+json). type is "/problems/<name>"; title is short, detail a sentence for
 * the person; field names the offending member ("/quotas/0/value"); a quota adds limit, scope,
 * metric, window, used, remaining, resets_at. The same object travels in the WebSocket's
 * `failed {problem}`.
 */
#ifndef KIBRIDGE_CALL_PROBLEM_H
#define KIBRIDGE_CALL_PROBLEM_H

#include <json-c/json.h>

#include "call/call.h"
#include "call/reply.h"

struct problem {
	int status; /* HTTP status */
	const char *name; /* "quota-exceeded"; the key of the browser's translation */
	const char *title;
	const char *detail; /* may be NULL */
	const char *field; /* JSON pointer into the request, may be NULL */
	struct json_object *extra; /* members to copy into it; may be NULL */
};

struct json_object *problem_json(struct arena *arena, const struct problem *problem);
struct reply *reply_problem(struct call *call, const struct problem *problem);

/** Defines a function that returns the same problem each time: constant, never freed. */
#define PROBLEM_CONSTANT(function, code, type, headline, sentence)                       \
	const struct problem *function(void)                                             \
	{                                                                                \
		static const struct problem problem = {.status = code,                   \
						       .name = type,                     \
						       .title = headline,                \
						       .detail = sentence};              \
		return &problem;                                                         \
	}

/** The everyday ones: status decides type and title. */
struct reply *reply_error(struct call *call, int status, const char *name,
			  const char *detail);
/** 422 */
struct reply *reply_field_error(struct call *call, const char *field, const char *detail);
struct reply *reply_store_failed(struct call *call); /* 503, logged by the store */

#endif
