/*
 * Fuzz: the readers of files, without the cage. The first byte says how the rest is meant: a
 * package as it is, a part of an office document in a package made around it, a notebook, a text.
 */
#include <zip.h>

#include "base/utf8.h"
#include "extract/parts.h"
#include "fuzz.h"

static void entry_add(zip_t *zip, const char *name, const void *bytes, size_t len)
{
	zip_source_t *source = zip_source_buffer(zip, bytes, len, 0);
	zip_int64_t index = zip_file_add(zip, name, source, 0);

	MUST(index >= 0);
	zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

/* A package with a mark that says what it is, and the input as one of its parts. */
static void packed(struct extract_out *out, const char *mark, const char *mark_bytes,
		   const char *name, const char *other, const uint8_t *data, size_t size)
{
	static const char empty[] = "<a/>";
	zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_stat_t stat;
	zip_t *zip;
	void *bytes;

	zip_source_keep(target);
	zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	MUST(zip);
	entry_add(zip, mark, mark_bytes, strlen(mark_bytes));
	entry_add(zip, name, data, size);
	entry_add(zip, other, empty, strlen(empty));
	MUST(zip_close(zip) == 0);
	MUST(zip_source_open(target) == 0 && zip_source_stat(target, &stat) == 0);
	bytes = malloc((size_t)stat.size);
	MUST(bytes);
	zip_source_read(target, bytes, stat.size);
	extract_package(out, bytes, (size_t)stat.size);
	free(bytes);
	zip_source_close(target);
	zip_source_free(target);
}

static void read_as(struct extract_out *out, int kind, const uint8_t *data, size_t size)
{
	static const char types[] = "[Content_Types].xml", odt[] = "mimetype";
	static const char odt_mark[] = "application/vnd.oasis.opendocument.text";

	switch (kind) {
	case 'd':
		packed(out, types, "x", "word/document.xml", "word/styles.xml", data,
		       size);
		break;
	case 's':
		packed(out, types, "x", "word/styles.xml", "word/document.xml", data,
		       size);
		break;
	case 'o':
		packed(out, odt, odt_mark, "content.xml", "styles.xml", data, size);
		break;
	case 'n':
		extract_notebook(out, data, size);
		break;
	case 't':
		extract_decode(out, data, size);
		break;
	default:
		extract_package(out, data, size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ARENA *arena = arena_new(64 << 20);
	struct extract_result result = {.status = EXTRACT_DONE};
	struct extract_out out;

	if (!size || size > (1 << 20))
		return 0;
	extract_out_init(&out);
	read_as(&out, data[0], data + 1, size - 1);
	MUST(out.hidden.len <= EXTRACT_HIDDEN_MAX);
	extract_tidy(&result, arena, out.text.bytes, out.text.len);
	MUST(result.len <= EXTRACT_TEXT_MAX && utf8_valid(result.text, result.len));
	MUST(strlen(result.text) == result.len && result.words <= result.len);
	extract_out_clear(&out);
	return 0;
}
