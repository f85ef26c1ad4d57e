/* Rules: what applies to one session at this moment, as pages and sockets show it. */
#ifndef KIBRIDGE_TUTOR_RULES_H
#define KIBRIDGE_TUTOR_RULES_H

#include <json-c/json.h>

#include "base/arena.h"
#include "base/zone.h"
#include "course/policy.h"
#include "course/session.h"
#include "quota/ledger.h"
#include "store/db.h"

struct rules {
	struct policy *policy;
	const struct zone *zone; /* the tenant's */
	enum policy_gate gate;
	int64_t opens_s;
	struct quota_subject subject; /* borrowed from the session */
	struct json_object *gate_json; /* {state, opens_at} */
	struct json_object *limits_json; /* how each limit stands for this person */
};

/** Reader. @pool whose limits are shown: main for the page, preview for a lecturer's
 * tests. */
enum db_status rules_now(struct rules *out, struct db_conn *conn, struct arena *arena,
			 const struct session *session, enum quota_pool pool,
			 int64_t now_s);

#endif
