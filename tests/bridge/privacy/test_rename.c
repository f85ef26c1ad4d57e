/* Rename: everything held on a person follows to another name, and meets what is there already. */
#include <string.h>

#include "base/text.h"
#include "bridge/privacy/lived.h"
#include "privacy/rename.h"

static struct {
	const char *tenant, *from, *to;
	int64_t rows;
} renaming;

static enum db_status write_rename(struct db_conn *tx, void *arg)
{
	(void)arg;
	return rename_person(tx, renaming.tenant, renaming.from, renaming.to,
			     &renaming.rows);
}

static void rename_to(const char *tenant, const char *from, const char *to)
{
	renaming.tenant = tenant;
	renaming.from = from;
	renaming.to = to;
	seed_write(write_rename, NULL);
}

START_TEST(nothing_stays_under_the_old_name)
{
	char tables[1000], others[1000];
	int max = lived_rows_with("max", others), lea = lived_rows_with("lea", tables);

	rename_to("uni", "lea", "new");
	/* What the LMS called the person is learnt anew; counters are added up anew. */
	lived_rows_with("lea", tables);
	ck_assert_str_eq(tables, "legacy_person");
	ck_assert_int_eq(lived_rows_with("new", others), lea - 4);
	ck_assert_int_eq(lived_rows_with("max", others), max);
	ck_assert_int_gt(renaming.rows, 10);
	ck_assert_int_eq(seed_int("SELECT sum(output_tokens) FROM ledger "
				  "WHERE person = 'new'"),
			 7);
}
END_TEST

/* max moves into lea's course and activity, with a like request, attempt and draft. */
START_TEST(what_both_have_is_joined)
{
	char tables[1000];

	seed_exec("UPDATE conversation SET activity_id = 'a1'");
	seed_exec("UPDATE turn SET request = 'the same'");
	seed_exec("UPDATE submission SET activity_id = 'a1', request = 'the same'");
	seed_exec("UPDATE submission_draft SET body = 'newer' WHERE person = 'lea'");
	seed_exec("UPDATE submission_draft SET activity_id = 'a1'");
	seed_exec("UPDATE consent SET activity_id = 'a1'");
	seed_exec("UPDATE refused SET activity_id = 'a1'");
	seed_exec("UPDATE score SET line_item = 'https://p1/one'");
	rename_to("uni", "max", "lea");
	lived_rows_with("max", tables);
	ck_assert_str_eq(tables, "legacy_person");
	ck_assert_int_eq(seed_int("SELECT count(*) FROM turn WHERE person = 'lea'"), 2);
	ck_assert_int_eq(
		seed_int("SELECT count(*) FROM conversation WHERE person = 'lea'"), 2);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission WHERE person = 'lea' "
				  "AND number IN (1, 2)"),
			 2);
	ck_assert_int_eq(
		seed_int("SELECT count(*) FROM submission_draft WHERE body = 'newer'"),
		1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission_draft"), 1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM consent"), 1);
	ck_assert_int_eq(seed_int("SELECT times FROM refused"), 6);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM score"), 1);
}
END_TEST

START_TEST(another_tenants_person_of_that_name_stays)
{
	char tables[1000];
	int lea = lived_rows_with("lea", tables);

	rename_to("other", "lea", "new");
	ck_assert_int_eq(lived_rows_with("new", tables),
			 1); /* authors of rules have no tenant */
	ck_assert_int_ge(lived_rows_with("lea", tables), lea - 3);
	ck_assert_int_eq(
		seed_int("SELECT count(*) FROM conversation WHERE person = 'lea'"), 1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM ledger WHERE person = 'lea'"), 1);
}
END_TEST

START_TEST(the_same_name_loses_nothing)
{
	char tables[1000];
	int lea = lived_rows_with("lea", tables);

	rename_to("uni", "lea", "lea");
	ck_assert_int_eq(lived_rows_with("lea", tables), lea);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("rename");
	TCase *tcase = tcase_create("rename");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, lived_setup, seed_teardown);
	tcase_add_test(tcase, nothing_stays_under_the_old_name);
	tcase_add_test(tcase, what_both_have_is_joined);
	tcase_add_test(tcase, another_tenants_person_of_that_name_stays);
	tcase_add_test(tcase, the_same_name_loses_nothing);
	return fixture_run(suite, argc, argv);
}
