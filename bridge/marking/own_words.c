/* Own words: squeezed, cut into words, each a hash of its beginning. */
#include "marking/own_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/letters.h"
#include "base/text.h"
#include "marking/squeeze.h"

#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_STEP UINT64_C(0x100000001b3)

/* Of WORD_SAYS_MIN letters and more; shorter ones say nothing anyway. Also what feedback itself is
 * made of. Squeezed: small letters. */
/* clang-format off */
static const char function_words[] =
	"|about|above|after|again|against|also|although|among|another|because|been|before|being|"
	"below|between|both|cannot|could|does|doing|down|during|each|either|else|even|every|from|"
	"further|have|having|here|hers|himself|however|into|itself|just|less|like|many|might|more|"
	"most|much|must|neither|never|none|once|only|other|others|ours|over|rather|same|several|"
	"shall|should|since|some|still|such|than|that|their|theirs|them|then|there|therefore|these|"
	"they|this|those|though|through|thus|together|under|until|upon|very|well|were|what|when|"
	"where|whether|which|while|whom|whose|will|with|within|without|would|your|yours|yourself|"
	"text|work|sentence|paragraph|answer|example|reader|good|better|clear|clearly|explain|"
	"explains|mention|missing|name|names|write|written|first|second|next|step|point|"
	"aber|alle|allem|allen|aller|alles|also|andere|anderen|anderer|anderes|auch|auf|ausser|außer|"
	"beide|beiden|beim|bereits|bevor|dabei|dadurch|dafür|dagegen|daher|damit|danach|dann|darauf|"
	"daraus|darin|darum|darüber|dass|davon|dazu|deine|deinen|denen|denn|deren|dessen|deshalb|"
	"deswegen|diese|diesem|diesen|dieser|dieses|doch|dort|durch|eben|eine|einem|einen|einer|eines|"
	"einige|einigen|erst|etwa|etwas|euch|eure|falls|ganz|gegen|gibt|habe|haben|hatte|hatten|hier|"
	"hinter|ihnen|ihre|ihrem|ihren|ihrer|ihres|immer|indem|jede|jedem|jeden|jeder|jedes|jedoch|"
	"jene|jetzt|kann|kein|keine|keinen|keiner|können|könnte|könnten|lassen|machen|manche|mehr|"
	"meine|muss|müssen|müsste|nach|nachdem|neben|nicht|nichts|noch|nunmehr|oder|ohne|schon|sehr|"
	"sein|seine|seinem|seinen|seiner|sich|sind|sodass|sofern|solche|soll|sollen|sollte|sollten|"
	"sondern|sonst|sowie|sowohl|statt|trotz|trotzdem|über|unter|viel|viele|vielen|vielleicht|wann|"
	"warum|weil|weiter|weitere|weiteren|welche|welchem|welchen|welcher|welches|wenn|werden|weshalb|"
	"wieder|will|wird|wirklich|wobei|wodurch|wohl|worden|wurde|wurden|während|wäre|wären|würde|"
	"würden|zudem|zunächst|zwar|zwischen|"
	"arbeit|satz|absatz|antwort|beispiel|nennen|nennt|erklären|erklärt|schreiben|schritt|fehlt|"
	"deutlich|besser|";
/* clang-format on */

static bool is_word(uint32_t code)
{
	return letter_in_word(code) || (code >= '0' && code <= '9');
}

static bool is_function_word(const char *word, size_t len)
{
	const size_t all = sizeof(function_words) - 1;

	for (const char *at = function_words;
	     (at = memmem(at, all - (size_t)(at - function_words), word, len)); at++) {
		if (at[-1] == '|' && at[len] == '|')
			return true;
	}
	return false;
}

struct word {
	uint64_t stem;
	size_t letters, digits;
	const char *start, *end;
};

/* The next word behind *at; false at the end. */
static bool word_next(struct word *word, const struct squeeze *text, size_t *at)
{
	*word = (struct word){.stem = FNV_START};
	while (*at < text->len) {
		size_t start = *at;
		uint32_t code = letters_next(text->bytes, text->len, at);

		if (!is_word(code)) {
			if (word->start)
				return true;
			continue;
		}
		if (!word->start)
			word->start = text->bytes + start;
		word->end = text->bytes + *at;
		word->digits += code <= '9';
		if (word->letters++ < WORD_STEM)
			word->stem = (word->stem ^ code) * FNV_STEP;
	}
	return word->start != NULL;
}

static bool word_says(const struct word *word)
{
	if (word->digits)
		return word->letters >= 2;
	return word->letters >= WORD_SAYS_MIN &&
	       !is_function_word(word->start, (size_t)(word->end - word->start));
}

void own_words_read(struct own_words *out, struct arena *arena, const char *text,
		    size_t len)
{
	struct squeeze squeezed;
	struct word word;
	size_t at = 0, most;

	squeeze_make(&squeezed, arena, text, len, SQUEEZE_LOWER);
	most = squeezed.len / 2 + 1; /* a letter and a blank each */
	out->stems = arena_alloc(arena, most * sizeof(*out->stems));
	out->says = arena_alloc(arena, most * sizeof(*out->says));
	out->count = 0;
	while (out->count < most && word_next(&word, &squeezed, &at)) {
		out->stems[out->count] = word.stem;
		out->says[out->count++] = word_says(&word);
	}
}

static int by_number(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;

	return (first > second) - (first < second);
}

void stems_make(struct stems *out, uint64_t *list, size_t count)
{
	out->list = list;
	out->count = 0;
	if (count)
		qsort(list, count, sizeof(*list), by_number);
	for (size_t i = 0; i < count; i++) {
		if (!i || list[i] != list[i - 1])
			list[out->count++] = list[i];
	}
}

bool stems_have(const struct stems *stems, uint64_t stem)
{
	return stems->count &&
	       bsearch(&stem, stems->list, stems->count, sizeof(*stems->list), by_number);
}
