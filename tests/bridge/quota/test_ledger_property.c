/*
 * Ledger, property: thousands of random steps, seeded, against a model that keeps a plain list
 * and adds it up anew each time. Ledger and model must agree on every answer.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "bridge/quota/world.h"

#define STEPS 400
#define STEPS_POSTGRES 300
#define REQUESTS_MAX STEPS

enum state { RESERVED, SETTLED, RELEASED };

struct entry {
	char request[16];
	enum state state;
	struct quota_subject subject;
	int64_t admitted_s, expires_s;
	int64_t input, output; /* reserved, then used */
	int64_t weight; /* of the model: reserved, then as it answered */
	int64_t lost_input; /* by a failed attempt */
	int64_t lost_weight; /* always by the model that was asked */
	bool adjusted;
};

static struct entry entries[REQUESTS_MAX];
static size_t entry_count;
static unsigned seed;

static const struct weight weight_list[] = {
	{"cheap", 250},
	{"free", 0},
	{"dear", 3333},
	{"almost free", 1},
};
static const struct weights weights = {weight_list, ARRAY_LEN(weight_list)};
static const char *const models[] = {"llama", "llama", "cheap",
				     "free",  "dear",  "almost free"};

/* Plain numbers: the same sequence for the same seed, everywhere. */
static int64_t dice(int64_t sides)
{
	seed = seed * 1103515245u + 12345u;
	return (int64_t)((seed >> 8) % (unsigned)sides);
}

static void setup(void)
{
	world_setup();
	entry_count = 0;
}

/* The model. */

static bool same_level(const struct limit *limit, const struct quota_subject *a,
		       const struct quota_subject *b)
{
	enum level level =
		limit->scope == SCOPE_USER ? limit->level : (enum level)limit->scope;

	if (limit->scope == SCOPE_USER && strcmp(a->person, b->person) != 0)
		return false;
	switch (level) {
	case LEVEL_TENANT:
		return strcmp(a->tenant, b->tenant) == 0;
	case LEVEL_COURSE:
		return strcmp(a->course, b->course) == 0;
	default:
		return strcmp(a->activity, b->activity) == 0;
	}
}

static bool pool_counts(const struct limit *limit, enum quota_pool mine,
			enum quota_pool theirs)
{
	if (limit->scope == SCOPE_USER)
		return theirs == POOL_MAIN;
	if (limit->metric != METRIC_REQUESTS)
		return true;
	return theirs == (mine == POOL_PREVIEW ? POOL_PREVIEW : POOL_MAIN);
}

static int64_t weigh(int64_t tokens, int64_t weight)
{
	return tokens * weight / 1000 + (tokens * weight % 1000 ? 1 : 0);
}

static int64_t measure(enum quota_metric metric, enum quota_pool pool, int64_t input,
		       int64_t output, int64_t weight)
{
	input = weigh(input, weight);
	output = weigh(output, weight);
	switch (metric) {
	case METRIC_REQUESTS:
		return pool != POOL_BACKGROUND;
	case METRIC_INPUT_TOKENS:
		return input;
	case METRIC_OUTPUT_TOKENS:
		return output;
	default:
		return input + output;
	}
}

static void model_standing(const struct limit *limit, int64_t *used, int64_t *reserved)
{
	struct span span = zone_window(world.zone, limit->window, world.now_s);
	enum quota_pool mine = world.subject.pool;

	*used = *reserved = 0;
	for (size_t i = 0; i < entry_count; i++) {
		const struct entry *entry = &entries[i];
		enum quota_pool pool = entry->subject.pool;
		int64_t amount = measure(limit->metric, pool, entry->input, entry->output,
					 entry->weight);

		if (entry->admitted_s < span.start_s || entry->admitted_s >= span.end_s ||
		    !same_level(limit, &entry->subject, &world.subject))
			continue;
		if (!*limit->role && pool_counts(limit, mine, POOL_BACKGROUND) &&
		    limit->metric != METRIC_REQUESTS)
			*used += measure(limit->metric, pool, entry->lost_input, 0,
					 entry->lost_weight);
		if (!pool_counts(limit, mine, pool))
			continue;
		if (*limit->role && (pool == POOL_BACKGROUND ||
				     strcmp(limit->role, entry->subject.role) != 0))
			continue;
		if (entry->state == RESERVED)
			*reserved += amount;
		else if (entry->state == SETTLED)
			*used += amount;
	}
}

static bool model_meets(const struct limit *limit)
{
	if (limit->scope == SCOPE_USER && world.subject.pool != POOL_MAIN)
		return false;
	return !*limit->role || (world.subject.pool != POOL_BACKGROUND &&
				 strcmp(limit->role, world.subject.role) == 0);
}

/* How many output tokens the model lets through; -1: none of it. */
static int64_t model_ask(int64_t input, int64_t output, int64_t weight)
{
	int64_t floor = output < 256 ? output : 256, granted = output;

	for (size_t i = 0; i < world.limit_count; i++) {
		const struct limit *limit = &world.limits[i];
		int64_t used, reserved, left;

		if (!model_meets(limit))
			continue;
		model_standing(limit, &used, &reserved);
		left = limit->value - used - reserved;
		if (limit->value == 0)
			return -1;
		if (weight == 0 && limit->metric != METRIC_REQUESTS)
			continue;
		if (limit->metric == METRIC_TOKENS ||
		    limit->metric == METRIC_OUTPUT_TOKENS) {
			int64_t room = limit->metric == METRIC_TOKENS
					       ? left - weigh(input, weight)
					       : left;

			if (room < 0 || (room == 0 && floor > 0))
				return -1;
			while (granted > 0 && weigh(granted, weight) > room)
				granted--;
		} else if (measure(limit->metric, world.subject.pool, input, 0, weight) >
			   left) {
			if (limit->metric != METRIC_REQUESTS ||
			    world.subject.pool != POOL_BACKGROUND)
				return -1;
		}
	}
	return granted < floor ? -1 : granted;
}

/* Steps. */

static void subject_choose(void)
{
	static const char *const courses[] = {"algebra", "geometry"};
	static const char *const activities[][2] = {{"a1", "a2"}, {"g1", "g2"}};
	static const char *const persons[] = {"ada", "bob", "eve"};
	static const char *const roles[] = {"student", "student", "lecturer"};
	int64_t course = dice(2), person = dice(3);

	world.subject = (struct quota_subject){
		.tenant = "uni",
		.course = courses[course],
		.activity = activities[course][dice(2)],
		.person = persons[person],
		.role = roles[person],
		.pool = dice(5) ? POOL_MAIN : (enum quota_pool)dice(POOL_COUNT),
	};
}

static void limits_choose(void)
{
	static const char *const roles[] = {"", "", "student", "lecturer"};
	static const int64_t request_limits[] = {0, 3, 10, 30, 100};
	static const int64_t token_limits[] = {0, 2000, 9000, 40000, 150000};

	world.limit_count = 0;
	for (int64_t count = dice(6); count >= 0; count--) {
		enum quota_metric metric = (enum quota_metric)dice(METRIC_COUNT);
		int64_t size = dice(20) ? 1 + dice(4) : 0;
		enum quota_scope scope = (enum quota_scope)dice(SCOPE_COUNT);

		world_limit((enum level)dice(LEVEL_COUNT), scope, roles[dice(4)], metric,
			    (enum window)dice(WINDOW_COUNT),
			    metric == METRIC_REQUESTS ? request_limits[size]
						      : token_limits[size]);
	}
}

static void step_ask(void)
{
	int64_t input = dice(2500), output = dice(3) ? 256 + dice(3000) : dice(256);
	int64_t expected;
	struct admission_result result;
	struct entry *entry = &entries[entry_count];

	int64_t weight;

	subject_choose();
	world.model = models[dice((int64_t)ARRAY_LEN(models))];
	weight = weight_of(&weights, world.model, WEIGHT_ONE);
	expected = model_ask(input, output, weight);
	snprintf(entry->request, sizeof(entry->request), "r%zu", entry_count);
	result = world_ask(entry->request, input, output);
	if (expected < 0) {
		ck_assert_int_eq(result.admission, ADMISSION_REFUSED);
		return;
	}
	ck_assert_int_eq(result.admission, ADMISSION_GRANTED);
	ck_assert_int_eq(result.output_tokens, expected);
	entry->state = RESERVED;
	entry->subject = world.subject;
	entry->admitted_s = world.now_s;
	entry->expires_s = world.now_s + 600;
	entry->input = input;
	entry->output = expected;
	entry->weight = entry->lost_weight = weight;
	entry->lost_input = 0;
	entry->adjusted = false;
	entry_count++;
}

static void step_settle(struct entry *entry)
{
	int64_t input = dice(4) ? dice(entry->input + 1) : entry->input + dice(300);
	int64_t output = dice(entry->output + 1);
	const char *model = dice(2) ? models[dice((int64_t)ARRAY_LEN(models))] : NULL;
	struct quota_use use = {input, output, true, "done", model, &weights};

	ck_assert_int_eq(world_settle_as(entry->request, &use), entry->state == RESERVED);
	if (entry->state == RESERVED) {
		entry->state = SETTLED;
		entry->input = input;
		entry->output = output;
		entry->weight = weight_of(&weights, model, entry->weight);
	}
}

static void step_release(struct entry *entry)
{
	ck_assert_int_eq(world_release(entry->request), entry->state == RESERVED);
	if (entry->state == RESERVED)
		entry->state = RELEASED;
}

static void step_adjust(struct entry *entry)
{
	int64_t input = dice(500);

	ck_assert_int_eq(world_adjust(entry->request, 1, input, 0), !entry->adjusted);
	if (!entry->adjusted)
		entry->lost_input = input;
	entry->adjusted = true;
}

static void step_sweep(void)
{
	int64_t expected = 0;

	for (size_t i = 0; i < entry_count; i++) {
		if (entries[i].state != RESERVED || entries[i].expires_s > world.now_s)
			continue;
		entries[i].state = SETTLED;
		entries[i].output = 0;
		expected++;
	}
	ck_assert_int_eq(world_sweep(), expected);
}

static void step_look(void)
{
	subject_choose();
	for (size_t i = 0; i < world.limit_count; i++) {
		struct standing standing = world_standing(i);
		int64_t used, reserved;

		model_standing(&world.limits[i], &used, &reserved);
		ck_assert_int_eq(standing.used, used);
		ck_assert_int_eq(standing.reserved, reserved);
	}
}

static void step_time(void)
{
	static const int64_t leaps[] = {1, 20, 300, 3600, 7 * 3600, 26 * 3600, -120};

	world.now_s += leaps[dice((int64_t)ARRAY_LEN(leaps))];
}

static void step(void)
{
	int64_t kind = dice(20);

	if (kind < 8 || entry_count == 0)
		step_ask();
	else if (kind < 12)
		step_settle(&entries[dice((int64_t)entry_count)]);
	else if (kind < 13)
		step_release(&entries[dice((int64_t)entry_count)]);
	else if (kind < 14)
		step_adjust(&entries[dice((int64_t)entry_count)]);
	else if (kind < 15)
		step_sweep();
	else if (kind < 17)
		step_look();
	else if (kind < 19)
		step_time();
	else
		limits_choose();
}

START_TEST(ledger_and_model_agree_on_every_step)
{
	int steps = fixture_on_postgres() ? STEPS_POSTGRES : STEPS;

	seed = 20261118u + (unsigned)_i * 7919u;
	world.now_s =
		world_time(2026, 10, 24, 21, 0); /* soon a long day, then a new month */
	world.weights = &weights;
	limits_choose();
	for (int i = 0; i < steps; i++) {
		step();
		if (i % 50 == 49)
			world_check();
	}
	ck_assert_uint_gt(entry_count, 10);
	world_check();
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("ledger property");
	TCase *tests = tcase_create("random steps");

	tcase_add_checked_fixture(tests, setup, fixture_teardown);
	tcase_add_loop_test(tests, ledger_and_model_agree_on_every_step, 0, 12);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(int argc, char **argv)
{
	return fixture_run(suite(), argc, argv);
}
