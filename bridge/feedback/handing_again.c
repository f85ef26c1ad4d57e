/* Handing in, the questions: what is sent to a backend, at first and about what was left out. */
#include "base/clock.h"
#include "base/json.h"
#include "feedback/handing_inside.h"
#include "marking/instructions.h"
#include "marking/marking.h"
#include "quota/estimate.h"
#include "tutor/rules.h"

/* The OpenAI request, and the same for the receipt: there without the sample solution. */
void handed_write_body(struct handed *handed, struct db_conn *conn, const size_t *only,
		       size_t only_count)
{
	struct arena *arena = handed->arena;
	struct instructions_input input = {
		.assignment = handed->assignment,
		.language = handed->submission.language,
		.text = handed->submission.text,
		.fence = &handed->fence,
	};
	struct instructions sent, shown;
	struct json_object *copy = json_new(arena);

	instructions_build(&sent, arena, &input, only, only_count, false);
	instructions_build(&shown, arena, &input, only, only_count, true);
	handed->format = marking_response_format(arena, &handed->assignment->rubric, only,
						 only_count);
	handed->prompt_bytes = sent.bytes;
	handed->prompt_messages = sent.count;
	handed->prompt_tokens =
		estimate_prompt(conn, handed->model, sent.bytes, sent.count);
	handed->body = json_new(arena);
	json_put_text(handed->body, "model", handed->model);
	json_put(handed->body, "messages", sent.messages);
	json_put_number(handed->body, "temperature",
			0); /* the same text, the same level */
	json_put_text(copy, "model", handed->model);
	json_put(copy, "messages", shown.messages);
	json_put(handed->receipt, only ? "sent_again" : "sent", copy);
}

struct again {
	struct handed *handed;
	const struct quota_use *use;
	const struct rules *rules;
	int64_t output_tokens, now_s;
};

static enum db_status again_write(struct db_conn *tx, void *arg)
{
	struct again *again = arg;
	struct handed *handed = again->handed;
	const struct policy *policy = again->rules->policy;
	struct quota_subject subject = handed->subject;
	struct admission_result result;
	struct quota_need need = {
		.request = submission_again(handed->arena, handed->submission.id),
		.input_tokens = handed->prompt_tokens,
		.output_tokens = again->output_tokens,
		.output_floor = again->output_tokens,
		.now_s = again->now_s,
		.expires_s = again->now_s + HANDING_LEASE_S,
		.backend_model = handed->model,
		.weights = handed->weights,
	};
	enum db_status status;
	bool ended;

	subject.pool = POOL_BACKGROUND;
	status = ledger_settle(tx, handed->submission.id, again->use, again->now_s,
			       &ended);
	if (status == DB_OK)
		status = ledger_reserve(tx, again->rules->zone, &subject, &need,
					policy->limits, policy->limit_count, &result);
	if (status != DB_OK)
		return status;
	return result.admission == ADMISSION_GRANTED ? DB_OK : DB_REFUSED;
}

bool handing_in_again(struct handed *handed, const struct parts *parts,
		      const struct quota_use *use, const size_t *only, size_t only_count)
{
	struct db_conn *conn = db_reader(parts->db);
	int64_t wanted = ((int64_t)only_count + 1) * TOKENS_PER_CRITERION;
	struct rules rules;
	struct again again = {
		.handed = handed, .use = use, .rules = &rules, .now_s = clock_now_s()};

	if (!conn || rules_now(&rules, conn, handed->arena, &handed->session,
			       POOL_BACKGROUND, again.now_s) != DB_OK)
		return false;
	again.output_tokens = wanted < rules.policy->max_output_tokens
				      ? wanted
				      : rules.policy->max_output_tokens;
	handed_write_body(handed, conn, only, only_count);
	json_put_int(handed->body, "max_tokens", again.output_tokens);
	if (db_write(parts->db, again_write, &again) != DB_OK)
		return false;
	handed->output_tokens = again.output_tokens;
	return true;
}
