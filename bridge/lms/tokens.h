/*
 * Tokens: access tokens for LMS services, asked for with a signed assertion and kept until
 * shortly before they end [Sec §4.1]. Any thread; asking blocks, and who wants the same token
 * meanwhile waits for it.
 */
#ifndef KIBRIDGE_LMS_TOKENS_H
#define KIBRIDGE_LMS_TOKENS_H

#include <stdint.h>

#include "base/arena.h"
#include "call/parts.h"
#include "lms/platform.h"
#include "net/client.h"

struct lms_tokens;

/** @parts borrowed: its config, store, sealer and metrics are used. */
struct lms_tokens *tokens_new(const struct parts *parts);
void tokens_free(
	struct lms_tokens *tokens); /* NULL is fine; wipes them; nobody may be in it */

/* Whose service it is, and what for. */
struct lms_service {
	const struct platform *platform;
	const char *deployment_id; /* the platform's word; NULL: not named */
	unsigned scopes; /* enum lti_scope bits that the platform granted */
};

enum service_end {
	SERVICE_ANSWERED, /* look at the status: it may still be 4xx or 5xx */
	SERVICE_REFUSED, /* the LMS gives no token: its admin must act */
	SERVICE_UNREACHABLE, /* no answer, or no token at the moment: try again later */
};

/**
 * One authorised call. request->headers must leave out Authorization; the media types are the
 * caller's (Moodle wants exactly one). A token that the LMS does not know any more is replaced
 * once. Never follows a redirect.
 * @reason  a short text for the log and for staff when it did not end SERVICE_ANSWERED
 */
enum service_end service_call(struct net_response *out, struct lms_tokens *tokens,
			      struct arena *arena, const struct lms_service *service,
			      const struct net_request *request, const char **reason,
			      int64_t now_s);

/**
 * Asks for a new token only to see whether there is one: kept nowhere. For an admin who tests.
 */
enum service_end token_try(struct lms_tokens *tokens, const struct lms_service *service,
			   const char **reason, int64_t now_s);

#endif
