/* Tool: one description for dynamic registration, Canvas' JSON and cartridges. */
#include "lms/tool.h"

#include <string.h>

#include "base/text.h"
#include "call/form.h"
#include "lms/admit.h"
#include "lms/state.h"

void tool_describe(struct lti_tool *out, const struct config *config, struct arena *arena)
{
	static const char *const content_area[] = {"ContentArea", NULL};
	static const struct lti_custom custom[] = {
		{HISTORY_PARAM, "$Context.id.history"},
	};
	static const struct lti_tool_message messages[] = {
		{LTI_MESSAGE_RESOURCE_LINK, NULL, NULL, NULL, NULL},
		{LTI_MESSAGE_DEEP_LINKING, NULL, NULL, NULL, content_area},
	};
	const char **redirects = arena_alloc(arena, 2 * sizeof(*redirects));

	redirects[0] = launch_url(config, arena);
	*out = (struct lti_tool){
		.name = config->tool_name,
		.description =
			"AI tutor for this course. Deutsch: KI-Tutor für diesen Kurs.",
		.login_url = arena_printf(arena, "%s/lti/login", config->public_url),
		.redirect_urls = redirects,
		.jwks_url = arena_printf(arena, "%s/lti/jwks.json", config->public_url),
		.domain = strstr(url_origin(arena, config->public_url), "://") + 3,
		.target_link_uri = redirects[0],
		.scopes = LTI_SCOPE_LINE_ITEM | LTI_SCOPE_LINE_ITEM_READ |
			  LTI_SCOPE_RESULT_READ | LTI_SCOPE_SCORE | LTI_SCOPE_ROSTER,
		.custom = custom,
		.custom_count = ARRAY_LEN(custom),
		.messages = messages,
		.messages_count = ARRAY_LEN(messages),
	};
}
