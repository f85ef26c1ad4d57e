/* Places: everything is found by way of the session, never by an id alone. */
#include "feedback/place.h"

#include <string.h>

#include "assignment/assignment_store.h"
#include "base/text.h"
#include "call/form.h"
#include "call/parts.h"
#include "call/problem.h"
#include "privacy/consent.h"
#include "store/db.h"

static struct reply *no_place(struct call *call)
{
	return reply_error(call, 404, "not-found", "There is no feedback activity here.");
}

static struct reply *read_place(struct place *out, struct call *call, const char *id)
{
	struct db_conn *conn = db_reader(call->parts->db);
	enum db_status status;

	*out = (struct place){0};
	if (!id || !call->session->course)
		return no_place(call);
	status = activity_find(&out->activity, conn, call->arena, id,
			       call->session->course);
	if (status == DB_ABSENT ||
	    (status == DB_OK && !text_equal(out->activity.kind, "feedback")))
		return no_place(call);
	if (status == DB_OK)
		status = assignment_find(&out->assignment, &out->version, conn,
					 call->arena, id, 0);
	if (status == DB_OK || status == DB_ABSENT)
		status = assignment_has_line_item(&out->line_item, conn, id);
	return status == DB_OK ? NULL : reply_store_failed(call);
}

struct reply *place_find(struct place *out, struct call *call)
{
	const struct request *request = call->request;
	const struct form *query =
		form_parse(call->arena, request->query, strlen(request->query));
	const char *named;

	if (!query)
		return reply_error(call, 400, "malformed", "The query cannot be read.");
	named = form_get(query, "activity");
	return read_place(out, call, named ? named : call->session->activity);
}

struct reply *place_own(struct place *out, struct call *call)
{
	const struct session *session = call->session;

	if (session->rank < RANK_LECTURER && session->for_person &&
	    !text_equal(session->for_person, session->person))
		return reply_error(call, 403, "forbidden",
				   "This page is about somebody else's work.");
	return read_place(out, call, session->activity);
}

struct reply *place_without_consent(struct call *call)
{
	const struct session *session = call->session;
	bool given = false;

	if (session->rank >= RANK_LECTURER)
		return NULL;
	if (consent_given(db_reader(call->parts->db), session->activity, session->person,
			  &given) != DB_OK)
		return reply_store_failed(call);
	return given ? NULL
		     : reply_error(call, 403, "notice-first",
				   "Nothing is stored before the notice was read.");
}

const char *place_only_person(const struct session *session)
{
	return session->for_person;
}

struct reply *place_submission(struct submission *out, struct call *call)
{
	const struct session *session = call->session;
	const char *only = place_only_person(session);
	enum db_status status = DB_ABSENT;

	if (session->course)
		status = submission_find_in(out, db_reader(call->parts->db), call->arena,
					    call->request->params[0], session->course);
	if (status == DB_OK && only &&
	    (!text_equal(out->person, only) ||
	     !text_equal(out->activity, session->activity)))
		status = DB_ABSENT;
	if (status == DB_ABSENT)
		return reply_error(call, 404, "not-found",
				   "There is no such attempt in this course.");
	return status == DB_OK ? NULL : reply_store_failed(call);
}

bool place_is_scored(const struct place *place)
{
	return place->line_item && place->assignment &&
	       place->assignment->visibility == VISIBILITY_DRAFT;
}
