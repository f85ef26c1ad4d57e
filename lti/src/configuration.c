/* Configuration: the platform's openid configuration. [Reg, OpenID Discovery §3] */
#include <lti/registration.h>

#include <string.h>

#include "kit.h"
#include "json.h"
#include "registration.h"

static unsigned message_bit(const char *name)
{
	unsigned bit;

	for (bit = 1; lti_message_name(bit); bit <<= 1)
		if (strcmp(lti_message_name(bit), name) == 0)
			return bit;
	return 0;
}

static unsigned read_messages(struct lti_json *platform)
{
	const char *ignored = NULL;
	struct lti_json *message =
		lti_json_first(lti_json_array(platform, "messages_supported", &ignored));
	unsigned bits = 0;

	for (; message; message = message->next) {
		const char *type = lti_json_text(message, "type", &ignored);

		bits |= type ? message_bit(type) : 0;
	}
	return bits;
}

enum { CLAIM_NAME = 1, CLAIM_EMAIL = 2 };

static unsigned claim_bit(const char *name)
{
	if (strcmp(name, "email") == 0)
		return CLAIM_EMAIL;
	return strcmp(name, "name") == 0 || strcmp(name, "given_name") == 0 ||
			       strcmp(name, "family_name") == 0
		       ? CLAIM_NAME
		       : 0;
}

static const char *web_member(struct lti_json *document, const char *name)
{
	const char *ignored = NULL;
	const char *url = lti_json_text(document, name, &ignored);

	return url && lti_url_is_web(url) ? url : NULL;
}

/* The required five, all of them URLs. */
static const char *read_urls(struct lti_configuration *out, struct lti_json *document)
{
	const struct {
		const char **field, *name;
	} urls[] = {
		{&out->issuer, "issuer"},
		{&out->auth_url, "authorization_endpoint"},
		{&out->token_url, "token_endpoint"},
		{&out->jwks_url, "jwks_uri"},
		{&out->registration_url, "registration_endpoint"},
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(urls); i++) {
		*urls[i].field = web_member(document, urls[i].name);
		if (!*urls[i].field)
			return urls[i].name;
	}
	return NULL;
}

static void read_abilities(struct lti_configuration *out, struct lti_json *document)
{
	const char *ignored = NULL;
	struct lti_json *platform =
		lti_json_object(document, LTI_PLATFORM_CONFIGURATION, &ignored);
	unsigned claims =
		lti_json_bits(document, "claims_supported", claim_bit, &ignored);

	out->token_audience = lti_json_text(document, "authorization_server", &ignored);
	out->product_family_code =
		lti_json_text(platform, "product_family_code", &ignored);
	out->version = lti_json_text(platform, "version", &ignored);
	out->messages = read_messages(platform);
	out->scopes =
		lti_json_bits(document, "scopes_supported", lti_scope_parse, &ignored);
	out->claims_name = claims & CLAIM_NAME;
	out->claims_email = claims & CLAIM_EMAIL;
	out->algs =
		lti_json_member(document, "id_token_signing_alg_values_supported")
			? lti_json_bits(document, "id_token_signing_alg_values_supported",
					lti_alg_parse, &ignored)
			: LTI_ALG_RS256;
}

enum lti_status lti_configuration_read(struct lti_configuration *out, const char *url,
				       const char *body, size_t len,
				       struct lti_error *why)
{
	AUTO_JSON *document = NULL;
	enum lti_status status;
	const char *missing;

	*out = (struct lti_configuration){0};
	status = lti_json_parse(&document, body, len, LTI_CONFIGURATION_MAX, why);
	if (status != LTI_OK)
		return status;
	missing = read_urls(out, document);
	if (!missing)
		read_abilities(out, document);
	if (!missing && !out->algs)
		missing = "id_token_signing_alg_values_supported";
	if (missing || !lti_url_same_host(out->issuer, url)) {
		*out = (struct lti_configuration){0};
		return missing ? lti_fail(why, LTI_ERR_CONFIGURATION, "no usable %s",
					  missing)
			       : lti_fail_plain(why, LTI_ERR_ISSUER_HOST);
	}
	out->document = document;
	document = NULL;
	return LTI_OK;
}

void lti_configuration_clear(struct lti_configuration *configuration)
{
	lti_json_free(configuration->document);
	*configuration = (struct lti_configuration){0};
}
