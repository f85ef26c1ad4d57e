/*
 * Fuzz: answers of models. Whole or in pieces they mean the same, levels exist, texts are
 * UTF-8, plain and capped.
 */
#include "assignment/assignment.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "marking/marking.h"

static void check_text(const char *text, size_t max)
{
	MUST(utf8_valid(text, strlen(text)));
	MUST(strlen(text) <= max);
	MUST(!strstr(text, "](") && !strstr(text, "://"));
	for (const char *at = strchr(text, '<'); at; at = strchr(at + 1, '<'))
		MUST(!strchr("/!?abcdefghijklmnopqrstuvwxyz", at[1]) || !at[1]);
}

static void check(const struct marking *marking, const struct rubric *rubric)
{
	check_text(marking->summary, MARKING_SUMMARY_MAX);
	for (size_t i = 0; i < rubric->criterion_count; i++) {
		const struct marking_criterion *criterion = &marking->criteria[i];

		if (!criterion->given)
			continue;
		MUST(criterion->level < rubric->criteria[i].level_count);
		check_text(criterion->advice, MARKING_ADVICE_MAX);
		check_text(criterion->next_step, MARKING_STEP_MAX);
		MUST(criterion->quote_count <= MARKING_QUOTES_MAX);
		for (size_t j = 0; j < criterion->quote_count; j++)
			MUST(strlen(criterion->quotes[j].quote) <= MARKING_QUOTE_MAX);
	}
}

static void check_same(const struct marking *a, const struct marking *b)
{
	MUST(a->invalid == b->invalid && a->repeated == b->repeated);
	MUST(!strcmp(a->summary, b->summary));
	for (size_t i = 0; i < RUBRIC_CRITERIA_MAX; i++) {
		MUST(a->criteria[i].given == b->criteria[i].given);
		MUST(a->criteria[i].level == b->criteria[i].level);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ARENA *arena = arena_new((size_t)512 << 20);
	struct json_check json = {.arena = arena};
	struct marking_reader *reader;
	const struct marking *whole;
	struct rubric rubric;
	size_t piece = size ? data[0] % 7 + 1 : 1;

	if (size > 65536)
		return 0;
	MUST(rubric_read(&rubric, &json, "",
			 json_member(assignment_default(arena, "en"), "rubric")));
	whole = marking_read(arena, &rubric, (const char *)data, size);
	check(whole, &rubric);
	reader = marking_reader_new(arena, &rubric, NULL, NULL);
	for (size_t at = 0; at < size; at += piece)
		marking_reader_feed(reader, (const char *)data + at,
				    size - at < piece ? size - at : piece);
	check_same(whole, marking_reader_end(reader));
	return 0;
}
