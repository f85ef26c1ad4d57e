/* GET presets: the system prompts a lecturer may begin with, in the language of the session. */
#include "course/presets.h"

#include "base/json.h"
#include "base/text.h"
#include "course/api.h"
#include "course/session.h"

static struct json_object *preset_json(struct arena *arena, const struct preset *preset)
{
	struct json_object *json = json_put_text(json_new(arena), "id", preset->id);

	json_put_text(json, "language", preset->language);
	json_put_text(json, "title", preset->title);
	json_put_text(json, "summary", preset->summary);
	return json_put_text(json, "system_prompt", preset->prompt);
}

struct reply *course_presets(struct call *call)
{
	struct json_object *items = json_list(call->arena);
	bool german = text_starts_with(call->session->locale, "de");

	/* The session's language first, the other behind it: courses are taught in both. */
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < preset_count; i++) {
			bool own = text_equal(presets[i].language, german ? "de" : "en");

			if (own == (pass == 0))
				json_add(items, preset_json(call->arena, &presets[i]));
		}
	}
	return reply_json(call, 200, json_put(json_new(call->arena), "presets", items));
}
