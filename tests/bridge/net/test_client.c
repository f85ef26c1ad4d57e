/* The client against a peer that does everything wrong, and what may be kept how long. */
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "bridge/net/peer.h"
#include "check_main.h"
#include "net/client.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
#define TEN(text) text text text text text text text text text text
#define HUNDRED TEN(TEN("X: y\r\n"))

/* clang-format off */
static const struct peer_page pages[] = {
	{ "/ok",        HEAD "\r\nok", PEER_KEEPS },
	{ "/odd",       HEAD "X-Name: Gr\xfc\xdf" "e\r\nCACHE-Control:  max-age=60 \r\n\r\nok", PEER_KEEPS },
	{ "/empty",     "HTTP/1.1 204 No Content\r\n\r\n", PEER_KEEPS },
	{ "/missing",   "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone", PEER_KEEPS },
	{ "/continue",  "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n" HEAD "\r\nok", PEER_KEEPS },
	{ "/ten",       "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", PEER_KEEPS },
	{ "/eleven",    "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890", PEER_CLOSES },
	{ "/flood",     "HTTP/1.1 200 OK\r\n\r\n", PEER_FLOODS },
	{ "/headers",   "HTTP/1.1 200 OK\r\nX: ", PEER_FLOODS },
	{ "/many",      HEAD HUNDRED "X: y\r\n\r\nok", PEER_KEEPS },
	{ "/colon",     HEAD "no colon\r\n\r\nok", PEER_KEEPS },
	{ "/short",     "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01", PEER_CLOSES },
	{ "/nothing",   "", PEER_CLOSES },
	{ "/mute",      "", PEER_HANGS },
	{ "/half",      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01", PEER_HANGS },
	{ "/drip",      "HTTP/1.1 200 OK\r\nX-A: b\r\n", PEER_DRIPS },
	{ "/line",      "HTTP/1.1 abc OK\r\n\r\n", PEER_CLOSES },
	{ "/line9",     "just bytes\r\n\r\n", PEER_CLOSES },
	{ "/line999",   "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", PEER_CLOSES },
	{ "/ssh",       "SSH-2.0-OpenSSH_9.2\r\n", PEER_CLOSES },
	{ "/chunks",    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n", PEER_CLOSES },
	{ "/here",      "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n", PEER_KEEPS },
	{ "/absolute",  "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:%u/ok\r\nContent-Length: 0\r\n\r\n", PEER_KEEPS },
	{ "/host",      "HTTP/1.1 302 Found\r\nLocation: http://localhost:%u/ok\r\nContent-Length: 0\r\n\r\n", PEER_KEEPS },
	{ "/scheme",    "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", PEER_KEEPS },
	{ "/user",      "HTTP/1.1 302 Found\r\nLocation: http://a:b@127.0.0.1:%u/ok\r\nContent-Length: 0\r\n\r\n", PEER_KEEPS },
	{ "/loop",      "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n", PEER_KEEPS },
	{ "/nowhere",   "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", PEER_KEEPS },
};

static const struct {
	const char *path;
	size_t max_bytes;
	enum net_status status;
	int answered;
	const char *body;
} visits[] = {
	{ "/ok",        0, NET_OK,            200, "ok" },
	{ "/odd",       0, NET_OK,            200, "ok" },
	{ "/empty",     0, NET_OK,            204, "" },
	{ "/missing",   0, NET_OK,            404, "gone" },
	{ "/continue",  0, NET_OK,            200, "ok" },
	{ "/ten",      10, NET_OK,            200, "0123456789" },
	{ "/eleven",   10, NET_ERR_TOO_LARGE,   0, "" },
	{ "/flood",     0, NET_ERR_TOO_LARGE,   0, "" },
	{ "/headers",   0, NET_ERR_PROTOCOL,    0, "" },
	{ "/many",      0, NET_ERR_TOO_LARGE,   0, "" },
	{ "/colon",     0, NET_ERR_PROTOCOL,    0, "" },
	{ "/short",     0, NET_ERR_PROTOCOL,    0, "" },
	{ "/nothing",   0, NET_ERR_PROTOCOL,    0, "" },
	{ "/mute",      0, NET_ERR_TIMEOUT,     0, "" },
	{ "/half",      0, NET_ERR_TIMEOUT,     0, "" },
	{ "/drip",      0, NET_ERR_TIMEOUT,     0, "" },
	{ "/line",      0, NET_ERR_PROTOCOL,    0, "" },
	{ "/line9",     0, NET_ERR_PROTOCOL,    0, "" },
	{ "/line999",   0, NET_ERR_PROTOCOL,    0, "" },
	{ "/ssh",       0, NET_ERR_PROTOCOL,    0, "" },
	{ "/chunks",    0, NET_ERR_PROTOCOL,    0, "" },
	{ "/here",      0, NET_OK,            200, "ok" },
	{ "/absolute",  0, NET_OK,            200, "ok" },
	{ "/host",      0, NET_ERR_REDIRECT,    0, "" },
	{ "/scheme",    0, NET_ERR_REDIRECT,    0, "" },
	{ "/user",      0, NET_ERR_REDIRECT,    0, "" },
	{ "/loop",      0, NET_ERR_REDIRECT,    0, "" },
	{ "/nowhere",   0, NET_OK,            302, "" },
};
/* clang-format on */

static struct peer peer;
static struct arena *arena;
static struct net_response response;

static void setup(void)
{
	log_level_set(LOG_ERROR);
	arena = arena_new(8 * MIB);
	peer_start(&peer, pages, ARRAY_LEN(pages));
}

static void teardown(void)
{
	peer_stop(&peer);
	arena_free(arena);
}

static const char *at(const char *path)
{
	return arena_printf(arena, "http://127.0.0.1:%u%s", peer.port, path);
}

static enum net_status visit(const char *path)
{
	struct net_request request = {.url = at(path), .guard = NET_ANYWHERE};

	return net_fetch(&response, arena, &request);
}

START_TEST(every_answer_is_read_or_refused)
{
	struct net_request request = {
		.url = at(visits[_i].path),
		.guard = NET_ANYWHERE,
		.max_bytes = visits[_i].max_bytes,
		.timeout_ms = visits[_i].status == NET_ERR_TIMEOUT ? 150 : 10000,
	};
	enum net_status status = net_fetch(&response, arena, &request);

	ck_assert_msg(status == visits[_i].status, "%s: %s", visits[_i].path,
		      net_sentence(status));
	ck_assert_int_eq(response.status, visits[_i].answered);
	ck_assert_str_eq(response.body, visits[_i].body);
	ck_assert_uint_eq(response.body_len, strlen(visits[_i].body));
}
END_TEST

START_TEST(headers_are_found_by_any_case_and_keep_odd_bytes)
{
	ck_assert_int_eq(visit("/odd"), NET_OK);
	ck_assert_str_eq(net_header(&response, "X-NAME"), "Gr\xfc\xdf"
							  "e");
	ck_assert_str_eq(net_header(&response, "cache-control"), "max-age=60");
	ck_assert_int_eq(visit("/continue"), NET_OK);
	ck_assert_ptr_null(net_header(&response, "x-early"));
}
END_TEST

START_TEST(the_final_url_is_told)
{
	ck_assert_int_eq(visit("/here"), NET_OK);
	ck_assert_str_eq(response.url, at("/ok"));
}
END_TEST

START_TEST(a_bearer_follows_nobody)
{
	struct net_request request = {
		.url = at("/here"),
		.guard = NET_ANYWHERE,
		.headers = (struct net_header[]){{"authorization", "Bearer x"}, {0}},
	};

	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_REDIRECT);
	ck_assert_uint_eq(peer.requests, 1);
}
END_TEST

START_TEST(a_post_follows_nobody)
{
	struct net_request request = {
		.url = at("/here"),
		.body = "a=b",
		.guard = NET_ANYWHERE,
	};

	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_REDIRECT);
	ck_assert_uint_eq(peer.requests, 1);
}
END_TEST

START_TEST(what_is_sent_is_what_was_asked)
{
	struct net_request request = {
		.method = "PUT",
		.url = at("/ok"),
		.body = "{\"a\":1}zzz",
		.body_len = 7,
		.guard = NET_ANYWHERE,
		.headers = (struct net_header[]){{"Content-Type", "application/json"},
						 {"X-Empty", ""},
						 {0}},
	};

	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_OK);
	ck_assert_ptr_nonnull(strstr(peer.last, "PUT /ok HTTP/1.1\r\n"));
	ck_assert_ptr_nonnull(strstr(peer.last, "Content-Type: application/json\r\n"));
	ck_assert_ptr_nonnull(strstr(peer.last, "X-Empty:\r\n"));
	ck_assert_ptr_nonnull(strstr(peer.last, "\r\n\r\n{\"a\":1}"));
	ck_assert_ptr_null(strstr(peer.last, "zzz"));
	ck_assert_ptr_null(strstr(peer.last, "Expect"));
	ck_assert_ptr_null(strstr(peer.last, "urlencoded"));
}
END_TEST

START_TEST(a_header_cannot_smuggle_another)
{
	struct net_request request = {
		.url = at("/ok"),
		.guard = NET_ANYWHERE,
		.headers =
			(struct net_header[]){{"Authorization", "Bearer x\r\nX-Other: y"},
					      {0}},
	};

	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_HEADER);
	ck_assert_uint_eq(peer.requests, 0);
}
END_TEST

START_TEST(connections_serve_again)
{
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(visit("/ok"), NET_OK);
	ck_assert_uint_eq(peer.requests, 3);
	ck_assert_uint_eq(peer.connections, 1);
}
END_TEST

START_TEST(a_refused_answer_leaves_no_trace_for_the_next)
{
	ck_assert_int_eq(visit("/short"), NET_ERR_PROTOCOL);
	ck_assert_int_eq(visit("/ok"), NET_OK);
	ck_assert_str_eq(response.body, "ok");
}
END_TEST

START_TEST(nobody_is_asked_on_a_private_address)
{
	struct net_request request = {.guard = NET_PUBLIC};

	request.url = at("/ok");
	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_URL);
	request.url = arena_printf(arena, "https://127.0.0.1:%u/ok", peer.port);
	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_URL);
	request.url = NULL;
	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_URL);
	ck_assert_uint_eq(peer.connections, 0);
}
END_TEST

/* A name that does not look private and is: what a rebinding attacker has. */
START_TEST(the_address_behind_a_name_is_checked)
{
	struct net_request request = {.guard = NET_PUBLIC};
	struct addrinfo *found;

	if (getaddrinfo("ip6-localhost", NULL, NULL, &found) != 0)
		return; /* no such name on this machine */
	freeaddrinfo(found);
	request.url = arena_printf(arena, "https://ip6-localhost:%u/ok", peer.port);
	ck_assert_int_eq(guard_url(request.url, NET_PUBLIC), GUARD_OK);
	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_ADDRESS);
	ck_assert_uint_eq(peer.connections, 0);
}
END_TEST

START_TEST(the_environments_proxy_is_not_used)
{
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	ck_assert_int_eq(visit("/ok"), NET_OK);
}
END_TEST

START_TEST(nobody_there_is_told_apart)
{
	struct net_request request = {.url = at("/ok"), .guard = NET_ANYWHERE};

	peer_stop(&peer);
	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_CONNECT);
	request.url = arena_printf(arena, "http://nobody.invalid/");
	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_RESOLVE);
	peer_start(&peer, pages, ARRAY_LEN(pages));
	request.url = arena_printf(arena, "https://127.0.0.1:%u/ok", peer.port);
	ck_assert_int_eq(net_fetch(&response, arena, &request), NET_ERR_TLS);
}
END_TEST

/* clang-format off */
static const struct {
	const char *cache_control, *also, *age;
	int64_t max_age_s; /* of a fallback of 7 */
} ages[] = {
	{ NULL, NULL, NULL, 7 },
	{ "max-age=60", NULL, NULL, 60 },
	{ "public, max-age=60", NULL, "10", 50 },
	{ "max-age=60", NULL, "61", 0 },
	{ "max-age=60", NULL, "soon", 60 },
	{ "MAX-AGE=\"60\"", NULL, NULL, 60 },
	{ "max-age=60, no-store", NULL, NULL, 0 },
	{ "no-cache", NULL, NULL, 0 },
	{ "no-cache=\"Set-Cookie, X\", max-age=9", NULL, NULL, 0 },
	{ "private=\"a, no-store\", max-age=9", NULL, NULL, 9 },
	{ "max-age=60", "max-age=5", NULL, 5 },
	{ "max-age=60", "no-store", NULL, 0 },
	{ "max-age=-1", NULL, NULL, 0 },
	{ "max-age=soon", NULL, NULL, 0 },
	{ "max-age=", NULL, NULL, 0 },
	{ "max-age", NULL, NULL, 7 },
	{ "x-max-age=5", NULL, NULL, 7 },
	{ "s-maxage=5", NULL, NULL, 7 },
	{ "", NULL, NULL, 7 },
	{ ",,\t ,", NULL, NULL, 7 },
	{ "\"", NULL, NULL, 7 },
	{ "max-age=99999999999999999999999999", NULL, NULL, 366 * 86400 },
};
/* clang-format on */

START_TEST(an_answer_is_kept_as_long_as_it_says)
{
	struct net_header headers[3];
	size_t count = 0;

	if (ages[_i].cache_control)
		headers[count++] =
			(struct net_header){"cache-control", ages[_i].cache_control};
	if (ages[_i].also)
		headers[count++] = (struct net_header){"cache-control", ages[_i].also};
	if (ages[_i].age)
		headers[count++] = (struct net_header){"age", ages[_i].age};
	response = (struct net_response){.headers = headers, .header_count = count};
	ck_assert_int_eq(net_max_age_s(&response, 7), ages[_i].max_age_s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client");
	TCase *tcase = tcase_create("client");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, every_answer_is_read_or_refused, 0, ARRAY_LEN(visits));
	tcase_add_test(tcase, headers_are_found_by_any_case_and_keep_odd_bytes);
	tcase_add_test(tcase, the_final_url_is_told);
	tcase_add_test(tcase, a_bearer_follows_nobody);
	tcase_add_test(tcase, a_post_follows_nobody);
	tcase_add_test(tcase, what_is_sent_is_what_was_asked);
	tcase_add_test(tcase, a_header_cannot_smuggle_another);
	tcase_add_test(tcase, connections_serve_again);
	tcase_add_test(tcase, a_refused_answer_leaves_no_trace_for_the_next);
	tcase_add_test(tcase, nobody_is_asked_on_a_private_address);
	tcase_add_test(tcase, the_address_behind_a_name_is_checked);
	tcase_add_test(tcase, the_environments_proxy_is_not_used);
	tcase_add_test(tcase, nobody_there_is_told_apart);
	tcase_add_loop_test(tcase, an_answer_is_kept_as_long_as_it_says, 0,
			    ARRAY_LEN(ages));
	return check_run(suite);
}
