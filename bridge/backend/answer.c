/* Passing an answer on. After every call of the owner, it may have cancelled. */
#include "backend/answer.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

void answer_init(struct answer *answer, const struct relay_events *events, void *owner,
		 struct buf *mended)
{
	*answer = (struct answer){.events = *events, .owner = owner, .mended = mended};
}

bool answer_begins(const struct answer *answer, const struct chunk *chunk)
{
	return !answer->begun && (chunk->counts || chunk->finish[0]);
}

static void pass_text(struct answer *answer, struct utf8_text text, bool reasoning)
{
	if (text.len && answer->events.delta && !answer->silent)
		answer->events.delta(answer->owner, text.bytes, text.len, reasoning);
}

static void pass_tree(struct answer *answer, struct json_object *tree)
{
	if (tree && answer->events.chunk && !answer->silent)
		answer->events.chunk(answer->owner, tree);
}

/*
 * A chunk that says nothing yet (the role) waits for the next: what was passed on once keeps us
 * from trying another backend.
 */
static void pass_chunk(struct answer *answer, const struct chunk *chunk)
{
	struct json_object *held = answer->held;

	if (!answer->events.chunk)
		return;
	if (!answer->begun) {
		json_object_put(held);
		answer->held = json_object_get(chunk->tree);
		return;
	}
	answer->held = NULL;
	pass_tree(answer, held);
	json_object_put(held);
	pass_tree(answer, chunk->tree);
}

static void keep_name(char out[ANSWER_NAME_MAX + 1], const char *name)
{
	size_t len = name ? strlen(name) : 0;

	if (len == 0 || len > ANSWER_NAME_MAX || text_equal(out, name) ||
	    !utf8_valid(name, len))
		return;
	memcpy(out, name, len + 1);
}

void answer_take(struct answer *answer, const struct chunk *chunk)
{
	answer->begun |= answer_begins(answer, chunk);
	answer->counted += chunk->counts;
	if (chunk->has_usage) /* wherever it stands; the last one wins */
		answer->usage = chunk->usage;
	if (chunk->finish[0])
		memcpy(answer->finish, chunk->finish, sizeof(answer->finish));
	keep_name(answer->model, chunk->model);
	keep_name(answer->id, chunk->id);

	pass_chunk(answer, chunk);
	if (chunk->reasoning_len)
		pass_text(answer,
			  utf8_join(&answer->reasoning, answer->mended, chunk->reasoning,
				    chunk->reasoning_len),
			  true);
	if (chunk->text_len)
		pass_text(answer,
			  utf8_join(&answer->text, answer->mended, chunk->text,
				    chunk->text_len),
			  false);
}

void answer_close(struct answer *answer)
{
	pass_text(answer, utf8_join_end(&answer->reasoning), true);
	pass_text(answer, utf8_join_end(&answer->text), false);
}

void answer_forget(struct answer *answer)
{
	struct relay_events events = answer->events;

	answer_clear(answer);
	answer_init(answer, &events, answer->owner, answer->mended);
}

void answer_clear(struct answer *answer)
{
	json_object_put(answer->held);
	answer->held = NULL;
}

void answer_tell(const struct answer *answer, struct relay_outcome *outcome)
{
	outcome->finish = answer->finish;
	outcome->upstream_id = answer->id;
	if (answer->model[0])
		outcome->model = answer->model;
	outcome->usage = answer->usage;
	if (!answer->usage.reported)
		outcome->usage.completion_tokens = answer->counted;
}
