/* Migrate: from nothing to the newest schema, once, and never back. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "bridge/store/fixture.h"
#include "store/migrate.h"

static int64_t version(void)
{
	int64_t found = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &found,
				    "SELECT MAX(version) FROM schema_migration", ""),
			 DB_OK);
	return found;
}

static int64_t applied(void)
{
	int64_t found = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &found,
				    "SELECT COUNT(*) FROM schema_migration", ""),
			 DB_OK);
	return found;
}

START_TEST(migrations_are_numbered_upwards)
{
	int64_t last = 0;

	ck_assert_uint_ge(migration_count, 1);
	for (size_t i = 0; i < migration_count; i++) {
		char number[8];

		ck_assert_int_gt(migrations[i].version, last);
		last = migrations[i].version;
		snprintf(number, sizeof(number), "%04d", (int)last);
		ck_assert_int_eq(strncmp(migrations[i].name, number, 4), 0);
		ck_assert_ptr_nonnull(strstr(migrations[i].sql, ";"));
	}
}
END_TEST

START_TEST(a_new_store_has_the_newest_schema)
{
	ck_assert_int_eq(version(), migrations[migration_count - 1].version);
	ck_assert_int_eq(applied(), (int64_t)migration_count);
}
END_TEST

START_TEST(opening_again_changes_nothing)
{
	fixture_reopen();
	ck_assert_int_eq(applied(), (int64_t)migration_count);
}
END_TEST

static enum db_status without_invites(struct db_conn *tx, void *arg)
{
	enum db_status status =
		db_exec(tx, "DELETE FROM schema_migration WHERE version = 3", "");

	(void)arg;
	return status == DB_OK ? db_exec(tx, "DROP TABLE invite", "") : status;
}

/* As when a later number was released before it. */
START_TEST(one_that_is_missing_in_the_middle_is_applied)
{
	int64_t invites = -1;

	ck_assert_int_eq(db_write(fixture_db, without_invites, NULL), DB_OK);
	fixture_reopen();
	ck_assert_int_eq(applied(), (int64_t)migration_count);
	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &invites,
				    "SELECT count(*) FROM invite", ""),
			 DB_OK);
	ck_assert_int_eq(invites, 0);
}
END_TEST

static enum db_status from_the_future(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx,
		       "INSERT INTO schema_migration (version, name, applied_s) "
		       "VALUES (9999, '9999_later', 0)",
		       "");
}

START_TEST(a_store_newer_than_the_program_is_refused)
{
	struct db *second;
	char error[256];

	ck_assert_int_eq(db_write(fixture_db, from_the_future, NULL), DB_OK);
	ck_assert_int_eq(
		db_open(&second, &(struct db_options){.url = fixture_url()}, error),
		DB_REFUSED);
	ck_assert_ptr_null(second);
	ck_assert_ptr_nonnull(strstr(error, "9999"));
	ck_assert_ptr_nonnull(strstr(error, "newer"));
}
END_TEST

static enum db_status half_migrated(struct db_conn *tx, void *arg)
{
	enum db_status status = db_exec(tx, "DELETE FROM schema_migration", "");

	(void)arg;
	return status;
}

/* The schema is there but not its number: the first CREATE TABLE fails. */
START_TEST(a_migration_that_fails_is_named_and_leaves_nothing)
{
	struct db *second;
	char error[256];

	ck_assert_int_eq(db_write(fixture_db, half_migrated, NULL), DB_OK);
	ck_assert_int_ne(
		db_open(&second, &(struct db_options){.url = fixture_url()}, error),
		DB_OK);
	ck_assert_ptr_nonnull(strstr(error, migrations[0].name));
	ck_assert_int_eq(applied(), 0);
}
END_TEST

/* clang-format off */
#define OLD_ROW(id, kind) \
	"INSERT INTO ledger (id, request, kind, tenant_id, course_id, activity_id, person, role, pool, requests, " \
	"input_tokens, output_tokens, exact, model, reason, admitted_s, expires_s, at_s) VALUES " \
	"('" id "', 'one', '" kind "', 'u', 'c', 'a', '', 'student', 'main', 1, 2, 3, 1, 'm', '', 4, 5, 6)"
/* clang-format on */

static enum db_status with_old_ledger(struct db_conn *tx, void *arg)
{
	static const char *const steps[] = {
		"DELETE FROM schema_migration WHERE version = 10",
		"CREATE UNIQUE INDEX ledger_reserve ON ledger (request) WHERE kind = "
		"'reserve'",
		"CREATE UNIQUE INDEX ledger_end ON ledger (request) WHERE kind <> "
		"'reserve'",
		"CREATE INDEX reservation_expires ON reservation (expires_s)",
		OLD_ROW("x", "reserve"),
		OLD_ROW("y", "settle"),
	};
	enum db_status status = DB_OK;

	(void)arg;
	for (size_t i = 0; status == DB_OK && i < ARRAY_LEN(steps); i++)
		status = db_exec(tx, steps[i], "");
	return status;
}

START_TEST(an_older_ledger_gets_ids_of_its_requests)
{
	int64_t rows;

	ck_assert_int_eq(db_write(fixture_db, with_old_ledger, NULL), DB_OK);
	fixture_reopen();
	ck_assert_int_eq(
		db_get_int(db_reader(fixture_db), &rows,
			   "SELECT count(*) FROM ledger WHERE (id = 'one.reserve' AND "
			   "kind = 'reserve') OR (id = 'one.end' AND kind = 'settle')",
			   ""),
		DB_OK);
	ck_assert_int_eq(rows, 2);
}
END_TEST

static enum db_status with_old_session(struct db_conn *tx, void *arg)
{
	static const char *const steps[] = {
		"DELETE FROM schema_migration WHERE version = 13",
		"INSERT INTO nonce VALUES ('p', 'n', 5, 's')",
		"INSERT INTO session (id, tenant_id, platform_id, deployment_id, person, "
		"rank, locale, message, frame_origin, created_s, expires_s) VALUES ('s', "
		"'u', 'p', 'd', 'x', 'student', 'de', 'm', '', 4, 5)",
	};
	enum db_status status = DB_OK;

	(void)arg;
	for (size_t i = 0; status == DB_OK && i < ARRAY_LEN(steps); i++)
		status = db_exec(tx, steps[i], "");
	return status;
}

START_TEST(pages_that_are_open_stay_open)
{
	int64_t rows;

	ck_assert_int_eq(db_write(fixture_db, with_old_session, NULL), DB_OK);
	fixture_reopen();
	ck_assert_int_eq(
		db_get_int(db_reader(fixture_db), &rows,
			   "SELECT count(*) FROM session s JOIN nonce n ON "
			   "n.session_id = s.id AND n.platform_id = s.platform_id",
			   ""),
		DB_OK);
	ck_assert_int_eq(rows, 1);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("migrate");
	TCase *tests = tcase_create("schema");

	tcase_add_checked_fixture(tests, fixture_setup, fixture_teardown);
	tcase_add_test(tests, migrations_are_numbered_upwards);
	tcase_add_test(tests, a_new_store_has_the_newest_schema);
	tcase_add_test(tests, opening_again_changes_nothing);
	tcase_add_test(tests, one_that_is_missing_in_the_middle_is_applied);
	tcase_add_test(tests, an_older_ledger_gets_ids_of_its_requests);
	tcase_add_test(tests, a_store_newer_than_the_program_is_refused);
	tcase_add_test(tests, pages_that_are_open_stay_open);
	tcase_add_test(tests, a_migration_that_fails_is_named_and_leaves_nothing);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
