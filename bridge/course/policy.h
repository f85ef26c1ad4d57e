/*
 * Policy: the rules in force. One JSON document per level (tenant, course, activity), versioned;
 * a lower level may only narrow. docs/policy.schema.json describes the document; reading one
 * names the field that is wrong.
 */
#ifndef KIBRIDGE_COURSE_POLICY_H
#define KIBRIDGE_COURSE_POLICY_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "quota/limit.h"
#include "quota/weight.h"
#include "store/db.h"

#define POLICY_PROMPT_MAX 65536 /* bytes of one system prompt */
#define POLICY_QUOTAS_MAX 32 /* per level */
#define POLICY_DOCUMENT_MAX 262144

struct policy_fault {
	const char *field; /* JSON pointer, "/quotas/0/value" */
	const char *reason; /* a sentence */
};

/* What applies to one activity now: all three levels folded together. */
struct policy {
	/* "" if none; the course's is sent first */
	const char *course_prompt, *activity_prompt;
	const char *model; /* NULL: the first one allowed */
	const char *fallback_model; /* instead of a refusal; NULL: none */
	const char **allowed_models; /* NULL-terminated; NULL: all */
	struct weights weights; /* the tenant's: what a model's tokens count in limits */
	double temperature;
	int64_t max_output_tokens;
	int64_t memory_tokens; /* how much of the conversation is sent again */
	bool exam_lock; /* a lecturer's or admin's lock on the course, */
	int64_t exam_until_s; /* which ends by itself then; 0: when it is lifted */
	int64_t open_from_s, open_until_s; /* 0: no bound */
	struct json_object *weekly; /* array of {days, from, until}, NULL: always */
	const char *review; /* none | themes | pseudonymous | named */
	struct json_object *starters; /* array of texts or NULL */
	struct limit limits[LEVEL_COUNT * POLICY_QUOTAS_MAX];
	size_t limit_count;
	/* Which level set each value: {"model":"course", …, "review":"default"}. */
	struct json_object *origins;
};

/** Reader. Folds the documents in force for an activity (NULL: of the course). */
enum db_status policy_effective(struct policy **out, struct db_conn *conn,
				struct arena *arena, const char *tenant,
				const char *course, const char *activity);

/** Syntax, types, ranges. False: fault is filled (in the arena). */
bool policy_document_check(struct json_object *document, enum level level,
			   struct arena *arena, struct policy_fault *fault);

struct policy_change {
	enum level level;
	const char *tenant, *course, *activity; /* as far as the level needs them */
	struct json_object *document;
	const char *author; /* pseudonym */
	int64_t base_version; /* what the author saw; -1: do not care */
	int64_t now_s;
};
/**
 * Outside any transaction, before policy_store: has what its limits will count added up (ledger_prepare),
 * unless it would not be stored. If that fails the log says so, and the first question does it.
 */
void policy_prepare(struct db *db, const struct policy_change *change,
		    struct arena *arena);

enum policy_outcome { POLICY_STORED, POLICY_FAULTY, POLICY_STALE };
/**
 * In a transaction: check, check that it only narrows, store as the next version, notify
 * ("policy", course id). @version the new one, or with POLICY_STALE the one in force.
 */
enum db_status policy_store(struct db_conn *tx, const struct policy_change *change,
			    struct arena *arena, enum policy_outcome *outcome,
			    int64_t *version, struct policy_fault *fault);

/**
 * In a transaction. Sets or lifts the exam lock of change->course, whatever the rest of its
 * document says: a lock must not fail because the levels above have changed since. change's
 * document and base_version are not read. @until when it ends by itself (RFC 3339), or NULL
 * @changed false: it was so already
 */
enum db_status policy_lock(struct db_conn *tx, const struct policy_change *change,
			   struct arena *arena, bool locked, const char *until,
			   int64_t *version, bool *changed);
/** Whether the exam lock holds at that time: one that has ended is none. */
bool policy_exam_locked(const struct policy *policy, int64_t at_s);

/** Reader. The document in force and its version; {} and 0 if none was ever stored. */
enum db_status policy_document(struct json_object **document, int64_t *version,
			       struct db_conn *conn, struct arena *arena,
			       enum level level, const char *id);

struct policy_version {
	int64_t version;
	const char *author; /* pseudonym, "operator", or "copy" in a copied course */
	int64_t created_s;
};
#define POLICY_VERSIONS_MAX 200 /* listed; older ones are still there by number */
/** Reader. Newest first. */
enum db_status policy_versions(struct policy_version **list, size_t *count,
			       struct db_conn *conn, struct arena *arena,
			       enum level level, const char *id);
/** Reader. One of them with its document. */
enum db_status policy_version(struct policy_version *out, struct json_object **document,
			      struct db_conn *conn, struct arena *arena, enum level level,
			      const char *id, int64_t version);

enum policy_gate {
	GATE_OPEN,
	GATE_NOT_YET,
	GATE_OVER,
	GATE_HOURS,
	GATE_EXAM,
	GATE_SETUP, /* a copied activity waits for a lecturer; not of the rules' making */
};
/** Is it open now? opens_s: when it opens next, 0 if nobody knows. */
enum policy_gate policy_gate(const struct policy *policy, const struct zone *zone,
			     int64_t now_s, int64_t *opens_s);
const char *policy_gate_name(enum policy_gate gate); /* "not_yet" */
/** {state, opens_at} */
struct json_object *policy_gate_json(struct arena *arena, enum policy_gate gate,
				     int64_t opens_s);

#endif
