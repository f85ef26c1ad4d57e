/*
 * Platforms on the admin's page: the LMS of the admin's own tenant, and their deployments, of
 * which a new one waits until somebody says yes. One is added by inviting its admin, who registers
 * it, or by the operator (`kibridge platform`).
 */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "config.h"
#include "course/session.h"
#include "lms/api.h"
#include "lms/connection.h"
#include "lms/invite.h"
#include "lms/platform.h"
#include "privacy/audit.h"

static struct json_object *deployments_json(struct call *call, struct db_conn *conn,
					    const char *platform, enum db_status *status)
{
	struct json_object *items = json_list(call->arena);
	struct deployment *list;
	size_t count = 0;

	*status = deployment_list(&list, &count, conn, call->arena, platform);
	for (size_t i = 0; i < count; i++)
		json_add(items,
			 json_put_text(json_put_text(json_new(call->arena),
						     "deployment_id",
						     list[i].deployment_id),
				       "status", platform_status_name(list[i].status)));
	return items;
}

struct reply *lms_platforms(struct call *call)
{
	struct json_object *items = json_list(call->arena), *deployments;
	struct db_conn *conn = db_reader(call->parts->db);
	struct platform **list;
	size_t count;
	enum db_status status = conn ? platform_list(&list, &count, conn, call->arena,
						     call->session->tenant)
				     : DB_FAILED;

	for (size_t i = 0; status == DB_OK && i < count; i++) {
		struct json_object *item = json_new(call->arena);

		json_put_text(item, "id", list[i]->id);
		json_put_text(item, "name", list[i]->name);
		json_put_text(item, "profile", list[i]->profile);
		json_put_text(item, "status", platform_status_name(list[i]->status));
		json_put_text(item, "issuer", list[i]->registration.issuer);
		json_put_text(item, "client_id", list[i]->registration.client_id);
		json_put_time(item, "created_at", list[i]->created_s);
		deployments = deployments_json(call, conn, list[i]->id, &status);
		json_add(items, json_put(item, "deployments", deployments));
	}
	if (status != DB_OK)
		return reply_store_failed(call);
	return reply_json(call, 200, json_put(json_new(call->arena), "platforms", items));
}

/* The session's tenant's own; another university's is not there. */
static enum db_status own_platform(struct platform **out, struct db_conn *conn,
				   const struct call *call, const char *id)
{
	enum db_status status = platform_by_id(out, conn, call->arena, id);

	if (status == DB_OK && !text_equal((*out)->tenant, call->session->tenant))
		return DB_ABSENT;
	return status;
}

static enum db_status note(struct db_conn *tx, const struct call *call,
			   const char *action, const char *platform,
			   struct json_object *detail)
{
	struct audit_entry entry = {
		.tenant = call->session->tenant,
		.actor = call->session->person,
		.action = action,
		.object = arena_printf(call->arena, "platform:%s", platform),
		.detail = detail,
		.at_s = call->now_s,
	};

	return audit_add(tx, &entry);
}

static struct reply *no_platform(struct call *call)
{
	return reply_error(call, 404, "not-found", "There is no such platform.");
}

/* ---- a platform ---- */

/* active or disabled; else the reply that says so. */
static struct reply *read_status(enum platform_status *out, struct call *call,
				 struct json_object *body)
{
	const char *wanted = json_text(body, "status");

	*out = text_equal(wanted, "active") ? PLATFORM_ACTIVE : PLATFORM_DISABLED;
	if (*out == PLATFORM_ACTIVE || text_equal(wanted, "disabled"))
		return NULL;
	return reply_field_error(call, "/status", "It is active or disabled.");
}

struct decision {
	const struct call *call;
	const char *platform, *deployment_id;
	enum platform_status status;
};

static enum db_status platform_write(struct db_conn *tx, void *arg)
{
	const struct decision *decision = arg;
	struct platform *platform;
	enum db_status status =
		own_platform(&platform, tx, decision->call, decision->platform);

	if (status == DB_OK)
		status = platform_set_status(tx, platform->id, decision->status);
	return status == DB_OK
		       ? note(tx, decision->call,
			      decision->status == PLATFORM_ACTIVE ? "platform.enabled"
								  : "platform.disabled",
			      platform->id, NULL)
		       : status;
}

struct reply *lms_platform_put(struct call *call)
{
	const struct request *request = call->request;
	struct decision decision = {.call = call, .platform = request->params[0]};
	struct reply *wrong =
		read_status(&decision.status, call,
			    json_parse(call->arena, request->body, request->body_len));
	enum db_status status;

	if (wrong)
		return wrong;
	status = db_write(call->parts->db, platform_write, &decision);
	if (status == DB_ABSENT)
		return no_platform(call);
	return status == DB_OK ? reply_empty(call, 204) : reply_store_failed(call);
}

struct reply *lms_platform_test(struct call *call)
{
	struct db_conn *conn = db_reader(call->parts->db);
	struct json_object *body = json_new(call->arena);
	struct platform *platform;
	enum db_status status =
		conn ? own_platform(&platform, conn, call, call->request->params[0])
		     : DB_FAILED;

	if (status == DB_ABSENT)
		return no_platform(call);
	if (status != DB_OK)
		return reply_store_failed(call);
	json_put_time(body, "tested_at", call->now_s);
	return reply_json(call, 200,
			  json_put(body, "checks",
				   connection_test(call->parts, call->arena, platform,
						   call->now_s)));
}

/* ---- its deployments ---- */

static enum db_status deployment_write(struct db_conn *tx, void *arg)
{
	const struct decision *decision = arg;
	const struct call *call = decision->call;
	struct platform *platform;
	enum db_status status = own_platform(&platform, tx, call, decision->platform);

	if (status == DB_OK)
		status = deployment_set_status(tx, platform->id, decision->deployment_id,
					       decision->status);
	return status == DB_OK
		       ? note(tx, call,
			      decision->status == PLATFORM_ACTIVE ? "deployment.confirmed"
								  : "deployment.disabled",
			      platform->id,
			      json_put_text(json_new(call->arena), "deployment_id",
					    decision->deployment_id))
		       : status;
}

struct reply *lms_deployment_put(struct call *call)
{
	const struct request *request = call->request;
	struct json_object *body =
		json_parse(call->arena, request->body, request->body_len);
	struct decision decision = {.call = call,
				    .platform = request->params[0],
				    .deployment_id = json_text(body, "deployment_id")};
	struct reply *wrong = read_status(&decision.status, call, body);
	enum db_status status;

	if (wrong)
		return wrong;
	if (text_empty(decision.deployment_id))
		return reply_field_error(call, "/deployment_id", "Which deployment?");
	status = db_write(call->parts->db, deployment_write, &decision);
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found",
				   "There is no such deployment.");
	return status == DB_OK ? reply_empty(call, 204) : reply_store_failed(call);
}

/* ---- inviting ---- */

struct inviting {
	const struct call *call;
	char token[RANDOM_TOKEN];
};

static enum db_status invite_write(struct db_conn *tx, void *arg)
{
	struct inviting *inviting = arg;
	const struct call *call = inviting->call;
	enum db_status status = invite_add(tx, call->session->tenant, INVITE_LIFE_S,
					   call->now_s, inviting->token);

	return status == DB_OK ? note(tx, call, "invite.made", "new", NULL) : status;
}

struct reply *lms_invite_add(struct call *call)
{
	struct json_object *body = json_new(call->arena);
	struct inviting inviting = {.call = call};

	if (db_write(call->parts->db, invite_write, &inviting) != DB_OK)
		return reply_store_failed(call);
	json_put_text(
		body, "url",
		invite_url(call->arena, call->parts->config->public_url, inviting.token));
	json_put_time(body, "expires_at", call->now_s + INVITE_LIFE_S);
	return reply_header(reply_json(call, 201, body), "Cache-Control", "no-store");
}
