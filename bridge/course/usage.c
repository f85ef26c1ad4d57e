/* Usage: the ledger and the tally, cut by day and by hour, small groups withheld. */
#include "course/usage.h"

#include "base/text.h"

/* clang-format off */
/* Students' own questions: no lecturer's tests, no work in the background. */
#define STUDENTS_LEDGER \
	" FROM ledger WHERE course_id = $1 AND admitted_s >= $2 AND admitted_s < $3" \
	" AND kind IN ('settle', 'adjust') AND pool = 'main'" \
	" AND ' ' || role || ' ' LIKE '% student %'"
#define PEOPLE "count(DISTINCT CASE WHEN kind = 'settle' AND person <> '' THEN person END)"
#define LEDGER_SUMS \
	PEOPLE ", sum(CASE WHEN kind = 'settle' THEN requests ELSE 0 END)," \
	" sum(input_tokens), sum(output_tokens)"
#define COURSE_HOURS(table) \
	" FROM " table " WHERE activity_id IN (SELECT id FROM activity WHERE course_id = $1)" \
	" AND hour_s >= $2 AND hour_s < $3"
/* The hour of the day of a column; $4 … $8: when the clock changes, and offsets around that. */
#define HOUR_OF(column) \
	"(" column " + CASE WHEN " column " < $4 THEN $5 WHEN " column " < $6 THEN $7 ELSE $8 END)" \
	" / 3600 % 24"
/* clang-format on */

/* What is really there: never leaves this file. */
struct raw {
	struct usage_cell cell;
	int64_t refused_students;
};

/* A clock that changes at most twice: at_s[0] <= at_s[1]. */
struct shifts {
	int64_t at_s[2], offset_s[3];
};

bool usage_span_parse(enum usage_span *out, const char *name)
{
	for (int span = 0; span < USAGE_SPANS; span++) {
		*out = (enum usage_span)span;
		if (text_equal(name, usage_span_name(*out)))
			return true;
	}
	return false;
}

const char *usage_span_name(enum usage_span span)
{
	static const char *const names[USAGE_SPANS] = {
		[USAGE_WEEK] = "7", [USAGE_FORTNIGHT] = "14", [USAGE_TERM] = "term"};

	return names[span];
}

int64_t usage_wait_s(const struct usage_cell *cell, int percent)
{
	int64_t all = 0, seen = 0;

	for (size_t i = 0; i < TALLY_WAITS; i++)
		all += cell->waited[i];
	for (size_t i = 0; all && i < TALLY_WAITS; i++) {
		seen += cell->waited[i];
		if (seen * 100 >= all * percent)
			return tally_wait_up_to_s(i);
	}
	return -1;
}

/* ---- what may be shown ---- */

/* Adds to a sum what may be shown of a cell, and remembers what may not. */
static void show(struct usage_cell *sum, const struct raw *raw)
{
	const struct usage_cell *cell = &raw->cell;

	if (cell->students >= USAGE_FEW) {
		sum->questions += cell->questions;
		sum->input_tokens += cell->input_tokens;
		sum->output_tokens += cell->output_tokens;
		for (size_t i = 0; i < TALLY_WAITS; i++)
			sum->waited[i] += cell->waited[i];
	} else if (cell->questions) {
		sum->few = true;
	}
	if (raw->refused_students >= USAGE_FEW)
		sum->refused += cell->refused;
	else if (raw->refused_students)
		sum->few = true;
}

static int64_t enough(int64_t students)
{
	return students >= USAGE_FEW ? students : 0;
}

/* ---- reading ---- */

static struct raw *row_of(struct raw *raws, const struct usage *usage, const char *id)
{
	for (size_t i = 0; i < usage->activity_count; i++) {
		if (text_equal(usage->activities[i].id, id))
			return &raws[i];
	}
	return NULL; /* not asked for */
}

static enum db_status read_ledger(struct raw *raws, struct db_conn *conn,
				  const struct usage *usage, const char *course,
				  struct span span)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT activity_id, " LEDGER_SUMS STUDENTS_LEDGER
				   " GROUP BY activity_id",
				   "tii", course, span.start_s, span.end_s);

	while (db_next(rows)) {
		struct raw *raw = row_of(raws, usage, db_text(rows, 0));

		if (!raw)
			continue;
		raw->cell.students = db_int(rows, 1);
		raw->cell.questions = db_int(rows, 2);
		raw->cell.input_tokens = db_int(rows, 3);
		raw->cell.output_tokens = db_int(rows, 4);
	}
	return db_rows_status(rows);
}

static enum db_status read_refused(struct raw *raws, struct db_conn *conn,
				   const struct usage *usage, const char *course,
				   struct span span)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT activity_id, count(DISTINCT person), sum(times)" COURSE_HOURS(
			"refused") " GROUP BY activity_id",
		"tii", course, span.start_s, span.end_s);

	while (db_next(rows)) {
		struct raw *raw = row_of(raws, usage, db_text(rows, 0));

		if (!raw)
			continue;
		raw->refused_students = db_int(rows, 1);
		raw->cell.refused = db_int(rows, 2);
	}
	return db_rows_status(rows);
}

static enum db_status read_waited(struct raw *raws, struct db_conn *conn,
				  const struct usage *usage, const char *course,
				  struct span span)
{
	AUTO_ROWS *rows = db_query(conn,
				   "SELECT activity_id, up_to_s, sum(times)" COURSE_HOURS(
					   "waited") " GROUP BY activity_id, up_to_s",
				   "tii", course, span.start_s, span.end_s);

	while (db_next(rows)) {
		struct raw *raw = row_of(raws, usage, db_text(rows, 0));
		size_t bucket = tally_wait_index(db_int(rows, 1));

		if (raw && bucket < TALLY_WAITS)
			raw->cell.waited[bucket] = db_int(rows, 2);
	}
	return db_rows_status(rows);
}

/* One cell per activity. */
static enum db_status read_span(struct raw **out, struct db_conn *conn,
				struct arena *arena, const struct usage *usage,
				const char *course, struct span span)
{
	enum db_status status;

	*out = arena_alloc(arena, (usage->activity_count + 1) * sizeof(**out));
	status = read_ledger(*out, conn, usage, course, span);
	if (status == DB_OK)
		status = read_refused(*out, conn, usage, course, span);
	return status == DB_OK ? read_waited(*out, conn, usage, course, span) : status;
}

/* ---- days ---- */

static struct span day_before(const struct zone *zone, struct span day)
{
	return zone_window(zone, WINDOW_DAY, day.start_s - 1);
}

static void list_days(struct usage *out, struct arena *arena,
		      const struct usage_query *query)
{
	static const size_t counts[] = {[USAGE_WEEK] = 7, [USAGE_FORTNIGHT] = 14};
	struct span day = zone_window(query->zone, WINDOW_DAY, query->now_s), first = day;

	out->day_count = 1;
	if (query->span == USAGE_TERM) {
		int64_t term_s =
			zone_window(query->zone, WINDOW_TERM, query->now_s).start_s;

		for (; first.start_s > term_s; out->day_count++)
			first = day_before(query->zone, first);
	} else {
		out->day_count = counts[query->span];
	}
	out->days = arena_alloc(arena, out->day_count * sizeof(*out->days));
	for (size_t i = out->day_count; i-- > 0; day = day_before(query->zone, day))
		out->days[i] = day;
}

static enum db_status read_days(struct usage *out, struct db_conn *conn,
				struct arena *arena, const struct usage_query *query)
{
	for (size_t day = 0; day < out->day_count; day++) {
		struct raw *raws;
		enum db_status status =
			read_span(&raws, conn, arena, out, query->course, out->days[day]);

		if (status != DB_OK)
			return status;
		for (size_t i = 0; i < out->activity_count; i++) {
			struct usage_cell *cell =
				&out->cells[day * out->activity_count + i];

			cell->students = enough(raws[i].cell.students);
			show(cell, &raws[i]);
			show(&out->by_day[day], &raws[i]);
			show(&out->by_activity[i], &raws[i]);
			show(&out->all, &raws[i]);
		}
	}
	return DB_OK;
}

/* As many days before: only what the two have in common can be compared, their questions. */
static enum db_status read_before(struct usage *out, struct db_conn *conn,
				  struct arena *arena, const struct usage_query *query)
{
	struct span day = out->days[0];

	for (size_t i = 0; query->span != USAGE_TERM && i < out->day_count; i++) {
		struct raw *raws;
		enum db_status status;

		day = day_before(query->zone, day);
		status = read_span(&raws, conn, arena, out, query->course, day);
		if (status != DB_OK)
			return status;
		for (size_t at = 0; at < out->activity_count; at++)
			show(&out->before, &raws[at]);
	}
	return DB_OK;
}

/* ---- people: a sum of days would count them twice ---- */

static enum db_status count_students(int64_t *out, struct db_conn *conn,
				     const struct usage_query *query,
				     const char *activity, struct span span)
{
	enum db_status status = db_get_int(conn, out,
					   "SELECT " PEOPLE STUDENTS_LEDGER
					   " AND ($4 = '' OR activity_id = $4)",
					   "tiit", query->course, span.start_s,
					   span.end_s, activity ? activity : "");

	*out = status == DB_OK ? enough(*out) : 0;
	return status;
}

static enum db_status read_people(struct usage *out, struct db_conn *conn,
				  const struct usage_query *query)
{
	struct span whole = {out->days[0].start_s, out->days[out->day_count - 1].end_s};
	enum db_status status =
		count_students(&out->all.students, conn, query, query->activity, whole);

	for (size_t i = 0; status == DB_OK && i < out->activity_count; i++)
		status = count_students(&out->by_activity[i].students, conn, query,
					out->activities[i].id, whole);
	for (size_t day = 0; status == DB_OK && day < out->day_count; day++)
		if (out->by_day[day].questions) /* else: nothing of it is shown */
			status = count_students(&out->by_day[day].students, conn, query,
						query->activity, out->days[day]);
	return status;
}

static enum db_status read_reasons(struct usage *out, struct db_conn *conn,
				   const struct usage_query *query)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT reason, count(DISTINCT person), sum(times)" COURSE_HOURS(
			"refused") " AND ($4 = '' OR activity_id = $4) GROUP BY reason",
		"tiit", query->course, out->days[0].start_s,
		out->days[out->day_count - 1].end_s,
		query->activity ? query->activity : "");

	while (db_next(rows)) {
		for (int reason = 0; reason < TALLY_REASONS; reason++)
			if (text_equal(db_text(rows, 0),
				       tally_reason_name((enum tally_reason)reason)) &&
			    db_int(rows, 1) >= USAGE_FEW)
				out->refused_by[reason] = db_int(rows, 2);
	}
	return db_rows_status(rows);
}

/* ---- hours of the day ---- */

static int64_t offset_at(const struct zone *zone, int64_t at_s)
{
	return zone_local(zone, at_s).offset_s;
}

static struct shifts find_shifts(const struct usage *usage, const struct zone *zone)
{
	int64_t at_s = usage->days[0].start_s,
		end_s = usage->days[usage->day_count - 1].end_s;
	struct shifts shifts = {.at_s = {end_s, end_s}};
	size_t found = 0;

	shifts.offset_s[0] = offset_at(zone, at_s);
	for (; at_s < end_s && found < 2; at_s += 3600) {
		int64_t offset_s = offset_at(zone, at_s);

		if (offset_s == shifts.offset_s[found])
			continue;
		shifts.at_s[found++] = at_s;
		shifts.offset_s[found] = offset_s;
	}
	for (; found < 2; found++)
		shifts.offset_s[found + 1] = shifts.offset_s[found];
	return shifts;
}

#define SPAN_AND_SHIFTS                                                                  \
	"tiiiiiii"                                                                       \
	"t"
#define SPAN_AND_SHIFTS_OF(query, span, shifts)                                          \
	(query)->course, (span).start_s, (span).end_s, (shifts).at_s[0],                 \
		(shifts).offset_s[0], (shifts).at_s[1], (shifts).offset_s[1],            \
		(shifts).offset_s[2], (query)->activity ? (query)->activity : ""
#define ONE_ACTIVITY " AND ($9 = '' OR activity_id = $9)"

static struct raw *hour_row(struct raw hours[USAGE_HOURS], struct db_rows *rows)
{
	int64_t hour = db_int(rows, 0);

	return hour >= 0 && hour < USAGE_HOURS ? &hours[hour] : NULL;
}

static enum db_status read_hours(struct raw hours[USAGE_HOURS], struct db_conn *conn,
				 const struct usage_query *query, struct span span,
				 struct shifts shifts)
{
	AUTO_ROWS *ledger =
		db_query(conn,
			 "SELECT " HOUR_OF("admitted_s") ", " LEDGER_SUMS STUDENTS_LEDGER
				 ONE_ACTIVITY " GROUP BY 1",
			 SPAN_AND_SHIFTS, SPAN_AND_SHIFTS_OF(query, span, shifts));
	AUTO_ROWS *refused = NULL, *waited = NULL;
	struct raw *raw;

	while (db_next(ledger)) {
		if (!(raw = hour_row(hours, ledger)))
			continue;
		raw->cell.students = db_int(ledger, 1);
		raw->cell.questions = db_int(ledger, 2);
		raw->cell.input_tokens = db_int(ledger, 3);
		raw->cell.output_tokens = db_int(ledger, 4);
	}
	if (db_rows_status(ledger) != DB_OK)
		return db_rows_status(ledger);
	refused =
		db_query(conn,
			 "SELECT " HOUR_OF("hour_s") ", count(DISTINCT person),"
						     " sum(times)" COURSE_HOURS("refused")
							     ONE_ACTIVITY " GROUP BY 1",
			 SPAN_AND_SHIFTS, SPAN_AND_SHIFTS_OF(query, span, shifts));
	while (db_next(refused)) {
		if (!(raw = hour_row(hours, refused)))
			continue;
		raw->refused_students = db_int(refused, 1);
		raw->cell.refused = db_int(refused, 2);
	}
	if (db_rows_status(refused) != DB_OK)
		return db_rows_status(refused);
	waited = db_query(
		conn,
		"SELECT " HOUR_OF("hour_s") ", up_to_s, sum(times)" COURSE_HOURS("waited")
			ONE_ACTIVITY " GROUP BY 1, 2",
		SPAN_AND_SHIFTS, SPAN_AND_SHIFTS_OF(query, span, shifts));
	while (db_next(waited)) {
		size_t bucket = tally_wait_index(db_int(waited, 1));

		if ((raw = hour_row(hours, waited)) && bucket < TALLY_WAITS)
			raw->cell.waited[bucket] = db_int(waited, 2);
	}
	return db_rows_status(waited);
}

static int percent(int64_t part, int64_t whole)
{
	return whole ? (int)((part * 200 + whole) / (whole * 2)) : 0;
}

static enum db_status share_hours(struct usage *out, struct db_conn *conn,
				  const struct usage_query *query)
{
	struct raw hours[USAGE_HOURS] = {0};
	struct usage_cell shown[USAGE_HOURS] = {0}, all = {0};
	struct span whole = {out->days[0].start_s, out->days[out->day_count - 1].end_s};
	enum db_status status =
		read_hours(hours, conn, query, whole, find_shifts(out, query->zone));

	for (size_t i = 0; i < USAGE_HOURS; i++) {
		show(&shown[i], &hours[i]);
		show(&all, &hours[i]);
	}
	for (size_t i = 0; i < USAGE_HOURS; i++)
		out->hours[i] = (struct usage_hour){
			.questions = percent(shown[i].questions, all.questions),
			.input_tokens = percent(shown[i].input_tokens, all.input_tokens),
			.output_tokens =
				percent(shown[i].output_tokens, all.output_tokens),
			.refused = percent(shown[i].refused, all.refused),
			.students = enough(hours[i].cell.students),
			.wait_s = usage_wait_s(&shown[i], 95),
			.few = shown[i].few,
		};
	return status;
}

/* ---- all of it ---- */

static enum db_status list_activities(struct usage *out, struct db_conn *conn,
				      struct arena *arena,
				      const struct usage_query *query)
{
	if (!query->activity)
		return activity_list(&out->activities, &out->activity_count, conn, arena,
				     query->course);
	out->activities = arena_alloc(arena, sizeof(*out->activities));
	out->activity_count = 1;
	return activity_find(out->activities, conn, arena, query->activity,
			     query->course);
}

enum db_status usage_read(struct usage *out, struct db_conn *conn, struct arena *arena,
			  const struct usage_query *query)
{
	enum db_status status;

	*out = (struct usage){0};
	status = list_activities(out, conn, arena, query);
	if (status != DB_OK)
		return status;
	list_days(out, arena, query);
	out->cells = arena_alloc(arena, out->day_count * (out->activity_count + 1) *
						sizeof(*out->cells));
	out->by_day = arena_alloc(arena, out->day_count * sizeof(*out->by_day));
	out->by_activity =
		arena_alloc(arena, (out->activity_count + 1) * sizeof(*out->by_activity));
	status = read_days(out, conn, arena, query);
	if (status == DB_OK)
		status = read_before(out, conn, arena, query);
	if (status == DB_OK)
		status = read_people(out, conn, query);
	if (status == DB_OK)
		status = read_reasons(out, conn, query);
	return status == DB_OK ? share_hours(out, conn, query) : status;
}
