/* Policy, ahead: what the limits of a change will count is added up before it is stored. */
#include "base/log.h"
#include "course/policy_parts.h"
#include "course/tenant.h"
#include "quota/ledger.h"

static enum db_status limits_prepare(struct db *db, struct db_conn *conn,
				     const struct policy_change *change,
				     struct arena *arena)
{
	const struct quota_subject everybody = {
		.tenant = change->tenant,
		.course = change->course,
		.activity = change->activity,
	};
	struct policy_stack stack;
	const struct policy *policy;
	enum db_status status = policy_stack_load(&stack, conn, arena, change->tenant,
						  change->course, change->activity);

	if (status != DB_OK)
		return status;
	stack.documents[change->level] = change->document;
	policy = policy_fold(arena, &stack);
	return ledger_prepare(db, tenant_zone(conn, change->tenant), &everybody,
			      policy->limits, policy->limit_count, change->now_s);
}

void policy_prepare(struct db *db, const struct policy_change *change,
		    struct arena *arena)
{
	struct db_conn *conn = db_reader(db);
	enum policy_outcome outcome = POLICY_FAULTY;
	enum db_status status = DB_FAILED;
	struct policy_fault fault;
	int64_t version;

	if (conn)
		status = policy_judge(conn, change, arena, &outcome, &version, &fault);
	if (status == DB_OK && outcome == POLICY_STORED)
		status = limits_prepare(db, conn, change, arena);
	if (status != DB_OK)
		log_warn("policy.not-prepared", "tenant=%s reason=%s", change->tenant,
			 db_status_text(status));
}
