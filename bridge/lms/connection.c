/* Connection: five questions to an LMS, each answered by what really came back. */
#include "lms/connection.h"

#include <lti/jose.h>
#include <lti/launch.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/json.h"
#include "base/text.h"
#include "config.h"
#include "lms/tokens.h"
#include "net/client.h"

#define LINE_ITEM_TYPE "application/vnd.ims.lis.v2.lineitem+json"
#define ROSTER_TYPE "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
#define ASK_MS 10000

struct testing {
	const struct parts *parts;
	struct arena *arena;
	const struct platform *platform;
	struct json_object *checks;
	int64_t now_s;
};

#define NO_VALUE INT64_MIN

static void note(struct testing *testing, const char *name, const char *state,
		 const char *reason, int64_t value)
{
	struct json_object *check = json_new(testing->arena);

	json_put_text(check, "name", name);
	json_put_text(check, "state", state);
	json_put_text(check, "reason", reason);
	if (value == NO_VALUE)
		json_put(check, "value", NULL);
	else
		json_put_int(check, "value", value);
	json_add(testing->checks, check);
}

/* --- keys and clock --------------------------------------------------------------------------- */

/* By the Date of its answer, whose seconds are whole [RFC 9110 §6.6.1]. */
static void test_clock(struct testing *testing, const struct net_response *response)
{
	const char *date = response ? net_header(response, "date") : NULL;
	struct tm at = {0};
	int64_t ahead_s, apart_s;

	if (!date || !strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &at)) {
		note(testing, "clock", "skipped", "unknown", NO_VALUE);
		return;
	}
	ahead_s = (int64_t)timegm(&at) - testing->now_s;
	apart_s = ahead_s < 0 ? -ahead_s : ahead_s;
	if (apart_s > testing->parts->config->leeway_s)
		note(testing, "clock", "failed", "apart", ahead_s);
	else
		note(testing, "clock", apart_s > CONNECTION_CLOCK_WARN_S ? "warn" : "ok",
		     apart_s > CONNECTION_CLOCK_WARN_S ? "apart" : NULL, ahead_s);
}

static void test_keys(struct testing *testing)
{
	LTI_AUTO_JWKS *keys = NULL;
	struct net_request request = {
		.url = testing->platform->jwks_url,
		.timeout_ms = ASK_MS,
		.max_bytes = LTI_JWKS_MAX,
		.guard = testing->parts->config->allow_private_lms ? NET_ANYWHERE
								   : NET_PUBLIC,
	};
	struct net_response response;

	if (net_fetch(&response, testing->arena, &request) != NET_OK) {
		note(testing, "keys", "failed", "unreachable", NO_VALUE);
		test_clock(testing, NULL);
		return;
	}
	if (response.status != 200)
		note(testing, "keys", "failed", "http", response.status);
	else if (lti_jwks_parse(&keys, response.body, response.body_len, NULL) !=
			 LTI_OK ||
		 lti_jwks_count(keys) == 0)
		note(testing, "keys", "failed", "no-keys", NO_VALUE);
	else
		note(testing, "keys", "ok", NULL, (int64_t)lti_jwks_count(keys));
	test_clock(testing, &response);
}

/* --- services --------------------------------------------------------------------------------- */

struct place { /* of a service, as a launch told it */
	const char *url, *deployment_id;
	unsigned scopes;
};

/* @sql  one literal of two: url, deployment, scopes of the platform's newest */
static enum db_status place_read(struct place *out, struct testing *testing,
				 const char *sql)
{
	struct db_conn *conn = db_reader(testing->parts->db);
	AUTO_ROWS *rows = conn ? db_query(conn, sql, "t", testing->platform->id) : NULL;

	*out = (struct place){0};
	if (!rows)
		return DB_FAILED;
	if (db_next(rows)) {
		out->url = arena_strdup(testing->arena, db_text(rows, 0));
		out->deployment_id = arena_strdup(testing->arena, db_text(rows, 1));
		out->scopes = (unsigned)db_int(rows, 2);
	}
	return db_rows_status(rows);
}

static struct lms_service service_of(const struct testing *testing,
				     const struct place *place, unsigned scopes)
{
	return (struct lms_service){.platform = testing->platform,
				    .deployment_id = place->deployment_id,
				    .scopes = scopes};
}

static void test_service(struct testing *testing, const char *name,
			 const struct place *place, unsigned scopes, const char *type)
{
	const struct net_header headers[] = {{"Accept", type}, {NULL, NULL}};
	struct lms_service service = service_of(testing, place, scopes);
	struct net_request request = {
		.url = place->url,
		.headers = headers,
		.timeout_ms = ASK_MS,
		.guard = testing->parts->config->allow_private_lms ? NET_ANYWHERE
								   : NET_PUBLIC,
	};
	struct net_response response;
	const char *reason;

	if (!place->url) {
		note(testing, name, "skipped", "no-launch", NO_VALUE);
		return;
	}
	switch (service_call(&response, testing->parts->tokens, testing->arena, &service,
			     &request, &reason, testing->now_s)) {
	case SERVICE_REFUSED:
		note(testing, name, "skipped", "no-token", NO_VALUE);
		break;
	case SERVICE_UNREACHABLE:
		note(testing, name, "failed", "unreachable", NO_VALUE);
		break;
	default:
		if (response.status == 200)
			note(testing, name, "ok", NULL, NO_VALUE);
		else
			note(testing, name, "failed", "http", response.status);
	}
}

static void test_token(struct testing *testing, const struct place *place,
		       unsigned scopes)
{
	struct lms_service service = service_of(testing, place, scopes);
	const char *reason;

	if (!place->url) {
		note(testing, "token", "skipped", "no-launch", NO_VALUE);
		return;
	}
	switch (token_try(testing->parts->tokens, &service, &reason, testing->now_s)) {
	case SERVICE_ANSWERED:
		note(testing, "token", "ok", NULL, NO_VALUE);
		break;
	case SERVICE_REFUSED:
		note(testing, "token", "failed", "refused", NO_VALUE);
		break;
	default:
		note(testing, "token", "failed", "unreachable", NO_VALUE);
	}
}

/* The grade services are asked with the scopes that the launch granted, and only for reading. */
static unsigned readable(unsigned scopes)
{
	return scopes & (LTI_SCOPE_LINE_ITEM_READ | LTI_SCOPE_LINE_ITEM);
}

struct json_object *connection_test(const struct parts *parts, struct arena *arena,
				    const struct platform *platform, int64_t now_s)
{
	struct testing testing = {parts, arena, platform, json_list(arena), now_s};
	struct place roster, grades;

	(void)place_read(
		&roster, &testing,
		"SELECT r.memberships_url, d.deployment_id, 0 FROM roster_place r"
		" JOIN course c ON c.id = r.course_id"
		" JOIN deployment d ON d.id = c.deployment_id WHERE d.platform_id = $1"
		" ORDER BY r.seen_s DESC LIMIT 1");
	(void)place_read(
		&grades, &testing,
		"SELECT g.line_item, d.deployment_id, g.scopes FROM grade_place g"
		" JOIN deployment d ON d.id = g.deployment_id"
		" WHERE d.platform_id = $1 ORDER BY g.seen_s DESC LIMIT 1");
	test_keys(&testing);
	if (roster.url)
		test_token(&testing, &roster, LTI_SCOPE_ROSTER);
	else
		test_token(&testing, &grades, readable(grades.scopes));
	test_service(&testing, "roster", &roster, LTI_SCOPE_ROSTER, ROSTER_TYPE);
	if (grades.url && !readable(grades.scopes))
		note(&testing, "grades", "skipped", "not-readable", NO_VALUE);
	else
		test_service(&testing, "grades", &grades, readable(grades.scopes),
			     LINE_ITEM_TYPE);
	return testing.checks;
}
