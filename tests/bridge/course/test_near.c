/* Near the limit: who may need help, as far as a lecturer can give it. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/course/seed.h"
#include "course/api.h"
#include "privacy/pseudonym.h"

#define DAY_START "1795215600" /* the 21st of November, 00:00 in Berlin */
#define COUNTER(level, id, person, role, window, used)                                   \
	"INSERT INTO counter VALUES ('" level "', '" id "', '" person "', '" role        \
	"', 'main', 'requests', '" window "', " DAY_START ", 9999999999, " used          \
	", 1, 1)"

static struct session lecturer;

static void setup(void)
{
	seed_setup();
	lecturer = seed_session(RANK_LECTURER);
	seed_exec("INSERT INTO policy VALUES ('course', 'c1', 1, '{\"quotas\":["
		  "{\"scope\":\"user\",\"metric\":\"requests\",\"window\":\"day\","
		  "\"value\":20},"
		  "{\"scope\":\"user\",\"metric\":\"requests\",\"window\":\"minute\","
		  "\"value\":2}"
		  "]}', 'lea', 1)");
}

static struct json_object *people(void)
{
	const struct request request = {.method = HTTP_GET, .query = "", .body = ""};
	const char *text = seed_text(seed_call(course_near_limit, &lecturer, &request));
	struct json_object *tree = json_parse(seed_arena, text, strlen(text));

	ck_assert_msg(tree && json_array_of(tree, "people"), "%s", text);
	return json_array_of(tree, "people");
}

static const char *person(struct json_object *list, size_t index)
{
	return json_text(json_object_array_get_idx(list, index), "person");
}

START_TEST(the_fullest_come_first_and_have_short_names)
{
	struct json_object *list, *first;
	char name[PSEUDONYM_SHORT];

	seed_exec(COUNTER("course", "c1", "max", "", "day", "15")); /* and one reserved */
	seed_exec(COUNTER("course", "c1", "eva", "", "day", "19"));
	seed_exec(COUNTER("course", "c1", "tom", "", "day", "14"));
	list = people();
	ck_assert_uint_eq(json_object_array_length(list), 2);
	ck_assert_str_eq(person(list, 0), "eva");
	ck_assert_str_eq(person(list, 1), "max");
	first = json_object_array_get_idx(list, 0);
	ck_assert_str_eq(json_text(first, "name"), pseudonym_short(name, "c1", "eva"));
	ck_assert_int_eq(json_int(first, "used", -1), 20);
	ck_assert_int_eq(json_int(first, "limit", -1), 20);
	ck_assert_str_eq(json_text(first, "window"), "day");
	ck_assert_ptr_null(json_text(first, "activity"));
}
END_TEST

START_TEST(who_was_granted_more_is_no_longer_near)
{
	seed_exec(COUNTER("course", "c1", "eva", "", "day", "19"));
	seed_exec("INSERT INTO quota_grant VALUES ('g', 'c1', 'eva', 'requests', 'day', "
		  "10, "
		  "1795300000, 'lea', 1)");
	ck_assert_uint_eq(json_object_array_length(people()), 0);
}
END_TEST

START_TEST(minutes_other_courses_and_yesterday_do_not_count)
{
	seed_exec(COUNTER("course", "c1", "eva", "", "minute", "2"));
	seed_exec(COUNTER("course", "c2", "eva", "", "day", "20"));
	seed_exec("INSERT INTO counter VALUES ('course', 'c1', 'eva', '', 'main', "
		  "'requests', "
		  "'day', 1795129200, 1795215600, 20, 0, 1)");
	ck_assert_uint_eq(json_object_array_length(people()), 0);
}
END_TEST

START_TEST(a_tutors_own_limit_names_the_tutor)
{
	struct json_object *list;

	seed_exec("INSERT INTO policy VALUES ('activity', 'a2', 1, '{\"quotas\":["
		  "{\"scope\":\"user\",\"role\":\"student\",\"metric\":\"requests\","
		  "\"window\":\"day\",\"value\":5}]}', 'lea', 1)");
	seed_exec(COUNTER("activity", "a2", "max", "student", "day", "4"));
	list = people();
	ck_assert_uint_eq(json_object_array_length(list), 1);
	ck_assert_str_eq(json_text(json_object_array_get_idx(list, 0), "activity"), "a2");
}
END_TEST

START_TEST(without_a_course_there_is_nobody)
{
	const struct request request = {.method = HTTP_GET, .query = "", .body = ""};

	lecturer.course = NULL;
	ck_assert_int_eq(reply_status(seed_call(course_near_limit, &lecturer, &request)),
			 404);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("near");
	TCase *tcase = tcase_create("near");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, seed_teardown);
	tcase_add_test(tcase, the_fullest_come_first_and_have_short_names);
	tcase_add_test(tcase, who_was_granted_more_is_no_longer_near);
	tcase_add_test(tcase, minutes_other_courses_and_yesterday_do_not_count);
	tcase_add_test(tcase, a_tutors_own_limit_names_the_tutor);
	tcase_add_test(tcase, without_a_course_there_is_nobody);
	return fixture_run(suite, argc, argv);
}
