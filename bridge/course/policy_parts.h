/* Policy parts: what the files of the policy share among themselves. */
#ifndef KIBRIDGE_COURSE_POLICY_PARTS_H
#define KIBRIDGE_COURSE_POLICY_PARTS_H

#include <json-c/json.h>
#include <stdbool.h>

#include "course/policy.h"
#include "course/policy_week.h"

/** none 0 < themes < pseudonymous < named; -1 for anything else. */
int policy_review_rank(const char *review);

/** One checked entry of `quotas`. role borrows from the tree. */
void policy_quota_read(struct limit *out, struct json_object *quota, enum level level);
/** Same scope, role, metric and window. */
bool policy_quota_same(const struct limit *a, const struct limit *b);

/** A checked member that is a time; 0 if it is not there. */
int64_t policy_time(struct json_object *document, const char *name);
/** Whether the checked list of texts (NULL: everything) has it. */
bool policy_list_has(struct json_object *list, const char *text);

/*
 * The documents in force, highest level first; a level that has none, or that the caller did
 * not name, is an empty object.
 */
struct policy_stack {
	struct json_object *documents[LEVEL_COUNT];
};

/** Reader. activity may be NULL. */
enum db_status policy_stack_load(struct policy_stack *out, struct db_conn *conn,
				 struct arena *arena, const char *tenant,
				 const char *course, const char *activity);
/** Folds checked documents; where one exceeds a higher one, the narrower holds. */
struct policy *policy_fold(struct arena *arena, const struct policy_stack *stack);

/** Whether a checked document stays inside the levels above it. False: fault is filled. */
bool policy_narrows(const struct policy_stack *stack, enum level level,
		    struct json_object *document, struct arena *arena,
		    struct policy_fault *fault);

/**
 * Reader. What policy_store would make of it now: POLICY_STORED if nothing speaks against it. @version
 * the one in force
 */
enum db_status policy_judge(struct db_conn *conn, const struct policy_change *change,
			    struct arena *arena, enum policy_outcome *outcome,
			    int64_t *version, struct policy_fault *fault);

#endif
