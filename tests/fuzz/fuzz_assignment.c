/* Fuzz: assignments. What is read is written, and what is written is read again the same. */
#include "assignment/assignment.h"
#include "base/json.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ARENA *arena = arena_new(64 << 20);
	struct json_object *document = json_parse(arena, (const char *)data, size);
	struct json_object *written;
	struct assignment *read;
	struct json_fault fault = {0};

	if (!document)
		return 0;
	read = assignment_read(arena, document, &fault);
	MUST(read || (fault.field && fault.reason));
	if (!read)
		return 0;
	written = assignment_json(arena, read);
	read = assignment_read(arena, written, &fault);
	MUST(read);
	MUST(!strcmp(json_write(written), json_write(assignment_json(arena, read))));
	MUST(!json_member(assignment_student_json(arena, read, true), "sample_solution"));
	return 0;
}
