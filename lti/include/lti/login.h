/*
 * Login: the first half of a launch. The platform sends the browser to our login address;
 * we seal what we must remember into `state` and send it on to the authorization
 * endpoint. [Sec §5.1.1]
 *
 * Nothing is stored: an unauthenticated caller cannot fill a table. The state is sealed
 * with AES-256-GCM, so nobody reads or changes it. A stranger's state is still a valid
 * one, so the caller must compare the browser's cookie with it: lti_state_bound().
 */
#ifndef LTI_LOGIN_H
#define LTI_LOGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lti/jose.h>
#include <lti/platform.h>
#include <lti/status.h>

#define LTI_STATE_LIFE_S 600
#define LTI_STATE_KEY_BYTES 32
#define LTI_BINDING_BYTES 32 /* SHA-256 of the browser's secret */
#define LTI_STATE_MAX 8192 /* characters of a sealed state */

/* A decoded parameter of the request, query or form; NULL if absent. Borrowed. */
typedef const char *lti_param_fn(void *context, const char *name);

struct lti_login_request { /* NULL: not sent */
	const char *iss; /* required, like the next two */
	const char *login_hint;
	const char *target_link_uri; /* a hint until the launch repeats it signed */
	const char *lti_message_hint;
	const char *client_id;
	const char *deployment_id; /* lti_deployment_id */
	const char
		*storage_target; /* lti_storage_target: the platform keeps data for us */
};

/**
 * Read and check the parameters of a login initiation. Others are ignored. Empty texts
 * count as absent. Caps: 255 for ids, 2048 for URLs, 4096 for the hints; no control
 * characters.
 * @out  points into what @param returned
 * Errors: LTI_ERR_LOGIN_ISSUER, _HINT, _TARGET, _PARAM.
 */
LTI_NODISCARD enum lti_status lti_login_read(struct lti_login_request *out,
					     lti_param_fn *param, void *context,
					     struct lti_error *why);

struct lti_state {
	const char *nonce; /* base64url; see lti_random_text() */
	const char *registration_id; /* the caller's id of the registration */
	const char *target_link_uri; /* of the login; unsigned */
	const char *deployment_id; /* of the login, or NULL */
	const char *storage_target; /* of the login, or NULL */
	const char *return_data; /* the caller's own, or NULL; at most 1024 bytes */
	int64_t issued_s;
	uint8_t binding[LTI_BINDING_BYTES]; /* lti_binding() of the browser's secret */
};

/** SHA-256 of the secret that the browser keeps in its cookie or storage. */
LTI_NODISCARD enum lti_status lti_binding(uint8_t out[LTI_BINDING_BYTES],
					  const char *secret);
/** Whether the browser's secret is the one that the state was sealed for; constant time.
 */
LTI_NODISCARD bool lti_state_bound(const struct lti_state *state, const char *secret);

/**
 * @out  the `state` value, base64url only (Moodle cleans others); free() it
 * Errors: LTI_ERR_TOO_LONG (the parts do not fit LTI_STATE_MAX), LTI_ERR_CRYPTO,
 * LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_state_seal(char **out, const struct lti_state *state,
					     const uint8_t key[LTI_STATE_KEY_BYTES]);
/**
 * @out  on LTI_OK a state for free(), its texts inside the same block; otherwise NULL
 * Errors: LTI_ERR_STATE, LTI_ERR_STATE_EXPIRED, LTI_ERR_CRYPTO, LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_state_open(struct lti_state **out, const char *text,
					     const uint8_t key[LTI_STATE_KEY_BYTES],
					     int64_t now_s);

/**
 * The authorization request as a URL for a plain 302. The query that auth_url has is
 * kept; hints go back unaltered. [Sec §5.1.1.2]
 * @out  free() it
 * Errors: LTI_ERR_MEMORY.
 */
LTI_NODISCARD enum lti_status lti_login_url(char **out,
					    const struct lti_registration *registration,
					    const struct lti_login_request *request,
					    const char *redirect_uri, const char *state,
					    const char *nonce);

/*
 * What the platform posts to the redirect_uri instead of an id_token [OIDC Core
 * §3.1.2.6]. Check the state before acting on it; the texts are the platform's, or a
 * stranger's.
 */
struct lti_login_refusal {
	const char *error, *description, *uri; /* error is never NULL */
};
/** False when the form is no refusal. @out points into what @param returned. */
bool lti_login_refused(struct lti_login_refusal *out, lti_param_fn *param, void *context);

#endif
