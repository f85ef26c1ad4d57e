/*
 * Admit: what a verified launch leaves behind: its nonce spent, and a session in its course. One
 * transaction: all of it, or nothing.
 */
#ifndef KIBRIDGE_LMS_ADMIT_H
#define KIBRIDGE_LMS_ADMIT_H

#include <lti/launch.h>
#include <lti/login.h>
#include <stdbool.h>

#include "base/random.h"
#include "call/call.h"
#include "course/session.h"
#include "lms/platform.h"
#include "lms/refusal.h"

/* The custom parameter in which deep linking puts our activity's id. */
#define ACTIVITY_PARAM "kibridge_activity"
/* The one that registration asks an LMS to fill with the ids of the courses copied from. */
#define HISTORY_PARAM "context_history"

/* Those of a platform whose custom parameters we trust (PROFILE_CUSTOM_TRUSTED): tutor | feedback, … */
#define KIND_PARAM "kibridge_kind"
/* … and the ids of the links that this one was copied from, newest first, with commas. */
#define LINK_HISTORY_PARAM "kibridge_link_history"

struct arrival {
	/* given */
	struct call *call;
	const struct platform *platform;
	const struct lti_launch *launch;
	const char *nonce;
	const char *origins; /* platform_origins() */
	bool no_session; /* the message opens no page: spend the nonce, and nothing else */
	/* on true */
	char session_id[RANDOM_ID];
	char code[SESSION_SECRET]; /* what the page trades for its token */
	enum rank rank;
	bool reopened; /* the nonce was spent before: a session like the first */
	/* on false */
	enum refusal refusal;
	bool admitted;
};

/** A deployment that nobody has seen yet is noted as pending, and refused. */
bool admit(struct arrival *arrival);
/** Its two halves, for who does not wait: what is written, and what came of it. */
enum db_status admit_write(struct db_conn *tx, void *arrival);
bool admit_end(struct arrival *arrival, enum db_status outcome);

/** Reader. Whether this nonce was spent: the same launch, once more. */
bool admitted_before(struct db_conn *conn, const struct platform *platform,
		     const char *nonce);
/** A session like the one that the nonce was spent for, as long as that lives; launch is NULL. */
bool admit_again(struct arrival *arrival);

#endif
