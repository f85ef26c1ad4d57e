/*
 * Speaker: an LMS that asks of its own accord, outside of any launch. It shows who it is by a
 * statement that it signs with its launch keys [RFC 7523 §3], so nobody has to paste a secret.
 */
#ifndef KIBRIDGE_LMS_SPEAKER_H
#define KIBRIDGE_LMS_SPEAKER_H

#include <lti/statement.h>
#include <stdbool.h>

#include "call/call.h"
#include "call/form.h"
#include "call/reply.h"
#include "lms/platform.h"
#include "store/db.h"

struct speaker {
	struct call *call;
	struct form
		*form; /* the request's: iss, client_id, and what the handler asks for */
	struct platform *platform; /* active */
	const char *token;
	struct lti_statement statement;
	struct lti_error why; /* it is not believed */
	bool spent; /* the statement was used before */
};

/** Reader. NULL: the statement is the platform's that the request names. Otherwise why not. */
struct reply *speaker_hear(struct speaker *out, struct call *call);

/**
 * In a transaction, before anything else is written: a statement is good for one request.
 * With speaker->spent nothing was written, and the answer is speaker_refused().
 */
enum db_status speaker_spend(struct db_conn *tx, struct speaker *speaker)
	__attribute__((warn_unused_result));
struct reply *speaker_refused(struct speaker *speaker);

/** Who it is in the audit log and as a key's author: "lms:<our id of the platform>". */
const char *speaker_name(const struct speaker *speaker);

#endif
