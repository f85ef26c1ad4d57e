/*
 * Legacy: an LMS that once spoke LTI 1.1 calls people, courses and links by other ids now. Its
 * launch may say the old ones in the claim lti1p1; they are believed when the signature fits the
 * secret of a consumer key that the operator has stored (kibridge platform set-legacy). Then what
 * is held under the old ids follows to the new ones. [LTI Migration Guide]
 *
 * Old ids name rows of the same platform, or of another registration of the same university, which
 * the operator names: an LMS that was registered anew.
 */
#ifndef KIBRIDGE_LMS_LEGACY_H
#define KIBRIDGE_LMS_LEGACY_H

#include <lti/launch.h>

#include "base/arena.h"
#include "call/call.h"
#include "lms/platform.h"
#include "lms/sealer.h"
#include "store/db.h"

#define LEGACY_PURPOSE "legacy" /* of the sealer */

struct legacy_consumer {
	const char *key,
		*secret; /* secret NULL: it cannot be opened with the server's secret */
	const char *from; /* our id of the platform whose rows the old ids name */
	int64_t created_s;
};

/** In a transaction. Replaces the secret of a key that is there. @from NULL: the platform itself */
enum db_status legacy_set(struct db_conn *tx, struct arena *arena, struct sealer *sealer,
			  const char *platform, const char *key, const char *secret,
			  const char *from, int64_t now_s)
	__attribute__((warn_unused_result));
/** In a transaction. DB_ABSENT: there is no such key. */
enum db_status legacy_drop(struct db_conn *tx, const char *platform, const char *key)
	__attribute__((warn_unused_result));
/** Reader. Oldest first; at most LEGACY_MOST. @sealer NULL: without secrets */
#define LEGACY_MOST 50
enum db_status legacy_list(struct legacy_consumer **out, size_t *count,
			   struct db_conn *conn, struct arena *arena,
			   struct sealer *sealer, const char *platform);

struct legacy_launch {
	struct call *call;
	const struct platform *platform;
	const struct lti_launch *launch;
	const char *secret; /* the tenant's */
	const char *deployment; /* our id */
	const char *context_id, *resource_link_id; /* as the launch's rows have them */
	const char *person; /* pseudonym of today */
};

/**
 * In a transaction, before the launch finds its course and activity. Moves what the claim proves
 * to be this person's, course's and link's. A claim that is not believed moves nothing and is no
 * reason to refuse the launch.
 */
enum db_status legacy_follow(struct db_conn *tx, const struct legacy_launch *launch)
	__attribute__((warn_unused_result));

#endif
