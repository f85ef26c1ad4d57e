/* Draft: what a student writes and has not handed in, and words read from their files. */
#ifndef KIBRIDGE_FEEDBACK_DRAFT_H
#define KIBRIDGE_FEEDBACK_DRAFT_H

#include <json-c/json.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/db.h"

struct draft {
	const char *text;
	int64_t saved_s;
};
/** Reader. DB_ABSENT: nothing saved. */
enum db_status draft_find(struct draft *out, struct db_conn *conn, struct arena *arena,
			  const char *activity, const char *person);
/** In a transaction. "" deletes it. */
enum db_status draft_save(struct db_conn *tx, const char *activity, const char *person,
			  const struct draft *draft);

/* The words of a file wait here until they are handed in: a day, DRAFT_FILES_MAX at once. */
#define DRAFT_FILES_MAX 20
#define DRAFT_FILE_NAME_MAX 200 /* bytes */

struct draft_file {
	const char *id, *name, *text;
	int64_t words;
	const char *notes; /* JSON array of codes */
	const char *hidden; /* the beginning of what cannot be seen in it */
	int64_t created_s;
};
/** Reader. Only one's own; without text. */
enum db_status draft_file_find(struct draft_file *out, struct db_conn *conn,
			       struct arena *arena, const char *id, const char *activity,
			       const char *person);
/** In a transaction. The oldest give way. */
enum db_status draft_file_add(struct db_conn *tx, const char *activity,
			      const char *person, const struct draft_file *file);
/** In a transaction: handed in. */
enum db_status draft_file_remove(struct db_conn *tx, const char *id);

#endif
