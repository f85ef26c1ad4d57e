/* Canvas: the JSON that Canvas administrators paste or fetch instead of a form. */
#include <lti/cartridge.h>

#include "kit.h"
#include "json_write.h"
#include "scope.h"

/* Names of the places where Canvas shows a message type. */
static const char *placement_of(enum lti_message message)
{
	switch (message) {
	case LTI_MESSAGE_RESOURCE_LINK:
		return "link_selection";
	case LTI_MESSAGE_DEEP_LINKING:
		return "assignment_selection";
	default:
		return NULL;
	}
}

static void put_placements(struct lti_text *text, const struct lti_tool *tool)
{
	size_t i;

	lti_put_array(text, "placements");
	for (i = 0; i < tool->messages_count; i++) {
		const struct lti_tool_message *message = &tool->messages[i];

		if (!placement_of(message->message))
			continue;
		lti_put_object(text, NULL);
		lti_put_text(text, "placement", placement_of(message->message));
		lti_put_text(text, "message_type", lti_message_name(message->message));
		lti_put_text(text, "target_link_uri",
			     message->target_link_uri ? message->target_link_uri
						      : tool->target_link_uri);
		lti_put_text(text, "text", message->label ? message->label : tool->name);
		lti_put_text(text, "icon_url", message->icon_url);
		lti_put_bool(text, "enabled", true);
		lti_end_object(text);
	}
	lti_end_array(text);
}

static const char *privacy_level(const struct lti_tool *tool)
{
	if (tool->wants_name)
		return tool->wants_email ? "public" : "name_only";
	return tool->wants_email ? "email_only" : "anonymous";
}

static void put_extensions(struct lti_text *text, const struct lti_tool *tool)
{
	lti_put_array(text, "extensions");
	lti_put_object(text, NULL);
	lti_put_text(text, "platform", "canvas.instructure.com");
	lti_put_text(text, "domain", tool->domain);
	lti_put_text(text, "privacy_level", privacy_level(tool));
	lti_put_object(text, "settings");
	lti_put_text(text, "text", tool->name);
	lti_put_text(text, "icon_url", tool->logo_url);
	put_placements(text, tool);
	lti_end_object(text);
	lti_end_object(text);
	lti_end_array(text);
}

enum lti_status lti_canvas_write(char **out, const struct lti_tool *tool)
{
	AUTO_TEXT text = {0};
	unsigned bit;
	size_t i;

	lti_put_object(&text, NULL);
	lti_put_text(&text, "title", tool->name);
	lti_put_text(&text, "description",
		     tool->description ? tool->description : tool->name);
	lti_put_text(&text, "oidc_initiation_url", tool->login_url);
	lti_put_text(&text, "target_link_uri", tool->target_link_uri);
	lti_put_array(&text, "scopes");
	for (bit = 1; bit && bit <= tool->scopes; bit <<= 1)
		if (tool->scopes & bit)
			lti_put_text(&text, NULL, lti_scope_uri(bit));
	lti_end_array(&text);
	lti_put_text(&text, "public_jwk_url", tool->jwks_url);
	lti_put_object(&text, "custom_fields");
	for (i = 0; i < tool->custom_count; i++)
		lti_put_text(&text, tool->custom[i].key, tool->custom[i].value);
	lti_end_object(&text);
	put_extensions(&text, tool);
	lti_end_object(&text);
	*out = lti_text_take(&text);
	return *out ? LTI_OK : LTI_ERR_MEMORY;
}
