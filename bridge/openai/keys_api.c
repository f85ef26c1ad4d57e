/* Keys on the lecturer's and the admin's page: made, shown once, listed, revoked. */
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/session.h"
#include "openai/api.h"
#include "openai/key.h"
#include "privacy/audit.h"

#define DAY_S 86400
#define EXPIRES_DAYS_MAX 3650

/* A lecturer's keys are the course's; the tenant's are the admin's. NULL: not allowed. */
static const char *level_of(struct call *call, const char *wanted)
{
	if (!wanted || text_equal(wanted, "course"))
		return call->session->course ? "course" : NULL;
	if (text_equal(wanted, "tenant") && call->session->rank >= RANK_ADMIN)
		return "tenant";
	return NULL;
}

struct reply *openai_keys(struct call *call)
{
	const struct session *session = call->session;
	struct json_object *body = json_new(call->arena), *items = json_list(call->arena);
	struct db_conn *conn = db_reader(call->parts->db);
	struct key *list;
	size_t count;

	if (session->course) {
		if (key_list(&list, &count, conn, call->arena, session->tenant,
			     session->course) != DB_OK)
			return reply_store_failed(call);
		for (size_t i = 0; i < count; i++)
			json_add(items, key_json(call->arena, &list[i]));
	}
	if (session->rank >= RANK_ADMIN) {
		if (key_list(&list, &count, conn, call->arena, session->tenant, NULL) !=
		    DB_OK)
			return reply_store_failed(call);
		for (size_t i = 0; i < count; i++)
			json_add(items, key_json(call->arena, &list[i]));
	}
	return reply_json(call, 200, json_put(body, "keys", items));
}

struct add {
	struct call *call;
	struct key key;
	char secret[KEY_TEXT];
};

static enum db_status audit_key(struct db_conn *tx, const struct call *call,
				const char *action, const char *id)
{
	struct audit_entry entry = {
		.tenant = call->session->tenant,
		.course = call->session->course,
		.actor = call->session->person,
		.action = action,
		.object = arena_printf(call->arena, "key:%s", id),
		.at_s = call->now_s,
	};

	return audit_add(tx, &entry);
}

static enum db_status write_add(struct db_conn *tx, void *arg)
{
	struct add *add = arg;
	enum db_status status = key_add(tx, add->call->arena, &add->key, add->secret);

	return status == DB_OK ? audit_key(tx, add->call, "key.added", add->key.id)
			       : status;
}

static const char *const scopes[] = {"chat", "embeddings", "models"};

/* All of them when nothing is said; NULL: not a list of ours. */
static const char *read_scopes(struct call *call, struct json_object *body)
{
	struct json_object *list = json_member(body, "scopes");
	const char *text = "";

	if (!list)
		return "chat embeddings models";
	if (!json_object_is_type(list, json_type_array) ||
	    json_object_array_length(list) == 0 ||
	    json_object_array_length(list) > ARRAY_LEN(scopes))
		return NULL;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *scope = json_object_is_type(item, json_type_string)
					    ? json_object_get_string(item)
					    : NULL;

		if (text_index(scope, scopes, ARRAY_LEN(scopes)) < 0)
			return NULL;
		text = arena_printf(call->arena, "%s%s%s", text, i ? " " : "", scope);
	}
	return text;
}

struct reply *openai_key_add(struct call *call)
{
	const struct session *session = call->session;
	struct json_object *body =
		json_parse(call->arena, call->request->body, call->request->body_len);
	const char *name = json_text(body, "name");
	const char *level = level_of(call, json_text(body, "level"));
	int64_t days = json_int(body, "expires_days", 0);
	const char *allowed = read_scopes(call, body);
	struct add add = {.call = call};
	struct reply *reply;

	if (text_empty(name) || strlen(name) > KEY_NAME_MAX)
		return reply_field_error(call, "/name", "A name has 1 to 100 bytes.");
	if (days < 0 || days > EXPIRES_DAYS_MAX)
		return reply_field_error(call, "/expires_days", "0 (never) to 3650");
	if (!allowed)
		return reply_field_error(call, "/scopes",
					 "A list of chat, embeddings and models.");
	if (!level)
		return reply_error(call, 403, "forbidden",
				   "This key is not yours to make.");
	add.key = (struct key){
		.tenant = session->tenant,
		.course = text_equal(level, "course") ? session->course : NULL,
		.platform = session->platform,
		.name = name,
		.scopes = allowed,
		.author = session->person,
		.created_s = call->now_s,
		.expires_s = days ? call->now_s + days * DAY_S : 0,
	};
	if (db_write(call->parts->db, write_add, &add) != DB_OK)
		return reply_store_failed(call);
	body = json_put_text(key_json(call->arena, &add.key), "secret", add.secret);
	digest_wipe(add.secret, sizeof(add.secret));
	reply = reply_json(call, 201, body);
	return reply_header(reply, "Cache-Control", "no-store");
}

struct revoke {
	struct call *call;
	const char *course;
};

static enum db_status write_revoke(struct db_conn *tx, void *arg)
{
	const struct revoke *revoke = arg;
	const struct call *call = revoke->call;
	const char *id = call->request->params[0];
	enum db_status status =
		key_revoke(tx, id, call->session->tenant, revoke->course, call->now_s);

	return status == DB_OK ? audit_key(tx, call, "key.revoked", id) : status;
}

struct reply *openai_key_revoke(struct call *call)
{
	struct revoke revoke = {call, call->session->course};
	enum db_status status = DB_ABSENT;

	if (revoke.course)
		status = db_write(call->parts->db, write_revoke, &revoke);
	revoke.course = NULL;
	if (status == DB_ABSENT && call->session->rank >= RANK_ADMIN)
		status = db_write(call->parts->db, write_revoke, &revoke);
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found", "There is no such key.");
	return status == DB_OK ? reply_empty(call, 204) : reply_store_failed(call);
}
