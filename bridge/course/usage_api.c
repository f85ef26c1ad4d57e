/* GET usage: a course's figures for its lecturers, as JSON for the desk or as CSV to keep. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "course/api.h"
#include "course/policy.h"
#include "course/policy_place.h"
#include "course/session.h"
#include "course/tenant.h"
#include "course/usage.h"
#include "quota/ledger.h"

#define CSV_MAX (16 * MIB)
#define DATE_TEXT 16

static const char *date_text(char out[DATE_TEXT], const struct zone *zone, int64_t at_s)
{
	struct zone_time at = zone_local(zone, at_s);

	snprintf(out, DATE_TEXT, "%04d-%02d-%02d", at.year % 10000, at.month % 100,
		 at.day % 100);
	return out;
}

/* ---- JSON ---- */

static void put_wait(struct json_object *json, const char *name, int64_t wait_s)
{
	if (wait_s < 0)
		json_put(json, name, NULL);
	else
		json_put_int(json, name, wait_s);
}

static struct json_object *cell_json(struct json_object *json,
				     const struct usage_cell *cell)
{
	json_put_int(json, "questions", cell->questions);
	json_put_int(json, "input_tokens", cell->input_tokens);
	json_put_int(json, "output_tokens", cell->output_tokens);
	json_put_int(json, "students", cell->students);
	json_put_int(json, "refused", cell->refused);
	put_wait(json, "wait_s", usage_wait_s(cell, 95));
	return json_put_bool(json, "few", cell->few);
}

static struct json_object *days_json(struct arena *arena, const struct usage *usage,
				     const struct zone *zone)
{
	struct json_object *list = json_list(arena);
	char date[DATE_TEXT];

	for (size_t i = 0; i < usage->day_count; i++) {
		struct json_object *day =
			json_put_text(json_new(arena), "date",
				      date_text(date, zone, usage->days[i].start_s));

		json_add(list, cell_json(day, &usage->by_day[i]));
	}
	return list;
}

static struct json_object *hours_json(struct arena *arena, const struct usage *usage)
{
	struct json_object *list = json_list(arena);

	for (size_t i = 0; i < USAGE_HOURS; i++) {
		const struct usage_hour *hour = &usage->hours[i];
		struct json_object *json =
			json_put_int(json_new(arena), "hour", (int64_t)i);

		json_put_int(json, "questions_percent", hour->questions);
		json_put_int(json, "input_tokens_percent", hour->input_tokens);
		json_put_int(json, "output_tokens_percent", hour->output_tokens);
		json_put_int(json, "refused_percent", hour->refused);
		json_put_int(json, "students", hour->students);
		put_wait(json, "wait_s", hour->wait_s);
		json_add(list, json_put_bool(json, "few", hour->few));
	}
	return list;
}

static struct json_object *total_json(struct arena *arena, const struct usage *usage)
{
	struct json_object *json = cell_json(json_new(arena), &usage->all);
	struct json_object *reasons = json_new(arena);

	put_wait(json, "wait_half_s", usage_wait_s(&usage->all, 50));
	put_wait(json, "wait_longest_s", usage_wait_s(&usage->all, 100));
	for (int i = 0; i < TALLY_REASONS; i++)
		json_put_int(reasons, tally_reason_name((enum tally_reason)i),
			     usage->refused_by[i]);
	return json_put(json, "refused_by", reasons);
}

/* The budget that is nearest to its end: what all students of the activity share. */
static enum db_status put_budget(struct json_object *json, struct call *call,
				 const struct policy *policy, const char *activity,
				 const struct zone *zone)
{
	const struct quota_subject subject = {
		.tenant = call->session->tenant,
		.course = call->session->course,
		.activity = activity,
		.person = "",
		.role = rank_role(RANK_STUDENT),
		.pool = POOL_MAIN,
	};
	const struct standing *tightest = NULL;
	struct standing *standings;
	struct limit *shared;
	enum db_status status;
	size_t count = 0;

	shared = arena_alloc(call->arena, (policy->limit_count + 1) * sizeof(*shared));
	standings =
		arena_alloc(call->arena, (policy->limit_count + 1) * sizeof(*standings));
	for (size_t i = 0; i < policy->limit_count; i++)
		if (policy->limits[i].scope == SCOPE_COURSE ||
		    policy->limits[i].scope == SCOPE_ACTIVITY)
			shared[count++] = policy->limits[i];
	status = ledger_standings(db_reader(call->parts->db), zone, &subject, shared,
				  count, call->now_s, standings);
	for (size_t i = 0; status == DB_OK && i < count; i++) {
		const struct standing *one = &standings[i];

		if (!tightest ||
		    (double)one->remaining * (double)tightest->limit.value <
			    (double)tightest->remaining * (double)one->limit.value)
			tightest = one;
	}
	json_put(json, "budget", tightest ? standing_json(tightest) : NULL);
	return status;
}

static enum db_status activity_json(struct json_object *json, struct call *call,
				    const struct activity *activity,
				    const struct zone *zone)
{
	struct db_conn *conn = db_reader(call->parts->db);
	struct policy *policy;
	enum policy_gate gate;
	enum db_status status;
	int64_t opens_s;

	status = policy_effective(&policy, conn, call->arena, call->session->tenant,
				  call->session->course, activity->id);
	if (status != DB_OK)
		return status;
	gate = policy_gate(policy, zone, call->now_s, &opens_s);
	if (text_equal(activity->status, "draft"))
		gate = GATE_SETUP;
	json_put_text(json, "id", activity->id);
	json_put_text(json, "title", activity->title);
	json_put_text(json, "kind", activity->kind);
	json_put_text(json, "status", activity->status);
	json_put(json, "gate", policy_gate_json(call->arena, gate, opens_s));
	return put_budget(json, call, policy, activity->id, zone);
}

static struct reply *answer_json(struct call *call, const struct usage *usage,
				 const struct usage_query *query)
{
	struct json_object *body = json_new(call->arena),
			   *activities = json_list(call->arena),
			   *before = json_new(call->arena);

	for (size_t i = 0; i < usage->activity_count; i++) {
		struct json_object *one =
			cell_json(json_new(call->arena), &usage->by_activity[i]);

		if (activity_json(one, call, &usage->activities[i], query->zone) != DB_OK)
			return reply_store_failed(call);
		json_add(activities, one);
	}
	json_put_int(before, "questions", usage->before.questions);
	json_put_text(body, "span", usage_span_name(query->span));
	json_put_text(body, "time_zone", zone_name(query->zone));
	json_put_time(body, "as_of", call->now_s);
	json_put_int(body, "few", USAGE_FEW);
	json_put(body, "total", total_json(call->arena, usage));
	json_put(body, "before", query->span == USAGE_TERM ? NULL : before);
	json_put(body, "activities", activities);
	json_put(body, "days", days_json(call->arena, usage, query->zone));
	json_put(body, "hours", hours_json(call->arena, usage));
	return reply_json(call, 200, body);
}

/* ---- CSV (RFC 4180) ---- */

/* A title may be anything; a spreadsheet must not take it for a formula. */
static bool write_text(struct buf *out, const char *text)
{
	bool fits = buf_add(out, "\"", 1);

	if (*text && strchr("=+-@\t\r", *text))
		fits = fits && buf_add(out, "'", 1);
	for (; fits && *text; text++)
		fits = buf_add(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
	return fits && buf_add(out, "\"", 1);
}

static bool write_row(struct buf *out, const char *date, const char *title,
		      const struct usage_cell *cell, char comma)
{
	int64_t wait_s = usage_wait_s(cell, 95);
	const int64_t numbers[] = {cell->questions, cell->input_tokens,
				   cell->output_tokens, cell->students, cell->refused};
	bool fits = buf_printf(out, "%s%c", date, comma) && write_text(out, title);

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		fits = fits && buf_printf(out, "%c%lld", comma, (long long)numbers[i]);
	fits = fits && buf_printf(out, "%c", comma);
	if (wait_s >= 0)
		fits = fits && buf_printf(out, "%lld", (long long)wait_s);
	return fits && buf_printf(out, "%c%s\r\n", comma, cell->few ? "yes" : "");
}

static bool write_csv(struct buf *out, const struct usage *usage, const struct zone *zone,
		      char comma)
{
	static const char *const columns[] = {
		"date",	    "activity", "questions", "input_tokens", "output_tokens",
		"students", "refused",	"wait_s",    "withheld"};
	const char separator[] = {comma, '\0'};
	/* The mark tells spreadsheets that this is UTF-8. */
	bool fits = buf_printf(out, "\xEF\xBB\xBF");
	char date[DATE_TEXT];

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		fits = fits && buf_printf(out, "%s%s", i ? separator : "", columns[i]);
	fits = fits && buf_printf(out, "\r\n");
	for (size_t day = 0; day < usage->day_count; day++) {
		date_text(date, zone, usage->days[day].start_s);
		for (size_t i = 0; fits && i < usage->activity_count; i++)
			fits = write_row(out, date, usage->activities[i].title,
					 &usage->cells[day * usage->activity_count + i],
					 comma);
	}
	return fits;
}

static struct reply *answer_csv(struct call *call, const struct usage *usage,
				const struct usage_query *query)
{
	/* What a German spreadsheet takes for columns. */
	char comma = text_starts_with(call->session->locale, "de") ? ';' : ',';
	struct reply *reply = reply_new(call, 200);
	AUTO_BUF out;

	buf_init(&out, CSV_MAX);
	if (!write_csv(&out, usage, query->zone, comma))
		return reply_error(call, 413, "too-large",
				   "These are too many rows for one file.");
	reply_body(reply, "text/csv; charset=utf-8",
		   arena_memdup(call->arena, out.bytes, out.len), out.len);
	return reply_header(reply, "Content-Disposition",
			    "attachment; filename=\"usage.csv\"");
}

struct reply *course_usage(struct call *call)
{
	const struct form *form = form_parse(call->arena, call->request->query,
					     strlen(call->request->query));
	struct usage_query query = {.span = USAGE_FORTNIGHT, .now_s = call->now_s};
	struct db_conn *conn = db_reader(call->parts->db);
	const char *span = form ? form_get(form, "span") : NULL;
	const char *format = form ? form_get(form, "format") : NULL;
	struct reply *refusal;
	struct usage usage;

	if (!call->session->course)
		return reply_error(call, 404, "not-found", "There is no course here.");
	if (form && form_get(form, "activity")) {
		refusal = policy_place_activity(&query.activity, call);
		if (refusal)
			return refusal;
	}
	if (!form)
		return reply_error(call, 400, "malformed", "The query cannot be read.");
	if (span && !usage_span_parse(&query.span, span))
		return reply_field_error(call, "/span", "7, 14 or term");
	if (format && !text_equal(format, "json") && !text_equal(format, "csv"))
		return reply_field_error(call, "/format", "json or csv");
	query.course = call->session->course;
	query.zone = tenant_zone(conn, call->session->tenant);
	if (usage_read(&usage, conn, call->arena, &query) != DB_OK)
		return reply_store_failed(call);
	return text_equal(format, "csv") ? answer_csv(call, &usage, &query)
					 : answer_json(call, &usage, &query);
}
