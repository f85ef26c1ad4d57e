/* Solution: sets of words and of words in a row, made once; then each sentence is held against them. */
#include "marking/solution.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "marking/own_words.h"
#include "marking/quotation.h"

#define SCRATCH_MAX                                                                      \
	((size_t)64 * 1024 * 1024) /* twenty times all that is known, with room */
#define SHOWN_MAX ((size_t)16 * 1024) /* longer than any text of a marking */
#define LEFT_OUT "[…] "

/* One sentence of the solution, or as many as have enough words of their own. */
struct passage {
	struct stems own; /* what it says, and nothing known does */
	size_t too_many; /* so many of them give it away */
};

struct solution {
	struct quotation_text *text;
	struct quotation_text **known;
	size_t known_count;
	struct stems runs; /* every SOLUTION_RUN words in a row that nothing known has */
	struct passage *passages;
	size_t passage_count;
};

/* ---- sentences ---- */

/* To the end of the sentence or line, with the blanks behind it; a decimal point ends none. */
static size_t sentence_len(const char *text)
{
	size_t len = 0;

	while (text[len] && text[len] != '\n' &&
	       !(strchr(".!?", text[len]) &&
		 (!text[len + 1] || text[len + 1] == ' ' || text[len + 1] == '\n')))
		len++;
	while (text[len] && strchr(".!?", text[len]))
		len++;
	while (text[len] == ' ' || text[len] == '\n')
		len++;
	return len;
}

/* ---- words in a row ---- */

static uint64_t run_of(const uint64_t *stems)
{
	uint64_t run = 0;

	for (size_t i = 0; i < SOLUTION_RUN; i++)
		run = (run ^ stems[i]) * UINT64_C(0x9e3779b97f4a7c15);
	return run;
}

static bool run_says_something(const bool *says)
{
	size_t count = 0;

	for (size_t i = 0; i < SOLUTION_RUN; i++)
		count += says[i];
	return count >= SOLUTION_RUN_SAYS;
}

/* Writes at most words->count of them. */
static size_t runs_collect(uint64_t *out, const struct own_words *words)
{
	size_t count = 0;

	for (size_t i = 0; i + SOLUTION_RUN <= words->count; i++) {
		if (run_says_something(words->says + i))
			out[count++] = run_of(words->stems + i);
	}
	return count;
}

/* ---- what is known ---- */

struct known {
	struct stems words, runs;
};

static void known_read(struct known *out, struct arena *scratch, const char *const *texts,
		       size_t count)
{
	struct own_words *words = arena_alloc(scratch, (count + 1) * sizeof(*words));
	size_t all = 0, word = 0, run = 0;
	uint64_t *stems, *runs;

	for (size_t i = 0; i < count; i++) {
		own_words_read(&words[i], scratch, texts[i], strlen(texts[i]));
		all += words[i].count;
	}
	stems = arena_alloc(scratch, (all + 1) * sizeof(*stems));
	runs = arena_alloc(scratch, (all + 1) * sizeof(*runs));
	for (size_t i = 0; i < count; i++) {
		run += runs_collect(runs + run, &words[i]);
		for (size_t w = 0; w < words[i].count; w++)
			stems[word++] = words[i].stems[w];
	}
	stems_make(&out->words, stems, word);
	stems_make(&out->runs, runs, run);
}

/* ---- making ---- */

static size_t own_collect(uint64_t *out, const struct own_words *words,
			  const struct stems *known)
{
	size_t count = 0;

	for (size_t i = 0; i < words->count; i++) {
		if (words->says[i] && !stems_have(known, words->stems[i]))
			out[count++] = words->stems[i];
	}
	return count;
}

static size_t too_many_of(size_t own)
{
	size_t most = (own * SOLUTION_OWN_PERCENT + 99) / 100;

	return most < SOLUTION_OWN_MAX ? most : SOLUTION_OWN_MAX;
}

static void passage_add(struct solution *solution, struct arena *arena,
			const struct stems *own)
{
	struct passage *to = &solution->passages[solution->passage_count++];

	to->own.count = own->count;
	to->own.list = arena_memdup(arena, own->list, own->count * sizeof(*own->list));
	to->too_many = too_many_of(own->count);
}

/* Sentences are gathered until they have enough words of their own; what is left at the end has too few. */
static void passages_make(struct solution *solution, struct arena *arena,
			  struct arena *scratch, const char *text,
			  const struct stems *known)
{
	size_t len = strlen(text);
	uint64_t *own = arena_alloc(scratch, (len + 1) * sizeof(*own));
	struct stems gathered = {own, 0};

	solution->passages =
		arena_alloc(arena, (len / (SOLUTION_OWN_MIN * (WORD_SAYS_MIN - 2)) + 1) *
					   sizeof(*solution->passages));
	for (const char *at = text; *at;) {
		struct own_words words;
		size_t size = sentence_len(at);

		own_words_read(&words, scratch, at, size);
		stems_make(&gathered, own,
			   gathered.count +
				   own_collect(own + gathered.count, &words, known));
		if (gathered.count >= SOLUTION_OWN_MIN) {
			passage_add(solution, arena, &gathered);
			gathered.count = 0;
		}
		at += size;
	}
}

static void runs_make(struct solution *solution, struct arena *arena,
		      struct arena *scratch, const char *text, const struct stems *known)
{
	struct own_words words;
	size_t count, kept = 0;
	uint64_t *runs;

	own_words_read(&words, scratch, text, strlen(text));
	runs = arena_alloc(arena, (words.count + 1) * sizeof(*runs));
	count = runs_collect(runs, &words);
	for (size_t i = 0; i < count; i++) {
		if (!stems_have(known, runs[i]))
			runs[kept++] = runs[i];
	}
	stems_make(&solution->runs, runs, kept);
}

struct solution *solution_prepare(struct arena *arena, const char *text,
				  const char *const *known, size_t known_count)
{
	struct solution *out = arena_alloc(arena, sizeof(*out));
	AUTO_ARENA *scratch = arena_new(SCRATCH_MAX);
	struct known set;

	out->text = quotation_prepare(arena, text, strlen(text));
	out->known = arena_alloc(arena, known_count * sizeof(struct quotation_text *));
	out->known_count = known_count;
	for (size_t i = 0; i < known_count; i++)
		out->known[i] = quotation_prepare(arena, known[i], strlen(known[i]));
	known_read(&set, scratch, known, known_count);
	runs_make(out, arena, scratch, text, &set.runs);
	passages_make(out, arena, scratch, text, &set.words);
	return out;
}

/* ---- holding against ---- */

static bool is_sentence_of_it(const struct solution *solution, const char *sentence)
{
	struct quotation_place place;

	if (strlen(sentence) < SOLUTION_SENTENCE_MIN ||
	    quotation_find(&place, solution->text, sentence) != QUOTATION_FOUND)
		return false;
	for (size_t i = 0; i < solution->known_count; i++) {
		if (quotation_find(&place, solution->known[i], sentence) ==
		    QUOTATION_FOUND)
			return false;
	}
	return true;
}

static bool has_run_of_it(const struct solution *solution, const struct own_words *words)
{
	for (size_t i = 0; i + SOLUTION_RUN <= words->count; i++) {
		if (stems_have(&solution->runs, run_of(words->stems + i)))
			return true;
	}
	return false;
}

static bool says_passage(const struct passage *passage, const struct stems *words)
{
	size_t count = 0;

	for (size_t i = 0; i < passage->own.count && count < passage->too_many; i++)
		count += stems_have(words, passage->own.list[i]);
	return count >= passage->too_many;
}

static bool says_what_it_says(const struct solution *solution, struct arena *scratch,
			      const struct own_words *words)
{
	struct stems said;

	stems_make(&said,
		   arena_memdup(scratch, words->stems, words->count * sizeof(uint64_t)),
		   words->count);
	for (size_t i = 0; i < solution->passage_count; i++) {
		if (says_passage(&solution->passages[i], &said))
			return true;
	}
	return false;
}

static bool gives_away(const struct solution *solution, struct arena *scratch,
		       const char *text, size_t len)
{
	struct own_words words;

	own_words_read(&words, scratch, text, len);
	return is_sentence_of_it(solution, arena_strndup(scratch, text, len)) ||
	       has_run_of_it(solution, &words) ||
	       says_what_it_says(solution, scratch, &words);
}

static bool add(struct buf *out, const char *text, size_t len, bool secret, bool before)
{
	if (!secret)
		return buf_add(out, text, len);
	return before || buf_add_text(out, LEFT_OUT);
}

/* Two neighbours may say together what neither says alone: then both go. */
const char *solution_keep_back(const struct solution *solution, struct arena *arena,
			       const char *text, size_t *taken)
{
	AUTO_ARENA *scratch = arena_new(SCRATCH_MAX);
	AUTO_BUF out;
	bool secret = false, before = false, fits = true;

	buf_init(&out, SHOWN_MAX);
	for (size_t len = sentence_len(text), next; *text && fits; len = next) {
		bool both;

		next = sentence_len(text + len);
		secret = secret || gives_away(solution, scratch, text, len);
		both = next && !secret &&
		       !gives_away(solution, scratch, text + len, next) &&
		       gives_away(solution, scratch, text, len + next);
		fits = add(&out, text, len, secret || both, before);
		if (taken)
			*taken += secret || both;
		before = secret || both;
		secret = both; /* then the neighbour goes as well */
		text += len;
	}
	return arena_strndup(arena, out.bytes, out.len);
}
