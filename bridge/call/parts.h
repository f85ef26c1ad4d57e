/*
 * Parts: what the service built and lends to every handler. Forward declarations only: this
 * room knows none of them; a handler includes the header of the part that it uses.
 */
#ifndef KIBRIDGE_CALL_PARTS_H
#define KIBRIDGE_CALL_PARTS_H

struct config;
struct db;
struct loop;
struct jwks_cache;
struct platform_cache;
struct lms_tokens;
struct backends;
struct live;
struct feedback;
struct metrics;
struct sealer;

struct parts {
	const struct config *config;
	struct loop *loop;
	struct db *db;
	struct sealer *sealer; /* lms: seals login state */
	struct jwks_cache *jwks; /* lms: platforms' public keys */
	struct platform_cache *platforms; /* lms: remembered; NULL: read each time */
	struct lms_tokens *tokens; /* lms: access tokens for LMS services */
	struct backends *backends; /* backend: endpoints and their waiting line */
	struct live *live; /* tutor: open sockets and running turns */
	struct feedback
		*feedback; /* feedback: attempts being judged, names to be shown */
	struct metrics *metrics; /* base: counters for /metrics */
};

#endif
