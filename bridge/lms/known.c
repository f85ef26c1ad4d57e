/* Known: the question, and whether its answer is all that a launch would write. */
#include "lms/known.h"

#include "base/text.h"

static void read_row(struct known *out, struct db_rows *rows, struct arena *arena)
{
	/* clang-format off */
	const char **const texts[] = { /* in the order of the columns */
		&out->secret, &out->settings, &out->deployment_id,
		&out->course_id, &out->course_title, &out->course_label,
		&out->activity.id, &out->activity.course, &out->activity.kind,
		&out->activity.title, &out->link_title, &out->memberships_url,
	};
	/* clang-format on */
	int column = 0;

	*out = (struct known){0};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = arena_strdup(arena, db_text(rows, column++));
	out->memberships_seen_s = db_int(rows, column++);
	out->platform_status = platform_status_parse(db_text(rows, column++));
	if (out->deployment_id)
		out->deployment_status = platform_status_parse(db_text(rows, column));
}

enum db_status known_find(struct known *out, struct db_conn *conn, struct arena *arena,
			  const struct known_names *names)
{
	AUTO_ROWS *rows = db_query(
		conn,
		"SELECT t.secret, t.settings, d.id, c.id, c.title, c.label,"
		" a.id, a.course_id, a.kind, a.title, l.title,"
		" r.memberships_url, r.seen_s, p.status, d.status FROM tenant t"
		" LEFT JOIN platform p ON p.id = $2"
		" LEFT JOIN deployment d ON d.platform_id = $2 AND d.deployment_id = $3"
		" LEFT JOIN course c ON c.deployment_id = d.id AND c.context_id = $4"
		" LEFT JOIN resource_link l ON l.deployment_id = d.id"
		" AND l.resource_link_id = $5"
		" LEFT JOIN activity a ON a.id = l.activity_id"
		" LEFT JOIN roster_place r ON r.course_id = c.id"
		" WHERE t.id = $1",
		"ttttt", names->tenant, names->platform, names->deployment_id,
		names->context_id, names->resource_link_id);

	if (db_next(rows)) {
		read_row(out, rows, arena);
		return DB_OK;
	}
	return db_rows_absent(rows);
}

/* What is not said changes nothing. */
static bool same(const char *known, const char *said)
{
	return text_empty(said) || text_equal(known, said);
}

bool known_as_said(const struct known *known, const struct activity_link *link,
		   const char *course_title, const char *course_label)
{
	const struct activity *activity = &known->activity;

	return known->course_id && activity->id &&
	       text_equal(activity->course, known->course_id) &&
	       same(known->course_title, course_title) &&
	       same(known->course_label, course_label) &&
	       same(activity->id, link->activity_id) &&
	       same(activity->title, link->title) &&
	       text_equal(known->link_title, link->title ? link->title : "");
}
