/*
 * Service: owns every part. Order of building: loop, store, keys, LMS, backends, live, http; what
 * is built later may use what was built before, so tearing down goes the other way. Everything
 * here runs on the loop thread, but for the start and the end, when there is no other.
 *
 *   SIGTERM: http stops accepting, live takes no new question; when both are idle, or drain_s is
 *   over and what still ran was settled, the loop stops. A second SIGTERM does not wait.
 */
#include "service.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "backend/backend.h"
#include "backend/dealer.h"
#include "backend/round.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/metrics.h"
#include "base/text.h"
#include "call/parts.h"
#include "chores.h"
#include "command.h"
#include "feedback/feedback.h"
#include "http/server.h"
#include "lms/jwks_cache.h"
#include "lms/jwks_fetch.h"
#include "lms/keys.h"
#include "lms/platform_cache.h"
#include "lms/sealer.h"
#include "lms/tokens.h"
#include "store/db.h"
#include "tutor/live.h"

#define RELOADS_MAX 64 /* older configs are kept: a handler may still read one */
#define SETTLE_MS 20000 /* to settle what was stopped; beyond it, the sweeper does */

struct service {
	const char *path;
	struct parts parts;
	struct http_server *server;
	struct chores *chores;
	struct dealer *dealer; /* NULL: no other nodes */
	uv_signal_t signals[3];
	unsigned signals_on;
	struct loop_timer *deadline;
	unsigned terms; /* how often we were told to end */
	bool http_idle, live_idle;
	struct config *reloaded[RELOADS_MAX];
	size_t reload_count;
};

/* --- the end ------------------------------------------------------------------------------- */

static void stop_when_idle(struct service *service)
{
	if (service->http_idle && service->live_idle)
		loop_stop(service->parts.loop);
}

static void http_idle(void *arg)
{
	struct service *service = arg;

	service->http_idle = true;
	stop_when_idle(service);
}

static void live_idle(void *arg)
{
	struct service *service = arg;

	service->live_idle = true;
	stop_when_idle(service);
}

/* What hangs now would hang for good; its reservations are settled by the next sweep. */
static void give_up(void *arg)
{
	(void)arg;
	log_error("service.stuck", "answers were not settled in time; the sweeper will");
	_exit(EXIT_FAILED);
}

static void stop_answers(void *arg)
{
	struct service *service = arg;

	log_warn("service.stopping", "answers that still run are stopped and settled");
	loop_timer_cancel(&service->deadline);
	service->deadline =
		loop_timer_start(service->parts.loop, SETTLE_MS, 0, give_up, service);
	live_stop_all(service->parts.live);
}

static void drain(struct service *service)
{
	uint64_t drain_ms = (uint64_t)service->parts.config->drain_s * 1000;

	if (++service->terms > 1) {
		if (service->terms == 2)
			stop_answers(service);
		return;
	}
	log_info("service.draining", "seconds=%u", service->parts.config->drain_s);
	service->deadline =
		loop_timer_start(service->parts.loop, drain_ms, 0, stop_answers, service);
	http_server_drain(service->server, http_idle, service);
	live_drain(service->parts.live, live_idle, service);
}

/* --- reload -------------------------------------------------------------------------------- */

static void reload_tell(void *owner, const char *sentence)
{
	(void)owner;
	log_warn("config.reload", "problem=\"%s\"", sentence);
}

static void log_level_use(const struct config *config)
{
	enum log_level level;

	if (log_level_parse(&level, config->log_level))
		log_level_set(level);
}

static void reload(struct service *service)
{
	struct config *fresh;

	if (service->reload_count == RELOADS_MAX) {
		log_error("config.reload", "reloaded %d times: restart instead",
			  RELOADS_MAX);
		return;
	}
	fresh = config_load(service->path, reload_tell, NULL);
	if (!fresh) {
		log_error("config.reload", "the settings stay as they were");
		return;
	}
	config_compare(service->parts.config, fresh, reload_tell, NULL);
	service->reloaded[service->reload_count++] = fresh;
	/* A handler that read the pointer before goes on with the old settings, which stay. */
	__atomic_store_n(&service->parts.config, fresh, __ATOMIC_RELEASE);
	log_level_use(fresh);
	backends_reload(service->parts.backends, fresh);
	http_server_reload(service->server, fresh);
	chores_reload(service->chores, fresh);
	log_info("config.reloaded", "backends=%zu", fresh->backend_count);
}

static void signal_came(uv_signal_t *handle, int number)
{
	struct service *service = handle->data;

	if (number == SIGHUP)
		reload(service);
	else
		drain(service);
}

/* --- the start ------------------------------------------------------------------------------- */

/* A store's thread tells of a change; the loop passes it on. */
struct notice {
	struct service *service;
	void (*pass)(struct live *live, const char *payload);
	char *payload;
};

static void notice_pass(void *arg)
{
	struct notice *notice = arg;

	notice->pass(notice->service->parts.live, notice->payload);
	free(notice->payload);
	free(notice);
}

static void notice_came(void *owner, const char *channel, const char *payload)
{
	struct service *service = owner;
	void (*pass)(struct live * live, const char *payload) = live_rules_changed;
	struct notice *notice;

	if (text_equal(channel, ROUND_CHANNEL)) {
		dealer_notice(service->dealer, payload);
		return;
	}
	if (text_equal(channel, LIVE_STOP_CHANNEL)) {
		pass = live_turn_stop;
	} else if (text_equal(channel, DB_NOTICE_MISSED)) {
		payload =
			LIVE_ALL_RULES; /* an exam lock may be among what was not heard */
		dealer_notice(service->dealer, NULL);
	} else if (!text_equal(channel, "policy")) {
		return;
	}
	notice = malloc(sizeof(*notice));
	if (!notice || !(notice->payload = strdup(payload)))
		abort();
	notice->service = service;
	notice->pass = pass;
	loop_post(service->parts.loop, notice_pass, notice);
}

static bool store_start(struct service *service)
{
	const struct config *config = service->parts.config;
	struct db_options options = {.url = config->store_url};
	AUTO_ARENA *arena = arena_new(1 * MIB);
	char error[256] = "";

	if (db_open(&service->parts.db, &options, error) != DB_OK) {
		service->parts.db = NULL;
		command_fail("the store cannot be opened: %s", error);
		return false;
	}
	db_measure(service->parts.db, service->parts.metrics);
	service->parts.sealer = sealer_new(config->secret_file, error);
	if (!service->parts.sealer) {
		command_fail("%s", error);
		return false;
	}
	if (keys_ensure(service->parts.db, service->parts.sealer, arena, clock_now_s()) !=
	    DB_OK) {
		command_fail("no signing key could be made");
		return false;
	}
	return true;
}

static bool http_start(struct service *service)
{
	static const struct live_handler live = {live_open, live_message};
	const struct config *config = service->parts.config;
	struct http_server_options options = {
		.loop = service->parts.loop,
		.config = config,
		.parts = &service->parts,
		.routes = service_routes,
		.route_count = service_route_count,
		.live = &live,
		.metrics = service->parts.metrics,
	};
	char error[256] = "";

	service->server = http_server_new(&options, error);
	if (!service->server || !http_server_start(service->server, error)) {
		command_fail("%s", error);
		return false;
	}
	return true;
}

static void signals_start(struct service *service)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		uv_signal_t *handle = &service->signals[i];

		uv_signal_init(loop_uv(service->parts.loop), handle);
		handle->data = service;
		uv_signal_start(handle, signal_came, numbers[i]);
		uv_unref((uv_handle_t *)handle);
		service->signals_on++;
	}
}

static bool service_start(struct service *service)
{
	struct parts *parts = &service->parts;

	parts->metrics = metrics_new();
	parts->loop = loop_new(parts->config->workers);
	parts->platforms = platform_cache_new();
	if (!store_start(service))
		return false;
	parts->jwks = jwks_cache_new(jwks_fetch_lms, parts);
	parts->tokens = tokens_new(parts);
	parts->backends = backends_new(parts->loop, parts->config, parts->metrics);
	parts->live = live_new(parts);
	parts->feedback = feedback_new(parts);
	if (!http_start(service))
		return false;
	service->dealer =
		dealer_start(parts->loop, parts->db, parts->backends, parts->metrics);
	db_listen(parts->db, notice_came, service);
	service->chores = chores_start(parts);
	signals_start(service);
	metrics_set(parts->metrics, "kibridge_build_info",
		    "version=\"" KIBRIDGE_VERSION "\"", 1);
	metrics_set(parts->metrics, "kibridge_start_time_seconds", "",
		    (double)clock_now_s());
	return true;
}

/* Tests and scripts read the port from this line. */
static void say_ready(const struct service *service)
{
	const char *listen = service->parts.config->listen;

	printf("kibridge: serving %s on %.*s:%u\n", service->parts.config->public_url,
	       (int)(strrchr(listen, ':') - listen), listen,
	       http_server_port(service->server));
	fflush(stdout);
	log_info("service.ready", "port=%u metrics_port=%u",
		 http_server_port(service->server),
		 http_server_metrics_port(service->server));
}

static void handle_closed(uv_handle_t *handle)
{
	(void)handle;
}

/* We are ending: another signal says nothing new, and must not cut off what is still put away. */
static void signals_end(struct service *service)
{
	for (unsigned i = 0; i < service->signals_on; i++) {
		int number = service->signals[i].signum;

		uv_close((uv_handle_t *)&service->signals[i], handle_closed);
		signal(number, SIG_IGN);
	}
}

/* Whatever was built, last first. The loop runs once more for what closes on it. */
static void service_end(struct service *service)
{
	struct parts *parts = &service->parts;

	signals_end(service);
	loop_timer_cancel(&service->deadline);
	chores_stop(&service->chores);
	if (parts->db)
		db_listen(parts->db, NULL, NULL);
	dealer_stop(&service->dealer);
	http_server_free(service->server);
	feedback_free(parts->feedback);
	live_free(parts->live);
	backends_free(parts->backends);
	tokens_free(parts->tokens);
	jwks_cache_free(parts->jwks);
	sealer_free(parts->sealer);
	loop_free(parts->loop);
	db_close(parts->db);
	platform_cache_free(parts->platforms); /* a launch's write has one in hand */
	metrics_free(parts->metrics);
	for (size_t i = 0; i < service->reload_count; i++)
		config_free(service->reloaded[i]);
}

int service_run(const char *path, const struct config *config)
{
	struct service service = {.path = path, .parts = {.config = config}};
	bool started;

	log_level_use(config);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	started = service_start(&service);
	if (started) {
		say_ready(&service);
		loop_run(service.parts.loop);
		log_info("service.ended", "terms=%u", service.terms);
	}
	service_end(&service);
	curl_global_cleanup();
	return started ? EXIT_DONE : EXIT_FAILED;
}

int command_serve(struct line *line)
{
	const struct config *config = line_config(line);

	return config ? service_run(line->config_path, config) : EXIT_FAILED;
}
