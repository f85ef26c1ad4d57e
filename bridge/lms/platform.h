/*
 * Platform: one registered LMS (issuer + client_id) and its deployments, as rows. What
 * the lti library needs to know of it is its registration.
 */
#ifndef KIBRIDGE_LMS_PLATFORM_H
#define KIBRIDGE_LMS_PLATFORM_H

#include <lti/platform.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/random.h"
#include "store/db.h"

enum platform_status { /* of a deployment, too */
		       PLATFORM_PENDING, /* seen, but nobody said yes to it */
		       PLATFORM_ACTIVE,
		       PLATFORM_DISABLED,
};
const char *platform_status_name(enum platform_status status); /* "active" */
enum platform_status platform_status_parse(
	const char *name); /* an unknown word: disabled */

/*
 * But for the status, a row never changes and never goes: processes remember it (platform_cache.h).
 * Whoever adds a way to change more of it lets them forget it, too.
 */
struct platform {
	const char *id, *tenant; /* our ids */
	const char *profile; /* "moodle", "ilias", …: see lms/profile.h */
	const char *name; /* what people call it; NULL if nobody said */
	enum platform_status status;
	const char *jwks_url;
	int64_t created_s;
	struct lti_registration registration;
};

/*
 * Readers; strings go into the arena. DB_ABSENT: there is none. client_id NULL is what an
 * LMS may leave out at login: then DB_CONFLICT says that the issuer has several
 * registrations.
 */
enum db_status platform_find(struct platform **out, struct db_conn *conn,
			     struct arena *arena, const char *issuer,
			     const char *client_id);
enum db_status platform_by_id(struct platform **out, struct db_conn *conn,
			      struct arena *arena, const char *id);
/** All of a tenant (NULL: of all tenants), oldest first. @count how many *out holds */
enum db_status platform_list(struct platform ***out, size_t *count, struct db_conn *conn,
			     struct arena *arena, const char *tenant);

/** Where its pages live, for CSP frame-ancestors: the origins of issuer and auth_url. */
const char *platform_origins(const struct platform *platform, struct arena *arena);
/** Reader. The same for an id that a browser names (/app/?p=ID); NULL if there is none
 * such. */
const char *platform_origins_of(struct db_conn *conn, struct arena *arena,
				const char *id);

/**
 * In a transaction. Fills in the id. tenant, profile, registration and jwks_url are taken
 * over. DB_CONFLICT: issuer and client_id are registered already.
 */
enum db_status platform_add(struct db_conn *tx, const struct platform *platform,
			    int64_t now_s, char id[RANDOM_ID])
	__attribute__((warn_unused_result));
/** In a transaction. DB_ABSENT: no such platform. The one change that a row may see. */
enum db_status platform_set_status(struct db_conn *tx, const char *id,
				   enum platform_status status)
	__attribute__((warn_unused_result));

struct deployment {
	const char *id; /* ours */
	const char *deployment_id; /* the platform's word for it */
	enum platform_status status;
};

#define DEPLOYMENTS_PENDING_MAX                                                          \
	100 /* of one platform; further ones are refused unwritten */

enum db_status deployment_find(struct deployment *out, struct db_conn *conn,
			       struct arena *arena, const char *platform,
			       const char *deployment_id);
enum db_status deployment_list(struct deployment **out, size_t *count,
			       struct db_conn *conn, struct arena *arena,
			       const char *platform);
/** In a transaction. DB_CONFLICT: it is there. DB_REFUSED: too many are pending. */
enum db_status deployment_add(struct db_conn *tx, const char *platform,
			      const char *deployment_id, enum platform_status status,
			      int64_t now_s, char id[RANDOM_ID])
	__attribute__((warn_unused_result));
/** In a transaction. DB_ABSENT: no such deployment. */
enum db_status deployment_set_status(struct db_conn *tx, const char *platform,
				     const char *deployment_id,
				     enum platform_status status)
	__attribute__((warn_unused_result));

#endif
