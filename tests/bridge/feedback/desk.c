/* The tests' desk. */
#include "bridge/feedback/desk.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "feedback/feedback.h"

struct house desk;
struct browser anna;

static enum db_status exec(struct db_conn *tx, void *arg)
{
	return db_exec(tx, arg, "");
}

void desk_exec(const char *sql)
{
	ck_assert_msg(db_write(desk.parts.db, exec, (void *)(uintptr_t)sql) == DB_OK,
		      "%s", sql);
}

void desk_open(void)
{
	house_open(&desk);
	desk.parts.feedback = feedback_new(&desk.parts);
	desk_exec("INSERT INTO consent VALUES ('F', 'anna', '1', 1)");
	desk_exec("INSERT INTO consent VALUES ('F', 'ben', '1', 1)");
	browser_open(&anna, &desk);
}

static bool nothing_runs(void *arg)
{
	(void)arg;
	return live_added(desk.parts.live)->busy(desk.parts.feedback) == 0;
}

void desk_close(void)
{
	browser_close(&anna);
	live_added(desk.parts.live)->stop_all(desk.parts.feedback);
	house_run_until(&desk, nothing_runs, NULL, "attempts to end");
	feedback_free(desk.parts.feedback);
	house_close(&desk);
}

void desk_assign(const char *visibility, const char *more)
{
	static int64_t version;
	const char *document = arena_printf(
		desk.arena,
		"{\"task\":\"Write about the sea.\",\"kind\":\"essay\",\"tone\":"
		"\"neutral\",\"attempts\":3,\"visibility\":\"%s\",\"rubric\":{"
		"\"criteria\":[{\"id\":\"claim\",\"name\":\"Claim\",\"description\":"
		"\"\",\"weight\":2,\"levels\":[{\"name\":\"None\",\"description\":\"\","
		"\"points\":0},{\"name\":\"Clear\",\"description\":\"\",\"points\":3}]}"
		",{\"id\":\"style\",\"name\":\"Style\",\"description\":\"\",\"weight\":"
		"1,\"levels\":[{\"name\":\"Dull\",\"description\":\"\",\"points\":1},"
		"{\"name\":\"Lively\",\"description\":\"\",\"points\":2}]}]}%s}",
		visibility, more ? more : "");
	const char *quoted = document;

	ck_assert_ptr_null(strchr(document, '\''));
	desk_exec(arena_printf(
		desk.arena, "INSERT INTO assignment VALUES ('F', %lld, '%s', 'lea', 1)",
		(long long)(++version + 1), quoted));
}

void desk_hello(struct browser *browser, const char *person)
{
	browser_hello_with(browser, house_token_at(&desk, person, "C", "F"));
}

static bool relay_has_it(void *arg)
{
	return fake_relay_count > *(unsigned *)arg;
}

const char *desk_submit(struct browser *browser, const char *request, const char *text)
{
	unsigned before = fake_relay_count;
	size_t from = browser->count;

	browser_say(browser, "{\"type\":\"submit\",\"request\":\"%s\",\"text\":\"%s\"}",
		    request, text);
	house_run_until(&desk, relay_has_it, &before, "the relay to start");
	return json_text(browser_wait(browser, "queued", from), "attempt");
}

const char *desk_judged(const char *person, const char *request)
{
	static struct browser browser;
	const char *attempt;

	browser_open(&browser, &desk);
	desk_hello(&browser, person);
	attempt = desk_submit(&browser, request, WORK);
	fake_delta(fake_relay_last(), ANSWER);
	fake_end(fake_relay_last(), RELAY_FINISHED, 100, 50);
	browser_wait(&browser, "judged", 0);
	browser_close(&browser);
	return attempt;
}

const char *desk_problem(struct json_object *failed)
{
	return json_text(json_object_of(failed, "problem"), "type");
}

struct call *desk_call(const struct desk_call *how)
{
	struct call *call = arena_alloc(desk.arena, sizeof(*call));
	struct request *request = arena_alloc(desk.arena, sizeof(*request));
	struct session *session;
	const char *token = house_token_at(&desk, how->person, how->foreign ? "C2" : "C",
					   how->foreign ? "F2" : "F");

	ck_assert_int_eq(session_find(&session, db_reader(desk.parts.db), desk.arena,
				      token, clock_now_s()),
			 DB_OK);
	session->for_person = how->for_person;
	request->params[0] = how->param;
	request->query = how->query ? how->query : "";
	request->body = how->body ? how->body : "";
	request->body_len = strlen(request->body);
	*call = (struct call){
		.arena = desk.arena,
		.parts = &desk.parts,
		.request = request,
		.session = session,
		.now_s = clock_now_s(),
	};
	return call;
}

struct json_object *desk_body(struct reply *reply)
{
	size_t len;
	const void *bytes = reply_bytes(reply, &len);

	return json_parse(desk.arena, bytes, len);
}
