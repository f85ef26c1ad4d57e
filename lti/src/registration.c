/* Registration: what we tell a platform about us, and what it answers. [Reg, RFC 7591] */
#include <lti/registration.h>

#include <stdio.h>
#include <string.h>

#include "kit.h"
#include "json.h"
#include "json_write.h"
#include "registration.h"
#include "scope.h"

static void put_list(struct lti_text *text, const char *name, const char *const *items)
{
	lti_put_array(text, name);
	for (; items && *items; items++)
		lti_put_text(text, NULL, *items);
	lti_end_array(text);
}

/*
 * One blank-separated text; asking for a scope that is not offered fails the whole
 * request on some platforms.
 */
static void put_scopes(struct lti_text *text, unsigned scopes)
{
	AUTO_TEXT list = {0};

	lti_scopes_add(&list, scopes);
	if (list.failed)
		text->failed = true;
	else
		lti_put_text(text, "scope", list.len ? list.bytes : "");
}

static void put_claims(struct lti_text *text, const struct lti_tool *tool)
{
	lti_put_array(text, "claims");
	lti_put_text(text, NULL, "iss");
	lti_put_text(text, NULL, "sub");
	if (tool->wants_name) {
		lti_put_text(text, NULL, "name");
		lti_put_text(text, NULL, "given_name");
		lti_put_text(text, NULL, "family_name");
	}
	if (tool->wants_email)
		lti_put_text(text, NULL, "email");
	lti_end_array(text);
}

/*
 * ILIAS walks over messages without looking whether there are any: always send the list.
 */
static void put_messages(struct lti_text *text, const struct lti_tool *tool)
{
	size_t i;

	lti_put_array(text, "messages");
	for (i = 0; i < tool->messages_count; i++) {
		const struct lti_tool_message *message = &tool->messages[i];

		lti_put_object(text, NULL);
		lti_put_text(text, "type", lti_message_name(message->message));
		lti_put_text(text, "target_link_uri",
			     message->target_link_uri ? message->target_link_uri
						      : tool->target_link_uri);
		lti_put_text(text, "label", message->label);
		lti_put_text(text, "icon_uri", message->icon_url);
		if (message->placements)
			put_list(text, "placements", message->placements);
		lti_end_object(text);
	}
	lti_end_array(text);
}

static void put_tool_configuration(struct lti_text *text, const struct lti_tool *tool)
{
	size_t i;

	lti_put_object(text, LTI_TOOL_CONFIGURATION);
	lti_put_text(text, "domain", tool->domain);
	lti_put_text(text, "target_link_uri", tool->target_link_uri);
	lti_put_text(text, "description", tool->description);
	lti_put_object(text, "custom_parameters");
	for (i = 0; i < tool->custom_count; i++)
		lti_put_text(text, tool->custom[i].key, tool->custom[i].value);
	lti_end_object(text);
	put_claims(text, tool);
	put_messages(text, tool);
	lti_end_object(text);
}

enum lti_status lti_registration_write(char **out, const struct lti_tool *tool,
				       const struct lti_configuration *platform)
{
	static const char *const response_types[] = {"id_token", NULL};
	static const char *const grant_types[] = {"client_credentials", "implicit", NULL};
	AUTO_TEXT text = {0};

	lti_put_object(&text, NULL);
	lti_put_text(&text, "application_type", "web");
	put_list(&text, "response_types", response_types);
	put_list(&text, "grant_types", grant_types);
	lti_put_text(&text, "initiate_login_uri", tool->login_url);
	put_list(&text, "redirect_uris", tool->redirect_urls);
	lti_put_text(&text, "client_name", tool->name);
	lti_put_text(&text, "jwks_uri", tool->jwks_url);
	lti_put_text(&text, "logo_uri", tool->logo_url);
	lti_put_text(&text, "client_uri", tool->home_url);
	lti_put_text(&text, "tos_uri", tool->terms_url);
	lti_put_text(&text, "policy_uri", tool->policy_url);
	if (tool->contacts)
		put_list(&text, "contacts", tool->contacts);
	lti_put_text(&text, "token_endpoint_auth_method", "private_key_jwt");
	put_scopes(&text, tool->scopes & platform->scopes);
	put_tool_configuration(&text, tool);
	lti_end_object(&text);
	*out = lti_text_take(&text);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}

/* Errors are JSON by the book [RFC 7591 §3.2.2] and plain text in Moodle. */
static enum lti_status refuse(int http_status, const char *body, size_t len,
			      struct lti_error *why)
{
	AUTO_JSON *document = NULL;
	const char *ignored = NULL, *reason = NULL;
	char plain[97], quoted[97];

	if (lti_json_parse(&document, body, len, LTI_CONFIGURATION_MAX, NULL) == LTI_OK) {
		reason = lti_json_text(document, "error_description", &ignored);
		if (!reason)
			reason = lti_json_text(document, "error", &ignored);
	} else {
		snprintf(plain, sizeof(plain), "%.*s", len < 96 ? (int)len : 96, body);
		reason = plain;
	}
	return lti_fail(
		why, LTI_ERR_REGISTRATION, "HTTP %d, %s", http_status,
		lti_harmless(quoted, sizeof(quoted), reason ? reason : "no reason"));
}

enum lti_status lti_registration_read(struct lti_registered *out, int http_status,
				      const char *body, size_t len, struct lti_error *why)
{
	AUTO_JSON *document = NULL;
	struct lti_json *tool, *deployment;
	const char *ignored = NULL, *client_id, *manage_url;
	enum lti_status status;

	*out = (struct lti_registered){0};
	if (len > LTI_CONFIGURATION_MAX)
		return lti_fail(why, LTI_ERR_TOO_LONG, "reply of %zu bytes", len);
	if (http_status != 200 && http_status != 201)
		return refuse(http_status, body, len, why);
	status = lti_json_parse(&document, body, len, LTI_CONFIGURATION_MAX, why);
	if (status != LTI_OK)
		return status == LTI_ERR_MEMORY
			       ? status
			       : lti_fail(why, LTI_ERR_REGISTRATION, "not JSON");
	client_id = lti_json_text(document, "client_id", &ignored);
	if (!client_id || strlen(client_id) > LTI_ID_MAX || lti_has_control(client_id))
		return lti_fail(why, LTI_ERR_REGISTRATION, "no usable client_id");
	tool = lti_json_object(document, LTI_TOOL_CONFIGURATION, &ignored);
	deployment = lti_json_member(tool, "deployment_id");
	if (lti_json_is_type(deployment, LTI_JSON_INTEGER) ||
	    lti_json_is_type(deployment, LTI_JSON_TEXT))
		out->deployment_id = lti_json_words(deployment);
	if (out->deployment_id &&
	    (!*out->deployment_id || strlen(out->deployment_id) > LTI_ID_MAX))
		out->deployment_id = NULL;
	manage_url = lti_json_text(document, "registration_client_uri", &ignored);
	if (manage_url && lti_url_is_web(manage_url))
		out->manage_url = manage_url;
	out->client_id = client_id;
	out->scopes = lti_scopes_parse(lti_json_text(document, "scope", &ignored));
	out->document = document;
	document = NULL;
	return LTI_OK;
}

void lti_registered_clear(struct lti_registered *registered)
{
	lti_json_free(registered->document);
	*registered = (struct lti_registered){0};
}
