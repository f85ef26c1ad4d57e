/* Rules in force for a session, read in one go. */
#include "tutor/rules.h"

#include "base/json.h"
#include "base/text.h"
#include "course/activity.h"
#include "course/tenant.h"
#include "tutor/frame.h"

/* A copied activity serves nobody but lecturers until one of them has confirmed it. */
static enum db_status setup_gate(struct rules *out, struct db_conn *conn,
				 struct arena *arena, const struct session *session)
{
	struct activity activity;
	enum db_status status;

	if (!session->activity || session->rank >= RANK_LECTURER)
		return DB_OK;
	status =
		activity_find(&activity, conn, arena, session->activity, session->course);
	if (status != DB_OK || !text_equal(activity.status, "draft"))
		return status == DB_ABSENT ? DB_OK : status;
	out->gate = GATE_SETUP;
	out->opens_s = 0;
	return DB_OK;
}

enum db_status rules_now(struct rules *out, struct db_conn *conn, struct arena *arena,
			 const struct session *session, enum quota_pool pool,
			 int64_t now_s)
{
	struct standing *standings;
	struct limit *mine;
	size_t count = 0;
	enum db_status status;

	out->zone = tenant_zone(conn, session->tenant);
	status = policy_effective(&out->policy, conn, arena, session->tenant,
				  session->course, session->activity);
	if (status != DB_OK)
		return status;
	out->gate = policy_gate(out->policy, out->zone, now_s, &out->opens_s);
	status = setup_gate(out, conn, arena, session);
	if (status != DB_OK)
		return status;
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

	/* Another role's limits are not this person's business, and never bind. */
	mine = arena_alloc(arena, out->policy->limit_count * sizeof(*mine));
	for (size_t i = 0; i < out->policy->limit_count; i++)
		if (ledger_applies(&out->policy->limits[i], &out->subject))
			mine[count++] = out->policy->limits[i];
	standings = arena_alloc(arena, (count + 1) * sizeof(*standings));
	status = ledger_standings(conn, out->zone, &out->subject, mine, count, now_s,
				  standings);
	for (size_t i = 0; status == DB_OK && i < count; i++)
		json_add(out->limits_json, standing_json(&standings[i]));
	return status;
}
