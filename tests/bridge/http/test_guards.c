/* What stands before a handler: paths, queries, proxies, rates, addresses to listen on. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "http/buckets.h"
#include "http/listen.h"
#include "http/path.h"
#include "http/proxies.h"

/* clang-format off */
static const struct {
	const char *path;
	size_t len; /* 0: of the text */
	bool valid;
} paths[] = {
	{ "/",             0, true },
	{ "/a/b.c/-_~",    0, true },
	{ "/sch\xc3\xb6n", 0, true },
	{ "/a b",          0, true },
	{ "/.a/..b/c..",   0, true },
	{ "",              0, false },
	{ "a",             0, false },
	{ "/.",            0, false },
	{ "/..",           0, false },
	{ "/a/../b",       0, false },
	{ "/a/.",          0, false },
	{ "/a\\b",         0, false },
	{ "/a\nb",         0, false },
	{ "/a\x7f",        0, false },
	{ "/\xff",         0, false },
	{ "/\xc0\xaf",     0, false },
	{ "/a\0b",         4, false },
};

static const struct {
	const char *pairs[4];
	const char *query;
} queries[] = {
	{ { "a=b" },                   "a=b" },
	{ { "a=b", "c", "d=" },        "a=b&c&d=" },
	{ { "u=https://x/?a=b&c" },    "u=https%3A%2F%2Fx%2F%3Fa%3Db%26c" },
	{ { "n\xc3\xb6=\xc3\xa4 +" },  "n%C3%B6=%C3%A4%20%2B" },
	{ { "a==" },                   "a=%3D" },
	{ { "a-._~b=%" },              "a-._~b=%25" },
};

static const struct {
	const char *what, *trusted, *peer, *forwarded, *client;
} clients[] = {
	{ "no header",                    "127.0.0.1",   "127.0.0.1", NULL,                       "127.0.0.1" },
	{ "a trusted proxy's word",       "127.0.0.1",   "127.0.0.1", "192.0.2.1",                "192.0.2.1" },
	{ "a stranger's word",            "127.0.0.1",   "192.0.2.9", "192.0.2.1",                "192.0.2.9" },
	{ "nobody is trusted",            "",            "127.0.0.1", "192.0.2.1",                "127.0.0.1" },
	{ "the client lies to the proxy", "127.0.0.1",   "127.0.0.1", "10.0.0.1, 192.0.2.1",      "192.0.2.1" },
	{ "two proxies",                  "127.0.0.1 10.0.0.0/8", "127.0.0.1", "192.0.2.1,10.9.9.9", "192.0.2.1" },
	{ "only proxies",                 "10.0.0.0/8",  "10.0.0.1",  "10.0.0.3, 10.0.0.2",       "10.0.0.3" },
	{ "with a port",                  "127.0.0.1",   "127.0.0.1", "192.0.2.1:4711",           "192.0.2.1" },
	{ "IPv6",                         "::1",         "::1",       "2001:db8::7",              "2001:db8::7" },
	{ "IPv6 with a port",             "::1",         "::1",       "[2001:DB8:0::7]:443",      "2001:db8::7" },
	{ "IPv6 network",                 "fd00::/8",    "fd12::1",   "192.0.2.1",                "192.0.2.1" },
	{ "IPv4 that came by IPv6",       "127.0.0.1",   "::ffff:127.0.0.1", "::ffff:192.0.2.1",  "192.0.2.1" },
	{ "not an address",               "127.0.0.1",   "127.0.0.1", "unknown",                  "127.0.0.1" },
	{ "rubbish behind an address",    "127.0.0.1",   "127.0.0.1", "192.0.2.1, x",             "127.0.0.1" },
	{ "empty elements",               "127.0.0.1",   "127.0.0.1", "192.0.2.1,,",              "127.0.0.1" },
	{ "spaces",                       "127.0.0.1",   "127.0.0.1", "  192.0.2.1\t ",           "192.0.2.1" },
	{ "half a bracket",               "127.0.0.1",   "127.0.0.1", "[::1",                     "127.0.0.1" },
	{ "words behind a bracket",       "127.0.0.1",   "127.0.0.1", "[::1]x",                   "127.0.0.1" },
};

static const struct {
	const char *text;
	bool good;
} lists[] = {
	{ "", true },
	{ "127.0.0.1 ::1", true },
	{ "10.0.0.0/8,192.0.2.0/24 , fd00::/8", true },
	{ "0.0.0.0/0", true },
	{ "::/0", true },
	{ "localhost", false },
	{ "10.0.0.0/33", false },
	{ "fd00::/129", false },
	{ "10.0.0.0/", false },
	{ "10.0.0.0/-1", false },
	{ "10.0.0", false },
	{ "1.2.3.4;5.6.7.8", false },
};
/* clang-format on */

START_TEST(a_path_is_checked)
{
	size_t len = paths[_i].len ? paths[_i].len : strlen(paths[_i].path);

	ck_assert_msg(path_valid(paths[_i].path, len) == paths[_i].valid, "%s",
		      paths[_i].path);
}
END_TEST

START_TEST(a_path_has_an_end)
{
	static char path[PATH_MAX_BYTES + 2];

	memset(path, '/', 1);
	memset(path + 1, 'a', PATH_MAX_BYTES);
	ck_assert(path_valid(path, PATH_MAX_BYTES));
	ck_assert(!path_valid(path, PATH_MAX_BYTES + 1));
}
END_TEST

START_TEST(a_query_is_put_together)
{
	AUTO_BUF query;

	buf_init(&query, QUERY_MAX_BYTES);
	for (size_t i = 0; i < 4 && queries[_i].pairs[i]; i++)
		ck_assert(query_add(&query, queries[_i].pairs[i],
				    strlen(queries[_i].pairs[i])));
	ck_assert_str_eq(query.bytes, queries[_i].query);
}
END_TEST

START_TEST(the_client_is_found)
{
	struct proxies proxies;
	char client[REMOTE_TEXT], error[256];

	ck_assert(proxies_parse(&proxies, clients[_i].trusted, error));
	proxies_client(client, &proxies, clients[_i].peer, clients[_i].forwarded);
	ck_assert_msg(text_equal(client, clients[_i].client), "%s: %s", clients[_i].what,
		      client);
}
END_TEST

START_TEST(a_list_of_proxies_is_checked)
{
	struct proxies proxies;
	char error[256] = "";

	ck_assert_msg(proxies_parse(&proxies, lists[_i].text, error) == lists[_i].good,
		      "%s: %s", lists[_i].text, error);
	ck_assert_msg(lists[_i].good || *error, "%s: no words", lists[_i].text);
}
END_TEST

START_TEST(a_network_ends_where_its_bits_end)
{
	struct proxies proxies;
	char error[256];

	ck_assert(proxies_parse(&proxies, "192.0.2.64/26", error));
	ck_assert(proxies_trust(&proxies, "192.0.2.64"));
	ck_assert(proxies_trust(&proxies, "192.0.2.127"));
	ck_assert(!proxies_trust(&proxies, "192.0.2.63"));
	ck_assert(!proxies_trust(&proxies, "192.0.2.128"));
	ck_assert(!proxies_trust(&proxies, "::c000:0240"));
}
END_TEST

START_TEST(https_at_the_browser)
{
	struct proxies proxies;
	char error[256];

	ck_assert(proxies_parse(&proxies, "127.0.0.1", error));
	ck_assert(proxies_secure(&proxies, "127.0.0.1", "https", false));
	ck_assert(!proxies_secure(&proxies, "127.0.0.1", "http", false));
	ck_assert(!proxies_secure(&proxies, "127.0.0.1", NULL, false));
	ck_assert(!proxies_secure(&proxies, "192.0.2.1", "https", false));
	ck_assert(proxies_secure(&proxies, "192.0.2.1", NULL, true));
}
END_TEST

/* Rates */

START_TEST(a_bucket_empties_and_refills)
{
	struct buckets *buckets = buckets_new(60);
	unsigned wait_s;

	for (int i = 0; i < 60; i++)
		ck_assert_uint_eq(buckets_take(buckets, "192.0.2.1", 1000), 0);
	wait_s = buckets_take(buckets, "192.0.2.1", 1000);
	ck_assert_uint_ge(wait_s, 1);
	ck_assert_uint_le(wait_s, 2);
	ck_assert_uint_eq(buckets_take(buckets, "192.0.2.2", 1000), 0);
	ck_assert_uint_eq(buckets_take(buckets, "192.0.2.1", 2000),
			  0); /* one came back */
	ck_assert_uint_ne(buckets_take(buckets, "192.0.2.1", 2000), 0);
	for (int i = 0; i < 60; i++)
		ck_assert_uint_eq(buckets_take(buckets, "192.0.2.1", 100000), 0);
	buckets_free(buckets);
}
END_TEST

START_TEST(refusals_are_not_counted)
{
	struct buckets *buckets = buckets_new(1);

	ck_assert_uint_eq(buckets_take(buckets, "192.0.2.1", 0), 0);
	for (int i = 0; i < 1000; i++)
		ck_assert_uint_ne(buckets_take(buckets, "192.0.2.1", 0), 0);
	ck_assert_uint_eq(buckets_take(buckets, "192.0.2.1", 60000), 0);
	buckets_free(buckets);
}
END_TEST

START_TEST(a_household_shares_its_ipv6_network)
{
	struct buckets *buckets = buckets_new(1);

	ck_assert_uint_eq(buckets_take(buckets, "2001:db8:1:2::1", 0), 0);
	ck_assert_uint_ne(buckets_take(buckets, "2001:db8:1:2:ffff::9", 0), 0);
	ck_assert_uint_eq(buckets_take(buckets, "2001:db8:1:3::1", 0), 0);
	buckets_free(buckets);
}
END_TEST

START_TEST(a_crowd_does_not_make_the_table_grow)
{
	struct buckets *buckets = buckets_new(5);
	char address[REMOTE_TEXT];

	for (unsigned i = 0; i < 200000; i++) {
		snprintf(address, sizeof(address), "10.%u.%u.%u", i >> 16, i >> 8 & 255,
			 i & 255);
		ck_assert_uint_eq(buckets_take(buckets, address, 0), 0);
	}
	buckets_free(buckets);
}
END_TEST

START_TEST(no_rate_is_no_limit)
{
	struct buckets *buckets = buckets_new(0);

	for (int i = 0; i < 1000; i++)
		ck_assert_uint_eq(buckets_take(buckets, "192.0.2.1", 0), 0);
	buckets_set_rate(buckets, 1);
	ck_assert_uint_eq(buckets_take(buckets, "192.0.2.1", 0), 0);
	ck_assert_uint_ne(buckets_take(buckets, "192.0.2.1", 0), 0);
	buckets_free(buckets);
}
END_TEST

START_TEST(addresses_to_listen_on)
{
	struct listen_address address;
	char error[256];

	ck_assert(listen_resolve(&address, "127.0.0.1:0", error));
	ck_assert_str_eq(address.host, "127.0.0.1");
	ck_assert_uint_eq(address.port, 0);
	ck_assert(listen_resolve(&address, "localhost:0", error));
	ck_assert(listen_resolve(&address, ":0", error));
	ck_assert_str_eq(address.host, "");
	ck_assert(!listen_resolve(&address, "", error));
	ck_assert(!listen_resolve(&address, "8080", error));
	ck_assert(!listen_resolve(&address, "127.0.0.1:", error));
	ck_assert(!listen_resolve(&address, "127.0.0.1:-1", error));
	ck_assert(!listen_resolve(&address, "127.0.0.1:65536", error));
	ck_assert(!listen_resolve(&address, "[::1:80", error));
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("guards");
	Suite *suite = suite_create("guards");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, a_path_is_checked, 0, ARRAY_LEN(paths));
	tcase_add_test(tests, a_path_has_an_end);
	tcase_add_loop_test(tests, a_query_is_put_together, 0, ARRAY_LEN(queries));
	tcase_add_loop_test(tests, the_client_is_found, 0, ARRAY_LEN(clients));
	tcase_add_loop_test(tests, a_list_of_proxies_is_checked, 0, ARRAY_LEN(lists));
	tcase_add_test(tests, a_network_ends_where_its_bits_end);
	tcase_add_test(tests, https_at_the_browser);
	tcase_add_test(tests, a_bucket_empties_and_refills);
	tcase_add_test(tests, refusals_are_not_counted);
	tcase_add_test(tests, a_household_shares_its_ipv6_network);
	tcase_add_test(tests, a_crowd_does_not_make_the_table_grow);
	tcase_add_test(tests, no_rate_is_no_limit);
	tcase_add_test(tests, addresses_to_listen_on);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
