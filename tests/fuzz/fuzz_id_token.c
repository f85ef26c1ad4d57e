/*
 * Fuzz: any text as the payload of a token that a platform really signed. The first byte
 * chooses the quirks. What verifies must keep the promises of the header.
 */
#include <lti/deep_link.h>
#include <lti/launch.h>
#include <lti/legacy.h>

#include "fuzz.h"

/* A key for this file only. */
static const char pem[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkbWew79ePELPeZnD\n"
	"wccW+e3T21X+2YI8PqRq9/lbkqahRANCAAQh2OhPKDc38BXo/yJX5X6gN4jGBYux\n"
	"r810gEOcskiSRgn+pB+B2jDbRZBqJxWSedgAxNOFBEs6AZAEMFBnxVC3\n"
	"-----END PRIVATE KEY-----\n";

static struct lti_key *key;
static struct lti_jwks *keys;

static void set_up(void)
{
	const struct lti_key *list[1];
	char *set;

	if (key)
		return;
	MUST(lti_key_read_pem(&key, pem, strlen(pem)) == LTI_OK);
	list[0] = key;
	MUST(lti_jwks_write(&set, list, 1) == LTI_OK);
	MUST(lti_jwks_parse(&keys, set, strlen(set), NULL) == LTI_OK);
	free(set);
}

static void check_claims(const struct lti_launch *launch, unsigned quirks)
{
	const struct lti_claims *claims = lti_launch_claims(launch);
	const char *name, *value;
	size_t at = 0;

	MUST(claims->deployment_id && strlen(claims->deployment_id) <= LTI_ID_MAX);
	MUST(strcmp(claims->nonce, "nonce") == 0);
	MUST(claims->person.subject || quirks & LTI_QUIRK_ANONYMOUS);
	MUST(claims->message != LTI_MESSAGE_RESOURCE_LINK || claims->resource_link.id);
	MUST(claims->message != LTI_MESSAGE_DEEP_LINKING ||
	     claims->deep_linking.return_url);
	MUST(claims->message != LTI_MESSAGE_SUBMISSION_REVIEW ||
	     claims->for_user.user_id);
	MUST(!claims->presentation.return_url ||
	     lti_url_is_web(claims->presentation.return_url));
	MUST(!claims->grades.line_item || lti_url_is_web(claims->grades.line_item));
	while (lti_launch_custom_next(launch, &at, &name, &value))
		MUST(name && value && lti_launch_custom(launch, name));
	for (at = 0; lti_launch_role_next(launch, &at, &name);)
		(void)lti_role_parse(name);
	if (lti_legacy_claimed(
		    launch)) /* nobody can sign with a secret the platform has not */
		MUST(lti_legacy_verify(launch, "secret", NULL) != LTI_OK);
}

static void answer(const struct lti_launch *launch,
		   const struct lti_registration *registration)
{
	static const struct lti_custom custom = {"a", "b"};
	struct lti_content_item item = {.type = LTI_CONTENT_RESOURCE_LINK,
					.title = "t",
					.custom = &custom,
					.custom_count = 1};
	struct lti_deep_link_answer chosen = {.items = &item, .count = 1};
	struct lti_error why;
	char *token;

	MUST((lti_deep_link_sign(&token, launch, registration, &chosen, key, 1800000000,
				 &why) == LTI_OK) == !!token);
	free(token);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lti_registration registration = {
		.issuer = "https://lms.example",
		.client_id = "tool",
		.algs = LTI_ALG_ES256,
	};
	struct lti_launch_expect expect = {
		.nonce = "nonce",
		.redirect_uri = "https://tool.example/launch",
		.now_s = 1800000000,
		.leeway_s = 60,
	};
	struct lti_error why;
	struct lti_launch *launch;
	char *token;

	set_up();
	if (!size || size > 64 * 1024)
		return 0;
	registration.quirks = data[0];
	if (data[0] & 0x80)
		expect.target_link_uri = "https://tool.example/activity";
	MUST(lti_jws_sign(&token, key, "JWT", (const char *)data + 1, size - 1) ==
	     LTI_OK);
	if (lti_launch_verify(&launch, token, &registration, keys, &expect, &why) ==
	    LTI_OK) {
		check_claims(launch, registration.quirks);
		answer(launch, &registration);
	} else {
		MUST(!launch && why.status != LTI_OK && why.status != LTI_ERR_SIGNATURE);
	}
	lti_launch_free(launch);
	free(token);
	return 0;
}
