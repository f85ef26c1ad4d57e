/*
 * Routes, made ready once at start: each path cut into segments, rows with literal segments
 * before rows with parameters, so that the first hit is the most exact one.
 */
#include "http/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

#define SEGMENTS_MAX 12
#define ROUTES_MAX 256

enum segment_kind { LITERAL, PARAM, REST };

struct segment {
	enum segment_kind kind;
	const char *text; /* a literal's */
	size_t len;
};

struct compiled {
	const struct route *route;
	struct segment segments[SEGMENTS_MAX];
	size_t count;
};

struct router {
	size_t count;
	struct compiled rows[];
};

/* clang-format off */
static const struct {
	enum http_method method;
	const char *name;
} methods[] = {
	{ HTTP_GET,    "GET" },
	{ HTTP_HEAD,   "HEAD" },
	{ HTTP_POST,   "POST" },
	{ HTTP_PUT,    "PUT" },
	{ HTTP_PATCH,  "PATCH" },
	{ HTTP_DELETE, "DELETE" },
};
/* clang-format on */

const char *method_name(enum http_method method)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (methods[i].method == method)
			return methods[i].name;
	}
	return "?";
}

bool method_parse(enum http_method *out, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (strcmp(methods[i].name, name) == 0) {
			*out = methods[i].method;
			return true;
		}
	}
	return false;
}

const char *methods_text(unsigned set, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (set & methods[i].method)
			text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "",
					    methods[i].name);
	}
	return text;
}

static unsigned methods_of(const struct route *route)
{
	return route->methods | (route->methods & HTTP_GET ? HTTP_HEAD : 0);
}

/* Cut after the '/' at path; returns what is behind the segment, NULL at the end. */
static const char *segment_cut(struct segment *out, const char *path)
{
	const char *end = strchrnul(path + 1, '/');

	out->kind = LITERAL;
	out->text = path + 1;
	out->len = (size_t)(end - out->text);
	return *end ? end : NULL;
}

static void segment_classify(struct segment *segment)
{
	if (segment->len < 3 || segment->text[0] != '{' ||
	    segment->text[segment->len - 1] != '}')
		return;
	segment->kind = segment->text[segment->len - 2] == '*' ? REST : PARAM;
}

static bool row_compile(struct compiled *row, const struct route *route)
{
	const char *at = route->path;
	size_t params = 0;

	row->route = route;
	if (!at || *at != '/' || !route->handler || !route->methods)
		return false;
	if ((route->flags & ROUTE_QUICK) && route->needs != RANK_ANYONE)
		return false; /* who asks is looked up in the store, which blocks */
	while (at) {
		struct segment *segment = &row->segments[row->count];

		if (++row->count == SEGMENTS_MAX)
			return false;
		at = segment_cut(segment, at);
		segment_classify(segment);
		params += segment->kind != LITERAL;
		if (segment->kind == REST && at)
			return false;
	}
	return params <= CALL_PARAMS;
}

static int segment_order(const struct segment *a, const struct segment *b)
{
	int order;

	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	if (a->kind != LITERAL)
		return 0;
	order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);
	return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* 0: the same paths match both. */
static int row_order(const void *left, const void *right)
{
	const struct compiled *a = left, *b = right;
	int order;

	for (size_t i = 0; i < a->count && i < b->count; i++) {
		order = segment_order(&a->segments[i], &b->segments[i]);
		if (order)
			return order;
	}
	return (a->count > b->count) - (a->count < b->count);
}

static bool rows_collide(const struct router *router, char error[256])
{
	for (size_t i = 1; i < router->count; i++) {
		const struct compiled *a = &router->rows[i - 1], *b = &router->rows[i];

		for (; a >= router->rows && row_order(a, b) == 0; a--) {
			if (!(methods_of(a->route) & methods_of(b->route)))
				continue;
			snprintf(error, 256, "the route %s has two rows for one method",
				 b->route->path);
			return true;
		}
	}
	return false;
}

struct router *router_new(const struct route *routes, size_t count, char error[256])
{
	struct router *router;

	if (count > ROUTES_MAX) {
		snprintf(error, 256, "more than %d routes", ROUTES_MAX);
		return NULL;
	}
	router = calloc(1, sizeof(*router) + count * sizeof(router->rows[0]));
	if (!router)
		log_fatal("memory.exhausted", "what=router");
	router->count = count;
	for (size_t i = 0; i < count; i++) {
		if (row_compile(&router->rows[i], &routes[i]))
			continue;
		snprintf(error, 256, "the route %s is malformed",
			 routes[i].path ? routes[i].path : "(none)");
		router_free(router);
		return NULL;
	}
	qsort(router->rows, count, sizeof(router->rows[0]), row_order);
	if (rows_collide(router, error)) {
		router_free(router);
		return NULL;
	}
	return router;
}

void router_free(struct router *router)
{
	free(router);
}

static bool row_matches(const struct compiled *row, const struct segment *path,
			size_t count)
{
	bool rest = row->segments[row->count - 1].kind == REST;

	if (rest ? count < row->count : count != row->count)
		return false;
	for (size_t i = 0; i < row->count; i++) {
		const struct segment *want = &row->segments[i];

		if (path[i].len == 0 && want->kind != LITERAL)
			return false; /* a parameter is never empty */
		if (want->kind == LITERAL &&
		    (want->len != path[i].len ||
		     memcmp(want->text, path[i].text, want->len) != 0))
			return false;
	}
	return true;
}

static void params_copy(const char *params[CALL_PARAMS], const struct compiled *row,
			const struct segment *path, struct arena *arena)
{
	size_t filled = 0;

	for (size_t i = 0; i < row->count; i++) {
		if (row->segments[i].kind == PARAM)
			params[filled++] =
				arena_strndup(arena, path[i].text, path[i].len);
		else if (row->segments[i].kind == REST)
			params[filled++] = arena_strdup(arena, path[i].text);
	}
}

unsigned router_find(const struct route **out, const struct router *router,
		     enum http_method method, const char *path, struct arena *arena,
		     const char *params[CALL_PARAMS])
{
	struct segment segments[SEGMENTS_MAX] = {0};
	const char *at = path;
	unsigned known = 0;
	size_t count = 0;

	*out = NULL;
	while (at && count < SEGMENTS_MAX)
		at = segment_cut(&segments[count++], at);
	if (at)
		return 0;
	for (size_t i = 0; i < router->count; i++) {
		const struct compiled *row = &router->rows[i];

		if (!row_matches(row, segments, count))
			continue;
		known |= methods_of(row->route);
		if (*out || !(methods_of(row->route) & method))
			continue;
		*out = row->route;
		params_copy(params, row, segments, arena);
	}
	return known;
}
