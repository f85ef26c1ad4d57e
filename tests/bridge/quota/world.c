/* World: the ledger's functions without their transactions. */
#include "bridge/quota/world.h"

#include <stdio.h>
#include <string.h>

struct world world;

int64_t world_time(int year, int month, int day, int hour, int minute)
{
	return zone_instant(world.zone, year, month, day, hour, minute);
}

void world_setup(void)
{
	fixture_setup();
	world = (struct world){
		.zone = zone_find("Europe/Berlin"),
		.subject = {"uni", "algebra", "tutor", "ada", "student", POOL_MAIN},
		.model = "llama",
	};
	ck_assert_ptr_nonnull(world.zone);
	world.now_s = world_time(2026, 11, 18, 12, 0);
}

void world_limit(enum level level, enum quota_scope scope, const char *role,
		 enum quota_metric metric, enum window window, int64_t value)
{
	ck_assert_uint_lt(world.limit_count, WORLD_LIMITS_MAX);
	world.limits[world.limit_count++] = (struct limit){
		.level = level,
		.scope = scope,
		.role = role,
		.metric = metric,
		.window = window,
		.value = value,
	};
}

struct act {
	const char *request;
	struct quota_need need;
	struct admission_result result;
	const struct quota_use *use;
	int64_t attempt;
	int64_t number;
	bool done;
};

static void write_act(db_write_fn *fn, struct act *act)
{
	enum db_status status = db_write(fixture_db, fn, act);

	ck_assert_msg(status == DB_OK, "%s: %s", act->request, db_status_text(status));
}

static enum db_status reserve(struct db_conn *tx, void *arg)
{
	struct act *act = arg;

	return ledger_reserve(tx, world.zone, &world.subject, &act->need, world.limits,
			      world.limit_count, &act->result);
}

struct admission_result world_ask(const char *request, int64_t input, int64_t output)
{
	struct act act = {
		.request = request,
		.need =
			{
				.request = request,
				.input_tokens = input,
				.output_tokens = output,
				.output_floor = output < 256 ? output : 256,
				.now_s = world.now_s,
				.expires_s = world.now_s + 600,
				.backend_model = world.model,
				.weights = world.weights,
			},
	};

	write_act(reserve, &act);
	return act.result;
}

bool world_granted(const char *request, int64_t input, int64_t output)
{
	return world_ask(request, input, output).admission == ADMISSION_GRANTED;
}

static enum db_status settle(struct db_conn *tx, void *arg)
{
	struct act *act = arg;

	return ledger_settle(tx, act->request, act->use, world.now_s, &act->done);
}

bool world_settle_as(const char *request, const struct quota_use *use)
{
	struct act act = {.request = request, .use = use};

	write_act(settle, &act);
	return act.done;
}

bool world_settle(const char *request, int64_t input, int64_t output)
{
	return world_settle_as(request, &(struct quota_use){
						.input_tokens = input,
						.output_tokens = output,
						.exact = true,
						.reason = "done",
					});
}

static enum db_status release(struct db_conn *tx, void *arg)
{
	struct act *act = arg;

	return ledger_release(tx, act->request, "unavailable", world.now_s, &act->done);
}

bool world_release(const char *request)
{
	struct act act = {.request = request};

	write_act(release, &act);
	return act.done;
}

static enum db_status adjust(struct db_conn *tx, void *arg)
{
	struct act *act = arg;

	return ledger_adjust(tx, act->request, act->attempt, act->use, world.now_s,
			     &act->done);
}

bool world_adjust(const char *request, int64_t attempt, int64_t input, int64_t output)
{
	struct quota_use use = {.input_tokens = input, .output_tokens = output};
	struct act act = {.request = request, .use = &use, .attempt = attempt};

	write_act(adjust, &act);
	return act.done;
}

static enum db_status sweep(struct db_conn *tx, void *arg)
{
	struct act *act = arg;
	enum db_status status = ledger_sweep(tx, world.now_s, &act->number);
	int64_t forgotten;

	return status == DB_OK ? ledger_forget(tx, world.now_s, &forgotten) : status;
}

int64_t world_sweep(void)
{
	struct act act = {.request = "sweep"};

	write_act(sweep, &act);
	return act.number;
}

struct standing world_standing(size_t limit)
{
	struct standing standing;

	ck_assert_int_eq(ledger_standings(db_reader(fixture_db), world.zone,
					  &world.subject, &world.limits[limit], 1,
					  world.now_s, &standing),
			 DB_OK);
	return standing;
}

int64_t world_used(size_t limit)
{
	return world_standing(limit).used;
}

int64_t world_reserved(size_t limit)
{
	return world_standing(limit).reserved;
}

int64_t world_rows(const char *request, const char *kind)
{
	int64_t rows = -1;

	ck_assert_int_eq(db_get_int(db_reader(fixture_db), &rows,
				    "SELECT COUNT(*) FROM ledger WHERE request LIKE $1 "
				    "AND kind LIKE $2",
				    "tt", request, kind),
			 DB_OK);
	return rows;
}

static void difference_show(void *owner, const char *counter, int64_t stored_used,
			    int64_t real_used, int64_t stored_reserved,
			    int64_t real_reserved)
{
	(void)owner;
	fprintf(stderr, "%s: used %lld, really %lld; reserved %lld, really %lld\n",
		counter, (long long)stored_used, (long long)real_used,
		(long long)stored_reserved, (long long)real_reserved);
}

void world_check(void)
{
	int64_t differences = -1;

	ck_assert_int_eq(
		ledger_check(db_reader(fixture_db), difference_show, NULL, &differences),
		DB_OK);
	ck_assert_int_eq(differences, 0);
}
