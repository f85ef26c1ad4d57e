/* POST submission/files: what can be read from a file, kept until it is handed in. */
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/text.h"
#include "base/utf8.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/session.h"
#include "feedback/api.h"
#include "feedback/draft.h"
#include "extract/extract.h"
#include "feedback/place.h"

/* For users of the API; pages have their own sentences, by the name. */
/* clang-format off */
static const struct {
	int status;
	const char *detail;
} refusals[] = {
	[EXTRACT_TYPE]         = { 422, "This kind of file cannot be read." },
	[EXTRACT_ENCRYPTED]    = { 422, "The file is protected by a password." },
	[EXTRACT_WITHOUT_TEXT] = { 422, "There is no text in the file; it may be a scan." },
	[EXTRACT_BROKEN]       = { 422, "The file is damaged." },
	[EXTRACT_TOO_MUCH]     = { 422, "The file unpacks to more than can be read." },
	[EXTRACT_TOO_LARGE]    = { 413, "A file may have 10 MiB." },
	[EXTRACT_FAILED]       = { 503, "The file could not be read now. Please try again." },
};
/* clang-format on */

/* The last part of whatever path the browser said, cut short, without control characters. */
static const char *file_name(struct call *call, const char *said)
{
	const char *slash = strrchr(said, '/'), *back = strrchr(said, '\\');
	char *name, *end;

	if (slash && slash + 1 > said)
		said = slash + 1;
	if (back && back + 1 > said)
		said = back + 1;
	name = arena_strdup(call->arena, said);
	if (strlen(name) > DRAFT_FILE_NAME_MAX) { /* the type stays: keep the end */
		name += strlen(name) - DRAFT_FILE_NAME_MAX;
		while (((unsigned char)*name & 0xC0) == 0x80)
			name++;
	}
	for (end = name; *end; end++)
		if ((unsigned char)*end < 0x20 || *end == 0x7F)
			*end = '_';
	return name;
}

struct adding {
	const struct session *session;
	struct draft_file file;
};

static enum db_status write_file(struct db_conn *tx, void *arg)
{
	const struct adding *adding = arg;

	return draft_file_add(tx, adding->session->activity, adding->session->person,
			      &adding->file);
}

static struct reply *file_refused(struct call *call, enum extract_status status)
{
	metrics_add(
		call->parts->metrics, "kibridge_feedback_files_total",
		arena_printf(call->arena, "outcome=\"%s\"", extract_status_name(status)),
		1);
	return reply_error(call, refusals[status].status, extract_status_name(status),
			   refusals[status].detail);
}

static struct json_object *file_json(struct call *call, const struct draft_file *file)
{
	struct json_object *json = json_put_text(json_new(call->arena), "id", file->id);

	json_put_text(json, "name", file->name);
	json_put_text(json, "text", file->text);
	json_put_int(json, "words", file->words);
	return json_put(json, "notes",
			json_parse(call->arena, file->notes, strlen(file->notes)));
}

static const char *said_name(struct call *call)
{
	const struct request *request = call->request;
	const struct form *query =
		form_parse(call->arena, request->query, strlen(request->query));
	const char *name = query ? form_get(query, "name") : NULL;

	return name && *name ? file_name(call, name) : NULL;
}

struct reply *feedback_file_add(struct call *call)
{
	const char *name = said_name(call);
	struct extract_request request = {name, call->request->body,
					  call->request->body_len};
	struct extract_result result = {0};
	struct adding adding = {.session = call->session};
	struct place place;
	struct reply *refusal = place_own(&place, call);

	if (!refusal)
		refusal = place_without_consent(call);
	if (refusal)
		return refusal;
	if (!name)
		return reply_field_error(call, "/name", "The file has no name.");
	extract_file(&result, call->arena, &request);
	if (result.status != EXTRACT_DONE)
		return file_refused(call, result.status);
	adding.file = (struct draft_file){
		.id = random_id(arena_alloc(call->arena, RANDOM_ID)),
		.name = name,
		.text = result.text,
		.words = (int64_t)result.words,
		.notes = json_write(extract_notes_json(call->arena, result.notes)),
		.hidden = result.hidden ? result.hidden : "",
		.created_s = call->now_s,
	};
	if (db_write(call->parts->db, write_file, &adding) != DB_OK)
		return reply_store_failed(call);
	metrics_add(call->parts->metrics, "kibridge_feedback_files_total",
		    "outcome=\"read\"", 1);
	log_info("file.read", "bytes=%zu text=%zu notes=%u session=%s req=%s",
		 request.len, result.len, result.notes, call->session->id, call->id);
	return reply_json(
		call, 200,
		json_put(json_new(call->arena), "file", file_json(call, &adding.file)));
}
