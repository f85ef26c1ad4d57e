/* Ledger, ahead: a counter that is made while others go on asking is right, whatever happens meanwhile. */
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#include "base/text.h"
#include "bridge/quota/world.h"
#include "quota/counter_begun.h"

/* Everything the subject uses in the course and term, which no limit has counted before. */
static struct counter_key key;
static struct counter before;

static void setup(void)
{
	world_setup();
	ck_assert(world_granted("settled", 100, 100));
	ck_assert(world_settle("settled", 70, 30));
	ck_assert(world_granted("running", 40, 60));
	world_limit(LEVEL_COURSE, SCOPE_COURSE, "", METRIC_TOKENS, WINDOW_TERM, 500);
	counter_key_make(&key, &world.limits[0], &world.subject, world.zone, world.now_s);
}

static int64_t number(const char *sql)
{
	int64_t found = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &found, sql, ""), DB_OK);
	return found;
}

static int64_t whole_counters(void)
{
	return number("SELECT COUNT(*) FROM counter WHERE whole = 1");
}

static enum db_status prepare(void)
{
	return ledger_prepare(fixture_db, world.zone, &world.subject, world.limits,
			      world.limit_count, world.now_s);
}

static enum db_status begin(struct db_conn *tx, void *arg)
{
	(void)arg;
	return counter_begin(tx, &key);
}

static enum db_status complete(struct db_conn *tx, void *arg)
{
	(void)arg;
	return counter_complete(tx, &key, &before);
}

static void step(db_write_fn *fn)
{
	ck_assert_int_eq(db_write(fixture_db, fn, NULL), DB_OK);
}

static void look_back(struct counter *out)
{
	struct db_conn *conn = db_reader(fixture_db);

	ck_assert_int_eq(db_snapshot_begin_safe(conn), DB_OK);
	ck_assert_int_eq(counter_look_back(out, conn, &key), DB_OK);
	db_snapshot_end(conn);
}

/* Asks under no limit, so that nobody looks at the counter. */
static void ask_unlimited(const char *request, int64_t input, int64_t output)
{
	size_t count = world.limit_count;

	world.limit_count = 0;
	ck_assert(world_granted(request, input, output));
	world.limit_count = count;
}

START_TEST(a_limit_finds_its_counter_made)
{
	ck_assert_int_eq(whole_counters(), 0);
	ck_assert_int_eq(prepare(), DB_OK);
	ck_assert_int_eq(whole_counters(), 1);
	ck_assert_int_eq(number("SELECT used FROM counter"), 100);
	ck_assert_int_eq(number("SELECT reserved FROM counter"), 100);
	world_check();
	ck_assert_int_eq(prepare(), DB_OK);
	ck_assert_int_eq(number("SELECT used FROM counter"), 100);
	ck_assert_int_eq(world_ask("b", 10, 5000).output_tokens, 290);
	world_check();
}
END_TEST

START_TEST(what_one_person_counts_is_left_to_his_first_question)
{
	world.limits[0].scope = SCOPE_USER;
	ck_assert_int_eq(prepare(), DB_OK);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM counter"), 0);
}
END_TEST

START_TEST(a_level_that_is_not_named_is_left_out)
{
	struct quota_subject whole_tenant = {.tenant = "uni"};

	world_limit(LEVEL_TENANT, SCOPE_TENANT, "student", METRIC_TOKENS, WINDOW_DAY, 9);
	ck_assert_int_eq(ledger_prepare(fixture_db, world.zone, &whole_tenant,
					world.limits, world.limit_count, world.now_s),
			 DB_OK);
	ck_assert_int_eq(number("SELECT COUNT(*) FROM counter"), 1);
	ck_assert_int_eq(number("SELECT used FROM counter WHERE level = 'tenant' AND "
				"role = 'student'"),
			 100);
}
END_TEST

START_TEST(questions_of_all_and_of_previews_count_apart)
{
	world.limits[0].metric = METRIC_REQUESTS;
	ck_assert_int_eq(prepare(), DB_OK);
	ck_assert_int_eq(whole_counters(), 2);
	ck_assert_int_eq(
		number("SELECT used + reserved FROM counter WHERE pool = 'main'"), 2);
	ck_assert_int_eq(
		number("SELECT used + reserved FROM counter WHERE pool = 'preview'"), 0);
	world_check();
}
END_TEST

/* What happens between the steps, at each of the two places. */
static void meanwhile(int what, const char *request)
{
	switch (what) {
	case 0:
		break;
	case 1: /* begun before, ends after */
		(void)world_settle("running", 40, 10);
		break;
	case 2: /* begins and stays */
		ask_unlimited(request, 7, 8);
		break;
	case 3: /* begins and ends */
		ask_unlimited(request, 7, 8);
		ck_assert(world_settle(request, 7, 3));
		break;
	case 4:
		(void)world_release("running");
		break;
	case 5:
		ck_assert(world_adjust("settled", *request, 5, 5));
		break;
	default: /* somebody needs it and does not wait */
		(void)world_granted(request, 7, 8);
		break;
	}
}
#define EVENTS 7

START_TEST(whatever_happens_meanwhile_is_counted_once)
{
	int first = _i % EVENTS, second = _i < EVENTS ? 0 : EVENTS - 1 - first;

	step(begin);
	meanwhile(first, "a");
	look_back(&before);
	meanwhile(second, "b");
	if (before.whole)
		step(complete);
	ck_assert_int_eq(whole_counters(), 1);
	world_check();
	(void)world_granted("c", 1, 1);
	(void)world_settle("running", 40, 20);
	world_check();
}
END_TEST

START_TEST(two_may_make_the_same_one)
{
	struct counter first;

	step(begin);
	look_back(&first);
	ask_unlimited("a", 7, 8);
	step(begin);
	ck_assert(world_settle("a", 7, 2));
	look_back(&before);
	ck_assert_int_eq(before.used, first.used);
	ck_assert_int_eq(before.reserved, first.reserved);
	step(complete);
	ask_unlimited("b", 7, 8);
	before = first;
	step(complete);
	world_check();
}
END_TEST

START_TEST(one_that_was_left_begun_is_added_up_when_it_is_needed)
{
	step(begin);
	ask_unlimited("a", 7, 8);
	fixture_reopen();
	ck_assert_int_eq(world_used(0), 100);
	ck_assert_int_eq(world_reserved(0), 115);
	ck_assert_int_eq(whole_counters(), 0); /* a page writes nothing */
	ck_assert_int_eq(world_ask("b", 10, 5000).output_tokens, 275);
	ck_assert_int_eq(whole_counters(), 1);
	world_check();
	ck_assert_int_eq(prepare(), DB_OK);
	world_check();
}
END_TEST

START_TEST(one_that_was_left_begun_can_be_completed_later)
{
	step(begin);
	ask_unlimited("a", 7, 8);
	ck_assert_int_eq(prepare(), DB_OK);
	ck_assert_int_eq(whole_counters(), 1);
	world_check();
}
END_TEST

/* ---- a question that was on its way when the counter was begun (PostgreSQL) ---- */

static sem_t asked, go_on;
static bool first_time;

static enum db_status ask_slowly(struct db_conn *tx, void *arg)
{
	struct quota_need need = {
		.request = "slow",
		.input_tokens = 5,
		.output_tokens = 6,
		.output_floor = 6,
		.now_s = world.now_s,
		.expires_s = world.now_s + 600,
		.backend_model = world.model,
	};
	struct admission_result result;
	enum db_status status =
		ledger_reserve(tx, world.zone, &world.subject, &need, NULL, 0, &result);

	(void)arg;
	if (first_time) {
		first_time = false;
		sem_post(&asked);
		sem_wait(&go_on);
		nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
	}
	return status;
}

static void *asker(void *arg)
{
	step(ask_slowly);
	return arg;
}

START_TEST(who_began_to_ask_before_is_counted_too)
{
	pthread_t thread;

	if (!fixture_on_postgres())
		return; /* there, the one is over before the other begins */
	sem_init(&asked, 0, 0);
	sem_init(&go_on, 0, 0);
	first_time = true;
	ck_assert_int_eq(pthread_create(&thread, NULL, asker, NULL), 0);
	sem_wait(&asked);
	step(begin);
	sem_post(&go_on);
	look_back(&before);
	step(complete);
	pthread_join(thread, NULL);
	ck_assert_int_eq(world_rows("slow", "reserve"), 1);
	world_check();
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("ledger, ahead");
	TCase *tests = tcase_create("counters");

	tcase_add_checked_fixture(tests, setup, fixture_teardown);
	tcase_add_test(tests, a_limit_finds_its_counter_made);
	tcase_add_test(tests, what_one_person_counts_is_left_to_his_first_question);
	tcase_add_test(tests, a_level_that_is_not_named_is_left_out);
	tcase_add_test(tests, questions_of_all_and_of_previews_count_apart);
	tcase_add_loop_test(tests, whatever_happens_meanwhile_is_counted_once, 0,
			    2 * EVENTS);
	tcase_add_test(tests, two_may_make_the_same_one);
	tcase_add_test(tests, one_that_was_left_begun_is_added_up_when_it_is_needed);
	tcase_add_test(tests, one_that_was_left_begun_can_be_completed_later);
	tcase_add_test(tests, who_began_to_ask_before_is_counted_too);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
