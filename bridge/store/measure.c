/* Measure: what the store tells the metrics about its writes. */
#include <time.h>

#include "base/metrics.h"
#include "store/engine.h"

void db_measure(struct db *db, struct metrics *metrics)
{
	db->metrics = metrics;
}

int64_t db_tick_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void db_committed(struct db *db, int64_t begun_us, size_t writes)
{
	if (!db->metrics || writes == 0)
		return;
	metrics_observe(db->metrics, "kibridge_store_commit_seconds", "",
			(double)(db_tick_us() - begun_us) / 1e6);
	metrics_observe(db->metrics, "kibridge_store_batch", "", (double)writes);
}

void db_synced(struct db *db, int64_t begun_us)
{
	metrics_observe(db->metrics, "kibridge_store_sync_seconds", "",
			(double)(db_tick_us() - begun_us) / 1e6);
}

/* A refusal and a conflict are the caller's news, and no fault of the store. */
static const char *write_label(enum db_status status)
{
	switch (status) {
	case DB_OK:
		return "outcome=\"ok\"";
	case DB_REFUSED:
	case DB_CONFLICT:
	case DB_ABSENT:
		return "outcome=\"undone\"";
	default:
		return "outcome=\"failed\"";
	}
}

void db_count_write(struct db *db, enum db_status status)
{
	metrics_add(db->metrics, "kibridge_store_writes_total", write_label(status), 1);
}
