/* Legacy: oauth_consumer_key_sign. [LTI migration guide] */
#include <lti/legacy.h>

#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>

#include "alg.h"
#include "kit.h"

bool lti_legacy_claimed(const struct lti_launch *launch)
{
	return lti_launch_claims(launch)->legacy.consumer_key != NULL;
}

enum lti_status lti_legacy_sign(char out[LTI_LEGACY_SIGN_TEXT],
				const struct lti_claims *claims, const char *secret)
{
	QUIET_OPENSSL;
	AUTO_TEXT text = {0};
	uint8_t mac[32];
	size_t len;

	lti_text_printf(&text, "%s&%s&%s&%s&%" PRId64 "&%s", claims->legacy.consumer_key,
			claims->deployment_id, claims->issuer, claims->client_id,
			claims->expires_s, claims->nonce);
	if (text.failed)
		return LTI_ERR_MEMORY;
	if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, secret, strlen(secret),
		       (const uint8_t *)text.bytes, text.len, mac, sizeof(mac), &len))
		return LTI_ERR_CRYPTO;
	EVP_EncodeBlock((uint8_t *)out, mac, (int)len);
	return LTI_OK;
}

enum lti_status lti_legacy_verify(const struct lti_launch *launch, const char *secret,
				  struct lti_error *why)
{
	const struct lti_claims *claims = lti_launch_claims(launch);
	char expected[LTI_LEGACY_SIGN_TEXT];
	enum lti_status status;

	if (!claims->legacy.consumer_key || !claims->legacy.consumer_key_sign)
		return lti_fail(why, LTI_ERR_MIGRATION, "key or signature absent");
	status = lti_legacy_sign(expected, claims, secret);
	if (status != LTI_OK)
		return lti_fail_plain(why, status);
	if (!lti_secret_equal(expected, claims->legacy.consumer_key_sign))
		return lti_fail_plain(why, LTI_ERR_MIGRATION);
	return LTI_OK;
}
