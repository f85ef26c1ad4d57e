/*
 * Platforms on the admin's page: the LMS of the admin's own tenant, and their deployments, of
 * which a new one waits until somebody says yes. Adding and switching off whole platforms is the
 * operator's (`kibridge platform`).
 */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/session.h"
#include "lms/api.h"
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

struct decision {
	const struct call *call;
	const char *platform, *deployment_id;
	enum platform_status status;
};

static enum db_status decision_write(struct db_conn *tx, void *arg)
{
	const struct decision *decision = arg;
	const struct call *call = decision->call;
	struct platform *platform;
	struct audit_entry entry = {
		.tenant = call->session->tenant,
		.actor = call->session->person,
		.action = decision->status == PLATFORM_ACTIVE ? "deployment.confirmed"
							      : "deployment.disabled",
		.object = arena_printf(call->arena, "platform:%s", decision->platform),
		.detail = json_put_text(json_new(call->arena), "deployment_id",
					decision->deployment_id),
		.at_s = call->now_s,
	};
	enum db_status status =
		platform_by_id(&platform, tx, call->arena, decision->platform);

	if (status == DB_OK && !text_equal(platform->tenant, call->session->tenant))
		status = DB_ABSENT; /* another university's is not there */
	if (status == DB_OK)
		status = deployment_set_status(tx, platform->id, decision->deployment_id,
					       decision->status);
	return status == DB_OK ? audit_add(tx, &entry) : status;
}

struct reply *lms_deployment_put(struct call *call)
{
	const struct request *request = call->request;
	struct json_object *body =
		json_parse(call->arena, request->body, request->body_len);
	const char *wanted = body ? json_text(body, "status") : NULL;
	struct decision decision = {
		.call = call,
		.platform = request->params[0],
		.deployment_id = body ? json_text(body, "deployment_id") : NULL};
	enum db_status status;

	if (text_equal(wanted, "active"))
		decision.status = PLATFORM_ACTIVE;
	else if (text_equal(wanted, "disabled"))
		decision.status = PLATFORM_DISABLED;
	else
		return reply_field_error(call, "/status", "It is active or disabled.");
	if (text_empty(decision.deployment_id))
		return reply_field_error(call, "/deployment_id", "Which deployment?");
	status = db_write(call->parts->db, decision_write, &decision);
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found",
				   "There is no such deployment.");
	return status == DB_OK ? reply_empty(call, 204) : reply_store_failed(call);
}
