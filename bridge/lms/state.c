/* State: sealing and opening it, and the cookie of one state. */
#include "lms/state.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "lms/sealer.h"

#define SEAL_PURPOSE "login"
#define NOTES_MAX 1024 /* lti_state.return_data */

const char *launch_url(const struct config *config, struct arena *arena)
{
	return arena_printf(arena, "%s/lti/launch", config->public_url);
}

/* One cookie per state, so that a course page with three tutors launches three times. */
const char *state_key(struct arena *arena, const char *state)
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

/* What the launch may need of the login, as far as it fits; sealed with the rest. */
static const char *notes_write(struct arena *arena, const struct lti_login_request *login,
			       bool kept)
{
	struct json_object *notes = json_new(arena);
	const char *text;

	if (kept)
		json_put_bool(notes, "kept", true);
	json_put_text(notes, "hint", login->login_hint);
	if (login->lti_message_hint)
		json_put_text(notes, "message", login->lti_message_hint);
	text = json_write(notes);
	if (strlen(text) <= NOTES_MAX)
		return text;
	return kept ? "{\"kept\":true}" : NULL;
}

static struct json_object *notes_read(struct arena *arena, const struct lti_state *state)
{
	const char *text = state->return_data;

	return text ? json_parse(arena, text, strlen(text)) : NULL;
}

bool state_make(struct state_made *out, struct call *call,
		const struct platform *platform, const struct lti_login_request *login,
		bool kept)
{
	char nonce[RANDOM_ID], secret[RANDOM_TOKEN];
	struct lti_state state = {.registration_id = platform->id,
				  .target_link_uri = login->target_link_uri,
				  .deployment_id = login->deployment_id,
				  .storage_target = login->storage_target,
				  .return_data = notes_write(call->arena, login, kept),
				  .issued_s = call->now_s};

	random_id(nonce); /* it becomes a row */
	random_token(secret);
	if (lti_binding(state.binding, secret) != LTI_OK)
		return false;
	state.nonce = nonce;
	out->nonce = arena_strdup(call->arena, nonce);
	out->state = state_seal(call, &state);
	if (!out->state)
		return false;
	out->key = state_key(call->arena, out->state);
	out->secret = arena_strdup(call->arena, secret);
	out->cookie = arena_printf(
		call->arena,
		"%s=%s; Path=/; Secure; HttpOnly; SameSite=None; Partitioned; "
		"Max-Age=%d",
		state_key(call->arena, out->state), secret, LTI_STATE_LIFE_S);
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
			   const char *text, const char *proof)
{
	const char *secret =
		request_cookie(call->request, call->arena, state_key(call->arena, text));

	return (secret && lti_state_bound(state, secret)) ||
	       (proof && lti_state_bound(state, proof));
}

bool state_is_kept(const struct lti_state *state)
{
	AUTO_ARENA *arena = arena_new(16 * KIB);

	struct json_object *notes = notes_read(arena, state);

	return notes && json_flag(notes, "kept", false);
}

const char *state_login_again(const struct call *call, const struct platform *platform,
			      const struct lti_state *state)
{
	struct arena *arena = call->arena;
	struct json_object *notes = notes_read(arena, state);
	const char *url =
		arena_printf(arena, "%s/lti/login", call->parts->config->public_url);

	if (!notes || !json_text(notes, "hint"))
		return NULL;
	url = url_add_param(arena, url, "iss", platform->registration.issuer);
	url = url_add_param(arena, url, "client_id", platform->registration.client_id);
	url = url_add_param(arena, url, "login_hint", json_text(notes, "hint"));
	url = url_add_param(arena, url, "target_link_uri", state->target_link_uri);
	if (json_text(notes, "message"))
		url = url_add_param(arena, url, "lti_message_hint",
				    json_text(notes, "message"));
	if (state->deployment_id)
		url = url_add_param(arena, url, "lti_deployment_id",
				    state->deployment_id);
	return url;
}
