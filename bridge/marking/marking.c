/* Marking: what is there, what is missing. */
#include "marking/marking.h"

#include "base/text.h"

const struct marking *marking_read(struct arena *arena, const struct rubric *rubric,
				   const char *text, size_t len)
{
	struct marking_reader *reader = marking_reader_new(arena, rubric, NULL, NULL);

	marking_reader_feed(reader, text, len);
	return marking_reader_end(reader);
}

size_t marking_missing(size_t missing[RUBRIC_CRITERIA_MAX], const struct marking *marking,
		       const struct rubric *rubric)
{
	size_t count = 0;

	for (size_t i = 0; i < rubric->criterion_count; i++) {
		if (!marking->criteria[i].given)
			missing[count++] = i;
	}
	return count;
}

void marking_merge(struct marking *into, const struct marking *more,
		   const struct rubric *rubric)
{
	for (size_t i = 0; i < rubric->criterion_count; i++) {
		if (!into->criteria[i].given)
			into->criteria[i] = more->criteria[i];
	}
	if (text_empty(into->summary))
		into->summary = more->summary;
}
