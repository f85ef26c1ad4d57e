/* Problem: problem documents [RFC 9457]. */
#include "call/problem.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

/* clang-format off */
static const struct {
	int status;
	const char *title;
} titles[] = {
	{ 400, "The request could not be understood" },
	{ 401, "You are not signed in" },
	{ 403, "You may not do this" },
	{ 404, "There is no such thing" },
	{ 405, "This cannot be done here" },
	{ 409, "Somebody else was faster" },
	{ 410, "This is gone" },
	{ 413, "This is too large" },
	{ 415, "This kind of content is not taken" },
	{ 422, "A value is not acceptable" },
	{ 429, "Too many requests" },
	{ 500, "Something went wrong here" },
	{ 502, "Another system did not answer properly" },
	{ 503, "This does not work at the moment" },
	{ 504, "Another system did not answer in time" },
};
/* clang-format on */

static const char *title_of(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
		if (titles[i].status == status)
			return titles[i].title;
	}
	return "The request failed";
}

struct json_object *problem_json(struct arena *arena, const struct problem *problem)
{
	struct json_object *document = json_new(arena);

	json_put_text(document, "type",
		      arena_printf(arena, "/problems/%s", problem->name));
	json_put_text(document, "title",
		      problem->title ? problem->title : title_of(problem->status));
	json_put_int(document, "status", problem->status);
	if (problem->detail)
		json_put_text(document, "detail", problem->detail);
	if (problem->field)
		json_put_text(document, "field", problem->field);
	if (problem->extra) {
		json_object_object_foreach(problem->extra, name, member)
		{
			json_put(document, name, json_share(member));
		}
	}
	return document;
}

struct reply *reply_problem(struct call *call, const struct problem *problem)
{
	const char *text = json_write(problem_json(call->arena, problem));
	struct reply *reply =
		reply_text(call, problem->status, "application/problem+json", text);

	return reply_header(reply, "Cache-Control", "no-store");
}

struct reply *reply_error(struct call *call, int status, const char *name,
			  const char *detail)
{
	struct problem problem = {.status = status, .name = name, .detail = detail};

	return reply_problem(call, &problem);
}

struct reply *reply_field_error(struct call *call, const char *field, const char *detail)
{
	struct problem problem = {
		.status = 422,
		.name = "invalid-field",
		.detail = detail,
		.field = field,
	};

	return reply_problem(call, &problem);
}

struct reply *reply_store_failed(struct call *call)
{
	struct reply *reply =
		reply_error(call, 503, "store-unavailable",
			    "The data store does not answer. Please try again.");

	return reply_header(reply, "Retry-After", "5");
}
