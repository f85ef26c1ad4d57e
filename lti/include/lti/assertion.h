/*
 * Assertion: asking the platform's token endpoint for an access token, and reading its
 * answer. [Sec §4.1.1, RFC 7521 §4.2, RFC 7523 §2.2, RFC 6749 §5]
 *
 * POST the form to token_url with Content-Type application/x-www-form-urlencoded and
 * Accept: application/json, follow no redirect, and hand what came back to
 * lti_token_read().
 */
#ifndef LTI_ASSERTION_H
#define LTI_ASSERTION_H

#include <stddef.h>
#include <stdint.h>

#include <lti/jose.h>
#include <lti/launch.h>
#include <lti/platform.h>
#include <lti/status.h>

#define LTI_ASSERTION_LIFE_S 300
/* iat lies that far back: Moodle allows no skew at all. */
#define LTI_ASSERTION_BACK_S 5

/**
 * The form body of a token request: grant_type, client_assertion_type, client_assertion
 * (a fresh private_key_jwt) and scope.
 * @deployment_id  named in the assertion [Core §6.2.1]; NULL: not
 * @scopes         enum lti_scope bits; ask only for what a launch or registration granted
 * @out            free() it; holds no secret that outlives five minutes
 * Errors: LTI_ERR_MEMORY, LTI_ERR_CRYPTO.
 */
LTI_NODISCARD enum lti_status lti_token_form(char **out,
					     const struct lti_registration *registration,
					     const char *deployment_id, unsigned scopes,
					     const struct lti_key *key, int64_t now_s);
/** The client_assertion alone. */
LTI_NODISCARD enum lti_status lti_assertion_sign(
	char **out, const struct lti_registration *registration,
	const char *deployment_id, const struct lti_key *key, int64_t now_s);

struct lti_token {
	char *access; /* visible ASCII only, so fit for an Authorization header */
	int64_t life_s; /* expires_in; 300 when not said, a day at most */
	unsigned scopes; /* granted: of those we asked for and know */
};

/**
 * Read the answer. Every success says 200 and has an access_token; Content-Type and
 * token_type are not looked at (Moodle says text/html, ILIAS "baerer").
 * @asked  what the form asked for; stands for the answer's scope if that is absent
 * @out    lti_token_clear() it after LTI_OK; otherwise empty
 * Errors: LTI_ERR_TOKEN_REFUSED (any other status; why->detail quotes the code, made
 * harmless), LTI_ERR_TOKEN_REPLY (200, but no token in it), LTI_ERR_TOO_LONG,
 * LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_token_read(struct lti_token *out, int http_status,
					     const char *body, size_t len, unsigned asked,
					     struct lti_error *why);
void lti_token_clear(struct lti_token *token); /* wipes it */

#endif
