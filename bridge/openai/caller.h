/* Caller: who is behind a request to the API, worked out from its key, headers and `user`. */
#ifndef KIBRIDGE_OPENAI_CALLER_H
#define KIBRIDGE_OPENAI_CALLER_H

#include <json-c/json.h>
#include <stdbool.h>

#include "call/call.h"
#include "course/policy.h"
#include "openai/error.h"
#include "openai/key.h"
#include "quota/ledger.h"

struct caller {
	struct key key;
	struct quota_subject subject; /* activity "" : an API call belongs to a course */
	const struct zone *zone;
	struct policy *policy; /* of the course, or of the tenant alone */
};

/**
 * @scope "chat", "embeddings" or "models"; @user the body's member or NULL
 * @return false and the error: no key, a wrong one, another course, the store
 */
bool caller_find(struct caller *out, struct call *call, const char *scope,
		 const char *user, struct openai_error *error);

#endif
