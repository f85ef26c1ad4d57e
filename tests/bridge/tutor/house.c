/* The test's house: rows made by the rooms' own functions where they have them. */
#include "house.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/loop.h"
#include "base/metrics.h"
#include "bridge/store/fixture.h"
#include "course/policy.h"
#include "fake_relay.h"

/* clang-format off */
static const char *const rows[] = {
	"INSERT INTO tenant VALUES ('T', 'Test University', 'Europe/Berlin', 'c2VjcmV0', '{}', 1)",
	"INSERT INTO platform VALUES ('P', 'T', 'https://lms.example', 'client', 'https://lms.example/auth', "
		"'https://lms.example/token', NULL, 'https://lms.example/keys', 'generic', 'LMS', 'active', 1)",
	"INSERT INTO deployment VALUES ('D', 'P', '1', 'active', 1)",
	"INSERT INTO course VALUES ('C', 'T', 'D', '10', 'Introduction to Programming', 'IP', 1)",
	"INSERT INTO course VALUES ('C2', 'T', 'D', '11', 'Rhetoric', 'RH', 1)",
	"INSERT INTO activity (id, course_id, kind, title, status, created_s) VALUES ('A', 'C', 'tutor', 'Week 1', 'active', 1)",
	"INSERT INTO activity (id, course_id, kind, title, status, created_s) VALUES ('A2', 'C2', 'tutor', 'Week 9', 'active', 1)",
	"INSERT INTO activity (id, course_id, kind, title, status, created_s) VALUES ('F', 'C', 'feedback', 'Essay 1', 'active', 1)",
	"INSERT INTO activity (id, course_id, kind, title, status, created_s) VALUES ('F2', 'C2', 'feedback', 'Essay 9', 'active', 1)",
};
/* clang-format on */

static enum db_status insert_rows(struct db_conn *tx, void *arg)
{
	enum db_status status = DB_OK;

	(void)arg;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && status == DB_OK; i++)
		status = db_exec(tx, rows[i], "");
	return status;
}

static void rules_notice(void *owner, const char *channel, const char *payload)
{
	struct house *house = owner;

	if (strcmp(channel, "policy") == 0)
		live_rules_changed(house->parts.live, payload);
}

void house_open(struct house *house)
{
	memset(house, 0, sizeof(*house));
	fake_relay_reset();
	fixture_setup();
	house->parts.db = fixture_db;
	house->arena = arena_new(64UL * 1024 * 1024);
	house->config.grace_s = 60;
	house->config.operator_name = "Test operator";
	house->config.retention_days = 180;
	house->config.session_s = 3600;
	house->parts.config = &house->config;
	house->parts.loop = loop_new(4);
	house->parts.metrics = metrics_new();
	house->parts.live = live_new(&house->parts);
	db_listen(house->parts.db, rules_notice, house);
	ck_assert_int_eq(db_write(house->parts.db, insert_rows, NULL), DB_OK);
}

static void note_idle(void *owner)
{
	*(bool *)owner = true;
}

static bool is_true(void *arg)
{
	return *(bool *)arg;
}

static enum db_status write_nothing(struct db_conn *tx, void *arg)
{
	(void)tx;
	(void)arg;
	return DB_OK;
}

/* Notices are told before the next write begins; what they posted then runs. */
static void settle_notices(struct house *house)
{
	ck_assert_int_eq(db_write(house->parts.db, write_nothing, NULL), DB_OK);
	for (int i = 0; i < 20; i++) {
		uv_run(loop_uv(house->parts.loop), UV_RUN_NOWAIT);
		usleep(1000);
	}
}

void house_close(struct house *house)
{
	bool idle = false;

	settle_notices(house);
	live_drain(house->parts.live, note_idle, &idle);
	live_stop_all(house->parts.live);
	house_run_until(house, is_true, &idle, "the drain to end");
	db_listen(house->parts.db, NULL, NULL);
	loop_stop(house->parts.loop); /* and what a late notice began ends, too */
	loop_run(house->parts.loop);
	live_free(house->parts.live);
	fixture_teardown();
	loop_free(house->parts.loop);
	metrics_free(house->parts.metrics);
	arena_free(house->arena);
}

struct stored {
	struct house *house;
	struct policy_change change;
};

static enum db_status store_policy(struct db_conn *tx, void *arg)
{
	struct stored *stored = arg;
	enum policy_outcome outcome;
	struct policy_fault fault = {0};
	int64_t version;
	enum db_status status = policy_store(tx, &stored->change, stored->house->arena,
					     &outcome, &version, &fault);

	if (status == DB_OK && outcome != POLICY_STORED)
		ck_abort_msg("policy: %s %s", fault.field, fault.reason);
	return status;
}

void house_policy(struct house *house, const char *level, const char *document)
{
	struct stored stored = {
		.house = house,
		.change =
			{
				.level = strcmp(level, "tenant") == 0	? LEVEL_TENANT
					 : strcmp(level, "course") == 0 ? LEVEL_COURSE
									: LEVEL_ACTIVITY,
				.tenant = "T",
				.course = "C",
				.activity = "A",
				.document = json_parse(house->arena, document,
						       strlen(document)),
				.author = "lea",
				.base_version = -1,
				.now_s = clock_now_s(),
			},
	};

	ck_assert_ptr_nonnull(stored.change.document);
	ck_assert_int_eq(db_write(house->parts.db, store_policy, &stored), DB_OK);
}

struct opening {
	struct session session;
	char code[SESSION_SECRET], token[SESSION_SECRET];
};

static enum db_status open_session(struct db_conn *tx, void *arg)
{
	struct opening *opening = arg;
	enum db_status status;

	status = session_open(tx, &opening->session, clock_now_s(), opening->code);
	if (status != DB_OK)
		return status;
	return session_trade(tx, opening->code, clock_now_s(), opening->token);
}

const char *house_token_at(struct house *house, const char *person, const char *course,
			   const char *activity)
{
	char *id = arena_alloc(house->arena, RANDOM_ID);
	struct opening opening = {
		.session =
			{
				.id = random_id(id),
				.tenant = "T",
				.platform = "P",
				.deployment = "D",
				.course = course,
				.activity = activity,
				.person = person,
				.rank = strcmp(person, "lea") == 0 ? RANK_LECTURER
								   : RANK_STUDENT,
				.locale = "en",
				.frame_origin = "https://lms.example",
				.message = "LtiResourceLinkRequest",
				.expires_s = clock_now_s() + 3600,
			},
	};

	ck_assert_int_eq(db_write(house->parts.db, open_session, &opening), DB_OK);
	return arena_strdup(house->arena, opening.token);
}

const char *house_token(struct house *house, const char *person)
{
	return house_token_at(house, person, "C", "A");
}

const char *house_foreign_token(struct house *house, const char *person)
{
	return house_token_at(house, person, "C2", "A2");
}

int64_t house_number(struct house *house, const char *sql)
{
	int64_t number = -1;

	ck_assert_int_eq(db_get_int(db_reader(house->parts.db), &number, sql, ""), DB_OK);
	return number;
}

const char *house_text(struct house *house, const char *sql)
{
	const char *text = NULL;

	ck_assert_int_eq(
		db_get_text(db_reader(house->parts.db), house->arena, &text, sql, ""),
		DB_OK);
	return text;
}

void house_run_until(struct house *house, done_fn *done, void *arg, const char *what)
{
	int64_t deadline = clock_tick_ms() + 10000;

	while (!done(arg)) {
		ck_assert_msg(clock_tick_ms() < deadline, "waited in vain for %s", what);
		uv_run(loop_uv(house->parts.loop), UV_RUN_NOWAIT);
		usleep(500);
	}
}

/* --- browsers ----------------------------------------------------------------------------- */

static bool browser_send(struct sink *sink, const char *bytes, size_t len)
{
	struct browser *browser = (struct browser *)sink;

	ck_assert_uint_lt(browser->count, BROWSER_MESSAGES);
	browser->messages[browser->count] = json_parse(browser->house->arena, bytes, len);
	ck_assert_msg(browser->messages[browser->count] != NULL, "not JSON: %.*s",
		      (int)len, bytes);
	browser->count++;
	return true;
}

static size_t browser_queued(const struct sink *sink)
{
	return ((const struct browser *)sink)->choked;
}

static void browser_end(struct sink *sink, int code, const char *reason)
{
	(void)code;
	(void)reason;
	((struct browser *)sink)->ended = true;
}

void browser_open(struct browser *browser, struct house *house)
{
	memset(browser, 0, sizeof(*browser));
	browser->house = house;
	browser->sink.send = browser_send;
	browser->sink.queued = browser_queued;
	browser->sink.end = browser_end;
	browser->owner = live_open(&house->parts, &browser->sink, NULL);
}

void browser_close(struct browser *browser)
{
	if (browser->sink.closed)
		browser->sink.closed(browser->sink.owner);
	browser->sink.closed = NULL;
}

void browser_say(struct browser *browser, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(browser->house->arena, format, args);
	va_end(args);
	live_message(browser->owner, text, strlen(text));
}

struct json_object *browser_find(struct browser *browser, const char *type, size_t from)
{
	for (size_t i = from; i < browser->count; i++)
		if (strcmp(json_text(browser->messages[i], "type"), type) == 0)
			return browser->messages[i];
	return NULL;
}

struct expected {
	struct browser *browser;
	const char *type;
	size_t from;
};

static bool has_come(void *arg)
{
	struct expected *expected = arg;

	return browser_find(expected->browser, expected->type, expected->from) != NULL;
}

struct json_object *browser_wait(struct browser *browser, const char *type, size_t from)
{
	struct expected expected = {browser, type, from};

	house_run_until(browser->house, has_come, &expected, type);
	return browser_find(browser, type, from);
}

const char *browser_answer(struct browser *browser, const char *turn)
{
	const char *answer = "";

	for (size_t i = 0; i < browser->count; i++) {
		struct json_object *message = browser->messages[i];

		if (strcmp(json_text(message, "type"), "delta") == 0 &&
		    strcmp(json_text(message, "turn"), turn) == 0 &&
		    strcmp(json_text(message, "channel"), "answer") == 0)
			answer = arena_printf(browser->house->arena, "%s%s", answer,
					      json_text(message, "text"));
	}
	return answer;
}

void browser_hello_with(struct browser *browser, const char *token)
{
	size_t from = browser->count;

	browser_say(browser, "{\"type\":\"hello\",\"session\":\"%s\"}", token);
	browser_wait(browser, "ready", from);
}

void browser_hello(struct browser *browser, const char *person)
{
	browser_hello_with(browser, house_token(browser->house, person));
}

static bool relay_has_it(void *arg)
{
	return fake_relay_count > *(unsigned *)arg;
}

const char *browser_ask(struct browser *browser, const char *request, const char *text)
{
	unsigned before = fake_relay_count;
	size_t from = browser->count;

	browser_say(browser, "{\"type\":\"ask\",\"request\":\"%s\",\"text\":\"%s\"}",
		    request, text);
	house_run_until(browser->house, relay_has_it, &before, "the relay to start");
	return json_text(browser_wait(browser, "queued", from), "turn");
}
