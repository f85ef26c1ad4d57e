/* Two ledger rows, a reservation made and gone, counters moved twice. */
#include "ledger_peer.h"

#include <sqlite3.h>
#include <stdio.h>

#define PERSONS 400

enum statement { LEDGER, RESERVE, UNRESERVE, MOVE, MOVE_ONE, STATEMENTS };

/* clang-format off */
static const char *const texts[STATEMENTS] = {
	[LEDGER] =
		"INSERT INTO ledger (id, request, kind, tenant_id, course_id, activity_id, person, role, pool, "
		"requests, input_tokens, output_tokens, exact, model, reason, admitted_s, expires_s, at_s) "
		"VALUES (?1 || ?3, ?1, ?3, 'uni', 'algebra', 'tutor', ?2, 'student', 'main', 1, 900, 1024, 0, "
		"'llama', '', 1, 2, 1)",
	[RESERVE] = "INSERT INTO reservation (request, expires_s) VALUES (?1, 2)",
	[UNRESERVE] = "DELETE FROM reservation WHERE request = ?1",
	[MOVE] =
		"UPDATE counter SET used = used + 1, reserved = reserved + 1 WHERE level = 'course' "
		"AND level_id = 'algebra' AND person IN ('', ?2) AND start_s <= 1 AND end_s > 1",
	[MOVE_ONE] =
		"UPDATE counter SET used = used + 1, reserved = reserved + 1 WHERE level_id = 'algebra' "
		"AND person = ?2 AND level = 'course' AND role = '' AND pool = 'main' AND metric = 'tokens' "
		"AND time_window = 'day' AND start_s = 0 AND ?1 <> ''",
};
static const char *const begin_text =
	"INSERT INTO counter VALUES ('course', 'algebra', ?2, '', 'main', ?1, 'day', 0, 9, 0, 0, 1)";
/* clang-format on */

static bool step(sqlite3_stmt *statement, const char *request, const char *person,
		 const char *kind)
{
	sqlite3_bind_text(statement, 1, request, -1, SQLITE_STATIC);
	if (sqlite3_bind_parameter_count(statement) > 1)
		sqlite3_bind_text(statement, 2, person, -1, SQLITE_STATIC);
	if (sqlite3_bind_parameter_count(statement) > 2)
		sqlite3_bind_text(statement, 3, kind, -1, SQLITE_STATIC);
	return sqlite3_step(statement) == SQLITE_DONE &&
	       sqlite3_reset(statement) == SQLITE_OK;
}

static bool counters_make(sqlite3 *db)
{
	sqlite3_stmt *statement;
	char person[16] = "";
	bool well = sqlite3_prepare_v2(db, begin_text, -1, &statement, NULL) == SQLITE_OK;

	for (int i = -1; well && i < PERSONS; i++) {
		if (i >= 0)
			snprintf(person, sizeof(person), "p%d", i);
		well = step(statement, "requests", person, NULL) &&
		       step(statement, "tokens", person, NULL);
	}
	sqlite3_finalize(statement);
	return well;
}

static bool turn(sqlite3_stmt *const statements[STATEMENTS], enum ledger_peer peer,
		 int64_t number)
{
	char request[32], person[16];

	snprintf(request, sizeof(request), "peer-%lld", (long long)number);
	snprintf(person, sizeof(person), "p%lld", (long long)(number % PERSONS));
	if (peer == PEER_LEAST)
		return step(statements[RESERVE], request, person, NULL) &&
		       step(statements[MOVE_ONE], request, person, NULL) &&
		       step(statements[UNRESERVE], request, person, NULL) &&
		       step(statements[MOVE_ONE], request, person, NULL);
	return step(statements[LEDGER], request, person, "reserve") &&
	       step(statements[RESERVE], request, person, NULL) &&
	       step(statements[MOVE], request, person, NULL) &&
	       step(statements[LEDGER], request, person, "settle") &&
	       step(statements[UNRESERVE], request, person, NULL) &&
	       step(statements[MOVE], request, person, NULL);
}

static bool run(sqlite3 *db, enum ledger_peer peer, int64_t turns, int batch)
{
	sqlite3_stmt *statements[STATEMENTS] = {NULL};
	bool well = true;

	for (int i = 0; i < STATEMENTS; i++)
		well &= sqlite3_prepare_v2(db, texts[i], -1, &statements[i], NULL) ==
			SQLITE_OK;
	for (int64_t i = 0; well && i < turns; i++) {
		if (i % batch == 0)
			well = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) ==
			       SQLITE_OK;
		well = well && turn(statements, peer, i);
		if (well && (i % batch == batch - 1 || i == turns - 1))
			well = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
	}
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(statements[i]);
	return well;
}

bool ledger_peer_run(const char *path, enum ledger_peer peer, int64_t turns, int batch)
{
	sqlite3 *db;
	bool well = sqlite3_open(path, &db) == SQLITE_OK &&
		    sqlite3_exec(db,
				 "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
				 "DELETE FROM counter",
				 NULL, NULL, NULL) == SQLITE_OK &&
		    counters_make(db) && run(db, peer, turns, batch);

	if (!well)
		fprintf(stderr, "the peer: %s\n", sqlite3_errmsg(db));
	sqlite3_close(db);
	return well;
}
