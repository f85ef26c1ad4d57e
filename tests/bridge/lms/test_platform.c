/* Platform: rows of registered LMS and their deployments. */
#include "lms/platform.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bridge/store/fixture.h"
#include "course/tenant.h"

#define NOW INT64_C(1800000000)

static struct arena *arena;
static char tenant[RANDOM_ID], id[RANDOM_ID];
static struct platform sample;

static enum db_status write_tenant(struct db_conn *tx, void *arg)
{
	(void)arg;
	return tenant_add(tx, "Uni", NOW, tenant);
}

static enum db_status write_platform(struct db_conn *tx, void *arg)
{
	return platform_add(tx, arg, NOW, id);
}

static void setup(void)
{
	fixture_setup();
	arena = arena_new(1 << 22);
	ck_assert_int_eq(db_write(fixture_db, write_tenant, NULL), DB_OK);
	sample = (struct platform){
		.tenant = tenant,
		.profile = "ilias",
		.status = PLATFORM_ACTIVE,
		.jwks_url = "https://lms.test/jwks",
		.registration = {.issuer = "https://lms.test",
				 .client_id = "c1",
				 .auth_url = "https://LMS.test/ltiauth.php?x=1",
				 .token_url = "https://lms.test/token"},
	};
	ck_assert_int_eq(db_write(fixture_db, write_platform, &sample), DB_OK);
}

static void teardown(void)
{
	arena_free(arena);
	fixture_teardown();
}

static enum db_status find(struct platform **out, const char *issuer,
			   const char *client_id)
{
	return platform_find(out, db_reader(fixture_db), arena, issuer, client_id);
}

START_TEST(a_platform_is_found_by_issuer_and_client_id)
{
	struct platform *found;

	ck_assert_int_eq(find(&found, "https://lms.test", "c1"), DB_OK);
	ck_assert_str_eq(found->id, id);
	ck_assert_str_eq(found->tenant, tenant);
	ck_assert_str_eq(found->registration.auth_url,
			 "https://LMS.test/ltiauth.php?x=1");
	ck_assert_ptr_null(found->registration.token_audience);
	ck_assert_uint_eq(found->registration.quirks, lti_quirks_of("ilias"));
	ck_assert_int_eq(found->status, PLATFORM_ACTIVE);
}
END_TEST

START_TEST(nothing_is_found_by_something_near_it)
{
	struct platform *found;

	ck_assert_int_eq(find(&found, "https://lms.test/", "c1"), DB_ABSENT);
	ck_assert_int_eq(find(&found, "https://LMS.test", "c1"), DB_ABSENT);
	ck_assert_int_eq(find(&found, "https://lms.test", "C1"), DB_ABSENT);
	ck_assert_int_eq(find(&found, "https://lms.test", ""), DB_ABSENT);
	ck_assert_ptr_null(found);
}
END_TEST

START_TEST(without_a_client_id_only_a_lone_registration_is_found)
{
	struct platform *found;

	ck_assert_int_eq(find(&found, "https://lms.test", NULL), DB_OK);
	sample.registration.client_id = "c2";
	ck_assert_int_eq(db_write(fixture_db, write_platform, &sample), DB_OK);
	ck_assert_int_eq(find(&found, "https://lms.test", NULL), DB_CONFLICT);
}
END_TEST

START_TEST(the_same_registration_is_refused_twice)
{
	ck_assert_int_eq(db_write(fixture_db, write_platform, &sample), DB_CONFLICT);
}
END_TEST

START_TEST(more_platforms_than_a_list_begins_with)
{
	char client_id[16];
	struct platform **list;
	size_t count;

	for (int i = 0; i < 40; i++) {
		snprintf(client_id, sizeof(client_id), "many%d", i);
		sample.registration.client_id = client_id;
		ck_assert_int_eq(db_write(fixture_db, write_platform, &sample), DB_OK);
	}
	ck_assert_int_eq(platform_list(&list, &count, db_reader(fixture_db), arena, NULL),
			 DB_OK);
	ck_assert_uint_eq(count, 41);
	ck_assert_int_eq(
		platform_list(&list, &count, db_reader(fixture_db), arena, tenant),
		DB_OK);
	ck_assert_uint_eq(count, 41);
	ck_assert_int_eq(
		platform_list(&list, &count, db_reader(fixture_db), arena, "other"),
		DB_OK);
	ck_assert_uint_eq(count, 0);
}
END_TEST

static enum db_status disable(struct db_conn *tx, void *arg)
{
	return platform_set_status(tx, arg, PLATFORM_DISABLED);
}

START_TEST(a_platform_is_switched_off)
{
	struct platform *found;

	ck_assert_int_eq(db_write(fixture_db, disable, id), DB_OK);
	ck_assert_int_eq(find(&found, "https://lms.test", "c1"), DB_OK);
	ck_assert_int_eq(found->status, PLATFORM_DISABLED);
	ck_assert_int_eq(db_write(fixture_db, disable, (void *)"nobody"), DB_ABSENT);
}
END_TEST

START_TEST(its_pages_are_framed_by_its_own_origins)
{
	ck_assert_str_eq(platform_origins(&sample, arena), "https://lms.test");
	sample.registration.auth_url = "https://sso.test:8443/auth";
	ck_assert_str_eq(platform_origins(&sample, arena),
			 "https://sso.test:8443 https://lms.test");
	ck_assert_str_eq(platform_origins_of(db_reader(fixture_db), arena, id),
			 "https://lms.test");
	ck_assert_ptr_null(platform_origins_of(db_reader(fixture_db), arena, "nobody"));
}
END_TEST

static enum db_status seen(struct db_conn *tx, void *arg)
{
	char made[RANDOM_ID];

	return deployment_add(tx, id, arg, PLATFORM_PENDING, NOW, made);
}

static enum db_status confirm(struct db_conn *tx, void *arg)
{
	return deployment_set_status(tx, id, arg, PLATFORM_ACTIVE);
}

START_TEST(a_deployment_waits_until_somebody_says_yes)
{
	struct deployment found;

	ck_assert_int_eq(deployment_find(&found, db_reader(fixture_db), arena, id, "7"),
			 DB_ABSENT);
	ck_assert_int_eq(db_write(fixture_db, seen, (void *)"7"), DB_OK);
	ck_assert_int_eq(deployment_find(&found, db_reader(fixture_db), arena, id, "7"),
			 DB_OK);
	ck_assert_int_eq(found.status, PLATFORM_PENDING);
	ck_assert_int_eq(db_write(fixture_db, confirm, (void *)"7"), DB_OK);
	ck_assert_int_eq(deployment_find(&found, db_reader(fixture_db), arena, id, "7"),
			 DB_OK);
	ck_assert_int_eq(found.status, PLATFORM_ACTIVE);
	ck_assert_int_eq(db_write(fixture_db, seen, (void *)"7"), DB_CONFLICT);
	ck_assert_int_eq(db_write(fixture_db, confirm, (void *)"8"), DB_ABSENT);
}
END_TEST

START_TEST(a_platform_cannot_fill_the_store_with_deployments)
{
	char name[16];
	struct deployment *list;
	size_t count;

	for (int i = 0; i < DEPLOYMENTS_PENDING_MAX; i++) {
		snprintf(name, sizeof(name), "d%d", i);
		ck_assert_int_eq(db_write(fixture_db, seen, name), DB_OK);
	}
	ck_assert_int_eq(db_write(fixture_db, seen, (void *)"one more"), DB_REFUSED);
	ck_assert_int_eq(deployment_list(&list, &count, db_reader(fixture_db), arena, id),
			 DB_OK);
	ck_assert_uint_eq(count, DEPLOYMENTS_PENDING_MAX);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("platform");
	TCase *tests = tcase_create("platform");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_platform_is_found_by_issuer_and_client_id);
	tcase_add_test(tests, nothing_is_found_by_something_near_it);
	tcase_add_test(tests, without_a_client_id_only_a_lone_registration_is_found);
	tcase_add_test(tests, the_same_registration_is_refused_twice);
	tcase_add_test(tests, more_platforms_than_a_list_begins_with);
	tcase_add_test(tests, a_platform_is_switched_off);
	tcase_add_test(tests, its_pages_are_framed_by_its_own_origins);
	tcase_add_test(tests, a_deployment_waits_until_somebody_says_yes);
	tcase_add_test(tests, a_platform_cannot_fill_the_store_with_deployments);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
