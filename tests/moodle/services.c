/*
 * Services: what feedback activities ask of an LMS, asked by hand, so that tests of an LMS need no
 * model that judges: grades are put into the outbox by the call that is there for it, and the
 * running service sends them.
 *
 *     moodle_services CONFIG progress ACTIVITY GIVEN MAX   the same, not complete yet
 *     moodle_services CONFIG grade ACTIVITY GIVEN MAX   to everyone who opened it
 *     moodle_services CONFIG grades ACTIVITY            JSON: what became of them
 *     moodle_services CONFIG roster COURSE              JSON: who is in the course
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/metrics.h"
#include "base/text.h"
#include "config.h"
#include "course/session.h"
#include "lms/grades.h"
#include "lms/roster.h"
#include "lms/sealer.h"
#include "lms/tokens.h"

#define FAILED 1

struct asking {
	struct arena *arena;
	enum lti_grading grading;
	char **words;
};

static void tell(void *owner, const char *sentence)
{
	(void)owner;
	fprintf(stderr, "%s\n", sentence);
}

static enum db_status grade_write(struct db_conn *tx, void *arg)
{
	const struct asking *asking = arg;
	struct grade grade = {
		.activity = asking->words[0],
		.progress = LTI_ACTIVITY_COMPLETED,
		.grading = asking->grading,
		.graded = true,
		.given = strtod(asking->words[1], NULL),
		.maximum = strtod(asking->words[2], NULL),
		.comment = "Well argued.",
	};
	AUTO_ROWS *rows =
		db_query(tx, "SELECT person FROM subject WHERE activity_id = $1", "t",
			 grade.activity);
	enum db_status status = DB_OK;

	while (status == DB_OK && db_next(rows)) {
		grade.person = arena_strdup(asking->arena, db_text(rows, 0));
		status = grade_put(tx, asking->arena, &grade, clock_now_ms());
	}
	return status == DB_OK ? db_rows_status(rows) : status;
}

static int print(struct json_object *json)
{
	printf("%s\n", json_write(json));
	return 0;
}

static int grades_print(struct db *db, struct arena *arena, const char *activity)
{
	struct json_object *list = json_list(arena);
	struct grade_row *rows;
	size_t count;

	if (grade_list(&rows, &count, db_reader(db), arena, activity) != DB_OK)
		return FAILED;
	for (size_t i = 0; i < count; i++) {
		struct json_object *row = json_new(arena);

		json_put_text(row, "person", rows[i].person);
		json_put_text(row, "status", rows[i].status);
		json_add(list, json_put_text(row, "reason", rows[i].reason));
	}
	return print(list);
}

static int roster_print(struct parts *parts, struct arena *arena, const char *course)
{
	struct json_object *list = json_list(arena);
	struct roster_person *people;
	size_t count;
	enum roster_end end;

	end = roster_fetch(&people, &count, arena, parts, course, clock_now_s());
	if (end != ROSTER_READ) {
		fprintf(stderr, "no roster: %d\n", end);
		return FAILED;
	}
	for (size_t i = 0; i < count; i++) {
		struct json_object *row = json_new(arena);

		json_put_text(row, "person", people[i].person);
		json_add(list, json_put_text(row, "role", rank_role(people[i].rank)));
	}
	return print(list);
}

static int ask(struct parts *parts, struct arena *arena, const char *what, char **words)
{
	bool complete = text_equal(what, "grade");
	struct asking asking = {
		arena, complete ? LTI_GRADING_FULLY_GRADED : LTI_GRADING_PENDING_MANUAL,
		words};

	if (complete || text_equal(what, "progress"))
		return db_write(parts->db, grade_write, &asking) == DB_OK ? 0 : FAILED;
	if (text_equal(what, "grades"))
		return grades_print(parts->db, arena, words[0]);
	return roster_print(parts, arena, words[0]);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new(64 * MIB);
	struct config *config = argc > 3 ? config_load(argv[1], tell, NULL) : NULL;
	struct db_options options = {.url = config ? config->store_url : ""};
	struct parts parts = {.config = config};
	char error[256];
	int code = FAILED;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (config && db_open(&parts.db, &options, error) == DB_OK &&
	    (parts.sealer = sealer_new(config->secret_file, error))) {
		parts.metrics = metrics_new();
		parts.tokens = tokens_new(&parts);
		code = ask(&parts, arena, argv[2], argv + 3);
		tokens_free(parts.tokens);
		metrics_free(parts.metrics);
	}
	sealer_free(parts.sealer);
	db_close(parts.db);
	config_free(config);
	arena_free(arena);
	curl_global_cleanup();
	return code;
}
