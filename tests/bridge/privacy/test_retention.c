/* Retention, consent and the audit log over time. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/privacy/lived.h"
#include "privacy/audit.h"
#include "privacy/consent.h"
#include "privacy/retention.h"

#define DAY INT64_C(86400)

static struct retention_result run_at(int64_t now_s, unsigned days)
{
	struct retention_result result;

	ck_assert_int_eq(retention_run(fixture_db, days, now_s, NULL, &result), DB_OK);
	return result;
}

START_TEST(what_is_young_stays)
{
	struct retention_result result = run_at(SEED_NOW, 180);

	ck_assert_int_eq(result.conversations, 0);
	ck_assert_int_eq(result.sessions, 0);
	ck_assert_int_eq(result.anonymised, 0);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM turn"), 2);
}
END_TEST

START_TEST(conversations_go_when_their_time_is_over)
{
	ck_assert_int_eq(run_at(SEED_NOW + 180 * DAY, 180).conversations, 0);
	ck_assert_int_eq(run_at(SEED_NOW + 180 * DAY + 1, 180).conversations, 2);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM turn"), 0);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM conversation"), 0);
}
END_TEST

START_TEST(grants_go_after_their_own_end)
{
	run_at(SEED_NOW + 180 * DAY + 1, 180);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM quota_grant"), 2);
	run_at(SEED_NOW + 181 * DAY, 180);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM quota_grant"), 0);
}
END_TEST

START_TEST(a_tenant_may_keep_less_but_not_more)
{
	seed_exec("UPDATE tenant SET settings = '{\"retention_days\":3}'");
	ck_assert_int_eq(run_at(SEED_NOW + 3 * DAY + 1, 180).conversations, 2);
}
END_TEST

START_TEST(a_tenants_longer_wish_is_not_followed)
{
	seed_exec("UPDATE tenant SET settings = '{\"retention_days\":3650}'");
	ck_assert_int_eq(run_at(SEED_NOW + 180 * DAY + 1, 180).conversations, 2);
}
END_TEST

START_TEST(a_notice_is_remembered_while_there_is_a_conversation)
{
	seed_exec("UPDATE consent SET at_s = 1");
	run_at(SEED_NOW, 180);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM consent"), 2);
	run_at(SEED_NOW + 180 * DAY + 1, 180);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM consent"), 0);
}
END_TEST

START_TEST(the_running_term_still_knows_whose_use_it_was)
{
	/* retention of a day, in the middle of a term: limits of the term must hold */
	ck_assert_int_eq(run_at(SEED_NOW + 30 * DAY, 1).anonymised, 0);
	ck_assert_int_eq(run_at(SEED_NOW + 150 * DAY, 1).anonymised,
			 2); /* April: a new term */
	ck_assert_int_eq(
		seed_int("SELECT sum(input_tokens) FROM ledger WHERE person = ''"), 10);
}
END_TEST

START_TEST(what_expires_goes_by_itself)
{
	seed_exec("UPDATE session SET expires_s = 1795251599 WHERE id = 's-1'");
	ck_assert_int_eq(run_at(SEED_NOW, 180).sessions, 1);
}
END_TEST

START_TEST(the_audit_log_is_kept_for_a_year)
{
	run_at(SEED_NOW + 300 * DAY, 30);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM audit"), 2);
	run_at(SEED_NOW + 370 * DAY, 30);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM audit"), 0);
}
END_TEST

START_TEST(attempts_and_drafts_go_with_their_time_and_unused_files_after_a_day)
{
	run_at(SEED_NOW + DAY - 60, 30);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission_file"), 2);
	run_at(SEED_NOW + DAY + 60, 30);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission_file"), 0);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission"), 2);
	ck_assert_int_eq(run_at(SEED_NOW + 30 * DAY + 60, 30).submissions, 2);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission_event"), 0);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM submission_draft"), 0);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM assignment"), 2);
}
END_TEST

START_TEST(many_rows_go_in_several_rounds)
{
	seed_exec("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
		  " WHERE i < 12345) INSERT INTO conversation SELECT 'a rather long id ' "
		  "|| i, 'a1', "
		  "'lea',"
		  " 'main', '', 1, 1, NULL FROM n");
	ck_assert_int_eq(run_at(SEED_NOW, 180).conversations, 12345);
}
END_TEST

/* Three seconds that are old, more rows in each than one round takes; and one that is not. */
START_TEST(the_ledger_is_walked_by_time)
{
	seed_exec("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
		  " WHERE i < 1000) INSERT INTO ledger SELECT 'old' || i, 'old' || i,"
		  " 'reserve', 'uni', 'c1', 'a1', CASE WHEN i % 10 = 0 THEN '' ELSE"
		  " 'p' || i END, 'student', 'main', 1, 5, 7, 0, 'm', '',"
		  " CASE WHEN i <= 900 THEN 1000 + i % 3 ELSE 1794999999 END, 1, 1, 1000"
		  " FROM n");
	ck_assert_int_eq(run_at(SEED_NOW, 180).anonymised, 810);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM ledger WHERE id LIKE 'old%'"
				  " AND person <> ''"),
			 90);
	ck_assert_int_eq(seed_int("SELECT sum(input_tokens) FROM ledger"
				  " WHERE id LIKE 'old%'"),
			 5000);
	ck_assert_int_eq(run_at(SEED_NOW, 180).anonymised, 0);
}
END_TEST

START_TEST(rows_of_a_table_go_in_rounds)
{
	seed_exec("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
		  " WHERE i < 450) INSERT INTO refused SELECT 'a1', i, 'lea', 'limit', 1"
		  " FROM n");
	run_at(SEED_NOW, 180);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM refused WHERE hour_s < 1000"), 0);
}
END_TEST

/* ---- consent and audit ---- */

static enum db_status give(struct db_conn *tx, void *arg)
{
	return consent_give(tx, "a2", arg, SEED_NOW);
}

START_TEST(a_notice_is_accepted_per_activity)
{
	char person[] = "lea";
	bool given;

	consent_given(db_reader(fixture_db), "a2", "lea", &given);
	ck_assert(!given);
	seed_write(give, person);
	seed_write(give, person); /* again is fine */
	ck_assert_int_eq(consent_given(db_reader(fixture_db), "a2", "lea", &given),
			 DB_OK);
	ck_assert(given);
	consent_given(db_reader(fixture_db), "a2", "max", &given);
	ck_assert(!given);
	ck_assert_int_eq(consent_given(db_reader(fixture_db), NULL, "lea", &given),
			 DB_OK);
	ck_assert(!given);
}
END_TEST

START_TEST(an_older_notice_does_not_count)
{
	bool given;

	seed_exec("UPDATE consent SET notice = '0'");
	consent_given(db_reader(fixture_db), "a1", "lea", &given);
	ck_assert(!given);
}
END_TEST

static enum db_status write_audit(struct db_conn *tx, void *arg)
{
	const struct audit_entry entry = {
		.tenant = "uni",
		.actor = "operator",
		.action = "platform.disabled",
		.object = "platform:p1",
		.detail = arg,
		.at_s = SEED_NOW,
	};

	return audit_add(tx, &entry);
}

START_TEST(an_act_is_written_down)
{
	seed_write(write_audit, NULL);
	seed_write(write_audit, json_put_int(json_new(seed_arena), "n", 1));
	ck_assert_int_eq(
		seed_int("SELECT count(*) FROM audit WHERE actor = 'operator'"
			 " AND course_id IS NULL AND detail IN ('{}', '{\"n\":1}')"),
		2);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("retention");
	TCase *tcase = tcase_create("retention");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, lived_setup, seed_teardown);
	tcase_add_test(tcase, what_is_young_stays);
	tcase_add_test(tcase, conversations_go_when_their_time_is_over);
	tcase_add_test(tcase, grants_go_after_their_own_end);
	tcase_add_test(tcase, a_tenant_may_keep_less_but_not_more);
	tcase_add_test(tcase, a_tenants_longer_wish_is_not_followed);
	tcase_add_test(tcase, a_notice_is_remembered_while_there_is_a_conversation);
	tcase_add_test(tcase, the_running_term_still_knows_whose_use_it_was);
	tcase_add_test(tcase, what_expires_goes_by_itself);
	tcase_add_test(tcase, the_audit_log_is_kept_for_a_year);
	tcase_add_test(
		tcase,
		attempts_and_drafts_go_with_their_time_and_unused_files_after_a_day);
	tcase_add_test(tcase, many_rows_go_in_several_rounds);
	tcase_add_test(tcase, the_ledger_is_walked_by_time);
	tcase_add_test(tcase, rows_of_a_table_go_in_rounds);
	tcase_add_test(tcase, a_notice_is_accepted_per_activity);
	tcase_add_test(tcase, an_older_notice_does_not_count);
	tcase_add_test(tcase, an_act_is_written_down);
	return fixture_run(suite, argc, argv);
}
