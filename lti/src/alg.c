/* Alg: which algorithms there are. [RFC 7518 §3.1] */
#include "alg.h"
#include "kit.h"

#include <stdatomic.h>
#include <string.h>

/* clang-format off */
static const struct lti_alg_facts facts[] = {
	{ LTI_ALG_RS256, "RS256", "RSA", NULL,    NULL,         "SHA256",  0 },
	{ LTI_ALG_RS384, "RS384", "RSA", NULL,    NULL,         "SHA384",  0 },
	{ LTI_ALG_RS512, "RS512", "RSA", NULL,    NULL,         "SHA512",  0 },
	{ LTI_ALG_ES256, "ES256", "EC",  "P-256", "prime256v1", "SHA256", 32 },
	{ LTI_ALG_ES384, "ES384", "EC",  "P-384", "secp384r1",  "SHA384", 48 },
};
/* clang-format on */

const struct lti_alg_facts *lti_alg_at(size_t i)
{
	return i < ARRAY_LEN(facts) ? &facts[i] : NULL;
}

const struct lti_alg_facts *lti_alg_facts(unsigned alg)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(facts); i++)
		if (facts[i].alg == alg)
			return &facts[i];
	return NULL;
}

unsigned lti_alg_parse(const char *name)
{
	size_t i;

	for (i = 0; name && i < ARRAY_LEN(facts); i++)
		if (strcmp(facts[i].name, name) == 0)
			return facts[i].alg;
	return 0;
}

const char *lti_alg_name(enum lti_alg alg)
{
	const struct lti_alg_facts *known = lti_alg_facts(alg);

	return known ? known->name : NULL;
}

const EVP_MD *lti_sha256(void)
{
	static _Atomic(EVP_MD *) known;
	EVP_MD *fetched = atomic_load(&known), *first = NULL;

	if (fetched)
		return fetched;
	fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (!fetched || atomic_compare_exchange_strong(&known, &first, fetched))
		return fetched;
	EVP_MD_free(fetched); /* another thread was quicker */
	return first;
}

const EVP_CIPHER *lti_aes_256_gcm(void)
{
	static _Atomic(EVP_CIPHER *) known;
	EVP_CIPHER *fetched = atomic_load(&known), *first = NULL;

	if (fetched)
		return fetched;
	fetched = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	if (!fetched || atomic_compare_exchange_strong(&known, &first, fetched))
		return fetched;
	EVP_CIPHER_free(fetched);
	return first;
}
