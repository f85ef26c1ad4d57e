/* Rows of the table turn. */
#include "tutor/turn.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

#define COLUMNS_WITH(receipt)                                                            \
	"id, conversation_id, request, person, place, status, question, answer, "        \
	"reasoning, "                                                                    \
	"finish, problem, " receipt                                                      \
	", model, input_tokens, output_tokens, exact, created_s, "                       \
	"ended_s, rating, (SELECT count(*) FROM report WHERE report.turn_id = turn.id)"
#define COLUMNS COLUMNS_WITH("receipt")
/* Receipts hold every word that was sent: many times the turn itself. */
#define COLUMNS_BRIEF COLUMNS_WITH("NULL")

bool turn_request_valid(const char *request)
{
	size_t len = request ? strlen(request) : 0;

	return len >= 1 && len <= TURN_REQUEST_MAX &&
	       strspn(request, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			       "0123456789_.:-") == len;
}

static void turn_read(struct turn *turn, struct db_rows *rows, struct arena *arena)
{
	turn->id = arena_strdup(arena, db_text(rows, 0));
	turn->conversation = arena_strdup(arena, db_text(rows, 1));
	turn->request = arena_strdup(arena, db_text(rows, 2));
	turn->person = arena_strdup(arena, db_text(rows, 3));
	turn->place = db_int(rows, 4);
	turn->status = arena_strdup(arena, db_text(rows, 5));
	turn->question = arena_strdup(arena, db_text(rows, 6));
	turn->answer = arena_strdup(arena, db_text(rows, 7));
	turn->reasoning = arena_strdup(arena, db_text(rows, 8));
	turn->finish = arena_strdup(arena, db_text(rows, 9));
	turn->problem = arena_strdup(arena, db_text(rows, 10));
	turn->receipt = arena_strdup(arena, db_text(rows, 11));
	turn->model = arena_strdup(arena, db_text(rows, 12));
	turn->input_tokens = db_int(rows, 13);
	turn->output_tokens = db_int(rows, 14);
	turn->exact = db_int(rows, 15) != 0;
	turn->created_s = db_int(rows, 16);
	turn->ended_s = db_int(rows, 17);
	turn->rating = arena_strdup(arena, db_text(rows, 18));
	turn->reported = db_int(rows, 19) > 0;
}

static enum db_status turn_read_one(struct turn *out, struct db_rows *rows,
				    struct arena *arena)
{
	enum db_status status = DB_ABSENT;

	if (db_next(rows)) {
		turn_read(out, rows, arena);
		status = DB_OK;
	} else if (db_rows_status(rows) != DB_OK) {
		status = db_rows_status(rows);
	}
	return status;
}

enum db_status turn_find(struct turn *out, struct db_conn *conn, struct arena *arena,
			 const char *id, const char *activity, const char *person)
{
	AUTO_ROWS *rows =
		db_query(conn,
			 "SELECT " COLUMNS " FROM turn WHERE id = $1 AND person = $2 "
			 "AND conversation_id IN "
			 "(SELECT id FROM conversation WHERE activity_id = $3)",
			 "ttt", id, person, activity);

	return turn_read_one(out, rows, arena);
}

enum db_status turn_find_request(struct turn *out, struct db_conn *conn,
				 struct arena *arena, const char *person,
				 const char *request)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT " COLUMNS " FROM turn "
				   "WHERE person = $1 AND request = $2",
				   "tt", person, request);

	return turn_read_one(out, rows, arena);
}

#define TURNS_SHOWN_MAX 1000 /* of one conversation */
#define BYTES_SHOWN_MAX (8 * MIB)

static void reverse(struct turn *turns, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct turn last = turns[count - 1 - i];

		turns[count - 1 - i] = turns[i];
		turns[i] = last;
	}
}

/* Newest first until the bounds, then the other way round: what is too much is the oldest. */
enum db_status turn_list_running(struct turn **turns, size_t *count, struct db_conn *conn,
				 struct arena *arena, const char *activity,
				 const char *person)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT t.id, t.conversation_id, t.request FROM turn t "
		"JOIN conversation c ON c.id = t.conversation_id WHERE t.person = $1 "
		"AND t.status = 'running' AND c.activity_id = $2 "
		"ORDER BY t.created_s, t.id LIMIT 16",
		"tt", person, activity);

	*count = 0;
	*turns = arena_alloc(arena, TURNS_RUNNING_MAX * sizeof(**turns));
	while (*count < TURNS_RUNNING_MAX && db_next(rows)) {
		struct turn *turn = &(*turns)[(*count)++];

		turn->id = arena_strdup(arena, db_text(rows, 0));
		turn->conversation = arena_strdup(arena, db_text(rows, 1));
		turn->request = arena_strdup(arena, db_text(rows, 2));
	}
	return db_rows_status(rows);
}

enum db_status turn_count_running(int64_t *count, struct db_conn *conn,
				  const char *person)
{
	return db_get_int(conn, count,
			  "SELECT COUNT(*) FROM turn WHERE person = $1 "
			  "AND status = 'running'",
			  "t", person);
}

enum db_status turn_list(struct turn **turns, size_t *count, struct db_conn *conn,
			 struct arena *arena, const char *conversation)
{
	size_t before = arena_used(arena);
	AUTO_ROWS *rows = NULL;

	*count = 0;
	*turns = arena_alloc(arena, TURNS_SHOWN_MAX * sizeof(**turns));
	rows = db_query(conn,
			"SELECT " COLUMNS_BRIEF " FROM turn WHERE conversation_id = $1 "
			"ORDER BY place DESC LIMIT 1000",
			"t", conversation);
	while (arena_used(arena) - before < BYTES_SHOWN_MAX && db_next(rows))
		turn_read(&(*turns)[(*count)++], rows, arena);
	reverse(*turns, *count);
	return db_rows_status(rows);
}

enum db_status turn_insert(struct db_conn *tx, struct turn *turn, const char *node)
{
	enum db_status status;

	status = db_get_int(tx, &turn->place,
			    "SELECT COALESCE(MAX(place), 0) + 1 FROM turn "
			    "WHERE conversation_id = $1",
			    "t", turn->conversation);
	if (status != DB_OK)
		return status;
	return db_exec(
		tx,
		"INSERT INTO turn (id, conversation_id, person, request, place, status, "
		"question, answer, reasoning, finish, receipt, input_tokens, "
		"output_tokens, exact, node, created_s) "
		"VALUES ($1, $2, $3, $4, $5, 'running', $6, '', '', '', $7, 0, 0, 0, $8, "
		"$9)",
		"ttttittti", turn->id, turn->conversation, turn->person, turn->request,
		turn->place, turn->question, turn->receipt, node, turn->created_s);
}

enum db_status turn_finish(struct db_conn *tx, const struct turn *turn, bool *changed)
{
	enum db_status status;

	status = db_exec(
		tx,
		"UPDATE turn SET status = $2, answer = $3, reasoning = $4, finish = $5, "
		"problem = $6, receipt = $7, input_tokens = $8, output_tokens = $9, "
		"exact = $10, ended_s = $11, model = $12 "
		"WHERE id = $1 AND status = 'running'",
		"tttttttiiiit", turn->id, turn->status, turn->answer, turn->reasoning,
		turn->finish, turn->problem, turn->receipt, turn->input_tokens,
		turn->output_tokens, (int64_t)turn->exact, turn->ended_s,
		turn->model ? turn->model : "");
	*changed = status == DB_OK && db_changes(tx) > 0;
	return status;
}

enum db_status turn_checkpoint(struct db_conn *tx, const char *id, const char *answer,
			       const char *reasoning)
{
	return db_exec(tx,
		       "UPDATE turn SET answer = $2, reasoning = $3 "
		       "WHERE id = $1 AND status = 'running'",
		       "ttt", id, answer, reasoning);
}

enum db_status turn_rate(struct db_conn *tx, const char *id, const char *rating)
{
	return db_exec(tx, "UPDATE turn SET rating = $2 WHERE id = $1", "tt", id, rating);
}

enum db_status turn_sweep(struct db_conn *tx, int64_t now_s, int64_t *swept)
{
	enum db_status status;

	status =
		db_exec(tx,
			"UPDATE turn SET status = 'failed', ended_s = $1, problem = "
			"'{\"type\":\"/problems/answer-lost\",\"title\":\"The answer was "
			"interrupted\",\"status\":500}' "
			"WHERE status = 'running' AND NOT EXISTS "
			"(SELECT 1 FROM reservation WHERE reservation.request = turn.id)",
			"i", now_s);
	*swept = status == DB_OK ? db_changes(tx) : 0;
	return status;
}

struct json_object *turn_usage_json(const struct turn *turn)
{
	struct json_object *usage = json_object_new_object();

	json_put_int(usage, "input_tokens", turn->input_tokens);
	json_put_int(usage, "output_tokens", turn->output_tokens);
	return json_put_bool(usage, "exact", turn->exact);
}

static struct json_object *parsed(struct arena *arena, const char *text)
{
	return text ? json_parse(arena, text, strlen(text)) : NULL;
}

struct json_object *turn_receipt_brief(struct arena *arena, const struct turn *turn)
{
	static const char *const members[] = {"model", "backend", "operator", "label"};
	struct json_object *receipt = parsed(arena, turn->receipt);
	struct json_object *brief;

	if (!receipt)
		return NULL;
	brief = json_object_new_object();
	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		json_put_text(brief, members[i], json_text(receipt, members[i]));
	if (json_text(receipt, "instead_of")) {
		json_put_text(brief, "instead_of", json_text(receipt, "instead_of"));
		json_put_text(brief, "instead_why", json_text(receipt, "instead_why"));
	}
	return brief;
}

struct json_object *turn_json(struct arena *arena, const struct turn *turn)
{
	struct json_object *json = json_new(arena);
	struct json_object *problem = parsed(arena, turn->problem);

	json_put_text(json, "id", turn->id);
	json_put_text(json, "request", turn->request);
	json_put_int(json, "place", turn->place);
	json_put_text(json, "status", turn->status);
	json_put_text(json, "question", turn->question);
	json_put_text(json, "answer", turn->answer);
	json_put_text(json, "reasoning", turn->reasoning);
	json_put_text(json, "finish", turn->finish);
	json_put(json, "problem", problem);
	json_put(json, "usage", turn_usage_json(turn));
	json_put_text(json, "model", text_empty(turn->model) ? NULL : turn->model);
	json_put_text(json, "rating", text_empty(turn->rating) ? NULL : turn->rating);
	json_put_bool(json, "reported", turn->reported);
	return json_put_time(json, "created_at", turn->created_s);
}
