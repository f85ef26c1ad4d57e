/*
 * GET near-limit: who has used up most of a limit per person that the course or an activity set,
 * by their short names. Minutes and hours are left out: they refill before anybody could help.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/activity.h"
#include "course/api.h"
#include "course/policy.h"
#include "course/session.h"
#include "course/tenant.h"
#include "privacy/pseudonym.h"
#include "quota/grant.h"

#define NEAR_PERCENT 80
#define NEAR_MOST 50 /* people listed */
#define READ_MOST 500 /* of one limit */

struct near {
	const char *person;
	struct limit limit; /* with what was granted */
	const char *activity; /* the limit's; NULL: the course's */
	int64_t used;
	struct span span;
};

struct near_list {
	struct near *items;
	size_t count, room;
	struct call *call;
	const struct zone *zone;
};

static int64_t ceiling(const struct limit *limit)
{
	return limit->value + limit->granted;
}

/* How full, in millionths. */
static int64_t share(const struct near *near)
{
	return (int64_t)((double)near->used / (double)ceiling(&near->limit) * 1e6);
}

static int by_share(const void *a, const void *b)
{
	int64_t left = share(a), right = share(b);

	return left == right ? 0 : left > right ? -1 : 1;
}

static enum db_status apply_grants(struct near *near, const struct near_list *list)
{
	const struct session *session = list->call->session;
	const struct quota_subject subject = {
		.tenant = session->tenant,
		.course = session->course,
		.activity = near->activity ? near->activity : "",
		.person = near->person,
		.role = rank_role(RANK_STUDENT),
		.pool = POOL_MAIN,
	};
	struct grants grants;
	enum db_status status = grants_read(&grants, db_reader(list->call->parts->db),
					    &subject, list->call->now_s);

	if (status == DB_OK)
		grants_apply(&grants, &near->limit);
	return status;
}

/* Everybody whose counter of this limit is nearly full, before grants. */
static struct db_rows *nearly_full(const struct near_list *list, const struct near *of,
				   const char *level, const char *id)
{
	return db_query(
		db_reader(list->call->parts->db),
		"SELECT person, used + reserved FROM counter WHERE level = $1"
		" AND level_id = $2 AND person <> '' AND role = $3 AND pool = 'main'"
		" AND metric = $4 AND time_window = $5 AND start_s = $6"
		" AND (used + reserved) * 100 >= $7 ORDER BY used + reserved DESC LIMIT "
		"$8",
		"tttttiii", level, id, of->limit.role ? of->limit.role : "",
		metric_name(of->limit.metric), window_name(of->limit.window),
		of->span.start_s, of->limit.value * NEAR_PERCENT, (int64_t)READ_MOST);
}

static void append(struct near_list *list, const struct near *near)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 64;
		struct near *items =
			arena_alloc(list->call->arena, room * sizeof(*items));

		for (size_t i = 0; i < list->count; i++)
			items[i] = list->items[i];
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = *near;
}

static enum db_status add_limit(struct near_list *list, const struct limit *limit,
				const char *activity)
{
	const struct session *session = list->call->session;
	struct near of = {
		.limit = *limit,
		.activity = activity,
		.span = zone_window(list->zone, limit->window, list->call->now_s),
	};
	AUTO_ROWS *rows = NULL;
	enum db_status status = DB_OK;

	rows = nearly_full(list, &of, level_name(limit->level),
			   activity ? activity : session->course);
	while (status == DB_OK && db_next(rows)) {
		struct near near = of;

		near.person = arena_strdup(list->call->arena, db_text(rows, 0));
		near.used = db_int(rows, 1);
		status = apply_grants(&near, list);
		if (near.used * 100 >= ceiling(&near.limit) * NEAR_PERCENT)
			append(list, &near);
	}
	return status == DB_OK ? db_rows_status(rows) : status;
}

/* A limit that somebody can be near to, and that a grant of a lecturer would raise. */
static bool counts_here(const struct limit *limit, enum level level)
{
	return limit->level == level && limit->scope == SCOPE_USER && limit->value > 0 &&
	       limit->window != WINDOW_MINUTE && limit->window != WINDOW_HOUR &&
	       (text_empty(limit->role) ||
		text_equal(limit->role, rank_role(RANK_STUDENT)));
}

static enum db_status add_limits(struct near_list *list, const char *activity)
{
	const struct session *session = list->call->session;
	enum level level = activity ? LEVEL_ACTIVITY : LEVEL_COURSE;
	struct policy *policy;
	enum db_status status = policy_effective(
		&policy, db_reader(list->call->parts->db), list->call->arena,
		session->tenant, session->course, activity);

	for (size_t i = 0; status == DB_OK && i < policy->limit_count; i++) {
		if (counts_here(&policy->limits[i], level))
			status = add_limit(list, &policy->limits[i], activity);
	}
	return status;
}

static struct json_object *near_json(struct call *call, const struct near *near)
{
	struct json_object *json = json_new(call->arena);
	char name[PSEUDONYM_SHORT];

	json_put_text(json, "person", near->person);
	json_put_text(json, "name",
		      pseudonym_short(name, call->session->course, near->person));
	json_put_text(json, "activity", near->activity);
	json_put_text(json, "metric", metric_name(near->limit.metric));
	json_put_text(json, "window", window_name(near->limit.window));
	json_put_int(json, "limit", ceiling(&near->limit));
	json_put_int(json, "granted", near->limit.granted);
	json_put_int(json, "used", near->used);
	return json_put_time(json, "resets_at", near->span.end_s);
}

struct reply *course_near_limit(struct call *call)
{
	struct near_list list = {.call = call};
	struct json_object *items = json_list(call->arena);
	struct activity *activities;
	struct db_conn *conn = db_reader(call->parts->db);
	enum db_status status;
	size_t count = 0;

	if (!call->session->course)
		return reply_error(call, 404, "not-found", "There is no course here.");
	list.zone = tenant_zone(conn, call->session->tenant);
	status = activity_list(&activities, &count, conn, call->arena,
			       call->session->course);
	if (status == DB_OK)
		status = add_limits(&list, NULL);
	for (size_t i = 0; status == DB_OK && i < count; i++)
		status = add_limits(&list, activities[i].id);
	if (status != DB_OK)
		return reply_store_failed(call);
	if (list.count)
		qsort(list.items, list.count, sizeof(*list.items), by_share);
	for (size_t i = 0; i < list.count && i < NEAR_MOST; i++)
		json_add(items, near_json(call, &list.items[i]));
	return reply_json(call, 200, json_put(json_new(call->arena), "people", items));
}
