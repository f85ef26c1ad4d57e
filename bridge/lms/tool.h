/* Tool: what we say about ourselves, wherever an LMS wants to know it. */
#ifndef KIBRIDGE_LMS_TOOL_H
#define KIBRIDGE_LMS_TOOL_H

#include <lti/registration.h>

#include "base/arena.h"
#include "config.h"

/** Texts live in the arena; lists are shared and constant. */
void tool_describe(struct lti_tool *out, const struct config *config,
		   struct arena *arena);

#endif
