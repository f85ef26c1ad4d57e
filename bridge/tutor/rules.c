/* Rules in force for a session, read in one go. */
#include "tutor/rules.h"

#include "base/json.h"
#include "course/tenant.h"
#include "tutor/frame.h"

enum db_status rules_now(struct rules *out, struct db_conn *conn, struct arena *arena,
			 const struct session *session, enum quota_pool pool,
			 int64_t now_s)
{
	struct standing *standings;
	enum db_status status;

	out->zone = tenant_zone(conn, session->tenant);
	status = policy_effective(&out->policy, conn, arena, session->tenant,
				  session->course, session->activity);
	if (status != DB_OK)
		return status;
	out->gate = policy_gate(out->policy, out->zone, now_s, &out->opens_s);
	out->gate_json = gate_json(arena, out->gate, out->opens_s);
	out->subject = (struct quota_subject){
		.tenant = session->tenant,
		.course = session->course,
		.activity = session->activity,
		.person = session->person,
		.role = rank_role(session->rank),
		.pool = pool,
	};
	out->limits_json = json_list(arena);
	if (!session->activity || out->policy->limit_count == 0)
		return DB_OK;

	standings = arena_alloc(arena, out->policy->limit_count * sizeof(*standings));
	status = ledger_standings(conn, out->zone, &out->subject, out->policy->limits,
				  out->policy->limit_count, now_s, standings);
	for (size_t i = 0; status == DB_OK && i < out->policy->limit_count; i++)
		json_add(out->limits_json, standing_json(&standings[i]));
	return status;
}
