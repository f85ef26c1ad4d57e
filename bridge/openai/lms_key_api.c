/*
 * An LMS's key: fetched by the LMS itself for its own AI functions, with a statement instead of a
 * pasted secret (lms/speaker.h). It chats, in that LMS's courses only, and has an end; fetching the
 * next one ends it at once.
 */
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "lms/speaker.h"
#include "openai/api.h"
#include "openai/key.h"
#include "privacy/audit.h"

#define LIFE_S (INT64_C(180) * 86400) /* an LMS that is no longer looked after loses it */

struct fetching {
	struct speaker lms;
	const char
		*replaces; /* only in place of this one, if it is still good; NULL: any */
	bool gone; /* it is not: somebody has revoked it */
	struct key key;
	char secret[KEY_TEXT];
};

static enum db_status audit(struct db_conn *tx, const struct fetching *fetching,
			    const char *action, const char *id)
{
	const struct call *call = fetching->lms.call;

	return audit_add(tx, &(struct audit_entry){
				     .tenant = fetching->lms.platform->tenant,
				     .actor = fetching->key.author,
				     .action = action,
				     .object = arena_printf(call->arena, "key:%s", id),
				     .at_s = call->now_s,
			     });
}

/* Whatever it has: the old one, or several if it asked twice at the same moment. */
static enum db_status give_back(struct db_conn *tx, struct fetching *fetching)
{
	struct call *call = fetching->lms.call;
	const char *tenant = fetching->lms.platform->tenant;
	struct key *list;
	size_t count;
	enum db_status status =
		key_list_by(&list, &count, tx, call->arena, tenant, fetching->key.author);

	fetching->gone = fetching->replaces != NULL;
	for (size_t i = 0; status == DB_OK && i < count; i++) {
		if (text_equal(list[i].id, fetching->replaces))
			fetching->gone = false;
	}
	for (size_t i = 0; status == DB_OK && !fetching->gone && i < count; i++) {
		status = key_revoke(tx, list[i].id, tenant, NULL, call->now_s);
		if (status == DB_OK)
			status = audit(tx, fetching, "key.revoked", list[i].id);
	}
	return status;
}

static enum db_status write_give_back(struct db_conn *tx, void *arg)
{
	struct fetching *fetching = arg;
	enum db_status status = speaker_spend(tx, &fetching->lms);

	return status == DB_OK && !fetching->lms.spent ? give_back(tx, fetching) : status;
}

static enum db_status write_fetch(struct db_conn *tx, void *arg)
{
	struct fetching *fetching = arg;
	struct arena *arena = fetching->lms.call->arena;
	enum db_status status = write_give_back(tx, fetching);

	if (status != DB_OK || fetching->lms.spent || fetching->gone)
		return status;
	status = key_add(tx, arena, &fetching->key, fetching->secret);
	return status == DB_OK ? audit(tx, fetching, "key.added", fetching->key.id)
			       : status;
}

static struct reply *fetched(struct fetching *fetching)
{
	struct call *call = fetching->lms.call;
	struct json_object *body = json_put_text(key_json(call->arena, &fetching->key),
						 "secret", fetching->secret);

	digest_wipe(fetching->secret, sizeof(fetching->secret));
	log_info("key.fetched", "platform=%s key=%s req=%s", fetching->lms.platform->id,
		 fetching->key.id, call->id);
	return reply_header(reply_json(call, 201, body), "Cache-Control", "no-store");
}

/* What people recognise in the list of keys. */
static const char *name_of(const struct platform *platform)
{
	const char *name =
		platform->name ? platform->name : platform->registration.issuer;

	return strlen(name) <= KEY_NAME_MAX ? name : "LMS";
}

struct reply *openai_lms_key(struct call *call)
{
	struct fetching *fetching = arena_alloc(call->arena, sizeof(*fetching));
	struct reply *refusal = speaker_hear(&fetching->lms, call);
	bool fetches = call->request->method == HTTP_POST;

	if (refusal)
		return refusal;
	fetching->key = (struct key){
		.tenant = fetching->lms.platform->tenant,
		.platform = fetching->lms.platform->id,
		.name = name_of(fetching->lms.platform),
		.scopes = "chat models",
		.author = speaker_name(&fetching->lms),
		.created_s = call->now_s,
		.expires_s = call->now_s + LIFE_S,
	};
	if (fetches)
		fetching->replaces = form_get(fetching->lms.form, "replaces");
	if (db_write(call->parts->db, fetches ? write_fetch : write_give_back,
		     fetching) != DB_OK)
		return reply_store_failed(call);
	if (fetching->lms.spent)
		return speaker_refused(&fetching->lms);
	if (fetching->gone)
		return reply_error(call, 409, "key-revoked",
				   "The key was revoked here. An administrator of the "
				   "LMS fetches a new one.");
	return fetches ? fetched(fetching) : reply_empty(call, 204);
}
