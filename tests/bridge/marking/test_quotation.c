/* Quotations: what is one, what is none, and where it is. */
#include <string.h>

#include "base/buf.h"
#include "base/letters.h"
#include "base/text.h"
#include "base/utf8.h"
#include "check_main.h"
#include "marking/quotation.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(64 << 20);
}

static void teardown(void)
{
	arena_free(arena);
}

static enum quotation_outcome look(struct quotation_place *place, const char *text,
				   const char *quote)
{
	return quotation_find(place, quotation_prepare(arena, text, strlen(text)), quote);
}

/* clang-format off */
static const struct row {
	const char *what, *text, *quote;
	const char *found; /* NULL: it is no quotation */
} rows[] = {
	{ "word for word", "Die Katze schläft. Der Hund bellt.", "Der Hund bellt.", "Der Hund bellt." },
	{ "not there", "Die Katze schläft. Der Hund bellt.", "Der Hund schläft.", NULL },
	{ "one word exchanged", "Heat flows from the hot to the cold body.", "Heat flows from the cold to the hot body", NULL },
	{ "white space", "Heat  flows\n\tfrom the hot body.", "Heat flows from the hot", "Heat  flows\n\tfrom the hot" },
	{ "blanks that do not break", "10\xc2\xa0kg of \xe2\x80\xaf" "pure iron", "10 kg of pure iron", "10\xc2\xa0kg of \xe2\x80\xaf" "pure iron" },
	{ "German marks", "Er sagt „gewiss doch“ und geht.", "sagt \"gewiss doch\" und", "sagt „gewiss doch“ und" },
	{ "marks inside marks", "Er sagt \"gewiss doch\" und geht.", "„Er sagt 'gewiss doch' und geht.“", "Er sagt \"gewiss doch\" und geht." },
	{ "an apostrophe", "It’s what we don’t know.", "It's what we don't know", "It’s what we don’t know" },
	{ "dashes", "The result – as expected – is zero.", "The result - as expected - is zero", "The result – as expected – is zero" },
	{ "a word divided at the line's end", "die Wärme-\nleitung im Metall", "die Wärmeleitung im Metall", "die Wärme-\nleitung im Metall" },
	{ "a hyphen of its own at the line's end", "die Nord-\nSüd-Achse der Stadt", "die Nord-Süd-Achse der Stadt", "die Nord-\nSüd-Achse der Stadt" },
	{ "a soft hyphen", "die Wärme\xc2\xadleitung im Metall", "die Wärmeleitung im Metall", "die Wärme\xc2\xadleitung im Metall" },
	{ "the first letter", "Deshalb ist die Aussage falsch.", "die Aussage falsch", "die Aussage falsch" },
	{ "the first letter made large", "deshalb ist die Aussage falsch", "Die Aussage falsch", "die Aussage falsch" },
	{ "the first letter made small", "Über allem steht das Gesetz.", "über allem steht", "Über allem steht" },
	{ "any other letter", "Deshalb ist die Aussage falsch.", "die aussage falsch", NULL },
	{ "a full stop that is not there", "die Aussage ist falsch, weil", "die Aussage ist falsch.", "die Aussage ist falsch" },
	{ "a gap", "The pump, which we bought in May, failed twice.", "The pump … failed twice.", "The pump, which we bought in May, failed twice." },
	{ "a gap in brackets", "The pump, which we bought in May, failed twice.", "The pump [...] failed twice", "The pump, which we bought in May, failed twice" },
	{ "two gaps", "The pump, which we bought in May, failed twice in a row.", "The pump ... bought (...) in a row", "The pump, which we bought in May, failed twice in a row" },
	{ "a gap over a sentence", "The pump ran. Nobody knew. It failed twice.", "The pump ran ... failed twice", NULL },
	{ "a gap over a paragraph", "The pump ran\n\nand failed twice", "The pump ran ... failed twice", NULL },
	{ "a gap over an abbreviation", "The pump ran, z. B. Tuesdays, and failed twice.", "The pump ran ... failed twice", "The pump ran, z. B. Tuesdays, and failed twice" },
	{ "a gap the wrong way round", "It failed twice, the pump did.", "the pump ... failed twice", NULL },
	{ "a gap whose first part comes twice", "Red one. Red two is big here.", "Red ... is big here", NULL },
	{ "a gap that begins again", "Redder one. Redder two is big here.", "Redder ... is big here", "Redder two is big here" },
	{ "dots of the text itself", "Nun ja... das ist so eine Sache", "Nun ja... das ist so", "Nun ja... das ist so" },
	{ "dots that are one character", "Nun ja… das ist so eine Sache", "Nun ja... das ist so", "Nun ja… das ist so" },
	{ "dots at both ends", "Nun ja, das ist so eine Sache", "…das ist so eine…", "das ist so eine" },
	{ "invisible characters", "the re\xe2\x80\x8bsult is\xef\xbb\xbf zero", "the result is zero", "the re\xe2\x80\x8bsult is\xef\xbb\xbf zero" },
	{ "umlauts as two characters", "die Wa\xcc\x88rme fließt", "die Wärme fließt", "die Wa\xcc\x88rme fließt" },
	{ "a combining mark at the end", "we write pique\xcc\x81 so", "we write pique", "we write pique\xcc\x81" },
	{ "ligatures", "the e\xef\xac\x83" "cient pump", "the efficient pump", "the e\xef\xac\x83" "cient pump" },
	{ "source code", "for (int i = 0; i < n; i++)\n\tsum -= a[i];", "for (int i = 0; i < n; i++) sum -= a[i];", "for (int i = 0; i < n; i++)\n\tsum -= a[i];" },
	{ "overlapping beginnings", "aaaaaaaaaaab is the end", "aaaaaaaab is", "aaaaaaaab is" },
	{ "the whole text", "Everything.", "everything", "Everything" },
	{ "longer than the text", "Everything.", "everything and more", NULL },
	{ "an empty text", "", "everything", NULL },
};
/* clang-format on */

START_TEST(a_quotation_is_found_if_its_words_are_there)
{
	const struct row *row = &rows[_i];
	struct quotation_place place;
	enum quotation_outcome outcome = look(&place, row->text, row->quote);

	if (!row->found) {
		ck_assert_msg(outcome == QUOTATION_ABSENT, "%s: %d", row->what,
			      (int)outcome);
		return;
	}
	ck_assert_msg(outcome == QUOTATION_FOUND, "%s: %d", row->what, (int)outcome);
	ck_assert_msg(place.end - place.start == strlen(row->found) &&
			      memcmp(row->text + place.start, row->found,
				     strlen(row->found)) == 0,
		      "%s: %.*s", row->what, (int)(place.end - place.start),
		      row->text + place.start);
}
END_TEST

START_TEST(places_are_counted_as_browsers_count)
{
	const char *text = "Grüße 😀 an 😀 alle Leser";
	struct quotation_place place;

	ck_assert_int_eq(look(&place, text, "an 😀 alle"), QUOTATION_FOUND);
	ck_assert_uint_eq(place.start, strlen("Grüße 😀 "));
	ck_assert_uint_eq(place.start_utf16, 9);
	ck_assert_uint_eq(place.end_utf16, 19);
}
END_TEST

START_TEST(too_short_and_too_long_ones_are_told_apart)
{
	struct quotation_place place;
	char quote[QUOTATION_LEN_MAX + 2];
	char *text = arena_alloc(arena, 5000);

	memset(text, 'x', 4999);
	memset(quote, 'x', sizeof(quote) - 1);
	quote[sizeof(quote) - 1] = '\0';
	ck_assert_int_eq(look(&place, text, quote), QUOTATION_LONG);
	quote[QUOTATION_LEN_MAX] = '\0';
	ck_assert_int_eq(look(&place, text, quote), QUOTATION_FOUND);
	ck_assert_uint_eq(place.end - place.start, QUOTATION_LEN_MAX);
	ck_assert_int_eq(look(&place, text, "xxxxxxx"), QUOTATION_SHORT);
	ck_assert_int_eq(look(&place, text, "   x   x   "), QUOTATION_SHORT);
	ck_assert_int_eq(look(&place, text, "„“„“„“„“„“"), QUOTATION_SHORT);
	ck_assert_int_eq(look(&place, text, ""), QUOTATION_SHORT);
	ck_assert_int_eq(look(&place, text, NULL), QUOTATION_SHORT);
}
END_TEST

START_TEST(a_part_too_short_to_mean_anything_makes_no_gap)
{
	struct quotation_place place;

	ck_assert_int_eq(look(&place, "a pump is a pump and failed", "a ... failed"),
			 QUOTATION_ABSENT);
}
END_TEST

/* Parts that nearly match everywhere: quadratic code would not come to an end here. */
START_TEST(the_worst_text_takes_no_longer)
{
	size_t len = 400000;
	char *text = arena_alloc(arena, len + 1), quote[600];
	struct quotation_text *prepared;
	struct quotation_place place;

	memset(text, 'a', len);
	memset(quote, 'a', 550);
	memcpy(quote + 250, " ... ", 5);
	memcpy(quote + 550, "b", 2);
	prepared = quotation_prepare(arena, text, len);
	for (int i = 0; i < 72; i++)
		ck_assert_int_eq(quotation_find(&place, prepared, quote),
				 QUOTATION_ABSENT);
}
END_TEST

START_TEST(every_character_is_written_as_it_was_read)
{
	char bytes[4];

	for (uint32_t code = 1; code < 0x110000; code += code < 0x3000 ? 1 : 97) {
		size_t len = letters_write(bytes, code), at = 0;

		if (code >= 0xd800 && code < 0xe000)
			continue;
		ck_assert(utf8_valid(bytes, len));
		ck_assert_uint_eq(letters_next(bytes, len, &at), code);
		ck_assert_uint_eq(at, len);
		ck_assert_uint_eq(letter_flip(letter_flip(code)), code);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("quotation");
	TCase *tests = tcase_create("finding");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, a_quotation_is_found_if_its_words_are_there, 0,
			    (int)ARRAY_LEN(rows));
	tcase_add_test(tests, places_are_counted_as_browsers_count);
	tcase_add_test(tests, too_short_and_too_long_ones_are_told_apart);
	tcase_add_test(tests, a_part_too_short_to_mean_anything_makes_no_gap);
	tcase_add_test(tests, the_worst_text_takes_no_longer);
	tcase_add_test(tests, every_character_is_written_as_it_was_read);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
