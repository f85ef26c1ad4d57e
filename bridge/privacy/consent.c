/* Consent: one row per person and activity. */
#include "privacy/consent.h"

/* Which text was shown; raised when it changes so much that it must be shown again. */
#define NOTICE "1"

enum db_status consent_given(struct db_conn *conn, const char *activity,
			     const char *person, bool *given)
{
	enum db_status status;
	int64_t at_s;

	*given = false;
	if (!activity)
		return DB_OK;
	status = db_get_int(conn, &at_s,
			    "SELECT at_s FROM consent"
			    " WHERE activity_id = $1 AND person = $2 AND notice = $3",
			    "ttt", activity, person, NOTICE);
	*given = status == DB_OK;
	return status == DB_ABSENT ? DB_OK : status;
}

enum db_status consent_give(struct db_conn *tx, const char *activity, const char *person,
			    int64_t now_s)
{
	return db_exec(tx,
		       "INSERT INTO consent (activity_id, person, notice, at_s)"
		       " VALUES ($1, $2, $3, $4) ON CONFLICT (activity_id, person)"
		       " DO UPDATE SET notice = excluded.notice, at_s = excluded.at_s",
		       "ttti", activity, person, NOTICE, now_s);
}
