/* Seed: the small world, and calls into it without a server. */
#include "bridge/course/seed.h"

#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "config.h"

struct arena *seed_arena;

static const struct config config = {.retention_days = 180, .operator_name = "Uni"};
static struct parts parts;

/* clang-format off */
#define TENANT(id) "INSERT INTO tenant VALUES ('" id "', '" id "', 'Europe/Berlin', 'secret of " id "', '{}', 1)"
#define PLATFORM(id, tenant) "INSERT INTO platform (id, tenant_id, issuer, client_id, auth_url, token_url, jwks_url, profile, status, created_s)" \
	" VALUES ('" id "', '" tenant "', 'https://" id "', 'client', '', '', '', 'moodle', 'active', 1)"
#define DEPLOYMENT(id, platform) "INSERT INTO deployment VALUES ('" id "', '" platform "', '1', 'active', 1)"
#define COURSE(id, tenant, deployment) "INSERT INTO course VALUES ('" id "', '" tenant "', '" deployment "', 'ctx " id "', 'Course " id "', '" id "', 1)"
#define ACTIVITY(id, course) "INSERT INTO activity VALUES ('" id "', '" course "', 'tutor', 'Tutor " id "', 'active', NULL, 1)"

static const char *const world[] = {
	TENANT("uni"), TENANT("other"),
	PLATFORM("p1", "uni"), PLATFORM("p2", "other"),
	DEPLOYMENT("d1", "p1"), DEPLOYMENT("d2", "p2"),
	COURSE("c1", "uni", "d1"), COURSE("c2", "uni", "d1"), COURSE("c3", "other", "d2"),
	ACTIVITY("a1", "c1"), ACTIVITY("a2", "c1"), ACTIVITY("b1", "c2"), ACTIVITY("e1", "c3"),
};
/* clang-format on */

static enum db_status write_sql(struct db_conn *tx, void *arg)
{
	return db_exec(tx, arg, "");
}

void seed_exec(const char *sql)
{
	ck_assert_msg(db_write(fixture_db, write_sql, (void *)(uintptr_t)sql) == DB_OK,
		      "%s", sql);
}

void seed_write(db_write_fn *fn, void *arg)
{
	ck_assert_int_eq(db_write(fixture_db, fn, arg), DB_OK);
}

int64_t seed_int(const char *sql)
{
	int64_t value;

	return db_get_int(db_reader(fixture_db), &value, sql, "") == DB_OK ? value : -1;
}

void seed_setup(void)
{
	fixture_setup();
	seed_arena = arena_new(64 * MIB);
	parts = (struct parts){.db = fixture_db, .config = &config};
	for (size_t i = 0; i < ARRAY_LEN(world); i++)
		seed_exec(world[i]);
}

void seed_teardown(void)
{
	arena_free(seed_arena);
	fixture_teardown();
}

struct session seed_session(enum rank rank)
{
	return (struct session){
		.id = "s1",
		.tenant = "uni",
		.platform = "p1",
		.deployment = "d1",
		.course = "c1",
		.activity = "a1",
		.person = "lea",
		.rank = rank,
		.locale = "de",
		.frame_origin = "https://p1",
		.message = "LtiResourceLinkRequest",
		.expires_s = SEED_NOW + 3600,
	};
}

struct reply *seed_call(struct reply *(*handler)(struct call *call),
			const struct session *session, const struct request *request)
{
	struct call *call = arena_alloc(seed_arena, sizeof(*call));

	*call = (struct call){
		.arena = seed_arena,
		.parts = &parts,
		.request = request,
		.session = session,
		.id = "test",
		.now_s = SEED_NOW,
	};
	return handler(call);
}

struct reply *seed_send(struct reply *(*handler)(struct call *call),
			const struct session *session, const char *param,
			const char *body)
{
	struct request *request = arena_alloc(seed_arena, sizeof(*request));

	*request = (struct request){
		.method = HTTP_POST,
		.query = "",
		.params = {param},
		.body = body ? body : "",
		.body_len = body ? strlen(body) : 0,
	};
	return seed_call(handler, session, request);
}

const char *seed_text(const struct reply *reply)
{
	size_t len;

	return reply_bytes(reply, &len);
}

struct json_object *seed_answer(const struct reply *reply)
{
	const char *text = seed_text(reply);
	struct json_object *tree = json_parse(seed_arena, text, strlen(text));

	ck_assert_msg(tree != NULL, "%s", text);
	return tree;
}

void seed_faulty(const struct reply *reply, const char *field)
{
	ck_assert_int_eq(reply_status(reply), 422);
	ck_assert_pstr_eq(json_text(seed_answer(reply), "field"), field);
}

/* Notices */

static int notices, heard; /* of c1's rules; anything at all: the store listens by now */

static enum db_status say_something(struct db_conn *tx, void *arg)
{
	(void)arg;
	return db_notify(tx, "test", "");
}

static void count_notice(void *owner, const char *channel, const char *payload)
{
	(void)owner;
	__atomic_store_n(&heard, 1, __ATOMIC_SEQ_CST);
	if (text_equal(channel, "policy") && text_equal(payload, "c1"))
		__atomic_add_fetch(&notices, 1, __ATOMIC_SEQ_CST);
}

void seed_listen(void)
{
	db_listen(fixture_db, count_notice, NULL);
	for (int i = 0; i < 2000 && !__atomic_load_n(&heard, __ATOMIC_SEQ_CST); i++) {
		ck_assert_int_eq(db_write(fixture_db, say_something, NULL), DB_OK);
		usleep(5000); /* a listener of PostgreSQL connects in its own time */
	}
}

void seed_heard(int times)
{
	for (int i = 0; i < 2000 && __atomic_load_n(&notices, __ATOMIC_SEQ_CST) < times;
	     i++)
		usleep(5000);
	ck_assert_int_eq(__atomic_load_n(&notices, __ATOMIC_SEQ_CST), times);
}
