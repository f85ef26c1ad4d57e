/* Db: statements, rows and transactions, as every room uses them. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "bridge/store/fixture.h"

static enum db_status table_make(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx,
		       "CREATE TABLE thing (name TEXT PRIMARY KEY, amount BIGINT, "
		       "share DOUBLE PRECISION)",
		       "");
}

static void setup(void)
{
	fixture_setup();
	ck_assert_int_eq(db_write(fixture_db, table_make, NULL), DB_OK);
}

struct thing {
	const char *name;
	int64_t amount;
	double share;
};

static enum db_status thing_add(struct db_conn *tx, void *arg)
{
	const struct thing *thing = arg;

	return db_exec(tx, "INSERT INTO thing (name, amount, share) VALUES ($1, $2, $3)",
		       "tif", thing->name, thing->amount, thing->share);
}

static enum db_status add(const char *name, int64_t amount)
{
	struct thing thing = {name, amount, 0.5};

	return db_write(fixture_db, thing_add, &thing);
}

static int64_t count(void)
{
	int64_t found = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &found,
				    "SELECT COUNT(*) FROM thing", ""),
			 DB_OK);
	return found;
}

START_TEST(a_row_comes_back_as_it_was_written)
{
	const char *name = "Grüße 'quoted' \"twice\" \\ ; --\n";
	struct thing thing = {name, INT64_MIN, 0.1};
	AUTO_ROWS *rows = NULL;

	ck_assert_int_eq(db_write(fixture_db, thing_add, &thing), DB_OK);
	rows = db_query(db_reader(fixture_db), "SELECT name, amount, share FROM thing",
			"");
	ck_assert(db_next(rows));
	ck_assert_str_eq(db_text(rows, 0), name);
	ck_assert_int_eq(db_int(rows, 1), INT64_MIN);
	ck_assert(db_number(rows, 2) == 0.1);
	ck_assert(!db_next(rows));
	ck_assert_int_eq(db_rows_status(rows), DB_OK);
}
END_TEST

static enum db_status nulls_add(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "INSERT INTO thing (name, amount, share) VALUES ($1, $2, $3)",
		       "tnn", "empty");
}

START_TEST(null_is_null_and_reads_as_nothing)
{
	AUTO_ROWS *rows = NULL;

	ck_assert_int_eq(db_write(fixture_db, nulls_add, NULL), DB_OK);
	rows = db_query(db_reader(fixture_db),
			"SELECT amount, share, name FROM thing "
			"WHERE amount IS NULL",
			"");
	ck_assert(db_next(rows));
	ck_assert(db_is_null(rows, 0) && db_is_null(rows, 1) && !db_is_null(rows, 2));
	ck_assert_int_eq(db_int(rows, 0), 0);
	ck_assert(db_number(rows, 1) == 0.0);
	ck_assert_ptr_null(db_text(rows, 0));
}
END_TEST

START_TEST(parameters_go_by_their_number)
{
	AUTO_ROWS *rows = NULL;

	ck_assert_int_eq(add("a", 1), DB_OK);
	ck_assert_int_eq(add("b", 2), DB_OK);
	rows = db_query(
		db_reader(fixture_db),
		"SELECT name FROM thing WHERE amount = $2 AND name = $1 AND amount <= $2",
		"ti", "b", (int64_t)2);
	ck_assert(db_next(rows));
	ck_assert_str_eq(db_text(rows, 0), "b");
}
END_TEST

START_TEST(the_same_statement_may_run_inside_itself)
{
	int64_t pairs = 0;

	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(add((const char[2]){(char)('a' + i), '\0'}, i), DB_OK);
	for (int depth = 0; depth < 2; depth++) {
		static const char sql[] = "SELECT amount FROM thing ORDER BY amount";
		AUTO_ROWS *outer = db_query(db_reader(fixture_db), sql, "");

		while (db_next(outer)) {
			AUTO_ROWS *inner = db_query(db_reader(fixture_db), sql, "");

			while (db_next(inner))
				pairs++;
		}
	}
	ck_assert_int_eq(pairs, 50);
}
END_TEST

START_TEST(a_missing_row_is_absent)
{
	AUTO_ARENA *arena = arena_new(4096);
	const char *text = "before";
	int64_t number = 7;

	ck_assert_int_eq(db_get_text(db_reader(fixture_db), arena, &text,
				     "SELECT name FROM thing WHERE name = $1", "t",
				     "nobody"),
			 DB_ABSENT);
	ck_assert_ptr_null(text);
	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &number,
				    "SELECT amount FROM thing WHERE name = $1", "t",
				    "nobody"),
			 DB_ABSENT);
	ck_assert_int_eq(number, 0);
}
END_TEST

START_TEST(a_second_row_of_the_same_key_is_a_conflict)
{
	ck_assert_int_eq(add("only", 1), DB_OK);
	ck_assert_int_eq(add("only", 2), DB_CONFLICT);
	ck_assert_int_eq(count(), 1);
}
END_TEST

static enum db_status course_of_nobody(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(
		tx,
		"INSERT INTO activity (id, course_id, kind, title, status, created_s) "
		"VALUES ('a', 'no such course', 'tutor', '', 'draft', 0)",
		"");
}

START_TEST(a_foreign_key_to_nothing_is_a_conflict)
{
	ck_assert_int_eq(db_write(fixture_db, course_of_nobody, NULL), DB_CONFLICT);
}
END_TEST

static enum db_status insert_or_look(struct db_conn *tx, void *arg)
{
	int64_t *changes = arg;
	enum db_status status =
		db_exec(tx,
			"INSERT INTO thing (name, amount) VALUES ($1, $2) "
			"ON CONFLICT (name) DO NOTHING",
			"ti", "only", (int64_t)3);

	*changes = db_changes(tx);
	return status;
}

START_TEST(changes_tell_whether_a_row_was_there_already)
{
	int64_t changes = -1;

	ck_assert_int_eq(db_write(fixture_db, insert_or_look, &changes), DB_OK);
	ck_assert_int_eq(changes, 1);
	ck_assert_int_eq(db_write(fixture_db, insert_or_look, &changes), DB_OK);
	ck_assert_int_eq(changes, 0);
}
END_TEST

static enum db_status refuse_after_writing(struct db_conn *tx, void *arg)
{
	enum db_status status = thing_add(tx, arg);

	return status == DB_OK ? DB_REFUSED : status;
}

START_TEST(a_refusal_undoes_what_was_written)
{
	struct thing thing = {"gone", 1, 0};

	ck_assert_int_eq(db_write(fixture_db, refuse_after_writing, &thing), DB_REFUSED);
	ck_assert_int_eq(count(), 0);
}
END_TEST

/* Goes on as if nothing had happened. */
static enum db_status overlook_a_conflict(struct db_conn *tx, void *arg)
{
	struct thing other = {"other", 1, 0};

	(void)!thing_add(tx, arg);
	(void)!thing_add(tx, arg);
	ck_assert_int_eq(thing_add(tx, &other), DB_CONFLICT);
	return DB_OK;
}

START_TEST(a_failed_statement_ends_the_transaction)
{
	struct thing thing = {"twice", 1, 0};

	ck_assert_int_eq(db_write(fixture_db, overlook_a_conflict, &thing), DB_CONFLICT);
	ck_assert_int_eq(count(), 0);
	ck_assert_int_eq(add("next", 1), DB_OK);
}
END_TEST

static enum db_status read_own_writes(struct db_conn *tx, void *arg)
{
	struct thing thing = {"mine", 4, 0};
	enum db_status status = thing_add(tx, &thing);

	if (status != DB_OK)
		return status;
	return db_get_int(tx, arg,
			  "UPDATE thing SET amount = amount + $1 WHERE name = $2 "
			  "RETURNING amount",
			  "it", (int64_t)1, "mine");
}

START_TEST(a_transaction_sees_its_own_writes)
{
	int64_t amount = 0;

	ck_assert_int_eq(db_write(fixture_db, read_own_writes, &amount), DB_OK);
	ck_assert_int_eq(amount, 5);
}
END_TEST

static enum db_status returning_unread(struct db_conn *tx, void *arg)
{
	AUTO_ROWS *rows = db_query(tx, "UPDATE thing SET amount = 9 RETURNING name", "");

	(void)arg;
	return db_rows_status(rows);
}

START_TEST(an_update_happens_though_nobody_reads_its_rows)
{
	int64_t nines = 0;

	ck_assert_int_eq(add("a", 1), DB_OK);
	ck_assert_int_eq(add("b", 2), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, returning_unread, NULL), DB_OK);
	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &nines,
				    "SELECT COUNT(*) FROM thing WHERE amount = 9", ""),
			 DB_OK);
	ck_assert_int_eq(nines, 2);
}
END_TEST

START_TEST(a_reader_does_not_write)
{
	struct db_conn *reader = db_reader(fixture_db);

	ck_assert_int_eq(db_exec(reader, "DELETE FROM thing", ""), DB_FAILED);
	ck_assert_int_eq(count(), 0);
}
END_TEST

START_TEST(wrong_sql_fails_and_the_connection_goes_on)
{
	AUTO_ROWS *rows =
		db_query(db_reader(fixture_db), "SELECT nothing FROM nowhere", "");

	ck_assert(!db_next(rows));
	ck_assert_int_eq(db_rows_status(rows), DB_FAILED);
	ck_assert_int_eq(count(), 0);
}
END_TEST

static enum db_status read_and_lock(struct db_conn *tx, void *arg)
{
	return db_get_int(tx, arg, "SELECT amount FROM thing WHERE name = $1 FOR UPDATE",
			  "t", "a");
}

START_TEST(a_lock_on_rows_is_understood)
{
	int64_t amount = 0;

	ck_assert_int_eq(add("a", 5), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, read_and_lock, &amount), DB_OK);
	ck_assert_int_eq(amount, 5);
}
END_TEST

static void *read_in_thread(void *arg)
{
	struct db_conn **conn = arg;

	*conn = db_reader(fixture_db);
	return count() == 1 ? arg : NULL;
}

START_TEST(each_thread_reads_on_its_own_connection)
{
	struct db_conn *conns[4] = {NULL};
	pthread_t threads[4];

	ck_assert_int_eq(add("a", 5), DB_OK);
	ck_assert_ptr_eq(db_reader(fixture_db), db_reader(fixture_db));
	for (size_t round = 0; round < 3;
	     round++) { /* threads end and leave nothing behind */
		for (size_t i = 0; i < ARRAY_LEN(threads); i++)
			pthread_create(&threads[i], NULL, read_in_thread, &conns[i]);
		for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
			void *result;

			pthread_join(threads[i], &result);
			ck_assert_ptr_nonnull(result);
			ck_assert_ptr_ne(conns[i], db_reader(fixture_db));
		}
	}
}
END_TEST

static void *add_in_thread(void *arg)
{
	return add("meanwhile", 1) == DB_OK ? arg : NULL;
}

START_TEST(a_snapshot_does_not_see_what_is_written_meanwhile)
{
	struct db_conn *reader = db_reader(fixture_db);
	pthread_t writer;
	void *result;

	ck_assert_int_eq(db_snapshot_begin(reader), DB_OK);
	ck_assert_int_eq(count(), 0);
	pthread_create(&writer, NULL, add_in_thread, &result);
	pthread_join(writer, &result);
	ck_assert_ptr_nonnull(result);
	ck_assert_int_eq(count(), 0);
	db_snapshot_end(reader);
	ck_assert_int_eq(count(), 1);
}
END_TEST

static enum db_status ask_nothing(struct db_conn *tx, void *arg)
{
	(void)tx;
	return *(enum db_status *)arg;
}

START_TEST(a_transaction_that_asks_nothing_is_nothing)
{
	struct db_conn *reader = db_reader(fixture_db);
	enum db_status wanted = DB_OK;

	ck_assert_int_eq(db_write(fixture_db, ask_nothing, &wanted), DB_OK);
	wanted = DB_REFUSED;
	ck_assert_int_eq(db_write(fixture_db, ask_nothing, &wanted), DB_REFUSED);
	ck_assert_int_eq(db_snapshot_begin(reader), DB_OK);
	db_snapshot_end(reader);
	ck_assert_int_eq(add("after", 1), DB_OK);
	ck_assert_int_eq(count(), 1);
}
END_TEST

static enum db_status tell_first(struct db_conn *tx, void *arg)
{
	enum db_status status = db_notify(tx, "policy", "c1");

	return status == DB_OK ? thing_add(tx, arg) : status;
}

START_TEST(a_notice_may_come_first)
{
	struct thing thing = {"told", 1, 0.5};

	ck_assert_int_eq(db_write(fixture_db, tell_first, &thing), DB_OK);
	ck_assert_int_eq(count(), 1);
}
END_TEST

START_TEST(what_was_written_is_there_after_a_restart)
{
	ck_assert_int_eq(add("kept", 5), DB_OK);
	fixture_reopen();
	ck_assert_int_eq(count(), 1);
}
END_TEST

static const struct {
	const char *what;
	const char *url;
} bad_urls[] = {
	{"no scheme", "/var/lib/kibridge.db"},
	{"a database we do not know", "mysql://localhost/kibridge"},
	{"no file", "sqlite:"},
	{"memory is not a store", "sqlite::memory:"},
	{"no such directory", "sqlite:/nonexistent/kibridge.db"},
	{"a directory", "sqlite:/tmp"},
	{"a server that is not there", "postgresql:///kibridge?host=/nonexistent"},
};

START_TEST(a_wrong_url_is_told_in_a_sentence)
{
	struct db *db = fixture_db;
	char error[256] = "";
	enum db_status status =
		db_open(&db, &(struct db_options){.url = bad_urls[_i].url}, error);

	ck_assert_msg(status == DB_FAILED, "%s", bad_urls[_i].what);
	ck_assert_ptr_null(db);
	ck_assert_msg(strlen(error) > 10, "%s: \"%s\"", bad_urls[_i].what, error);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("db");
	TCase *tests = tcase_create("statements");

	tcase_add_checked_fixture(tests, setup, fixture_teardown);
	tcase_add_test(tests, a_row_comes_back_as_it_was_written);
	tcase_add_test(tests, null_is_null_and_reads_as_nothing);
	tcase_add_test(tests, parameters_go_by_their_number);
	tcase_add_test(tests, the_same_statement_may_run_inside_itself);
	tcase_add_test(tests, a_missing_row_is_absent);
	tcase_add_test(tests, a_second_row_of_the_same_key_is_a_conflict);
	tcase_add_test(tests, a_foreign_key_to_nothing_is_a_conflict);
	tcase_add_test(tests, changes_tell_whether_a_row_was_there_already);
	tcase_add_test(tests, a_refusal_undoes_what_was_written);
	tcase_add_test(tests, a_failed_statement_ends_the_transaction);
	tcase_add_test(tests, a_transaction_sees_its_own_writes);
	tcase_add_test(tests, an_update_happens_though_nobody_reads_its_rows);
	tcase_add_test(tests, a_reader_does_not_write);
	tcase_add_test(tests, wrong_sql_fails_and_the_connection_goes_on);
	tcase_add_test(tests, a_lock_on_rows_is_understood);
	tcase_add_test(tests, each_thread_reads_on_its_own_connection);
	tcase_add_test(tests, what_was_written_is_there_after_a_restart);
	tcase_add_test(tests, a_snapshot_does_not_see_what_is_written_meanwhile);
	tcase_add_test(tests, a_transaction_that_asks_nothing_is_nothing);
	tcase_add_test(tests, a_notice_may_come_first);
	tcase_add_loop_test(tests, a_wrong_url_is_told_in_a_sentence, 0,
			    ARRAY_LEN(bad_urls));
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
