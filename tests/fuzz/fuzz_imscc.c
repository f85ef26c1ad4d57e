/* Fuzz: any bytes as a Common Cartridge. What is read has a title and an address. */
#include "base/arena.h"
#include "fuzz.h"
#include "lms/imscc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(2 * IMSCC_TOTAL_MAX);
	struct imscc_link *links;
	size_t count;

	if (imscc_read(&links, &count, arena, data, size) != IMSCC_READ)
		MUST(count == 0);
	for (size_t i = 0; i < count; i++)
		MUST(links[i].title && links[i].launch_url && links[i].custom);
	arena_free(arena);
	return 0;
}
