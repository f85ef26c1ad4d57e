/* Keys: a key is published, signs, retires and goes, each at its time. */
#include "lms/keys.h"

#include <check.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "bridge/store/fixture.h"

#define NOW INT64_C(1800000000)
#define DAY (24 * 3600)

static struct arena *arena;
static struct sealer *sealer;
static char error[256];

static void setup(void)
{
	char path[512];

	fixture_setup();
	arena = arena_new(1 << 24);
	snprintf(path, sizeof(path), "%s/secret", fixture_dir());
	sealer = sealer_new(path, error);
	ck_assert_msg(sealer != NULL, "%s", error);
}

static void teardown(void)
{
	sealer_free(sealer);
	arena_free(arena);
	fixture_teardown();
}

static size_t published(int64_t now_s)
{
	const char *text;
	struct json_object *set;

	ck_assert_int_eq(keys_jwks(&text, db_reader(fixture_db), sealer, arena, now_s),
			 DB_OK);
	set = json_parse(arena, text, strlen(text));
	ck_assert_ptr_nonnull(set);
	return json_object_array_length(json_array_of(set, "keys"));
}

static const char *signing(int64_t now_s)
{
	const struct lti_key *key;

	ck_assert_int_eq(keys_signing(&key, db_reader(fixture_db), sealer, arena, now_s),
			 DB_OK);
	return lti_key_kid(key);
}

START_TEST(the_first_key_is_made_once_and_signs_at_once)
{
	const char *kid;

	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW), DB_OK);
	kid = signing(NOW);
	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW + 1), DB_OK);
	ck_assert_str_eq(signing(NOW + 1), kid);
	ck_assert_uint_eq(published(NOW), 1);
}
END_TEST

START_TEST(what_we_publish_has_what_moodle_and_ilias_need)
{
	struct json_object *set, *key;
	const char *text;

	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW), DB_OK);
	ck_assert_int_eq(keys_jwks(&text, db_reader(fixture_db), sealer, arena, NOW),
			 DB_OK);
	set = json_parse(arena, text, strlen(text));
	key = json_object_array_get_idx(json_array_of(set, "keys"), 0);
	ck_assert_str_eq(json_text(key, "kty"), "RSA");
	ck_assert_str_eq(json_text(key, "alg"), "RS256");
	ck_assert_str_eq(json_text(key, "use"), "sig");
	ck_assert_str_eq(json_text(key, "kid"), signing(NOW));
	ck_assert_ptr_null(json_text(key, "d"));
}
END_TEST

START_TEST(a_new_key_is_published_before_it_signs_and_the_old_one_stays_a_day)
{
	enum key_rotation outcome;
	char kid[DIGEST_TEXT];
	const char *old;

	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW), DB_OK);
	old = signing(NOW);
	ck_assert_int_eq(
		keys_rotate(&outcome, kid, fixture_db, sealer, arena, false, NOW), DB_OK);
	ck_assert_int_eq(outcome, KEY_ROTATED);
	ck_assert_uint_eq(published(NOW), 2);
	ck_assert_str_eq(signing(NOW + DAY - 1), old);
	ck_assert_str_eq(signing(NOW + DAY), kid);
	ck_assert_uint_eq(published(NOW + 2 * DAY - 1), 2);
	ck_assert_uint_eq(published(NOW + 2 * DAY), 1);
}
END_TEST

/* Another process on the same store: it reads what the first one wrote, at the very next use. */
START_TEST(every_node_follows_a_rotation)
{
	struct db_options options = {.url = fixture_url()};
	enum key_rotation outcome;
	char kid[DIGEST_TEXT];
	const struct lti_key *key;
	const char *text;
	struct db *node;

	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW), DB_OK);
	ck_assert_int_eq(db_open(&node, &options, error), DB_OK);
	ck_assert_int_eq(keys_signing(&key, db_reader(node), sealer, arena, NOW), DB_OK);
	ck_assert_str_eq(lti_key_kid(key), signing(NOW));
	ck_assert_int_eq(
		keys_rotate(&outcome, kid, fixture_db, sealer, arena, false, NOW), DB_OK);
	ck_assert_int_eq(keys_jwks(&text, db_reader(node), sealer, arena, NOW), DB_OK);
	ck_assert_ptr_nonnull(strstr(text, kid));
	ck_assert_int_eq(keys_signing(&key, db_reader(node), sealer, arena, NOW + DAY),
			 DB_OK);
	ck_assert_str_eq(lti_key_kid(key), kid);
	db_close(node);
}
END_TEST

START_TEST(no_second_key_is_made_while_one_waits)
{
	enum key_rotation outcome;
	char kid[DIGEST_TEXT];

	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW), DB_OK);
	ck_assert_int_eq(
		keys_rotate(&outcome, kid, fixture_db, sealer, arena, false, NOW), DB_OK);
	ck_assert_int_eq(
		keys_rotate(&outcome, kid, fixture_db, sealer, arena, false, NOW + 1),
		DB_OK);
	ck_assert_int_eq(outcome, KEY_ROTATING);
	ck_assert_str_eq(kid, "");
	ck_assert_uint_eq(published(NOW + 1), 2);
}
END_TEST

START_TEST(a_stolen_key_is_gone_at_once)
{
	enum key_rotation outcome;
	char kid[DIGEST_TEXT];

	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW), DB_OK);
	ck_assert_int_eq(keys_rotate(&outcome, kid, fixture_db, sealer, arena, true, NOW),
			 DB_OK);
	ck_assert_str_eq(signing(NOW), kid);
	ck_assert_uint_eq(published(NOW), 1);
}
END_TEST

START_TEST(another_secret_opens_no_key)
{
	char path[512];
	const struct lti_key *key;
	struct sealer *other;

	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW), DB_OK);
	snprintf(path, sizeof(path), "%s/other", fixture_dir());
	other = sealer_new(path, error);
	ck_assert_int_eq(keys_signing(&key, db_reader(fixture_db), other, arena, NOW),
			 DB_ABSENT);
	ck_assert_ptr_null(key);
	sealer_free(other);
}
END_TEST

START_TEST(the_store_never_sees_a_private_key)
{
	const char *stored;

	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW), DB_OK);
	ck_assert_int_eq(db_get_text(db_reader(fixture_db), arena, &stored,
				     "SELECT private_key FROM tool_key", ""),
			 DB_OK);
	ck_assert_ptr_null(strstr(stored, "PRIVATE"));
	ck_assert_ptr_null(strchr(stored, '-') ? strstr(stored, "-----") : NULL);
}
END_TEST

static enum db_status sweep(struct db_conn *tx, void *arg)
{
	return keys_sweep(tx, *(int64_t *)arg);
}

START_TEST(what_has_retired_is_swept)
{
	enum key_rotation outcome;
	char kid[DIGEST_TEXT];
	int64_t count, then = NOW + 2 * DAY;

	ck_assert_int_eq(keys_ensure(fixture_db, sealer, arena, NOW), DB_OK);
	ck_assert_int_eq(
		keys_rotate(&outcome, kid, fixture_db, sealer, arena, false, NOW), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, sweep, &then), DB_OK);
	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &count,
				    "SELECT COUNT(*) FROM tool_key", ""),
			 DB_OK);
	ck_assert_int_eq(count, 1);
	ck_assert_str_eq(signing(then), kid);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("keys");
	TCase *tests = tcase_create("keys");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, the_first_key_is_made_once_and_signs_at_once);
	tcase_add_test(tests, what_we_publish_has_what_moodle_and_ilias_need);
	tcase_add_test(
		tests,
		a_new_key_is_published_before_it_signs_and_the_old_one_stays_a_day);
	tcase_add_test(tests, every_node_follows_a_rotation);
	tcase_add_test(tests, no_second_key_is_made_while_one_waits);
	tcase_add_test(tests, a_stolen_key_is_gone_at_once);
	tcase_add_test(tests, another_secret_opens_no_key);
	tcase_add_test(tests, the_store_never_sees_a_private_key);
	tcase_add_test(tests, what_has_retired_is_swept);
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
