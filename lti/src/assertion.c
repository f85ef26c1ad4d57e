/*
 * Assertion: token requests out, token replies in. [Sec §4.1.1, RFC 6749 §5, RFC 7523
 * §2.2]
 */
#include <lti/assertion.h>

#include <openssl/crypto.h>
#include <string.h>

#include "kit.h"
#include "json.h"
#include "json_write.h"
#include "scope.h"

#define REPLY_MAX (64 * 1024)
#define ACCESS_MAX (16 * 1024) /* ILIAS' is a JWT of under 1 KiB */
#define LIFE_DEFAULT_S 300
#define LIFE_MAX_S 86400

/* iss and sub are both the client_id: every platform expects that. */
enum lti_status lti_assertion_sign(char **out,
				   const struct lti_registration *registration,
				   const char *deployment_id, const struct lti_key *key,
				   int64_t now_s)
{
	AUTO_TEXT text = {0};
	char jti[LTI_RANDOM_TEXT];
	int64_t issued_s = now_s - LTI_ASSERTION_BACK_S;

	*out = NULL;
	if (lti_random_text(jti) != LTI_OK)
		return LTI_ERR_CRYPTO;
	lti_put_object(&text, NULL);
	lti_put_text(&text, "iss", registration->client_id);
	lti_put_text(&text, "sub", registration->client_id);
	lti_put_text(&text, "aud",
		     registration->token_audience ? registration->token_audience
						  : registration->token_url);
	lti_put_int(&text, "iat", issued_s);
	lti_put_int(&text, "exp", issued_s + LTI_ASSERTION_LIFE_S);
	lti_put_text(&text, "jti", jti);
	lti_put_text(&text, "https://purl.imsglobal.org/spec/lti/claim/deployment_id",
		     deployment_id);
	lti_end_object(&text);
	if (text.failed)
		return LTI_ERR_MEMORY;
	return lti_jws_sign(out, key, "JWT", text.bytes, text.len);
}

enum lti_status lti_token_form(char **out, const struct lti_registration *registration,
			       const char *deployment_id, unsigned scopes,
			       const struct lti_key *key, int64_t now_s)
{
	AUTO_TEXT form = {0};
	AUTO_TEXT list = {0};
	AUTO_CHARS assertion = NULL;
	enum lti_status status;

	*out = NULL;
	status = lti_assertion_sign(&assertion, registration, deployment_id, key, now_s);
	if (status != LTI_OK)
		return status;
	lti_text_add(&form, "grant_type=client_credentials&client_assertion_type=");
	lti_text_add_encoded(&form,
			     "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
	lti_text_add(&form, "&client_assertion=");
	lti_text_add(&form, assertion);
	lti_text_add(&form, "&scope=");
	lti_scopes_add(&list, scopes);
	if (list.failed)
		return LTI_ERR_MEMORY;
	lti_text_add_encoded(&form, list.len ? list.bytes : "");
	*out = lti_text_take(&form);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}

/* The code of an error answer, if it is one; Moodle puts whole exception texts there. */
static enum lti_status refuse(int http_status, const char *body, size_t len,
			      struct lti_error *why)
{
	AUTO_JSON *document = NULL;
	const char *wrong = NULL, *code = NULL;
	char quoted[96];

	if (lti_json_parse(&document, body, len, REPLY_MAX, NULL) == LTI_OK)
		code = lti_json_text(document, "error", &wrong);
	if (!code)
		return lti_fail(why, LTI_ERR_TOKEN_REFUSED,
				"HTTP %d without an error code", http_status);
	return lti_fail(why, LTI_ERR_TOKEN_REFUSED, "HTTP %d, %s", http_status,
			lti_harmless(quoted, sizeof(quoted), code));
}

/* expires_in, which some write as a text. */
static int64_t read_life(struct lti_json *document)
{
	struct lti_json *member = lti_json_member(document, "expires_in");
	int64_t life_s = LIFE_DEFAULT_S;

	if (lti_json_is_type(member, LTI_JSON_TEXT))
		life_s = lti_json_int64(member);
	else if (member &&
		 lti_json_seconds(&life_s, document, "expires_in") == LTI_JSON_WRONG)
		life_s = LIFE_DEFAULT_S;
	if (life_s < 1)
		return 1;
	return life_s > LIFE_MAX_S ? LIFE_MAX_S : life_s;
}

/*
 * What goes into an Authorization header [RFC 6750 §2.1], a little wider than its
 * grammar.
 */
static bool is_visible(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text >= 0x7f)
			return false;
	return true;
}

enum lti_status lti_token_read(struct lti_token *out, int http_status, const char *body,
			       size_t len, unsigned asked, struct lti_error *why)
{
	AUTO_JSON *document = NULL;
	const char *wrong = NULL, *access, *granted;
	enum lti_status status;

	*out = (struct lti_token){0};
	if (len > REPLY_MAX)
		return lti_fail(why, LTI_ERR_TOO_LONG, "reply of %zu bytes", len);
	if (http_status != 200)
		return refuse(http_status, body, len, why);
	status = lti_json_parse(&document, body, len, REPLY_MAX, NULL);
	if (status != LTI_OK)
		return status == LTI_ERR_MEMORY
			       ? lti_fail_plain(why, status)
			       : lti_fail(why, LTI_ERR_TOKEN_REPLY, "not JSON");
	access = lti_json_text(document, "access_token", &wrong);
	if (!access || strlen(access) > ACCESS_MAX || !is_visible(access))
		return lti_fail(why, LTI_ERR_TOKEN_REPLY, "no usable access_token");
	out->access = strdup(access);
	if (!out->access)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	out->life_s = read_life(document);
	granted = lti_json_text(document, "scope", &wrong);
	out->scopes =
		granted ? lti_scopes_parse(granted) & asked : asked; /* [RFC 6749 §5.1] */
	return LTI_OK;
}

void lti_token_clear(struct lti_token *token)
{
	lti_secret_free(token->access);
	*token = (struct lti_token){0};
}
