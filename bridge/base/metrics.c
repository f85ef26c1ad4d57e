/* Metrics: one table of families; series hang off their family, guarded by one lock. */
#include "base/metrics.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

#define SERIES_MAX 512 /* per family; further label combinations are counted together */
#define SERIES_OVERFLOW "overflow=\"true\""

enum kind { COUNTER, GAUGE, HISTOGRAM };
static const char *const kind_names[] = {"counter", "gauge", "histogram"};

/* Every family there is: a name, what it is, and its help. */
/* clang-format off */
static const struct family {
	const char *name;
	enum kind kind;
	const char *help;
} families[] = {
	{ "kibridge_build_info",              GAUGE,     "Always 1; the version is a label." },
	{ "kibridge_start_time_seconds",      GAUGE,     "When the process started, seconds since the epoch." },
	{ "kibridge_http_requests_total",     COUNTER,   "Requests answered, by route and status class." },
	{ "kibridge_http_request_seconds",    HISTOGRAM, "Time from the whole request to the handler's reply." },
	{ "kibridge_http_refused_total",      COUNTER,   "Requests turned away before a handler, by reason." },
	{ "kibridge_rate_limited_total",      COUNTER,   "Requests over the rate limit of their address." },
	{ "kibridge_http_in_flight",          GAUGE,     "Requests being answered." },
	{ "kibridge_connections",             GAUGE,     "Open client connections." },
	{ "kibridge_websockets_open",         GAUGE,     "Open tutor sockets." },
	{ "kibridge_sockets_slow_total",      COUNTER,   "Sockets closed because the browser did not keep up." },
	{ "kibridge_launches_total",          COUNTER,   "LTI launches, by outcome." },
	{ "kibridge_logins_total",            COUNTER,   "LTI login initiations, by outcome." },
	{ "kibridge_registrations_total",     COUNTER,   "Dynamic registrations, by outcome." },
	{ "kibridge_deep_links_total",        COUNTER,   "Deep linking answers, by outcome." },
	{ "kibridge_lms_requests_total",      COUNTER,   "Requests to LMS services, by service and outcome." },
	{ "kibridge_lms_request_seconds",     HISTOGRAM, "Duration of requests to LMS services." },
	{ "kibridge_jwks_fetches_total",      COUNTER,   "Fetches of platforms' public keys, by outcome." },
	{ "kibridge_sessions_total",          COUNTER,   "Codes traded for a session, by outcome." },
	{ "kibridge_refusals_total",          COUNTER,   "Questions that were not admitted, by reason." },
	{ "kibridge_completions_total",       COUNTER,   "Chat completions over the API, by outcome." },
	{ "kibridge_embeddings_total",        COUNTER,   "Requests for embeddings over the API, by outcome." },
	{ "kibridge_turns_total",             COUNTER,   "Turns that ended, by outcome." },
	{ "kibridge_turns_running",           GAUGE,     "Turns being answered or waiting." },
	{ "kibridge_turn_seconds",            HISTOGRAM, "Time from a question to the end of its answer." },
	{ "kibridge_first_token_seconds",     HISTOGRAM, "Time from a question to the first token." },
	{ "kibridge_feedback_attempts_total", COUNTER,   "Attempts at feedback activities that were judged, by outcome." },
	{ "kibridge_feedback_judging",        GAUGE,     "Attempts being judged or waiting." },
	{ "kibridge_feedback_seconds",        HISTOGRAM, "Time from handing in to the end of the judgement." },
	{ "kibridge_feedback_again_total",    COUNTER,   "Second questions about criteria that an answer left out." },
	{ "kibridge_feedback_quotes_total",   COUNTER,   "Quotations by models, by whether they are in the text." },
	{ "kibridge_feedback_kept_back_total", COUNTER,  "Sentences taken out of feedback because they gave the sample solution away." },
	{ "kibridge_feedback_suspicions_total", COUNTER, "Signs that a text speaks to the model, by reason." },
	{ "kibridge_feedback_files_total",    COUNTER,   "Uploaded files, by what became of them." },
	{ "kibridge_feedback_released_total", COUNTER,   "Attempts released by lecturers." },
	{ "kibridge_tokens_total",            COUNTER,   "Tokens settled, by direction and whether exact." },
	{ "kibridge_quota_admissions_total",  COUNTER,   "Admissions, by outcome." },
	{ "kibridge_quota_refused_total",     COUNTER,   "Questions refused, by level, scope and metric of the limit." },
	{ "kibridge_quota_overshoot_tokens_total", COUNTER, "Tokens used beyond their reservation." },
	{ "kibridge_usage_estimated_total",   COUNTER,   "Settlements without the backend's own usage report." },
	{ "kibridge_reservations_swept_total", COUNTER,  "Reservations that the sweeper had to settle." },
	{ "kibridge_backend_requests_total",  COUNTER,   "Requests to backends, by backend and outcome." },
	{ "kibridge_backend_up",              GAUGE,     "Whether the backend takes requests: 1 or 0." },
	{ "kibridge_backend_breaker",         GAUGE,     "The backend's circuit breaker: 0 closed, 1 half-open, 2 open." },
	{ "kibridge_backend_in_flight",       GAUGE,     "Requests running on the backend." },
	{ "kibridge_backend_first_token_seconds", HISTOGRAM, "Time from the backend's slot to the first token." },
	{ "kibridge_backend_failovers_total", COUNTER,   "Requests taken to another backend before the first token." },
	{ "kibridge_nodes",                   GAUGE,     "Nodes that deal out the backends' slots, as this one sees it." },
	{ "kibridge_queue_length",            GAUGE,     "Requests waiting for a slot." },
	{ "kibridge_queue_wait_seconds",      HISTOGRAM, "Time spent waiting for a slot." },
	{ "kibridge_store_writes_total",      COUNTER,   "Write transactions, by outcome." },
	{ "kibridge_store_commit_seconds",    HISTOGRAM, "Duration of commits." },
	{ "kibridge_store_sync_seconds",      HISTOGRAM, "Duration of making commits durable, on SQLite." },
	{ "kibridge_store_batch",             HISTOGRAM, "Writes that shared one commit." },
	{ "kibridge_outbox_waiting",          GAUGE,     "Scores that the LMS has not taken yet, on all nodes together." },
	{ "kibridge_outbox_oldest_seconds",   GAUGE,     "How long the oldest of them has been waiting." },
	{ "kibridge_retention_deleted_total", COUNTER,   "Rows deleted by retention, by table." },
};

static const double buckets[] = {
	0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300,
};
/* clang-format on */

struct series {
	struct series *next;
	double value; /* a histogram's sum */
	uint64_t count;
	uint64_t in_bucket[ARRAY_LEN(buckets)];
	char labels[];
};

struct metrics {
	pthread_mutex_t lock;
	struct series *series[ARRAY_LEN(families)];
	size_t series_count[ARRAY_LEN(families)];
};

struct metrics *metrics_new(void)
{
	struct metrics *metrics = calloc(1, sizeof(*metrics));

	if (!metrics)
		log_fatal("memory.exhausted", "what=metrics");
	pthread_mutex_init(&metrics->lock, NULL);
	return metrics;
}

void metrics_free(struct metrics *metrics)
{
	if (!metrics)
		return;
	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		struct series *next;

		for (struct series *at = metrics->series[i]; at; at = next) {
			next = at->next;
			free(at);
		}
	}
	pthread_mutex_destroy(&metrics->lock);
	free(metrics);
}

static size_t family_index(const char *name)
{
	/* The linker keeps equal literals once, as a rule: then no text is compared. */
	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		if (families[i].name == name)
			return i;
	}
	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		if (strcmp(families[i].name, name) == 0)
			return i;
	}
	assert(!"metric without a row in the table");
	log_fatal("metrics.unknown", "name=%s", name);
}

/* Series keep the order in which they appeared, so two scrapes read alike. */
static struct series *series_find(struct metrics *metrics, size_t family,
				  const char *labels)
{
	struct series **end = &metrics->series[family];
	struct series *series;

	for (; *end; end = &(*end)->next) {
		if (strcmp((*end)->labels, labels) == 0)
			return *end;
	}
	if (metrics->series_count[family] >= SERIES_MAX &&
	    strcmp(labels, SERIES_OVERFLOW) != 0)
		return series_find(metrics, family, SERIES_OVERFLOW);
	series = calloc(1, sizeof(*series) + strlen(labels) + 1);
	if (!series)
		log_fatal("memory.exhausted", "what=metrics");
	memcpy(series->labels, labels, strlen(labels) + 1);
	*end = series;
	metrics->series_count[family]++;
	return series;
}

static void change(struct metrics *metrics, enum kind kind, const char *name,
		   const char *labels, double value, bool add)
{
	size_t family;
	struct series *series;

	if (!metrics) /* tests and one-off commands count nothing */
		return;
	family = family_index(name);
	assert(families[family].kind == kind || (add && families[family].kind == GAUGE));
	pthread_mutex_lock(&metrics->lock);
	series = series_find(metrics, family, labels);
	series->value = add ? series->value + value : value;
	if (kind == HISTOGRAM) {
		series->count++;
		for (size_t i = 0; i < ARRAY_LEN(buckets); i++)
			series->in_bucket[i] += value <= buckets[i];
	}
	pthread_mutex_unlock(&metrics->lock);
}

void metrics_add(struct metrics *metrics, const char *name, const char *labels,
		 double amount)
{
	change(metrics, COUNTER, name, labels, amount, true);
}

void metrics_set(struct metrics *metrics, const char *name, const char *labels,
		 double value)
{
	change(metrics, GAUGE, name, labels, value, false);
}

void metrics_observe(struct metrics *metrics, const char *name, const char *labels,
		     double value)
{
	change(metrics, HISTOGRAM, name, labels, value, true);
}

static bool histogram_write(const char *name, const struct series *series,
			    struct buf *out)
{
	const char *labels = series->labels, *comma = *labels ? "," : "";
	const char *open = *labels ? "{" : "", *close = *labels ? "}" : "";
	bool ok = true;

	for (size_t i = 0; i < ARRAY_LEN(buckets); i++)
		ok &= buf_printf(out, "%s_bucket{%s%sle=\"%.15g\"} %llu\n", name, labels,
				 comma, buckets[i],
				 (unsigned long long)series->in_bucket[i]);
	ok &= buf_printf(out, "%s_bucket{%s%sle=\"+Inf\"} %llu\n", name, labels, comma,
			 (unsigned long long)series->count);
	ok &= buf_printf(out, "%s_sum%s%s%s %.15g\n", name, open, labels, close,
			 series->value);
	ok &= buf_printf(out, "%s_count%s%s%s %llu\n", name, open, labels, close,
			 (unsigned long long)series->count);
	return ok;
}

/* A family that nobody counted yet has its name and help: dashboards can be checked by it. */
static bool family_write(const struct family *family, const struct series *series,
			 struct buf *out)
{
	bool ok;

	ok = buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", family->name, family->help,
			family->name, kind_names[family->kind]);
	for (; series; series = series->next) {
		bool bare = !*series->labels;

		if (family->kind == HISTOGRAM)
			ok &= histogram_write(family->name, series, out);
		else
			ok &= buf_printf(out, "%s%s%s%s %.15g\n", family->name,
					 bare ? "" : "{", series->labels, bare ? "" : "}",
					 series->value);
	}
	return ok;
}

void metrics_write(struct metrics *metrics, struct buf *out)
{
	bool ok = true;

	pthread_mutex_lock(&metrics->lock);
	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		ok &= family_write(&families[i], metrics->series[i], out);
	pthread_mutex_unlock(&metrics->lock);
	if (!ok)
		log_warn("metrics.cut", "cap=%zu", out->cap);
}
