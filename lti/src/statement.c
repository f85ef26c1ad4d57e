/* Statement: the checks of a JWT that an LMS made for one request. [RFC 7523 §3] */
#include <inttypes.h>
#include <lti/statement.h>
#include <string.h>

#include "json.h"
#include "kit.h"

#define LEEWAY_MAX_S 300

static bool member_is(struct lti_json *payload, const char *name, const char *text)
{
	return lti_json_is(lti_json_member(payload, name), text);
}

/* [RFC 7523 §3 items 1, 2]: the LMS speaks for itself, so sub is its client. */
static enum lti_status check_speaker(struct lti_json *payload,
				     const struct lti_registration *registration,
				     struct lti_error *why)
{
	bool named = member_is(payload, "iss", registration->issuer);
	size_t i;

	for (i = 0; i < registration->issuer_aliases_count; i++)
		named = named ||
			member_is(payload, "iss", registration->issuer_aliases[i]);
	if (!named)
		return lti_fail_plain(why, LTI_ERR_ISSUER);
	if (!member_is(payload, "sub", registration->client_id))
		return lti_fail(why, LTI_ERR_SUBJECT, "not our client_id");
	return LTI_OK;
}

/* [RFC 7523 §3 item 3]: a list of one is what some libraries make of a single audience. */
static enum lti_status check_audience(struct lti_json *payload, const char *audience,
				      struct lti_error *why)
{
	struct lti_json *aud = lti_json_member(payload, "aud");

	if (lti_json_is_type(aud, LTI_JSON_ARRAY) && lti_json_count(aud) == 1)
		aud = aud->first;
	if (!lti_json_is(aud, audience))
		return lti_fail(why, LTI_ERR_AUDIENCE, "%s", aud ? "another" : "absent");
	return LTI_OK;
}

/* [RFC 7523 §3 items 4, 6] */
static enum lti_status check_times(struct lti_statement *out, struct lti_json *payload,
				   const struct lti_statement_expect *expect,
				   struct lti_error *why)
{
	int64_t leeway_s =
		expect->leeway_s > LEEWAY_MAX_S ? LEEWAY_MAX_S : expect->leeway_s;
	int64_t issued_s;

	if (lti_json_seconds(&out->expires_s, payload, "exp") != LTI_JSON_FOUND)
		return lti_fail(why, LTI_ERR_EXPIRED, "exp absent or no time");
	if (expect->now_s >= out->expires_s + leeway_s)
		return lti_fail(why, LTI_ERR_EXPIRED, "expired %" PRId64 " s ago",
				expect->now_s - out->expires_s);
	if (lti_json_seconds(&issued_s, payload, "iat") != LTI_JSON_FOUND)
		return lti_fail(why, LTI_ERR_ISSUED_AT, "iat absent or no time");
	if (issued_s > expect->now_s + leeway_s)
		return lti_fail(why, LTI_ERR_ISSUED_AT,
				"iat is %" PRId64 " s ahead of us",
				issued_s - expect->now_s);
	if (out->expires_s <= issued_s ||
	    out->expires_s - issued_s > LTI_STATEMENT_LIFE_S)
		return lti_fail(why, LTI_ERR_EXPIRED, "a life of %" PRId64 " s",
				out->expires_s - issued_s);
	return LTI_OK;
}

/* [RFC 7523 §3 item 7] */
static enum lti_status check_id(struct lti_statement *out, struct lti_json *payload,
				struct lti_error *why)
{
	const char *wrong = NULL;
	const char *id = lti_json_text(payload, "jti", &wrong);

	if (!id || strlen(id) > LTI_STATEMENT_ID_MAX || lti_has_control(id))
		return lti_fail_plain(why, LTI_ERR_STATEMENT_ID);
	memcpy(out->id, id, strlen(id) + 1);
	return LTI_OK;
}

enum lti_status lti_statement_verify(struct lti_statement *out, const char *token,
				     const struct lti_registration *registration,
				     const struct lti_jwks *keys,
				     const struct lti_statement_expect *expect,
				     struct lti_error *why)
{
	struct lti_jws_policy policy = {
		.algs = registration->algs,
		.lone_key = registration->quirks & LTI_QUIRK_LONE_KEY,
	};
	AUTO_CHARS text = NULL;
	AUTO_JSON *payload = NULL;
	size_t len;
	enum lti_status status = lti_jws_verify(&text, &len, token, keys, &policy, why);

	if (status == LTI_OK)
		status = lti_json_parse(&payload, text, len, LTI_JWS_MAX, why);
	if (status == LTI_OK)
		status = check_speaker(payload, registration, why);
	if (status == LTI_OK)
		status = check_audience(payload, expect->audience, why);
	if (status == LTI_OK)
		status = check_times(out, payload, expect, why);
	if (status == LTI_OK)
		status = check_id(out, payload, why);
	return status;
}
