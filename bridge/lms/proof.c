/* Proof: the two pages that storage.js works on. */
#include "lms/proof.h"

#include <string.h>

#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "config.h"
#include "lms/profile.h"

/* clang-format off */
static const struct { const char *title, *wait, *go_on; } says[PAGE_LANGS] = {
	[PAGE_EN] = { "One moment", "You are being taken to the learning platform.", "Continue" },
	[PAGE_DE] = { "Einen Moment", "Sie werden zur Lernplattform weitergeleitet.", "Weiter" },
};
/* clang-format on */

/*
 * Safari before 18.4 blocks cookies in frames and does not know partitioned ones. "Version/" is
 * Safari's alone; browsers that only name it in their string have names of their own as well.
 */
static bool blocks_cookies(const char *agent)
{
	const char *version = agent ? strstr(agent, " Version/") : NULL;
	int major = 0, minor = 0;

	if (!version || !strstr(agent, " Safari/") || strstr(agent, "Chrome/") ||
	    strstr(agent, "Android"))
		return false;
	version += strlen(" Version/");
	for (; *version >= '0' && *version <= '9' && major < 1000; version++)
		major = major * 10 + (*version - '0');
	if (*version == '.')
		for (version++; *version >= '0' && *version <= '9' && minor < 1000;
		     version++)
			minor = minor * 10 + (*version - '0');
	return major < 18 || (major == 18 && minor < 4);
}

bool proof_wanted(const struct call *call, const struct platform *platform,
		  const struct lti_login_request *login)
{
	if (profile_has(platform->profile, PROFILE_REDIRECT_ONLY))
		return false;
	return login->storage_target ||
	       blocks_cookies(request_header(call->request, "user-agent"));
}

/* data-… of the element that storage.js looks for. */
static const char *data(struct arena *arena, const struct platform *platform,
			const char *key, const char *frame)
{
	const char *origin = url_origin(arena, platform->registration.auth_url);

	return arena_printf(
		arena,
		"id=\"storage\" data-key=\"%s\" data-origin=\"%s\" data-frame=\"%s\"",
		key, html_escape(arena, origin ? origin : ""),
		html_escape(arena, frame ? frame : ""));
}

static const char *script(struct call *call)
{
	return arena_printf(
		call->arena,
		"<script type=\"module\" src=\"%s/lti/storage.js\"></script>\n",
		html_escape(call->arena, call->parts->config->public_url));
}

struct reply *proof_keep(struct call *call, const struct platform *platform,
			 const struct lti_login_request *login,
			 const struct state_made *made, const char *url)
{
	enum page_lang lang = page_lang(call, NULL);
	struct arena *arena = call->arena;
	struct page page;

	page_begin(&page, call, lang, 200, says[lang].title);
	page.origins = platform_origins(platform, arena);
	page_paragraph(&page, says[lang].wait);
	page_html(&page,
		  arena_printf(arena,
			       "<p><a class=\"action\" %s data-secret=\"%s\" href=\"%s\">"
			       "%s</a></p>\n",
			       data(arena, platform, made->key, login->storage_target),
			       made->secret, html_escape(arena, url), says[lang].go_on));
	page_html(&page, script(call));
	return page_reply(&page);
}

const char *proof_form(struct call *call, const struct platform *platform,
		       const struct lti_state *state, const char *state_text,
		       const char *id_token)
{
	struct arena *arena = call->arena;

	return arena_printf(arena,
			    "<form method=\"post\" action=\"%s\" hidden %s>\n"
			    "<input type=\"hidden\" name=\"state\" value=\"%s\">\n"
			    "<input type=\"hidden\" name=\"id_token\" value=\"%s\">\n"
			    "<input type=\"hidden\" name=\"" PROOF_FIELD
			    "\">\n</form>\n%s",
			    html_escape(arena, launch_url(call->parts->config, arena)),
			    data(arena, platform, state_key(arena, state_text),
				 state->storage_target),
			    html_escape(arena, state_text), html_escape(arena, id_token),
			    script(call));
}
