/* Nodes on one store: two stages in one process, each with its loop, its line and its dealer. */
#include <stdio.h>
#include <string.h>

#include "backend/dealer.h"
#include "backend/round.h"
#include "base/text.h"
#include "bridge/backend/scene.h"
#include "bridge/store/fixture.h"

#define PATIENCE_MS 20000

static struct stage second;
static struct db *second_db;
static struct dealer *dealers[2];

static void notice(void *owner, const char *channel, const char *payload)
{
	if (text_equal(channel, ROUND_CHANNEL))
		dealer_notice(*(struct dealer **)owner, payload);
}

static void setup(void)
{
	struct db_options options = {.busy_ms = 500};
	char error[256];

	fixture_setup();
	options.url = fixture_url();
	ck_assert_int_eq(db_open(&second_db, &options, error), DB_OK);
	stage_init(&second);
}

/* A round that is under way is waited for. */
static void rest(struct stage *where)
{
	if (!where->loop)
		return;
	loop_stop(where->loop);
	loop_run(where->loop);
}

static void teardown(void)
{
	db_listen(fixture_db, NULL, NULL);
	db_listen(second_db, NULL, NULL);
	rest(&stage);
	rest(&second);
	dealer_stop(&dealers[0]);
	dealer_stop(&dealers[1]);
	stage_close(&second);
	db_close(second_db);
	fixture_teardown();
}

static void open_both(unsigned slots, const char *models)
{
	stage_backend(&stage, "one", script.url, models)->max_in_flight = slots;
	stage_backend(&second, "one", script.url, models)->max_in_flight = slots;
	stage_open(&stage);
	stage_open(&second);
	stage_until_probed(&stage);
	stage_until_probed(&second);
}

static void deal_both(void)
{
	dealers[0] = dealer_start(stage.loop, fixture_db, stage.backends, stage.metrics);
	dealers[1] =
		dealer_start(second.loop, second_db, second.backends, second.metrics);
	db_listen(fixture_db, notice, &dealers[0]);
	db_listen(second_db, notice, &dealers[1]);
}

static void run_both(void)
{
	stage_run_ms(&stage, 1);
	stage_run_ms(&second, 1);
}

/* Who is told of slots by the first stage's loop waits; both loops run. */
static void until(const unsigned *what, unsigned count)
{
	for (int turn = 0; *what < count && turn < PATIENCE_MS; turn++)
		run_both();
	ck_assert_uint_ge(*what, count);
}

static struct listener *asks_at(struct stage *where, const char *model,
				const char *course)
{
	struct listener *person = &people[people_count++];
	char name[16];

	snprintf(name, sizeof(name), "p%zu", people_count);
	listener_init(person, where);
	listener_ask(person, model, "t", course, name);
	return person;
}

static const struct endpoint *endpoint_at(const struct stage *where)
{
	return where->backends->fleet.endpoints[0];
}

static void until_all_have_ended(void)
{
	for (size_t i = 0; i < people_count; i++)
		until(&people[i].ended, 1);
}

/* Each has its share at hand, whichever has the larger one. */
static void until_shared(unsigned larger, unsigned smaller)
{
	unsigned first, last;
	int turn = 0;

	do {
		run_both();
		first = endpoint_at(&stage)->slots;
		last = endpoint_at(&second)->slots;
	} while (++turn < PATIENCE_MS && !(first + last == larger + smaller &&
					   (first == smaller || last == smaller)));
	ck_assert_int_lt(turn, PATIENCE_MS);
}

START_TEST(a_store_of_ones_own_has_no_dealer)
{
	if (fixture_on_postgres())
		return;
	open_both(4, "echo");
	deal_both();
	ck_assert_ptr_null(dealers[0]);
	ck_assert_uint_eq(endpoint_at(&stage)->slots, 4);
	listener_hear(&listener, "echo");
	ck_assert_int_eq(listener.outcome.end, RELAY_FINISHED);
}
END_TEST

START_TEST(two_nodes_share_and_lend_what_they_do_not_need)
{
	if (!fixture_on_postgres())
		return;
	open_both(5, "words:3:100");
	deal_both();
	until_shared(3, 2);
	/* Long enough to be written at once on a busy machine. */
	for (int i = 0; i < 20; i++)
		asks_at(&stage, "words:3:100", "c");
	until_all_have_ended();
	ck_assert_int_eq(script_most(&script), 5);
	for (size_t i = 0; i < people_count; i++)
		ck_assert_int_eq(people[i].outcome.end, RELAY_FINISHED);
}
END_TEST

START_TEST(a_few_at_one_node_are_not_behind_a_crowd_at_the_other)
{
	if (!fixture_on_postgres())
		return;
	open_both(2, "words:3:20");
	deal_both();
	for (int i = 0; i < 30; i++)
		asks_at(&stage, "words:3:20", "large");
	until(&people[1].started, 1);
	for (int i = 0; i < 4; i++)
		asks_at(&second, "words:3:20", "small");
	until_all_have_ended();
	ck_assert_int_le(script_most(&script), 2);
	for (size_t i = 30; i < 34; i++) {
		/* Every second slot, and as many before as were dealt when they came. */
		ck_assert_uint_le(people[i].order, 2 * (unsigned)(i - 29) + 2 + 4);
		ck_assert_uint_le(people[i].places[0], 2 * 4 + 2);
	}
	/* Who came to the crowd last was told of those at the other node, too. */
	ck_assert_uint_ge(people[29].places[0], 26);
}
END_TEST

START_TEST(who_waits_where_nobody_else_does_stands_behind_the_crowd_elsewhere)
{
	struct listener *late;

	if (!fixture_on_postgres())
		return;
	open_both(2, "words:3:20");
	deal_both();
	for (int i = 0; i < 30; i++)
		asks_at(&stage, "words:3:20", "c");
	until(&people[5].started, 1);
	late = asks_at(&second, "words:3:20", "c");
	until(&late->started, 1);
	ck_assert_uint_ge(late->place_count, 1);
	ck_assert_uint_ge(late->places[0], 15);
	ck_assert_uint_ge(late->waits[0], 1); /* known from the node that has asked */
	ck_assert_uint_ge(late->order, 15);
	until_all_have_ended();
}
END_TEST

static enum db_status lose(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_exec(tx, "ALTER TABLE line RENAME TO away", "");
}

START_TEST(without_the_store_a_node_goes_on_with_what_it_held)
{
	if (!fixture_on_postgres())
		return;
	open_both(4, "words:2:5");
	deal_both();
	until_shared(2, 2);
	ck_assert_int_eq(db_write(fixture_db, lose, NULL), DB_OK);
	for (int i = 0; i < 12; i++)
		asks_at(&stage, "words:2:5", "c");
	until_all_have_ended();
	for (size_t i = 0; i < people_count; i++)
		ck_assert_int_eq(people[i].outcome.end, RELAY_FINISHED);
	ck_assert_int_le(script_most(&script), 4);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("dealer");
	TCase *tcase = tcase_create("dealer");

	suite_add_tcase(suite, tcase);
	scene_add(tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_store_of_ones_own_has_no_dealer);
	tcase_add_test(tcase, two_nodes_share_and_lend_what_they_do_not_need);
	tcase_add_test(tcase, a_few_at_one_node_are_not_behind_a_crowd_at_the_other);
	tcase_add_test(
		tcase,
		who_waits_where_nobody_else_does_stands_behind_the_crowd_elsewhere);
	tcase_add_test(tcase, without_the_store_a_node_goes_on_with_what_it_held);
	return fixture_run(suite, argc, argv);
}
