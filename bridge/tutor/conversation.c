/* Rows of the table conversation. */
#include "tutor/conversation.h"

#include <ctype.h>
#include <string.h>

#include "base/json.h"

#define COLUMNS                                                                          \
	"c.id, c.activity_id, c.person, c.pool, c.title, c.created_s, c.updated_s, "     \
	"c.about, (SELECT COUNT(*) FROM turn t WHERE t.conversation_id = c.id)"
#define LIST_MAX 500

static void conversation_read(struct conversation *out, struct db_rows *rows,
			      struct arena *arena)
{
	out->id = arena_strdup(arena, db_text(rows, 0));
	out->activity = arena_strdup(arena, db_text(rows, 1));
	out->person = arena_strdup(arena, db_text(rows, 2));
	out->pool = arena_strdup(arena, db_text(rows, 3));
	out->title = arena_strdup(arena, db_text(rows, 4));
	out->created_s = db_int(rows, 5);
	out->updated_s = db_int(rows, 6);
	out->about = arena_strdup(arena, db_text(rows, 7));
	out->turns = db_int(rows, 8);
}

enum db_status conversation_find(struct conversation *out, struct db_conn *conn,
				 struct arena *arena, const char *id,
				 const char *activity, const char *person)
{
	AUTO_ROWS *rows =
		db_query(conn,
			 "SELECT " COLUMNS " FROM conversation c WHERE c.id = $1 "
			 "AND c.activity_id = $2 AND c.person = $3",
			 "ttt", id, activity, person);

	if (db_next(rows)) {
		conversation_read(out, rows, arena);
		return DB_OK;
	}
	return db_rows_absent(rows);
}

enum db_status conversation_list(struct conversation **list, size_t *count,
				 struct db_conn *conn, struct arena *arena,
				 const char *activity, const char *person)
{
	AUTO_ROWS *rows = NULL;

	*count = 0;
	*list = arena_alloc(arena, LIST_MAX * sizeof(**list));
	rows = db_query(conn,
			"SELECT " COLUMNS " FROM conversation c WHERE c.activity_id = $1 "
			"AND c.person = $2 AND c.pool = 'main' "
			"ORDER BY c.updated_s DESC, c.created_s DESC, c.id LIMIT 500",
			"tt", activity, person);
	while (*count < LIST_MAX && db_next(rows))
		conversation_read(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

#define WORDS_MAX 4

/* "50%" to "%50\\%%": a pattern in which the word stands for itself. */
static const char *pattern_of(struct arena *arena, const char *word, size_t len)
{
	char *pattern = arena_alloc(arena, len * 2 + 3), *at = pattern;

	*at++ = '%';
	for (size_t i = 0; i < len; i++) {
		if (word[i] == '%' || word[i] == '_' || word[i] == '\\')
			*at++ = '\\';
		*at++ = word[i];
	}
	*at++ = '%';
	*at = '\0';
	return pattern;
}

static void split_words(const char *patterns[WORDS_MAX], struct arena *arena,
			const char *words)
{
	for (size_t i = 0; i < WORDS_MAX; i++) {
		size_t len;

		words += strspn(words, " \t\r\n");
		len = strcspn(words, " \t\r\n");
		patterns[i] = len ? pattern_of(arena, words, len) : "";
		words += len;
	}
}

#define HAS_WORD(word)                                                                   \
	" AND (" word " = '' OR EXISTS (SELECT 1 FROM turn t WHERE t.conversation_id = " \
	"c.id AND (lower(t.question) LIKE lower(" word ") ESCAPE '\\' OR "               \
	"lower(t.answer) LIKE lower(" word ") ESCAPE '\\')))"

enum db_status conversation_search(struct conversation **list, size_t *count,
				   struct db_conn *conn, struct arena *arena,
				   const char *activity, const char *person,
				   const char *words)
{
	const char *patterns[WORDS_MAX];
	AUTO_ROWS *rows = NULL;

	split_words(patterns, arena, words);
	*count = 0;
	*list = arena_alloc(arena, LIST_MAX * sizeof(**list));
	rows = db_query(conn,
			"SELECT " COLUMNS " FROM conversation c WHERE c.activity_id = $1 "
			"AND c.person = $2 AND c.pool = 'main'" HAS_WORD("$3")
				HAS_WORD("$4") HAS_WORD("$5")
					HAS_WORD("$6") " ORDER BY c.updated_s DESC, "
						       "c.created_s DESC, c.id LIMIT 500",
			"tttttt", activity, person, patterns[0], patterns[1], patterns[2],
			patterns[3]);
	while (*count < LIST_MAX && db_next(rows))
		conversation_read(&(*list)[(*count)++], rows, arena);
	return db_rows_status(rows);
}

enum db_status conversation_insert(struct db_conn *tx,
				   const struct conversation *conversation)
{
	return db_exec(
		tx,
		"INSERT INTO conversation (id, activity_id, person, pool, title, "
		"created_s, updated_s, about) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
		"tttttit", conversation->id, conversation->activity, conversation->person,
		conversation->pool, conversation->title, conversation->created_s,
		conversation->about);
}

enum db_status conversation_touch(struct db_conn *tx, const char *id, int64_t now_s)
{
	return db_exec(tx, "UPDATE conversation SET updated_s = $2 WHERE id = $1", "ti",
		       id, now_s);
}

enum db_status conversation_rename(struct db_conn *tx, const char *id, const char *title)
{
	return db_exec(tx, "UPDATE conversation SET title = $2 WHERE id = $1", "tt", id,
		       title);
}

enum db_status conversation_delete(struct db_conn *tx, const char *id)
{
	enum db_status status =
		db_exec(tx,
			"DELETE FROM report WHERE turn_id IN"
			" (SELECT id FROM turn WHERE conversation_id = $1)",
			"t", id);

	if (status == DB_OK)
		status = db_exec(tx, "DELETE FROM turn WHERE conversation_id = $1", "t",
				 id);
	if (status != DB_OK)
		return status;
	return db_exec(tx, "DELETE FROM conversation WHERE id = $1", "t", id);
}

const char *conversation_title(struct arena *arena, const char *question)
{
	const size_t most = 60;
	char *title;
	size_t len;

	while (isspace((unsigned char)*question))
		question++;
	len = strcspn(question, "\r\n");
	if (len <= most)
		return arena_strndup(arena, question, len);
	len = most;
	while (len > most / 2 && question[len] != ' ')
		len--;
	if (question[len] !=
	    ' ') /* one long word: cut between characters, not inside one */
		for (len = most; len > 0 && ((unsigned char)question[len] & 0xC0) == 0x80;
		     len--)
			;
	title = arena_printf(arena, "%.*s…", (int)len, question);
	return title;
}

struct json_object *conversation_json(struct arena *arena, const struct conversation *of)
{
	struct json_object *json = json_new(arena);

	json_put_text(json, "id", of->id);
	json_put_text(json, "title", of->title);
	if (of->about)
		json_put_text(json, "attempt", of->about);
	json_put_time(json, "created_at", of->created_s);
	json_put_time(json, "updated_at", of->updated_s);
	return json_put_int(json, "turns", of->turns);
}
