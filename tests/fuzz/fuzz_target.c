/* Fuzz: a decoded target: what the path's check takes is harmless and finds at most one row; a
 * query put together again is one that forms can read, with the same text. */
#include "fuzz.h"

#include "base/utf8.h"
#include "call/form.h"
#include "http/path.h"
#include "http/route.h"

static struct reply *nothing(struct call *call)
{
	(void)call;
	return NULL;
}

static const struct route routes[] = {
	{"/", HTTP_GET, RANK_ANYONE, 0, nothing, 0},
	{"/a/{x}", HTTP_GET, RANK_ANYONE, 0, nothing, 0},
	{"/a/b", HTTP_GET, RANK_ANYONE, 0, nothing, 0},
	{"/a/{x}/c/{y}", HTTP_GET | HTTP_POST, RANK_ANYONE, 0, nothing, 0},
	{"/f/{rest*}", HTTP_GET, RANK_ANYONE, 0, nothing, 0},
};

static void path_try(const char *path, size_t len)
{
	AUTO_ARENA *arena = arena_new(1 << 20);
	static struct router *router;
	const struct route *found;
	const char *params[CALL_PARAMS] = {0};
	char error[256];

	if (!path_valid(path, len))
		return;
	MUST(strlen(path) == len && path[0] == '/');
	MUST(!strstr(path, "/../") && !strchr(path, '\\'));
	if (!router)
		router = router_new(routes, sizeof(routes) / sizeof(routes[0]), error);
	MUST(router);
	MUST(!router_find(&found, router, HTTP_GET, path, arena, params) || found);
	for (size_t i = 0; i < CALL_PARAMS && params[i]; i++)
		MUST(*params[i] && strstr(path, params[i]));
}

static void query_try(const char *pair, size_t len)
{
	AUTO_ARENA *arena = arena_new(1 << 20);
	const char *equals = memchr(pair, '=', len);
	AUTO_BUF query;
	struct form *form;
	const char *value;

	buf_init(&query, QUERY_MAX_BYTES);
	if (!query_add(&query, "first=1", 7) || !query_add(&query, pair, len))
		return;
	form = form_parse(arena, query.bytes, query.len);
	MUST(form || !utf8_valid(pair, len) || memchr(pair, '\0', len));
	if (!form)
		return;
	MUST(form_get(form, "first"));
	if (!equals || equals == pair)
		return;
	value = form_get(form, arena_strndup(arena, pair, (size_t)(equals - pair)));
	MUST(value);
	MUST(strcmp(value, "1") == 0 ||
	     strlen(value) == len - (size_t)(equals + 1 - pair));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = text_of(data, size);

	path_try(text, size);
	query_try(text, size);
	free(text);
	return 0;
}
