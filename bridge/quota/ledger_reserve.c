/*
 * Ledger, admission: every limit that meets the request must let it through; then the reservation
 * is written and every counter moved, in the caller's transaction, or nothing is.
 */
#include <string.h>

#include "base/text.h"
#include "quota/row.h"
#include "quota/standing.h"
#include "quota/counter_set.h"

#define ARENA_MAX ((size_t)256 * KIB)
#define ROLES_MAX 4

bool ledger_applies(const struct limit *limit, const struct quota_subject *subject)
{
	if (limit->scope == SCOPE_USER)
		if (subject->pool != POOL_MAIN || text_empty(subject->person))
			return false;
	if (text_empty(limit->role))
		return true;
	return subject->pool != POOL_BACKGROUND && text_equal(limit->role, subject->role);
}

/* What the request needs; less output than asked for will do, down to the floor. */
struct ask {
	struct amounts most; /* real */
	struct amounts counted; /* what limits see of it */
	int64_t weight_milli;
	int64_t output_floor;
	bool is_request; /* a background call is part of somebody's request */
};

static struct ask ask_make(const struct quota_subject *subject,
			   const struct quota_need *need)
{
	bool is_request = subject->pool != POOL_BACKGROUND;
	struct ask ask = {
		.most = amounts_make(is_request, need->input_tokens, need->output_tokens),
		.output_floor =
			amounts_make(0, 0, need->output_floor).of[METRIC_OUTPUT_TOKENS],
		.weight_milli = weight_of(need->weights, need->backend_model, WEIGHT_ONE),
		.is_request = is_request,
	};

	ask.counted = amounts_weigh(&ask.most, ask.weight_milli);
	if (ask.output_floor > ask.most.of[METRIC_OUTPUT_TOKENS])
		ask.output_floor = ask.most.of[METRIC_OUTPUT_TOKENS];
	return ask;
}

/* How many output tokens this limit allows; less than the floor: it refuses. */
static int64_t output_allowed(const struct check *check, const struct ask *ask)
{
	int64_t left = check_left(check);

	if (check_ceiling(check) <= 0)
		return -1;
	switch (check->limit.metric) {
	case METRIC_OUTPUT_TOKENS:
		return weight_room(ask->weight_milli, left);
	case METRIC_TOKENS:
		left -= ask->counted.of[METRIC_INPUT_TOKENS];
		return weight_room(ask->weight_milli, left);
	case METRIC_INPUT_TOKENS:
		if (ask->weight_milli == 0)
			return INT64_MAX;
		break;
	case METRIC_REQUESTS:
		if (!ask->is_request)
			return INT64_MAX;
		break;
	default:
		break;
	}
	return left >= ask->counted.of[check->limit.metric] ? INT64_MAX : -1;
}

/* The limits that meet the subject, with their counters. */
struct checks {
	struct check *all;
	size_t count;
};

static enum db_status checks_read(struct checks *checks, struct db_conn *tx,
				  struct counter_set *set, const struct zone *zone,
				  const struct quota_subject *subject,
				  const struct limit *limits, size_t count,
				  const struct grants *grants, int64_t now_s)
{
	enum db_status status = DB_OK;

	checks->count = 0;
	for (size_t i = 0; status == DB_OK && i < count; i++) {
		struct check *check = &checks->all[checks->count];

		if (!ledger_applies(&limits[i], subject))
			continue;
		check->limit = limits[i];
		grants_apply(grants, &check->limit);
		counter_key_make(&check->key, &limits[i], subject, zone, now_s);
		status = counter_set_find(&check->counter, set, tx, &check->key);
		checks->count++;
	}
	return status;
}

/* The higher the level, then of all persons, then of all roles. */
static bool is_wider(const struct check *a, const struct check *b)
{
	bool a_is_one = *a->key.person, b_is_one = *b->key.person;

	if (a->limit.level != b->limit.level)
		return a->limit.level < b->limit.level;
	if (a_is_one != b_is_one)
		return b_is_one;
	return text_empty(a->limit.role) && !text_empty(b->limit.role);
}

/* Of two limits that refuse, the one to name: a block, else what refills last, else the wider. */
static bool binds_more(const struct check *a, const struct check *b)
{
	bool a_blocks = check_ceiling(a) <= 0, b_blocks = check_ceiling(b) <= 0;

	if (a_blocks != b_blocks)
		return a_blocks;
	if (a->key.span.end_s != b->key.span.end_s)
		return a->key.span.end_s > b->key.span.end_s;
	return is_wider(a, b);
}

static void checks_decide(struct admission_result *result, const struct checks *checks,
			  const struct ask *ask)
{
	const struct check *binding = NULL;

	*result = (struct admission_result){
		.admission = ADMISSION_GRANTED,
		.output_tokens = ask->most.of[METRIC_OUTPUT_TOKENS],
	};
	for (size_t i = 0; i < checks->count; i++) {
		const struct check *check = &checks->all[i];
		int64_t allowed = output_allowed(check, ask);

		if (allowed < ask->output_floor) {
			if (!binding || binds_more(check, binding))
				binding = check;
		} else if (allowed < result->output_tokens) {
			result->output_tokens = allowed;
		}
	}
	if (!binding)
		return;
	result->admission = ADMISSION_REFUSED;
	result->output_tokens = 0;
	check_standing(&result->binding, binding);
}

/* Does a let more through than b, or refuse for a shorter time? */
static bool is_better(const struct admission_result *a, const struct admission_result *b)
{
	if (a->admission != b->admission)
		return a->admission == ADMISSION_GRANTED;
	if (a->admission == ADMISSION_GRANTED)
		return a->output_tokens > b->output_tokens;
	return a->binding.resets_at_s < b->binding.resets_at_s;
}

static size_t roles_split(const char *roles[ROLES_MAX], struct arena *arena,
			  const char *text)
{
	char *rest = arena_strdup(arena, text ? text : ""), *role;
	size_t count = 0;

	while (count < ROLES_MAX && (role = strsep(&rest, " ")))
		if (*role || !rest)
			roles[count++] = role;
	return count;
}

struct candidate {
	struct quota_subject subject; /* with the one role it is admitted under */
	struct checks checks;
	struct admission_result result;
};

/* Under the role that lets most through. */
static enum db_status candidate_choose(struct candidate *best, struct db_conn *tx,
				       struct arena *arena, struct counter_set *set,
				       const struct zone *zone,
				       const struct quota_subject *subject,
				       const struct quota_need *need,
				       const struct limit *limits, size_t count)
{
	struct ask ask = ask_make(subject, need);
	const char *roles[ROLES_MAX];
	size_t role_count = roles_split(roles, arena, subject->role);
	struct grants grants;
	enum db_status status = grants_read(&grants, tx, subject, need->now_s);

	for (size_t i = 0; status == DB_OK && i < role_count; i++) {
		struct candidate next = {.subject = *subject};

		next.subject.role = roles[i];
		next.checks.all =
			arena_alloc(arena, (count + 1) * sizeof(*next.checks.all));
		status = checks_read(&next.checks, tx, set, zone, &next.subject, limits,
				     count, &grants, need->now_s);
		checks_decide(&next.result, &next.checks, &ask);
		if (i == 0 || is_better(&next.result, &best->result))
			*best = next;
	}
	return status;
}

static enum db_status reservation_add(struct db_conn *tx, const char *request,
				      int64_t expires_s)
{
	return db_exec(tx, "INSERT INTO reservation (request, expires_s) VALUES ($1, $2)",
		       "ti", request, expires_s);
}

/* @added false: admitted before, nothing was written */
static enum db_status candidate_write(struct db_conn *tx, struct counter_set *set,
				      const struct candidate *candidate,
				      const struct quota_need *need, bool *added)
{
	struct ledger_row row = {
		.request = need->request,
		.kind = "reserve",
		.owner = owner_make(&candidate->subject, need->now_s),
		.amounts =
			amounts_make(candidate->subject.pool != POOL_BACKGROUND,
				     need->input_tokens, candidate->result.output_tokens),
		.weight_milli = weight_of(need->weights, need->backend_model, WEIGHT_ONE),
		.model = need->backend_model ? need->backend_model : "",
		.reason = "",
		.expires_s = need->expires_s,
		.at_s = need->now_s,
	};
	static const struct amounts nothing;
	struct amounts counted = amounts_weigh(&row.amounts, row.weight_milli);
	enum db_status status = row_add(tx, &row, added);

	if (status == DB_OK && *added)
		status = reservation_add(tx, need->request, need->expires_s);
	if (status == DB_OK && *added)
		status = counter_set_move(set, tx, &row.owner, &nothing, &counted);
	return status;
}

static enum db_status was_admitted(bool *before, struct db_conn *tx, struct arena *arena,
				   const char *request)
{
	struct ledger_row row;
	enum db_status status = row_find_reserve(&row, tx, arena, request);

	*before = status == DB_OK;
	return status == DB_ABSENT ? DB_OK : status;
}

enum db_status ledger_reserve(struct db_conn *tx, const struct zone *zone,
			      const struct quota_subject *subject,
			      const struct quota_need *need, const struct limit *limits,
			      size_t count, struct admission_result *result)
{
	AUTO_ARENA *arena = arena_new(ARENA_MAX);
	struct owner owner = owner_make(subject, need->now_s);
	struct candidate candidate = {0};
	struct counter_set set;
	bool added = false, before = false;
	enum db_status status = counter_set_read(&set, tx, arena, &owner, true);

	if (status == DB_OK)
		status = candidate_choose(&candidate, tx, arena, &set, zone, subject,
					  need, limits, count);
	if (status != DB_OK)
		return status;
	*result = candidate.result;
	if (candidate.result.admission == ADMISSION_GRANTED) {
		status = candidate_write(tx, &set, &candidate, need, &added);
		before = !added;
	} else {
		status = was_admitted(&before, tx, arena, need->request);
	}
	if (before)
		*result = (struct admission_result){.admission = ADMISSION_REPEATED};
	return status;
}
