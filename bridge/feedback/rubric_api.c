/* Rubrics as files: written for other programs, and read from theirs without storing. */
#include <string.h>

#include "assignment/rubric_file.h"
#include "base/json.h"
#include "base/text.h"
#include "call/form.h"
#include "call/problem.h"
#include "feedback/api.h"
#include "feedback/place.h"

static struct reply *format_unknown(struct call *call)
{
	return reply_field_error(call, "/format", "moodle or csv");
}

struct reply *feedback_rubric(struct call *call)
{
	const struct request *request = call->request;
	const struct form *query =
		form_parse(call->arena, request->query, strlen(request->query));
	const char *format = query ? form_get(query, "format") : NULL;
	struct place place;
	struct reply *answer = place_find(&place, call);

	if (answer)
		return answer;
	if (!place.assignment)
		return reply_error(call, 404, "not-found", "No rubric was saved yet.");
	if (text_equal(format, "moodle")) {
		answer = reply_text(call, 200, "application/xml; charset=utf-8",
				    rubric_moodle_write(call->arena,
							&place.assignment->rubric,
							place.activity.title));
		return reply_header(answer, "Content-Disposition",
				    "attachment; filename=\"rubric.xml\"");
	}
	if (!text_equal(format, "csv"))
		return format_unknown(call);
	answer = reply_text(call, 200, "text/csv; charset=utf-8",
			    rubric_csv_write(call->arena, &place.assignment->rubric,
					     call->session->locale));
	return reply_header(answer, "Content-Disposition",
			    "attachment; filename=\"rubric.csv\"");
}

static struct reply *faulty(struct call *call, const struct rubric_fault *fault)
{
	struct problem problem = {
		.status = 422,
		.name = "invalid-field",
		.title = "The rubric cannot be read",
		.detail = fault->reason,
		.field = fault->field,
	};

	if (fault->line)
		problem.extra =
			json_put_int(json_new(call->arena), "line", (int64_t)fault->line);
	return reply_problem(call, &problem);
}

struct reply *feedback_rubric_read(struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	const char *format = json_text(body, "format");
	const char *content = json_text(body, "content");
	struct rubric *rubric = arena_alloc(call->arena, sizeof(*rubric));
	struct rubric_fault fault = {0};
	unsigned notes = 0;
	bool read;

	if (!json_object_is_type(body, json_type_object))
		return reply_error(call, 400, "malformed",
				   "The request is not valid JSON.");
	if (!text_equal(format, "moodle") && !text_equal(format, "csv"))
		return format_unknown(call);
	if (!content || strlen(content) > RUBRIC_FILE_MAX)
		return reply_field_error(call, "/content", "A file of at most 1 MiB.");
	read = text_equal(format, "csv")
		       ? rubric_csv_read(rubric, &notes, call->arena, content,
					 strlen(content), &fault)
		       : rubric_moodle_read(rubric, &notes, call->arena, content,
					    strlen(content), &fault);
	if (!read)
		return faulty(call, &fault);
	body = json_put(json_new(call->arena), "rubric",
			rubric_json(call->arena, rubric));
	return reply_json(call, 200,
			  json_put(body, "notes", rubric_notes_json(call->arena, notes)));
}
