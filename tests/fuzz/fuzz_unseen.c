/*
 * Fuzz: words with places against drawn pages. Up to the first NUL the input is the words, behind it
 * the pages.
 */
#include "base/utf8.h"
#include "extract/extract.h"
#include "extract/unseen.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *mark = memchr(data, 0, size);
	size_t len = mark ? (size_t)(mark - data) : size;
	AUTO_BUF words, pages, out;

	buf_init(&words, 1 << 20);
	buf_init(&pages, 1 << 20);
	buf_init(&out, EXTRACT_HIDDEN_MAX);
	if (size > 1 << 20)
		return 0;
	MUST(buf_add(&words, data, len));
	MUST(!mark || buf_add(&pages, mark + 1, size - len - 1));
	unseen_find(&out, &words, &pages);
	MUST(utf8_valid(out.bytes, out.len));
	return 0;
}
