/*
 * The parsers of foreign bytes without memory: whichever allocation fails, the process ends in
 * our abort (docs/decisions/0003-memory.md), never in a wild pointer or a half-read event.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "backend/models.h"
#include "backend/request_text.h"
#include "backend/sse.h"
#include "backend/utf8_join.h"
#include "base/text.h"
#include "check_main.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

static int left = -1; /* allocations until one fails; -1: never */

static bool fails(void)
{
	return left >= 0 && left-- == 0;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
	return fails() ? NULL : __real_realloc(memory, size);
}

static bool ignore(void *owner, const char *data, size_t len)
{
	(void)owner, (void)data, (void)len;
	return true;
}

static void read_stream(void)
{
	static const char stream[] = "data: one\ndata: two\n\ndata: thr";
	struct sse sse;

	sse_init(&sse, 100000);
	for (int i = 0; i < 200; i++) /* the line grows beyond its first room */
		if (sse_feed(&sse, stream, sizeof(stream) - 1, ignore, NULL) != SSE_OK)
			break;
	sse_clear(&sse);
}

static void join_text(void)
{
	struct utf8_join join = {0};
	struct buf mended;

	buf_init(&mended, 4096);
	utf8_join(&join, &mended, "Gr\xc3", 3);
	utf8_join(&join, &mended, "\xbc\xff\xc3\x9f", 4);
	utf8_join_end(&join);
	buf_clear(&mended);
}

static void read_models(void)
{
	static const char body[] = "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";
	AUTO_ARENA *arena = arena_new(MIB);
	struct model_list list;

	models_read(&list, arena, body, sizeof(body) - 1);
	models_split(&list, arena, "one;two ; three");
}

static void write_request(void)
{
	AUTO_ARENA *arena = arena_new(MIB);
	struct json_object *body = json_object_new_object();
	size_t len;
	const char *object;

	json_object_object_add(body, "model", json_object_new_string("m"));
	object = request_text_open(arena, body, &len);
	free(request_text_close(&len, object, len, ASK_EVERY_CHUNK,
				"{\"type\":\"json_object\"}"));
	json_object_put(body);
}

/* clang-format off */
static const struct {
	const char *what;
	void (*run)(void);
} works[] = {
	{ "a stream", read_stream },
	{ "joined text", join_text },
	{ "a list of models", read_models },
	{ "a request", write_request },
};
/* clang-format on */

/* @return the child's wait status with the nth allocation failing; 0: there was no nth */
static int run_failing(void (*run)(void), int nth)
{
	static const struct rlimit no_core = {0};
	int status;
	pid_t child = fork();

	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY);

		setrlimit(RLIMIT_CORE, &no_core);
		dup2(nowhere, STDERR_FILENO);
		left = nth;
		run();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

START_TEST(without_memory_there_is_an_abort_and_nothing_else)
{
	int nth = 0, status;

	while ((status = run_failing(works[_i].run, nth)) != 0 && nth < 1000) {
		ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT,
			      "%s, allocation %d: status %d", works[_i].what, nth,
			      status);
		nth++;
	}
	ck_assert_int_gt(nth, 0); /* it did allocate */
	ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("exhaustion");
	TCase *tcase = tcase_create("exhaustion");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, without_memory_there_is_an_abort_and_nothing_else, 0,
			    ARRAY_LEN(works));
	return check_run(suite);
}
