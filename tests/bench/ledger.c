/*
 * Bench: what admitting and settling one turn costs in processor time, on SQLite at
 * synchronous=FULL, with one caller and with sixteen that share commits; beside a peer that
 * writes the same with SQLite alone. The last line is for the summary.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "ledger_peer.h"
#include "quota/ledger.h"

#define PERSONS 400
#define CALLERS_MAX 16

/* What a course with a ceiling above it and two limits for each student has. */
static const struct limit limits[] = {
	{LEVEL_TENANT, SCOPE_TENANT, "", METRIC_TOKENS, WINDOW_MONTH, INT64_MAX / 4, 0,
	 0},
	{LEVEL_TENANT, SCOPE_COURSE, "", METRIC_TOKENS, WINDOW_DAY, INT64_MAX / 4, 0, 0},
	{LEVEL_COURSE, SCOPE_USER, "student", METRIC_REQUESTS, WINDOW_DAY, INT64_MAX / 4,
	 0, 0},
	{LEVEL_COURSE, SCOPE_USER, "", METRIC_TOKENS, WINDOW_HOUR, INT64_MAX / 4, 0, 0},
};

static struct db *db;
static const struct zone *zone;
static int64_t now_s;

struct turn {
	char request[32], person[16];
	struct admission_result result;
	bool ended;
};

struct caller {
	pthread_t thread;
	int number, round, turns;
};

static enum db_status admit(struct db_conn *tx, void *arg)
{
	struct turn *turn = arg;
	struct quota_subject subject = {"uni",	      "algebra", "tutor",
					turn->person, "student", POOL_MAIN};
	struct quota_need need = {turn->request, 900,	      1024,    256,
				  now_s,	 now_s + 600, "llama", NULL};

	return ledger_reserve(tx, zone, &subject, &need, limits, ARRAY_LEN(limits),
			      &turn->result);
}

static enum db_status settle(struct db_conn *tx, void *arg)
{
	struct turn *turn = arg;
	struct quota_use use = {850, 400, true, "done", NULL, NULL};

	return ledger_settle(tx, turn->request, &use, now_s, &turn->ended);
}

static void *call(void *arg)
{
	struct caller *caller = arg;

	for (int i = 0; i < caller->turns; i++) {
		struct turn turn;

		snprintf(turn.request, sizeof(turn.request), "%d-%d-%d", caller->round,
			 caller->number, i);
		snprintf(turn.person, sizeof(turn.person), "p%d",
			 (caller->number * 31 + i) % PERSONS);
		if (db_write(db, admit, &turn) != DB_OK ||
		    turn.result.admission != ADMISSION_GRANTED ||
		    db_write(db, settle, &turn) != DB_OK || !turn.ended) {
			fprintf(stderr, "a turn failed\n");
			exit(EXIT_FAILURE);
		}
	}
	return NULL;
}

static int64_t processor_us(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
	       usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* @return µs of processor time per turn */
static double run(int round, int callers, int64_t turns)
{
	struct caller all[CALLERS_MAX];
	int64_t start_us = processor_us(), start_ms = clock_tick_ms(), spent_us, spent_ms;

	for (int i = 0; i < callers; i++) {
		all[i] = (struct caller){
			.number = i, .round = round, .turns = (int)turns / callers};
		pthread_create(&all[i].thread, NULL, call, &all[i]);
	}
	for (int i = 0; i < callers; i++)
		pthread_join(all[i].thread, NULL);
	spent_us = processor_us() - start_us;
	spent_ms = clock_tick_ms() - start_ms;
	printf("  %2d callers: %6.1f µs of processor time per turn, %7.0f turns/s\n",
	       callers, (double)spent_us / (double)turns,
	       (double)turns * 1000.0 / (double)(spent_ms ? spent_ms : 1));
	return (double)spent_us / (double)turns;
}

/* By SQLite alone, sixteen turns to a commit. */
static double peer_run(const char *path, enum ledger_peer peer, int64_t turns)
{
	int64_t start_us = processor_us();
	double us;

	if (!ledger_peer_run(path, peer, turns, CALLERS_MAX))
		exit(EXIT_FAILURE);
	us = (double)(processor_us() - start_us) / (double)turns;
	printf("  SQLite alone, %s: %6.1f µs of processor time per turn\n",
	       peer == PEER_LEAST ? "the least" : "the same", us);
	return us;
}

int main(int argc, char **argv)
{
	char dir[] = "/var/tmp/kibridge-bench-XXXXXX", path[64], url[96], error[256];
	int64_t turns = 20000;
	double ours_us, peer_us, least_us;
	int status = EXIT_FAILURE;

	if (argc > 1 && (!text_int(&turns, argv[1]) || turns < 100 || turns > 1000000)) {
		fprintf(stderr, "usage: bench_ledger [TURNS]\n");
		return 2;
	}

	log_level_set(LOG_WARN);
	if (!mkdtemp(dir))
		return EXIT_FAILURE;
	snprintf(path, sizeof(path), "%s/bench.db", dir);
	snprintf(url, sizeof(url), "sqlite:%s", path);
	zone = zone_find("Europe/Berlin");
	now_s = clock_now_s();
	if (db_open(&db, &(struct db_options){.url = url}, error) == DB_OK) {
		printf("Ledger on SQLite, synchronous=FULL, %zu limits; a turn is an "
		       "admission and "
		       "a settlement\n",
		       ARRAY_LEN(limits));
		run(0, 1, turns / 10); /* warm */
		run(1, 1, turns / 4);
		ours_us = run(2, CALLERS_MAX, turns);
		db_close(db);
		peer_us = peer_run(path, PEER_SAME, turns);
		least_us = peer_run(path, PEER_LEAST, turns);
		printf("%.2f %.2f %.2f\n", ours_us, peer_us, least_us);
		status = EXIT_SUCCESS;
	} else {
		fprintf(stderr, "%s\n", error);
	}
	unlink(path);
	rmdir(dir);
	return status;
}
