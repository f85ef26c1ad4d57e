/* Chunks and errors in every shape that servers send, and text joined across pieces. */
#include <signal.h>
#include <string.h>

#include "backend/chunk.h"
#include "backend/utf8_join.h"
#include "base/text.h"
#include "base/utf8.h"
#include "check_main.h"

#define NO_USAGE -1

/* clang-format off */
static const struct {
	const char *json;
	enum chunk_status status;
	const char *text, *reasoning, *finish;
	bool counts;
	int prompt, completion; /* NO_USAGE: none */
} chunks[] = {
	{ "[DONE]", CHUNK_DONE, "", "", "", false, NO_USAGE, 0 },
	{ "[DONE] ", CHUNK_DONE, "", "", "", false, NO_USAGE, 0 },
	{ "", CHUNK_GARBAGE, "", "", "", false, NO_USAGE, 0 },
	{ "nonsense", CHUNK_GARBAGE, "", "", "", false, NO_USAGE, 0 },
	{ "[1,2]", CHUNK_GARBAGE, "", "", "", false, NO_USAGE, 0 },
	{ "\"text\"", CHUNK_GARBAGE, "", "", "", false, NO_USAGE, 0 },
	{ "null", CHUNK_GARBAGE, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":", CHUNK_GARBAGE, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[]} x", CHUNK_GARBAGE, "", "", "", false, NO_USAGE, 0 },
	{ "{}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":null}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":{}}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[]}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[null,5]}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[{}]}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":null}]}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}]}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"content\":7}}]}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"content\":\" She\"},\"logprobs\":null,\"token_ids\":null}],\"obfuscation\":\"x\"}", CHUNK_OK, " She", "", "", true, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"content\":\"\\u00fc\\ud83c\\udf3e\"}}]}", CHUNK_OK, "ü🌾", "", "", true, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}", CHUNK_OK, "", "hm", "", true, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\",\"content\":null}}]}", CHUNK_OK, "", "hm", "", true, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\",\"reasoning\":\"hm\"}}]}", CHUNK_OK, "", "hm", "", true, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"reasoning\":\"\",\"reasoning_content\":\"hm\"}}]}", CHUNK_OK, "", "hm", "", true, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"content\":\" end\"},\"finish_reason\":\"stop\",\"stop_reason\":151645}]}", CHUNK_OK, " end", "", "stop", true, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}", CHUNK_OK, "", "", "length", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{},\"finish_reason\":\"repetition\"}]}", CHUNK_OK, "", "", "repetition", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{},\"finish_reason\":\"\"}]}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{},\"finish_reason\":\"Stop now\"}]}", CHUNK_OK, "", "", "other", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{},\"finish_reason\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}]}", CHUNK_OK, "", "", "other", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"whole\"},\"finish_reason\":\"stop\"}]}", CHUNK_OK, "whole", "", "stop", true, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\"}}]}}]}", CHUNK_OK, "", "", "", true, NO_USAGE, 0 },
	{ "{\"choices\":[{\"delta\":{\"tool_calls\":[]}}]}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"},\"finish_reason\":\"stop\"}]}", CHUNK_OK, "", "", "", true, NO_USAGE, 0 },
	{ "{\"choices\":[],\"usage\":{\"prompt_tokens\":16,\"completion_tokens\":12,\"total_tokens\":28}}", CHUNK_OK, "", "", "", false, 16, 12 },
	{ "{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":16,\"completion_tokens\":1}}", CHUNK_OK, "x", "", "", true, 16, 1 },
	{ "{\"choices\":[],\"usage\":null}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[],\"usage\":{}}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[],\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":\"7\"}}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"choices\":[],\"usage\":{\"prompt_tokens\":99999999999999999999}}", CHUNK_OK, "", "", "", false, NO_USAGE, 0 },
	{ "{\"error\":null,\"choices\":[{\"delta\":{\"content\":\"x\"}}]}", CHUNK_OK, "x", "", "", true, NO_USAGE, 0 },
	{ "{\"error\":{\"message\":\"m\",\"code\":500}}", CHUNK_ERROR, "", "", "", false, NO_USAGE, 0 },
	{ "{\"error\":{\"message\":\"m\"},\"choices\":[]}", CHUNK_ERROR, "", "", "", false, NO_USAGE, 0 },
	{ "{\"error\":\"model gone\"}", CHUNK_ERROR, "", "", "", false, NO_USAGE, 0 },
	{ "{\"detail\":\"Not Found\"}", CHUNK_ERROR, "", "", "", false, NO_USAGE, 0 },
	{ "{\"object\":\"error\",\"message\":\"m\"}", CHUNK_ERROR, "", "", "", false, NO_USAGE, 0 },
};

static const struct {
	const char *body;
	enum chunk_fault fault;
	int status;
	const char *type;
} errors[] = {
	{ "{\"error\":{\"message\":\"request (4002 tokens) exceeds\",\"type\":\"exceed_context_size_error\",\"code\":400,\"n_ctx\":512}}", FAULT_TOO_LONG, 400, "exceed_context_size_error" },
	{ "{\"error\":{\"message\":\"This model's maximum context length is 32768 tokens.\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}}", FAULT_TOO_LONG, 400, "BadRequestError" },
	{ "{\"error\":{\"message\":\"x\",\"type\":\"BadRequestError\",\"param\":\"input_tokens\",\"code\":400}}", FAULT_TOO_LONG, 400, "BadRequestError" },
	{ "{\"error\":{\"message\":\"x\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}", FAULT_TOO_LONG, 0, "invalid_request_error" },
	{ "{\"error\":{\"message\":\"litellm.ContextWindowExceededError: y\",\"type\":null,\"code\":\"400\"}}", FAULT_TOO_LONG, 400, "400" },
	{ "{\"error\":{\"message\":\"the input length exceeds the context length\",\"code\":null}}", FAULT_TOO_LONG, 0, "" },
	{ "{\"error\":\"the input length exceeds the context length\"}", FAULT_TOO_LONG, 0, "" },
	{ "{\"error\":{\"message\":\"x\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}", FAULT_QUOTA, 0, "insufficient_quota" },
	{ "{\"error\":{\"message\":\"Unknown parameter: 'stream_options.continuous_usage_stats'.\"}}", FAULT_OPTION, 0, "" },
	{ "{\"detail\":\"extra fields not permitted: stream_options\"}", FAULT_OPTION, 0, "" },
	{ "{\"object\":\"error\",\"message\":\"m\",\"type\":\"BadRequestError\",\"code\":404}", FAULT_OTHER, 404, "BadRequestError" },
	{ "{\"error\":{\"type\":\"a b\\n<script>\",\"code\":99}}", FAULT_OTHER, 0, "abscript" },
	{ "{\"error\":{\"type\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}}", FAULT_OTHER, 0, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
	{ "{\"error\":{}}", FAULT_OTHER, 0, "" },
	{ "{\"error\":\"Unauthorized\"}", FAULT_OTHER, 0, "" },
	{ "{\"error\":[1]}", FAULT_OTHER, 0, "" },
	{ "{\"error\":{\"message\":\"cut of", FAULT_OTHER, 0, "" },
	{ "<html><h1>502</h1> maximum context length", FAULT_OTHER, 0, "" },
	{ "", FAULT_OTHER, 0, "" },
};
/* clang-format on */

static struct json_tokener *tokener;

static void setup(void)
{
	tokener = chunk_tokener();
}

static void teardown(void)
{
	json_tokener_free(tokener);
}

START_TEST(a_chunk_is_read_in_every_shape)
{
	struct chunk chunk;
	const char *json = chunks[_i].json;

	ck_assert_int_eq(chunk_read(&chunk, tokener, json, strlen(json)),
			 chunks[_i].status);
	ck_assert_uint_eq(chunk.text_len, strlen(chunks[_i].text));
	if (chunk.text_len)
		ck_assert_str_eq(chunk.text, chunks[_i].text);
	ck_assert_uint_eq(chunk.reasoning_len, strlen(chunks[_i].reasoning));
	if (chunk.reasoning_len)
		ck_assert_str_eq(chunk.reasoning, chunks[_i].reasoning);
	ck_assert_str_eq(chunk.finish, chunks[_i].finish);
	ck_assert_int_eq(chunk.counts, chunks[_i].counts);
	ck_assert_int_eq(chunk.has_usage, chunks[_i].prompt != NO_USAGE);
	if (chunk.has_usage) {
		ck_assert_int_eq(chunk.usage.prompt_tokens, chunks[_i].prompt);
		ck_assert_int_eq(chunk.usage.completion_tokens, chunks[_i].completion);
	}
	chunk_clear(&chunk);
}
END_TEST

static void same_as_the_tree(const char *json, size_t len, bool plain)
{
	struct chunk quick, whole;
	bool read = chunk_read_plain(&quick, json, len);

	ck_assert(read || !plain);
	if (!read)
		return;
	ck_assert_int_eq(chunk_read(&whole, tokener, json, len), CHUNK_OK);
	ck_assert_uint_eq(quick.text_len, whole.text_len);
	if (quick.text_len)
		ck_assert_mem_eq(quick.text, whole.text, whole.text_len);
	ck_assert_uint_eq(whole.reasoning_len, 0);
	ck_assert_str_eq(whole.finish, "");
	ck_assert_int_eq(quick.counts, whole.counts);
	ck_assert_int_eq(quick.has_usage, whole.has_usage);
	ck_assert_int_eq(quick.usage.reported, whole.usage.reported);
	ck_assert_int_eq(quick.usage.prompt_tokens, whole.usage.prompt_tokens);
	ck_assert_int_eq(quick.usage.completion_tokens, whole.usage.completion_tokens);
	ck_assert_int_eq(whole.usage.cached_tokens + whole.usage.reasoning_tokens, 0);
	chunk_clear(&whole);
}

/* clang-format off */
static const char *const plain[] = {
	"{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" She\"},\"logprobs\":null,\"finish_reason\":null}]}",
	"{\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"grün \xf0\x9f\x8c\xbe\"}, \"finish_reason\": null}]}",
	"{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"x\",\"reasoning\":null},\"token_ids\":null}],\"usage\":{\"prompt_tokens\":16,\"total_tokens\":17,\"completion_tokens\":1}}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":null,\"obfuscation\":\"abc\",\"flag\":true}",
	"{\"choices\":[{\"delta\":{}}]}",
};
static const char *const not_plain[] = {
	"", "{", "{}", "[]", "{\"choices\":[]}", "{\"choices\":[{}]}", "[DONE]",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"}}]} ",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"}},{\"delta\":{}}]}",
	"{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"x\"}}]}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\",\"content\":\"y\"}}]}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"},\"delta\":{}}]}",
	"{\"choices\":[{\"delta\":{\"content\":\"line\\n\"}}]}",
	"{\"choices\":[{\"delta\":{\"content\":\"tab\t\"}}]}",
	"{\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}",
	"{\"choices\":[{\"delta\":{\"tool_calls\":[]}}]}",
	"{\"error\":{\"message\":\"m\"},\"choices\":[{\"delta\":{\"content\":\"x\"}}]}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":-1}}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":01}}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens\":9999999999999}}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":{\"prompt_tokens_details\":{}}}",
	"{\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"created\":1.5}",
};
/* clang-format on */

START_TEST(a_plain_chunk_says_what_its_tree_says)
{
	for (size_t i = 0; i < ARRAY_LEN(chunks); i++)
		same_as_the_tree(chunks[i].json, strlen(chunks[i].json), false);
	for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
		same_as_the_tree(plain[i], strlen(plain[i]), true);
		for (size_t cut = 0; cut < strlen(plain[i]); cut++) {
			struct chunk chunk;

			ck_assert(!chunk_read_plain(&chunk, plain[i], cut));
		}
	}
}
END_TEST

START_TEST(whatever_is_unusual_is_left_to_the_tree)
{
	struct chunk chunk;

	ck_assert(!chunk_read_plain(&chunk, not_plain[_i], strlen(not_plain[_i])));
}
END_TEST

/* One tokener reads all: what an earlier chunk left half-read must not show in a later one. */
START_TEST(garbage_does_not_spoil_the_next_chunk)
{
	static const char good[] = "{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}";
	struct chunk chunk;

	for (size_t i = 0; i < ARRAY_LEN(chunks); i++) {
		chunk_read(&chunk, tokener, chunks[i].json, strlen(chunks[i].json));
		chunk_clear(&chunk);
		for (size_t cut = 1; cut < sizeof(good) - 1; cut++) {
			ck_assert_int_eq(chunk_read(&chunk, tokener, good, cut),
					 CHUNK_GARBAGE);
			chunk_clear(&chunk);
		}
		ck_assert_int_eq(chunk_read(&chunk, tokener, good, sizeof(good) - 1),
				 CHUNK_OK);
		ck_assert_str_eq(chunk.text, "x");
		chunk_clear(&chunk);
	}
}
END_TEST

START_TEST(details_of_usage_and_names_are_read)
{
	static const char json[] =
		"{\"id\":\"chatcmpl-1\",\"model\":\"m\",\"choices\":[],\"usage\":{"
		"\"prompt_tokens\":9,\"completion_tokens\":8,"
		"\"prompt_tokens_details\":{\"cached_tokens\":7},"
		"\"completion_tokens_details\":{\"reasoning_tokens\":6}}}";
	struct chunk chunk;

	ck_assert_int_eq(chunk_read(&chunk, tokener, json, sizeof(json) - 1), CHUNK_OK);
	ck_assert_str_eq(chunk.id, "chatcmpl-1");
	ck_assert_str_eq(chunk.model, "m");
	ck_assert_int_eq(chunk.usage.cached_tokens, 7);
	ck_assert_int_eq(chunk.usage.reasoning_tokens, 6);
	ck_assert(chunk.usage.reported);
	chunk_clear(&chunk);
}
END_TEST

START_TEST(depth_is_bounded)
{
	char json[2 * CHUNK_DEPTH_MAX + 32];
	struct chunk chunk;
	size_t len = 0;

	for (int i = 0; i <= CHUNK_DEPTH_MAX; i++)
		len += (size_t)snprintf(json + len, sizeof(json) - len, "[");
	ck_assert_int_eq(chunk_read(&chunk, tokener, json, len), CHUNK_GARBAGE);
	chunk_clear(&chunk);
}
END_TEST

START_TEST(an_error_is_understood_without_its_words_being_kept)
{
	struct chunk_error error;

	chunk_error_read(&error, errors[_i].body, strlen(errors[_i].body));
	ck_assert_int_eq(error.fault, errors[_i].fault);
	ck_assert_int_eq(error.status, errors[_i].status);
	ck_assert_str_eq(error.type, errors[_i].type);
}
END_TEST

/* Joining */

/* clang-format off */
static const struct {
	const char *text;
	size_t len;
	const char *whole;
} texts[] = {
	{ "Gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x8c\xbe!", 13, "Grüße 🌾!" },
	{ "plain", 5, "plain" },
	{ "a\0b", 3, "a\xef\xbf\xbd" "b" },
	{ "\xff" "a\xfe", 3, "\xef\xbf\xbd" "a\xef\xbf\xbd" },
	{ "\xc3(", 2, "\xef\xbf\xbd(" },
	{ "\xe2\x82(", 3, "\xef\xbf\xbd(" },
	{ "\xf0\x9f\x8c(", 4, "\xef\xbf\xbd(" },
	{ "\xc0\x80", 2, "\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xed\xa0\x80", 3, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xf4\x90\x80\x80", 4, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\x80\xbf", 2, "\xef\xbf\xbd\xef\xbf\xbd" },
	{ "\xe2\x82", 2, "\xef\xbf\xbd" },
	{ "a\xf0\x9f", 3, "a\xef\xbf\xbd" },
	{ "\xc3\xc3\xa4", 3, "\xef\xbf\xbd\xc3\xa4" },
	{ "", 0, "" },
};
/* clang-format on */

static void take(struct buf *heard, struct utf8_text text)
{
	ck_assert(utf8_valid(text.bytes, text.len));
	ck_assert_ptr_null(memchr(text.bytes, '\0', text.len));
	ck_assert(buf_add(heard, text.bytes, text.len));
}

START_TEST(text_is_joined_however_it_is_cut)
{
	const char *text = texts[_i].text;
	size_t len = texts[_i].len;
	struct buf heard, mended;

	buf_init(&heard, KIB);
	for (size_t first = 0; first <= len; first++) {
		for (size_t second = first; second <= len; second++) {
			struct utf8_join join = {0};

			buf_reset(&heard);
			buf_init(&mended, 3 * len + 12); /* as the header promises */
			take(&heard, utf8_join(&join, &mended, text, first));
			take(&heard,
			     utf8_join(&join, &mended, text + first, second - first));
			take(&heard,
			     utf8_join(&join, &mended, text + second, len - second));
			take(&heard, utf8_join_end(&join));
			ck_assert_str_eq(heard.bytes, texts[_i].whole);
			buf_clear(&mended);
		}
	}
	buf_clear(&heard);
}
END_TEST

START_TEST(whole_text_is_not_copied)
{
	static const char text[] = "Grüße";
	struct utf8_join join = {0};
	struct buf mended;

	buf_init(&mended, KIB);
	ck_assert_ptr_eq(utf8_join(&join, &mended, text, sizeof(text) - 1).bytes, text);
	ck_assert_uint_eq(mended.room, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("chunk");
	TCase *tcase = tcase_create("chunk");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_chunk_is_read_in_every_shape, 0, ARRAY_LEN(chunks));
	tcase_add_test(tcase, a_plain_chunk_says_what_its_tree_says);
	tcase_add_loop_test(tcase, whatever_is_unusual_is_left_to_the_tree, 0,
			    ARRAY_LEN(not_plain));
	tcase_add_test(tcase, garbage_does_not_spoil_the_next_chunk);
	tcase_add_test(tcase, details_of_usage_and_names_are_read);
	tcase_add_test(tcase, depth_is_bounded);
	tcase_add_loop_test(tcase, an_error_is_understood_without_its_words_being_kept, 0,
			    ARRAY_LEN(errors));
	tcase_add_loop_test(tcase, text_is_joined_however_it_is_cut, 0, ARRAY_LEN(texts));
	tcase_add_test(tcase, whole_text_is_not_copied);
	return check_run(suite);
}
