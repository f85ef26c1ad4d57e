/*
 * OpenAI-compatible API for plugins and scripts: the same policies, limits and ledger as the
 * pages. Errors are in OpenAI's shape. Bearer: a key of this service (openai/key.h).
 *
 * Headers of ours: X-Kibridge-Context names the course (the LMS's context id) for a tenant's key.
 * `user` in the body is the LMS's id of the person (the LTI sub), so that limits per person hold
 * and export and erasure find them; it is turned into the pseudonym and never passed on.
 */
#ifndef KIBRIDGE_OPENAI_API_H
#define KIBRIDGE_OPENAI_API_H

#include "call/call.h"
#include "call/reply.h"

struct reply *openai_chat(struct call *call); /* POST /v1/chat/completions */
struct reply *openai_embeddings(struct call *call); /* POST /v1/embeddings */
struct reply *openai_models(struct call *call); /* GET /v1/models */

/* The pages' side: a lecturer's keys of the course, an admin's of the tenant. */
struct reply *openai_keys(struct call *call); /* GET /api/v1/keys */
struct reply *openai_key_add(
	struct call *call); /* POST /api/v1/keys {name, level, expires_days, scopes} */
struct reply *openai_key_revoke(struct call *call); /* DELETE /api/v1/keys/{id} */

/**
 * POST|DELETE /lti/key {iss, client_id, replaces?}, Authorization: Bearer <statement> [RFC 7523 §3]:
 * an LMS fetches its own key, or gives it back. With replaces: only in place of that one, and 409
 * if somebody revoked it.
 */
struct reply *openai_lms_key(struct call *call);

#endif
