/*
 * Turn: one question and its answer, as a row. A turn begins together with its
 * reservation in one transaction and ends together with the reservation's end in another;
 * in between it is `running` and belongs to one process (tutor/running.h).
 */
#ifndef KIBRIDGE_TUTOR_TURN_H
#define KIBRIDGE_TUTOR_TURN_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "quota/ledger.h"
#include "store/db.h"

struct turn {
	const char *id, *conversation, *request;
	const char *person;
	int64_t place; /* 1, 2, … within the conversation */
	const char *status; /* running | done | stopped | failed */
	const char *question, *answer, *reasoning;
	const char *finish; /* the backend's finish_reason, "" if none */
	const char *problem; /* JSON text or NULL */
	const char *receipt; /* JSON text; NULL if none, and in lists */
	const char *model; /* who answered; "" until then */
	const char *rating; /* up | down | "": not said */
	bool reported; /* by its owner, to the lecturers */
	int64_t input_tokens, output_tokens;
	bool exact;
	int64_t created_s, ended_s;
};

#define TURN_REQUEST_MAX 128 /* the browser's id: characters of A-Za-z0-9_.:- */
bool turn_request_valid(const char *request);

/** Reader. By id, activity and owner: DB_ABSENT for somebody else's or another activity's. */
enum db_status turn_find(struct turn *out, struct db_conn *conn, struct arena *arena,
			 const char *id, const char *activity, const char *person);
/** Reader. Of an activity and owner, those still running, on whatever node: the oldest first,
 * at most TURNS_RUNNING_MAX; only id, conversation and request are filled. */
#define TURNS_RUNNING_MAX 16
enum db_status turn_list_running(struct turn **turns, size_t *count, struct db_conn *conn,
				 struct arena *arena, const char *activity,
				 const char *person);
/** Reader. Of a person, those running, on all nodes and in all activities. */
enum db_status turn_count_running(int64_t *count, struct db_conn *conn,
				  const char *person);
/** Reader. By the browser's request id. */
enum db_status turn_find_request(struct turn *out, struct db_conn *conn,
				 struct arena *arena, const char *person,
				 const char *request);
/** Reader. The newest of a conversation (1,000, 8 MiB) in order, without receipts. */
enum db_status turn_list(struct turn **turns, size_t *count, struct db_conn *conn,
			 struct arena *arena, const char *conversation);

/** In a transaction. A new running turn at the end of its conversation; sets place. */
enum db_status turn_insert(struct db_conn *tx, struct turn *turn, const char *node);
/** In a transaction. Writes status, answer, finish, problem, receipt, usage of a running
 * turn;
 *  @changed false if it had ended already. */
enum db_status turn_finish(struct db_conn *tx, const struct turn *turn, bool *changed);
/** In a transaction. What is there so far, for a crash or for another node's reader. */
enum db_status turn_checkpoint(struct db_conn *tx, const char *id, const char *answer,
			       const char *reasoning);
/** In a transaction. What its owner thinks of the answer: "up", "down", "". */
enum db_status turn_rate(struct db_conn *tx, const char *id, const char *rating);
/** In a transaction. Ends as failed the turns that no process runs any more: their
 * reservation is gone. */
enum db_status turn_sweep(struct db_conn *tx, int64_t now_s, int64_t *swept);

struct json_object *turn_json(struct arena *arena, const struct turn *turn);
struct json_object *turn_usage_json(const struct turn *turn);
/** {model, backend, operator, label} of the receipt; NULL without one. The caller's
 * reference. */
struct json_object *turn_receipt_brief(struct arena *arena, const struct turn *turn);

#endif
