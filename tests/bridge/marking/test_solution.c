/* The sample solution kept back: what gives it away, and what only looks like it. */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "base/utf8.h"
#include "check_main.h"
#include "marking/own_words.h"
#include "marking/solution.h"

#define TASK_EN "Write about the sea. Name its deepest place."
#define SEA                                                                              \
	"The deepest place is the Challenger Deep in the Mariana Trench. It lies about " \
	"eleven kilometres below the surface of the western Pacific. Two people went "   \
	"down there in 1960 in the bathyscaphe Trieste. Pressure there is a thousand "   \
	"times that of the atmosphere, and yet amphipods live there."
#define WORK_EN "The sea is deep and blue. It is salty. Many animals live in it."
#define TASK_DE "Erklären Sie, warum der Himmel blau ist."
#define SKY                                                                              \
	"Kurzwelliges Licht wird an Luftmolekülen viel stärker gestreut als "          \
	"langwelliges. Diese Rayleigh-Streuung wächst mit der vierten Potenz der "      \
	"Frequenz. Am Abend ist der Weg durch die Atmosphäre länger, deshalb bleibt "  \
	"vor allem rotes Licht übrig."
#define WORK_DE                                                                          \
	"Der Himmel ist blau, weil die Luft das Licht verteilt. Abends ist er rot."

static struct arena *arena;

static void setup(void)
{
	arena = arena_new((size_t)64 << 20);
}

static void teardown(void)
{
	arena_free(arena);
}

/* clang-format off */
static const struct {
	const char *what, *solution, *task, *work;
	const char *said, *shown; /* shown NULL: as it was said */
} cases[] = {
	/* Given away. */
	{ "a sentence, word for word", SEA, TASK_EN, WORK_EN,
	  "Too short. It lies about eleven kilometres below the surface of the western Pacific. Read on.",
	  "Too short. […] Read on." },
	{ "a part of one, in a sentence of the model's", SEA, TASK_EN, WORK_EN,
	  "A good text would say that pressure there is a thousand times that of the air. Read on.",
	  "[…] Read on." },
	{ "reordered", SEA, TASK_EN, WORK_EN,
	  "Good. Eleven kilometres below the western Pacific's surface, it lies in darkness. Read on.",
	  "Good. […] Read on." },
	{ "inflected and told otherwise", SEA, TASK_EN, WORK_EN,
	  "You could add that in the Mariana Trench the Challenger Deep is to be found. Read on.",
	  "[…] Read on." },
	{ "in two halves", SEA, TASK_EN, WORK_EN,
	  "Think of the Mariana Trench. There is a Challenger in it. Read on.",
	  "[…] Read on." },
	{ "two sentences in a row leave one mark", SEA, TASK_EN, WORK_EN,
	  "Two people went down there in 1960 in the bathyscaphe Trieste. The deepest place is the Challenger Deep in the Mariana Trench.",
	  "[…] " },
	{ "German, word for word", SKY, TASK_DE, WORK_DE,
	  "Gut. Diese Rayleigh-Streuung wächst mit der vierten Potenz der Frequenz.", "Gut. […] " },
	{ "German, reordered and inflected", SKY, TASK_DE, WORK_DE,
	  "Mit der vierten Potenz der Frequenzen wachsen die Rayleigh-Streuungen. Weiter so.", "[…] Weiter so." },
	{ "German, in other forms", SKY, TASK_DE, WORK_DE,
	  "Langwelliges wird weniger stark gestreut als kurzwelliges, und zwar an Luftmolekülen. Weiter so.", "[…] Weiter so." },
	{ "a line of code", "int main(void)\n{\n\tfor (size_t i = 0; i < n; i++) total += prices[i];\n}\n", "Add up.", "int main;",
	  "Try this:\nfor (size_t i = 0; i < n; i++) total += prices[i];\nThen go on.", "Try this:\n[…] Then go on." },
	{ "short lines together", "- Gradient\n- Backpropagation\n- Dropout\n- Momentum\n", "List four ideas.", "None.",
	  "You forgot dropout, backpropagation, gradient. Read on.", "[…] Read on." },
	{ "what the student wrote does not free the rest", SEA, TASK_EN, WORK_EN " It lies in the Pacific.",
	  "It lies about eleven kilometres below the surface of the western Pacific.", "[…] " },

	/* Not given away. */
	{ "ordinary advice", SEA, TASK_EN, WORK_EN,
	  "Your text names no place at all. Look up where the sea is deepest, and say who has been there. An atlas helps.", NULL },
	{ "a hint with one word", SEA, TASK_EN, WORK_EN,
	  "Have a look at the western Pacific. What is the pressure like at great depth?", NULL },
	{ "the task's own words", "Write about the sea and name its deepest place, its colour and its animals.", "Write about the sea and name its deepest place, its colour and its animals. You have an hour.", WORK_EN,
	  "Write about the sea and name its deepest place, its colour and its animals.", NULL },
	{ "the student's own words", SEA, TASK_EN, WORK_EN " It lies about eleven kilometres below the surface of the western Pacific.",
	  "Well said: it lies about eleven kilometres below the surface of the western Pacific.", NULL },
	{ "the student's words in another order", SEA, TASK_EN, WORK_EN " The Challenger Deep is a place in the Mariana Trench.",
	  "You name the deepest place, the Challenger Deep, and the Mariana Trench it is in.", NULL },
	{ "function words in common", SEA, TASK_EN, WORK_EN,
	  "There is more that could be said about what lives there, and yet it is about the same as that.", NULL },
	{ "German advice", SKY, TASK_DE, WORK_DE,
	  "Sie nennen die richtige Ursache, aber noch nicht, warum gerade blaues Licht abgelenkt wird. Vergleichen Sie die Wellenlängen.", NULL },
	{ "a German hint", SKY, TASK_DE, WORK_DE,
	  "Lesen Sie nach, was Rayleigh-Streuung ist. Denken Sie an den Weg durch die Atmosphäre.", NULL },
	{ "words of one subject spread over the whole", "Entropy never falls. Heat flows downhill. Engines waste energy. Carnot limits efficiency.", "What is the second law?", "Heat is lost.",
	  "Say what entropy has to do with heat, and what that means for engines and their efficiency.", NULL },
	{ "decimal numbers end no sentence", "The mass is 4.2 kilograms, the volume 3.7 litres, the density 1.135.", "Weigh it.", "Heavy.",
	  "Give two decimals, as in 7.25 metres.", NULL },
	{ "a solution of nothing", "42", "What is it?", "No idea.", "The answer is not 41.", NULL },
};
/* clang-format on */

static const char *keep_back(const char *solution, const char *task, const char *work,
			     const char *said, size_t *taken)
{
	const char *known[] = {work, task};

	*taken = 0;
	return solution_keep_back(
		solution_prepare(arena, solution, known, ARRAY_LEN(known)), arena, said,
		taken);
}

START_TEST(what_gives_it_away_is_taken_out_and_nothing_else)
{
	const char *want = cases[_i].shown ? cases[_i].shown : cases[_i].said;
	size_t taken;
	const char *shown = keep_back(cases[_i].solution, cases[_i].task, cases[_i].work,
				      cases[_i].said, &taken);

	ck_assert_msg(text_equal(shown, want), "%s: \"%s\"", cases[_i].what, shown);
	ck_assert_msg((taken > 0) == (cases[_i].shown != NULL), "%s: %zu taken",
		      cases[_i].what, taken);
}
END_TEST

START_TEST(sentences_are_counted)
{
	size_t taken;

	keep_back(SEA, TASK_EN, WORK_EN,
		  "Think of the Mariana Trench. There is a Challenger in it. Read on.",
		  &taken);
	ck_assert_uint_eq(taken, 2);
}
END_TEST

START_TEST(words_in_the_task_do_not_hide_a_sentence_put_together_from_them)
{
	size_t taken;

	/* Each word is known, the sentence is not. */
	ck_assert_str_eq(
		keep_back(
			"Pressure doubles whenever temperature rises by seventy kelvin.",
			"Use the words below.",
			"kelvin seventy temperature pressure whenever rises doubles by",
			"Pressure doubles whenever temperature rises by seventy kelvin.",
			&taken),
		"[…] ");
}
END_TEST

START_TEST(the_largest_texts_take_no_longer_than_they_should)
{
	AUTO_BUF work, solution, said;
	size_t taken;
	unsigned word = 1;

	buf_init(&work, 256 * 1024);
	buf_init(&solution, 64 * 1024);
	buf_init(&said, 8000);
	while (buf_printf(&work, "wort%u ", word % 9000))
		word++;
	while (buf_printf(&solution, "satz%u w%u.%s", word % 5000, word % 70,
			  word % 9 ? " " : "\n"))
		word++;
	while (buf_printf(&said, "satz%u und so. ", word % 5000))
		word++;
	keep_back(solution.bytes, "", work.bytes, said.bytes, &taken);
}
END_TEST

START_TEST(any_bytes_give_utf8)
{
	size_t taken;
	const char *shown =
		keep_back("…!?.\n\n. ß ẞ 😀 İ", "", "", "!. … 😀.\nß? İ", &taken);

	ck_assert(utf8_valid(shown, strlen(shown)));
	ck_assert_str_eq(shown, "!. … 😀.\nß? İ");
}
END_TEST

START_TEST(a_word_is_its_beginning_in_small_letters)
{
	struct own_words one, other;
	const char *text = "Measured: 42 Größen, for THIS.",
		   *like = "measurement 42 größe for that";

	own_words_read(&one, arena, text, strlen(text));
	own_words_read(&other, arena, like, strlen(like));
	ck_assert_uint_eq(one.count, 5);
	ck_assert_uint_eq(other.count, 5);
	ck_assert_uint_eq(one.stems[0], other.stems[0]);
	ck_assert_uint_eq(one.stems[1], other.stems[1]);
	ck_assert_uint_ne(one.stems[4], other.stems[4]);
	ck_assert(one.says[0] && one.says[1] && one.says[2]);
	ck_assert(!one.says[3] && !one.says[4]); /* short; a function word */
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("solution");
	TCase *tests = tcase_create("texts");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_loop_test(tests, what_gives_it_away_is_taken_out_and_nothing_else, 0,
			    ARRAY_LEN(cases));
	tcase_add_test(tests, sentences_are_counted);
	tcase_add_test(tests,
		       words_in_the_task_do_not_hide_a_sentence_put_together_from_them);
	tcase_add_test(tests, the_largest_texts_take_no_longer_than_they_should);
	tcase_add_test(tests, any_bytes_give_utf8);
	tcase_add_test(tests, a_word_is_its_beginning_in_small_letters);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
