/* Rules over HTTP: read, replace, look back. What is in force now is effective_api.c's. */
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/activity.h"
#include "course/api.h"
#include "course/policy.h"
#include "course/policy_place.h"
#include "course/session.h"
#include "privacy/audit.h"

struct reply *course_policy_get(struct call *call)
{
	struct json_object *document, *body = json_new(call->arena);
	struct policy_place place;
	struct reply *refusal = policy_place_find(&place, call);
	int64_t version;

	if (refusal)
		return refusal;
	if (policy_document(&document, &version, db_reader(call->parts->db), call->arena,
			    place.level, place.id) != DB_OK)
		return reply_store_failed(call);
	json_put_text(body, "level", level_name(place.level));
	json_put_int(body, "version", version);
	json_put(body, "document", document);
	json_put_bool(body, "editable", place.editable);
	return reply_json(call, 200, body);
}

/* ---- replacing ---- */

struct change {
	struct policy_change change;
	struct arena *arena;
	const char *object; /* for the audit log */
	enum policy_outcome outcome;
	int64_t version;
	struct policy_fault fault;
};

static enum db_status audit_change(struct db_conn *tx, const struct change *change,
				   const char *action)
{
	const struct audit_entry entry = {
		.tenant = change->change.tenant,
		.course = change->change.course,
		.actor = change->change.author,
		.action = action,
		.object = change->object,
		.detail =
			json_put_int(json_new(change->arena), "version", change->version),
		.at_s = change->change.now_s,
	};

	return audit_add(tx, &entry);
}

static enum db_status write_change(struct db_conn *tx, void *arg)
{
	struct change *change = arg;
	enum db_status status;

	status = policy_store(tx, &change->change, change->arena, &change->outcome,
			      &change->version, &change->fault);
	if (status != DB_OK || change->outcome != POLICY_STORED)
		return status;
	/* A lecturer who saves the rules of a copied activity has looked at them. */
	if (change->change.level == LEVEL_ACTIVITY)
		status = activity_confirm(tx, change->change.activity);
	return status == DB_OK ? audit_change(tx, change, "policy.stored") : status;
}

static struct reply *stale(struct call *call, int64_t version)
{
	const struct problem problem = {
		.status = 409,
		.name = "stale-version",
		.detail = "Somebody else has changed these rules meanwhile.",
		.extra = json_put_int(json_new(call->arena), "version", version),
	};

	return reply_problem(call, &problem);
}

static struct reply *answer_version(struct call *call, int64_t version)
{
	return reply_json(call, 200,
			  json_put_int(json_new(call->arena), "version", version));
}

struct reply *course_policy_put(struct call *call)
{
	const struct session *session = call->session;
	struct change change = {.arena = call->arena};
	struct policy_place place;
	struct reply *refusal = policy_place_find(&place, call);
	struct json_object *body;

	if (refusal)
		return refusal;
	if (!place.editable)
		return reply_error(call, 403, "forbidden",
				   "Only an administrator may change these rules.");
	body = json_parse(call->arena, call->request->body, call->request->body_len);
	if (!json_object_is_type(body, json_type_object))
		return reply_error(call, 400, "malformed",
				   "The request is not valid JSON.");
	if (!json_object_of(body, "document"))
		return reply_field_error(call, "/document", "The rules are missing.");
	if (json_int(body, "base_version", -1) < 0)
		return reply_field_error(call, "/base_version",
					 "Which version was this made from?");

	change.object = place.object;
	change.change = (struct policy_change){
		.level = place.level,
		.tenant = session->tenant,
		.course = session->course,
		.activity = place.activity,
		.document = json_object_of(body, "document"),
		.author = session->person,
		.base_version = json_int(body, "base_version", -1),
		.now_s = call->now_s,
	};
	policy_prepare(call->parts->db, &change.change, call->arena);
	if (db_write(call->parts->db, write_change, &change) != DB_OK)
		return reply_store_failed(call);
	if (change.outcome == POLICY_FAULTY)
		return reply_field_error(call, change.fault.field, change.fault.reason);
	if (change.outcome == POLICY_STALE)
		return stale(call, change.version);
	log_info("policy.stored", "object=%s version=%lld session=%s req=%s",
		 place.object, (long long)change.version, session->id, call->id);
	return answer_version(call, change.version);
}

/* ---- the exam lock ---- */

struct lock {
	struct change change;
	bool locked;
	const char *until; /* or NULL */
};

static enum db_status write_lock(struct db_conn *tx, void *arg)
{
	struct lock *lock = arg;
	struct policy_change *change = &lock->change.change;
	enum db_status status;
	bool changed;

	status = policy_lock(tx, change, lock->change.arena, lock->locked, lock->until,
			     &lock->change.version, &changed);
	if (status != DB_OK || !changed)
		return status;
	return audit_change(tx, &lock->change,
			    lock->locked ? "exam.locked" : "exam.unlocked");
}

/* NULL: fine. */
static const char *until_fault(const struct lock *lock, int64_t now_s)
{
	int64_t until_s;

	if (!lock->until)
		return NULL;
	if (!lock->locked)
		return "Only a lock has an end.";
	if (!clock_parse(&until_s, lock->until))
		return "This must be a time like 2026-11-21T16:00:00Z.";
	return until_s > now_s ? NULL : "This must be in the future.";
}

struct reply *course_exam_lock(struct call *call)
{
	const struct session *session = call->session;
	struct json_object *body;
	struct lock lock = {.change.arena = call->arena};

	body = json_parse(call->arena, call->request->body, call->request->body_len);
	if (!json_object_is_type(json_member(body, "locked"), json_type_boolean))
		return reply_field_error(call, "/locked", "This must be true or false.");
	if (!session->course)
		return reply_error(call, 404, "not-found", "There is no course here.");
	lock.locked = json_flag(body, "locked", false);
	lock.until = json_text(body, "until");
	if (json_member(body, "until") && !lock.until)
		return reply_field_error(call, "/until", "This must be a text.");
	if (until_fault(&lock, call->now_s))
		return reply_field_error(call, "/until", until_fault(&lock, call->now_s));
	lock.change.object = arena_printf(call->arena, "course:%s", session->course);
	lock.change.change = (struct policy_change){
		.level = LEVEL_COURSE,
		.tenant = session->tenant,
		.course = session->course,
		.author = session->person,
		.now_s = call->now_s,
	};
	if (db_write(call->parts->db, write_lock, &lock) != DB_OK)
		return reply_store_failed(call);
	log_info("exam.lock", "course=%s locked=%d until=%s session=%s req=%s",
		 session->course, lock.locked, lock.until ? lock.until : "", session->id,
		 call->id);
	return answer_version(call, lock.change.version);
}

/* ---- looking back ---- */

static struct json_object *version_json(struct arena *arena,
					const struct policy_version *version)
{
	struct json_object *json =
		json_put_int(json_new(arena), "version", version->version);

	json_put_text(json, "author", version->author);
	return json_put_time(json, "created_at", version->created_s);
}

struct reply *course_policy_versions(struct call *call)
{
	struct json_object *items = json_list(call->arena);
	struct policy_version *list;
	struct policy_place place;
	struct reply *refusal = policy_place_find(&place, call);
	size_t count;

	if (refusal)
		return refusal;
	if (policy_versions(&list, &count, db_reader(call->parts->db), call->arena,
			    place.level, place.id) != DB_OK)
		return reply_store_failed(call);
	for (size_t i = 0; i < count; i++)
		json_add(items, version_json(call->arena, &list[i]));
	return reply_json(call, 200, json_put(json_new(call->arena), "versions", items));
}

struct reply *course_policy_version(struct call *call)
{
	struct policy_version version;
	struct json_object *document;
	struct policy_place place;
	struct reply *refusal = policy_place_find(&place, call);
	enum db_status status = DB_ABSENT;
	int64_t number;

	if (refusal)
		return refusal;
	if (text_int(&number, call->request->params[1]))
		status = policy_version(&version, &document, db_reader(call->parts->db),
					call->arena, place.level, place.id, number);
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found", "There is no such version.");
	if (status != DB_OK)
		return reply_store_failed(call);
	return reply_json(
		call, 200,
		json_put(version_json(call->arena, &version), "document", document));
}
