/* The versions of an assignment on both databases. */
#include <string.h>

#include "assignment/assignment_store.h"
#include "base/json.h"
#include "bridge/course/seed.h"

#define DOCUMENT                                                                         \
	"{\"task\":\"T\",\"kind\":\"essay\",\"tone\":\"neutral\",\"attempts\":3,"        \
	"\"visibility\":\"draft\",\"rubric\":{\"criteria\":[{\"id\":\"k\",\"name\":"     \
	"\"K\","                                                                         \
	"\"description\":\"\",\"weight\":1,\"levels\":["                                 \
	"{\"name\":\"a\",\"description\":\"\",\"points\":0},"                            \
	"{\"name\":\"b\",\"description\":\"\",\"points\":4}]}]}}"

static void setup(void)
{
	seed_setup();
	seed_exec("INSERT INTO assignment VALUES ('a1', 1, '" DOCUMENT "', 'lea', 1)");
}

struct adding {
	struct assignment_version version;
	int64_t base;
};

static enum db_status write_version(struct db_conn *tx, void *arg)
{
	struct adding *adding = arg;

	adding->version.version = adding->base;
	return assignment_version_add(tx, "a1", &adding->version);
}

START_TEST(a_version_is_added_to_the_one_that_was_seen)
{
	struct adding adding = {.version = {.author = "lea",
					    .created_s = SEED_NOW,
					    .document = json_parse(seed_arena, DOCUMENT,
								   strlen(DOCUMENT))},
				.base = 1};
	struct assignment_version *list;
	struct assignment *assignment;
	size_t count;
	int64_t found;

	ck_assert_int_eq(db_write(fixture_db, write_version, &adding), DB_OK);
	ck_assert_int_eq(adding.version.version, 2);
	ck_assert_int_eq(db_write(fixture_db, write_version, &adding), DB_REFUSED);
	ck_assert_int_eq(adding.version.version, 2);
	ck_assert_int_eq(assignment_find(&assignment, &found, db_reader(fixture_db),
					 seed_arena, "a1", 0),
			 DB_OK);
	ck_assert_int_eq(found, 2);
	ck_assert(assignment->max_points == 4);
	ck_assert_int_eq(assignment_find(&assignment, &found, db_reader(fixture_db),
					 seed_arena, "a2", 0),
			 DB_ABSENT);
	ck_assert_int_eq(assignment_version_list(&list, &count, db_reader(fixture_db),
						 seed_arena, "a1"),
			 DB_OK);
	ck_assert_uint_eq(count, 2);
	ck_assert_int_eq(list[0].version, 2);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("assignment_store");
	TCase *tcase = tcase_create("assignment_store");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, seed_teardown);
	tcase_add_test(tcase, a_version_is_added_to_the_one_that_was_seen);
	return fixture_run(suite, argc, argv);
}
