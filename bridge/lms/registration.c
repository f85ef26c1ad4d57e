/*
 * Registration: GET the LMS's configuration, POST ours, keep what came back. The invite is taken
 * before the LMS is told of us, so that two clicks do not make two registrations there.
 */
#include "lms/registration.h"

#include <lti/registration.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "call/parts.h"
#include "config.h"
#include "lms/profile.h"
#include "lms/tool.h"
#include "net/client.h"

#define ANSWER_MS 15000

const char *registration_end_name(enum registration_end end)
{
	static const char *const names[] = {
		[REGISTERED] = "ok",
		[REGISTRATION_URL] = "url",
		[REGISTRATION_UNREACHABLE] = "unreachable",
		[REGISTRATION_UNUSABLE] = "unusable",
		[REGISTRATION_REFUSED] = "refused",
		[REGISTRATION_KNOWN] = "known",
		[REGISTRATION_SPENT] = "spent",
		[REGISTRATION_STORE] = "store",
	};

	return names[end];
}

/* --- what we say of ourselves -------------------------------------------------------------------- */

static const char *tool_write(struct call *call, const struct lti_configuration *platform)
{
	struct lti_tool tool;
	const char *kept;
	char *json;

	tool_describe(&tool, call->parts->config, call->arena);
	if (lti_registration_write(&json, &tool, platform) != LTI_OK)
		return NULL;
	kept = arena_strdup(call->arena, json);
	free(json);
	return kept;
}

/* --- the two requests ------------------------------------------------------------------------------ */

static enum net_status ask(struct net_response *out, struct call *call, const char *url,
			   const char *token, const char *json)
{
	struct net_header headers[4] = {{"Accept", "application/json"}};
	size_t count = 1;
	struct net_request request = {
		.url = url,
		.headers = headers,
		.body = json,
		.timeout_ms = ANSWER_MS,
		.max_bytes = LTI_CONFIGURATION_MAX,
		.guard = call->parts->config->allow_private_lms ? NET_ANYWHERE
								: NET_PUBLIC,
	};

	if (json)
		headers[count++] =
			(struct net_header){"Content-Type", "application/json"};
	if (token)
		headers[count++] = (struct net_header){
			"Authorization", arena_printf(call->arena, "Bearer %s", token)};
	headers[count] = (struct net_header){NULL, NULL};
	return net_fetch(out, call->arena, &request);
}

static enum registration_end unreachable(struct registration *registration,
					 enum net_status status)
{
	registration->words = net_sentence(status);
	return status == NET_ERR_URL || status == NET_ERR_ADDRESS
		       ? REGISTRATION_URL
		       : REGISTRATION_UNREACHABLE;
}

static void configuration_release(void *configuration)
{
	lti_configuration_clear(configuration);
}

static enum registration_end configuration_fetch(struct lti_configuration *out,
						 struct call *call,
						 struct registration *registration)
{
	struct lti_error why = {0};
	struct net_response response;
	enum net_status status = ask(&response, call, registration->configuration_url,
				     registration->token, NULL);

	if (status != NET_OK)
		return unreachable(registration, status);
	if (response.status != 200) {
		registration->words =
			arena_printf(call->arena, "HTTP %d", response.status);
		return REGISTRATION_UNREACHABLE;
	}
	if (lti_configuration_read(out, response.url, response.body, response.body_len,
				   &why) != LTI_OK) {
		registration->words =
			arena_printf(call->arena, "%s %s",
				     lti_status_sentence(why.status), why.detail);
		return REGISTRATION_UNUSABLE;
	}
	arena_adopt(call->arena, out, configuration_release);
	return REGISTERED;
}

static void registered_release(void *registered)
{
	lti_registered_clear(registered);
}

static enum registration_end tool_post(struct lti_registered *out, struct call *call,
				       const struct lti_configuration *platform,
				       struct registration *registration)
{
	const char *json = tool_write(call, platform);
	struct lti_error why = {0};
	struct net_response response;
	enum net_status status;

	if (!json)
		return REGISTRATION_STORE;
	status = ask(&response, call, platform->registration_url, registration->token,
		     json);
	if (status != NET_OK)
		return unreachable(registration, status);
	if (lti_registration_read(out, response.status, response.body, response.body_len,
				  &why) != LTI_OK) {
		registration->words = *why.detail ? arena_strdup(call->arena, why.detail)
						  : lti_status_sentence(why.status);
		return REGISTRATION_REFUSED;
	}
	arena_adopt(call->arena, out, registered_release);
	return REGISTERED;
}

/* --- rows ---------------------------------------------------------------------------------------------- */

struct keeping {
	const struct call *call;
	const struct invite *invite;
	struct platform platform;
	const char *deployment_id;
};

static enum db_status take_write(struct db_conn *tx, void *arg)
{
	const struct keeping *keeping = arg;

	return invite_take(tx, keeping->invite->id, keeping->call->now_s);
}

static enum db_status give_back_write(struct db_conn *tx, void *arg)
{
	const struct keeping *keeping = arg;

	return invite_give_back(tx, keeping->invite->id);
}

static enum db_status platform_write(struct db_conn *tx, void *arg)
{
	const struct keeping *keeping = arg;
	char id[RANDOM_ID], deployment[RANDOM_ID];
	enum db_status status =
		platform_add(tx, &keeping->platform, keeping->call->now_s, id);

	if (status == DB_OK && keeping->deployment_id)
		status = deployment_add(tx, id, keeping->deployment_id, PLATFORM_ACTIVE,
					keeping->call->now_s, deployment);
	return status == DB_OK ? invite_spend(tx, keeping->invite->id, id) : status;
}

static enum registration_end keep(struct registration *registration,
				  struct keeping *keeping,
				  const struct lti_configuration *configuration,
				  const struct lti_registered *registered)
{
	const char *profile = profile_of_product(configuration->product_family_code);
	enum db_status status;

	keeping->deployment_id = registered->deployment_id;
	keeping->platform = (struct platform){
		.tenant = keeping->invite->tenant,
		.profile = text_equal(profile, PROFILE_GENERIC)
				   ? profile_of_auth_url(configuration->auth_url)
				   : profile,
		.status = PLATFORM_ACTIVE,
		.jwks_url = configuration->jwks_url,
		.registration = {.issuer = configuration->issuer,
				 .client_id = registered->client_id,
				 .auth_url = configuration->auth_url,
				 .token_url = configuration->token_url,
				 .token_audience = configuration->token_audience},
	};
	registration->issuer = configuration->issuer;
	registration->client_id = registered->client_id;
	registration->deployment_id = registered->deployment_id;
	registration->profile = keeping->platform.profile;
	status = db_write(keeping->call->parts->db, platform_write, keeping);
	return status == DB_OK	       ? REGISTERED
	       : status == DB_CONFLICT ? REGISTRATION_KNOWN
				       : REGISTRATION_STORE;
}

/* --- all of it -------------------------------------------------------------------------------------------- */

static enum registration_end exchange(struct registration *registration,
				      struct call *call, struct keeping *keeping)
{
	struct lti_configuration *configuration =
		arena_alloc(call->arena, sizeof(*configuration));
	struct lti_registered *registered = arena_alloc(call->arena, sizeof(*registered));
	enum registration_end end =
		configuration_fetch(configuration, call, registration);

	if (end == REGISTERED)
		end = tool_post(registered, call, configuration, registration);
	return end == REGISTERED ? keep(registration, keeping, configuration, registered)
				 : end;
}

enum registration_end registration_run(struct registration *registration,
				       struct call *call, const struct invite *invite)
{
	struct keeping keeping = {.call = call, .invite = invite};
	enum db_status status = db_write(call->parts->db, take_write, &keeping);
	enum registration_end end;

	if (status != DB_OK)
		return status == DB_REFUSED ? REGISTRATION_SPENT : REGISTRATION_STORE;
	end = exchange(registration, call, &keeping);
	if (end != REGISTERED &&
	    db_write(call->parts->db, give_back_write, &keeping) != DB_OK)
		log_warn("registration.invite_lost", "invite=%s", invite->id);
	return end;
}
