/* Rows of the tables submission_draft and submission_file. */
#include "feedback/draft.h"

#include "base/text.h"

enum db_status draft_find(struct draft *out, struct db_conn *conn, struct arena *arena,
			  const char *activity, const char *person)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT body, saved_s FROM submission_draft "
				   "WHERE activity_id = $1 AND person = $2",
				   "tt", activity, person);

	if (!db_next(rows))
		return db_rows_absent(rows);
	out->text = arena_strdup(arena, db_text(rows, 0));
	out->saved_s = db_int(rows, 1);
	return DB_OK;
}

enum db_status draft_save(struct db_conn *tx, const char *activity, const char *person,
			  const struct draft *draft)
{
	if (text_empty(draft->text))
		return db_exec(tx,
			       "DELETE FROM submission_draft WHERE activity_id = $1 "
			       "AND person = $2",
			       "tt", activity, person);
	return db_exec(
		tx,
		"INSERT INTO submission_draft (activity_id, person, body, saved_s) "
		"VALUES ($1, $2, $3, $4) ON CONFLICT (activity_id, person) "
		"DO UPDATE SET body = excluded.body, saved_s = excluded.saved_s",
		"ttti", activity, person, draft->text, draft->saved_s);
}

enum db_status draft_file_find(struct draft_file *out, struct db_conn *conn,
			       struct arena *arena, const char *id, const char *activity,
			       const char *person)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT id, name, words, notes, hidden, created_s "
				   "FROM submission_file WHERE id = $1 "
				   "AND activity_id = $2 AND person = $3",
				   "ttt", id, activity, person);

	if (!db_next(rows))
		return db_rows_absent(rows);
	*out = (struct draft_file){
		.id = arena_strdup(arena, db_text(rows, 0)),
		.name = arena_strdup(arena, db_text(rows, 1)),
		.words = db_int(rows, 2),
		.notes = arena_strdup(arena, db_text(rows, 3)),
		.hidden = arena_strdup(arena, db_text(rows, 4)),
		.created_s = db_int(rows, 5),
	};
	return DB_OK;
}

enum db_status draft_file_add(struct db_conn *tx, const char *activity,
			      const char *person, const struct draft_file *file)
{
	enum db_status status = db_exec(
		tx,
		"DELETE FROM submission_file WHERE activity_id = $1 AND person = $2 "
		"AND id NOT IN (SELECT id FROM submission_file WHERE activity_id = $1 "
		"AND person = $2 ORDER BY created_s DESC, id LIMIT $3)",
		"tti", activity, person, (int64_t)DRAFT_FILES_MAX - 1);

	if (status != DB_OK)
		return status;
	return db_exec(
		tx,
		"INSERT INTO submission_file (id, activity_id, person, name, body, "
		"words, notes, hidden, created_s) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		"tttttitti", file->id, activity, person, file->name, file->text,
		file->words, file->notes, file->hidden, file->created_s);
}

enum db_status draft_file_remove(struct db_conn *tx, const char *id)
{
	return db_exec(tx, "DELETE FROM submission_file WHERE id = $1", "t", id);
}
