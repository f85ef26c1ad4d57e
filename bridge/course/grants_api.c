/*
 * Grants over HTTP: "+20 questions until Friday" for one person of the course. A grant adds to the
 * limits per person that the course or its activities set; budgets of the course and the
 * university hold all the same (docs/decisions/0004-what-counts-where.md).
 */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/activity.h"
#include "course/api.h"
#include "course/policy.h"
#include "course/session.h"
#include "privacy/audit.h"
#include "quota/grant.h"

#define AMOUNT_MOST 1000000000
#define UNTIL_MOST_S (366 * 86400)
#define PER_PERSON_MOST 50 /* in force at once */

static struct json_object *grant_json(struct arena *arena, const struct grant *grant)
{
	struct json_object *json = json_put_text(json_new(arena), "id", grant->id);

	json_put_text(json, "person", grant->person);
	json_put_text(json, "metric", metric_name(grant->metric));
	json_put_text(json, "window", window_name(grant->window));
	json_put_int(json, "amount", grant->amount);
	json_put_time(json, "until", grant->until_s);
	json_put_text(json, "author", grant->author);
	return json_put_time(json, "created_at", grant->created_s);
}

static struct reply *no_course(struct call *call)
{
	return reply_error(call, 404, "not-found", "There is no course here.");
}

struct reply *course_grants(struct call *call)
{
	const struct request *request = call->request;
	const struct form *query =
		form_parse(call->arena, request->query, strlen(request->query));
	struct json_object *items = json_list(call->arena);
	struct grant *list;
	size_t count;

	if (!call->session->course)
		return no_course(call);
	if (!query)
		return reply_error(call, 400, "malformed", "The query cannot be read.");
	if (grants_list(&list, &count, db_reader(call->parts->db), call->arena,
			call->session->course, form_get(query, "person"),
			call->now_s) != DB_OK)
		return reply_store_failed(call);
	for (size_t i = 0; i < count; i++)
		json_add(items, grant_json(call->arena, &list[i]));
	return reply_json(call, 200, json_put(json_new(call->arena), "grants", items));
}

/* ---- making one ---- */

/* What is wrong with the request, or NULL. */
static struct reply *read_grant(struct grant *out, struct call *call)
{
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	const char *until = json_text(body, "until");

	if (!json_object_is_type(body, json_type_object))
		return reply_error(call, 400, "malformed",
				   "The request is not valid JSON.");
	*out = (struct grant){
		.id = random_id(arena_alloc(call->arena, RANDOM_ID)),
		.course = call->session->course,
		.person = json_text(body, "person"),
		.amount = json_int(body, "amount", 0),
		.author = call->session->person,
		.created_s = call->now_s,
	};
	if (text_empty(out->person))
		return reply_field_error(call, "/person", "Whom is it for?");
	if (!metric_parse(&out->metric, json_text(body, "metric")))
		return reply_field_error(
			call, "/metric",
			"This must be requests, input_tokens, output_tokens or tokens.");
	if (!window_parse(&out->window, json_text(body, "window")))
		return reply_field_error(
			call, "/window",
			"This must be minute, hour, day, week, month or term.");
	if (out->amount < 1 || out->amount > AMOUNT_MOST)
		return reply_field_error(call, "/amount",
					 "This must be between 1 and 1000000000.");
	if (!until || !clock_parse(&out->until_s, until))
		return reply_field_error(
			call, "/until",
			"This must be a time such as 2026-11-21T09:00:00Z.");
	if (out->until_s <= call->now_s || out->until_s > call->now_s + UNTIL_MOST_S)
		return reply_field_error(
			call, "/until",
			"This must be later than now, and within a year.");
	return NULL;
}

/* Somebody who has opened the course's tutor, or asked there. */
static enum db_status is_of_the_course(struct db_conn *conn, const struct grant *grant)
{
	int64_t one;

	return db_get_int(
		conn, &one,
		"SELECT 1 WHERE EXISTS (SELECT 1 FROM ledger WHERE course_id = $1 AND "
		"person = $2) OR EXISTS (SELECT 1 FROM session WHERE course_id = $1 AND "
		"person = $2)",
		"tt", grant->course, grant->person);
}

static enum db_status raises_here(bool *raises, struct db_conn *conn, struct call *call,
				  const struct grant *grant, const char *activity)
{
	struct policy *policy;
	enum db_status status =
		policy_effective(&policy, conn, call->arena, call->session->tenant,
				 grant->course, activity);

	for (size_t i = 0; status == DB_OK && i < policy->limit_count; i++)
		*raises |= grant_raises(grant, &policy->limits[i]);
	return status;
}

/* A grant that no limit of the course would notice is a mistake that nobody would see. */
static enum db_status raises_a_limit(bool *raises, struct db_conn *conn,
				     struct call *call, const struct grant *grant)
{
	struct activity *list;
	size_t count;
	enum db_status status =
		activity_list(&list, &count, conn, call->arena, grant->course);

	*raises = false;
	if (status == DB_OK)
		status = raises_here(raises, conn, call, grant, NULL);
	for (size_t i = 0; status == DB_OK && !*raises && i < count; i++)
		status = raises_here(raises, conn, call, grant, list[i].id);
	return status;
}

static struct reply *check_grant(struct call *call, const struct grant *grant)
{
	struct db_conn *conn = db_reader(call->parts->db);
	enum db_status status = is_of_the_course(conn, grant);
	struct grant *before;
	size_t count = 0;
	bool raises;

	if (status == DB_ABSENT)
		return reply_field_error(call, "/person",
					 "There is no such person in this course.");
	if (status == DB_OK)
		status = grants_list(&before, &count, conn, call->arena, grant->course,
				     grant->person, call->now_s);
	if (status == DB_OK && count >= PER_PERSON_MOST)
		return reply_field_error(call, "/person",
					 "This person has 50 grants already.");
	if (status == DB_OK)
		status = raises_a_limit(&raises, conn, call, grant);
	if (status != DB_OK)
		return reply_store_failed(call);
	if (!raises)
		return reply_field_error(
			call, "/metric",
			"The course sets no limit per person that this would raise.");
	return NULL;
}

struct grant_write {
	const struct call *call;
	struct grant grant;
};

static enum db_status audit_grant(struct db_conn *tx, const struct grant_write *write,
				  const char *action, struct json_object *detail)
{
	const struct call *call = write->call;
	const struct audit_entry entry = {
		.tenant = call->session->tenant,
		.course = call->session->course,
		.actor = call->session->person,
		.action = action,
		.object = arena_printf(call->arena, "person:%s", write->grant.person),
		.detail = detail,
		.at_s = call->now_s,
	};
	/* the person's page shows it at once */
	enum db_status status = db_notify(tx, "policy", call->session->course);

	return status == DB_OK ? audit_add(tx, &entry) : status;
}

static enum db_status write_grant(struct db_conn *tx, void *arg)
{
	const struct grant_write *write = arg;
	const struct grant *grant = &write->grant;
	struct json_object *detail =
		json_put_text(json_new(write->call->arena), "grant", grant->id);
	enum db_status status = grant_add(tx, grant, write->call->now_s);

	json_put_text(detail, "metric", metric_name(grant->metric));
	json_put_text(detail, "window", window_name(grant->window));
	json_put_int(detail, "amount", grant->amount);
	json_put_time(detail, "until", grant->until_s);
	return status == DB_OK ? audit_grant(tx, write, "grant.added", detail) : status;
}

struct reply *course_grant_add(struct call *call)
{
	struct grant_write write = {.call = call};
	struct reply *refusal;

	if (!call->session->course)
		return no_course(call);
	refusal = read_grant(&write.grant, call);
	if (!refusal)
		refusal = check_grant(call, &write.grant);
	if (refusal)
		return refusal;
	if (db_write(call->parts->db, write_grant, &write) != DB_OK)
		return reply_store_failed(call);
	log_info("grant.added", "grant=%s course=%s session=%s req=%s", write.grant.id,
		 write.grant.course, call->session->id, call->id);
	return reply_json(call, 201, grant_json(call->arena, &write.grant));
}

/* ---- taking it back ---- */

static enum db_status write_end(struct db_conn *tx, void *arg)
{
	struct grant_write *write = arg;
	const struct call *call = write->call;
	struct grant *grant = &write->grant;
	enum db_status status = grant_end(tx, call->arena, grant->id, grant->course,
					  call->now_s, &grant->person);

	if (status != DB_OK)
		return status == DB_ABSENT ? DB_REFUSED : status;
	return audit_grant(tx, write, "grant.ended",
			   json_put_text(json_new(call->arena), "grant", grant->id));
}

struct reply *course_grant_end(struct call *call)
{
	struct grant_write write = {
		.call = call,
		.grant = {.id = call->request->params[0],
			  .course = call->session->course},
	};
	enum db_status status;

	if (!call->session->course)
		return no_course(call);
	status = db_write(call->parts->db, write_end, &write);
	if (status == DB_REFUSED)
		return reply_error(call, 404, "not-found",
				   "There is no such grant in force here.");
	return status == DB_OK ? reply_empty(call, 204) : reply_store_failed(call);
}
