/*
 * Launch: the checks that make an id_token a launch, each in its own function and in the
 * order of the header; the claims that need no decision are read in claims.c. [Sec
 * §5.1.3, Core §5.3]
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "claims.h"

#define LEEWAY_MAX_S 300

struct check {
	const struct lti_registration *registration;
	const struct lti_launch_expect *expect;
	struct lti_error *why;
	int64_t leeway_s;
};

/* clang-format off */
static const struct {
	const char *name;
	enum lti_message message;
} messages[] = {
	{ "LtiResourceLinkRequest",      LTI_MESSAGE_RESOURCE_LINK },
	{ "LtiDeepLinkingRequest",       LTI_MESSAGE_DEEP_LINKING },
	{ "LtiSubmissionReviewRequest",  LTI_MESSAGE_SUBMISSION_REVIEW },
	{ "LtiDataPrivacyLaunchRequest", LTI_MESSAGE_DATA_PRIVACY },
	{ "DataPrivacyLaunchRequest",    LTI_MESSAGE_DATA_PRIVACY },
};
/* clang-format on */

const char *lti_message_name(enum lti_message message)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(messages); i++)
		if (messages[i].message == message)
			return messages[i].name;
	return NULL;
}

static bool is_one_of(const char *text, const char *const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

/* A required text of at most LTI_ID_MAX bytes without control characters, or NULL. */
static const char *read_id(struct lti_json *payload, const char *name)
{
	const char *wrong = NULL;
	const char *id = lti_json_text(payload, name, &wrong);

	return id && strlen(id) <= LTI_ID_MAX && !lti_has_control(id) ? id : NULL;
}

/* [Sec §5.1.3 step 2]: exactly, not but for a slash. */
static enum lti_status check_issuer(struct lti_launch *launch, const struct check *check)
{
	const struct lti_registration *registration = check->registration;
	const char *wrong = NULL;
	const char *issuer = lti_json_text(launch->payload, "iss", &wrong);

	if (!issuer || (strcmp(issuer, registration->issuer) != 0 &&
			!is_one_of(issuer, registration->issuer_aliases,
				   registration->issuer_aliases_count)))
		return lti_fail(check->why, LTI_ERR_ISSUER, "%s",
				issuer ? "another" : "absent");
	launch->claims.issuer = issuer;
	return LTI_OK;
}

/* [Sec §5.1.3 steps 3-5]: us, and nobody that the registration does not trust. */
static enum lti_status check_audience(struct lti_launch *launch,
				      const struct check *check)
{
	const struct lti_registration *registration = check->registration;
	struct lti_json *aud = lti_json_member(launch->payload, "aud");
	struct lti_json *azp = lti_json_member(launch->payload, "azp");
	bool several = false, named = lti_json_is(aud, registration->client_id);
	struct lti_json *member;

	if (lti_json_is_type(aud, LTI_JSON_ARRAY)) {
		for (member = aud->first; member; member = member->next) {
			if (lti_json_is(member, registration->client_id)) {
				named = true;
				continue;
			}
			several = true;
			if (member->type != LTI_JSON_TEXT ||
			    !is_one_of(member->text, registration->trusted_audiences,
				       registration->trusted_audiences_count))
				return lti_fail(check->why, LTI_ERR_AUDIENCE,
						"names somebody we do not trust");
		}
	}
	if (!named)
		return lti_fail(check->why, LTI_ERR_AUDIENCE, "%s",
				aud ? "names others" : "absent");
	if (azp ? !lti_json_is(azp, registration->client_id) : several)
		return lti_fail(check->why, LTI_ERR_AZP, "%s",
				azp ? "another" : "absent");
	launch->claims.client_id = registration->client_id;
	return LTI_OK;
}

/* [Sec §5.1.3 steps 7-8]: the detail says by how much the clocks disagree. */
static enum lti_status check_times(struct lti_launch *launch, const struct check *check)
{
	int64_t now_s = check->expect->now_s, leeway_s = check->leeway_s, not_before_s;
	struct lti_claims *claims = &launch->claims;
	enum lti_json_found found;

	found = lti_json_seconds(&claims->expires_s, launch->payload, "exp");
	if (found != LTI_JSON_FOUND)
		return lti_fail(check->why, LTI_ERR_EXPIRED, "exp %s",
				found == LTI_JSON_ABSENT ? "absent" : "is no time");
	if (now_s >= claims->expires_s + leeway_s)
		return lti_fail(check->why, LTI_ERR_EXPIRED, "expired %" PRId64 " s ago",
				now_s - claims->expires_s);
	found = lti_json_seconds(&claims->issued_s, launch->payload, "iat");
	if (found != LTI_JSON_FOUND)
		return lti_fail(check->why, LTI_ERR_ISSUED_AT, "iat %s",
				found == LTI_JSON_ABSENT ? "absent" : "is no time");
	if (claims->issued_s > now_s + leeway_s)
		return lti_fail(check->why, LTI_ERR_ISSUED_AT,
				"iat is %" PRId64 " s ahead of us",
				claims->issued_s - now_s);
	if (claims->expires_s <= claims->issued_s)
		return lti_fail(check->why, LTI_ERR_EXPIRED, "exp before iat");
	found = lti_json_seconds(&not_before_s, launch->payload, "nbf");
	if (found == LTI_JSON_WRONG ||
	    (found == LTI_JSON_FOUND && not_before_s > now_s + leeway_s))
		return lti_fail(check->why, LTI_ERR_ISSUED_AT,
				"nbf is ahead of us or no time");
	return LTI_OK;
}

/* [Sec §5.1.3 step 9] */
static enum lti_status check_nonce(struct lti_launch *launch, const struct check *check)
{
	const char *wrong = NULL;
	const char *nonce = lti_json_text(launch->payload, "nonce", &wrong);

	if (!lti_secret_equal(nonce, check->expect->nonce))
		return lti_fail(check->why, LTI_ERR_NONCE, "%s",
				nonce ? "another" : "absent");
	launch->claims.nonce = nonce;
	return LTI_OK;
}

/* [Core §5.3.2] */
static enum lti_status check_version(struct lti_launch *launch, const struct check *check)
{
	if (!lti_json_is(lti_json_member(launch->payload, LTI_CLAIM("version")), "1.3.0"))
		return lti_fail_plain(check->why, LTI_ERR_VERSION);
	return LTI_OK;
}

/* [Core §5.3.1] */
static enum lti_status check_message(struct lti_launch *launch, const struct check *check)
{
	struct lti_json *type =
		lti_json_member(launch->payload, LTI_CLAIM("message_type"));
	unsigned served = check->expect->messages ? check->expect->messages : ~0u;
	size_t i;

	for (i = 0; i < ARRAY_LEN(messages); i++)
		if (lti_json_is(type, messages[i].name) && messages[i].message & served) {
			launch->claims.message = messages[i].message;
			return LTI_OK;
		}
	if (lti_json_string(type))
		return lti_fail(check->why, LTI_ERR_MESSAGE_TYPE, "not served: %.80s",
				lti_json_string(type));
	return lti_fail(check->why, LTI_ERR_MESSAGE_TYPE, "%s",
			type ? "not a text" : "absent");
}

/*
 * [Core §5.3.6]: without sub nobody is there whose grade or roster could be asked for,
 * and no other claim may say who it is. Only a resource link makes sense to an unknown
 * visitor.
 */
static enum lti_status check_subject(struct lti_launch *launch, const struct check *check)
{
	static const char *const telling[] = {"name",	     "given_name", "family_name",
					      "middle_name", "email",	   "picture"};
	bool allowed = check->registration->quirks & LTI_QUIRK_ANONYMOUS;
	size_t i;

	launch->claims.person.subject = read_id(launch->payload, "sub");
	if (launch->claims.person.subject)
		return LTI_OK;
	if (lti_json_member(launch->payload, "sub"))
		return lti_fail(check->why, LTI_ERR_SUBJECT,
				"not a text of 1 to %d bytes", LTI_ID_MAX);
	if (!allowed || launch->claims.message != LTI_MESSAGE_RESOURCE_LINK)
		return lti_fail(check->why, LTI_ERR_SUBJECT, "absent");
	for (i = 0; i < ARRAY_LEN(telling); i++)
		if (lti_json_member(launch->payload, telling[i]))
			return lti_fail(check->why, LTI_ERR_SUBJECT,
					"absent, yet there is %s", telling[i]);
	return LTI_OK;
}

/* [Core §5.3.3]; whether the deployment is a known one is the caller's question. */
static enum lti_status check_deployment(struct lti_launch *launch,
					const struct check *check)
{
	struct lti_json *member =
		lti_json_member(launch->payload, LTI_CLAIM("deployment_id"));
	const char *id = read_id(launch->payload, LTI_CLAIM("deployment_id"));
	const char *expected = check->expect->deployment_id;

	if (lti_json_is_type(member, LTI_JSON_INTEGER) &&
	    check->registration->quirks & LTI_QUIRK_DEPLOYMENT_INTEGER &&
	    strlen(member->text) <= LTI_ID_MAX)
		id = member->text;
	if (!id)
		return lti_fail(check->why, LTI_ERR_DEPLOYMENT, "%s",
				member ? "not a text of 1 to 255 bytes" : "absent");
	if (expected && strcmp(id, expected) != 0)
		return lti_fail_plain(check->why, LTI_ERR_DEPLOYMENT_CHANGED);
	launch->claims.deployment_id = id;
	return LTI_OK;
}

/* Go by what the login said: nobody signed it. */
static enum lti_status take_login_target(struct lti_launch *launch,
					 const struct check *check)
{
	if (!check->expect->target_link_uri)
		return LTI_OK;
	launch->target = strdup(check->expect->target_link_uri);
	if (!launch->target)
		return lti_fail_plain(check->why, LTI_ERR_MEMORY);
	launch->claims.target_link_uri = launch->target;
	return LTI_OK;
}

/*
 * [Core §5.3.4]. ILIAS signs our redirect_uri instead of the target, and nothing at all
 * in a deep linking request.
 */
static enum lti_status check_target(struct lti_launch *launch, const struct check *check)
{
	const struct lti_launch_expect *expect = check->expect;
	bool loose = check->registration->quirks & LTI_QUIRK_TARGET_LOOSE;
	const char *wrong = NULL;
	const char *target =
		lti_json_text(launch->payload, LTI_CLAIM("target_link_uri"), &wrong);

	if (wrong)
		return lti_fail(check->why, LTI_ERR_TARGET, "not a text");
	if (!target)
		return loose || launch->claims.message == LTI_MESSAGE_DATA_PRIVACY
			       ? take_login_target(launch, check)
			       : lti_fail(check->why, LTI_ERR_TARGET, "absent");
	if (!expect->target_link_uri || strcmp(target, expect->target_link_uri) == 0) {
		launch->claims.target_link_uri = target;
		launch->claims.target_signed = true;
		return LTI_OK;
	}
	if (loose && expect->redirect_uri && strcmp(target, expect->redirect_uri) == 0)
		return take_login_target(launch, check);
	return lti_fail(check->why, LTI_ERR_TARGET, "another than the login's");
}

static enum lti_status check_payload(struct lti_launch *launch, const struct check *check)
{
	static enum lti_status (*const checks[])(struct lti_launch *,
						 const struct check *) = {
		check_issuer,  check_audience,	 check_times,
		check_nonce,   check_version,	 check_message,
		check_subject, check_deployment, check_target,
	};
	enum lti_status status = LTI_OK;
	size_t i;

	for (i = 0; i < ARRAY_LEN(checks) && status == LTI_OK; i++)
		status = checks[i](launch, check);
	return status == LTI_OK ? lti_claims_read(launch, check->why) : status;
}

static enum lti_status read_payload(struct lti_json **out, const char *token,
				    const struct lti_registration *registration,
				    const struct lti_jwks *keys, struct lti_error *why)
{
	struct lti_jws_policy policy = {
		.algs = registration->algs,
		.lone_key = registration->quirks & LTI_QUIRK_LONE_KEY,
	};
	AUTO_CHARS text = NULL;
	enum lti_status status;
	size_t len;

	status = lti_jws_verify(&text, &len, token, keys, &policy, why);
	if (status != LTI_OK)
		return status;
	status = lti_json_parse(out, text, len, LTI_JWS_MAX, why);
	if (status == LTI_OK && !lti_json_is_type(*out, LTI_JSON_OBJECT))
		return lti_fail(why, LTI_ERR_JSON, "payload is not an object");
	return status;
}

enum lti_status lti_launch_verify(struct lti_launch **out, const char *token,
				  const struct lti_registration *registration,
				  const struct lti_jwks *keys,
				  const struct lti_launch_expect *expect,
				  struct lti_error *why)
{
	struct check check = {registration, expect, why, expect->leeway_s};
	LTI_AUTO_LAUNCH *launch = NULL;
	enum lti_status status;

	*out = NULL;
	if (why)
		*why = (struct lti_error){LTI_OK, ""};
	if (check.leeway_s < 0)
		check.leeway_s = 0;
	if (check.leeway_s > LEEWAY_MAX_S)
		check.leeway_s = LEEWAY_MAX_S;
	launch = calloc(1, sizeof(*launch));
	if (!launch)
		return lti_fail_plain(why, LTI_ERR_MEMORY);
	status = read_payload(&launch->payload, token, registration, keys, why);
	if (status == LTI_OK)
		status = check_payload(launch, &check);
	if (status != LTI_OK)
		return status;
	*out = launch;
	launch = NULL;
	return LTI_OK;
}

void lti_launch_free(struct lti_launch *launch)
{
	if (!launch)
		return;
	lti_json_free(launch->payload);
	free(launch->target);
	free(launch->custom);
	free(launch);
}

void lti_launch_freep(struct lti_launch **launch)
{
	lti_launch_free(*launch);
}

const struct lti_claims *lti_launch_claims(const struct lti_launch *launch)
{
	return &launch->claims;
}

const char *lti_launch_custom(const struct lti_launch *launch, const char *key)
{
	size_t i;

	for (i = 0; i < launch->custom_count; i++)
		if (strcmp(launch->custom[i].key, key) == 0)
			return launch->custom[i].value;
	return NULL;
}

bool lti_launch_custom_next(const struct lti_launch *launch, size_t *at, const char **key,
			    const char **value)
{
	if (*at >= launch->custom_count)
		return false;
	*key = launch->custom[*at].key;
	*value = launch->custom[*at].value;
	++*at;
	return true;
}

bool lti_launch_role_next(const struct lti_launch *launch, size_t *at, const char **role)
{
	const struct lti_json *item = lti_json_first(launch->roles);
	size_t i;

	for (i = 0; item && i < *at; i++)
		item = item->next;
	if (!item)
		return false;
	*role = item->text;
	++*at;
	return true;
}
