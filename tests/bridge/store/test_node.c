/* Nodes: who is alive, in which order, what they say, and how one is missed. */
#include <string.h>

#include "bridge/store/fixture.h"
#include "store/node.h"

#define NOW_S INT64_C(1795000000)

struct step {
	struct arena *arena;
	const char *id, *said;
	int64_t now_s;
	struct node *others;
	size_t count;
	unsigned rank;
};

static struct arena *arena;

static void setup(void)
{
	fixture_setup();
	arena = arena_new(1024 * 1024);
}

static void teardown(void)
{
	arena_free(arena);
	fixture_teardown();
}

static enum db_status see(struct db_conn *tx, void *arg)
{
	struct step *step = arg;
	enum db_status status = nodes_others(tx, step->arena, step->id, step->now_s,
					     &step->others, &step->count, &step->rank);

	return status == DB_OK ? node_say(tx, step->id, step->said, step->now_s) : status;
}

static enum db_status leave(struct db_conn *tx, void *arg)
{
	return node_gone(tx, arg);
}

static struct step seen(const char *id, const char *said, int64_t now_s, unsigned rank,
			size_t others)
{
	struct step step = {.arena = arena, .id = id, .said = said, .now_s = now_s};

	ck_assert_int_eq(db_write(fixture_db, see, &step), DB_OK);
	ck_assert_uint_eq(step.rank, rank);
	ck_assert_uint_eq(step.count, others);
	return step;
}

START_TEST(each_living_node_has_its_place)
{
	seen("b", "", NOW_S, 0, 0);
	seen("c", "", NOW_S + 1, 1, 1);
	seen("a", "", NOW_S + 2, 0, 2);
	seen("b", "", NOW_S + 3, 1, 2);
	seen("c", "", NOW_S + 4, 2, 2);
}
END_TEST

START_TEST(each_hears_what_the_others_said_last)
{
	struct step step;
	int64_t count;

	seen("a", "one", NOW_S, 0, 0);
	seen("b", "two", NOW_S, 1, 1);
	step = seen("c", "", NOW_S, 2, 2);
	ck_assert_str_eq(step.others[0].id, "a");
	ck_assert_str_eq(step.others[0].said, "one");
	ck_assert_str_eq(step.others[1].said, "two");
	count = step.others[0].said_count;
	step = seen("c", "", NOW_S, 2, 2);
	ck_assert_int_eq(step.others[0].said_count, count);
	seen("a", "one", NOW_S, 0, 2); /* the same again is a sign of life, too */
	step = seen("c", "", NOW_S, 2, 2);
	ck_assert_int_ne(step.others[0].said_count, count);
}
END_TEST

START_TEST(a_silent_node_is_missed_and_may_come_back)
{
	seen("a", "", NOW_S, 0, 0);
	seen("b", "", NOW_S, 1, 1);
	seen("b", "", NOW_S + NODE_SILENT_S - 1, 1, 1);
	seen("b", "", NOW_S + NODE_SILENT_S, 0, 0);
	seen("a", "", NOW_S + NODE_SILENT_S, 0, 1);
}
END_TEST

START_TEST(a_node_that_ends_is_not_waited_for)
{
	char id[] = "a";

	seen("a", "", NOW_S, 0, 0);
	seen("b", "", NOW_S, 1, 1);
	ck_assert_int_eq(db_write(fixture_db, leave, id), DB_OK);
	seen("b", "", NOW_S, 0, 0);
}
END_TEST

START_TEST(the_long_dead_are_forgotten)
{
	int64_t rows = -1;

	seen("a", "", NOW_S, 0, 0);
	seen("b", "", NOW_S + 7200, 0, 0);
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

	tcase_add_checked_fixture(nodes, setup, teardown);
	tcase_add_test(nodes, each_living_node_has_its_place);
	tcase_add_test(nodes, each_hears_what_the_others_said_last);
	tcase_add_test(nodes, a_silent_node_is_missed_and_may_come_back);
	tcase_add_test(nodes, a_node_that_ends_is_not_waited_for);
	tcase_add_test(nodes, the_long_dead_are_forgotten);
	suite_add_tcase(suite, nodes);
	return fixture_run(suite, argc, argv);
}
