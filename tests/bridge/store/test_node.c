/* Nodes: who is alive, in which order, and how one is missed. */
#include "bridge/store/fixture.h"
#include "store/node.h"

#define NOW_S INT64_C(1795000000)

struct step {
	const char *id;
	int64_t now_s;
	struct node_place place;
};

static enum db_status see(struct db_conn *tx, void *arg)
{
	struct step *step = arg;

	return node_seen(tx, step->id, step->now_s, &step->place);
}

static enum db_status leave(struct db_conn *tx, void *arg)
{
	return node_gone(tx, arg);
}

static void seen(const char *id, int64_t now_s, unsigned rank, unsigned count)
{
	struct step step = {.id = id, .now_s = now_s};

	ck_assert_int_eq(db_write(fixture_db, see, &step), DB_OK);
	ck_assert_uint_eq(step.place.rank, rank);
	ck_assert_uint_eq(step.place.count, count);
}

START_TEST(each_living_node_has_its_place)
{
	seen("b", NOW_S, 0, 1);
	seen("c", NOW_S + 1, 1, 2);
	seen("a", NOW_S + 2, 0, 3);
	seen("b", NOW_S + 3, 1, 3);
	seen("c", NOW_S + 4, 2, 3);
}
END_TEST

START_TEST(a_silent_node_is_missed_and_may_come_back)
{
	seen("a", NOW_S, 0, 1);
	seen("b", NOW_S, 1, 2);
	seen("b", NOW_S + NODE_SILENT_S - 1, 1, 2);
	seen("b", NOW_S + NODE_SILENT_S, 0, 1);
	seen("a", NOW_S + NODE_SILENT_S, 0, 2);
}
END_TEST

START_TEST(a_node_that_ends_is_not_waited_for)
{
	char id[] = "a";

	seen("a", NOW_S, 0, 1);
	seen("b", NOW_S, 1, 2);
	ck_assert_int_eq(db_write(fixture_db, leave, id), DB_OK);
	seen("b", NOW_S, 0, 1);
}
END_TEST

START_TEST(the_long_dead_are_forgotten)
{
	int64_t rows = -1;

	seen("a", NOW_S, 0, 1);
	seen("b", NOW_S + 7200, 0, 1);
	ck_assert_int_eq(
		db_get_int(db_reader(fixture_db), &rows, "SELECT COUNT(*) FROM node", ""),
		DB_OK);
	ck_assert_int_eq(rows, 1);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("node");
	TCase *nodes = tcase_create("nodes");

	tcase_add_checked_fixture(nodes, fixture_setup, fixture_teardown);
	tcase_add_test(nodes, each_living_node_has_its_place);
	tcase_add_test(nodes, a_silent_node_is_missed_and_may_come_back);
	tcase_add_test(nodes, a_node_that_ends_is_not_waited_for);
	tcase_add_test(nodes, the_long_dead_are_forgotten);
	suite_add_tcase(suite, nodes);
	return fixture_run(suite, argc, argv);
}
