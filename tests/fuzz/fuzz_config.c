/* The operator's file: whatever stands in it, it is read to the end or refused in sentences. */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

static void tell(void *owner, const char *sentence)
{
	(void)owner;
	if (!*sentence)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int file = memfd_create("config", MFD_CLOEXEC);
	struct config *config;
	char path[32];

	if (file < 0 || size > 65536 || write(file, data, size) != (ssize_t)size) {
		close(file);
		return 0;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	config = config_load(path, tell, NULL);
	/* What passed is complete: no member is left unset. */
	if (config &&
	    (!config->public_url || !config->store_url || !config->secret_file ||
	     !config->operator_name || !config->log_level))
		abort();
	config_free(config);
	close(file);
	return 0;
}
