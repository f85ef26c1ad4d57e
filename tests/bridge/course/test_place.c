/* Tenants, courses, activities: who is found, made, refreshed, copied. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/course/seed.h"
#include "course/activity.h"
#include "course/tenant.h"

/* ---- tenants ---- */

struct naming {
	const char *name;
	char id[RANDOM_ID];
	enum db_status status;
};

static enum db_status add_tenant(struct db_conn *tx, void *arg)
{
	struct naming *naming = arg;

	naming->status = tenant_add(tx, naming->name, SEED_NOW, naming->id);
	return DB_OK;
}

START_TEST(a_new_tenant_has_a_zone_and_a_secret_of_its_own)
{
	struct naming first = {.name = "TU"}, second = {.name = "FH"};
	struct tenant tu, fh;

	seed_write(add_tenant, &first);
	seed_write(add_tenant, &second);
	ck_assert_int_eq(tenant_find_name(&tu, db_reader(fixture_db), seed_arena, "TU"),
			 DB_OK);
	ck_assert_int_eq(tenant_find(&fh, db_reader(fixture_db), seed_arena, second.id),
			 DB_OK);
	ck_assert_str_eq(tu.id, first.id);
	ck_assert_str_eq(tu.time_zone, "Europe/Berlin");
	ck_assert_str_eq(zone_name(tenant_zone(db_reader(fixture_db), tu.id)),
			 "Europe/Berlin");
	ck_assert_uint_eq(strlen(tu.secret), RANDOM_TOKEN - 1);
	ck_assert_str_ne(tu.secret, fh.secret);
}
END_TEST

START_TEST(a_name_is_taken_once)
{
	struct naming again = {.name = "uni"};
	struct tenant *list;
	size_t count;

	seed_write(add_tenant, &again);
	ck_assert_int_eq(again.status, DB_CONFLICT);
	ck_assert_int_eq(tenant_list(&list, &count, db_reader(fixture_db), seed_arena),
			 DB_OK);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(list[0].name, "other");
}
END_TEST

START_TEST(who_is_not_there_is_absent)
{
	struct tenant tenant;

	ck_assert_int_eq(tenant_find(&tenant, db_reader(fixture_db), seed_arena, "x"),
			 DB_ABSENT);
	ck_assert_str_eq(zone_name(tenant_zone(db_reader(fixture_db), "x")), "UTC");
}
END_TEST

/* clang-format off */
static const struct {
	const char *key, *value;
	bool good;
} settings[] = {
	{ "name", "Universität Münster", true }, { "name", "", false }, { "name", "other", false },
	{ "time_zone", "UTC", true }, { "time_zone", "Mars/Olympus", false },
	{ "copies", "active", true }, { "copies", "maybe", false },
	{ "retention_days", "30", true }, { "retention_days", "0", false },
	{ "deployments", "active", true }, { "secret", "x", false }, { "", "", false },
};
/* clang-format on */

struct setting {
	const char *key, *value;
	char why[256];
};

static enum db_status set(struct db_conn *tx, void *arg)
{
	struct setting *setting = arg;

	return tenant_set(tx, "uni", setting->key, setting->value, setting->why);
}

START_TEST(settings_are_checked)
{
	struct setting setting = {.key = settings[_i].key, .value = settings[_i].value};
	enum db_status status = db_write(fixture_db, set, &setting);

	ck_assert_int_eq(status, settings[_i].good ? DB_OK : DB_REFUSED);
	ck_assert_int_eq(setting.why[0] == '\0', settings[_i].good);
}
END_TEST

START_TEST(settings_stay_beside_each_other)
{
	struct setting copies = {.key = "copies", .value = "active"};
	struct setting days = {.key = "retention_days", .value = "30"};
	struct tenant tenant;

	seed_write(set, &copies);
	seed_write(set, &days);
	tenant_find(&tenant, db_reader(fixture_db), seed_arena, "uni");
	ck_assert_str_eq(json_write(tenant.settings),
			 "{\"copies\":\"active\",\"retention_days\":30}");
}
END_TEST

/* ---- courses ---- */

struct taking {
	const char *context, *title;
	struct course course;
};

static enum db_status take_course(struct db_conn *tx, void *arg)
{
	struct taking *taking = arg;

	return course_take(&taking->course, tx, seed_arena, "uni", "d1", taking->context,
			   taking->title, "", SEED_NOW);
}

START_TEST(a_course_is_made_once_and_its_title_refreshed)
{
	struct taking first = {.context = "new", .title = "Old title"};
	struct taking second = {.context = "new", .title = "New title"};
	struct taking third = {.context = "new", .title = ""};

	seed_write(take_course, &first);
	seed_write(take_course, &second);
	seed_write(take_course, &third);
	ck_assert_str_eq(first.course.id, second.course.id);
	ck_assert_str_eq(second.course.title, "New title");
	ck_assert_str_eq(third.course.title, "New title");
	ck_assert_int_eq(seed_int("SELECT count(*) FROM course WHERE context_id = 'new'"),
			 1);
}
END_TEST

START_TEST(a_tenants_courses_are_its_own)
{
	struct course *list;
	size_t count;

	ck_assert_int_eq(
		course_list(&list, &count, db_reader(fixture_db), seed_arena, "uni"),
		DB_OK);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(list[1].id, "c2");
}
END_TEST

/* ---- activities ---- */

struct launch {
	struct activity_link link;
	struct activity activity;
};

static enum db_status take_activity(struct db_conn *tx, void *arg)
{
	struct launch *launch = arg;

	return activity_take(&launch->activity, tx, seed_arena, &launch->link);
}

static struct activity launch_in(const char *course, const char *link, const char *custom)
{
	struct course *found = arena_alloc(seed_arena, sizeof(*found));
	struct launch launch = {
		.link =
			{
				.course = found,
				.deployment = "d1",
				.resource_link_id = link,
				.title = "Tutor",
				.activity_id = custom,
				.now_s = SEED_NOW,
			},
	};

	ck_assert_int_eq(course_find(found, db_reader(fixture_db), seed_arena, course),
			 DB_OK);
	seed_write(take_activity, &launch);
	return launch.activity;
}

START_TEST(a_link_leads_to_the_same_activity_again)
{
	struct activity first = launch_in("c1", "l1", NULL),
			again = launch_in("c1", "l1", NULL);

	ck_assert_str_eq(first.id, again.id);
	ck_assert_str_eq(first.status, "active");
	ck_assert_str_eq(first.kind, "tutor");
	ck_assert_str_ne(launch_in("c1", "l2", NULL).id, first.id);
}
END_TEST

START_TEST(deep_linking_names_the_activity)
{
	ck_assert_str_eq(launch_in("c1", "l1", "a2").id, "a2");
	ck_assert_str_eq(launch_in("c1", "l2", "a2").id, "a2");
	/* the platform may forget custom parameters: the link remembers */
	ck_assert_str_eq(launch_in("c1", "l1", NULL).id, "a2");
}
END_TEST

START_TEST(an_unknown_id_is_not_believed)
{
	struct activity made = launch_in("c1", "l1", "nonsense");
	struct activity foreign = launch_in("c1", "l2", "e1"); /* another university's */

	ck_assert_str_ne(made.id, "nonsense");
	ck_assert_str_ne(foreign.id, "e1");
	ck_assert_ptr_null(foreign.copied_from);
}
END_TEST

#define STORE(level, id, version, document)                                              \
	seed_exec("INSERT INTO policy VALUES ('" level "', '" id "', " version           \
		  ", '" document "', 'lea', 1)")

START_TEST(a_copied_course_gets_a_copy_with_the_rules)
{
	struct activity copy, again, second;

	STORE("activity", "a1", "1", "{\"system_prompt\":\"old\"}");
	STORE("activity", "a1", "2", "{\"system_prompt\":\"new\"}");
	STORE("course", "c1", "1", "{\"temperature\":1,\"exam_lock\":true}");
	seed_exec("INSERT INTO assignment VALUES ('a1', 1, '{\"task\":\"old\"}', 'lea', "
		  "1)");
	seed_exec("INSERT INTO assignment VALUES ('a1', 2, '{\"task\":\"new\","
		  "\"due\":\"2026-11-01T10:00:00Z\"}', 'lea', 2)");
	copy = launch_in("c2", "l9", "a1");
	again = launch_in("c2", "l9", "a1");
	second = launch_in("c2", "l10", "a1");

	ck_assert_str_ne(copy.id, "a1");
	ck_assert_str_eq(copy.course, "c2");
	ck_assert_str_eq(copy.copied_from, "a1");
	ck_assert_str_eq(copy.status, "draft");
	ck_assert_str_eq(again.id, copy.id);
	ck_assert_str_eq(second.id, copy.id);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM policy WHERE level = 'activity'"
				  " AND level_id <> 'a1' AND version = 1"
				  " AND document = '{\"system_prompt\":\"new\"}'"),
			 1);
	ck_assert_int_eq(
		seed_int("SELECT count(*) FROM policy WHERE level = 'course'"
			 " AND level_id = 'c2' AND document = '{\"temperature\":1}'"),
		1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM assignment WHERE activity_id"
				  " <> 'a1' AND version = 1 AND author = 'copy'"
				  " AND document = '{\"task\":\"new\"}'"),
			 1);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM assignment"), 3);
}
END_TEST

START_TEST(a_tenant_may_trust_copies)
{
	seed_exec("UPDATE tenant SET settings = '{\"copies\":\"active\"}'");
	ck_assert_str_eq(launch_in("c2", "l9", "a1").status, "active");
}
END_TEST

START_TEST(a_copy_does_not_replace_the_courses_own_rules)
{
	STORE("course", "c1", "1", "{\"temperature\":1}");
	STORE("course", "c2", "1", "{\"temperature\":0}");
	launch_in("c2", "l9", "a1");
	ck_assert_int_eq(seed_int("SELECT count(*) FROM policy WHERE level_id = 'c2'"),
			 1);
}
END_TEST

START_TEST(without_an_id_the_courses_history_helps)
{
	static const char *const history[] = {"ctx unknown", "ctx c1", NULL};
	struct course course;
	struct launch launch = {
		.link =
			{
				.course = &course,
				.deployment = "d1",
				.resource_link_id = "l9",
				.title = "Tutor",
				.history = history,
				.fork_active = true,
				.now_s = SEED_NOW,
			},
	};

	course_find(&course, db_reader(fixture_db), seed_arena, "c2");
	launch_in("c1", "l1", "a1"); /* its link has that title */
	seed_write(take_activity, &launch);
	ck_assert_str_eq(launch.activity.copied_from, "a1");
	ck_assert_str_eq(launch.activity.status, "active");
}
END_TEST

START_TEST(two_of_one_title_are_no_history)
{
	static const char *const history[] = {"ctx c1", NULL};
	struct course course;
	struct launch launch = {
		.link =
			{
				.course = &course,
				.deployment = "d1",
				.resource_link_id = "l9",
				.title = "Tutor",
				.history = history,
				.now_s = SEED_NOW,
			},
	};

	course_find(&course, db_reader(fixture_db), seed_arena, "c2");
	launch_in("c1", "l1", "a1");
	launch_in("c1", "l2", "a2");
	seed_write(take_activity, &launch);
	ck_assert_ptr_null(launch.activity.copied_from);
}
END_TEST

/* A new link of c1 or c2 whose platform says what it is a copy of. */
static struct activity copy_in(const char *course, const char *id,
			       const char *const *origins)
{
	struct course found;
	struct launch launch = {
		.link =
			{
				.course = &found,
				.deployment = "d1",
				.resource_link_id = id,
				.title = "Tutor",
				.kind = "feedback",
				.link_history = origins,
				.now_s = SEED_NOW,
			},
	};

	course_find(&found, db_reader(fixture_db), seed_arena, course);
	seed_write(take_activity, &launch);
	return launch.activity;
}

START_TEST(a_link_says_what_it_was_copied_from)
{
	static const char *const origins[] = {"never opened", "l1", NULL};
	struct activity here, beside, elsewhere;

	STORE("activity", "a1", "1", "{\"system_prompt\":\"mine\"}");
	launch_in("c1", "l1", "a1");
	here = copy_in("c1", "l8", origins);
	beside = copy_in("c1", "l9", origins);
	elsewhere = copy_in("c2", "l10", origins);

	ck_assert_str_eq(here.copied_from, "a1");
	ck_assert_str_eq(beside.copied_from, "a1");
	ck_assert_str_ne(here.id, beside.id); /* each copy is its own */
	ck_assert_str_eq(elsewhere.course, "c2");
	ck_assert_str_eq(elsewhere.kind, "tutor"); /* as the original */
	ck_assert_str_eq(copy_in("c1", "l8", origins).id, here.id);
	ck_assert_int_eq(seed_int("SELECT count(*) FROM policy WHERE document ="
				  " '{\"system_prompt\":\"mine\"}'"),
			 4);
}
END_TEST

START_TEST(a_copy_of_what_nobody_opened_is_new)
{
	static const char *const origins[] = {"never opened", NULL};
	struct activity made = copy_in("c1", "l8", origins);

	ck_assert_ptr_null(made.copied_from);
	ck_assert_str_eq(made.kind, "feedback");
	ck_assert_str_eq(made.status, "active");
}
END_TEST

START_TEST(a_new_title_is_taken_over_unless_links_share)
{
	launch_in("c1", "l1", "a1");
	ck_assert_int_eq(seed_int("SELECT count(*) FROM activity WHERE id = 'a1'"
				  " AND title = 'Tutor'"),
			 1);
	seed_exec("UPDATE activity SET title = 'Own' WHERE id = 'a1'");
	launch_in("c1", "l2", "a1");
	launch_in("c1", "l1", "a1");
	ck_assert_int_eq(seed_int("SELECT count(*) FROM activity WHERE id = 'a1'"
				  " AND title = 'Own'"),
			 1);
}
END_TEST

START_TEST(an_activity_is_found_in_its_course_only)
{
	struct activity activity, *list;
	size_t count;

	ck_assert_int_eq(
		activity_find(&activity, db_reader(fixture_db), seed_arena, "a1", "c1"),
		DB_OK);
	ck_assert_int_eq(
		activity_find(&activity, db_reader(fixture_db), seed_arena, "b1", "c1"),
		DB_ABSENT);
	ck_assert_int_eq(
		activity_list(&list, &count, db_reader(fixture_db), seed_arena, "c1"),
		DB_OK);
	ck_assert_uint_eq(count, 2);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("place");
	TCase *tcase = tcase_create("place");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, seed_setup, seed_teardown);
	tcase_add_test(tcase, a_new_tenant_has_a_zone_and_a_secret_of_its_own);
	tcase_add_test(tcase, a_name_is_taken_once);
	tcase_add_test(tcase, who_is_not_there_is_absent);
	tcase_add_loop_test(tcase, settings_are_checked, 0, ARRAY_LEN(settings));
	tcase_add_test(tcase, settings_stay_beside_each_other);
	tcase_add_test(tcase, a_course_is_made_once_and_its_title_refreshed);
	tcase_add_test(tcase, a_tenants_courses_are_its_own);
	tcase_add_test(tcase, a_link_leads_to_the_same_activity_again);
	tcase_add_test(tcase, deep_linking_names_the_activity);
	tcase_add_test(tcase, an_unknown_id_is_not_believed);
	tcase_add_test(tcase, a_copied_course_gets_a_copy_with_the_rules);
	tcase_add_test(tcase, a_tenant_may_trust_copies);
	tcase_add_test(tcase, a_copy_does_not_replace_the_courses_own_rules);
	tcase_add_test(tcase, without_an_id_the_courses_history_helps);
	tcase_add_test(tcase, two_of_one_title_are_no_history);
	tcase_add_test(tcase, a_link_says_what_it_was_copied_from);
	tcase_add_test(tcase, a_copy_of_what_nobody_opened_is_new);
	tcase_add_test(tcase, a_new_title_is_taken_over_unless_links_share);
	tcase_add_test(tcase, an_activity_is_found_in_its_course_only);
	return fixture_run(suite, argc, argv);
}
