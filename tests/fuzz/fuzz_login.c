/*
 * Fuzz: a login initiation as lines of name=value, answered; and any text as a state. The
 * URL that comes out leads to the platform and to nobody else.
 */
#include <lti/login.h>

#include "fuzz.h"

#define AUTH_URL "https://lms.example/auth?x=1"

static const uint8_t key[LTI_STATE_KEY_BYTES] = "a key for this file only, 32 by";

/* The lines, and copies of the values that were asked for: they outlive the reading. */
struct lines {
	char *text;
	char *values[16];
	unsigned count;
};

static const char *find(void *context, const char *name)
{
	struct lines *lines = context;
	size_t len = strlen(name);
	const char *at = lines->text;

	for (; *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (strncmp(at, name, len) == 0 && at[len] == '=' && lines->count < 16)
			return lines->values[lines->count++] =
				       strndup(at + len + 1, strcspn(at + len + 1, "\n"));
	return NULL;
}

static void go_round(const struct lti_login_request *request)
{
	struct lti_registration registration = {.auth_url = AUTH_URL,
						.client_id = "tool"};
	struct lti_state state = {
		.nonce = "nonce",
		.registration_id = "r",
		.target_link_uri = request->target_link_uri,
		.deployment_id = request->deployment_id,
		.storage_target = request->storage_target,
		.issued_s = 1800000000,
	};
	struct lti_state *opened;
	char *url, *sealed;

	MUST(lti_state_seal(&sealed, &state, key) == LTI_OK);
	MUST(lti_state_open(&opened, sealed, key, 1800000000) == LTI_OK);
	MUST(strcmp(opened->target_link_uri, request->target_link_uri) == 0);
	MUST(lti_login_url(&url, &registration, request, "https://tool.example/launch",
			   sealed, "nonce") == LTI_OK);
	MUST(strncmp(url, AUTH_URL "&", strlen(AUTH_URL "&")) == 0);
	MUST(strlen(url) == strspn(url,
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789-._~:/?&=%"));
	free(url);
	free(opened);
	free(sealed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lines lines = {.text = text_of(data, size)};
	struct lti_login_request request;
	struct lti_login_refusal refusal;
	struct lti_state *state;
	struct lti_error why;
	unsigned i;

	if (lti_login_read(&request, find, &lines, &why) == LTI_OK)
		go_round(&request);
	(void)lti_login_refused(&refusal, find, &lines);
	MUST(lti_state_open(&state, lines.text, key, 1800000000) != LTI_OK && !state);
	for (i = 0; i < lines.count; i++)
		free(lines.values[i]);
	free(lines.text);
	return 0;
}
