/* GET feedback/export.csv: the table as a file for a spreadsheet, one line per student. */
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "call/parts.h"
#include "call/problem.h"
#include "feedback/api.h"
#include "feedback/feedback.h"
#include "feedback/names.h"
#include "feedback/place.h"
#include "feedback/release.h"
#include "privacy/audit.h"

#define CSV_MAX (16 * MIB)
#define ROW_ARENA_MAX (4 * MIB)

/* In quotes; what a spreadsheet would take for a formula gets an apostrophe [CWE-1236]. */
static bool add_cell(struct buf *out, const char *text, bool last)
{
	bool fits = buf_add_text(out, "\"");

	if (*text && strchr("=+-@\t\r", *text))
		fits = fits && buf_add_text(out, "'");
	for (; *text && fits; text++) {
		fits = *text == '"' ? buf_add_text(out, "\"\"") : buf_add(out, text, 1);
	}
	return fits && buf_add_text(out, last ? "\"\r\n" : "\",");
}

static bool add_number(struct buf *out, bool known, double number)
{
	return known ? buf_printf(out, "%g,", number) : buf_add_text(out, ",");
}

static bool add_head(struct buf *out, const struct place *place)
{
	static const char *const names[] = {"person",	 "name",  "attempt",
					    "handed in", "state", "draft points",
					    "points"};
	const struct rubric *rubric = &place->assignment->rubric;
	bool fits = buf_add_text(out, "\xEF\xBB\xBF");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		fits = fits && add_cell(out, names[i], false);
	for (size_t i = 0; i < rubric->criterion_count; i++)
		fits = fits && add_cell(out, rubric->criteria[i].name, false);
	return fits && add_cell(out, "maximum", true);
}

/* Points of each criterion as the rubric names them now. */
static bool add_criteria(struct buf *out, struct db_conn *conn,
			 const struct rubric *rubric, const char *id, bool judged)
{
	AUTO_ARENA *arena = arena_new(ROW_ARENA_MAX);
	const char *text = "[]";
	struct json_object *list;
	bool fits = true;

	if (judged && db_get_text(conn, arena, &text,
				  "SELECT criteria FROM submission WHERE id = $1", "t",
				  id) != DB_OK)
		text = "[]";
	list = json_parse(arena, text, strlen(text));
	for (size_t i = 0; i < rubric->criterion_count && fits; i++) {
		struct json_object *found = NULL;

		for (size_t k = 0; !found && k < json_object_array_length(list); k++)
			if (text_equal(
				    json_text(json_object_array_get_idx(list, k), "id"),
				    rubric->criteria[i].id))
				found = json_object_array_get_idx(list, k);
		fits = add_number(out, found != NULL, json_number(found, "points", 0));
	}
	return fits;
}

static bool add_row(struct buf *out, struct call *call, const struct place *place,
		    const struct release_row *row, const struct roll *roll)
{
	const char *name = roll_name(roll, row->person);
	char at[CLOCK_RFC3339];
	bool judged =
		text_equal(row->status, "held") || text_equal(row->status, "released");

	return add_cell(out, row->person, false) &&
	       add_cell(out, name ? name : "", false) &&
	       buf_printf(out, "%lld,", (long long)row->number) &&
	       add_cell(out, clock_rfc3339(at, row->handed_in_s), false) &&
	       add_cell(out, release_state(row), false) &&
	       add_number(out, judged, row->model_points) &&
	       add_number(out, judged, row->points) &&
	       add_criteria(out, db_reader(call->parts->db), &place->assignment->rubric,
			    row->id, judged) &&
	       buf_printf(out, "%g\r\n", place->assignment->max_points);
}

struct exporting {
	const struct call *call;
	const char *object;
};

static enum db_status write_audit(struct db_conn *tx, void *arg)
{
	const struct exporting *exporting = arg;
	const struct session *session = exporting->call->session;
	const struct audit_entry entry = {
		.tenant = session->tenant,
		.course = session->course,
		.actor = session->person,
		.action = "feedback.exported",
		.object = exporting->object,
		.at_s = exporting->call->now_s,
	};

	return audit_add(tx, &entry);
}

/* Only what was handed in for a lecturer's eyes; formative work has no points. */
static bool add_rows(struct buf *out, struct call *call, const struct place *place,
		     const struct release_row *list, size_t count)
{
	struct roll *roll =
		names_of_course(feedback_names(call->parts->feedback), call->parts,
				call->arena, call->session->course, call->now_s);
	bool fits = add_head(out, place);

	for (size_t i = 0; i < count && fits; i++)
		if (text_equal(list[i].visibility, "draft"))
			fits = add_row(out, call, place, &list[i], roll);
	return fits;
}

struct reply *feedback_export(struct call *call)
{
	struct exporting exporting = {.call = call};
	struct release_query query = {.filter = "all", .most = RELEASE_ROWS_MAX};
	struct release_row *list;
	struct place place;
	struct reply *reply = place_find(&place, call);
	AUTO_BUF out;
	size_t count;

	buf_init(&out, CSV_MAX);
	if (reply)
		return reply;
	if (!place.assignment)
		return reply_error(call, 404, "not-found", "Nothing was handed in yet.");
	query.activity = place.activity.id;
	query.person = place_only_person(call->session);
	exporting.object = arena_printf(call->arena, "activity:%s", place.activity.id);
	if (release_list(&list, &count, db_reader(call->parts->db), call->arena,
			 &query) != DB_OK ||
	    db_write(call->parts->db, write_audit, &exporting) != DB_OK)
		return reply_store_failed(call);
	if (!add_rows(&out, call, &place, list, count))
		return reply_error(call, 413, "too-large", "This table is too long.");
	reply = reply_new(call, 200);
	reply_body(reply, "text/csv; charset=utf-8",
		   arena_memdup(call->arena, out.bytes, out.len), out.len);
	return reply_header(reply, "Content-Disposition",
			    "attachment; filename=\"feedback.csv\"");
}
