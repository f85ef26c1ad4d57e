/*
 * Extract run: starts ourselves again, hands the file over, takes what comes. The child has no
 * environment, none of our descriptors, and a process group of its own, so that nothing it
 * starts outlives it.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/workers.h"
#include "extract/parts.h"

#define ERRORS_MAX 2048

/* ---- taking turns: many files at once must not take the machine's memory ---- */

static pthread_mutex_t turn_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn_free = PTHREAD_COND_INITIALIZER;
static unsigned turns_taken;

static bool turn_take(void)
{
	struct timespec until;
	bool taken;
	int late = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 2 * EXTRACT_SECONDS_MAX;
	pthread_mutex_lock(&turn_lock);
	while (turns_taken == EXTRACT_CHILDREN_MAX && late != ETIMEDOUT)
		late = pthread_cond_timedwait(&turn_free, &turn_lock, &until);
	taken = turns_taken < EXTRACT_CHILDREN_MAX;
	turns_taken += taken;
	pthread_mutex_unlock(&turn_lock);
	return taken;
}

static void turn_give_back(void)
{
	pthread_mutex_lock(&turn_lock);
	turns_taken--;
	pthread_cond_signal(&turn_free);
	pthread_mutex_unlock(&turn_lock);
}

/* ---- the child ---- */

enum { IN, OUT, ERR, STREAMS };

struct child {
	pid_t pid;
	int ends[STREAMS]; /* ours; -1 when closed */
};

static void close_end(int *end)
{
	if (*end >= 0)
		close(*end);
	*end = -1;
}

static bool child_spawn(struct child *child, const int theirs[STREAMS], const char *mode)
{
	char name[] = "kibridge", verb[] = "extract", copy[16] = "";
	char *argv[] = {name, verb, copy, NULL}, *envp[] = {NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int failed;

	strncpy(copy, mode, sizeof(copy) - 1);
	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	for (int i = 0; i < STREAMS; i++)
		posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
	posix_spawn_file_actions_addclosefrom_np(&actions, STREAMS);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes,
				 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	failed = posix_spawn(&child->pid, "/proc/self/exe", &actions, &attributes, argv,
			     envp);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return !failed;
}

/* Sockets, because writing to one whose reader has gone raises no signal. */
static bool child_start(struct child *child, const char *mode)
{
	int pairs[STREAMS][2] = {{-1, -1}, {-1, -1}, {-1, -1}}, theirs[STREAMS];
	bool done = true;

	for (int i = 0; i < STREAMS; i++) {
		done = done &&
		       socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pairs[i]) == 0;
		child->ends[i] = pairs[i][0];
		theirs[i] = pairs[i][1];
	}
	done = done && child_spawn(child, theirs, mode);
	for (int i = 0; i < STREAMS; i++)
		close_end(&theirs[i]);
	for (int i = 0; i < STREAMS && !done; i++)
		close_end(&child->ends[i]);
	return done;
}

/* ---- in and out ---- */

struct feed {
	const char *bytes;
	size_t left;
};

static void feed_step(struct child *child, struct feed *feed)
{
	ssize_t sent = send(child->ends[IN], feed->bytes, feed->left,
			    MSG_NOSIGNAL | MSG_DONTWAIT);

	if (sent > 0) {
		feed->bytes += sent;
		feed->left -= (size_t)sent;
	}
	/* A child that does not want the rest has its reason, which it will tell. */
	if (!feed->left || (sent < 0 && errno != EAGAIN && errno != EINTR))
		close_end(&child->ends[IN]);
}

/* @return false when there is more than fits */
static bool drain_step(int *end, struct buf *into)
{
	char piece[16384];
	ssize_t len = recv(*end, piece, sizeof(piece), MSG_DONTWAIT);
	size_t room = into->cap - into->len;

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (len <= 0) {
		close_end(end);
		return true;
	}
	return buf_add(into, piece, (size_t)len < room ? (size_t)len : room) &&
	       (size_t)len <= room;
}

static void pump(struct extract_run *run, struct child *child, struct feed feed,
		 int64_t limit_ms)
{
	int64_t until_ms = clock_tick_ms() + limit_ms;

	if (!feed.left)
		close_end(&child->ends[IN]);
	while (child->ends[OUT] >= 0 || child->ends[ERR] >= 0) {
		struct pollfd polls[STREAMS] = {
			{child->ends[IN], POLLOUT, 0},
			{child->ends[OUT], POLLIN, 0},
			{child->ends[ERR], POLLIN, 0},
		};
		int64_t left_ms = until_ms - clock_tick_ms();

		run->late = left_ms <= 0;
		if (run->late)
			return;
		if (poll(polls, STREAMS, (int)left_ms) < 0 && errno != EINTR)
			return;
		if (polls[IN].revents)
			feed_step(child, &feed);
		if (polls[OUT].revents && !drain_step(&child->ends[OUT], &run->output)) {
			run->cut = true;
			return;
		}
		if (polls[ERR].revents)
			(void)drain_step(&child->ends[ERR], &run->errors);
	}
}

static void child_end(struct child *child, int *status)
{
	for (int i = 0; i < STREAMS; i++)
		close_end(&child->ends[i]);
	while (waitpid(child->pid, status, 0) < 0 && errno == EINTR)
		continue;
}

static bool run_in_turn(struct extract_run *run, const struct extract_order *order)
{
	struct child child;
	bool started;

	if (!turn_take()) {
		log_warn("extract.crowded", "children=%d", EXTRACT_CHILDREN_MAX);
		return false;
	}
	started = child_start(&child, order->mode);
	if (started) {
		pump(run, &child, (struct feed){order->bytes, order->len},
		     order->limit_ms);
		if (run->late || run->cut)
			kill(-child.pid, SIGKILL);
		child_end(&child, &run->status);
	} else {
		log_error("extract.not_started", "errno=%d", errno);
	}
	turn_give_back();
	return started;
}

bool extract_run(struct extract_run *run, const struct extract_order *order)
{
	bool started;

	*run = (struct extract_run){.mode = order->mode};
	buf_init(&run->output, order->output_max);
	buf_init(&run->errors, ERRORS_MAX);
	worker_wait_begin();
	started = run_in_turn(run, order);
	worker_wait_end();
	return started;
}

void extract_run_clear(struct extract_run *run)
{
	buf_clear(&run->output);
	buf_clear(&run->errors);
}

/* ---- what became of it ---- */

enum extract_status extract_run_ending(const struct extract_run *run)
{
	if (run->late) {
		log_warn("extract.late", "mode=%s", run->mode);
		return EXTRACT_TOO_MUCH;
	}
	if (run->cut)
		return EXTRACT_DONE;
	if (WIFSIGNALED(run->status)) {
		int number = WTERMSIG(run->status);

		log_warn("extract.died", "mode=%s signal=%d", run->mode, number);
		/* Out of time or memory, or a mistake that the file found. */
		return number == SIGXCPU || number == SIGKILL || number == SIGABRT
			       ? EXTRACT_TOO_MUCH
			       : EXTRACT_BROKEN;
	}
	return EXTRACT_DONE;
}

enum extract_status extract_run_failed(const struct extract_run *run)
{
	char shown[LOG_PEER];

	log_error("extract.failed", "mode=%s code=%d said=%s", run->mode,
		  WEXITSTATUS(run->status), log_peer(shown, run->errors.bytes));
	return EXTRACT_FAILED;
}
