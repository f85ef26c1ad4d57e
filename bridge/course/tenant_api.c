/*
 * The university on its admin's page: what it is set to, how far its set-up has come, and the few
 * settings that are the admin's and not the operator's. Rules are policies (policy_api.c).
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "config.h"
#include "course/api.h"
#include "course/policy.h"
#include "course/session.h"
#include "course/tenant.h"
#include "privacy/audit.h"

/* What an admin may set; the name is the operator's. */
static const char *const settable[] = {"time_zone", "copies", "deployments",
				       "retention_days", "privacy_url"};

/* Each step of the set-up by what it left behind. */
static enum db_status steps_read(struct json_object **out, struct call *call,
				 struct db_conn *conn, const struct tenant *tenant)
{
	const char *id = call->session->tenant;
	struct json_object *document = NULL;
	int64_t platforms = 0, launches = 0, version;
	enum db_status status = db_get_int(conn, &platforms,
					   "SELECT COUNT(*) FROM platform "
					   "WHERE tenant_id = $1 AND status = 'active'",
					   "t", id);

	if (status == DB_OK)
		status = db_get_int(conn, &launches,
				    "SELECT COUNT(*) FROM course WHERE tenant_id = $1",
				    "t", id);
	if (status == DB_OK)
		status = policy_document(&document, &version, conn, call->arena,
					 LEVEL_TENANT, id);
	*out = json_new(call->arena);
	json_put_bool(*out, "platform", platforms > 0);
	json_put_bool(*out, "models", json_array_of(document, "allowed_models") != NULL);
	json_put_bool(*out, "ceilings", json_array_of(document, "quotas") != NULL);
	json_put_bool(*out, "privacy",
		      json_int(tenant->settings, "privacy_checked_s", 0) > 0);
	json_put_bool(*out, "launch", launches > 0);
	return status;
}

struct reply *course_tenant(struct call *call)
{
	const struct config *config = call->parts->config;
	struct db_conn *conn = db_reader(call->parts->db);
	struct json_object *body = json_new(call->arena), *steps;
	const char *copies, *deployments;
	struct tenant tenant;

	if (!conn ||
	    tenant_find(&tenant, conn, call->arena, call->session->tenant) != DB_OK ||
	    steps_read(&steps, call, conn, &tenant) != DB_OK)
		return reply_store_failed(call);
	json_put_text(body, "name", tenant.name);
	json_put_text(body, "time_zone", tenant.time_zone);
	json_put_text(body, "operator", config->operator_name);
	copies = json_text(tenant.settings, "copies");
	deployments = json_text(tenant.settings, "deployments");
	json_put_text(body, "copies", copies ? copies : "draft");
	json_put_text(body, "deployments", deployments ? deployments : "pending");
	json_put_int(body, "retention_days",
		     tenant_retention_days(&tenant, config->retention_days));
	json_put_int(body, "retention_days_max", config->retention_days);
	json_put_text(body, "privacy_url", json_text(tenant.settings, "privacy_url"));
	json_put_time(body, "privacy_checked_at",
		      json_int(tenant.settings, "privacy_checked_s", 0));
	return reply_json(call, 200, json_put(body, "steps", steps));
}

struct change {
	const struct call *call;
	struct json_object *body;
	const char *field; /* that was refused */
	char why[256];
};

static bool may_set(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(settable); i++)
		if (text_equal(key, settable[i]))
			return true;
	return false;
}

static enum db_status set_one(struct db_conn *tx, struct change *change, const char *key,
			      struct json_object *value)
{
	const struct call *call = change->call;
	const char *text = value ? json_object_get_string(value) : "";

	if (text_equal(key, "privacy_checked")) {
		if (!json_object_is_type(value, json_type_boolean))
			return DB_REFUSED;
		text = arena_printf(
			call->arena, "%lld",
			json_object_get_boolean(value) ? (long long)call->now_s : 0LL);
		return tenant_set(tx, call->session->tenant, "privacy_checked_s", text,
				  change->why);
	}
	if (!may_set(key)) {
		snprintf(change->why, sizeof(change->why), "There is no such setting.");
		return DB_REFUSED;
	}
	if (text_equal(key, "retention_days") && value &&
	    json_object_get_int64(value) > call->parts->config->retention_days) {
		snprintf(change->why, sizeof(change->why),
			 "The operator keeps nothing for longer than %lld days.",
			 (long long)call->parts->config->retention_days);
		return DB_REFUSED;
	}
	return tenant_set(tx, call->session->tenant, key, text, change->why);
}

static enum db_status write_change(struct db_conn *tx, void *arg)
{
	struct change *change = arg;
	const struct call *call = change->call;
	struct audit_entry entry = {
		.tenant = call->session->tenant,
		.actor = call->session->person,
		.action = "tenant.set",
		.object = arena_printf(call->arena, "tenant:%s", call->session->tenant),
		.detail = json_share(change->body),
		.at_s = call->now_s,
	};

	json_object_object_foreach(change->body, key, value)
	{
		enum db_status status = set_one(tx, change, key, value);

		if (status != DB_OK) {
			change->field = key;
			return status;
		}
	}
	return audit_add(tx, &entry);
}

struct reply *course_tenant_put(struct call *call)
{
	struct change change = {
		.call = call,
		.body = json_parse(call->arena, call->request->body,
				   call->request->body_len),
	};
	enum db_status status;

	if (!json_object_is_type(change.body, json_type_object))
		return reply_field_error(call, "", "An object of settings is needed.");
	status = db_write(call->parts->db, write_change, &change);
	if (status == DB_REFUSED)
		return reply_field_error(call,
					 arena_printf(call->arena, "/%s", change.field),
					 *change.why ? change.why : "true or false");
	return status == DB_OK ? reply_empty(call, 204) : reply_store_failed(call);
}
