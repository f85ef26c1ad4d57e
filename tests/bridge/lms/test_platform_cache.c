/* Platform cache: what is kept, how much of it, and that many may ask at once. */
#include "lms/platform_cache.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "check_main.h"

#define THREADS 4
#define SHARED 200 /* platforms that all threads meet */

static struct platform_cache *cache;

static void setup(void)
{
	cache = platform_cache_new();
}

static void teardown(void)
{
	platform_cache_free(cache);
}

static struct platform a_platform(const char *id, const char *issuer)
{
	return (struct platform){
		.id = id,
		.tenant = "T",
		.profile = "moodle",
		.status = PLATFORM_ACTIVE,
		.jwks_url = "https://lms.test/jwks",
		.created_s = 7,
		.registration = {.issuer = issuer,
				 .client_id = "client",
				 .auth_url = "https://lms.test/auth",
				 .token_url = "https://lms.test/token",
				 .quirks = LTI_QUIRK_LONE_KEY},
	};
}

/* Nothing of the caller's is left by the time it returns. */
static void keep(const char *id, const char *issuer)
{
	char id_text[64], issuer_text[64];
	struct platform platform = a_platform(id_text, issuer_text);

	snprintf(id_text, sizeof(id_text), "%s", id);
	snprintf(issuer_text, sizeof(issuer_text), "%s", issuer);
	platform_cache_keep(cache, &platform);
	memset(id_text, 'x', sizeof(id_text) - 1);
	memset(issuer_text, 'x', sizeof(issuer_text) - 1);
}

START_TEST(what_was_kept_is_found)
{
	const struct platform *platform;

	ck_assert_ptr_null(platform_cache_find(cache, "p"));
	keep("p", "https://one.test");
	platform = platform_cache_find(cache, "p");
	ck_assert_str_eq(platform->id, "p");
	ck_assert_str_eq(platform->tenant, "T");
	ck_assert_str_eq(platform->profile, "moodle");
	ck_assert_ptr_null(platform->name);
	ck_assert_str_eq(platform->jwks_url, "https://lms.test/jwks");
	ck_assert_int_eq(platform->created_s, 7);
	ck_assert_str_eq(platform->registration.issuer, "https://one.test");
	ck_assert_str_eq(platform->registration.client_id, "client");
	ck_assert_str_eq(platform->registration.auth_url, "https://lms.test/auth");
	ck_assert_str_eq(platform->registration.token_url, "https://lms.test/token");
	ck_assert_ptr_null(platform->registration.token_audience);
	ck_assert_uint_eq(platform->registration.quirks, LTI_QUIRK_LONE_KEY);
	ck_assert_ptr_null(platform_cache_find(cache, "q"));
}
END_TEST

START_TEST(the_first_copy_stays)
{
	const struct platform *first;

	keep("p", "https://one.test");
	first = platform_cache_find(cache, "p");
	keep("p", "https://two.test");
	ck_assert_ptr_eq(platform_cache_find(cache, "p"), first);
	ck_assert_str_eq(first->registration.issuer, "https://one.test");
}
END_TEST

START_TEST(beyond_its_number_nothing_is_kept)
{
	char id[32];

	for (int i = 0; i < PLATFORM_CACHE_MOST + 5; i++) {
		snprintf(id, sizeof(id), "p%d", i);
		keep(id, id);
	}
	for (int i = 0; i < PLATFORM_CACHE_MOST + 5; i++) {
		snprintf(id, sizeof(id), "p%d", i);
		ck_assert_int_eq(platform_cache_find(cache, id) != NULL,
				 i < PLATFORM_CACHE_MOST);
	}
}
END_TEST

START_TEST(all_may_be_as_long_as_allowed_and_no_longer)
{
	char id[32], text[PLATFORM_CACHE_TEXT];
	struct platform platform = {.id = id, .name = text};

	memset(text, 'n', sizeof(text));
	text[PLATFORM_CACHE_TEXT - 6] = '\0';
	for (int i = 0; i < PLATFORM_CACHE_MOST; i++) {
		snprintf(id, sizeof(id), "%04d", i);
		platform_cache_keep(cache, &platform);
		ck_assert_ptr_nonnull(platform_cache_find(cache, id));
	}
	platform_cache_free(cache);
	cache = platform_cache_new();
	snprintf(id, sizeof(id), "longer");
	platform_cache_keep(cache, &platform);
	ck_assert_ptr_null(platform_cache_find(cache, id));
}
END_TEST

START_TEST(a_platform_with_lists_is_not_kept_by_halves)
{
	static const char *const names[] = {"https://alias.test"};
	struct platform platform = a_platform("p", "https://one.test");

	platform.registration.issuer_aliases = names;
	platform.registration.issuer_aliases_count = 1;
	platform_cache_keep(cache, &platform);
	ck_assert_ptr_null(platform_cache_find(cache, "p"));
}
END_TEST

START_TEST(without_a_cache_nothing_is_found)
{
	struct platform platform = a_platform("p", "https://one.test");

	platform_cache_keep(NULL, &platform);
	ck_assert_ptr_null(platform_cache_find(NULL, "p"));
	platform_cache_free(NULL);
}
END_TEST

/* Keeps and finds all of them; *out counts those that were right. */
static void *meet(void *out)
{
	for (int i = 0; i < SHARED; i++) {
		const struct platform *platform;
		char id[32];

		snprintf(id, sizeof(id), "p%d", i);
		if (!platform_cache_find(cache, id))
			keep(id, id);
		platform = platform_cache_find(cache, id);
		*(int *)out += platform && strcmp(platform->id, id) == 0 &&
			       strcmp(platform->registration.issuer, id) == 0;
	}
	return NULL;
}

START_TEST(many_threads_find_the_same)
{
	pthread_t threads[THREADS];
	int right[THREADS] = {0};

	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, meet, &right[i]), 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(right[i], SHARED);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("platform_cache");
	TCase *tests = tcase_create("platform_cache");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, what_was_kept_is_found);
	tcase_add_test(tests, the_first_copy_stays);
	tcase_add_test(tests, beyond_its_number_nothing_is_kept);
	tcase_add_test(tests, all_may_be_as_long_as_allowed_and_no_longer);
	tcase_add_test(tests, a_platform_with_lists_is_not_kept_by_halves);
	tcase_add_test(tests, without_a_cache_nothing_is_found);
	tcase_add_test(tests, many_threads_find_the_same);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
