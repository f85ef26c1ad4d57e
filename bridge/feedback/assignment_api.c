/* The assignment over HTTP: read, replaced, looked back at. */
#include "assignment/assignment_store.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/activity.h"
#include "course/session.h"
#include "feedback/api.h"
#include "feedback/place.h"
#include "privacy/audit.h"

static struct json_object *activity_json(struct arena *arena,
					 const struct activity *activity)
{
	struct json_object *json = json_put_text(json_new(arena), "id", activity->id);

	return json_put_text(json, "title", activity->title);
}

struct reply *feedback_assignment(struct call *call)
{
	struct json_object *body = json_new(call->arena), *document;
	struct place place;
	struct reply *refusal = place_find(&place, call);
	bool started = false;

	if (refusal)
		return refusal;
	if (assignment_started(&started, db_reader(call->parts->db), place.activity.id) !=
	    DB_OK)
		return reply_store_failed(call);
	document = place.assignment
			   ? assignment_json(call->arena, place.assignment)
			   : assignment_default(call->arena, call->session->locale);
	json_put(body, "activity", activity_json(call->arena, &place.activity));
	json_put_int(body, "version", place.version);
	json_put(body, "document", document);
	if (place.assignment)
		json_put_number(body, "max_points", place.assignment->max_points);
	else
		json_put(body, "max_points", NULL);
	json_put_bool(body, "started", started);
	return reply_json(call, 200, json_put_bool(body, "line_item", place.line_item));
}

/* ---- replacing ---- */

struct change {
	const struct session *session;
	const char *activity, *object;
	struct arena *arena;
	int64_t base_version;
	struct assignment_version version;
	bool stale;
};

static enum db_status write_change(struct db_conn *tx, void *arg)
{
	struct change *change = arg;
	struct audit_entry entry = {
		.tenant = change->session->tenant,
		.course = change->session->course,
		.actor = change->session->person,
		.action = "assignment.stored",
		.object = change->object,
		.at_s = change->version.created_s,
	};
	enum db_status status;

	change->version.version = change->base_version;
	status = assignment_version_add(tx, change->activity, &change->version);
	change->stale = status == DB_REFUSED;
	/* A lecturer who saves a copied activity has looked at it. */
	if (status == DB_OK)
		status = activity_confirm(tx, change->activity);
	if (status == DB_OK) /* students' pages look again */
		status = db_notify(tx, "policy", change->session->course);
	entry.detail =
		json_put_int(json_new(change->arena), "version", change->version.version);
	return status == DB_OK ? audit_add(tx, &entry) : status;
}

static struct reply *stale(struct call *call, int64_t version)
{
	const struct problem problem = {
		.status = 409,
		.name = "stale-version",
		.detail = "Somebody else has changed this assignment meanwhile.",
		.extra = json_put_int(json_new(call->arena), "version", version),
	};

	return reply_problem(call, &problem);
}

/* The document of the request, checked; NULL: answer says why not. */
static struct assignment *read_document(struct call *call, struct json_object *body,
					struct reply **answer)
{
	struct json_object *document = json_object_of(body, "document");
	struct json_fault fault = {0};
	struct assignment *assignment;

	*answer = NULL;
	if (!document) {
		*answer = reply_field_error(call, "/document",
					    "The assignment is missing.");
		return NULL;
	}
	assignment = assignment_read(call->arena, document, &fault);
	if (!assignment)
		*answer = reply_field_error(call, fault.field, fault.reason);
	return assignment;
}

struct reply *feedback_assignment_put(struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	struct change change = {.session = call->session, .arena = call->arena};
	struct assignment *assignment;
	struct place place;
	struct reply *refusal = place_find(&place, call);
	enum db_status status;

	if (refusal)
		return refusal;
	if (!json_object_is_type(body, json_type_object))
		return reply_error(call, 400, "malformed",
				   "The request is not valid JSON.");
	change.base_version = json_int(body, "base_version", -1);
	if (change.base_version < 0)
		return reply_field_error(call, "/base_version",
					 "Which version was this made from?");
	assignment = read_document(call, body, &refusal);
	if (!assignment)
		return refusal;

	change.activity = place.activity.id;
	change.object = arena_printf(call->arena, "activity:%s", place.activity.id);
	change.version = (struct assignment_version){
		.author = call->session->person,
		.created_s = call->now_s,
		.document = assignment_json(call->arena, assignment),
	};
	status = db_write(call->parts->db, write_change, &change);
	if (change.stale || status == DB_CONFLICT)
		return stale(call, change.version.version);
	if (status != DB_OK)
		return reply_store_failed(call);
	log_info("assignment.stored", "activity=%s version=%lld session=%s req=%s",
		 change.activity, (long long)change.version.version, call->session->id,
		 call->id);
	body = json_put_int(json_new(call->arena), "version", change.version.version);
	return reply_json(call, 200,
			  json_put_number(body, "max_points", assignment->max_points));
}

/* ---- looking back ---- */

static struct json_object *version_json(struct arena *arena,
					const struct assignment_version *version)
{
	struct json_object *json =
		json_put_int(json_new(arena), "version", version->version);

	json_put_text(json, "author", version->author);
	return json_put_time(json, "created_at", version->created_s);
}

struct reply *feedback_assignment_versions(struct call *call)
{
	struct json_object *items = json_list(call->arena);
	struct assignment_version *list;
	struct place place;
	struct reply *refusal = place_find(&place, call);
	size_t count;

	if (refusal)
		return refusal;
	if (assignment_version_list(&list, &count, db_reader(call->parts->db),
				    call->arena, place.activity.id) != DB_OK)
		return reply_store_failed(call);
	for (size_t i = 0; i < count; i++)
		json_add(items, version_json(call->arena, &list[i]));
	return reply_json(call, 200, json_put(json_new(call->arena), "versions", items));
}

struct reply *feedback_assignment_version(struct call *call)
{
	struct assignment_version version;
	struct place place;
	struct reply *refusal = place_find(&place, call);
	enum db_status status = DB_ABSENT;
	int64_t number;

	if (refusal)
		return refusal;
	if (text_int(&number, call->request->params[0]) && number > 0)
		status = assignment_version_find(&version, db_reader(call->parts->db),
						 call->arena, place.activity.id, number);
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found", "There is no such version.");
	if (status != DB_OK)
		return reply_store_failed(call);
	return reply_json(call, 200,
			  json_put(version_json(call->arena, &version), "document",
				   version.document));
}
