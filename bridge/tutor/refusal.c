/* The sentences are the fallback for API users; pages translate by the problem's name. */
#include "tutor/refusal.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

/* clang-format off */
PROBLEM_CONSTANT(refusal_store, 503, "store-unavailable", "The service cannot store anything now",
	"Your question was not counted. Please try again in a moment.")
PROBLEM_CONSTANT(refusal_no_backend, 503, "backend-unavailable", "The AI service does not answer",
	"Your question was not counted.")
PROBLEM_CONSTANT(refusal_model, 409, "model-unavailable", "The chosen model is not available",
	"The lecturer of this course can choose another one.")
PROBLEM_CONSTANT(refusal_conversation, 404, "not-found", "No such conversation",
	"It was deleted, or it belongs to another activity.")
PROBLEM_CONSTANT(refusal_session, 401, "session-ended", "This session has ended",
	"Please open the tutor again from the course.")
PROBLEM_CONSTANT(refusal_message, 400, "message-invalid", "Not a message of kibridge.v1",
	NULL)
PROBLEM_CONSTANT(refusal_request, 422, "request-invalid", "The request id is missing or malformed",
	"1 to 128 characters of A-Z a-z 0-9 _ . : -")
PROBLEM_CONSTANT(refusal_empty, 422, "question-empty", "The question is empty", NULL)
PROBLEM_CONSTANT(refusal_too_long, 422, "question-too-long", "The question is too long",
	"Please shorten it.")
PROBLEM_CONSTANT(refusal_too_many, 429, "too-many-running", "Too many answers at once",
	"Please wait until one of your answers is complete.")
PROBLEM_CONSTANT(refusal_draining, 503, "restarting", "The service is restarting",
	"Your question was not counted. Please try again in a moment.")
PROBLEM_CONSTANT(refusal_no_activity, 409, "no-activity", "This page has no tutor", NULL)
PROBLEM_CONSTANT(refusal_turn, 404, "not-found", "No such answer",
	"It was deleted, or it belongs to somebody else.")
PROBLEM_CONSTANT(refusal_about, 404, "not-found", "No such feedback",
	"It was deleted, or it is not there yet.")
/* clang-format on */

const struct problem *refusal_gate(struct arena *arena, enum policy_gate gate,
				   int64_t opens_s)
{
	/* clang-format off */
	static const struct problem gates[] = {
		[GATE_EXAM]    = { 403, "exam-locked", "Locked during the exam",
				   "The lecturer has locked this course's tutors.", NULL, NULL },
		[GATE_NOT_YET] = { 403, "not-open-yet", "Not open yet", NULL, NULL, NULL },
		[GATE_OVER]    = { 403, "closed", "This tutor is closed",
				   "You can still read and export your conversations.", NULL, NULL },
		[GATE_HOURS]   = { 403, "outside-hours", "Closed at this hour", NULL, NULL, NULL },
		[GATE_SETUP]   = { 403, "being-set-up", "This tutor is being set up",
				   "A lecturer must confirm it after the course was copied.", NULL, NULL },
	};
	/* clang-format on */
	struct problem *problem = arena_memdup(arena, &gates[gate], sizeof(gates[gate]));

	problem->extra = json_put_time(json_new(arena), "opens_at", opens_s);
	return problem;
}

const struct problem *refusal_quota(struct arena *arena, const struct standing *binding)
{
	struct problem *problem = arena_alloc(arena, sizeof(*problem));
	struct json_object *standing = standing_json(binding);
	char resets_at[CLOCK_RFC3339];

	clock_rfc3339(resets_at, binding->resets_at_s);
	problem->status = 429;
	problem->name = "quota-exceeded";
	problem->title = "The limit is reached";
	if (binding->limit.value == 0)
		problem->detail =
			arena_printf(arena, "This is blocked: the %s set %s to 0.",
				     level_name(binding->limit.level),
				     metric_name(binding->limit.metric));
	else
		problem->detail = arena_printf(
			arena,
			"%lld of %lld %s per %s are used (limit of the %s for each %s). "
			"New ones from %s.",
			(long long)(binding->used + binding->reserved),
			(long long)(binding->limit.value + binding->limit.granted),
			metric_name(binding->limit.metric),
			window_name(binding->limit.window),
			level_name(binding->limit.level),
			scope_name(binding->limit.scope), resets_at);
	problem->extra = json_copy(arena, standing);
	json_object_put(standing);
	return problem;
}

enum tally_reason refusal_reason(const struct problem *problem)
{
	static const struct {
		const char *name;
		enum tally_reason reason;
	} rows[] = {
		{"quota-exceeded", TALLY_LIMIT},
		{"exam-locked", TALLY_CLOSED},
		{"not-open-yet", TALLY_CLOSED},
		{"closed", TALLY_CLOSED},
		{"outside-hours", TALLY_CLOSED},
		{"being-set-up", TALLY_CLOSED},
		{"backend-unavailable", TALLY_SERVICE},
		{"backend-busy", TALLY_SERVICE},
		{"backend-refused", TALLY_SERVICE},
		{"model-unavailable", TALLY_SERVICE},
		{"store-unavailable", TALLY_REASONS}, /* nowhere to count */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (text_equal(problem->name, rows[i].name))
			return rows[i].reason;
	}
	return TALLY_OTHER;
}
