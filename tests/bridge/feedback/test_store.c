/* Rows of feedback activities on both databases: drafts, attempts, the table, release. */
#include <string.h>

#include "assignment/assignment_store.h"
#include "base/json.h"
#include "base/text.h"
#include "bridge/course/seed.h"
#include "feedback/draft.h"
#include "feedback/release.h"
#include "feedback/submission.h"

#define NOW SEED_NOW
#define RUBRIC                                                                           \
	"{\"criteria\":[{\"id\":\"k\",\"name\":\"K\",\"description\":\"\",\"weight\":1," \
	"\"levels\":[{\"name\":\"a\",\"description\":\"\",\"points\":0},{\"name\":"      \
	"\"b\","                                                                         \
	"\"description\":\"\",\"points\":4}]}]}"
#define DOCUMENT                                                                         \
	"{\"task\":\"T\",\"kind\":\"essay\",\"tone\":\"neutral\",\"attempts\":3,"        \
	"\"visibility\":\"draft\",\"rubric\":" RUBRIC "}"

static void setup(void)
{
	seed_setup();
	seed_exec("UPDATE activity SET kind = 'feedback' WHERE id IN ('a1', 'b1')");
	seed_exec("INSERT INTO assignment VALUES ('a1', 1, '" DOCUMENT "', 'lea', 1)");
	seed_exec("INSERT INTO assignment VALUES ('b1', 1, '" DOCUMENT "', 'lea', 1)");
}

/* ---- drafts and files ---- */

static enum db_status write_draft(struct db_conn *tx, void *arg)
{
	return draft_save(tx, "a1", "lea", arg);
}

static enum db_status write_file(struct db_conn *tx, void *arg)
{
	return draft_file_add(tx, "a1", "lea", arg);
}

START_TEST(a_draft_is_ones_own_and_goes_when_it_is_empty)
{
	struct draft draft = {"Words", NOW}, found;
	struct db_conn *conn = db_reader(fixture_db);

	seed_write(write_draft, &draft);
	draft.text = "More words";
	seed_write(write_draft, &draft);
	ck_assert_int_eq(draft_find(&found, conn, seed_arena, "a1", "lea"), DB_OK);
	ck_assert_str_eq(found.text, "More words");
	ck_assert_int_eq(draft_find(&found, conn, seed_arena, "a1", "max"), DB_ABSENT);
	ck_assert_int_eq(draft_find(&found, conn, seed_arena, "b1", "lea"), DB_ABSENT);
	draft.text = "";
	seed_write(write_draft, &draft);
	ck_assert_int_eq(draft_find(&found, conn, seed_arena, "a1", "lea"), DB_ABSENT);
}
END_TEST

START_TEST(old_files_give_way_to_new_ones)
{
	struct draft_file file = {
		.name = "a.txt", .text = "x", .notes = "[]", .hidden = ""};
	struct draft_file found;

	for (int i = 0; i < DRAFT_FILES_MAX + 5; i++) {
		file.id = arena_printf(seed_arena, "f%d", i);
		file.created_s = NOW + i;
		seed_write(write_file, &file);
	}
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM submission_file"),
			 DRAFT_FILES_MAX);
	ck_assert_int_eq(draft_file_find(&found, db_reader(fixture_db), seed_arena, "f0",
					 "a1", "lea"),
			 DB_ABSENT);
	ck_assert_int_eq(draft_file_find(&found, db_reader(fixture_db), seed_arena, "f24",
					 "a1", "lea"),
			 DB_OK);
	ck_assert_int_eq(draft_file_find(&found, db_reader(fixture_db), seed_arena, "f24",
					 "a1", "max"),
			 DB_ABSENT);
}
END_TEST

/* ---- attempts ---- */

static enum db_status write_insert(struct db_conn *tx, void *arg)
{
	return submission_insert(tx, arg);
}

static enum db_status write_finish(struct db_conn *tx, void *arg)
{
	struct submission *submission = arg;
	bool changed;

	return submission_finish(tx, submission, &changed);
}

static struct submission handed_in(const char *activity, const char *person,
				   const char *id, int64_t at_s)
{
	struct submission submission = {
		.id = id,
		.activity = activity,
		.person = person,
		.request = id,
		.visibility = "draft",
		.assignment_version = 1,
		.language = "en",
		.text = "Words",
		.words = 1,
		.files = "[]",
		.max_points = 4,
		.suspicions = "[]",
		.receipt = "{}",
		.handed_in_s = at_s,
	};

	ck_assert_int_eq(db_write(fixture_db, write_insert, &submission), DB_OK);
	return submission;
}

static struct submission judged(const char *activity, const char *person, const char *id,
				int64_t at_s)
{
	struct submission submission = handed_in(activity, person, id, at_s);

	submission.status = "held";
	submission.criteria =
		"[{\"id\":\"k\",\"level\":1,\"points\":4,\"advice\":\"Ok\"}]";
	submission.summary = "Fine.";
	submission.points = 4;
	submission.changed_s = at_s;
	seed_write(write_finish, &submission);
	return submission;
}

START_TEST(attempts_are_numbered_per_person_and_failed_ones_do_not_count)
{
	struct submission failed = handed_in("a1", "lea", "s1", NOW);
	struct submission *list, other;
	int64_t used;
	size_t count;
	bool judging;

	failed.status = "failed";
	failed.criteria = "[]";
	failed.summary = "";
	failed.problem = "{}";
	seed_write(write_finish, &failed);
	ck_assert_int_eq(handed_in("a1", "lea", "s2", NOW).number, 2);
	ck_assert_int_eq(handed_in("a1", "max", "s3", NOW).number, 1);
	submission_used(&used, &judging, db_reader(fixture_db), "a1", "lea");
	ck_assert_int_eq(used, 1);
	ck_assert(judging);
	submission_list_own(&list, &count, db_reader(fixture_db), seed_arena, "a1",
			    "lea");
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(list[0].id, "s2");
	other = failed;
	other.id = "s4"; /* the same request of the same person */
	ck_assert_int_eq(db_write(fixture_db, write_insert, &other), DB_CONFLICT);
	ck_assert_int_eq(
		submission_find_in(&other, db_reader(fixture_db), seed_arena, "s2", "c2"),
		DB_ABSENT);
}
END_TEST

/* ---- the table ---- */

static struct release_row *table(const char *filter, const char *after, size_t most,
				 size_t *count)
{
	struct release_query query = {
		.activity = "a1", .filter = filter, .after = after, .most = most};
	struct release_row *list;

	ck_assert_int_eq(
		release_list(&list, count, db_reader(fixture_db), seed_arena, &query),
		DB_OK);
	return list;
}

START_TEST(the_table_shows_everybodys_latest_page_by_page)
{
	struct release_counts counts;
	struct release_row *list;
	size_t count;

	judged("a1", "lea", "s1", NOW);
	judged("a1", "lea", "s2", NOW + 10);
	judged("a1", "max", "s3", NOW + 5);
	handed_in("a1", "eva", "s4", NOW + 20);
	judged("b1", "eva", "s5", NOW);
	seed_exec("UPDATE submission SET suspicion = 1 WHERE id = 's3'");
	list = table("all", NULL, 2, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(list[0].id, "s3");
	ck_assert_str_eq(release_state(&list[0]), "look");
	ck_assert_str_eq(list[1].id, "s2");
	ck_assert_str_eq(release_state(&list[1]), "draft");
	list = table("all", release_next(seed_arena, &list[1]), 2, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(release_state(&list[0]), "judging");
	table("look", NULL, 10, &count);
	ck_assert_uint_eq(count, 1);
	table("all", "nonsense", 10, &count);
	ck_assert_uint_eq(count, 0);
	release_count(&counts, db_reader(fixture_db), "a1", NULL);
	ck_assert_int_eq(counts.all, 3);
	ck_assert_int_eq(counts.open, 2);
	ck_assert_int_eq(counts.look, 1);
	release_count(&counts, db_reader(fixture_db), "a1", "max");
	ck_assert_int_eq(counts.all, 1);
}
END_TEST

/* ---- release ---- */

struct acting {
	struct release_act act;
	const char *id, *reason;
	int64_t base_revision;
	enum db_status status;
};

static const struct session lecturer = {
	.tenant = "uni", .course = "c1", .activity = "a1", .person = "lec"};

static enum db_status write_release(struct db_conn *tx, void *arg)
{
	struct acting *acting = arg;
	struct submission submission;

	acting->act.arena = seed_arena;
	acting->act.session = &lecturer;
	ck_assert_int_eq(
		submission_find_in(&submission, tx, seed_arena, acting->id, "c1"), DB_OK);
	return release_one(tx, &acting->act, &submission, &acting->reason);
}

static enum db_status write_edit(struct db_conn *tx, void *arg)
{
	struct acting *acting = arg;
	struct submission submission;
	struct release_edit edit = {&submission, "[{\"id\":\"k\",\"points\":2}]", "Hm.",
				    2, acting->base_revision};

	acting->act.arena = seed_arena;
	acting->act.session = &lecturer;
	ck_assert_int_eq(
		submission_find_in(&submission, tx, seed_arena, acting->id, "c1"), DB_OK);
	return release_edit(tx, &acting->act, &edit);
}

static void place_grades(void)
{
	seed_exec("INSERT INTO grade_place VALUES ('d1', 'l1', 'a1', 'https://p1/item', "
		  "7, 1)");
	seed_exec("INSERT INTO subject VALUES ('a1', 'lea', 'sealed', 1)");
}

START_TEST(a_grade_is_put_only_at_release_and_again_after_a_correction)
{
	struct acting acting = {.id = "s1", .act = {.now_ms = NOW * 1000}};
	int64_t first_ms;

	place_grades();
	judged("a1", "lea", "s1", NOW);
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM score"), 0);
	seed_write(write_release, &acting);
	ck_assert_ptr_null(acting.reason);
	first_ms = seed_int("SELECT at_ms FROM score");
	ck_assert_int_eq(seed_int("SELECT graded FROM submission"), 1);
	seed_write(write_release, &acting);
	ck_assert_str_eq(acting.reason, "released");

	acting.base_revision = 1;
	seed_write(write_edit, &acting);
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM submission WHERE status = 'held' "
				  "AND revision = 2 AND points = 2 AND edited = 1 "
				  "AND model_points = 4"),
			 1);
	ck_assert_int_eq(db_write(fixture_db, write_edit, &acting), DB_REFUSED);
	seed_write(write_release, &acting); /* within the same millisecond */
	ck_assert_ptr_null(acting.reason);
	ck_assert_int_gt(seed_int("SELECT at_ms FROM score"), first_ms);
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM audit"), 3);
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM submission_event"), 3);
}
END_TEST

START_TEST(a_refused_grade_is_sent_again)
{
	struct acting acting = {.id = "s1", .act = {.now_ms = NOW * 1000}};

	place_grades();
	judged("a1", "lea", "s1", NOW);
	seed_write(write_release, &acting);
	seed_exec("UPDATE score SET status = 'refused', reason = 'other'");
	seed_write(write_release, &acting);
	ck_assert_ptr_null(acting.reason);
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM score WHERE status = 'waiting'"),
			 1);
}
END_TEST

START_TEST(without_a_column_feedback_is_released_all_the_same)
{
	struct acting acting = {.id = "s1", .act = {.now_ms = NOW * 1000}};

	judged("a1", "lea", "s1", NOW);
	seed_write(write_release, &acting);
	ck_assert_ptr_null(acting.reason);
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM score"), 0);
	ck_assert_int_eq(seed_int("SELECT COUNT(*) FROM submission WHERE "
				  "status = 'released' AND graded = 0"),
			 1);
}
END_TEST

START_TEST(what_is_not_there_to_be_released_says_why)
{
	struct acting acting = {.id = "s1", .act = {.now_ms = NOW * 1000}};

	handed_in("a1", "lea", "s1", NOW);
	seed_write(write_release, &acting);
	ck_assert_str_eq(acting.reason, "judging");
	seed_exec("UPDATE submission SET status = 'held'"); /* its words were erased */
	seed_write(write_release, &acting);
	ck_assert_str_eq(acting.reason, "gone");
	seed_exec("UPDATE submission SET status = 'failed'");
	seed_write(write_release, &acting);
	ck_assert_str_eq(acting.reason, "failed");
}
END_TEST

START_TEST(the_comment_is_plain_and_says_where_it_is_from)
{
	struct submission submission = judged("a1", "lea", "s1", NOW);
	struct assignment *assignment;
	const char *comment;

	ck_assert_int_eq(assignment_find(&assignment, NULL, db_reader(fixture_db),
					 seed_arena, "a1", 1),
			 DB_OK);
	comment = release_comment(seed_arena, &submission, assignment);
	ck_assert_str_eq(comment, "Fine.\n\nK: b (4/4)\nOk\n\n"
				  "Prepared with AI, released by a lecturer.");
	submission.language = "de";
	ck_assert_ptr_nonnull(strstr(release_comment(seed_arena, &submission, assignment),
				     "von einer Lehrperson freigegeben"));
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("feedback_store");
	TCase *tcase = tcase_create("feedback_store");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, seed_teardown);
	tcase_add_test(tcase, a_draft_is_ones_own_and_goes_when_it_is_empty);
	tcase_add_test(tcase, old_files_give_way_to_new_ones);
	tcase_add_test(tcase,
		       attempts_are_numbered_per_person_and_failed_ones_do_not_count);
	tcase_add_test(tcase, the_table_shows_everybodys_latest_page_by_page);
	tcase_add_test(tcase,
		       a_grade_is_put_only_at_release_and_again_after_a_correction);
	tcase_add_test(tcase, a_refused_grade_is_sent_again);
	tcase_add_test(tcase, without_a_column_feedback_is_released_all_the_same);
	tcase_add_test(tcase, what_is_not_there_to_be_released_says_why);
	tcase_add_test(tcase, the_comment_is_plain_and_says_where_it_is_from);
	return fixture_run(suite, argc, argv);
}
