/*
 * Session: one launch that became a page. Bound to the launch (tenant, course, activity, person,
 * role) and checked against the object on every call. The page holds a bearer token; the store
 * keeps only digests.
 */
#ifndef KIBRIDGE_COURSE_SESSION_H
#define KIBRIDGE_COURSE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/random.h"
#include "store/db.h"

/*
 * What a caller may do; each includes the ones before. An admin sees the tenant's pages, but
 * rank alone gives no rights in a foreign course.
 */
enum rank { RANK_ANYONE, RANK_STUDENT, RANK_LECTURER, RANK_ADMIN };

const char *rank_role(enum rank rank); /* "student", "lecturer", "admin": quotas' role */

/* A code or token: the session's id, a random_token(), and a NUL. */
#define SESSION_SECRET (RANDOM_ID - 1 + RANDOM_TOKEN)

struct session {
	const char *id; /* our row, for logs */
	/* Ids; course and activity may be NULL. */
	const char *tenant, *platform, *deployment, *course, *activity;
	const char *person; /* pseudonym */
	enum rank rank;
	const char *locale; /* "de", "en": from the launch */
	const char *return_url; /* launch_presentation.return_url or NULL */
	const char *frame_origin; /* the platform's, for frame-ancestors */
	const char *message; /* LTI message type */
	const char *
		for_person; /* submission review: whose; data privacy: another's; else NULL */
	int64_t expires_s;
};

#define SESSION_PRIVACY                                                                  \
	"LtiDataPrivacyLaunchRequest" /* a message: the page of one's data */
/** Whose data the session may see and delete: one's own, but for an LMS's data privacy launch. */
const char *session_data_person(const struct session *session);

/** A deep copy whose strings live in the arena. */
void session_copy(struct session *out, const struct session *from, struct arena *arena);

/**
 * In a transaction. session->id is the caller's random_id(), so that a launch can be led back to
 * its session. Fills a one-time code (60 s) that the page trades for a token.
 */
enum db_status session_open(struct db_conn *tx, const struct session *session,
			    int64_t now_s, char code[SESSION_SECRET]);
/** In a transaction. DB_ABSENT: no such code, spent or too old. */
enum db_status session_trade(struct db_conn *tx, const char *code, int64_t now_s,
			     char token[SESSION_SECRET]);
/** Reader. The session of that id, for our own hand: a reloaded launch opens its like again. */
enum db_status session_by_id(struct session **out, struct db_conn *conn,
			     struct arena *arena, const char *id, int64_t now_s);
/** Reader. DB_ABSENT: unknown or expired. Strings go into the arena. */
enum db_status session_find(struct session **out, struct db_conn *conn,
			    struct arena *arena, const char *token, int64_t now_s);

#endif
