/* Activities as a Common Cartridge: to carry a course's activities to another course, and to take them in. */
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "config.h"
#include "course/activity.h"
#include "course/course.h"
#include "course/session.h"
#include "lms/admit.h"
#include "lms/api.h"
#include "lms/imscc.h"
#include "lms/state.h"
#include "privacy/audit.h"

/* --- export ---------------------------------------------------------------------------------------- */

/* Written as deep linking does: the id leads to the activity, the history to what a copy came from. */
static void link_of(struct lti_link *out, const struct activity *activity,
		    const struct call *call)
{
	struct lti_custom *custom = arena_alloc(call->arena, 2 * sizeof(*custom));

	custom[0] = (struct lti_custom){ACTIVITY_PARAM, activity->id};
	custom[1] = (struct lti_custom){HISTORY_PARAM, "$Context.id.history"};
	*out = (struct lti_link){
		.title = text_empty(activity->title) ? activity->kind : activity->title,
		.launch_url = launch_url(call->parts->config, call->arena),
		.custom = custom,
		.custom_count = 2,
	};
}

struct reply *lms_activities_export(struct call *call)
{
	const struct session *session = call->session;
	struct db_conn *conn = db_reader(call->parts->db);
	struct activity *list = NULL;
	struct lti_link *links;
	struct course course;
	const void *bytes;
	size_t count = 0, len;

	if (!session->course)
		return reply_error(call, 404, "not-found", "There is no course here.");
	if (!conn || course_find(&course, conn, call->arena, session->course) != DB_OK ||
	    activity_list(&list, &count, conn, call->arena, session->course) != DB_OK)
		return reply_store_failed(call);
	links = arena_alloc(call->arena, (count + 1) * sizeof(*links));
	for (size_t i = 0; i < count; i++)
		link_of(&links[i], &list[i], call);
	bytes = imscc_write(&len, call->arena, course.title, links, count,
			    call->parts->config->tool_name);
	if (!bytes)
		return reply_store_failed(call);
	return reply_header(
		reply_body(reply_new(call, 200), "application/zip", bytes, len),
		"Content-Disposition", "attachment; filename=\"activities.imscc\"");
}

/* --- import ---------------------------------------------------------------------------------------- */

enum taking { TAKEN, TAKEN_BEFORE, OF_ANOTHER_TOOL, UNKNOWN };
static const char *const taking_names[] = {
	[TAKEN_BEFORE] = "here-already",
	[OF_ANOTHER_TOOL] = "another-tool",
	[UNKNOWN] = "unknown",
};

struct taken {
	const struct imscc_link *link;
	enum taking end;
	struct activity activity; /* of TAKEN */
};

struct import {
	struct call *call;
	const struct imscc_link *links;
	struct taken *taken;
	size_t count;
};

static const char *custom_of(const struct imscc_link *link, const char *key)
{
	for (size_t i = 0; i < link->custom_count; i++)
		if (text_equal(link->custom[i].key, key))
			return link->custom[i].value;
	return NULL;
}

static enum db_status link_take(struct taken *taken, struct db_conn *tx,
				const struct import *import, const struct course *course)
{
	struct call *call = import->call;
	const struct imscc_link *link = taken->link;
	const char *ours = launch_url(call->parts->config, call->arena);
	struct activity_link asked = {
		.course = course,
		.title = link->title,
		.activity_id = custom_of(link, ACTIVITY_PARAM),
		.now_s = call->now_s,
	};
	enum db_status status;
	bool made = false;

	taken->end = OF_ANOTHER_TOOL;
	if (!text_equal(url_origin(call->arena, link->launch_url),
			url_origin(call->arena, ours)))
		return DB_OK;
	taken->end = UNKNOWN; /* nothing could tell which link will open what is made */
	if (text_empty(asked.activity_id))
		return DB_OK;
	status = activity_copy(&taken->activity, &made, tx, call->arena, &asked);
	if (status == DB_ABSENT)
		return DB_OK;
	taken->end = made ? TAKEN : TAKEN_BEFORE;
	return status;
}

static enum db_status import_write(struct db_conn *tx, void *arg)
{
	struct import *import = arg;
	const struct session *session = import->call->session;
	struct arena *arena = import->call->arena;
	struct course course;
	int64_t made = 0;
	enum db_status status = course_find(&course, tx, arena, session->course);

	for (size_t i = 0; status == DB_OK && i < import->count; i++) {
		import->taken[i] = (struct taken){.link = &import->links[i]};
		status = link_take(&import->taken[i], tx, import, &course);
		made += import->taken[i].end == TAKEN;
	}
	if (status != DB_OK || made == 0)
		return status;
	return audit_add(
		tx, &(struct audit_entry){
			    .tenant = session->tenant,
			    .course = session->course,
			    .actor = session->person,
			    .action = "activities.imported",
			    .object = arena_printf(arena, "course:%s", session->course),
			    .detail = json_put_int(json_new(arena), "count", made),
			    .at_s = import->call->now_s,
		    });
}

static struct reply *imported(const struct import *import)
{
	struct call *call = import->call;
	struct json_object *made = json_list(call->arena), *left = json_list(call->arena);

	for (size_t i = 0; i < import->count; i++) {
		const struct taken *taken = &import->taken[i];
		struct json_object *row = json_new(call->arena);

		if (taken->end == TAKEN) {
			json_put_text(row, "id", taken->activity.id);
			json_put_text(row, "title", taken->activity.title);
			json_put_text(row, "kind", taken->activity.kind);
			json_add(made,
				 json_put_text(row, "status", taken->activity.status));
		} else {
			json_put_text(row, "title", taken->link->title);
			json_add(left,
				 json_put_text(row, "reason", taking_names[taken->end]));
		}
	}
	return reply_json(call, 200,
			  json_put(json_put(json_new(call->arena), "activities", made),
				   "left_out", left));
}

static struct reply *unreadable(struct call *call, enum imscc_status status)
{
	if (status == IMSCC_TOO_MUCH)
		return reply_error(call, 422, "cartridge-too-much",
				   "This file unpacks to more than we take.");
	if (status == IMSCC_BROKEN)
		return reply_error(call, 422, "cartridge-broken",
				   "This cartridge is damaged or encrypted.");
	return reply_error(call, 422, "cartridge-type",
			   "This is neither a Common Cartridge nor a link's XML.");
}

struct reply *lms_activities_import(struct call *call)
{
	struct arena *roomy = arena_new(2 * IMSCC_TOTAL_MAX);
	struct import import = {.call = call};
	struct imscc_link *links;
	enum imscc_status read;

	arena_adopt(call->arena, roomy, (void (*)(void *))arena_free);
	if (!call->session->course)
		return reply_error(call, 404, "not-found", "There is no course here.");
	read = imscc_read(&links, &import.count, roomy, call->request->body,
			  call->request->body_len);
	if (read != IMSCC_READ)
		return unreadable(call, read);
	import.links = links;
	import.taken =
		arena_alloc(call->arena, (import.count + 1) * sizeof(*import.taken));
	if (db_write(call->parts->db, import_write, &import) != DB_OK)
		return reply_store_failed(call);
	log_info("activities.imported", "links=%zu req=%s", import.count, call->id);
	return imported(&import);
}
