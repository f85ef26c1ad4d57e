/* Chores: a table of what to do how often. */
#include "chores.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/metrics.h"
#include "base/text.h"
#include "feedback/submission.h"
#include "lms/grades.h"
#include "lms/invite.h"
#include "lms/jwks_cache.h"
#include "lms/keys.h"
#include "lms/nonce.h"
#include "privacy/retention.h"
#include "quota/ledger.h"
#include "store/db.h"
#include "tutor/turn.h"

#define MINUTE_MS UINT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

struct chore {
	struct chores *chores;
	size_t row;
	struct loop_timer *timer;
	bool running;
};

static void sweep_ledger(struct chores *chores);
static void sweep_lms(struct chores *chores);
static void send_grades(struct chores *chores);
static void retry_keys(struct chores *chores);
static void keep_retention(struct chores *chores);

static const struct {
	const char *name;
	uint64_t first_ms, every_ms;
	void (*run)(struct chores *chores); /* on a worker */
} rows[] = {
	{"ledger", 1000, MINUTE_MS / 4, sweep_ledger},
	{"grades", 5000, 10000, send_grades},
	{"keys", 10000, 10000, retry_keys},
	{"lms", MINUTE_MS, HOUR_MS, sweep_lms},
	{"retention", 5 * MINUTE_MS, DAY_MS, keep_retention},
};

struct chores {
	const struct parts *parts;
	unsigned retention_days; /* read by a worker while a reload may write it */
	struct chore list[ARRAY_LEN(rows)];
};

/* --- on a worker ------------------------------------------------------------------------------ */

struct swept {
	int64_t reservations, turns, attempts;
};

/* What a crash left behind: reservations nobody renews, then the answers they were for. */
static enum db_status ledger_write(struct db_conn *tx, void *arg)
{
	struct swept *swept = arg;
	int64_t now_s = clock_now_s();
	enum db_status status = ledger_sweep(tx, now_s, &swept->reservations);

	if (status == DB_OK)
		status = turn_sweep(tx, now_s, &swept->turns);
	return status == DB_OK ? submission_sweep(tx, now_s, &swept->attempts) : status;
}

static enum db_status counters_write(struct db_conn *tx, void *forgotten)
{
	return ledger_forget(tx, clock_now_s(), forgotten);
}

static enum db_status nonces_write(struct db_conn *tx, void *forgotten)
{
	return nonces_sweep(tx, clock_now_s(), forgotten);
}

/*
 * A few hundred rows at a time until there are no more: after midnight it may be a hundred thousand,
 * and questions wait behind each transaction.
 */
static enum db_status forget(struct chores *chores, db_write_fn *fn)
{
	enum db_status status;
	int64_t gone = 0;

	do {
		status = db_write(chores->parts->db, fn, &gone);
	} while (status == DB_OK && gone > 0);
	return status;
}

static void sweep_ledger(struct chores *chores)
{
	struct swept swept = {0};

	if (forget(chores, counters_write) != DB_OK)
		log_warn("ledger.counters_not_swept", NULL);
	if (db_write(chores->parts->db, ledger_write, &swept) != DB_OK ||
	    swept.reservations + swept.turns + swept.attempts == 0)
		return;
	log_warn("ledger.swept", "reservations=%lld turns=%lld attempts=%lld",
		 (long long)swept.reservations, (long long)swept.turns,
		 (long long)swept.attempts);
	metrics_add(chores->parts->metrics, "kibridge_reservations_swept_total", "",
		    (double)swept.reservations);
}

static enum db_status lms_write(struct db_conn *tx, void *arg)
{
	enum db_status status = invites_sweep(tx, clock_now_s());

	(void)arg;
	return status == DB_OK ? keys_sweep(tx, clock_now_s()) : status;
}

static void sweep_lms(struct chores *chores)
{
	if (forget(chores, nonces_write) != DB_OK ||
	    db_write(chores->parts->db, lms_write, NULL) != DB_OK)
		log_warn("lms.not_swept", NULL);
}

static void send_grades(struct chores *chores)
{
	grades_send(chores->parts, clock_now_s());
}

static void retry_keys(struct chores *chores)
{
	jwks_retry(chores->parts->jwks, clock_now_s());
}

static void keep_retention(struct chores *chores)
{
	unsigned days = __atomic_load_n(&chores->retention_days, __ATOMIC_RELAXED);
	struct retention_result result;

	(void)retention_run(chores->parts->db, days, clock_now_s(),
			    chores->parts->metrics, &result); /* it has said why */
}

/* --- on the loop -------------------------------------------------------------------------------- */

static void chore_run(void *arg)
{
	struct chore *chore = arg;

	rows[chore->row].run(chore->chores);
}

static void chore_done(void *arg)
{
	struct chore *chore = arg;

	chore->running = false;
}

static void chore_due(void *arg)
{
	struct chore *chore = arg;

	if (chore->running)
		return;
	chore->running = true;
	loop_work(chore->chores->parts->loop, chore_run, chore_done, chore);
}

struct chores *chores_start(const struct parts *parts)
{
	struct chores *chores = calloc(1, sizeof(*chores));

	if (!chores)
		abort();
	chores->parts = parts;
	chores->retention_days = parts->config->retention_days;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		chores->list[i].chores = chores;
		chores->list[i].row = i;
		chores->list[i].timer =
			loop_timer_start(parts->loop, rows[i].first_ms, rows[i].every_ms,
					 chore_due, &chores->list[i]);
	}
	return chores;
}

void chores_reload(struct chores *chores, const struct config *config)
{
	__atomic_store_n(&chores->retention_days, config->retention_days,
			 __ATOMIC_RELAXED);
}

void chores_stop(struct chores **chores)
{
	if (!*chores)
		return;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		loop_timer_cancel(&(*chores)->list[i].timer);
	free(*chores);
	*chores = NULL;
}
