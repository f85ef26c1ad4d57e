/* Bookings: the same policies and the same ledger as a student's question meets. */
#include "openai/booking.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "course/model.h"
#include "quota/count.h"
#include "quota/estimate.h"
#include "quota/lease.h"

#define LEASE_S 40
#define LEASE_RENEW_MS 10000
#define OUTPUT_FLOOR 256

/* --- admission ------------------------------------------------------------------------------ */

static bool is_open(const struct booking *booking, const struct caller *caller,
		    struct openai_error *error)
{
	int64_t opens_s;
	enum policy_gate gate =
		policy_gate(caller->policy, caller->zone, booking->created_s, &opens_s);

	if (gate == GATE_OPEN)
		return true;
	*error = (struct openai_error){
		.status = 403,
		.type = "invalid_request_error",
		.code = gate == GATE_EXAM ? "exam_locked" : "closed",
		.message = gate == GATE_EXAM ? "Locked during the exam."
					     : "The course's AI is closed now.",
	};
	return false;
}

static bool choose_model(struct booking *booking, const struct caller *caller,
			 struct openai_error *error)
{
	const struct policy *policy = caller->policy;
	struct backend_model *models;
	struct model_choice choice;
	size_t count = backends_models(booking->parts->backends, booking->arena, &models);

	model_choose_both(&choice, policy,
			  booking->wanted ? booking->wanted : policy->model, models,
			  count);
	if (booking->exactly)
		choice = (struct model_choice){
			.first = model_choose(policy, booking->wanted, models, count),
		};
	if (!choice.first) {
		*error = (struct openai_error){
			.status = 404,
			.type = "invalid_request_error",
			.code = "model_not_found",
			.param = "model",
			.message = "This model does not exist here, or the course may "
				   "not use it.",
		};
		return false;
	}
	booking->model = choice.first->id;
	booking->fallback = choice.fallback ? choice.fallback->id : NULL;
	return true;
}

/* The caller goes with its request; these must stay until the answer's end. */
static void keep_subject(struct booking *booking, const struct quota_subject *from)
{
	struct arena *arena = booking->arena;

	booking->subject = *from;
	booking->subject.tenant = arena_strdup(arena, from->tenant);
	booking->subject.course = arena_strdup(arena, from->course);
	booking->subject.activity = arena_strdup(arena, from->activity);
	booking->subject.person = arena_strdup(arena, from->person);
	booking->subject.role = arena_strdup(arena, from->role);
	booking->subject.pool = booking->pool;
}

static void keep_weights(struct booking *booking, const struct weights *from)
{
	struct weight *list =
		arena_alloc(booking->arena, (from->count + 1) * sizeof(*list));

	for (size_t i = 0; i < from->count; i++)
		list[i] = (struct weight){
			arena_strdup(booking->arena, from->list[i].model),
			from->list[i].milli,
		};
	booking->weights = (struct weights){list, from->count};
}

struct admit {
	struct booking *booking;
	const struct caller *caller;
};

static enum db_status write_admission(struct db_conn *tx, void *arg)
{
	const struct admit *admit = arg;
	struct booking *booking = admit->booking;
	const struct policy *policy = admit->caller->policy;
	int64_t wanted = booking->output_tokens;
	struct quota_need need = {
		.request = booking->id,
		.input_tokens = booking->prompt_tokens,
		.output_tokens = wanted,
		.output_floor = wanted < OUTPUT_FLOOR ? wanted : OUTPUT_FLOOR,
		.now_s = booking->created_s,
		.expires_s = booking->created_s + LEASE_S,
		.backend_model = booking->model,
		.weights = &booking->weights,
	};
	enum db_status status =
		ledger_reserve(tx, admit->caller->zone, &booking->subject, &need,
			       policy->limits, policy->limit_count, &booking->result);

	if (status == DB_OK && booking->result.admission != ADMISSION_GRANTED)
		return DB_REFUSED;
	return status;
}

/* For the chosen model, else for the one that the course takes instead of a refusal. */
static enum db_status reserve(struct booking *booking, const struct caller *caller)
{
	struct admit admit = {booking, caller};
	enum db_status status;

	booking->prompt_tokens =
		estimate_prompt(db_reader(booking->parts->db), booking->model,
				booking->bytes, booking->messages);
	status = db_write_early(booking->parts->db, write_admission, &admit);
	if (status == DB_OK || status == DB_REFUSED)
		count_admission(booking->parts->metrics, &booking->result);
	if (status != DB_REFUSED || !booking->fallback ||
	    !model_fallback_helps(&booking->result.binding))
		return status;
	booking->model = booking->fallback;
	booking->fallback = NULL;
	return reserve(booking, caller);
}

static void count_refusal(const struct booking *booking, const struct openai_error *error)
{
	metrics_add(booking->parts->metrics, "kibridge_refusals_total",
		    arena_printf(booking->arena, "reason=\"%s\"", error->code), 1);
}

bool booking_make(struct booking *booking, const struct caller *caller,
		  struct openai_error *error)
{
	enum db_status status;

	random_id(booking->id);
	keep_subject(booking, &caller->subject);
	keep_weights(booking, &caller->policy->weights);
	if (!is_open(booking, caller, error) || !choose_model(booking, caller, error)) {
		count_refusal(booking, error);
		return false;
	}
	status = reserve(booking, caller);
	if (status == DB_OK) {
		booking->output_tokens = booking->result.output_tokens;
		return true;
	}
	if (status == DB_REFUSED)
		*error = openai_error_quota(booking->arena, &booking->result.binding,
					    booking->created_s);
	else
		*error = (struct openai_error){
			.status = 503,
			.type = "server_error",
			.code = "store_unavailable",
			.message = "Nothing was counted. Please try again.",
		};
	count_refusal(booking, error);
	return false;
}

/* --- meanwhile ------------------------------------------------------------------------------ */

static enum db_status write_renewal(struct db_conn *tx, void *arg)
{
	return lease_renew(tx, arg, clock_now_s() + LEASE_S);
}

struct renewal {
	const struct parts *parts;
	char id[RANDOM_ID];
};

static void renew_run(void *arg)
{
	struct renewal *renewal = arg;

	if (db_write(renewal->parts->db, write_renewal, renewal->id) != DB_OK)
		log_warn("booking.renewal_failed", "request=%s", renewal->id);
}

static void renew(void *arg)
{
	struct booking *booking = arg;
	struct renewal *renewal = calloc(1, sizeof(*renewal));

	if (!renewal)
		abort();
	renewal->parts = booking->parts;
	memcpy(renewal->id, booking->id, sizeof(renewal->id));
	loop_work(booking->parts->loop, renew_run, free, renewal);
}

void booking_keep(struct booking *booking)
{
	booking->renew = loop_timer_start(booking->parts->loop, LEASE_RENEW_MS,
					  LEASE_RENEW_MS, renew, booking);
}

void booking_let_go(struct booking *booking)
{
	loop_timer_cancel(&booking->renew);
}

/* --- the end -------------------------------------------------------------------------------- */

struct ending {
	struct booking *booking;
	const struct relay_outcome *outcome;
	bool charged;
	const char *reason;
};

static bool is_charged(const struct relay_outcome *outcome, bool delivered)
{
	switch (outcome->end) {
	case RELAY_FINISHED:
	case RELAY_CUT:
	case RELAY_BROKEN:
		return outcome->sent || delivered;
	default:
		return false;
	}
}

int64_t booking_prompt_tokens(const struct booking *booking,
			      const struct relay_usage *usage)
{
	return usage->reported ? usage->prompt_tokens : booking->prompt_tokens;
}

static enum db_status write_end(struct db_conn *tx, void *arg)
{
	const struct ending *ending = arg;
	const struct booking *booking = ending->booking;
	const struct relay_usage *usage = &ending->outcome->usage;
	struct quota_use use = {
		.input_tokens = booking_prompt_tokens(booking, usage),
		.output_tokens = usage->completion_tokens,
		.exact = usage->reported,
		.reason = ending->reason,
		.model = ending->outcome->model,
		.weights = &booking->weights,
	};
	int64_t now_s = clock_now_s();
	enum db_status status;
	bool ended;

	if (!ending->charged)
		return ledger_release(tx, booking->id, "failed", now_s, &ended);
	status = ledger_settle(tx, booking->id, &use, now_s, &ended);
	if (status == DB_OK && usage->reported)
		status = estimate_learn(tx, booking->model, booking->bytes,
					booking->messages, usage->prompt_tokens, now_s);
	return status;
}

static void count_tokens(const struct booking *booking, const struct relay_usage *usage)
{
	const char *exact = usage->reported ? "yes" : "no";
	struct metrics *metrics = booking->parts->metrics;

	metrics_add(
		metrics, "kibridge_tokens_total",
		arena_printf(booking->arena, "direction=\"input\",exact=\"%s\"", exact),
		(double)booking_prompt_tokens(booking, usage));
	metrics_add(
		metrics, "kibridge_tokens_total",
		arena_printf(booking->arena, "direction=\"output\",exact=\"%s\"", exact),
		(double)usage->completion_tokens);
	count_settlement(metrics, booking->prompt_tokens + booking->output_tokens,
			 booking_prompt_tokens(booking, usage) +
				 usage->completion_tokens);
	if (!usage->reported)
		metrics_add(metrics, "kibridge_usage_estimated_total", "", 1);
}

void booking_end(struct booking *booking, const struct relay_outcome *outcome,
		 bool delivered, const char *reason)
{
	struct ending ending = {booking, outcome, is_charged(outcome, delivered), reason};
	enum db_status status = db_write(booking->parts->db, write_end, &ending);

	if (status != DB_OK) /* the sweeper settles it when its lease is over */
		log_warn("booking.end_not_stored", "request=%s status=%s", booking->id,
			 db_status_text(status));
	else if (ending.charged)
		count_tokens(booking, &outcome->usage);
}
