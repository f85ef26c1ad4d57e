/* Fuzz: any text as a token. Without the private keys of RFC 7515 no new one verifies. */
#include <lti/jose.h>

#include "fuzz.h"

#define RFC_N                                                                            \
	"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"          \
	"4qPCJrcS2mJPMEz"                                                                \
	"P1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_"        \
	"7OMg0LOL-bSf6"                                                                  \
	"3kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"                                          \
	"UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5Zw"                                \
	"Kh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_"                                   \
	"h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRW"                                       \
	"yuXpoQ"

static const char rsa[] =
	"{\"keys\":[{\"kid\":\"a\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"" RFC_N "\"}]}";
static const char ec[] = "{\"keys\":[{\"kid\":\"a\",\"kty\":\"EC\",\"crv\":\"P-256\","
			 "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
			 "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

/* The one payload that those keys ever signed in public. */
static const char payload[] = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n "
			      "\"http://example.com/is_root\":true}";

static void try_with(const char *token, const char *set)
{
	struct lti_jws_policy policy = {LTI_ALG_RS256 | LTI_ALG_ES256, true};
	struct lti_error why;
	struct lti_jwks *keys;
	char *out;
	size_t len;

	MUST(lti_jwks_parse(&keys, set, strlen(set), NULL) == LTI_OK);
	if (lti_jws_verify(&out, &len, token, keys, &policy, &why) == LTI_OK)
		MUST(len == strlen(payload) && memcmp(out, payload, len) == 0);
	else
		MUST(!out && why.status != LTI_OK);
	free(out);
	lti_jwks_free(keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *token = text_of(data, size);

	try_with(token, rsa);
	try_with(token, ec);
	free(token);
	return 0;
}
