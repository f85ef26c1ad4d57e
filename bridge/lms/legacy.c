/* Legacy: rows of legacy_consumer, and moving what old ids name. */
#include "lms/legacy.h"

#include <lti/legacy.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "call/parts.h"
#include "privacy/pseudonym.h"
#include "privacy/rename.h"

/* --- consumers ---------------------------------------------------------------------------------- */

enum db_status legacy_set(struct db_conn *tx, struct arena *arena, struct sealer *sealer,
			  const char *platform, const char *key, const char *secret,
			  const char *from, int64_t now_s)
{
	return db_exec(tx,
		       "INSERT INTO legacy_consumer (platform_id, consumer_key, sealed, "
		       "from_platform_id, created_s) VALUES ($1, $2, $3, $4, $5) "
		       "ON CONFLICT (platform_id, consumer_key) DO UPDATE "
		       "SET sealed = excluded.sealed, "
		       "from_platform_id = excluded.from_platform_id",
		       "tttti", platform, key,
		       sealer_seal(sealer, arena, LEGACY_PURPOSE, secret, strlen(secret)),
		       from, now_s);
}

enum db_status legacy_drop(struct db_conn *tx, const char *platform, const char *key)
{
	enum db_status status = db_exec(tx,
					"DELETE FROM legacy_consumer "
					"WHERE platform_id = $1 AND consumer_key = $2",
					"tt", platform, key);

	return status == DB_OK && db_changes(tx) == 0 ? DB_ABSENT : status;
}

enum db_status legacy_list(struct legacy_consumer **out, size_t *count,
			   struct db_conn *conn, struct arena *arena,
			   struct sealer *sealer, const char *platform)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT consumer_key, sealed, COALESCE(from_platform_id, platform_id), "
		"created_s FROM legacy_consumer WHERE platform_id = $1 "
		"ORDER BY created_s, consumer_key LIMIT $2",
		"ti", platform, (int64_t)LEGACY_MOST);
	size_t len;

	*out = arena_alloc(arena, LEGACY_MOST * sizeof(**out));
	*count = 0;
	while (db_next(rows)) {
		struct legacy_consumer *consumer = &(*out)[(*count)++];

		consumer->key = arena_strdup(arena, db_text(rows, 0));
		consumer->secret = sealer ? sealer_unseal(sealer, arena, LEGACY_PURPOSE,
							  db_text(rows, 1), &len)
					  : NULL;
		consumer->from = arena_strdup(arena, db_text(rows, 2));
		consumer->created_s = db_int(rows, 3);
	}
	return db_rows_status(rows);
}

/* --- whether the claim is believed ---------------------------------------------------------------- */

/* DB_ABSENT: it is not. */
static enum db_status consumer_believed(struct legacy_consumer *out, struct db_conn *tx,
					const struct legacy_launch *launch)
{
	const struct call *call = launch->call;
	const char *key = lti_launch_claims(launch->launch)->legacy.consumer_key;
	struct lti_error why = {.status = LTI_ERR_MIGRATION};
	struct legacy_consumer *list;
	size_t count;
	enum db_status status = legacy_list(&list, &count, tx, call->arena,
					    call->parts->sealer, launch->platform->id);

	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < count; i++) {
		if (!text_equal(list[i].key, key) || !list[i].secret ||
		    lti_legacy_verify(launch->launch, list[i].secret, &why) != LTI_OK)
			continue;
		*out = list[i];
		return DB_OK;
	}
	if (count > 0) /* nobody expects one where no consumer is stored */
		log_warn("legacy.refused", "platform=%s reason=%s req=%s",
			 launch->platform->id, lti_status_name(why.status), call->id);
	return DB_ABSENT;
}

/* --- what follows ------------------------------------------------------------------------------------ */

static enum db_status person_follow(struct db_conn *tx,
				    const struct legacy_launch *launch,
				    const struct legacy_consumer *consumer)
{
	const struct lti_claims *claims = lti_launch_claims(launch->launch);
	const char *subject = claims->legacy.user_id;
	char old[PSEUDONYM_TEXT];
	struct platform *from;
	enum db_status status;
	int64_t rows = 0;

	if (!subject) /* the same as today's [LTI Migration Guide] */
		subject = claims->person.subject;
	status = platform_by_id(&from, tx, launch->call->arena, consumer->from);
	if (status != DB_OK)
		return status == DB_ABSENT ? DB_OK : status;
	pseudonym_make(old, launch->secret, from->id, from->profile, subject);
	if (text_equal(old, launch->person))
		return DB_OK;
	status = db_exec(tx,
			 "INSERT INTO legacy_person (platform_id, person, became, at_s) "
			 "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
			 "ttti", launch->platform->id, old, launch->person,
			 launch->call->now_s);
	if (status != DB_OK || db_changes(tx) == 0) /* it was done before */
		return status;
	status = rename_person(tx, launch->platform->tenant, old, launch->person, &rows);
	if (status == DB_OK)
		log_info("legacy.person", "platform=%s rows=%lld req=%s",
			 launch->platform->id, (long long)rows, launch->call->id);
	return status;
}

/* The one row that a query of ids finds; DB_ABSENT: none, or more than one, which were a guess. */
static enum db_status only_id(const char **out, struct db_rows *taken,
			      struct arena *arena)
{
	AUTO_ROWS *rows = taken;

	*out = NULL;
	if (db_next(rows))
		*out = arena_strdup(arena, db_text(rows, 0));
	if (*out && db_next(rows))
		*out = NULL;
	if (db_rows_status(rows) != DB_OK)
		return db_rows_status(rows);
	return *out ? DB_OK : DB_ABSENT;
}

/* The course moves to its new name, unless a course of that name is there already. */
static enum db_status course_follow(struct db_conn *tx,
				    const struct legacy_launch *launch,
				    const struct legacy_consumer *consumer)
{
	const char *old = lti_launch_claims(launch->launch)->legacy.context_id;
	const char *course;
	enum db_status status =
		only_id(&course,
			db_query(tx,
				 "SELECT id FROM course WHERE tenant_id = $1 "
				 "AND context_id = $2 AND deployment_id IN (SELECT id "
				 "FROM deployment WHERE platform_id = $3) "
				 "AND NOT EXISTS (SELECT 1 FROM course taken WHERE "
				 "taken.deployment_id = $4 AND taken.context_id = $5) "
				 "ORDER BY id LIMIT 2",
				 "ttttt", launch->platform->tenant,
				 old ? old : launch->context_id, consumer->from,
				 launch->deployment, launch->context_id),
			launch->call->arena);

	if (status != DB_OK)
		return status == DB_ABSENT ? DB_OK : status;
	log_info("legacy.course", "platform=%s course=%s req=%s", launch->platform->id,
		 course, launch->call->id);
	return db_exec(tx,
		       "UPDATE course SET deployment_id = $2, context_id = $3 "
		       "WHERE id = $1",
		       "ttt", course, launch->deployment, launch->context_id);
}

/* The link, too; only where its activity is in the launched course by now. */
static enum db_status link_follow(struct db_conn *tx, const struct legacy_launch *launch,
				  const struct legacy_consumer *consumer)
{
	const char *old = lti_launch_claims(launch->launch)->legacy.resource_link_id;
	const char *activity;
	enum db_status status;

	if (!old)
		old = launch->resource_link_id;
	status = only_id(
		&activity,
		db_query(tx,
			 "SELECT activity_id FROM resource_link WHERE "
			 "resource_link_id = $1 AND deployment_id IN (SELECT id FROM "
			 "deployment WHERE platform_id = $2) AND activity_id IN "
			 "(SELECT a.id FROM activity a JOIN course c ON c.id = "
			 "a.course_id WHERE c.deployment_id = $3 AND c.context_id = $4) "
			 "AND NOT EXISTS (SELECT 1 FROM resource_link taken WHERE "
			 "taken.deployment_id = $3 AND taken.resource_link_id = $5) "
			 "ORDER BY activity_id LIMIT 2",
			 "ttttt", old, consumer->from, launch->deployment,
			 launch->context_id, launch->resource_link_id),
		launch->call->arena);
	if (status != DB_OK)
		return status == DB_ABSENT ? DB_OK : status;
	return db_exec(tx,
		       "UPDATE resource_link SET deployment_id = $2, "
		       "resource_link_id = $3 WHERE activity_id = $1 AND "
		       "resource_link_id = $4 AND deployment_id IN (SELECT id FROM "
		       "deployment WHERE platform_id = $5)",
		       "ttttt", activity, launch->deployment, launch->resource_link_id,
		       old, consumer->from);
}

enum db_status legacy_follow(struct db_conn *tx, const struct legacy_launch *launch)
{
	struct legacy_consumer consumer;
	enum db_status status;

	if (!lti_legacy_claimed(launch->launch))
		return DB_OK;
	status = consumer_believed(&consumer, tx, launch);
	if (status != DB_OK)
		return status == DB_ABSENT ? DB_OK : status;
	status = person_follow(tx, launch, &consumer);
	if (status == DB_OK && launch->context_id)
		status = course_follow(tx, launch, &consumer);
	if (status == DB_OK && launch->context_id && launch->resource_link_id)
		status = link_follow(tx, launch, &consumer);
	return status;
}
