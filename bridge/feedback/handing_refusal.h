/* Handing refusal: why an attempt is not admitted, beside the reasons that questions have. */
#ifndef KIBRIDGE_FEEDBACK_HANDING_REFUSAL_H
#define KIBRIDGE_FEEDBACK_HANDING_REFUSAL_H

#include "call/problem.h"

/* Constant, never freed. */
const struct problem *handing_no_assignment(void);
const struct problem *handing_document(void); /* a try's document is not one */
const struct problem *handing_notice(void);
const struct problem *handing_due(void);
const struct problem *handing_attempts(void);
const struct problem *handing_under_way(void);
const struct problem *handing_file(void); /* no such file of theirs */
const struct problem *handing_empty(void);
const struct problem *handing_too_long(void);
const struct problem *handing_attempt(void); /* no such attempt */

#endif
