/* Fuzz: policy documents. What the reader takes at a level can be compared, folded and asked. */
#include <stdint.h>

#include "base/json.h"
#include "course/policy_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_ARENA *arena = arena_new(32 << 20);
	struct json_object *document = json_parse(arena, (const char *)data, size);
	struct policy_stack stack = {
		{json_new(arena), json_new(arena), json_new(arena)},
	};
	struct policy_fault fault;
	int64_t opens_s;

	if (!document)
		return 0;
	for (int level = 0; level < LEVEL_COUNT; level++) {
		if (!policy_document_check(document, (enum level)level, arena, &fault))
			continue;
		policy_narrows(&stack, (enum level)level, document, arena, &fault);
		stack.documents[level] = document;
	}
	policy_gate(policy_fold(arena, &stack), zone_find("UTC"), 1795251600, &opens_s);
	return 0;
}
