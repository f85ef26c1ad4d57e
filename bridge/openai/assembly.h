/* Assembly: the chunks of a stream joined into the one object of an answer that is not streamed. */
#ifndef KIBRIDGE_OPENAI_ASSEMBLY_H
#define KIBRIDGE_OPENAI_ASSEMBLY_H

#include <json-c/json.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

struct assembly {
	struct buf content, reasoning;
	struct json_object *tool_calls; /* array, joined by index; NULL until one came */
	struct arena *arena; /* borrowed */
};

void assembly_init(struct assembly *assembly, struct arena *arena);
void assembly_clear(struct assembly *assembly);
/** False: the answer's cap. */
bool assembly_add(struct assembly *assembly, struct json_object *chunk)
	__attribute__((warn_unused_result));
/** {role, content, tool_calls?, reasoning_content?}, in the arena. */
struct json_object *assembly_message(const struct assembly *assembly);

#endif
