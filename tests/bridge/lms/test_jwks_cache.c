/* Jwks cache: when an LMS is asked for its keys, and when it is left in peace. */
#include "lms/jwks_cache.h"

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "check_main.h"

#define URL "https://lms.test/jwks"
#define NOW INT64_C(1800000000)

static struct jwks_cache *cache;
static char *sets[2]; /* two key sets of one key each */
static const char *kids[2];
static struct lti_key *keys[2];

static struct { /* what the pretended LMS answers, and how often it was asked */
	atomic_int asked;
	const char *body; /* NULL: it does not answer */
	int64_t max_age_s;
	int hold; /* read from it before the answer goes out; -1: at once */
} lms;

static bool fetch(void *owner, const char *url, struct arena *arena, const char **body,
		  size_t *len, int64_t *max_age_s)
{
	char byte;

	ck_assert_ptr_eq(owner, &lms);
	ck_assert_ptr_nonnull(url);
	atomic_fetch_add(&lms.asked, 1);
	if (lms.hold >= 0)
		ck_assert_int_eq(read(lms.hold, &byte, 1), 1);
	if (!lms.body)
		return false;
	*body = arena_strdup(arena, lms.body);
	*len = strlen(lms.body);
	*max_age_s = lms.max_age_s;
	return true;
}

static void make_sets(void)
{
	for (int i = 0; i < 2; i++) {
		const struct lti_key *one;

		ck_assert_int_eq(lti_key_generate(&keys[i]), LTI_OK);
		one = keys[i];
		ck_assert_int_eq(lti_jwks_write(&sets[i], &one, 1), LTI_OK);
		kids[i] = lti_key_kid(keys[i]);
	}
}

static void free_sets(void)
{
	for (int i = 0; i < 2; i++) {
		lti_key_free(keys[i]);
		free(sets[i]);
	}
}

static void setup(void)
{
	atomic_store(&lms.asked, 0);
	lms.body = sets[0];
	lms.max_age_s = -1;
	lms.hold = -1;
	cache = jwks_cache_new(fetch, &lms);
}

static void teardown(void)
{
	jwks_cache_free(cache);
}

/* Whether the cache has this key now. */
static bool has(const char *kid, int64_t now_s)
{
	AUTO_JWKS_LEASE *lease = jwks_get(cache, URL, now_s);

	return lease && lti_jwks_has(jwks_keys(lease), kid);
}

START_TEST(a_set_is_fetched_once_and_kept_an_hour)
{
	ck_assert(has(kids[0], NOW));
	ck_assert(has(kids[0], NOW + JWKS_DEFAULT_S - 1));
	ck_assert_int_eq(lms.asked, 1);
	ck_assert(has(kids[0], NOW + JWKS_DEFAULT_S));
	ck_assert_int_eq(lms.asked, 2);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	int64_t max_age_s, kept_s;
} ages[] = {
	{ "what the LMS says", 600, 600 },
	{ "a day at most", 10 * JWKS_CAP_S, JWKS_CAP_S },
	{ "a minute where it says none", 0, JWKS_FLOOR_S },
};
/* clang-format on */

START_TEST(a_set_is_kept_as_long_as_said_within_bounds)
{
	lms.max_age_s = ages[_i].max_age_s;
	ck_assert(has(kids[0], NOW));
	ck_assert(has(kids[0], NOW + ages[_i].kept_s - 1));
	ck_assert_msg(lms.asked == 1, "%s", ages[_i].what);
	ck_assert(has(kids[0], NOW + ages[_i].kept_s));
	ck_assert_msg(lms.asked == 2, "%s", ages[_i].what);
}
END_TEST

START_TEST(an_unknown_kid_is_worth_one_more_look)
{
	AUTO_JWKS_LEASE *old = jwks_get(cache, URL, NOW), *newer = NULL;

	lms.body = sets[1];
	newer = jwks_get_newer(cache, URL, old, NOW + JWKS_FORCED_S);
	ck_assert_ptr_nonnull(newer);
	ck_assert(lti_jwks_has(jwks_keys(newer), kids[1]));
	ck_assert(lti_jwks_has(jwks_keys(old), kids[0])); /* ours until we let it go */
}
END_TEST

START_TEST(forged_kids_do_not_make_us_hammer_the_lms)
{
	AUTO_JWKS_LEASE *old = jwks_get(cache, URL, NOW);

	for (int second = 0; second < JWKS_FORCED_S; second++)
		ck_assert_ptr_null(jwks_get_newer(cache, URL, old, NOW + second));
	ck_assert_int_eq(lms.asked, 1);
}
END_TEST

START_TEST(who_holds_an_older_set_gets_the_newer_one_for_nothing)
{
	AUTO_JWKS_LEASE *old = jwks_get(cache, URL, NOW), *first = NULL, *second = NULL;

	first = jwks_get_newer(cache, URL, old, NOW + JWKS_FORCED_S);
	second = jwks_get_newer(cache, URL, old, NOW + JWKS_FORCED_S);
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_eq(first, second);
	ck_assert_int_eq(lms.asked, 2);
}
END_TEST

START_TEST(launches_survive_an_lms_that_does_not_answer)
{
	int64_t over = NOW + JWKS_DEFAULT_S;

	ck_assert(has(kids[0], NOW));
	lms.body = NULL;
	ck_assert(has(kids[0], over));
	ck_assert_int_eq(lms.asked, 2);
	ck_assert(has(kids[0], over + JWKS_STALE_S - 1));
	ck_assert_int_eq(lms.asked, 2); /* no launch waits for it again */
	ck_assert(!has(kids[0], over + JWKS_STALE_S));
}
END_TEST

START_TEST(a_chore_asks_a_silent_lms_again)
{
	int64_t over = NOW + JWKS_DEFAULT_S;

	ck_assert(has(kids[0], NOW));
	jwks_retry(cache, over); /* nothing has failed */
	ck_assert_int_eq(lms.asked, 1);
	lms.body = NULL;
	ck_assert(has(kids[0], over));
	jwks_retry(cache, over + JWKS_RETRY_S - 1);
	ck_assert_int_eq(lms.asked, 2);
	jwks_retry(cache, over + JWKS_RETRY_S);
	ck_assert_int_eq(lms.asked, 3);
	lms.body = sets[1];
	jwks_retry(cache, over + 2 * JWKS_RETRY_S);
	ck_assert(has(kids[1], over + 2 * JWKS_RETRY_S)); /* it is back, with new keys */
	ck_assert_int_eq(lms.asked, 4);
	jwks_retry(cache, over + 4 * JWKS_RETRY_S);
	ck_assert_int_eq(lms.asked, 4);
}
END_TEST

START_TEST(no_answer_at_all_is_no_keys)
{
	lms.body = NULL;
	ck_assert(!has(kids[0], NOW));
	ck_assert(!has(kids[0], NOW + 1));
	ck_assert_int_eq(lms.asked, 1);
	lms.body = sets[0];
	ck_assert(has(kids[0], NOW + JWKS_RETRY_S));
}
END_TEST

static const char *const rubbish[] = {"", "{}", "[]", "<html>", "{\"keys\":1}"};

START_TEST(rubbish_does_not_replace_keys)
{
	ck_assert(has(kids[0], NOW));
	lms.body = rubbish[_i];
	ck_assert(has(kids[0], NOW + JWKS_DEFAULT_S));
}
END_TEST

static void *ask(void *out)
{
	*(bool *)out = has(kids[0], NOW);
	return NULL;
}

/* The first caller is held inside its fetch until all are under way; the others may come
 * before or after it ends, and either way the LMS is asked once. */
START_TEST(many_at_once_ask_once)
{
	pthread_t threads[8];
	bool found[8] = {false};
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	lms.hold = ends[0];
	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask, &found[i]), 0);
	ck_assert_int_eq(write(ends[1], "12345678", 8), 8);
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], NULL);
		ck_assert(found[i]);
	}
	ck_assert_int_eq(lms.asked, 1);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(each_lms_has_its_own_keys)
{
	AUTO_JWKS_LEASE *one = jwks_get(cache, URL, NOW), *other = NULL;

	lms.body = sets[1];
	other = jwks_get(cache, "https://other.test/jwks", NOW);
	ck_assert(lti_jwks_has(jwks_keys(one), kids[0]));
	ck_assert(lti_jwks_has(jwks_keys(other), kids[1]));
	ck_assert(!lti_jwks_has(jwks_keys(other), kids[0]));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("jwks_cache");
	TCase *tests = tcase_create("jwks_cache");

	tcase_add_unchecked_fixture(tests, make_sets, free_sets);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_set_is_fetched_once_and_kept_an_hour);
	tcase_add_loop_test(tests, a_set_is_kept_as_long_as_said_within_bounds, 0,
			    sizeof(ages) / sizeof(ages[0]));
	tcase_add_test(tests, an_unknown_kid_is_worth_one_more_look);
	tcase_add_test(tests, forged_kids_do_not_make_us_hammer_the_lms);
	tcase_add_test(tests, who_holds_an_older_set_gets_the_newer_one_for_nothing);
	tcase_add_test(tests, launches_survive_an_lms_that_does_not_answer);
	tcase_add_test(tests, a_chore_asks_a_silent_lms_again);
	tcase_add_test(tests, no_answer_at_all_is_no_keys);
	tcase_add_loop_test(tests, rubbish_does_not_replace_keys, 0,
			    sizeof(rubbish) / sizeof(rubbish[0]));
	tcase_add_test(tests, many_at_once_ask_once);
	tcase_add_test(tests, each_lms_has_its_own_keys);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
