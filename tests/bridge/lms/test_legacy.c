/* Legacy: a signed migration claim brings what was held under old ids; any other brings nothing. */
#include <check.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bridge/lms/lms_kit.h"
#include "bridge/store/fixture.h"
#include "course/tenant.h"
#include "lms/api.h"
#include "lms/legacy.h"
#include "privacy/pseudonym.h"

#define SECRET "my-lti11-secret"

static const char *old_platform;

static struct reply *launch(struct json_object *claims, const struct kit_login *login)
{
	return lms_launch(kit_call(HTTP_POST, kit_form(login->state, kit_sign(claims)),
				   login->cookie));
}

/* What the LMS says: signed by OpenSSL, not by the code under test. */
static const char *signature(struct json_object *claims, const char *secret)
{
	const char *message = arena_printf(
		kit_arena, "key-11&%s&%s&%s&%lld&%s",
		json_text(claims, CLAIM("deployment_id")), json_text(claims, "iss"),
		json_text(claims, "aud"), (long long)json_int(claims, "exp", 0),
		json_text(claims, "nonce"));
	unsigned char mac[32];
	char *text = arena_alloc(kit_arena, 64);

	ck_assert(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, secret, strlen(secret),
			    (const unsigned char *)message, strlen(message), mac,
			    sizeof(mac), NULL) != NULL);
	EVP_EncodeBlock((unsigned char *)text, mac, sizeof(mac));
	return text;
}

static void put_claim(struct json_object *claims, const char *secret, const char *rest)
{
	kit_put(claims, CLAIM("lti1p1"),
		arena_printf(kit_arena,
			     "{\"oauth_consumer_key\":\"key-11\","
			     "\"oauth_consumer_key_sign\":\"%s\"%s}",
			     signature(claims, secret), rest));
}

static enum db_status write_consumer(struct db_conn *tx, void *arg)
{
	return legacy_set(tx, kit_arena, kit_parts.sealer, kit_platform, "key-11", SECRET,
			  arg, KIT_NOW);
}

static const char *text_of(const char *sql)
{
	const char *text = NULL;

	ck_assert_int_eq(db_get_text(db_reader(fixture_db), kit_arena, &text, sql, ""),
			 DB_OK);
	return text;
}

static const char *pseudonym(const char *platform, const char *subject)
{
	char *person = arena_alloc(kit_arena, PSEUDONYM_TEXT);
	struct tenant tenant;

	ck_assert_int_eq(
		tenant_find(&tenant, db_reader(fixture_db), kit_arena, kit_tenant),
		DB_OK);
	return pseudonym_make(person, tenant.secret, platform, "generic", subject);
}

/* The old registration: a course with an activity, its link, and a person's conversation. */
static enum db_status write_history(struct db_conn *tx, void *arg)
{
	const char *platform = arg;
	enum db_status status = db_exec(
		tx,
		"INSERT INTO course SELECT 'c-old', p.tenant_id, d.id, 'ctx-11', 'Old', "
		"'OLD', 1 FROM platform p JOIN deployment d ON d.platform_id = p.id "
		"WHERE p.id = $1",
		"t", platform);

	if (status == DB_OK)
		status = db_exec(tx,
				 "INSERT INTO activity VALUES ('a-old', 'c-old', "
				 "'tutor', 'Old', 'active', NULL, 1)",
				 "");
	if (status == DB_OK)
		status = db_exec(tx,
				 "INSERT INTO resource_link SELECT d.id, 'link-11', "
				 "'a-old', 'Old', 1 FROM deployment d WHERE "
				 "d.platform_id = $1",
				 "t", platform);
	if (status == DB_OK)
		status = db_exec(tx,
				 "INSERT INTO conversation VALUES ('k-old', 'a-old', "
				 "$1, 'main', 'T', 1, 1, NULL)",
				 "t", pseudonym(platform, "u-11"));
	return status;
}

static void setup(void)
{
	kit_setup();
	old_platform = kit_add_platform("https://old.test", "old-client", "old-d",
					"generic", PLATFORM_ACTIVE);
	ck_assert_int_eq(db_write(fixture_db, write_history, (void *)old_platform),
			 DB_OK);
}

#define OLD_IDS                                                                          \
	",\"user_id\":\"u-11\",\"context_id\":\"ctx-11\",\"resource_link_id\":\"link-"   \
	"11\""

START_TEST(a_signed_claim_brings_person_course_and_link)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);
	const char *person = pseudonym(kit_platform, json_text(claims, "sub"));

	ck_assert_int_eq(db_write(fixture_db, write_consumer, (void *)old_platform),
			 DB_OK);
	put_claim(claims, SECRET, OLD_IDS);
	ck_assert_int_eq(reply_status(launch(claims, &login)), 303);
	ck_assert_str_eq(text_of("SELECT activity_id FROM session"), "a-old");
	ck_assert_str_eq(text_of("SELECT course_id FROM session"), "c-old");
	ck_assert_str_eq(text_of("SELECT person FROM conversation"), person);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM course"), 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM legacy_person"), 1);
	/* Again: nothing is left to do, and nothing breaks. */
	login = kit_log_in();
	claims = kit_claims(login.nonce);
	put_claim(claims, SECRET, OLD_IDS);
	ck_assert_int_eq(reply_status(launch(claims, &login)), 303);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM activity"), 1);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM legacy_person"), 1);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what, *secret;
	bool stored;
} unbelieved[] = {
	{ "a signature with another secret", "guessed", true },
	{ "no consumer is stored", SECRET, false },
};
/* clang-format on */

START_TEST(any_other_claim_brings_nothing_and_lets_in)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);

	if (unbelieved[_i].stored)
		ck_assert_int_eq(
			db_write(fixture_db, write_consumer, (void *)old_platform),
			DB_OK);
	put_claim(claims, unbelieved[_i].secret, OLD_IDS);
	ck_assert_int_eq(reply_status(launch(claims, &login)), 303);
	ck_assert_str_ne(text_of("SELECT activity_id FROM session"), "a-old");
	ck_assert_str_eq(text_of("SELECT person FROM conversation"),
			 pseudonym(old_platform, "u-11"));
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM course"), 2);
}
END_TEST

START_TEST(a_signature_of_another_launch_brings_nothing)
{
	struct kit_login login = kit_log_in(), other = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce),
			   *theirs = kit_claims(other.nonce);

	ck_assert_int_eq(db_write(fixture_db, write_consumer, (void *)old_platform),
			 DB_OK);
	kit_put(claims, CLAIM("lti1p1"),
		arena_printf(kit_arena,
			     "{\"oauth_consumer_key\":\"key-11\","
			     "\"oauth_consumer_key_sign\":\"%s\"" OLD_IDS "}",
			     signature(theirs, SECRET)));
	ck_assert_int_eq(reply_status(launch(claims, &login)), 303);
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM legacy_person"), 0);
}
END_TEST

START_TEST(ids_that_are_the_same_are_left_out)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);

	/* The old registration had these very ids; only the registration is new. */
	ck_assert_int_eq(db_write(fixture_db, write_consumer, (void *)old_platform),
			 DB_OK);
	json_put_text(claims, "sub", "u-11");
	kit_put(claims, CLAIM("context"), "{\"id\":\"ctx-11\",\"title\":\"Kurs\"}");
	kit_put(claims, CLAIM("resource_link"), "{\"id\":\"link-11\"}");
	put_claim(claims, SECRET, "");
	ck_assert_int_eq(reply_status(launch(claims, &login)), 303);
	ck_assert_str_eq(text_of("SELECT activity_id FROM session"), "a-old");
	ck_assert_str_eq(text_of("SELECT person FROM conversation"),
			 pseudonym(kit_platform, "u-11"));
}
END_TEST

START_TEST(a_course_that_is_there_stays_where_it_is)
{
	struct kit_login login = kit_log_in();
	struct json_object *claims = kit_claims(login.nonce);

	ck_assert_int_eq(reply_status(launch(claims, &login)), 303); /* before */
	ck_assert_int_eq(db_write(fixture_db, write_consumer, (void *)old_platform),
			 DB_OK);
	login = kit_log_in();
	claims = kit_claims(login.nonce);
	put_claim(claims, SECRET, OLD_IDS);
	ck_assert_int_eq(reply_status(launch(claims, &login)), 303);
	ck_assert_str_eq(text_of("SELECT context_id FROM course WHERE id = 'c-old'"),
			 "ctx-11");
	/* The person follows all the same. */
	ck_assert_int_eq(kit_count("SELECT COUNT(*) FROM legacy_person"), 1);
}
END_TEST

START_TEST(a_secret_is_stored_sealed_and_can_be_forgotten)
{
	struct legacy_consumer *list;
	size_t count;

	ck_assert_int_eq(db_write(fixture_db, write_consumer, NULL), DB_OK);
	ck_assert_int_eq(db_write(fixture_db, write_consumer, NULL), DB_OK);
	ck_assert_ptr_null(strstr(text_of("SELECT sealed FROM legacy_consumer"), SECRET));
	ck_assert_int_eq(legacy_list(&list, &count, db_reader(fixture_db), kit_arena,
				     kit_parts.sealer, kit_platform),
			 DB_OK);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(list[0].secret, SECRET);
	ck_assert_str_eq(list[0].from, kit_platform);
}
END_TEST

int main(int argc, char **argv)
{
	Suite *suite = suite_create("legacy");
	TCase *tests = tcase_create("legacy");

	tcase_add_unchecked_fixture(tests, kit_keys_make, kit_keys_free);
	tcase_add_checked_fixture(tests, setup, kit_teardown);
	tcase_add_test(tests, a_signed_claim_brings_person_course_and_link);
	tcase_add_test(tests, a_signature_of_another_launch_brings_nothing);
	tcase_add_test(tests, ids_that_are_the_same_are_left_out);
	tcase_add_test(tests, a_course_that_is_there_stays_where_it_is);
	tcase_add_test(tests, a_secret_is_stored_sealed_and_can_be_forgotten);
	if (argc == 1)
		tcase_add_loop_test(tests, any_other_claim_brings_nothing_and_lets_in, 0,
				    ARRAY_LEN(unbelieved));
	suite_add_tcase(suite, tests);
	return fixture_run(suite, argc, argv);
}
