/* Conversation: a person's thread of turns in one activity. Only its owner ever finds it.
 */
#ifndef KIBRIDGE_TUTOR_CONVERSATION_H
#define KIBRIDGE_TUTOR_CONVERSATION_H

#include <json-c/json.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/db.h"

#define CONVERSATION_TITLE_MAX 200 /* bytes */

struct conversation {
	const char *id, *activity, *person;
	const char *pool; /* main | preview */
	const char *title;
	const char *about; /* id of what it is about (tutor/live.h), or NULL */
	int64_t created_s, updated_s;
	int64_t turns;
};

/** Reader. DB_ABSENT unless it is this person's in this activity. */
enum db_status conversation_find(struct conversation *out, struct db_conn *conn,
				 struct arena *arena, const char *id,
				 const char *activity, const char *person);
/** Reader. Newest first, at most 500, previews left out. @list an array in the arena. */
enum db_status conversation_list(struct conversation **list, size_t *count,
				 struct db_conn *conn, struct arena *arena,
				 const char *activity, const char *person);
/**
 * Reader. Those of them in whose questions and answers every one of the words is (at most four
 * words, the rest is not looked at). Capitals do not matter; outside of ASCII they do on SQLite.
 */
enum db_status conversation_search(struct conversation **list, size_t *count,
				   struct db_conn *conn, struct arena *arena,
				   const char *activity, const char *person,
				   const char *words);
/** In a transaction. */
enum db_status conversation_insert(struct db_conn *tx,
				   const struct conversation *conversation);
enum db_status conversation_touch(struct db_conn *tx, const char *id, int64_t now_s);
enum db_status conversation_rename(struct db_conn *tx, const char *id, const char *title);
/** In a transaction. Turns and all; the ledger keeps its numbers. */
enum db_status conversation_delete(struct db_conn *tx, const char *id);

/** A title from the first question: one line, cut at a word. */
const char *conversation_title(struct arena *arena, const char *question);
struct json_object *conversation_json(struct arena *arena, const struct conversation *of);

#endif
