/* Extraction of plain texts: encodings, and what is none. No child is needed for them. */
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "check_main.h"
#include "extract/extract.h"

static struct arena *arena;
static struct extract_result result;

static void setup(void)
{
	arena = arena_new((size_t)64 << 20);
}

static void teardown(void)
{
	arena_free(arena);
}

static enum extract_status extract(const char *name, const void *bytes, size_t len)
{
	const struct extract_request request = {name, bytes, len};

	extract_file(&result, arena, &request);
	ck_assert(utf8_valid(result.text, result.len));
	ck_assert_uint_eq(strlen(result.text), result.len);
	return result.status;
}

/* clang-format off */
static const struct text_row {
	const char *what, *name, *bytes;
	size_t len; /* 0: as long as the text */
	enum extract_status status;
	const char *text;
} texts[] = {
	{ "UTF-8", "a.txt", "Grüße 😀\n", 0, EXTRACT_DONE, "Grüße 😀" },
	{ "a byte order mark", "a.md", "\xef\xbb\xbf# Titel", 0, EXTRACT_DONE, "# Titel" },
	{ "line ends of every kind", "a.txt", "a\r\nb\rc\nd\fe", 0, EXTRACT_DONE, "a\nb\nc\nd\ne" },
	{ "empty lines and blanks", "a.txt", "\n\n a \t\n\n\n\n\n\nb  \n ", 0, EXTRACT_DONE, " a\n\n\nb" },
	{ "control characters", "a.txt", "a\x01" "b\x1b[0m\x7f" "c and so on, so that it is a text all the same, and a long one too, with more.", 0, EXTRACT_DONE, "ab[0mc and so on, so that it is a text all the same, and a long one too, with more." },
	{ "Windows-1252", "a.txt", "Gr\xfc\xdf" "e \x84hier\x93 \x80", 0, EXTRACT_DONE, "Grüße „hier“ €" },
	{ "UTF-16, little", "a.txt", "\xff\xfeG\0r\0\xfc\0\xdf\0e\0=\xd8\0\xde", 16, EXTRACT_DONE, "Grüße😀" },
	{ "UTF-16, big", "a.txt", "\xfe\xff\0G\0r\0\xfc\0\xdf\0e", 12, EXTRACT_DONE, "Grüße" },
	{ "UTF-16 without a mark", "a.txt", "H\0e\0l\0l\0o\0 \0y\0o\0u\0", 18, EXTRACT_DONE, "Hello you" },
	{ "half a surrogate", "a.txt", "\xff\xfe" "a\0\0\xd8" "b\0", 8, EXTRACT_DONE, "ab" },
	{ "source code", "main.PY", "def f():\n\treturn 1\n", 0, EXTRACT_DONE, "def f():\n\treturn 1" },
	{ "a Makefile", "Makefile", "all:\n\tcc a.c", 0, EXTRACT_DONE, "all:\n\tcc a.c" },
	{ "bytes called a text", "a.txt", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, EXTRACT_TYPE, "" },
	{ "an unknown ending", "a.exe", "Hello", 0, EXTRACT_TYPE, "" },
	{ "no ending", "essay", "Hello", 0, EXTRACT_TYPE, "" },
	{ "no name", NULL, "Hello", 0, EXTRACT_TYPE, "" },
	{ "only blanks", "a.txt", " \n\t ", 0, EXTRACT_WITHOUT_TEXT, "" },
	{ "only marks", "a.txt", "--- *** ...", 0, EXTRACT_WITHOUT_TEXT, "" },
	{ "a text called a document", "a.docx", "Hello", 0, EXTRACT_TYPE, "" },
	{ "a text called a PDF", "a.pdf", "Hello", 0, EXTRACT_TYPE, "" },
	{ "an old office document", "a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 WordDocument", 0, EXTRACT_TYPE, "" },
	{ "an office document with a password", "a.docx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 41, EXTRACT_ENCRYPTED, "" },
};
/* clang-format on */

START_TEST(a_text_is_read_whatever_its_encoding)
{
	const struct text_row *row = &texts[_i];
	size_t len = row->len ? row->len : strlen(row->bytes);
	enum extract_status status = extract(row->name, row->bytes, len);

	ck_assert_msg(status == row->status, "%s: %s", row->what,
		      extract_status_name(status));
	ck_assert_msg(text_equal(result.text, row->text), "%s: \"%s\"", row->what,
		      result.text);
}
END_TEST

START_TEST(a_file_has_an_end)
{
	char *bytes = arena_alloc(arena, 2 * EXTRACT_TEXT_MAX + 2);

	for (size_t i = 0; i < 2 * EXTRACT_TEXT_MAX; i += 2)
		memcpy(bytes + i, "ä", 2);
	ck_assert_int_eq(extract("a.txt", bytes, 2 * EXTRACT_TEXT_MAX), EXTRACT_DONE);
	ck_assert_uint_eq(result.len, EXTRACT_TEXT_MAX);
	ck_assert_uint_eq(result.notes, EXTRACT_SHORTENED);
	ck_assert_int_eq(extract("a.txt", bytes, EXTRACT_FILE_MAX + 1),
			 EXTRACT_TOO_LARGE);
	ck_assert_int_eq(extract("a.txt", bytes, 0), EXTRACT_WITHOUT_TEXT);
}
END_TEST

START_TEST(words_are_counted)
{
	static const char text[] = "Die Wärme – 2 kJ – fließt; E-Mail-Adresse. * * *";

	ck_assert_uint_eq(extract_words(text, strlen(text)), 6);
	ck_assert_uint_eq(extract_words("", 0), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("extract_text");
	TCase *tests = tcase_create("texts");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, a_text_is_read_whatever_its_encoding, 0,
			    (int)ARRAY_LEN(texts));
	tcase_add_test(tests, a_file_has_an_end);
	tcase_add_test(tests, words_are_counted);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
