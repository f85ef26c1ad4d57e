/* Lms kit: see the header. */
#include "bridge/lms/lms_kit.h"

#include <check.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/metrics.h"
#include "base/text.h"
#include "bridge/store/fixture.h"
#include "call/form.h"
#include "course/tenant.h"
#include "lms/api.h"
#include "lms/jwks_cache.h"
#include "lms/keys.h"
#include "lms/platform_cache.h"
#include "lms/sealer.h"

struct config kit_config;
struct parts kit_parts;
struct arena *kit_arena;
struct lti_key *kit_key, *kit_other_key;
char kit_tenant[RANDOM_ID], kit_platform[RANDOM_ID];
int kit_jwks_fetches;
const char *kit_jwks;
static char *own_jwks;

void kit_keys_make(void)
{
	const struct lti_key *one;

	ck_assert_int_eq(lti_key_generate(&kit_key), LTI_OK);
	ck_assert_int_eq(lti_key_generate(&kit_other_key), LTI_OK);
	one = kit_key;
	ck_assert_int_eq(lti_jwks_write(&own_jwks, &one, 1), LTI_OK);
}

void kit_keys_free(void)
{
	lti_key_free(kit_key);
	lti_key_free(kit_other_key);
	free(own_jwks);
}

static bool fetch(void *owner, const char *url, struct arena *arena, const char **body,
		  size_t *len, int64_t *max_age_s)
{
	(void)owner;
	(void)url;
	kit_jwks_fetches++;
	if (!kit_jwks)
		return false;
	*body = arena_strdup(arena, kit_jwks);
	*len = strlen(kit_jwks);
	*max_age_s = 600;
	return true;
}

static enum db_status write_tenant(struct db_conn *tx, void *arg)
{
	(void)arg;
	return tenant_add(tx, "Uni", KIT_NOW, kit_tenant);
}

struct new_platform {
	struct platform platform;
	const char *deployment;
	char id[RANDOM_ID];
};

static enum db_status write_platform(struct db_conn *tx, void *arg)
{
	struct new_platform *made = arg;
	char id[RANDOM_ID];
	enum db_status status = platform_add(tx, &made->platform, KIT_NOW, made->id);

	if (status == DB_OK && made->deployment)
		status = deployment_add(tx, made->id, made->deployment, PLATFORM_ACTIVE,
					KIT_NOW, id);
	return status;
}

const char *kit_add_platform(const char *issuer, const char *client_id,
			     const char *deployment, const char *profile,
			     enum platform_status status)
{
	struct new_platform made = {
		.platform = {.tenant = kit_tenant,
			     .profile = profile,
			     .status = status,
			     .jwks_url = arena_printf(kit_arena, "%s/jwks", issuer),
			     .registration = {.issuer = issuer,
					      .client_id = client_id,
					      .auth_url = arena_printf(
						      kit_arena, "%s/auth?x=1", issuer),
					      .token_url = "https://lms.test/token"}},
		.deployment = deployment,
	};

	ck_assert_int_eq(db_write(fixture_db, write_platform, &made), DB_OK);
	return arena_strdup(kit_arena, made.id);
}

void kit_setup(void)
{
	char path[512], error[256];

	fixture_setup();
	kit_arena = arena_new(64 * MIB);
	snprintf(path, sizeof(path), "%s/secret", fixture_dir());
	kit_config = (struct config){.public_url = KIT_BASE,
				     .leeway_s = 60,
				     .assistants_lecture = true,
				     .session_s = 3600,
				     .operator_name = "Uni",
				     .allow_private_lms = true};
	kit_jwks = own_jwks;
	kit_jwks_fetches = 0;
	kit_parts = (struct parts){.config = &kit_config,
				   .db = fixture_db,
				   .sealer = sealer_new(path, error),
				   .jwks = jwks_cache_new(fetch, NULL),
				   .platforms = platform_cache_new(),
				   .metrics = metrics_new()};
	ck_assert_ptr_nonnull(kit_parts.sealer);
	ck_assert_int_eq(db_write(fixture_db, write_tenant, NULL), DB_OK);
	snprintf(kit_platform, RANDOM_ID, "%s",
		 kit_add_platform(KIT_ISSUER, KIT_CLIENT, KIT_DEPLOYMENT, "generic",
				  PLATFORM_ACTIVE));
}

void kit_teardown(void)
{
	metrics_free(kit_parts.metrics);
	platform_cache_free(kit_parts.platforms);
	jwks_cache_free(kit_parts.jwks);
	sealer_free(kit_parts.sealer);
	arena_free(kit_arena);
	fixture_teardown();
}

/* --- calls and replies ----------------------------------------------------------------------- */

struct call *kit_call_at(int64_t now_s, enum http_method method,
			 const char *query_or_form, const char *cookie)
{
	struct call *call = arena_alloc(kit_arena, sizeof(*call));
	struct request *request = arena_alloc(kit_arena, sizeof(*request));
	struct request_header *headers = arena_alloc(kit_arena, 3 * sizeof(*headers));

	headers[0] = (struct request_header){
		"content-type",
		method == HTTP_GET ? "" : "application/x-www-form-urlencoded"};
	headers[1] = (struct request_header){"accept-language", "en"};
	headers[2] = (struct request_header){"cookie", cookie};
	*request = (struct request){.method = method,
				    .path = "/lti",
				    .query = method == HTTP_GET ? query_or_form : "",
				    .body = method == HTTP_GET ? "" : query_or_form,
				    .headers = headers,
				    .header_count = cookie ? 3 : 2,
				    .remote = "127.0.0.1",
				    .secure = true};
	request->body_len = strlen(request->body);
	call->arena = kit_arena;
	call->parts = &kit_parts;
	call->request = request;
	call->now_s = now_s;
	snprintf(call->id, sizeof(call->id), "kit-correlation-id");
	return call;
}

struct call *kit_call(enum http_method method, const char *query_or_form,
		      const char *cookie)
{
	return kit_call_at(KIT_NOW, method, query_or_form, cookie);
}

const char *kit_header(const struct reply *reply, const char *name)
{
	for (size_t i = 0; i < reply_header_count(reply); i++)
		if (text_equal_nocase(reply_header_at(reply, i)->name, name))
			return reply_header_at(reply, i)->value;
	return NULL;
}

const char *kit_body(const struct reply *reply)
{
	size_t len;
	const char *bytes = reply_bytes(reply, &len);

	return arena_strndup(kit_arena, bytes, len);
}

const char *kit_param(const char *url, const char *name)
{
	const char *query = url ? strchr(url, '?') : NULL;
	struct form *form;

	if (!query)
		return NULL;
	form = form_parse(kit_arena, query + 1, strcspn(query + 1, "#"));
	return form ? form_get(form, name) : NULL;
}

/* --- a launch ----------------------------------------------------------------------------------- */

struct kit_login kit_log_in(void)
{
	struct reply *reply = lms_login(
		kit_call(HTTP_GET,
			 "iss=https%3A%2F%2Flms.test&login_hint=u7&client_id=client-1"
			 "&target_link_uri=https%3A%2F%2Fki.test%2Flti%2Flaunch"
			 "&lti_message_hint=m&lti_deployment_id=d1",
			 NULL));
	const char *to = kit_header(reply, "Location"),
		   *cookie = kit_header(reply, "Set-Cookie");

	ck_assert_int_eq(reply_status(reply), 302);
	return (struct kit_login){
		.state = kit_param(to, "state"),
		.nonce = kit_param(to, "nonce"),
		.cookie = arena_strndup(kit_arena, cookie, strcspn(cookie, ";"))};
}

struct kit_login kit_seal(const char *platform, const char *nonce, const char *target,
			  const char *deployment, int64_t now_s)
{
	uint8_t key[SEALER_KEY_BYTES];
	struct lti_state state = {.nonce = nonce,
				  .registration_id = platform,
				  .target_link_uri = target,
				  .deployment_id = deployment,
				  .issued_s = now_s};
	struct kit_login login = {.nonce = nonce};
	char digest[DIGEST_TEXT];
	char *text;

	ck_assert_int_eq(lti_binding(state.binding, "browser-secret"), LTI_OK);
	sealer_key(kit_parts.sealer, "login", key);
	ck_assert_int_eq(lti_state_seal(&text, &state, key), LTI_OK);
	login.state = arena_strdup(kit_arena, text);
	free(text);
	login.cookie =
		arena_printf(kit_arena, "__Host-kb_%.8s=browser-secret",
			     digest_sha256(digest, login.state, strlen(login.state)));
	return login;
}

struct json_object *kit_claims(const char *nonce)
{
	struct json_object *claims = json_new(kit_arena);

	json_put_text(claims, "iss", KIT_ISSUER);
	json_put_text(claims, "aud", KIT_CLIENT);
	json_put_text(claims, "sub", "user-7");
	json_put_int(claims, "iat", KIT_NOW);
	json_put_int(claims, "exp", KIT_NOW + 60);
	json_put_text(claims, "nonce", nonce);
	json_put_text(claims, CLAIM("version"), "1.3.0");
	json_put_text(claims, CLAIM("message_type"), "LtiResourceLinkRequest");
	json_put_text(claims, CLAIM("deployment_id"), KIT_DEPLOYMENT);
	json_put_text(claims, CLAIM("target_link_uri"), KIT_LAUNCH);
	kit_put(claims, CLAIM("roles"),
		"[\"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner\"]");
	kit_put(claims, CLAIM("resource_link"), "{\"id\":\"rl-1\",\"title\":\"Tutor\"}");
	kit_put(claims, CLAIM("context"),
		"{\"id\":\"c-1\",\"title\":\"Algorithms\",\"label\":\"ALG\"}");
	kit_put(claims, CLAIM("launch_presentation"),
		"{\"locale\":\"de_DE\",\"return_url\":\"https://lms.test/course/1\"}");
	return claims;
}

void kit_put(struct json_object *claims, const char *name, const char *json)
{
	if (!json)
		json_object_object_del(claims, name);
	else
		json_put(claims, name, json_tokener_parse(json));
}

static const char *sign_with(struct json_object *claims, const struct lti_key *key)
{
	const char *text = json_write(claims), *kept;
	char *token;

	ck_assert_int_eq(lti_jws_sign(&token, key, "JWT", text, strlen(text)), LTI_OK);
	kept = arena_strdup(kit_arena, token);
	free(token);
	return kept;
}

const char *kit_sign(struct json_object *claims)
{
	return sign_with(claims, kit_key);
}

const char *kit_form(const char *state, const char *id_token)
{
	return arena_printf(kit_arena, "state=%s&id_token=%s",
			    url_encode(kit_arena, state),
			    url_encode(kit_arena, id_token));
}

/* --- the store -------------------------------------------------------------------------------- */

int64_t kit_count(const char *sql)
{
	int64_t count = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &count, sql, ""), DB_OK);
	return count;
}

int64_t kit_rows(void)
{
	return kit_count(
		"SELECT (SELECT COUNT(*) FROM nonce) + (SELECT COUNT(*) FROM session) + "
		"(SELECT COUNT(*) FROM course) + (SELECT COUNT(*) FROM activity) + "
		"(SELECT COUNT(*) FROM resource_link) + (SELECT COUNT(*) FROM "
		"deployment) "
		"+ (SELECT COUNT(*) FROM platform) + (SELECT COUNT(*) FROM audit)");
}
