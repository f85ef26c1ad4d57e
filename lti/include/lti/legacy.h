/*
 * Legacy: proof that a platform which now speaks LTI 1.3 is the one that had an LTI 1.1
 * consumer key with us. [LTI Migration Guide]
 */
#ifndef LTI_LEGACY_H
#define LTI_LEGACY_H

#include <lti/launch.h>

/** Whether the launch names a consumer key; the caller looks its secret up. */
bool lti_legacy_claimed(const struct lti_launch *launch);
/**
 * Check oauth_consumer_key_sign of a launch with the secret of its oauth_consumer_key.
 * Only with LTI_OK may ids of LTI 1.1 be joined to those of the launch. Errors:
 * LTI_ERR_MIGRATION, LTI_ERR_MEMORY, LTI_ERR_CRYPTO.
 */
LTI_NODISCARD enum lti_status lti_legacy_verify(const struct lti_launch *launch,
						const char *secret,
						struct lti_error *why);
/** The signature itself: base64 of HMAC-SHA-256 over key, deployment, iss, client_id,
 * exp, nonce.
 */
#define LTI_LEGACY_SIGN_TEXT 45
LTI_NODISCARD enum lti_status lti_legacy_sign(char out[LTI_LEGACY_SIGN_TEXT],
					      const struct lti_claims *claims,
					      const char *secret);

#endif
