/* A request's key, course and person; every object is looked up inside the key's tenant. */
#include "openai/caller.h"

#include <string.h>

#include "base/text.h"
#include "call/parts.h"
#include "course/tenant.h"
#include "privacy/pseudonym.h"

static const struct openai_error no_key = {
	401,  "invalid_request_error",	    "invalid_api_key",
	NULL, "No valid API key was sent.", 0,
	NULL};
static const struct openai_error no_scope = {
	403,  "invalid_request_error",	   "insufficient_scope",
	NULL, "This key is not for that.", 0,
	NULL};
static const struct openai_error no_course = {
	404,
	"invalid_request_error",
	"context_not_found",
	"X-Kibridge-Context",
	"There is no such course here. Its tutor must have been opened once.",
	0,
	NULL};
static const struct openai_error no_store = {503,
					     "server_error",
					     "store_unavailable",
					     NULL,
					     "Please try again in a moment.",
					     0,
					     NULL};

/* A course's key has its course; a tenant's names it by the LMS's context id, or has none. */
static enum db_status find_course(const char **course, struct db_conn *conn,
				  struct call *call, const struct key *key)
{
	const char *context = request_header(call->request, "x-kibridge-context");

	*course = key->course;
	if (key->course || !context)
		return DB_OK;
	return db_get_text(
		conn, call->arena, course,
		"SELECT c.id FROM course c JOIN deployment d ON d.id = c.deployment_id "
		"WHERE c.tenant_id = $1 AND d.platform_id = $2 AND c.context_id = $3 "
		"ORDER BY c.created_s LIMIT 1",
		"ttt", key->tenant, key->platform, context);
}

/* The same pseudonym as after a launch, so that limits, export and erasure meet one person. */
static enum db_status find_person(const char **person, struct db_conn *conn,
				  struct call *call, const struct key *key,
				  const char *user)
{
	struct tenant tenant;
	const char *profile = "generic";
	char *text = arena_alloc(call->arena, PSEUDONYM_TEXT);
	enum db_status status;

	if (text_empty(user) || !key->platform) {
		*person = arena_printf(call->arena, "key:%s", key->id);
		return DB_OK;
	}
	status = tenant_find(&tenant, conn, call->arena, key->tenant);
	if (status == DB_OK)
		status = db_get_text(conn, call->arena, &profile,
				     "SELECT profile FROM platform WHERE id = $1", "t",
				     key->platform);
	if (status == DB_OK)
		*person =
			pseudonym_make(text, tenant.secret, key->platform, profile, user);
	return status;
}

bool caller_find(struct caller *out, struct call *call, const char *scope,
		 const char *user, struct openai_error *error)
{
	const char *secret = request_bearer(call->request);
	struct db_conn *conn = db_reader(call->parts->db);
	const char *course = NULL, *person = NULL;
	enum db_status status;

	*error = no_store;
	if (!conn)
		return false;
	status = secret ? key_find(&out->key, conn, call->arena, secret, call->now_s)
			: DB_ABSENT;
	if (status != DB_OK) {
		*error = status == DB_ABSENT ? no_key : no_store;
		return false;
	}
	if (!key_allows(&out->key, scope)) {
		*error = no_scope;
		return false;
	}
	status = find_course(&course, conn, call, &out->key);
	if (status != DB_OK) {
		*error = status == DB_ABSENT ? no_course : no_store;
		return false;
	}
	if (find_person(&person, conn, call, &out->key, user) != DB_OK ||
	    policy_effective(&out->policy, conn, call->arena, out->key.tenant, course,
			     NULL) != DB_OK)
		return false;
	out->zone = tenant_zone(conn, out->key.tenant);
	out->subject = (struct quota_subject){
		.tenant = out->key.tenant,
		.course = course ? course : "",
		.activity = "",
		.person = person,
		.role = "student",
		.pool = POOL_MAIN,
	};
	return true;
}
