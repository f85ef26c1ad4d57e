/* The route table: what matches, what is refused at start, which methods are named. */
#include <check.h>
#include <stdlib.h>

#include "base/text.h"
#include "http/route.h"

static struct reply *serve(struct call *call)
{
	(void)call;
	return NULL;
}

#define ROW(path, methods)                                                               \
	{                                                                                \
		path, methods, RANK_STUDENT, 0, serve, 0                                 \
	}

static const struct route routes[] = {
	ROW("/", HTTP_GET),
	ROW("/turns", HTTP_GET | HTTP_POST),
	ROW("/turns/{id}", HTTP_GET),
	ROW("/turns/{id}", HTTP_DELETE),
	ROW("/turns/latest", HTTP_GET),
	ROW("/turns/{id}/receipt", HTTP_GET),
	ROW("/app/", HTTP_GET),
	ROW("/app/{file*}", HTTP_GET),
	ROW("/a/{one}/{two}/{three}/{four}", HTTP_PUT),
};

/* clang-format off */
static const struct {
	const char *what;
	enum http_method method;
	const char *path;
	int row; /* of routes, -1: none */
	const char *params[CALL_PARAMS];
	const char *known;
} cases[] = {
	{ "the root",                 HTTP_GET,    "/",               0, { 0 },              "GET, HEAD" },
	{ "a literal path",           HTTP_POST,   "/turns",          1, { 0 },              "GET, HEAD, POST" },
	{ "HEAD is served by GET",    HTTP_HEAD,   "/turns",          1, { 0 },              "GET, HEAD, POST" },
	{ "a parameter",              HTTP_GET,    "/turns/x y",      2, { "x y" },          "GET, HEAD, DELETE" },
	{ "another method's row",     HTTP_DELETE, "/turns/7",        3, { "7" },            "GET, HEAD, DELETE" },
	{ "a literal goes first",     HTTP_GET,    "/turns/latest",   4, { 0 },              "GET, HEAD, DELETE" },
	{ "behind a parameter",       HTTP_GET,    "/turns/7/receipt", 5, { "7" },           "GET, HEAD" },
	{ "an empty last segment",    HTTP_GET,    "/app/",           6, { 0 },              "GET, HEAD" },
	{ "the rest of the path",     HTTP_GET,    "/app/a/b.js",     7, { "a/b.js" },       "GET, HEAD" },
	{ "four parameters",          HTTP_PUT,    "/a/1/2/3/4",      8, { "1", "2", "3", "4" }, "PUT" },
	{ "the wrong method",         HTTP_PUT,    "/turns",         -1, { 0 },              "GET, HEAD, POST" },
	{ "HEAD without GET",         HTTP_HEAD,   "/a/1/2/3/4",     -1, { 0 },              "PUT" },
	{ "an unknown path",          HTTP_GET,    "/nowhere",       -1, { 0 },              "" },
	{ "an empty parameter",       HTTP_GET,    "/turns/",        -1, { 0 },              "" },
	{ "a slash too many",         HTTP_GET,    "/turns/7/",      -1, { 0 },              "" },
	{ "case matters",             HTTP_GET,    "/Turns",         -1, { 0 },              "" },
	{ "the beginning of a path",  HTTP_GET,    "/app",           -1, { 0 },              "" },
	{ "more than a path may have", HTTP_GET,   "/1/2/3/4/5/6/7/8/9/10/11/12/13/14", -1, { 0 }, "" },
};
/* clang-format on */

START_TEST(finds)
{
	AUTO_ARENA *arena = arena_new(64 * KIB);
	const char *params[CALL_PARAMS] = {0};
	struct router *router;
	const struct route *found;
	char error[256] = "";
	unsigned known;

	router = router_new(routes, ARRAY_LEN(routes), error);
	ck_assert_msg(router != NULL, "%s", error);
	known = router_find(&found, router, cases[_i].method, cases[_i].path, arena,
			    params);
	ck_assert_msg(found == (cases[_i].row < 0 ? NULL : &routes[cases[_i].row]), "%s",
		      cases[_i].what);
	ck_assert_msg(text_equal(methods_text(known, arena), cases[_i].known), "%s: %s",
		      cases[_i].what, methods_text(known, arena));
	for (size_t i = 0; i < CALL_PARAMS; i++)
		ck_assert_msg(text_equal(params[i], cases[_i].params[i]), "%s: %s",
			      cases[_i].what, params[i]);
	router_free(router);
}
END_TEST

/* clang-format off */
static const struct {
	const char *what;
	struct route rows[2];
} tables[] = {
	{ "two rows for one method",       { ROW("/a", HTTP_GET), ROW("/a", HTTP_GET | HTTP_PUT) } },
	{ "two names for one parameter",   { ROW("/a/{x}", HTTP_GET), ROW("/a/{y}", HTTP_GET) } },
	{ "HEAD twice",                    { ROW("/a", HTTP_GET), ROW("/a", HTTP_HEAD) } },
	{ "no slash",                      { ROW("a", HTTP_GET), ROW("/b", HTTP_GET) } },
	{ "no method",                     { ROW("/a", 0), ROW("/b", HTTP_GET) } },
	{ "a rest in the middle",          { ROW("/a/{x*}/b", HTTP_GET), ROW("/b", HTTP_GET) } },
	{ "five parameters",               { ROW("/{1}/{2}/{3}/{4}/{5}", HTTP_GET), ROW("/b", HTTP_GET) } },
	{ "no handler",                    { { "/a", HTTP_GET, RANK_ANYONE, 0, NULL, 0 }, ROW("/b", HTTP_GET) } },
	{ "quick, though it needs a rank", { { "/a", HTTP_GET, RANK_STUDENT, 0, serve, ROUTE_QUICK }, ROW("/b", HTTP_GET) } },
};
/* clang-format on */

START_TEST(refuses_a_table_with)
{
	char error[256] = "";

	ck_assert_msg(router_new(tables[_i].rows, 2, error) == NULL, "%s",
		      tables[_i].what);
	ck_assert_msg(*error != '\0', "%s", tables[_i].what);
}
END_TEST

START_TEST(the_service_has_a_good_table)
{
	char error[256] = "";
	struct router *router = router_new(service_routes, service_route_count, error);

	ck_assert_msg(router != NULL, "%s", error);
	router_free(router);
}
END_TEST

int main(void)
{
	TCase *tests = tcase_create("route");
	Suite *suite = suite_create("route");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tests, finds, 0, ARRAY_LEN(cases));
	tcase_add_loop_test(tests, refuses_a_table_with, 0, ARRAY_LEN(tables));
	tcase_add_test(tests, the_service_has_a_good_table);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
