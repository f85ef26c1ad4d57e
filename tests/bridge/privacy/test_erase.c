/* Erasure and export, checked against the whole schema: what is not seeded here is noticed. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/privacy/lived.h"
#include "privacy/erase.h"
#include "privacy/export.h"
#include "privacy/rounds.h"

/* 1 to count as rows of "many" */
#define MANY(count)                                                                      \
	" WITH RECURSIVE many (i) AS"                                                    \
	" (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < " #count ")"

struct erasing {
	const char *tenant, *object;
	bool keep_usage;
	int64_t before_s;
	struct erased erased;
};

static enum db_status write_person(struct db_conn *tx, void *arg)
{
	struct erasing *erasing = arg;

	return erase_person(tx, erasing->tenant, erasing->object, erasing->keep_usage,
			    &erasing->erased);
}

static enum db_status course_in_rounds(struct erasing *erasing)
{
	const struct rounds rounds = {.db = fixture_db};

	return rounds_course(&rounds, erasing->tenant, erasing->object, &erasing->erased);
}

/*
 * A new table that may hold a person must be filled in lived.c, or be named here because it
 * cannot hold one.
 */
START_TEST(every_table_with_people_is_known_here)
{
	char tables[1000];

	lived_tables_without("lea", tables);
	ck_assert_str_eq(tables,
			 "activity course deployment grade_place invite legacy_consumer "
			 "line node nonce platform reservation"
			 " resource_link roster_place schema_migration store_mark tenant "
			 "token_bound tool_key waited");
}
END_TEST

START_TEST(nothing_is_left_of_an_erased_person)
{
	struct erasing erasing = {.tenant = "uni", .object = "lea"};
	char tables[1000], others[1000];
	int max = lived_rows_with("max", others);

	seed_write(write_person, &erasing);
	ck_assert_msg(lived_rows_with("lea", tables) == 0, "%s", tables);
	ck_assert_int_eq(lived_rows_with("max", others), max);
	ck_assert_int_eq(erasing.erased.conversations, 1);
	ck_assert_int_ge(erasing.erased.rows, 10);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM turn"), 1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM report"), 1);
}
END_TEST

START_TEST(the_ledger_keeps_its_numbers)
{
	struct erasing erasing = {.tenant = "uni", .object = "lea"};

	seed_write(write_person, &erasing);
	ck_assert_int_eq(
		seed_int("SELECT sum(output_tokens) FROM ledger WHERE course_id = 'c1'"),
		7);
}
END_TEST

START_TEST(who_erases_own_words_keeps_the_use)
{
	struct erasing erasing = {.tenant = "uni", .object = "lea", .keep_usage = true};
	char tables[1000];

	seed_write(write_person, &erasing);
	lived_rows_with("lea", tables);
	ck_assert_str_eq(tables, "api_key assignment audit counter ledger "
				 "legacy_person outcome_place policy "
				 "quota_grant refused score session "
				 "subject submission submission_event");
}
END_TEST

START_TEST(erased_own_words_leave_an_empty_attempt)
{
	struct erasing erasing = {.tenant = "uni", .object = "lea", .keep_usage = true};

	seed_write(write_person, &erasing);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission WHERE person = 'lea'"
				  " AND body = '' AND files = '[]' AND criteria = '[]'"
				  " AND model_criteria = '[]' AND summary = ''"
				  " AND receipt IS NULL"),
			 1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission_draft"), 1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission_file"), 1);
}
END_TEST

START_TEST(a_person_is_erased_in_one_tenant_only)
{
	struct erasing erasing = {.tenant = "other", .object = "lea", .keep_usage = true};
	char tables[1000];
	int before = lived_rows_with("lea", tables);

	seed_write(write_person, &erasing);
	ck_assert_int_eq(lived_rows_with("lea", tables), before);
	ck_assert_int_eq(erasing.erased.rows, 0);
}
END_TEST

START_TEST(an_erased_course_leaves_numbers_and_the_audit_log)
{
	struct erasing erasing = {.tenant = "uni", .object = "c1"};
	char tables[1000], others[1000];
	int max = lived_rows_with("max", others);

	ck_assert_int_eq(course_in_rounds(&erasing), DB_OK);
	lived_rows_with("c1", tables);
	ck_assert_str_eq(tables, "audit ledger");
	lived_rows_with("a1", tables);
	ck_assert_str_eq(tables, "ledger");
	lived_rows_with("lea", tables);
	ck_assert_str_eq(tables, "audit legacy_person");
	ck_assert_int_eq(lived_rows_with("max", others), max);
	ck_assert_int_eq(erasing.erased.conversations, 1);
}
END_TEST

START_TEST(a_foreign_course_is_absent)
{
	struct erasing erasing = {.tenant = "other", .object = "c1"};

	ck_assert_int_eq(course_in_rounds(&erasing), DB_ABSENT);
	ck_assert_int_eq(erasing.erased.rows, 0);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM course"), 3);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM turn"), 2);
}
END_TEST

/*
 * What is much has gone when the course's own transaction begins: here that one fails, because of
 * a table that it does not know, and takes nothing back.
 */
START_TEST(much_goes_before_the_course)
{
	struct erasing erasing = {.tenant = "uni", .object = "c1"};

	seed_exec("INSERT INTO conversation" MANY(
		1100) " SELECT 'more-' || i, 'a1', 'lea', 'main', '', 1795000000, "
		      "1795251600,"
		      " NULL FROM many");
	seed_exec("INSERT INTO ledger" MANY(250) " SELECT 'more-' || i, 'more-' || i, "
						 "'reserve', 'uni', 'c1', 'a1', 'lea',"
						 " 'student', 'main', 1, 5, 7, 0, 'm', "
						 "'', 1795000000 + i / 200, 1795000900,"
						 " 1795000000, 1000 FROM many");
	seed_exec("CREATE TABLE keeper (course_id TEXT REFERENCES course (id))");
	seed_exec("INSERT INTO keeper VALUES ('c1')");
	ck_assert_int_eq(course_in_rounds(&erasing), DB_CONFLICT);
	ck_assert_int_eq(erasing.erased.conversations, 1101);
	ck_assert_int_eq(erasing.erased.submissions, 1);
	ck_assert_int_eq(erasing.erased.rows,
			 1101 + 2 + 2 + 251); /* turn, report, event */
	ck_assert_int_eq(seed_int("SELECT count(*) FROM conversation"), 1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM ledger WHERE person = 'lea'"), 0);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM course"), 3);
	seed_exec("DROP TABLE keeper");
	ck_assert_int_eq(course_in_rounds(&erasing), DB_OK);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM course"), 2);
}
END_TEST

START_TEST(only_what_nobody_touched_is_old)
{
	const struct rounds rounds = {.db = fixture_db, .rest_ms = 1};
	struct erased erased = {0};

	ck_assert_int_eq(rounds_words(&rounds, "uni", SEED_NOW, &erased), DB_OK);
	ck_assert_int_eq(erased.conversations, 0);
	ck_assert_int_eq(rounds_words(&rounds, "uni", SEED_NOW + 1, &erased), DB_OK);
	ck_assert_int_eq(erased.conversations, 2);
	ck_assert_int_eq(erased.submissions, 2);
	ck_assert_int_eq(erased.rows, 12); /* with turns, reports, events, drafts */
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission_draft"), 0);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM turn"), 0);
}
END_TEST

/* ---- export ---- */

static enum db_status write_conversation(struct db_conn *tx, void *arg)
{
	struct erasing *erasing = arg;

	return erase_conversation(tx, erasing->object, erasing->before_s,
				  &erasing->erased);
}

/* It was found as old; then somebody went on with it. */
START_TEST(a_conversation_that_was_touched_since_stays)
{
	struct erasing erasing = {.object = "k-1", .before_s = 1};

	ck_assert_int_eq(seed_int("SELECT count(*) FROM conversation WHERE id = 'k-1'"),
			 1);
	seed_write(write_conversation, &erasing);
	ck_assert_int_eq(erasing.erased.rows, 0);
	erasing.before_s = INT64_MAX;
	seed_write(write_conversation, &erasing);
	ck_assert_int_eq(erasing.erased.conversations, 1);
	ck_assert_int_gt(erasing.erased.rows, 1); /* its turn as well */
	ck_assert_int_eq(seed_int("SELECT count(*) FROM turn"), 1);
}
END_TEST

START_TEST(an_export_holds_everything_on_one_person)
{
	static const char *const sections[] = {
		"sessions", "notices", "conversations", "usage",       "refused",
		"reports",  "grants",  "rules",		"keys",	       "audit",
		"attempts", "drafts",  "files",		"assignments", "judgements",
	};
	struct json_object *all, *turn;

	ck_assert_int_eq(
		export_person(&all, db_reader(fixture_db), seed_arena, "uni", "lea"),
		DB_OK);
	ck_assert_str_eq(json_text(all, "person"), "lea");
	for (size_t i = 0; i < ARRAY_LEN(sections); i++)
		ck_assert_msg(json_object_array_length(json_array_of(all, sections[i])) ==
				      1,
			      "%s", sections[i]);
	turn = json_object_array_get_idx(
		json_array_of(
			json_object_array_get_idx(json_array_of(all, "conversations"), 0),
			"turns"),
		0);
	ck_assert_str_eq(json_text(turn, "question"), "Why?");
	ck_assert_str_eq(json_text(turn, "answer"), "Because.");
	ck_assert_str_eq(json_text(json_object_of(turn, "receipt"), "model"), "m");
	ck_assert_str_eq(json_text(turn, "ended_at"), "2026-11-18T11:06:49Z");
	turn = json_object_array_get_idx(json_array_of(all, "attempts"), 0);
	ck_assert_str_eq(json_text(turn, "text"), "Handed in");
	ck_assert(json_number(turn, "points", 0) == 2.5);
	ck_assert_ptr_null(strstr(json_write(all), "max\""));
}
END_TEST

START_TEST(an_export_of_nobody_is_empty)
{
	struct json_object *all;

	ck_assert_int_eq(
		export_person(&all, db_reader(fixture_db), seed_arena, "uni", "nobody"),
		DB_OK);
	ck_assert_str_eq(
		json_write(all),
		"{\"person\":\"nobody\",\"sessions\":[],\"notices\":[],"
		"\"conversations\":[],\"usage\":[],\"refused\":[],\"reports\":[],"
		"\"grants\":[],\"scores\":[],"
		"\"lms_identities\":[],\"gradebook_places\":[],\"former_pseudonyms\":[],"
		"\"attempts\":[],\"drafts\":[],"
		"\"files\":[],\"assignments\":[],\"judgements\":[],\"rules\":[],"
		"\"keys\":[],\"audit\":[]}");
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("erase");
	TCase *tcase = tcase_create("erase");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, lived_setup, seed_teardown);
	tcase_add_test(tcase, every_table_with_people_is_known_here);
	tcase_add_test(tcase, nothing_is_left_of_an_erased_person);
	tcase_add_test(tcase, the_ledger_keeps_its_numbers);
	tcase_add_test(tcase, who_erases_own_words_keeps_the_use);
	tcase_add_test(tcase, erased_own_words_leave_an_empty_attempt);
	tcase_add_test(tcase, a_person_is_erased_in_one_tenant_only);
	tcase_add_test(tcase, an_erased_course_leaves_numbers_and_the_audit_log);
	tcase_add_test(tcase, a_foreign_course_is_absent);
	tcase_add_test(tcase, much_goes_before_the_course);
	tcase_add_test(tcase, only_what_nobody_touched_is_old);
	tcase_add_test(tcase, a_conversation_that_was_touched_since_stays);
	tcase_add_test(tcase, an_export_holds_everything_on_one_person);
	tcase_add_test(tcase, an_export_of_nobody_is_empty);
	return fixture_run(suite, argc, argv);
}
