/* Fuzz: any text as a key set, and as a single key. */
#include <lti/jose.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char thumbprint[LTI_THUMBPRINT_TEXT];
	struct lti_error why;
	struct lti_jwks *keys;

	if (lti_jwks_parse(&keys, (const char *)data, size, &why) == LTI_OK)
		MUST(lti_jwks_count(keys) <= LTI_JWKS_KEYS_MAX);
	else
		MUST(!keys);
	lti_jwks_free(keys);
	if (lti_jwk_thumbprint(thumbprint, (const char *)data, size) == LTI_OK)
		MUST(strlen(thumbprint) == 43);
	return 0;
}
