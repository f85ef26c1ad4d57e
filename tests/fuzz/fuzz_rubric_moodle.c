/* Fuzz: rubrics in the XML of Moodle's backups. What is read can be written and read again, with as many points. */
#include "assignment/rubric_file.h"
#include "base/json.h"
#include "fuzz.h"

static bool same(const struct rubric *a, const struct rubric *b)
{
	double difference = rubric_max_points(a) - rubric_max_points(b);

	return difference < 0.005 && difference > -0.005;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ARENA *arena = arena_new(256 << 20);
	struct rubric rubric, again;
	struct rubric_fault fault = {0};
	const char *text;
	unsigned notes;

	if (!rubric_moodle_read(&rubric, &notes, arena, (const char *)data, size,
				&fault)) {
		MUST(fault.reason);
		return 0;
	}
	text = rubric_moodle_write(arena, &rubric, "t");
	if (rubric_moodle_read(&again, &notes, arena, text, strlen(text), &fault))
		MUST(same(&rubric, &again));
	return 0;
}
