/*
 * Feedback's handlers (docs/feedback-api.md). All need a session, and each finds its object by
 * way of it: another course's activity and another person's attempt are 404.
 */
#ifndef KIBRIDGE_FEEDBACK_API_H
#define KIBRIDGE_FEEDBACK_API_H

#include "call/call.h"
#include "call/reply.h"

#define FEEDBACK_BODY_MAX (320 * 1024) /* a document, a draft or an edit as JSON */
#define FEEDBACK_RUBRIC_MAX (2304 * 1024) /* a file of 1 MiB inside JSON */
#define FEEDBACK_FILE_MAX (10 * 1024 * 1024)

/* For lecturers of the course. */
struct reply *feedback_assignment(struct call *call); /* GET assignment */
struct reply *feedback_assignment_put(struct call *call); /* PUT assignment */
struct reply *feedback_assignment_versions(
	struct call *call); /* GET assignment/versions */
/** GET assignment/versions/{n} */
struct reply *feedback_assignment_version(struct call *call);
struct reply *feedback_rubric(struct call *call); /* GET assignment/rubric */
struct reply *feedback_rubric_read(struct call *call); /* POST assignment/rubric */
struct reply *feedback_list(struct call *call); /* GET feedback */
struct reply *feedback_one(struct call *call); /* GET feedback/{id} */
struct reply *feedback_edit(struct call *call); /* PUT feedback/{id} */
struct reply *feedback_release(struct call *call); /* POST feedback/release */
struct reply *feedback_export(struct call *call); /* GET feedback/export.csv */

/* A person's own. */
struct reply *feedback_submission(struct call *call); /* GET submission */
struct reply *feedback_draft_put(struct call *call); /* PUT submission/draft */
struct reply *feedback_file_add(struct call *call); /* POST submission/files */
struct reply *feedback_attempt(struct call *call); /* GET submission/attempts/{id} */
/** GET submission/attempts/{id}/receipt */
struct reply *feedback_receipt(struct call *call);
/** POST submission/attempts/{id}/report */
struct reply *feedback_report(struct call *call);

#endif
