/* Memory: what outlives a request here. Never NULL, see docs/decisions/0003-memory.md. */
#ifndef KIBRIDGE_BACKEND_MEMORY_H
#define KIBRIDGE_BACKEND_MEMORY_H

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static inline void *memory_must(void *memory)
{
	if (!memory)
		log_fatal("memory.exhausted", "what=backend");
	return memory;
}

static inline void *memory_new(size_t size) /* zeroed; free() */
{
	return memory_must(calloc(1, size));
}

#endif
