/*
 * Prompt: the messages of one request to a backend: the course's and the activity's
 * system prompt with their variables filled in, as much of the conversation as the memory
 * allows, and the question. Nothing that names a person ever gets in here.
 */
#ifndef KIBRIDGE_TUTOR_PROMPT_H
#define KIBRIDGE_TUTOR_PROMPT_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/zone.h"
#include "store/db.h"

struct prompt_input {
	const char *course_prompt, *activity_prompt; /* "" or NULL for none */
	const char *about; /* in place of the activity's prompt, as it is; or NULL */
	const char *course_title, *activity_title;
	const char *locale; /* "de…" or anything else for English */
	const struct zone *zone;
	int64_t now_s;
	const char *model; /* for the bound on tokens */
	unsigned context_tokens; /* the model's window; 0: unknown */
	int64_t memory_tokens; /* the most that earlier turns may take */
	int64_t output_tokens; /* room to leave for the answer */
	const char *conversation; /* id, NULL for a new one */
	const char *question;
};

struct prompt {
	struct json_object *messages; /* [{role, content}], owned by the arena */
	size_t bytes; /* of all contents */
	size_t count; /* of messages */
	int64_t tokens; /* an upper bound */
	size_t turns; /* earlier turns that are included */
	size_t turns_left_out;
};

/** Reader. DB_OK, or the store's failure. */
enum db_status prompt_build(struct prompt *out, struct db_conn *conn, struct arena *arena,
			    const struct prompt_input *input);

/** {course_title} {activity_title} {language} {date} filled in; anything else stays as it
 * is. */
char *prompt_fill(struct arena *arena, const char *text,
		  const struct prompt_input *input);

#endif
