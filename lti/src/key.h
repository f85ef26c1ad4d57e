/* Key: what is inside of our keys and of a platform's key set. */
#ifndef LTI_SRC_KEY_H
#define LTI_SRC_KEY_H

#include <openssl/evp.h>

#include <lti/jose.h>

struct lti_key {
	EVP_PKEY *pkey;
	enum lti_alg alg;
	char kid[LTI_THUMBPRINT_TEXT];
};

struct lti_jwks {
	size_t count;
	struct lti_jwk {
		char *kid;
		EVP_PKEY *pkey;
		unsigned algs; /* what it may verify */
		EVP_MD_CTX *
			ready; /* to verify with the first of them; copied for each token */
		enum lti_alg ready_for;
	} keys[];
};

#endif
