/* What applies to the person behind a session: who, where, which rules, which model. */
#include <string.h>

#include "backend/backend.h"
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "config.h"
#include "course/activity.h"
#include "course/course.h"
#include "course/session.h"
#include "course/tenant.h"
#include "privacy/consent.h"
#include "tutor/api.h"
#include "tutor/live.h"
#include "course/model.h"
#include "tutor/question.h"
#include "tutor/rules.h"

static struct json_object *model_json(struct call *call,
				      const struct backend_model *model)
{
	struct json_object *json = json_new(call->arena);
	const char *operator_name = model->operator_name;

	if (text_empty(operator_name))
		operator_name = call->parts->config->operator_name;
	json_put_text(json, "id", model->id);
	json_put_text(json, "backend", model->backend);
	json_put_text(json, "operator", operator_name);
	json_put_text(json, "label", model->label);
	json_put_int(json, "context_tokens", model->context_tokens);
	return json_put_bool(json, "available", model->available);
}

/* The model that a question asked now would go to; null if there is none. */
static struct json_object *current_model(struct call *call, const struct policy *policy)
{
	struct backend_model *models;
	size_t count = backends_models(call->parts->backends, call->arena, &models);
	const struct backend_model *found =
		model_choose(policy, policy->model, models, count);

	return found ? model_json(call, found) : NULL;
}

static struct json_object *course_json(struct call *call, const struct course *course)
{
	struct json_object *json = json_put_text(json_new(call->arena), "id", course->id);

	return json_put_text(json, "title", course->title);
}

static struct json_object *activity_json(struct call *call,
					 const struct activity *activity)
{
	struct json_object *json =
		json_put_text(json_new(call->arena), "id", activity->id);

	json_put_text(json, "title", activity->title);
	json_put_text(json, "kind", activity->kind);
	return json_put_text(json, "status", activity->status);
}

static struct json_object *notice_json(struct call *call, const struct policy *policy)
{
	const struct config *config = call->parts->config;
	struct json_object *json = json_new(call->arena);
	struct tenant tenant = {0};
	bool accepted = false;

	(void)tenant_find(&tenant, db_reader(call->parts->db), call->arena,
			  call->session->tenant);
	(void)consent_given(db_reader(call->parts->db), call->session->activity,
			    call->session->person, &accepted);
	json_put_bool(json, "accepted", accepted);
	json_put_text(json, "operator", config->operator_name);
	json_put_int(json, "retention_days",
		     tenant_retention_days(&tenant, config->retention_days));
	json_put_text(json, "privacy_url", json_text(tenant.settings, "privacy_url"));
	return json_put_text(json, "review", policy->review);
}

/* Whose work a review launch is about; its lecturer came from that one's row in the gradebook. */
static struct json_object *review_json(struct call *call)
{
	const struct session *session = call->session;
	const struct live_addition *addition = live_added(call->parts->live);
	struct json_object *json =
		json_put_text(json_new(call->arena), "person", session->for_person);
	const char *name = NULL;

	if (addition && session->rank >= RANK_LECTURER)
		name = addition->name_of(addition->owner, call->arena, session,
					 session->for_person, call->now_s);
	return json_put_text(json, "name", name);
}

static bool read_place(struct call *call, struct course *course,
		       struct activity *activity)
{
	struct db_conn *conn = db_reader(call->parts->db);
	const struct session *session = call->session;

	if (session->course &&
	    course_find(course, conn, call->arena, session->course) != DB_OK)
		return false;
	return !session->activity ||
	       activity_find(activity, conn, call->arena, session->activity,
			     session->course) == DB_OK;
}

static bool about_data(const struct session *session)
{
	return text_equal(session->message, SESSION_PRIVACY);
}

struct reply *tutor_me(struct call *call)
{
	const struct session *session = call->session;
	struct json_object *body = json_new(call->arena);
	struct activity activity = {0};
	struct course course = {0};
	struct rules rules;

	if (!read_place(call, &course, &activity) ||
	    rules_now(&rules, db_reader(call->parts->db), call->arena, session, POOL_MAIN,
		      call->now_s) != DB_OK)
		return reply_store_failed(call);

	json_put_text(body, "role", rank_role(session->rank));
	json_put_text(body, "locale", session->locale);
	json_put_text(body, "message", session->message);
	json_put(body, "course", course.id ? course_json(call, &course) : NULL);
	json_put(body, "activity", activity.id ? activity_json(call, &activity) : NULL);
	if (session->for_person)
		json_put(body, "review", review_json(call));
	json_put_text(body, "return_url", session->return_url);
	json_put(body, "model", current_model(call, rules.policy));
	json_put(body, "notice",
		 activity.id || about_data(session) ? notice_json(call, rules.policy)
						    : NULL);
	if (about_data(session))
		json_put_text(body, "data_of", session->for_person ? "other" : "own");
	json_put(body, "gate", rules.gate_json);
	json_put(body, "starters",
		 rules.policy->starters ? json_share(rules.policy->starters)
					: json_list(call->arena));
	json_put(body, "limits", rules.limits_json);
	json_put_int(body, "max_question_bytes", QUESTION_MAX);
	return reply_json(call, 200, body);
}

struct reply *tutor_limits(struct call *call)
{
	struct json_object *body = json_new(call->arena);
	struct rules rules;

	if (rules_now(&rules, db_reader(call->parts->db), call->arena, call->session,
		      POOL_MAIN, call->now_s) != DB_OK)
		return reply_store_failed(call);
	json_put(body, "gate", rules.gate_json);
	return reply_json(call, 200, json_put(body, "limits", rules.limits_json));
}

struct reply *tutor_models(struct call *call)
{
	struct json_object *body = json_new(call->arena), *items = json_list(call->arena);
	struct backend_model *models;
	size_t count = backends_models(call->parts->backends, call->arena, &models);

	for (size_t i = 0; i < count; i++)
		json_add(items, model_json(call, &models[i]));
	return reply_json(call, 200, json_put(body, "models", items));
}

static enum db_status write_notice(struct db_conn *tx, void *arg)
{
	const struct call *call = arg;

	return consent_give(tx, call->session->activity, call->session->person,
			    call->now_s);
}

struct reply *tutor_notice(struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);

	if (!call->session->activity)
		return reply_error(call, 409, "no-activity", "This page has no tutor.");
	if (!body || !json_flag(body, "accepted", false))
		return reply_field_error(call, "/accepted",
					 "true once the notice was read");
	if (db_write(call->parts->db, write_notice, call) != DB_OK)
		return reply_store_failed(call);
	return reply_empty(call, 204);
}
