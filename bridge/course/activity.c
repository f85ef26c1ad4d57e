/* Activity: rows of the tables activity and resource_link; which one a launch means. */
#include "course/activity.h"

#include <string.h>

#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "course/fork.h"
#include "course/tenant.h"

#define COUNT_IN_COURSE "SELECT count(*) FROM activity WHERE course_id = $1"
#define COLUMNS "id, course_id, kind, title, status, copied_from, created_s"

static void read_row(struct activity *out, struct db_rows *rows, struct arena *arena)
{
	out->id = arena_strdup(arena, db_text(rows, 0));
	out->course = arena_strdup(arena, db_text(rows, 1));
	out->kind = arena_strdup(arena, db_text(rows, 2));
	out->title = arena_strdup(arena, db_text(rows, 3));
	out->status = arena_strdup(arena, db_text(rows, 4));
	out->copied_from = arena_strdup(arena, db_text(rows, 5));
	out->created_s = db_int(rows, 6);
}

/* Takes the rows over. */
static enum db_status only_row(struct activity *out, struct db_rows *taken,
			       struct arena *arena)
{
	AUTO_ROWS *rows = taken;

	if (db_next(rows)) {
		read_row(out, rows, arena);
		return DB_OK;
	}
	return db_rows_absent(rows);
}

enum db_status activity_find(struct activity *out, struct db_conn *conn,
			     struct arena *arena, const char *id, const char *course)
{
	return only_row(out,
			db_query(conn,
				 "SELECT " COLUMNS
				 " FROM activity WHERE id = $1 AND course_id = $2",
				 "tt", id, course),
			arena);
}

enum db_status activity_list(struct activity **list, size_t *count, struct db_conn *conn,
			     struct arena *arena, const char *course)
{
	AUTO_ROWS *rows = NULL;
	enum db_status status;
	int64_t room;

	*list = NULL;
	*count = 0;
	status = db_get_int(conn, &room,
			    "SELECT count(*) FROM activity WHERE course_id = $1", "t",
			    course);
	if (status != DB_OK)
		return status;
	*list = arena_alloc(arena, (size_t)room * sizeof(**list) + 1);
	rows = db_query(conn,
			"SELECT " COLUMNS " FROM activity WHERE course_id = $1"
			" ORDER BY created_s, id LIMIT $2",
			"ti", course, room);
	while (db_next(rows))
		read_row(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

static enum db_status insert(struct activity *out, struct db_conn *tx,
			     struct arena *arena, const struct activity *from)
{
	char id[RANDOM_ID];

	*out = *from;
	out->id = arena_strdup(arena, random_id(id));
	return db_exec(tx,
		       "INSERT INTO activity (id, course_id, kind, title, status,"
		       " copied_from, created_s) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		       "tttttti", out->id, out->course, out->kind, out->title,
		       out->status, out->copied_from, out->created_s);
}

enum db_status activity_add(struct activity *out, struct db_conn *tx, struct arena *arena,
			    const struct course *course, const char *kind,
			    const char *title, int64_t now_s)
{
	struct activity activity = {
		.course = course->id,
		.kind = kind,
		.title = title ? title : "",
		.status = "active",
		.created_s = now_s,
	};

	return insert(out, tx, arena, &activity);
}

enum db_status activity_confirm(struct db_conn *tx, const char *id)
{
	enum db_status status = db_exec(
		tx, "UPDATE activity SET status = 'active' WHERE id = $1", "t", id);

	if (status != DB_OK)
		return status;
	return db_changes(tx) == 1 ? DB_OK : DB_ABSENT;
}

/* ---- which activity a launch means ---- */

/* The activity of that id, in whichever course of the tenant. */
static enum db_status find_in_tenant(struct activity *out, struct db_conn *tx,
				     struct arena *arena, const char *id,
				     const char *tenant)
{
	return only_row(out,
			db_query(tx,
				 "SELECT " COLUMNS " FROM activity WHERE id = $1"
				 " AND course_id IN"
				 " (SELECT id FROM course WHERE tenant_id = $2)",
				 "tt", id, tenant),
			arena);
}

enum db_status activity_of_link(struct activity *out, struct db_conn *conn,
				struct arena *arena, const char *deployment,
				const char *resource_link_id)
{
	return only_row(out,
			db_query(conn,
				 "SELECT " COLUMNS " FROM activity WHERE id ="
				 " (SELECT activity_id FROM resource_link"
				 " WHERE deployment_id = $1 AND resource_link_id = $2)",
				 "tt", deployment, resource_link_id),
			arena);
}

/*
 * The activity that the link was copied from, by the course's history: in the nearest earlier
 * course, the only activity whose link had this title. More than one would be a guess.
 */
static enum db_status find_by_history(struct activity *out, struct db_conn *tx,
				      struct arena *arena,
				      const struct activity_link *link)
{
	for (const char *const *context = link->history; context && *context; context++) {
		AUTO_ROWS *rows =
			db_query(tx,
				 "SELECT " COLUMNS " FROM activity WHERE course_id ="
				 " (SELECT id FROM course WHERE deployment_id = $1"
				 " AND context_id = $2) AND id IN (SELECT activity_id"
				 " FROM resource_link WHERE deployment_id = $1"
				 " AND title = $3) ORDER BY id LIMIT 2",
				 "ttt", link->deployment, *context, link->title);

		if (!db_next(rows)) {
			if (db_rows_status(rows) != DB_OK)
				return db_rows_status(rows);
			continue;
		}
		read_row(out, rows, arena);
		if (db_next(rows))
			return DB_ABSENT;
		return db_rows_status(rows);
	}
	return DB_ABSENT;
}

/* The activity of the nearest link that this one was copied from. */
static enum db_status find_by_origin(struct activity *out, struct db_conn *tx,
				     struct arena *arena,
				     const struct activity_link *link)
{
	enum db_status status = DB_ABSENT;

	for (const char *const *id = link->link_history; status == DB_ABSENT && id && *id;
	     id++)
		status = activity_of_link(out, tx, arena, link->deployment, *id);
	return status;
}

/* Whether the tenant lets copies serve students before a lecturer has confirmed them. */
static enum db_status copies_active(bool *active, struct db_conn *tx, struct arena *arena,
				    const struct activity_link *link)
{
	struct tenant tenant;
	enum db_status status = tenant_find(&tenant, tx, arena, link->course->tenant);

	*active = link->fork_active;
	if (status == DB_OK && text_equal(json_text(tenant.settings, "copies"), "active"))
		*active = true;
	return status;
}

/* A fork of the original, made now. */
static enum db_status fork_of(struct activity *out, struct db_conn *tx,
			      struct arena *arena, const struct activity_link *link,
			      const struct activity *original)
{
	struct activity copy = {
		.course = link->course->id,
		.kind = original->kind,
		.title = text_empty(link->title) ? original->title : link->title,
		.copied_from = original->id,
		.created_s = link->now_s,
	};
	bool active;
	enum db_status status = copies_active(&active, tx, arena, link);

	if (status != DB_OK)
		return status;
	copy.status = active ? "active" : "draft";
	status = insert(out, tx, arena, &copy);
	if (status != DB_OK)
		return status;
	return fork_documents(tx, arena, original, out, link->now_s);
}

/* This course's copy of the original: what was forked before, else a fork made now. */
static enum db_status copy_of(struct activity *out, struct db_conn *tx,
			      struct arena *arena, const struct activity_link *link,
			      const struct activity *original)
{
	enum db_status status =
		only_row(out,
			 db_query(tx,
				  "SELECT " COLUMNS " FROM activity WHERE course_id = $1"
				  " AND copied_from = $2 ORDER BY created_s, id LIMIT 1",
				  "tt", link->course->id, original->id),
			 arena);

	if (status != DB_ABSENT)
		return status;
	return fork_of(out, tx, arena, link, original);
}

enum db_status activity_copy(struct activity *out, bool *made, struct db_conn *tx,
			     struct arena *arena, const struct activity_link *link)
{
	struct activity original;
	int64_t before = 0, after = 0;
	enum db_status status = find_in_tenant(&original, tx, arena, link->activity_id,
					       link->course->tenant);

	*made = false;
	if (status != DB_OK)
		return status;
	*out = original;
	if (text_equal(original.course, link->course->id))
		return DB_OK;
	status = db_get_int(tx, &before, COUNT_IN_COURSE, "t", link->course->id);
	if (status == DB_OK)
		status = copy_of(out, tx, arena, link, &original);
	if (status == DB_OK)
		status = db_get_int(tx, &after, COUNT_IN_COURSE, "t", link->course->id);
	*made = after > before;
	return status;
}

static enum db_status choose(struct activity *out, struct db_conn *tx,
			     struct arena *arena, const struct activity_link *link)
{
	enum db_status status = DB_ABSENT;
	struct activity original;

	if (!text_empty(link->activity_id))
		status = find_in_tenant(&original, tx, arena, link->activity_id,
					link->course->tenant);
	if (status == DB_ABSENT)
		status = activity_of_link(&original, tx, arena, link->deployment,
					  link->resource_link_id);
	if (status == DB_ABSENT) {
		status = find_by_origin(&original, tx, arena, link);
		if (status == DB_OK)
			return fork_of(out, tx, arena, link, &original);
	}
	if (status == DB_ABSENT)
		status = find_by_history(&original, tx, arena, link);
	if (status == DB_ABSENT)
		return activity_add(out, tx, arena, link->course,
				    link->kind ? link->kind : "tutor", link->title,
				    link->now_s);
	if (status != DB_OK)
		return status;
	if (!text_equal(original.course, link->course->id))
		return copy_of(out, tx, arena, link, &original);
	*out = original;
	return DB_OK;
}

/* Remembers the link, and takes over a new title where no other link shares the activity. */
static enum db_status link_store(struct activity *activity, struct db_conn *tx,
				 const struct activity_link *link)
{
	const char *title = link->title ? link->title : "";
	enum db_status status;

	status = db_exec(tx,
			 "INSERT INTO resource_link (deployment_id, resource_link_id,"
			 " activity_id, title, created_s) VALUES ($1, $2, $3, $4, $5)"
			 " ON CONFLICT (deployment_id, resource_link_id) DO UPDATE SET"
			 " activity_id = excluded.activity_id, title = excluded.title"
			 " WHERE resource_link.activity_id <> excluded.activity_id"
			 " OR resource_link.title <> excluded.title",
			 "tttti", link->deployment, link->resource_link_id, activity->id,
			 title, link->now_s);
	if (status != DB_OK || !*title || text_equal(title, activity->title))
		return status;
	status = db_exec(
		tx,
		"UPDATE activity SET title = $2 WHERE id = $1 AND"
		" (SELECT count(*) FROM resource_link WHERE activity_id = $1) = 1",
		"tt", activity->id, title);
	if (status == DB_OK && db_changes(tx) == 1)
		activity->title = title;
	return status;
}

enum db_status activity_take(struct activity *out, struct db_conn *tx,
			     struct arena *arena, const struct activity_link *link)
{
	enum db_status status = choose(out, tx, arena, link);

	if (status != DB_OK)
		return status;
	return link_store(out, tx, link);
}
