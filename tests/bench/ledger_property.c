/*
 * Property: eight processes admit, settle, release and abandon on one PostgreSQL, as fast as they
 * can, and make counters of limits that are yet to be set; two of them are killed again and again and
 * go on where they were. Afterwards no limit is
 * overrun by more than the estimates were wrong, every request has one end, nothing hangs, and
 * every counter is what the ledger says.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "bridge/store/cluster.h"
#include "bridge/store/fixture.h"
#include "quota/ledger.h"

#define PROCESSES 8
#define KILLED 2 /* of them, */
#define KILLS 3 /* so often each */
#define COURSES 10
#define PERSONS 200 /* in all courses */
#define PREPARES_ONE_OF 50 /* turns */
#define NOW_S INT64_C(1795000000) /* no clock: one day, one month */

static struct limit limits[] = {
	{LEVEL_TENANT, SCOPE_TENANT, "", METRIC_TOKENS, WINDOW_MONTH, 0, 0, 0},
	{LEVEL_TENANT, SCOPE_COURSE, "", METRIC_REQUESTS, WINDOW_DAY, 0, 0, 0},
	{LEVEL_COURSE, SCOPE_USER, "", METRIC_REQUESTS, WINDOW_DAY, 0, 0, 0},
	{LEVEL_COURSE, SCOPE_USER, "student", METRIC_OUTPUT_TOKENS, WINDOW_DAY, 0, 0, 0},
};

struct score { /* shared by the processes, each of which writes its own */
	volatile int64_t asked[PROCESSES], granted[PROCESSES];
	volatile int64_t beyond[PROCESSES]; /* input tokens that no estimate foresaw */
};

static struct db *db;
static const struct zone *zone;
static struct score *score;

struct turn {
	char request[48], person[32], course[32];
	struct quota_use use;
	struct admission_result result;
	bool ended;
	int64_t swept;
};

static unsigned seed;

static int64_t dice(int64_t sides)
{
	seed = seed * 1103515245u + 12345u;
	return (int64_t)((seed >> 8) % (unsigned)sides);
}

static enum db_status admit(struct db_conn *tx, void *arg)
{
	struct turn *turn = arg;
	struct quota_subject subject = {"uni",	      turn->course, "tutor",
					turn->person, "student",    POOL_MAIN};
	struct quota_need need = {
		turn->request, turn->use.input_tokens,
		500,	       256,
		NOW_S,	       NOW_S + 600,
		"llama",       NULL,
	};

	return ledger_reserve(tx, zone, &subject, &need, limits, ARRAY_LEN(limits),
			      &turn->result);
}

static enum db_status settle(struct db_conn *tx, void *arg)
{
	struct turn *turn = arg;

	return ledger_settle(tx, turn->request, &turn->use, NOW_S, &turn->ended);
}

static enum db_status release(struct db_conn *tx, void *arg)
{
	struct turn *turn = arg;

	return ledger_release(tx, turn->request, "unavailable", NOW_S, &turn->ended);
}

static enum db_status sweep(struct db_conn *tx, void *arg)
{
	return ledger_sweep(tx, NOW_S + 3600, arg);
}

static void must(enum db_status status, const char *what)
{
	if (status == DB_OK)
		return;
	fprintf(stderr, "%s: %s\n", what, db_status_text(status));
	_exit(EXIT_FAILURE);
}

static void one_turn(int process, int64_t number)
{
	int64_t person = dice(PERSONS), fate = dice(10);
	struct turn turn = {.use = {.input_tokens = 20 + dice(100), .reason = "done"}};

	snprintf(turn.request, sizeof(turn.request), "%d-%" PRId64, process, number);
	snprintf(turn.person, sizeof(turn.person), "p%" PRId64, person);
	snprintf(turn.course, sizeof(turn.course), "c%" PRId64, person % COURSES);
	must(db_write(db, admit, &turn), "admission");
	score->asked[process]++;
	if (turn.result.admission == ADMISSION_REFUSED)
		return;
	score->granted[process]++;
	if (fate == 0 || turn.result.admission == ADMISSION_REPEATED)
		return; /* abandoned, or admitted before the process was killed */
	turn.use.output_tokens = dice(turn.result.output_tokens + 1);
	turn.use.exact = fate < 7;
	if (fate == 3) { /* the backend counted more than the estimate foresaw */
		turn.use.input_tokens += 10;
		score->beyond[process] += 10;
	}
	must(fate == 1 ? db_write(db, release, &turn) : db_write(db, settle, &turn),
	     "end");
	if (fate == 2) /* and once more, as after a lost answer */
		must(db_write(db, settle, &turn), "second end");
}

/* Some limit that a lecturer or an admin is about to set: all of them are made in the end. */
static void prepare(void)
{
	const struct limit limit = {
		.level = LEVEL_TENANT,
		.scope = dice(2) ? SCOPE_TENANT : SCOPE_COURSE,
		.role = "student",
		.metric = METRIC_TOKENS,
		.window = WINDOW_DAY + (enum window)dice(WINDOW_COUNT - WINDOW_DAY),
		.value = 1,
	};
	char course[32];

	snprintf(course, sizeof(course), "c%" PRId64, dice(COURSES));
	must(ledger_prepare(db, zone,
			    &(struct quota_subject){.tenant = "uni", .course = course},
			    &limit, 1, NOW_S),
	     "a counter made ahead");
}

static void serve(int process, int64_t turns, const char *url)
{
	char error[256];

	seed = 77u + (unsigned)process + (unsigned)score->asked[process];
	if (db_open(&db, &(struct db_options){.url = url, .busy_ms = 30000}, error) !=
	    DB_OK) {
		fprintf(stderr, "%s\n", error);
		_exit(EXIT_FAILURE);
	}
	while (score->asked[process] < turns) {
		if (dice(PREPARES_ONE_OF) == 0)
			prepare();
		one_turn(process, score->asked[process]);
	}
	db_close(db);
	_exit(EXIT_SUCCESS);
}

static pid_t serve_start(int process, int64_t turns, const char *url)
{
	pid_t pid = fork();

	if (pid == 0)
		serve(process, turns, url);
	return pid;
}

/* In mid-request, wherever that is, once it has asked so many. False: it failed */
static bool kill_after(pid_t pid, int process, int64_t asked)
{
	int status = 0;
	pid_t ended = 0;

	while (score->asked[process] < asked && ended == 0) {
		usleep(1000);
		ended = waitpid(pid, &status, WNOHANG);
	}
	if (ended == 0) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	return status == 0 || (ended == 0 && WIFSIGNALED(status));
}

/* Each asks its share; nobody may fail for what happens to the others. */
static bool serve_all(int64_t requests, const char *url)
{
	int64_t turns = requests / PROCESSES;
	pid_t processes[PROCESSES];
	bool well = true;

	for (int i = 0; i < PROCESSES; i++)
		processes[i] = serve_start(i, turns, url);
	for (int i = 0; i < KILLS * KILLED && well; i++) {
		int process = i % KILLED;

		well = kill_after(processes[process], process,
				  turns * (i + 1) / (2 * KILLS * KILLED));
		processes[process] = serve_start(process, turns, url);
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status = 1;

		waitpid(processes[i], &status, 0);
		well = well && status == 0;
	}
	return well;
}

static int64_t number_of(const char *what, const char *sql, int64_t at_most)
{
	int64_t number = -1;

	must(db_get_int(db_reader(db), &number, sql, ""), what);
	printf("  %-44s %10" PRId64 "%s\n", what, number,
	       number > at_most ? "  WRONG" : "");
	return number > at_most;
}

static void difference_show(void *owner, const char *counter, int64_t stored_used,
			    int64_t real_used, int64_t stored_reserved,
			    int64_t real_reserved)
{
	(void)owner;
	fprintf(stderr, "%s: %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", counter,
		stored_used, real_used, stored_reserved, real_reserved);
}

/* Straight from the rows, not from the counters. @return how many things are wrong */
static int64_t inspect(int64_t beyond)
{
	int64_t wrong = 0, differences = 0, swept = 0;

	do
		must(db_write(db, sweep, &swept), "sweep");
	while (swept > 0);
	must(ledger_check(db_reader(db), difference_show, NULL, &differences), "check");
	(void)number_of("counters made",
			"SELECT COUNT(*) FROM counter WHERE whole = 1 AND person = ''",
			INT64_MAX);
	printf("  %-44s %10" PRId64 "%s\n", "counters that differ from the ledger",
	       differences, differences ? "  WRONG" : "");
	wrong += differences;
	wrong += number_of("reservations left", "SELECT COUNT(*) FROM reservation", 0);
	wrong += number_of(
		"requests without exactly one end",
		"SELECT COUNT(*) FROM (SELECT request FROM ledger GROUP BY request "
		"HAVING COUNT(*) <> 2) AS odd",
		0);
	wrong += number_of("tokens of the tenant",
			   "SELECT SUM(input_tokens + output_tokens) FROM ledger "
			   "WHERE kind = 'settle'",
			   limits[0].value + beyond);
	wrong += number_of("most requests of a course",
			   "SELECT MAX(n) FROM (SELECT SUM(requests) AS n FROM ledger "
			   "WHERE kind = 'settle' GROUP BY course_id) AS course",
			   limits[1].value);
	wrong += number_of("most requests of a person",
			   "SELECT MAX(n) FROM (SELECT SUM(requests) AS n FROM ledger "
			   "WHERE kind = 'settle' GROUP BY person) AS person",
			   limits[2].value);
	wrong += number_of(
		"most output tokens of a person",
		"SELECT MAX(n) FROM (SELECT SUM(output_tokens) AS n FROM ledger "
		"WHERE kind = 'settle' GROUP BY person) AS person",
		limits[3].value);
	return wrong;
}

/* So that each limit is met by some, and none by all. */
static void limits_set(int64_t requests)
{
	limits[0].value = requests * 200;
	limits[1].value = requests / COURSES * 3 / 4;
	limits[2].value = requests / PERSONS * 9 / 10 + 1;
	limits[3].value = requests / PERSONS * 180 + 500;
}

static int run(int64_t requests)
{
	int64_t started_ms, asked = 0, granted = 0, beyond = 0, spent_ms, wrong;
	char url[512], error[256];
	bool well;

	cluster_database(url, sizeof(url));
	limits_set(requests);
	started_ms = clock_tick_ms();
	well = serve_all(requests, url);
	spent_ms = clock_tick_ms() - started_ms;
	for (int i = 0; i < PROCESSES; i++) {
		asked += score->asked[i];
		granted += score->granted[i];
		beyond += score->beyond[i];
	}
	printf("%d processes on one PostgreSQL, %d of them killed %d times each\n",
	       PROCESSES, KILLED, KILLS);
	printf("  %-44s %10" PRId64 "\n  %-44s %10" PRId64 "\n  %-44s %10" PRId64
	       "\n  %-44s %10.0f\n",
	       "requests", asked, "admitted", granted, "input tokens beyond the estimate",
	       beyond, "requests per second",
	       (double)asked * 1000.0 / (double)(spent_ms ? spent_ms : 1));
	if (db_open(&db, &(struct db_options){.url = url}, error) != DB_OK)
		return EXIT_FAILURE;
	wrong = inspect(beyond);
	db_close(db);
	if (!well || asked < requests / PROCESSES * PROCESSES) {
		fprintf(stderr, "a process failed\n");
		return EXIT_FAILURE;
	}
	return wrong == 0 && granted > 0 && granted < asked ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	char *on_postgres[] = {argv[0], (char[]){"postgres"}};
	int64_t requests = 100000;
	int status;

	if (argc > 1 &&
	    (!text_int(&requests, argv[1]) || requests < 800 || requests > 10000000)) {
		fprintf(stderr, "usage: %s [REQUESTS]\n", argv[0]);
		return 2;
	}
	if (!fixture_begin(ARRAY_LEN(on_postgres), on_postgres))
		return FIXTURE_SKIPPED;
	zone = zone_find("Europe/Berlin");
	score = mmap(NULL, sizeof(*score), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	status = score == MAP_FAILED ? EXIT_FAILURE : run(requests);
	return fixture_end(status != EXIT_SUCCESS);
}
