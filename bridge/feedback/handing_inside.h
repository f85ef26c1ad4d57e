/* Handing in, inside: what handing_in.c and handing_again.c share. */
#ifndef KIBRIDGE_FEEDBACK_HANDING_INSIDE_H
#define KIBRIDGE_FEEDBACK_HANDING_INSIDE_H

#include "feedback/handing_in.h"

#define TOKENS_PER_CRITERION 350 /* of an answer: quotations, advice, next step */

/** Reader. Body, format, receipt and estimate of a question about these criteria; NULL: all. */
void handed_write_body(struct handed *handed, struct db_conn *conn, const size_t *only,
		       size_t only_count);

#endif
