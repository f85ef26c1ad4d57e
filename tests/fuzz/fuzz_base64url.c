/* Fuzz: there is one text for the same bytes: what decodes encodes to itself. */
#include <lti/jose.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *bytes = malloc(size + 1);
	char *text = malloc(LTI_BASE64URL_TEXT(size));
	size_t len;

	MUST(bytes && text);
	if (lti_base64url_decode(bytes, &len, (const char *)data, size))
		MUST(lti_base64url_encode(text, bytes, len) == size &&
		     memcmp(text, data, size) == 0);
	lti_base64url_encode(text, data, size);
	MUST(lti_base64url_decode(bytes, &len, text, strlen(text)) && len == size &&
	     memcmp(bytes, data, size) == 0);
	free(bytes);
	free(text);
	return 0;
}
