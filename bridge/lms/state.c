/* State: sealing and opening it, and the cookie of one state. */
#include "lms/state.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/random.h"
#include "call/parts.h"
#include "lms/sealer.h"

#define SEAL_PURPOSE "login"

const char *launch_url(const struct config *config, struct arena *arena)
{
	return arena_printf(arena, "%s/lti/launch", config->public_url);
}

/* One cookie per state, so that a course page with three tutors launches three times. */
static const char *cookie_name(struct arena *arena, const char *state)
{
	char digest[DIGEST_TEXT];

	return arena_printf(arena, "__Host-kb_%.8s",
			    digest_sha256(digest, state, strlen(state)));
}

static const char *state_seal(struct call *call, const struct lti_state *state)
{
	uint8_t key[SEALER_KEY_BYTES];
	enum lti_status status;
	char *text = NULL;
	const char *kept;

	sealer_key(call->parts->sealer, SEAL_PURPOSE, key);
	status = lti_state_seal(&text, state, key);
	OPENSSL_cleanse(key, sizeof(key));
	if (status != LTI_OK)
		return NULL;
	kept = arena_strdup(call->arena, text);
	free(text);
	return kept;
}

bool state_make(struct state_made *out, struct call *call,
		const struct platform *platform, const struct lti_login_request *login)
{
	char nonce[LTI_RANDOM_TEXT], secret[RANDOM_TOKEN];
	struct lti_state state = {.registration_id = platform->id,
				  .target_link_uri = login->target_link_uri,
				  .deployment_id = login->deployment_id,
				  .storage_target = login->storage_target,
				  .issued_s = call->now_s};

	if (lti_random_text(nonce) != LTI_OK)
		return false;
	random_token(secret);
	if (lti_binding(state.binding, secret) != LTI_OK)
		return false;
	state.nonce = nonce;
	out->nonce = arena_strdup(call->arena, nonce);
	out->state = state_seal(call, &state);
	if (!out->state)
		return false;
	out->cookie = arena_printf(
		call->arena,
		"%s=%s; Path=/; Secure; HttpOnly; SameSite=None; Partitioned; "
		"Max-Age=%d",
		cookie_name(call->arena, out->state), secret, LTI_STATE_LIFE_S);
	return true;
}

enum lti_status state_open(const struct lti_state **out, const struct call *call,
			   const char *text)
{
	uint8_t key[SEALER_KEY_BYTES];
	struct lti_state *state = NULL;
	enum lti_status status;

	*out = NULL;
	sealer_key(call->parts->sealer, SEAL_PURPOSE, key);
	status = lti_state_open(&state, text, key, call->now_s);
	OPENSSL_cleanse(key, sizeof(key));
	if (status != LTI_OK)
		return status;
	arena_adopt(call->arena, state, free);
	*out = state;
	return LTI_OK;
}

bool state_is_the_browsers(const struct call *call, const struct lti_state *state,
			   const char *text)
{
	const char *secret = request_cookie(call->request, call->arena,
					    cookie_name(call->arena, text));

	return secret && lti_state_bound(state, secret);
}
