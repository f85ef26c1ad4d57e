/* Prompt assembly. Owns nothing; reads finished turns of one conversation, newest first.
 */
#include "tutor/prompt.h"

#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "quota/estimate.h"

#define FILLED_MAX (256 * 1024) /* a prompt of 64 KiB with its variables filled in */
#define HISTORY_MAX 200 /* turns looked at, however large the memory is */

/* What a tutor is told when nobody wrote a prompt: the hint ladder in two sentences. */
static const char *const default_prompt[] = {
	"You are a patient tutor in the course \"{course_title}\". Give hints before "
	"solutions, "
	"say when you are not sure, and answer in {language}.",
	"Du bist ein geduldiger Tutor im Kurs „{course_title}“. Gib erst Hinweise, dann "
	"Lösungen, "
	"sage, wenn du unsicher bist, und antworte auf {language}.",
};
/* The same for a model whose window is too small for more. */
static const char *const default_prompt_short[] = {
	"You are a helpful assistant.",
	"Du bist ein hilfreicher Assistent.",
};
#define SMALL_CONTEXT 2048

static bool is_german(const char *locale)
{
	return locale && strncmp(locale, "de", 2) == 0;
}

static const char *variable_value(struct arena *arena, const char *name, size_t len,
				  const struct prompt_input *input)
{
	struct zone_time local = zone_local(input->zone, input->now_s);

	if (len == 12 && strncmp(name, "course_title", len) == 0)
		return input->course_title ? input->course_title : "";
	if (len == 14 && strncmp(name, "activity_title", len) == 0)
		return input->activity_title ? input->activity_title : "";
	if (len == 8 && strncmp(name, "language", len) == 0)
		return is_german(input->locale) ? "Deutsch" : "English";
	if (len == 4 && strncmp(name, "date", len) == 0)
		return arena_printf(arena, "%04d-%02d-%02d", local.year, local.month,
				    local.day);
	return NULL;
}

char *prompt_fill(struct arena *arena, const char *text, const struct prompt_input *input)
{
	AUTO_BUF out;
	const char *at = text;
	bool fits = true;

	buf_init(&out, FILLED_MAX);
	while (*at && fits) {
		const char *open = strchr(at, '{');
		const char *close = open ? strchr(open, '}') : NULL;
		const char *value = NULL;

		if (!close) {
			fits = buf_add_text(&out, at);
			at += strlen(at);
			continue;
		}
		value = variable_value(arena, open + 1, (size_t)(close - open - 1),
				       input);
		fits = buf_add(&out, at, (size_t)(open - at));
		if (value) {
			fits = fits && buf_add_text(&out, value);
			at = close + 1;
		} else { /* some other brace: code in a prompt, say */
			fits = fits && buf_add(&out, open, 1);
			at = open + 1;
		}
	}
	return arena_strndup(arena, out.bytes, out.len);
}

/* Course first, then activity [design: "System prompt"]; one message, as many templates
 * want. */
static const char *system_text(struct arena *arena, const struct prompt_input *input)
{
	const char *course = input->course_prompt ? input->course_prompt : "";
	const char *activity = input->activity_prompt ? input->activity_prompt : "";
	bool small = input->context_tokens && input->context_tokens < SMALL_CONTEXT;
	const char *text;

	if (input->about) /* somebody's words are among it: nothing is filled in there */
		return *course ? arena_printf(arena, "%s\n\n%s",
					      prompt_fill(arena, course, input),
					      input->about)
			       : input->about;
	if (!*course && !*activity)
		text = (small ? default_prompt_short
			      : default_prompt)[is_german(input->locale)];
	else if (*course && *activity)
		text = arena_printf(arena, "%s\n\n%s", course, activity);
	else
		text = *course ? course : activity;
	return prompt_fill(arena, text, input);
}

static void add_message(struct prompt *prompt, const char *role, const char *content)
{
	struct json_object *message = json_object_new_object();

	json_put_text(message, "role", role);
	json_put_text(message, "content", content);
	json_add(prompt->messages, message);
	prompt->bytes += strlen(content);
	prompt->count++;
}

struct exchange {
	const char *question, *answer;
};

/*
 * The newest turns that fit, oldest of them first. Budget in tokens: the lecturer's
 * memory, and what the model's window leaves beside the system prompt, the question and
 * the answer.
 */
static enum db_status choose_history(struct exchange *chosen, struct prompt *prompt,
				     struct db_conn *conn, struct arena *arena,
				     const struct prompt_input *input, int64_t budget)
{
	AUTO_ROWS *rows = NULL;
	size_t bytes = 0;
	bool full = false;

	rows = db_query(conn,
			"SELECT question, answer FROM turn WHERE conversation_id = $1 "
			"AND status IN ('done', 'stopped') AND answer <> '' "
			"ORDER BY place DESC LIMIT 200",
			"t", input->conversation);
	while (db_next(rows)) {
		const char *question = db_text(rows, 0), *answer = db_text(rows, 1);
		size_t more = strlen(question) + strlen(answer);

		full = full || estimate_prompt(conn, input->model, bytes + more,
					       2 * (prompt->turns + 1)) > budget;
		if (full) {
			prompt->turns_left_out++;
			continue;
		}
		bytes += more;
		chosen[prompt->turns].question = arena_strdup(arena, question);
		chosen[prompt->turns].answer = arena_strdup(arena, answer);
		prompt->turns++;
	}
	return db_rows_status(rows);
}

static int64_t history_budget(struct db_conn *conn, const struct prompt_input *input,
			      const char *system)
{
	int64_t fixed = estimate_prompt(conn, input->model,
					strlen(system) + strlen(input->question), 2);
	int64_t budget = input->memory_tokens;

	if (input->context_tokens) {
		int64_t left =
			(int64_t)input->context_tokens - fixed - input->output_tokens;

		if (left < budget)
			budget = left;
	}
	return budget;
}

enum db_status prompt_build(struct prompt *out, struct db_conn *conn, struct arena *arena,
			    const struct prompt_input *input)
{
	struct exchange *history = arena_alloc(arena, HISTORY_MAX * sizeof(*history));
	const char *system = system_text(arena, input);
	enum db_status status = DB_OK;

	memset(out, 0, sizeof(*out));
	out->messages = json_list(arena);

	if (input->conversation)
		status = choose_history(history, out, conn, arena, input,
					history_budget(conn, input, system));
	if (status != DB_OK)
		return status;

	add_message(out, "system", system);
	for (size_t i = out->turns; i > 0; i--) {
		add_message(out, "user", history[i - 1].question);
		add_message(out, "assistant", history[i - 1].answer);
	}
	add_message(out, "user", input->question);
	out->tokens = estimate_prompt(conn, input->model, out->bytes, out->count);
	return DB_OK;
}
