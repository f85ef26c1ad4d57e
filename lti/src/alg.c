/* Alg: which algorithms there are. [RFC 7518 §3.1] */
#include "alg.h"
#include "kit.h"

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
