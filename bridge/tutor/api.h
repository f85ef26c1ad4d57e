/*
 * Tutor's handlers: a person's own conversations and what applies to them (docs/api.md).
 * All need a session; each finds its object by session and owner, so a foreign id is 404.
 */
#ifndef KIBRIDGE_TUTOR_API_H
#define KIBRIDGE_TUTOR_API_H

#include "call/call.h"
#include "call/reply.h"

struct reply *tutor_me(struct call *call); /* GET me */
struct reply *tutor_notice(struct call *call); /* POST notice */
struct reply *tutor_limits(struct call *call); /* GET limits */
struct reply *tutor_models(struct call *call); /* GET models */
struct reply *tutor_conversations(struct call *call); /* GET conversations */
struct reply *tutor_conversation(struct call *call); /* GET conversations/{id} */
struct reply *tutor_conversation_rename(struct call *call); /* PATCH conversations/{id} */
struct reply *tutor_conversation_delete(
	struct call *call); /* DELETE conversations/{id} */
struct reply *tutor_conversation_export(
	struct call *call); /* GET conversations/{id}/export */
struct reply *tutor_receipt(struct call *call); /* GET turns/{id}/receipt */
struct reply *tutor_my_data(struct call *call); /* GET me/data */
struct reply *tutor_my_data_delete(struct call *call); /* DELETE me/data */
struct reply *tutor_rate(struct call *call); /* PUT turns/{id}/rating */
struct reply *tutor_report(struct call *call); /* POST turns/{id}/report */

/* Lecturers of the course. */
struct reply *tutor_reports(struct call *call); /* GET reports */
struct reply *tutor_report_read(struct call *call); /* GET reports/{turn} */
struct reply *tutor_report_close(struct call *call); /* PUT reports/{turn} {status} */

#endif
