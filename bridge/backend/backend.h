/*
 * Backends: the inference endpoints of the config file, the slots they have, and the line in
 * which requests wait for one. Loop thread only, but for backends_models.
 */
#ifndef KIBRIDGE_BACKEND_BACKEND_H
#define KIBRIDGE_BACKEND_BACKEND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/loop.h"
#include "base/metrics.h"
#include "config.h"

struct backends;

/** Starts probing (/models, capabilities, health) at once and every 30 s. */
struct backends *backends_new(struct loop *loop, const struct config *config,
			      struct metrics *metrics);
/** Takes over what SIGHUP changed; running answers finish where they are. */
void backends_reload(struct backends *backends, const struct config *config);
/** Cancels everything without calling back. */
void backends_free(struct backends *backends);

struct backend_model {
	const char *id; /* as the backend names it; may contain spaces */
	const char *backend; /* the config section's name */
	const char *operator_name;
	const char *label;
	unsigned context_tokens; /* 0: unknown */
	bool available; /* the backend answered lately and its breaker is not open */
};
/** Any thread. A snapshot in the arena, one entry per model id (the first backend's wins). */
size_t backends_models(struct backends *backends, struct arena *arena,
		       struct backend_model **out);
/** Any thread. How the operator's `kibridge check` and /readyz see one backend; blocks. */
bool backend_check(const struct config_backend *backend, char detail[256]);

#endif
