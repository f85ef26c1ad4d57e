/* Fuzz: a chunk of a stream, its text joined from halves, and the same bytes as an error. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "backend/chunk.h"
#include "backend/utf8_join.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct utf8_text text)
{
	if (!utf8_valid(text.bytes, text.len) || memchr(text.bytes, '\0', text.len))
		abort();
}

static void join(const char *text, size_t len)
{
	struct utf8_join state = {0};
	struct buf mended;

	buf_init(&mended, 3 * len + 12);
	check(utf8_join(&state, &mended, text, len / 2));
	check(utf8_join(&state, &mended, text + len / 2, len - len / 2));
	check(utf8_join_end(&state));
	buf_clear(&mended);
}

/* What is read without a tree is what the tree says. */
static void compare(struct json_tokener *tokener, const char *bytes, size_t size)
{
	struct chunk quick, whole;

	if (!chunk_read_plain(&quick, bytes, size))
		return;
	if (chunk_read(&whole, tokener, bytes, size) != CHUNK_OK || whole.finish[0] ||
	    whole.reasoning_len || quick.counts != whole.counts ||
	    quick.has_usage != whole.has_usage || quick.text_len != whole.text_len ||
	    (whole.text_len && memcmp(quick.text, whole.text, whole.text_len) != 0) ||
	    quick.usage.prompt_tokens != whole.usage.prompt_tokens ||
	    quick.usage.completion_tokens != whole.usage.completion_tokens)
		abort();
	chunk_clear(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_tokener *tokener = chunk_tokener();
	const char *bytes = (const char *)data;
	struct chunk_error error;
	struct chunk chunk;

	compare(tokener, bytes, size);
	if (chunk_read(&chunk, tokener, bytes, size) == CHUNK_OK && chunk.text_len)
		join(chunk.text, chunk.text_len);
	if (strspn(chunk.finish, "abcdefghijklmnopqrstuvwxyz_") != strlen(chunk.finish) ||
	    chunk.usage.prompt_tokens < 0 || chunk.usage.completion_tokens < 0)
		abort();
	chunk_clear(&chunk);
	chunk_error_read(&error, bytes, size);
	if (error.status && (error.status < 400 || error.status > 599))
		abort();
	join(bytes, size);
	json_tokener_free(tokener);
	return 0;
}
